//! Databases that certutil made are changed, and certutil says what is in them then.

use std::path::Path;

use secrecy::SecretString;
use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::name::Dn;
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::install::check::written;
use tillit_trust_stores::install::judges::judge;
use tillit_trust_stores::install::{Planned, PlannedTarget, Selection};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::container::{Passwords, ReadLimits};

use crate::kit::{adding, changes, issuing, make, one, planned, refusal, removing, root, says};

struct Database {
    folder: tempfile::TempDir,
    password: &'static str,
}

impl Database {
    fn new(password: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), format!("{password}\n")).unwrap();
        let database = Self { folder, password };
        database.certutil(&["-N"]);
        database
    }

    fn path(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn certutil(&self, arguments: &[&str]) -> String {
        let place = format!("sql:{}", self.path());
        let file = format!("{}/password", self.path());
        says("certutil", &[arguments, &["-d", &place, "-f", &file]].concat())
    }

    fn add(&self, nickname: &str, flags: &str, der: &[u8]) {
        let file = self.folder.path().join("added");
        std::fs::write(&file, der).unwrap();
        self.certutil(&["-A", "-n", nickname, "-t", flags, "-i", file.to_str().unwrap()]);
    }

    /// Nickname and flags, as certutil lists them.
    fn listed(&self) -> Vec<String> {
        let text = self.certutil(&["-L"]);
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut lines: Vec<String> =
            lines.filter(|line| line.matches(',').count() == 2 && !line.contains("S/MIME")).collect();
        lines.sort();
        lines
    }

    fn plan(&self, selection: &Selection) -> PlannedTarget {
        let passwords = match self.password {
            "" => Passwords::defaults(),
            password => Passwords::given(vec![SecretString::from(password)]),
        };
        one(planned(&Folder::host(), self.path(), selection, &passwords))
    }

    /// Plans, does it, and asks the judge.
    fn change(&self, selection: &Selection) -> PlannedTarget {
        let target = self.plan(selection);
        make(changes(&target), Path::new("/"));
        let said = judge(&target, self.folder.path(), &Passwords::none(), selection);
        assert_eq!(said, Some(Ok("certutil")));
        assert!(matches!(self.plan(selection).planned, Planned::Unchanged), "a second time");
        target
    }
}

#[test]
fn of_a_server() {
    let database = Database::new("");
    let (top, below) = (root("Root A"), issuing("Issuing A", &root("Root A")));
    let other = root("Other");
    database.add("Other", "CT,C,C", &other.der);
    let target = database.change(&adding(&[&below, &top]));
    assert_eq!(database.listed(), ["Issuing A ,,", "Other CT,C,C", "Root A T,,"]);
    let names: Vec<_> = changes(&target).iter().map(|change| change.path().unwrap().file_name().unwrap()).collect();
    assert_eq!(names, ["key4.db", "cert9.db"]);
    // NSS lets a client in, and would not believe a server of the same CA.
    let leaf = CertificateBuilder::leaf(Dn::cn("client")).issue(&below).unwrap();
    database.add("client", ",,", &leaf.der);
    let accepts = |usage: &str| {
        let (place, file) = (format!("sql:{}", database.path()), format!("{}/password", database.path()));
        let line = ["-V", "-n", "client", "-u", usage, "-d", &place, "-f", &file];
        std::process::Command::new("certutil").args(line).output().unwrap().status.success()
    };
    assert_eq!((accepts("C"), accepts("V")), (true, false));
    database.certutil(&["-D", "-n", "client"]);
    database.change(&removing(&[&below, &top]));
    assert_eq!(database.listed(), ["Other CT,C,C"]);
    database.add("client", ",,", &leaf.der);
    assert!(!accepts("C"));
}

/// Fact B14: what is there is amended, under its own name, and never lowered.
#[test]
fn trust_that_is_there_stays() {
    let database = Database::new("");
    let (one, two, three) = (root("One"), root("Two"), root("Three"));
    database.add("by another name", "C,C,", &one.der);
    database.add("Two", ",,", &two.der);
    database.add("Three", "CT,C,C", &three.der);
    let target = database.change(&adding(&[&one, &two, &three]));
    let Planned::Edited(edited) = &target.planned else { panic!() };
    assert_eq!((edited.added.len(), edited.amended.len()), (0, 2));
    assert_eq!(database.listed(), ["Three CT,C,C", "Two T,,", "by another name CT,C,"]);
}

#[test]
fn undo_takes_back_trust_and_puts_in_what_was_taken_out_though_others_have_changed_the_database() {
    use tillit_trust_stores::install::apply::{Hooks, apply};
    use tillit_trust_stores::install::journal::{Journal, Who};
    use tillit_trust_stores::install::planner;
    use tillit_trust_stores::install::undo::undo;

    let database = Database::new("");
    let data = tempfile::tempdir().unwrap();
    let journal = Journal::open(&data.path().canonicalize().unwrap()).unwrap();
    let (top, old, theirs) = (root("Root A"), root("Old"), root("Theirs"));
    let below = issuing("Issuing A", &top);
    database.add("Root A", "C,,", &top.der);
    database.add("Old", "CT,C,C", &old.der);
    let before = database.listed();
    let selection = Selection { remove: removing(&[&old]).remove, ..adding(&[&below, &top]) };
    let passwords = Passwords::defaults();
    let mut hooks = Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |_| Ok(Vec::new()),
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    };
    let plan = planned(&Folder::host(), database.path(), &selection, &passwords);
    let applied = apply(&plan, &journal, &Who::current(), &mut hooks).unwrap();
    assert_eq!(database.listed(), ["Issuing A ,,", "Root A CT,,"]);
    database.add("Theirs", "C,,", &theirs.der);
    let none = Selection::default();
    let request = planner::Request {
        targets: &[],
        selection: &none,
        tree: &Folder::host(),
        environment: &tillit_trust_stores::places::Environment::default(),
        passwords: &passwords,
        catalog: &tillit_verifier::catalog::embedded(),
        at_hand: &[],
        now: time::OffsetDateTime::now_utc(),
        purpose: planner::Purpose::Apply,
        create: false,
        in_place: false,
        new_file: None,
        anyway: true,
    };
    let undone = undo(&applied.record, &journal, &Who::current(), &mut hooks, &mut |target, backups| {
        planner::back(target, backups, &request)
    })
    .unwrap();
    assert!(undone.left.is_empty() && !undone.adapted.is_empty(), "{undone:?}");
    assert_eq!(database.listed(), [before, vec!["Theirs C,,".to_owned()]].concat());
}

#[test]
fn explicit_distrust_is_left_to_whoever_said_it() {
    let database = Database::new("");
    let bad = root("Bad");
    database.add("Bad", "p,p,p", &bad.der);
    let said = refusal(&database.plan(&adding(&[&bad, &root("Good")])));
    assert!(said.contains("distrust of Bad"), "{said}");
}

#[test]
fn names_that_others_have_and_names_with_colons() {
    let database = Database::new("");
    let (colon, same) = (root("CA: with colon"), root("Same name"));
    database.add("Same name", ",,", &root("Somebody else").der);
    database.change(&adding(&[&colon, &same]));
    let listed = database.listed();
    assert_eq!(listed.len(), 3, "{listed:?}");
    assert!(listed.contains(&"Same name ,,".to_owned()), "{listed:?}");
    assert!(listed.iter().any(|line| line.starts_with("same-name-") && line.ends_with(" T,,")), "{listed:?}");
    // One that certutil itself gave such a name.
    let odd = root("odd");
    database.add("odd: name", "C,,", &odd.der);
    database.change(&adding(&[&odd]));
    assert!(database.listed().iter().any(|line| line.ends_with("odd: name CT,,")), "{:?}", database.listed());
    database.change(&removing(&[&odd, &colon]));
    assert_eq!(database.listed().len(), 2);
}

#[test]
fn primary_passwords() {
    let mut database = Database::new("a long secret");
    let top = root("Root");
    database.password = "";
    assert_eq!(refusal(&database.plan(&adding(&[&top]))), "PasswordNeeded");
    database.password = "wrong";
    assert_eq!(refusal(&database.plan(&adding(&[&top]))), "WrongPassword");
    database.password = "a long secret";
    database.change(&adding(&[&top]));
    assert_eq!(database.listed(), ["Root T,,"]);
}

/// The flags follow from whose database it is.
#[test]
fn whose_database() {
    let top = root("Root");
    for (place, target, expected) in [
        ("home/a/.pki/nssdb", "chromium", "Root C,,"),
        ("home/a/.pki/nssdb", "nss", "Root CT,,"),
        ("home/a/.pki/nssdb", "/home/a/.pki/nssdb", "Root CT,,"),
        ("home/a/.pki/nssdb", "/home/a/.pki/nssdb/cert9.db", "Root CT,,"),
        ("home/a/.mozilla/firefox/p.default", "firefox", "Root C,,"),
        ("home/a/.thunderbird/p.default", "thunderbird", "Root C,C,"),
        ("etc/pki/nssdb", "nss", "Root T,,"),
        ("etc/httpd/alias", "/etc/httpd/alias", "Root T,,"),
    ] {
        let machine = tempfile::tempdir().unwrap();
        let folder = machine.path().join(place);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            folder.parent().unwrap().join("profiles.ini"),
            "[Profile0]\nName=default\nIsRelative=1\nPath=p.default\n",
        )
        .unwrap();
        let database = format!("sql:{}", folder.display());
        says("certutil", &["-N", "--empty-password", "-d", &database]);
        let tree = Folder::at(machine.path());
        let plan = planned(&tree, target, &adding(&[&top]), &Passwords::defaults());
        let target = one(plan.clone());
        make(changes(&target), machine.path());
        let passwords = Passwords::none();
        let options = Options {
            tree: &tree,
            passwords: &passwords,
            limits: ReadLimits::default(),
            interest: &|_| true,
            kind: None,
        };
        written(&target, &plan, &[], &tillit_verifier::catalog::embedded(), &options).unwrap();
        let listed = says("certutil", &["-L", "-d", &database]);
        let words: Vec<&str> = listed.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(words.join(" "), expected, "{place} {target:?}");
    }
}

#[test]
fn a_database_that_is_in_use() {
    let database = Database::new("");
    let top = root("Root");
    let is_in_use = |by: &str| {
        let said = refusal(&database.plan(&adding(&[&top])));
        assert!(said.starts_with("InUse(") && said.contains(by), "{said}");
    };
    let file = |name: &str| database.folder.path().join(name);
    // A process that has it open.
    let held = std::fs::File::open(file("cert9.db")).unwrap();
    let mut child = std::process::Command::new("sleep").arg("600").stdin(held).spawn().unwrap();
    is_in_use("sleep");
    // Firefox's link, as long as the process is there.
    child.kill().unwrap();
    child.wait().unwrap();
    std::os::unix::fs::symlink(format!("127.0.1.1:+{}", child.id()), file("lock")).unwrap();
    assert!(matches!(database.plan(&adding(&[&top])).planned, Planned::Edited(_)));
    std::fs::remove_file(file("lock")).unwrap();
    std::os::unix::fs::symlink(format!("127.0.1.1:+{}", std::process::id()), file("lock")).unwrap();
    is_in_use(&std::process::id().to_string());
    std::fs::remove_file(file("lock")).unwrap();
    // A write that was not finished.
    std::fs::write(file("key4.db-journal"), b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7").unwrap();
    is_in_use("key4.db-journal");
    std::fs::write(file("key4.db-journal"), [0; 28]).unwrap();
    assert!(matches!(database.plan(&adding(&[&top])).planned, Planned::Edited(_)));
}

/// `pkcs11.txt` may name any library, and may be another user's: it is never loaded.
#[test]
fn no_library_that_the_database_names_is_loaded() {
    let database = Database::new("");
    let trace = database.folder.path().join("loaded");
    let source = database.folder.path().join("evil.c");
    let text = format!(
        "#include <stdio.h>\n__attribute__((constructor)) void f(void) {{ fopen(\"{}\", \"w\"); }}\n",
        trace.display()
    );
    std::fs::write(&source, text).unwrap();
    let library = database.folder.path().join("evil.so");
    says("cc", &["-shared", "-fPIC", "-o", library.to_str().unwrap(), source.to_str().unwrap()]);
    let modules = database.folder.path().join("pkcs11.txt");
    let mut text = std::fs::read_to_string(&modules).unwrap();
    text = format!("{text}\nlibrary={}\nname=evil\n", library.display());
    std::fs::write(&modules, text).unwrap();
    database.change(&adding(&[&root("Root")]));
    assert!(!trace.exists());
    // It would be by certutil on the database itself.
    database.listed();
    assert!(trace.exists());
}

#[test]
fn a_damaged_database_and_one_without_keys() {
    let database = Database::new("");
    std::fs::remove_file(database.folder.path().join("key4.db")).unwrap();
    assert!(refusal(&database.plan(&adding(&[&root("Root")]))).contains("key4.db"));
    let database = Database::new("");
    let file = database.folder.path().join("key4.db");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let said = refusal(&database.plan(&adding(&[&root("Root")])));
    assert!(!said.contains("Password"), "{said}");
}
