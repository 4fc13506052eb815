//! The judges say no where a store does not hold what it shall hold.

use std::path::Path;

use secrecy::SecretString;
use tillit_lab::certificate::Issued;
use tillit_lab::store::{Java, java, pkcs12};
use tillit_trust_stores::StoreKind;
use tillit_trust_stores::install::judges::judge;
use tillit_trust_stores::install::{Planned, PlannedTarget};
use tillit_verifier::container::Passwords;

use crate::kit::{adding, root, says};

fn target(path: &Path, kind: StoreKind) -> PlannedTarget {
    PlannedTarget {
        target: path.display().to_string(),
        place: "file",
        path: path.to_owned(),
        kind: Some(kind),
        consumer: None,
        has_private_key: false,
        planned: Planned::Unchanged,
    }
}

#[test]
fn stores_that_hold_everything_and_stores_that_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, three) = (root("One"), root("Two"), root("Three"));
    let entries: [(&str, &[u8]); 2] = [("one", &one.der), ("two", &two.der)];
    let secret = "not a customary one";
    let pem = (one.to_pem() + &two.to_pem()).into_bytes();
    for (kind, bytes, by) in [
        (StoreKind::Jks, java(Java::Jks, &entries, secret), "keytool"),
        (StoreKind::Jceks, java(Java::Jceks, &entries, secret), "keytool"),
        (StoreKind::Pkcs12, pkcs12(&entries, secret).unwrap(), "keytool"),
        (StoreKind::PemBundle, pem, "openssl"),
    ] {
        let path = folder.path().join(kind.word());
        std::fs::write(&path, &bytes).unwrap();
        let passwords = Passwords::given(vec![SecretString::from("wrong"), SecretString::from(secret)]);
        let ask = |issued: &[&Issued]| judge(&target(&path, kind), &path, &passwords, &adding(issued)).unwrap();
        assert_eq!(ask(&[&one, &two]), Ok(by));
        let failed = ask(&[&one, &three]).unwrap_err();
        assert_eq!((failed.by.as_str(), failed.said.as_str()), (by, "does not see Three"));
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(ask(&[&one, &two]).is_err(), "{kind:?}");
    }
}

/// Fact B4: what OpenSSL writes without Java's attribute is nothing to Java.
#[test]
fn keytool_does_not_see_what_java_does_not_see() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let one = root("One");
    std::fs::write(at("one.pem"), one.to_pem()).unwrap();
    let (out, pem) = (at("store.p12"), at("one.pem"));
    let line = ["pkcs12", "-export", "-nokeys", "-passout", "pass:changeit"];
    says("openssl", &[&line[..], &["-in", pem.to_str().unwrap(), "-out", out.to_str().unwrap()]].concat());
    let said = judge(&target(&out, StoreKind::Pkcs12), &out, &Passwords::defaults(), &adding(&[&one]));
    assert_eq!(said.unwrap().unwrap_err().said, "does not see One");
}

#[test]
fn a_database_whose_trust_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let place = format!("sql:{}", folder.path().display());
    let one = root("One");
    let file = folder.path().join("one.der");
    std::fs::write(&file, &one.der).unwrap();
    says("certutil", &["-N", "--empty-password", "-d", &place]);
    says("certutil", &["-A", "-n", "One", "-t", "C,,", "-i", file.to_str().unwrap(), "-d", &place]);
    let target = target(folder.path(), StoreKind::NssDatabase);
    let ask = || judge(&target, folder.path(), &Passwords::none(), &adding(&[&one])).unwrap();
    assert_eq!(ask().unwrap_err().said, "One is not trusted");
    says("certutil", &["-M", "-n", "One", "-t", "CT,,", "-d", &place]);
    assert_eq!(ask(), Ok("certutil"));
}
