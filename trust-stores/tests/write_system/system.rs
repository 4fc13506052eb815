//! The system's store: Debian's by its own command in a root of its own, the others' by what is planned for them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tillit_lab::certificate::Issued;
use tillit_trust_stores::install::script::{Words, script};
use tillit_trust_stores::install::system::{clean_up_after_undo, run};
use tillit_trust_stores::install::{Change, Planned, PlannedTarget, Selection, SystemCommand};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Fingerprint;
use tillit_verifier::container::Passwords;

use crate::kit::{adding, certificate, changes, issuing, make, one, planned, refusal, removing, root, says};

/// What Debian's command needs of this machine's own programs.
const PROGRAMS: &str = "sh mktemp rm ln sed basename readlink test find sort wc chmod mv cat run-parts openssl touch";

/// A root with Debian's real command, the programs that it runs, and some CAs of the vendor.
struct Debian(tempfile::TempDir);

impl Debian {
    fn new() -> Self {
        let debian = Self(tempfile::tempdir().unwrap());
        let script = r#"
            set -eu
            root=$1
            mkdir -p "$root/tmp" "$root/dev" "$root/proc" "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64"
            for name in bin sbin lib lib64; do ln -s usr/$name "$root/$name"; done
            mkdir -p "$root/etc/ssl/certs/java" "$root/etc/ca-certificates/update.d" "$root/usr/local/share/ca-certificates"
            mkdir -p "$root/usr/lib/ssl" "$root/usr/share/ca-certificates/vendor"
            touch "$root/dev/null"
            printf 'ID=debian\n' > "$root/etc/os-release"
            cp /usr/sbin/update-ca-certificates "$root/usr/sbin/"
            ln -s /etc/ssl/certs "$root/usr/lib/ssl/certs"
            touch "$root/etc/ssl/openssl.cnf"
            ln -s /etc/ssl/openssl.cnf "$root/usr/lib/ssl/openssl.cnf"
            for name in $2; do
                program=$(PATH=/usr/bin:/bin:/usr/sbin:/sbin command -v "$name" | grep / || echo "/usr/bin/$name")
                cp -L "$program" "$root/usr/bin/$name"
                ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
                    mkdir -p "$root$(dirname "$library")"
                    [ -e "$root$library" ] || cp -L "$library" "$root$library"
                done
            done
        "#;
        says("bash", &["-c", script, "bash", debian.0.path().to_str().unwrap(), PROGRAMS]);
        for name in ["A", "B"] {
            debian.write(&format!("/usr/share/ca-certificates/vendor/{name}.crt"), root(name).to_pem());
        }
        debian.write("/etc/ca-certificates.conf", "vendor/A.crt\nvendor/B.crt\n");
        debian.update();
        debian
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.at(path), content).unwrap();
    }

    fn tree(&self) -> Folder {
        Folder::at(self.0.path())
    }

    fn update(&self) {
        run(SystemCommand::UpdateCaCertificates, &self.tree()).unwrap();
    }

    fn plan(&self, selection: &Selection) -> PlannedTarget {
        one(planned(&self.tree(), "system", selection, &Passwords::defaults()))
    }

    /// Makes what was planned, the command at its end.
    fn apply(&self, target: &PlannedTarget) {
        let changes = changes(target);
        make(changes, self.0.path());
        if changes.contains(&Change::Run(SystemCommand::UpdateCaCertificates)) {
            self.update();
        }
    }

    /// What programs read: the certificates of the bundle as OpenSSL loads it, every link with what it says, and Java's aliases.
    fn seen(&self) -> (BTreeSet<String>, BTreeSet<String>, String) {
        let bundle = self.at("/etc/ssl/certs/ca-certificates.crt");
        let loads = "openssl crl2pkcs7 -nocrl -certfile \"$1\" | openssl pkcs7 -print_certs -noout | grep subject";
        let subjects = says("sh", &["-c", loads, "sh", bundle.to_str().unwrap()]);
        let folder = self.at("/etc/ssl/certs");
        let links = std::fs::read_dir(folder).unwrap().filter_map(|entry| {
            let path = entry.unwrap().path();
            let to = std::fs::read_link(&path).ok()?;
            Some(format!("{} -> {}", path.file_name().unwrap().display(), to.display()))
        });
        let java = self.at("/etc/ssl/certs/java/cacerts");
        let listed = if java.exists() { self.keytool(&["-list"]) } else { String::new() };
        (subjects.lines().map(str::to_owned).collect(), links.collect(), listed)
    }

    fn keytool(&self, arguments: &[&str]) -> String {
        let java = self.at("/etc/ssl/certs/java/cacerts");
        let store = ["-keystore", java.to_str().unwrap(), "-storepass", "changeit", "-noprompt"];
        says("keytool", &[arguments, &store].concat())
    }

    /// As Debian's hook for Java does.
    fn java_has(&self, name: &str, issued: &Issued) {
        let file = self.at("/tmp/one.pem");
        std::fs::write(&file, issued.to_pem()).unwrap();
        self.keytool(&["-importcert", "-alias", &format!("debian:{name}.pem"), "-file", file.to_str().unwrap()]);
    }
}

/// `chroot` takes root; somebody else is root in a namespace of their own. True: it was run there, and nothing is left to do.
fn ran_as_root(test: &str) -> bool {
    if says("id", &["-u"]).trim() == "0" {
        return false;
    }
    let own = std::env::current_exe().unwrap();
    says("unshare", &["--map-root-user", own.to_str().unwrap(), "--exact", test]);
    true
}

#[test]
fn debian_from_nothing_to_everything_and_back() {
    if ran_as_root("system::debian_from_nothing_to_everything_and_back") {
        return;
    }
    let debian = Debian::new();
    let (top, below) = (root("Root X"), issuing("Issuing X", &root("Root X")));
    let selection = adding(&[&below, &top]);
    debian.java_has("A", &root("A"));
    let before = debian.seen();

    let target = debian.plan(&selection);
    assert_eq!(target.path, Path::new("/etc/ssl/certs/ca-certificates.crt"));
    assert_eq!(changes(&target).len(), 3, "{target:#?}");
    debian.apply(&target);
    debian.java_has("Issuing X", &below);
    let after = debian.seen();
    assert_eq!(after.0.difference(&before.0).count(), 2, "{after:?}");
    // OpenSSL finds the root by its hash.
    let file = debian.at("/tmp/below.pem");
    std::fs::write(&file, below.to_pem()).unwrap();
    let verify = |debian: &Debian| {
        let mut command = std::process::Command::new("chroot");
        command.arg(debian.0.path()).args([
            "/usr/bin/openssl",
            "verify",
            "-CApath",
            "/etc/ssl/certs",
            "/tmp/below.pem",
        ]);
        command.output().unwrap().status.success()
    };
    assert!(verify(&debian));
    assert!(matches!(debian.plan(&selection).planned, Planned::Unchanged), "a second time");

    // In the source and not in the bundle: the command alone.
    let bundle = debian.at("/etc/ssl/certs/ca-certificates.crt");
    let whole = std::fs::read(&bundle).unwrap();
    debian.write("/etc/ssl/certs/ca-certificates.crt", root("A").to_pem());
    assert_eq!(changes(&debian.plan(&selection)), [Change::Run(SystemCommand::UpdateCaCertificates)]);
    std::fs::write(&bundle, whole).unwrap();

    // Back, as the engine goes back: the files away, then the command, which leaves links and Java's entry behind (B10).
    for change in changes(&target) {
        if let Change::Create { path, .. } = change {
            std::fs::remove_file(debian.at(path.to_str().unwrap())).unwrap();
        }
    }
    debian.update();
    assert_ne!(debian.seen(), before);
    let added: Vec<Fingerprint> = [&below, &top].map(|issued| certificate(issued).fingerprint()).to_vec();
    make(&clean_up_after_undo(&debian.tree(), &added).unwrap(), debian.0.path());
    assert_eq!(debian.seen(), before);
    assert!(!verify(&debian));
    assert_eq!(clean_up_after_undo(&debian.tree(), &added).unwrap(), []);
}

/// A plan as a script: its undo leaves no link behind, and Debian's hooks, Java's among them, hear of what is gone.
#[test]
fn the_script_takes_back_what_debians_command_leaves() {
    use std::os::unix::fs::PermissionsExt as _;
    if ran_as_root("system::the_script_takes_back_what_debians_command_leaves") {
        return;
    }
    let debian = Debian::new();
    let hook = "/etc/ca-certificates/update.d/java";
    debian.write(hook, "#!/bin/sh\ncat >>/tmp/heard\n");
    std::fs::set_permissions(debian.at(hook), std::fs::Permissions::from_mode(0o755)).unwrap();
    // Another of the same name, after which OpenSSL stops at a gap.
    let (first, top) = (root("Same name"), root("Root X"));
    let builder = tillit_lab::certificate::CertificateBuilder::ca(tillit_lab::name::Dn::cn("Same name"));
    let theirs = builder.serial([9]).self_sign().unwrap();
    debian.write("/usr/local/share/ca-certificates/theirs.crt", theirs.to_pem());
    debian.update();
    let before = debian.seen();
    let plan = planned(&debian.tree(), "system", &adding(&[&first, &top]), &Passwords::defaults());
    debian.write("/tmp/plan.sh", script(&plan, &Words { head: Vec::new() }).unwrap());
    let (file, backup) = (debian.at("/tmp/plan.sh"), debian.at("/tmp/backup"));
    let go = |shell: &[&str], what: &str| {
        let mut command = std::process::Command::new(shell[0]);
        command.args(&shell[1..]).arg(&file).arg(what).env("ROOT", debian.0.path()).env("BACKUP", &backup);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{shell:?} {what}: {}", String::from_utf8_lossy(&output.stderr));
    };
    for shell in [&["dash"][..], &["busybox", "sh"]] {
        go(shell, "apply");
        // For each a link to its file, and one under its hash.
        assert_eq!(debian.seen().1.difference(&before.1).count(), 4, "{shell:?}");
        let _ = std::fs::remove_file(debian.at("/tmp/heard"));
        go(shell, "undo");
        assert_eq!(debian.seen(), before, "{shell:?}");
        let heard = std::fs::read_to_string(debian.at("/tmp/heard")).unwrap();
        let mut heard: Vec<&str> = heard.lines().collect();
        heard.sort_unstable();
        let [one, two] = heard.as_slice() else { panic!("{heard:?}") };
        assert!(one.starts_with("-/etc/ssl/certs/root-x-"), "{heard:?}");
        assert!(two.starts_with("-/etc/ssl/certs/same-name-"), "{heard:?}");
        // Nothing more is to be taken back.
        let _ = std::fs::remove_file(debian.at("/tmp/heard"));
        go(shell, "undo");
        assert!(!std::fs::read_to_string(debian.at("/tmp/heard")).unwrap_or_default().contains('-'));
    }
}

/// Taking out is planned whole: the file, the links to it, and Java's entry; another CA of the same name stays findable.
#[test]
fn debian_takes_out() {
    if ran_as_root("system::debian_takes_out") {
        return;
    }
    let debian = Debian::new();
    let first = root("Same name");
    let key = tillit_lab::key::KeyPool::shared().get(tillit_lab::key::KeyKind::RSA_2048, "other").unwrap();
    let builder = tillit_lab::certificate::CertificateBuilder::ca(tillit_lab::name::Dn::cn("Same name"));
    let second = builder.serial([9]).key(&key).self_sign().unwrap();
    debian.apply(&debian.plan(&adding(&[&second])));
    let before = debian.seen();
    debian.apply(&debian.plan(&adding(&[&first])));
    let both = debian.seen();
    assert_eq!(both.1.len(), before.1.len() + 2);
    debian.apply(&debian.plan(&removing(&[&first])));
    assert_eq!(debian.seen(), before);
    debian.apply(&debian.plan(&adding(&[&first])));
    debian.apply(&debian.plan(&removing(&[&second])));
    let left = debian.seen();
    assert_eq!(left.1.iter().filter(|link| link.contains(".0 -> same-name")).count(), 1, "{left:?}");
    assert!(!left.1.iter().any(|link| link.contains(".1 -> same-name")), "{left:?}");
    assert!(matches!(debian.plan(&removing(&[&second])).planned, Planned::Unchanged));
    // The vendor's is the vendor's.
    assert!(refusal(&debian.plan(&removing(&[&root("A")]))).contains("belongs to a package"));
}

#[test]
fn refusals() {
    if ran_as_root("system::refusals") {
        return;
    }
    let debian = Debian::new();
    let top = root("Root X");
    let target = debian.plan(&adding(&[&top]));
    let Change::Create { path, .. } = &changes(&target)[0] else { panic!() };
    debian.write(path.to_str().unwrap(), "something else\n");
    assert!(refusal(&debian.plan(&adding(&[&top]))).contains("holds something else"));
    std::fs::remove_file(debian.at("/usr/sbin/update-ca-certificates")).unwrap();
    let said = refusal(&debian.plan(&adding(&[&top])));
    assert!(said.contains("ProgramMissing") && said.contains("update-ca-certificates"), "{said}");
}

/// A system of another family, with a program of this name; what the program does is not asked.
fn system(release: &str, program: &str, folder: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path.trim_start_matches('/'));
    for path in ["/etc", "/usr/bin", folder] {
        std::fs::create_dir_all(at(path)).unwrap();
    }
    std::fs::write(at("/etc/os-release"), release).unwrap();
    let program = at("/usr/bin").join(program);
    std::fs::write(&program, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    root
}

#[test]
fn other_families() {
    let top = root("Root X");
    for (release, program, folder, command) in [
        ("ID=rocky\n", "update-ca-trust", "/etc/pki/ca-trust/source/anchors", SystemCommand::UpdateCaTrust),
        ("ID=sles\n", "update-ca-certificates", "/etc/pki/trust/anchors", SystemCommand::UpdateCaCertificates),
        (
            "ID=alpine\n",
            "update-ca-certificates",
            "/usr/local/share/ca-certificates",
            SystemCommand::UpdateCaCertificates,
        ),
        ("ID=arch\n", "trust", "/etc/ca-certificates/trust-source/anchors", SystemCommand::TrustExtractCompat),
    ] {
        let machine = system(release, program, folder);
        let tree = Folder::at(machine.path());
        let target = one(planned(&tree, "system", &adding(&[&top]), &Passwords::defaults()));
        let [Change::Create { path, after, mode }, Change::Run(run)] = changes(&target) else { panic!("{target:?}") };
        assert_eq!((path.parent().unwrap(), *mode, *run), (Path::new(folder), 0o644, command));
        assert_eq!(after.bytes(), top.to_pem().as_bytes());
        assert_eq!(path.extension().unwrap(), "crt");
        // Put there and not extracted: the command alone.
        make(changes(&target), machine.path());
        let target = one(planned(&tree, "system", &adding(&[&top]), &Passwords::defaults()));
        assert_eq!(changes(&target), [Change::Run(command)]);
    }
    // Forbidden by the administrator.
    let machine = system("ID=rocky\n", "update-ca-trust", "/etc/pki/ca-trust/source/anchors");
    let blocked = machine.path().join("etc/pki/ca-trust/source/blocklist");
    std::fs::create_dir_all(&blocked).unwrap();
    std::fs::write(blocked.join("x.pem"), top.to_pem()).unwrap();
    let tree = Folder::at(machine.path());
    let said = refusal(&one(planned(&tree, "system", &adding(&[&top]), &Passwords::defaults())));
    assert!(said.contains("distrust"), "{said}");
}

#[test]
fn nixos_gets_lines_to_paste() {
    let machine = system("ID=nixos\n", "trust", "/etc/ssl/certs");
    let top = root("Root ${X}");
    let tree = Folder::at(machine.path());
    let target = one(planned(&tree, "system", &adding(&[&top]), &Passwords::defaults()));
    let Planned::Refused(tillit_trust_stores::install::Refusal::Declarative { system, snippet }) = &target.planned
    else {
        panic!("{target:?}")
    };
    assert_eq!(*system, "NixOS");
    assert!(
        snippet.starts_with("security.pki.certificates = [\n  ''\n    # Root X\n    -----BEGIN CERTIFICATE-----\n")
    );
    let pem = snippet.lines().map(str::trim).collect::<Vec<_>>().join("\n") + "\n";
    let file = machine.path().join("pasted");
    std::fs::write(&file, pem).unwrap();
    says("openssl", &["x509", "-noout", "-in", file.to_str().unwrap()]);
}
