//! The plan as a shell script: what it does where somebody else is at work in the same folders, and when it cannot do everything.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tillit_trust_stores::install::plan::Edited;
use tillit_trust_stores::install::script::{Words, script};
use tillit_trust_stores::install::{Change, Plan, Planned, PlannedTarget, Refusal, Selection};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Fingerprint;
use tillit_verifier::container::Passwords;
use time::OffsetDateTime;

use crate::kit::{adding, one, planned, root, says};

/// Shells that it must work with.
const SHELLS: [&[&str]; 2] = [&["dash"], &["busybox", "sh"]];

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        std::fs::create_dir(desk.at("s")).unwrap();
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        std::fs::canonicalize(self.folder.path()).unwrap().join(name)
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        std::fs::write(self.at(name), content).unwrap();
        self.at(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap()
    }

    /// Writes the script of these changes.
    fn script(&self, changes: Vec<Change>) {
        let edited = Edited { changes, ..Edited::default() };
        let target = PlannedTarget {
            target: "x".to_owned(),
            place: "file",
            path: self.at("s"),
            kind: None,
            consumer: None,
            has_private_key: false,
            planned: Planned::Edited(edited),
        };
        self.script_of(&plan(vec![target], Folder::host()));
    }

    fn script_of(&self, plan: &Plan) {
        let text = script(plan, &Words { head: vec!["A plan".to_owned()] }).unwrap();
        let file = self.write("n.sh", &text);
        says("shellcheck", &[file.to_str().unwrap()]);
    }

    fn run(&self, shell: &[&str], what: &str) -> Output {
        let mut command = Command::new(shell[0]);
        command.args(&shell[1..]).arg(self.at("n.sh")).arg(what).env("BACKUP", self.at("backup"));
        command.output().unwrap_or_else(|error| panic!("{shell:?} is needed: {error}"))
    }

    fn succeeds(&self, shell: &[&str], what: &str) -> String {
        let output = self.run(shell, what);
        assert!(output.status.success(), "{shell:?} {what}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn fails(&self, shell: &[&str], what: &str) -> String {
        let output = self.run(shell, what);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{shell:?} {what}: {said}");
        said
    }
}

fn plan(targets: Vec<PlannedTarget>, tree: Folder) -> Plan {
    let id = "2026-11-22T10:02Z-7f3a".to_owned();
    Plan { id, at: OffsetDateTime::now_utc(), tree, selection: Selection::default(), targets }
}

fn replace(path: &Path, before: &str, after: &str) -> Change {
    Change::replace(path, before.as_bytes(), after.into())
}

fn is_root() -> bool {
    says("id", &["-u"]).trim() == "0"
}

#[test]
fn a_planted_link_leads_nowhere() {
    if !is_root() {
        return;
    }
    for shell in SHELLS {
        let desk = Desk::new();
        let (victim, file) = (desk.write("victim", "victim\n"), desk.write("s/n.pem", "old\n"));
        let plan = "2026-11-22T10:02Z-7f3a";
        for name in [format!("n.pem.tillit-{plan}.new"), format!("n.pem.tillit-{plan}"), format!(".tillit-{plan}")] {
            symlink(&victim, desk.at("s").join(name)).unwrap();
        }
        for path in [&desk.at("s"), &file] {
            chown(path, Some(65534), Some(65534)).unwrap();
        }
        std::fs::set_permissions(desk.folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        desk.script(vec![replace(&file, "old\n", "old\nnew\n")]);
        desk.fails(shell, "apply");
        assert_eq!((desk.read("victim").as_str(), desk.read("s/n.pem").as_str()), ("victim\n", "old\n"));
        std::fs::remove_file(desk.at("s").join(format!(".tillit-{plan}"))).unwrap();
        let _ = std::fs::remove_dir_all(desk.at("backup"));
        desk.succeeds(shell, "apply");
        assert_eq!((desk.read("victim").as_str(), desk.read("s/n.pem").as_str()), ("victim\n", "old\nnew\n"));
        assert_eq!(file.metadata().unwrap().uid(), 65534);
        desk.succeeds(shell, "undo");
        assert_eq!(desk.read("s/n.pem"), "old\n");
        // A file of root in a folder of somebody else, and a place for backups that somebody else has made.
        chown(&file, Some(0), Some(0)).unwrap();
        assert!(desk.fails(shell, "apply").contains("of another user"));
        chown(&file, Some(65534), None).unwrap();
        chown(desk.at("backup"), Some(65534), None).unwrap();
        assert!(desk.fails(shell, "apply").contains("belongs to somebody else"));
        assert_eq!(desk.read("s/n.pem"), "old\n");
    }
}

#[test]
fn a_file_that_is_written_in_place_stays_the_same_file() {
    for shell in SHELLS {
        let desk = Desk::new();
        let file = desk.write("s/n.pem", "old\n");
        std::fs::hard_link(&file, desk.at("s/other")).unwrap();
        let Change::Replace { path, before, after, .. } = replace(&file, "old\n", "new\n") else { panic!() };
        desk.script(vec![Change::Replace { path, before, after, in_place: true }]);
        desk.succeeds(shell, "apply");
        assert_eq!(desk.read("s/other"), "new\n");
        // Killed in the middle.
        std::fs::write(&file, "ne").unwrap();
        assert!(desk.fails(shell, "undo").contains("changed by somebody else"));
        std::fs::write(desk.at("backup/1.writing"), "").unwrap();
        desk.succeeds(shell, "undo");
        assert_eq!(desk.read("s/other"), "old\n");
    }
}

#[test]
fn every_step_is_taken_back_and_only_what_was_done() {
    for shell in SHELLS {
        let desk = Desk::new();
        let (a, b) = (desk.write("s/a.pem", "a\n"), desk.write("s/b.pem", "b\n"));
        let made = |name: &str| Change::Create { path: desk.at(name), after: b"made\n".to_vec().into(), mode: 0o644 };
        let link = |name: &str| Change::MakeLink { path: desk.at(name), to: "a.pem".into() };
        desk.write("s/there.pem", "made\n");
        desk.write("s/gone.pem", "gone\n");
        symlink("a.pem", desk.at("s/there.0")).unwrap();
        symlink("b.pem", desk.at("s/old.0")).unwrap();
        desk.script(vec![
            replace(&a, "a\n", "a\nmore\n"),
            replace(&b, "b\n", "b\nmore\n"),
            made("s/there.pem"),
            made("s/new.pem"),
            Change::Remove { path: desk.at("s/gone.pem"), before: Fingerprint::of(b"gone\n") },
            link("s/there.0"),
            link("s/new.0"),
            Change::RemoveLink { path: desk.at("s/old.0"), to: "b.pem".into() },
            Change::RemoveLink { path: desk.at("s/never.0"), to: "b.pem".into() },
        ]);
        let names = || {
            let names = std::fs::read_dir(desk.at("s")).unwrap();
            let mut names: Vec<_> = names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
            names.sort_unstable();
            names
        };
        let before = names();
        desk.succeeds(shell, "check");
        desk.succeeds(shell, "apply");
        assert_eq!(names(), ["a.pem", "b.pem", "new.0", "new.pem", "there.0", "there.pem"]);
        desk.succeeds(shell, "apply");
        // The first cannot be put back: the others are, and it is said.
        std::fs::write(&a, "of somebody else\n").unwrap();
        let said = desk.fails(shell, "undo");
        assert!(said.contains("a.pem: changed by somebody else") && said.contains("NOT EVERYTHING"), "{said}");
        assert_eq!((names(), desk.read("s/b.pem").as_str()), (before.clone(), "b\n"));
        std::fs::write(&a, "a\nmore\n").unwrap();
        assert!(desk.succeeds(shell, "undo").contains("Everything was put back"));
        assert_eq!((names(), desk.read("s/a.pem").as_str()), (before, "a\n"));
        // A link that says something else is somebody else's.
        symlink("b.pem", desk.at("s/new.0")).unwrap();
        assert!(desk.fails(shell, "apply").contains("new.0: is there already"));
        assert_eq!(desk.read("s/a.pem"), "a\n");
    }
}

/// Stopped or failing in the middle, it puts everything back and says whether it could.
#[test]
fn what_ends_in_the_middle_is_put_back() {
    for shell in SHELLS {
        for (ending, expected) in
            [("kill -TERM $$; sleep 1", "everything was put back"), ("false", "everything was put back")]
        {
            let desk = Desk::new();
            let (a, b) = (desk.write("s/a.pem", "a\n"), desk.write("s/b.pem", "b\n"));
            desk.script(vec![replace(&a, "a\n", "a2\n"), replace(&b, "b\n", "b2\n")]);
            let text = desk.read("n.sh");
            let text = text.replace(
                "\nafterwards() {\n",
                &format!("\nafterwards() {{\n    [ $STEP = undo ] || {{ {ending}; }}\n"),
            );
            desk.write("n.sh", &text);
            let said = desk.fails(shell, "apply");
            assert!(said.contains(expected), "{said}");
            assert_eq!((desk.read("s/a.pem").as_str(), desk.read("s/b.pem").as_str()), ("a\n", "b\n"));
            let text = text
                .replace("kill -TERM", "echo x >b.pem; kill -TERM")
                .replace("{ false; }", "{ echo x >b.pem; false; }");
            desk.write("n.sh", &text.replace(">b.pem", &format!(">'{}'", b.display())));
            let said = desk.fails(shell, "apply");
            assert!(said.contains("NOT EVERYTHING was put back") && said.contains("b.pem: changed"), "{said}");
            assert_eq!((desk.read("s/a.pem").as_str(), desk.read("s/b.pem").as_str()), ("a\n", "x\n"));
        }
    }
}

#[test]
fn the_end_says_what_makes_it_take_effect() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.at("etc/nginx")).unwrap();
    std::fs::create_dir_all(desk.at("etc/tomcat10")).unwrap();
    desk.write("etc/nginx/nginx.conf", "ssl_client_certificate /s/ca.pem;\n");
    desk.write("etc/tomcat10/server.xml", "<x caCertificateFile=\"/s/ca.pem\"/>\n");
    desk.write("s/ca.pem", &root("One").to_pem());
    let tree = Folder::at(desk.at(""));
    let target = one(planned(&tree, "/s/ca.pem", &adding(&[&root("Two")]), &Passwords::none()));
    desk.script_of(&plan(vec![target], tree));
    let text = desk.read("n.sh");
    assert!(text.contains("take effect in nginx: systemctl reload nginx'"), "{text}");
    assert!(text.contains("take effect in Tomcat: systemctl restart tomcat   (whoever is logged in is logged out)'"));
    desk.write("n.sh", &text.replace("\nset -eu\n", &format!("\nROOT='{}'\nset -eu\n", desk.at("").display())));
    for what in ["apply", "undo"] {
        assert!(desk.succeeds(SHELLS[0], what).contains("systemctl reload nginx\n"));
    }
}

/// A pipe is neither read nor written: nobody may ever write to it.
#[test]
fn pipes_are_refused_at_once() {
    let desk = Desk::new();
    let pipe = desk.at("pipe");
    says("mkfifo", &[pipe.to_str().unwrap()]);
    let target = one(planned(&Folder::host(), pipe.to_str().unwrap(), &adding(&[&root("One")]), &Passwords::none()));
    let Planned::Refused(Refusal::Unreadable(error)) = &target.planned else { panic!("{target:?}") };
    assert!(matches!(**error, tillit_verifier::input::InputError::Socket));
}

/// The name of a plan becomes part of file names.
#[test]
fn the_name_of_a_saved_plan_is_no_path() {
    use tillit_trust_stores::install::saved::Saved;
    let text = |id: &str| {
        let mut plan = plan(Vec::new(), Folder::host());
        plan.id = id.to_owned();
        Saved::of(&plan, Vec::new(), None, false, false, None).to_text().unwrap()
    };
    assert!(Saved::parse(&text("2026-11-21T10:02Z-7f3a")).is_ok());
    for id in ["../../evil", "", ".", "a/b", "a\nb", "-rf", &"x".repeat(65)] {
        assert!(Saved::parse(&text(id)).is_err(), "{id}");
    }
}
