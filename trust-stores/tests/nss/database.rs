//! What is in a database, beside certutil.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tillit_trust_stores::formats::Options;
use tillit_trust_stores::store::{Consumer, Grant, MAX_KEPT, StoreKind, Trust};
use tillit_trust_stores::tree::Folder;
use tillit_trust_stores::{Observation, formats};
use tillit_verifier::container::{ContainerError, EntryError, Integrity, OtherFormat, Passwords, ReadLimits};
use tillit_verifier::input::InputError;

use super::tools::{Database, Held, ca, entry, has, leaf, meaning, one, read, run, sql};

/// Every combination of the flags that certutil knows, in the first column, and some in the others.
fn flags() -> Vec<String> {
    let letters = ["", "p", "P", "c", "C", "T", "w"];
    let mut all = Vec::new();
    for a in letters {
        for b in letters {
            for rest in [",,", ",C,", ",p,T", ",c,c"] {
                all.push(format!("{a}{b}{rest}"));
            }
        }
    }
    all.push("CTPcpw,CTPcpw,CTPcpw".to_owned());
    all
}

#[test]
fn flags_are_what_certutil_says() {
    let database = Database::new();
    let mut batch = String::new();
    for (index, flags) in flags().iter().enumerate() {
        let der = if index % 3 == 0 { leaf(&format!("leaf {index}")) } else { ca(&format!("CA {index}")) };
        let file = database.file(&format!("{index}.der"));
        fs::write(&file, der).unwrap();
        writeln!(batch, "-A -n flags-{index} -t {flags} -i {}", file.display()).unwrap();
    }
    fs::write(database.file("batch"), batch).unwrap();
    database.certutil(&["-B", "-i", database.file("batch").to_str().unwrap()]);
    let store = database.read();
    assert_eq!(store.entries.len(), flags().len());
    assert_eq!((store.kind, store.consumer), (StoreKind::NssDatabase, Consumer::Nss));
    database.agrees(&store);
    for entry in &store.entries {
        let told = has(&store, |o| matches!(o, Observation::ServerTrustOnly(which) if which.alias == entry.alias));
        let server_only = entry.trust.server == Grant::Anchor && entry.trust.client == Grant::Helper;
        assert_eq!(told, server_only && entry.certificate.as_ref().unwrap().is_ca(), "{entry:?}");
    }
}

#[test]
fn changes_deletions_and_orphans() {
    let database = Database::new();
    assert!(database.read().is_empty());
    for (nickname, flags) in [("Räksmörgås rot 1", "C,,"), ("two", "CT,C,"), ("three", "p,p,p"), ("four", ",,")] {
        database.add(nickname, flags, &ca(nickname));
    }
    database.agrees(&database.read());
    database.certutil(&["-M", "-n", "two", "-t", "T,,"]);
    database.certutil(&["-M", "-n", "four", "-t", "TC,,"]);
    database.certutil(&["-D", "-n", "three"]);
    // B14: the nickname stays, the flags are overwritten.
    database.add("another nickname", "T,,", &ca("Räksmörgås rot 1"));
    let store = database.read();
    database.agrees(&store);
    assert_eq!(entry(&store, "Räksmörgås rot 1").trust.server, Grant::Helper);
    let orphaned = has(&store, |o| matches!(o, Observation::OrphanedTrust(_)));
    let trust = sql(&database.file("cert9.db"), "select count(*) from nssPublic where hex(a0) = 'CE534353'");
    assert_eq!(orphaned, trust.trim() != "3", "{trust}");

    sql(&database.file("cert9.db"), "delete from nssPublic where a0 = x'00000001' and hex(a3) = hex('two')");
    let store = database.read();
    assert_eq!(store.entries.len(), 2);
    assert!(has(&store, |o| matches!(o, Observation::OrphanedTrust(_))));
}

#[test]
fn the_file_the_folder_and_the_words_of_certutil_are_the_same() {
    let database = Database::new();
    database.add("root", "CT,C,C", &ca("Root"));
    let folder = database.read();
    let file = one(read(&Folder::host(), &database.file("cert9.db")));
    assert_eq!(folder.location.path, database.path());
    assert_eq!(file.location.path, database.file("cert9.db"));
    assert_eq!(entry(&folder, "root").trust, entry(&file, "root").trust);
    let image = one(read(&Folder::at(database.path()), Path::new("/")));
    assert_eq!(entry(&image, "root").trust, Trust::all(Grant::Anchor));
    assert_eq!(image.integrity, Integrity::NotChecked);
}

#[test]
fn a_password_and_private_keys() {
    let database = Database::with_password("hemligt");
    database.add("root", "CT,,", &ca("Root"));
    let pki = tempfile::tempdir().unwrap();
    let path = |name: &str| pki.path().join(name).display().to_string();
    let (key, pem, p12) = (path("key.pem"), path("cert.pem"), path("user.p12"));
    let new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=Test Testsson"];
    run("openssl", &[&new[..], &["-keyout", &key, "-out", &pem]].concat());
    let export =
        ["pkcs12", "-export", "-inkey", &key, "-in", &pem, "-name", "user", "-passout", "pass:x", "-out", &p12];
    run("openssl", &export);
    let place = format!("sql:{}", database.path().display());
    let password = database.file("password").display().to_string();
    run("pk12util", &["-i", &p12, "-d", &place, "-W", "x", "-k", &password]);
    assert!(database.listed().contains(&("user".to_owned(), "u,u,u".to_owned())), "{:?}", database.listed());
    let store = database.read();
    database.agrees(&store);
    assert!(store.observations.is_empty(), "{:?}", store.observations);
}

#[test]
fn several_hundred_certificates() {
    let database = Database::new();
    let names: Vec<String> = (0..400).map(|number| format!("CA-{number}")).collect();
    let mut batch = String::new();
    for (index, name) in names.iter().enumerate() {
        let file = database.file(&format!("{name}.der"));
        fs::write(&file, ca(name)).unwrap();
        writeln!(batch, "-A -n {name} -t {} -i {}", ["C,,", "T,,", "CT,C,C", ",,"][index % 4], file.display()).unwrap();
    }
    fs::write(database.file("batch"), batch).unwrap();
    database.certutil(&["-B", "-i", database.file("batch").to_str().unwrap()]);
    let store = database.read();
    let mut listed = database.listed();
    listed.sort_by_key(|(nickname, _)| names.iter().position(|name| name == nickname));
    assert_eq!(listed.len(), names.len());
    for (nickname, flags) in listed {
        let entry = entry(&store, &nickname);
        assert_eq!(entry.trust, meaning(&flags, true), "{nickname}");
        assert_eq!(entry.certificate.as_ref().unwrap().der(), ca(&nickname), "{nickname}");
    }

    let few = Options {
        tree: &Folder::host(),
        passwords: &Passwords::none(),
        limits: ReadLimits { max_entries: 399, ..ReadLimits::default() },
        interest: &|_| false,
        kind: None,
    };
    let refused = formats::read(database.path(), &few).remove(0).unwrap_err();
    assert!(matches!(refused.error, InputError::Container(ContainerError::TooMany { limit: 399 })));
    const { assert!(MAX_KEPT > 400, "none of them is left out") };
}

/// NSS lets trust count only if key4.db has a signature for it: certutil is the judge.
#[test]
fn trust_counts_if_the_key_database_has_its_signature() {
    let database = Database::new();
    database.add("root", "CT,C,C", &ca("Root"));
    database.add("helper", "c,,", &ca("Helper"));
    database.add("leaf", ",,", &leaf("Leaf"));
    assert!(database.read().observations.is_empty());
    let keys = fs::read(database.file("key4.db")).unwrap();
    let lost = |state: &str| {
        let store = database.read();
        database.agrees(&store);
        assert_eq!(entry(&store, "root").trust, Trust::all(Grant::Helper), "{state}");
        assert!(has(&store, |o| matches!(o, Observation::UnsignedTrust(1))), "{state}: {:?}", store.observations);
    };

    let other = Database::new();
    fs::copy(other.file("key4.db"), database.file("key4.db")).unwrap();
    lost("of another database");

    // One attribute without its signature is enough, whichever it is.
    fs::write(database.file("key4.db"), &keys).unwrap();
    sql(&database.file("key4.db"), "delete from metaData where id like 'sig_cert_%_ce536359'");
    lost("unsigned trust");
    fs::write(database.file("key4.db"), &keys).unwrap();
    sql(&database.file("key4.db"), "delete from metaData where id like 'sig_cert_%_ce5363b4'");
    lost("unsigned hash");
    // Never given a password, not even the empty one: there is nothing to check signatures with.
    sql(&database.file("key4.db"), "delete from metaData");
    let store = database.read();
    database.agrees(&store);
    assert_eq!(entry(&store, "root").trust, Trust::all(Grant::Anchor));

    // Not there: certutil does not open the database, and a program that may write makes a new one and lets the trust count.
    fs::remove_file(database.file("key4.db")).unwrap();
    let store = database.read();
    assert_eq!(entry(&store, "root").trust, Trust::all(Grant::Anchor));
    assert!(has(&store, |o| matches!(o, Observation::KeyDatabaseMissing(path) if *path == database.file("key4.db"))));
    let place = format!("sql:{}", database.path().display());
    let listed = std::process::Command::new("certutil").args(["-L", "-d", &place]).output().unwrap();
    assert!(!listed.status.success());
    database.add("another", ",,", &ca("Another"));
    database.agrees(&database.read());
    assert!(database.listed().contains(&("root".to_owned(), "CT,C,C".to_owned())));

    // A copy elsewhere, of which nobody knows where its keys are.
    fs::write(database.file("key4.db"), &keys).unwrap();
    let copy = tempfile::tempdir().unwrap();
    fs::copy(database.file("cert9.db"), copy.path().join("saved.db")).unwrap();
    let store = one(read(&Folder::host(), &copy.path().join("saved.db")));
    assert_eq!(entry(&store, "root").trust, Trust::all(Grant::Anchor));
}

/// Trust is found by issuer and serial number, and its hash must be the certificate's. New versions of NSS write objects of the class of
/// PKCS#11 v3.2 with SHA-256, as Firefox 153 was seen to do; Debian's certutil does not know them, so they are written here by hand.
#[test]
fn trust_belongs_to_its_certificate() {
    let database = Database::new();
    let root = ca("Root");
    database.add("root", "CT,C,C", &root);
    let file = database.file("cert9.db");
    let original = fs::read(&file).unwrap();

    sql(&file, "update nssPublic set ace5363b4 = zeroblob(20) where hex(a0) = 'CE534353'");
    let store = database.read();
    assert_eq!(entry(&store, "root").trust, Trust::all(Grant::Helper));
    assert!(has(&store, |o| matches!(o, Observation::OrphanedTrust(1))));

    // The newer class, beside the older one that says something else: the newer one counts.
    let unsigned = database.file("copy.db");
    fs::write(&unsigned, &original).unwrap();
    for column in ["a8c", "a62c", "a62d", "a62e", "a62f", "a635"] {
        if !sql(&unsigned, "select name from pragma_table_info('nssPublic')").lines().any(|name| name == column) {
            sql(&unsigned, &format!("alter table nssPublic add column {column}"));
        }
    }
    let hash: String = tillit_verifier::Fingerprint::of(&root).0.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    let newer = |hash: &str, server: u8, client: u8| {
        sql(
            &unsigned,
            &format!(
                "delete from nssPublic where id = 77; \
                 insert into nssPublic (id, a0, a81, a82, a8c, a635, a62c, a62d, a62e, a62f) select 77, x'0000000b', a81, a82, \
                 x'00000250', {hash}, x'{server:08x}', x'{client:08x}', x'00000000', x'00000003' from nssPublic where hex(a0) = 'CE534353'"
            ),
        );
        let store = one(read(&Folder::host(), &unsigned));
        entry(&store, "root").trust
    };
    let hash = format!("x'{hash}'");
    let trust = |client, server, email| Trust { client, server, email };
    assert_eq!(newer(&hash, 4, 2), trust(Grant::Anchor, Grant::Helper, Grant::Distrusted));
    assert_eq!(newer(&hash, 2, 4), trust(Grant::Helper, Grant::Anchor, Grant::Distrusted));
    assert_eq!(newer(&hash, 3, 3), Trust::all(Grant::Distrusted));
    assert_eq!(newer("x'00'", 2, 2), Trust::all(Grant::Helper), "another certificate's hash");
    assert_eq!(newer("null", 2, 2), Trust::all(Grant::Helper), "trust without a hash");
    assert_eq!(newer("null", 3, 0), Trust::all(Grant::Distrusted), "distrust needs no hash");
}

#[test]
fn a_write_that_did_not_end() {
    let database = Database::new();
    database.add("root", "CT,C,C", &ca("Root"));
    for (name, content, told) in [
        ("cert9.db-journal", &[][..], false),
        ("cert9.db-journal", &[0; 512][..], false),
        ("cert9.db-journal", &[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 1][..], true),
        ("cert9.db-wal", &[][..], false),
        ("cert9.db-wal", &[0; 512][..], false),
        ("cert9.db-wal", &[0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18][..], true),
        ("key4.db-wal", &[0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18][..], true),
    ] {
        fs::write(database.file(name), content).unwrap();
        let store = database.read();
        let found = store.observations.iter().find_map(|o| match o {
            Observation::UnfinishedWrite(path) => Some(path.clone()),
            _ => None,
        });
        assert_eq!(found, told.then(|| database.file(name)), "{name} {content:?}");
        fs::remove_file(database.file(name)).unwrap();
    }
}

/// A program that has the databases open keeps what was written meanwhile in their logs: certutil, which sees it, is the judge.
#[test]
fn what_stands_in_the_log_alone_is_read() {
    let database = Database::new();
    database.add("root", "CT,C,C", &ca("Root"));
    database.add("helper", "c,,", &ca("Helper"));
    let files = ["cert9.db", "key4.db"].map(|name| database.file(name));
    let mut held: Vec<Held> = files.iter().map(|file| Held::open(file)).collect();
    database.certutil(&["-D", "-n", "root"]);
    database.certutil(&["-M", "-n", "helper", "-t", "T,,"]);
    database.add("another", "p,p,p", &ca("Another"));
    let seen = || [files.clone(), ["cert9.db-wal", "key4.db-wal"].map(|name| database.file(name))].concat();
    let bytes = || seen().iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
    let before = bytes();
    let store = database.read();
    assert_eq!(bytes(), before, "reading leaves no trace");
    database.agrees(&store);
    assert!(store.observations.iter().all(|o| matches!(o, Observation::OrphanedTrust(_))), "{:?}", store.observations);
    let names = |store: &tillit_trust_stores::TrustStore| {
        store.entries.iter().filter_map(|entry| entry.alias.clone()).collect::<BTreeSet<_>>()
    };
    // Without the log it would be another answer: all of it stands there.
    let copy = tempfile::tempdir().unwrap();
    for (file, bytes) in seen().iter().zip(&before).take(2) {
        fs::write(copy.path().join(file.file_name().unwrap()), bytes).unwrap();
    }
    let old = one(read(&Folder::host(), copy.path()));
    assert_eq!(names(&old), BTreeSet::from(["root", "helper"].map(str::to_owned)));
    assert_eq!(names(&store), BTreeSet::from(["another", "helper"].map(str::to_owned)));

    // Whoever held it crashes: the log stays as it is.
    held.iter_mut().for_each(Held::crash);
    database.agrees(&database.read());
}

/// A log that is cut or damaged: what was before it, or what SQLite makes of it, and where that is not all that it has, it is said.
#[test]
fn a_log_that_is_cut_or_damaged() {
    let database = Database::new();
    database.add("root", "CT,C,C", &ca("Root"));
    let file = database.file("cert9.db");
    let mut held = Held::open(&file);
    let labels = |folder: &Path| {
        let store = one(read(&Folder::host(), folder));
        let told = has(&store, |o| matches!(o, Observation::UnfinishedWrite(_)));
        (store.entries.iter().find_map(|entry| entry.alias.clone()).unwrap(), told)
    };
    for name in ["first", "second"] {
        sql(&file, &format!("update nssPublic set a3 = cast('{name}' as blob) where a0 = x'00000001'"));
    }
    held.crash();
    let log = fs::read(database.file("cert9.db-wal")).unwrap();
    let copy = tempfile::tempdir().unwrap();
    fs::copy(&file, copy.path().join("cert9.db")).unwrap();
    let with = |log: &[u8]| {
        fs::write(copy.path().join("cert9.db-wal"), log).unwrap();
        labels(copy.path())
    };
    assert_eq!(with(&log), ("second".to_owned(), false));
    // A transaction is at least one page with its header.
    let page = u16::from_be_bytes(fs::read(&file).unwrap()[16..18].try_into().unwrap());
    let frame = 24 + usize::from(if page == 1 { panic!("64 KiB") } else { page });
    let is_end = |at: usize| at == 0 || at >= 32 && (at - 32).is_multiple_of(frame);
    let mut seen = BTreeSet::new();
    for end in (0..log.len()).step_by(61).chain((32..log.len()).step_by(frame)).chain([0]) {
        let (label, told) = with(&log[..end]);
        assert!(told || is_end(end), "cut at {end}: {label}");
        seen.insert((label, told));
    }
    for (label, told) in [("root", true), ("root", false), ("first", true), ("first", false)] {
        assert!(seen.contains(&(label.to_owned(), told)), "{label} {told}: {seen:?}");
    }
    assert!(!seen.iter().any(|(label, _)| label == "second"));
    let mut damaged = log.clone();
    for at in (0..log.len()).step_by(61).chain(log.len() - frame..log.len() - frame + 24).chain(0..32) {
        damaged[at] ^= 0x40;
        let (label, told) = with(&damaged);
        assert!(told, "a wrong byte at {at}: {label}");
        damaged[at] = log[at];
    }
    // What an earlier log left behind does not count.
    let mut older = log[log.len() - frame..].to_vec();
    older[8..16].fill(7);
    assert_eq!(with(&[log.clone(), older].concat()), ("second".to_owned(), false));
    // A size that no page was written for.
    fs::write(copy.path().join("cert9.db-wal"), &log).unwrap();
    fs::write(copy.path().join("cert9.db"), &fs::read(&file).unwrap()[..usize::from(page)]).unwrap();
    let outcome = read(&Folder::host(), copy.path()).remove(0);
    assert!(outcome.is_err(), "{outcome:?}");
}

#[test]
fn the_old_format_is_named() {
    let folder = tempfile::tempdir().unwrap();
    run("certutil", &["-N", "-d", &format!("dbm:{}", folder.path().display()), "--empty-password"]);
    assert!(folder.path().join("cert8.db").is_file());
    for path in [folder.path().to_owned(), folder.path().join("cert8.db")] {
        let failure = read(&Folder::host(), &path).remove(0).unwrap_err();
        assert!(
            matches!(failure.error, InputError::Container(ContainerError::Unsupported(OtherFormat::OldNssDatabase))),
            "{failure:?}"
        );
    }
    let database = Database::new();
    fs::copy(folder.path().join("cert8.db"), database.file("cert8.db")).unwrap();
    let store = database.read();
    assert!(has(&store, |o| matches!(o, Observation::OldDatabase(path) if *path == database.file("cert8.db"))));
}

#[test]
fn modules_that_bring_the_systems_roots() {
    let database = Database::new();
    assert!(!has(&database.read(), |o| matches!(o, Observation::AlsoUsesSystem)));
    let module = "library=/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so\nname=system roots\n\n";
    let before = fs::read_to_string(database.file("pkcs11.txt")).unwrap();
    fs::write(database.file("pkcs11.txt"), before + "\n" + module).unwrap();
    assert!(has(&database.read(), |o| matches!(o, Observation::AlsoUsesSystem)));
}

#[test]
fn what_is_no_database_of_nss() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cert9.db");
    let failure = |content: &[u8]| {
        fs::write(&file, content).unwrap();
        read(&Folder::host(), folder.path()).remove(0).unwrap_err()
    };
    assert!(matches!(failure(b"").error, InputError::Container(ContainerError::Empty)));
    let garbage = failure(b"-----BEGIN NOTHING-----");
    assert!(matches!(garbage.error, InputError::Container(ContainerError::Damaged { kind: "NSS database", .. })));
    assert_eq!(garbage.kind, Some(StoreKind::NssDatabase));
    assert_eq!(garbage.location.path, file);

    let database = Database::new();
    let keys = read(&Folder::host(), &database.file("key4.db")).remove(0).unwrap_err();
    assert!(matches!(keys.error, InputError::Container(ContainerError::Unsupported(OtherFormat::Sqlite))), "{keys:?}");
}

/// What a database may hold that SQLite would carry out.
#[test]
fn hostile_schemas_are_refused() {
    let endless =
        "with recursive n(x) as (select 1 union all select x + 1 from n) select x as id, x as a0, x as a11 from n";
    for schema in [
        format!("create view nssPublic as {endless}"),
        format!("create view NSSpublic as {endless}"),
        "create table nssPublic (id, a0, a11 generated always as (zeroblob(1000000000)))".to_owned(),
        "create table nssPublic (id, a0 generated always as (x'00000001') stored, a11)".to_owned(),
        "create virtual table nssPublic using fts5(id, a0, a11)".to_owned(),
        "create table nssPublic (id)".to_owned(),
        "create table nssPublic (id, a0, a11); create index i on nssPublic (a0); pragma writable_schema = on; \
         update sqlite_schema set sql = 'create index i on nssPublic (zeroblob(a11))' where name = 'i'"
            .to_owned(),
        "create table nssPublic (id, a0, a11); pragma writable_schema = on; update sqlite_schema set rootpage = 4000000"
            .to_owned(),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cert9.db");
        sql(&file, &schema);
        match read(&Folder::host(), folder.path()).remove(0) {
            Ok(store) => assert!(store.is_empty(), "{schema}"),
            Err(failure) => assert!(
                matches!(failure.error, InputError::Container(ContainerError::Damaged { kind: "NSS database", .. })),
                "{schema}: {failure:?}"
            ),
        }
    }
}

#[test]
fn objects_of_wrong_types_and_sizes() {
    let database = Database::new();
    let root = ca("Root");
    database.add("root", "CT,C,C", &root);
    let file = database.file("cert9.db");
    let original = fs::read(&file).unwrap();
    let after = |change: &str| {
        fs::write(&file, &original).unwrap();
        sql(&file, change);
        database.read()
    };
    let good = |store: &tillit_trust_stores::TrustStore| store.certificates().count();

    let store = after("insert into nssPublic (id, a0, a11) values (5, x'00000001', zeroblob(5000000))");
    assert_eq!((store.entries.len(), good(&store)), (2, 1));
    let store =
        after("insert into nssPublic (id, a0, a11) values (5, x'00000001', 'text'), (6, x'00000001', 7), (7, 1, 1.5)");
    assert_eq!((store.entries.len(), good(&store)), (3, 1));
    // A certificate that is called a private key: NSS does not see it, and it is not taken for sound.
    let store = after("update nssPublic set a0 = x'00000003' where a0 = x'00000001'");
    assert!(matches!(store.entries[0].certificate, Err(EntryError::Damaged { .. })));
    let store = after("update nssPublic set a0 = 1 where a0 = x'00000001'");
    assert!(matches!(store.entries[0].certificate, Err(EntryError::Damaged { .. })));
    // Names that are no UTF-8, no name, trust that NSS does not know.
    let store = after("update nssPublic set a3 = x'ff00fe41' where a0 = x'00000001'");
    assert!(store.entries[0].alias.is_some());
    let store = after("update nssPublic set a3 = null, ace536359 = x'12345678' where true");
    assert_eq!(store.entries[0].alias, None);
    assert_eq!(store.entries[0].trust.client, Grant::Helper);
    // NSS's empty attribute.
    let store = after("update nssPublic set a3 = x'a5005a' where true");
    assert_eq!(store.entries[0].alias, None);
}
