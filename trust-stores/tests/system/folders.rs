//! Folders of certificates, hashed and plain.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tempfile::tempdir;
use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::name::Dn;
use tillit_trust_stores::formats::{old_subject_hash, subject_hash};
use tillit_trust_stores::store::{Grant, StoreKind};
use tillit_verifier::Certificate;
use tillit_verifier::input::InputError;

use crate::kit::{ca, failure, link, names, read, read_as, run, says, store, told, write};

fn hash(name: &str) -> String {
    format!("{:08x}", subject_hash(Certificate::from_der(&ca(name).der).unwrap().subject()).unwrap())
}

#[test]
fn as_openssl_rehash_makes_it() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    for name in ["One", "Two", "Three"] {
        write(&at.join(format!("{name}.pem")), ca(name).to_pem());
    }
    // The same subject with another key: numbers .0 and .1.
    let same = CertificateBuilder::ca(Dn::cn("Two")).serial([9]).self_sign().unwrap();
    write(&at.join("Again.pem"), same.to_pem());
    write(&at.join("readme.txt"), "nothing to see");
    says("openssl", &["rehash", at.to_str().unwrap()]);
    let read = store(read(at));
    assert_eq!(read.kind, StoreKind::HashedDirectory);
    assert_eq!(names(&read), (vec!["Two", "One", "Three", "Two"].into_iter().map(str::to_owned).collect(), vec![]));
    assert_eq!(told(&read, at), [""; 0]);
    assert_eq!(read.entries[0].file.as_deref(), Some(at.join("Again.pem").as_path()));
    assert!(read.entries.iter().all(|entry| entry.trust.client == Grant::Anchor));
    // Copies instead of links give the same.
    for name in fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()) {
        if name.is_symlink() {
            let bytes = fs::read(&name).unwrap();
            fs::remove_file(&name).unwrap();
            fs::write(&name, bytes).unwrap();
        }
    }
    assert_eq!(names(&store(crate::kit::read(at))), names(&read));
}

/// What OpenSSL finds is what ours says that it finds, whatever the folder looks like.
#[test]
fn everything_that_goes_wrong() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    let out = tempdir().unwrap();
    let (one, two, three, four) = (ca("One"), ca("Two"), ca("Three"), ca("Four"));
    write(&at.join("good.pem"), one.to_pem());
    link("good.pem", &at.join(format!("{}.0", hash("One"))));
    write(&at.join("not-hashed.pem"), two.to_pem());
    write(&at.join("stale.pem"), three.to_pem());
    link("stale.pem", &at.join("01234567.0"));
    write(&at.join("several.pem"), four.to_pem() + &ca("Five").to_pem());
    link(write(&out.path().join("outside.crt"), ca("Six").to_pem()), &at.join(format!("{}.0", hash("Six"))));
    write(&at.join("gap.pem"), ca("Seven").to_pem());
    link("gap.pem", &at.join(format!("{}.2", hash("Seven"))));
    link("nowhere.pem", &at.join("nowhere-link.pem"));
    link("nowhere.pem", &at.join(format!("{}.0", hash("Eight"))));
    write(&at.join("hidden-by-a-dangling-link.pem"), ca("Eight").to_pem());
    link("hidden-by-a-dangling-link.pem", &at.join(format!("{}.1", hash("Eight"))));
    let nine = Certificate::from_der(&ca("Nine").der).unwrap();
    write(&at.join("old.pem"), ca("Nine").to_pem());
    link("old.pem", &at.join(format!("{:08x}.0", old_subject_hash(nine.subject()))));
    write(&at.join("der.crt"), ca("Ten").der);
    link("der.crt", &at.join(format!("{}.0", hash("Ten"))));
    write(&at.join("capitals.pem"), ca("Eleven").to_pem());
    link("capitals.pem", &at.join(format!("{}.0", hash("Eleven").to_uppercase())));
    link("loop-b", &at.join("loop-a"));
    link("loop-a", &at.join("loop-b"));
    write(&at.join("0badcafe.r0"), "a revocation list is nobody's business here");
    link("no-list.pem", &at.join("0badcafe.r1"));
    write(&at.join("README"), "nothing");
    fs::create_dir(at.join("java")).unwrap();

    let read = store(read(at));
    assert_eq!(read.kind, StoreKind::HashedDirectory);
    let (found, mut not_found) = names(&read);
    not_found.sort();
    let dangling = format!("DanglingLink(\"{}.0\")", hash("Eight"));
    let mut want = [
        dangling,
        "DanglingLink(\"nowhere-link.pem\")".to_owned(),
        format!("HashGap(\"{}.1\")", hash("Eight")),
        format!("HashGap(\"{}.2\")", hash("Seven")),
        "NotHashed(\"der.crt\")".to_owned(),
        "NotHashed(\"not-hashed.pem\")".to_owned(),
        format!("OldStyleHash(\"{:08x}.0\")", old_subject_hash(nine.subject())),
        "PassedOver(\"loop-a\", Cause(Loop))".to_owned(),
        "PassedOver(\"loop-b\", Cause(Loop))".to_owned(),
        "SeveralInOneFile(\"several.pem\", 2)".to_owned(),
        format!("StaleHash(\"01234567.0\", \"{}.0\")", hash("Three")),
        format!("StaleHash(\"{}.0\", \"{}.0\")", hash("Eleven").to_uppercase(), hash("Eleven")),
    ];
    want.sort();
    assert_eq!(told(&read, at), want);

    // OpenSSL's own word on each of them.
    let mut theirs = (Vec::new(), Vec::new());
    for name in ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven"] {
        let file = write(&out.path().join("asked.pem"), ca(name).to_pem());
        let arguments =
            ["verify", "-no-CAfile", "-no-CAstore", "-CApath", at.to_str().unwrap(), file.to_str().unwrap()];
        let output = run("openssl", &arguments);
        if output.status.success() { theirs.0.push(name) } else { theirs.1.push(name) }
    }
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let owned = |names: Vec<&str>| sorted(names.into_iter().map(str::to_owned).collect());
    assert_eq!(sorted(found), owned(theirs.0));
    assert_eq!(not_found, owned(theirs.1));
}

#[test]
fn a_bundle_beside_its_parts_is_no_second_store() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    write(&at.join("One.pem"), ca("One").to_pem());
    write(&at.join("Two.pem"), ca("Two").to_pem());
    says("openssl", &["rehash", at.to_str().unwrap()]);
    write(&at.join("ca-certificates.crt"), ca("One").to_pem() + &ca("Two").to_pem());
    let read_once = store(read(at));
    assert_eq!(names(&read_once).0, ["One", "Two"]);
    assert_eq!(told(&read_once, at), [""; 0]);
    // With one more in the bundle, that one is not found.
    write(&at.join("ca-certificates.crt"), ca("One").to_pem() + &ca("Three").to_pem());
    assert_eq!(told(&store(read(at)), at), ["SeveralInOneFile(\"ca-certificates.crt\", 2)"]);
}

#[test]
fn a_folder_that_must_be_hashed_and_is_not() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    write(&at.join("One.pem"), ca("One").to_pem());
    let read = store(read_as(at, StoreKind::HashedDirectory));
    assert_eq!(names(&read), (vec![], vec!["One".to_owned()]));
    assert_eq!(told(&read, at), ["EmptyFor(OpenSsl)", "NotHashed(\"One.pem\")"]);
}

#[test]
fn plain_folders() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    write(&at.join("b/two.pem"), ca("Two").to_pem());
    write(&at.join("a.der"), ca("One").der);
    link("..", &at.join("b/up"));
    link("../a.der", &at.join("b/again.der"));
    link("nowhere", &at.join("gone.pem"));
    write(&at.join(".hidden/three.pem"), ca("Three").to_pem());
    write(&at.join("README.md"), "nothing");
    write(&at.join("server.key"), tillit_lab::key::Key::generate(tillit_lab::key::KeyKind::P256).unwrap().to_pem());
    write(&at.join("broken.jks"), [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 7]);
    let utf16: Vec<u8> = ca("Four").to_pem().encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(&at.join("windows.pem"), [&[0xff, 0xfe], utf16.as_slice()].concat());
    let read_all = store(read(at));
    assert_eq!(read_all.kind, StoreKind::Folder);
    assert!(read_all.has_private_key);
    assert_eq!(names(&read_all).0, ["One", "Two", "Four"]);
    let told = told(&read_all, at);
    let want = [
        "DanglingLink(\"gone.pem\")",
        "PassedOver(\"b/up\", Cause(Loop))",
        "PassedOver(\"broken.jks\"",
        "PrivateKey(Some(\"server.key\"))",
        "Quirk(Utf16, Some(\"windows.pem\"))",
    ];
    assert_eq!(told.len(), want.len(), "{told:?}");
    assert!(told.iter().zip(want).all(|(told, want)| told.starts_with(want)), "{told:?}");
    fs::remove_dir_all(at.join("b")).unwrap();
    for name in ["a.der", "gone.pem", "server.key", "broken.jks", "windows.pem"] {
        fs::remove_file(at.join(name)).unwrap();
    }
    assert!(matches!(failure(read(at)).error, InputError::EmptyFolder));
}

/// As the kubelet mounts a ConfigMap: links into a hidden folder that is switched by one more link.
#[test]
fn a_kubernetes_mount() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    write(&at.join("..2026_01_01/ca.crt"), ca("One").to_pem());
    link("..2026_01_01", &at.join("..data"));
    link("..data/ca.crt", &at.join("ca.crt"));
    let read = store(read(at));
    assert_eq!(names(&read).0, ["One"]);
    assert_eq!(told(&read, at), [""; 0]);
}

#[test]
fn without_permission() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    write(&at.join("One.pem"), ca("One").to_pem());
    let closed = write(&at.join("Two.pem"), ca("Two").to_pem());
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    let want =
        if fs::read(&closed).is_ok() { vec![] } else { vec!["PassedOver(\"Two.pem\", Cause(PermissionDenied))"] };
    assert_eq!(told(&store(read(at)), at), want);
}

/// What is told of one file of a folder names it.
#[test]
fn what_is_told_of_a_file_names_it() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    let one = write(&at.join("one.pem"), ca("One").to_pem());
    for (name, password) in [("customary", "changeit"), ("unchecked", "none of those")] {
        let target = at.join(format!("{name}.p12"));
        let plain = ["pkcs12", "-export", "-nokeys", "-certpbe", "NONE", "-in", one.to_str().unwrap()];
        let out = ["-passout", &format!("pass:{password}"), "-out", target.to_str().unwrap()];
        says("openssl", &[&plain[..], &out].concat());
    }
    write(&at.join("refused.pem"), ca("Two").to_pem().replacen("-----END CERTIFICATE-----", "-----END X-----", 1));
    let told = told(&store(read(at)), at);
    let has = |word: &str, file: &str| told.iter().any(|said| said.starts_with(word) && said.contains(file));
    assert!(has("CustomaryPassword", "customary.p12"), "{told:?}");
    assert!(has("IntegrityNotChecked", "unchecked.p12"), "{told:?}");
    assert!(has("NotLoadedByOpenSsl", "refused.pem"), "{told:?}");
}
