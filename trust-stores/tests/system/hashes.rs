//! The hashes of subjects, with `openssl x509` as the judge.

use std::path::Path;

use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::key::{Key, KeyKind};
use tillit_lab::name::{Attribute, Dn, StringType};
use tillit_lab::oids;
use tillit_trust_stores::formats::{old_subject_hash, subject_hash};
use tillit_verifier::Certificate;

use crate::kit::{read, run, says, store};

/// Names of every kind: string types, spaces, letters beyond ASCII, several attributes in one RDN, empty values.
fn subjects() -> Vec<Dn> {
    use StringType::{Bmp, Ia5, Numeric, Printable, Tag, Teletex, Universal, Utf8};
    let types = [Utf8, Printable, Ia5, Teletex, Bmp, Universal, Numeric];
    let other_tags = (0..0x1f).chain([0x30, 0x31, 0x80, 0xa0, 0x4c]);
    let values = [
        "SITHS e-id Root CA v2",
        "  Spaces \t before,  between\u{b}\u{c}\r\n and after  ",
        " ",
        "",
        "ÅÄÖ åäö Ærø ß",
        "Ｆｕｌｌ　width\u{a0}and e\u{301}",
        "🔒 beyond the basic plane",
        "12345 67",
        "under_score @ * \"quoted\" \\ \0 NUL",
    ];
    let mut subjects: Vec<Dn> = types
        .iter()
        .flat_map(|kind| values.iter().map(|value| Dn::new().country("SE").with(oids::COMMON_NAME, *kind, *value)))
        .collect();
    let attribute = |oid, kind, value: &str| Attribute::new(oid, kind, value);
    subjects.extend(other_tags.map(|tag| Dn::new().with(oids::COMMON_NAME, Tag(tag), " Other  type")));
    subjects.extend(
        [0, 1, 7, 8].map(|unused| Dn::new().with(oids::COMMON_NAME, Tag(3), format!("{}bits", char::from(unused)))),
    );
    subjects.push(Dn::new());
    subjects.push(Dn::new().with(oids::COMMON_NAME, Utf8, "x".repeat(200)));
    subjects.push(Dn::new().with(oids::COMMON_NAME, Utf8, "å".repeat(40_000)));
    // Sorted only after folding, in another order than before it, and in no order at all.
    for values in [["b", "A"], ["B", "a"], ["a", "B"], ["aa", "b"], ["  z", "y"], ["same", "SAME "]] {
        let rdn = values.map(|value| attribute(oids::COMMON_NAME, Printable, value)).to_vec();
        subjects.push(Dn::new().country("SE").with_rdn(rdn).organisation("Lab AB (påhittad)"));
    }
    subjects.push(Dn::new().with_rdn(vec![
        attribute(oids::ORGANISATION, Teletex, "Påhittad"),
        attribute(oids::COMMON_NAME, Bmp, "Två  Ord"),
        attribute(oids::SERIAL_NUMBER, Numeric, "16 5565"),
    ]));
    subjects
}

#[test]
fn as_openssl_computes_them() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::generate(KeyKind::P256).unwrap();
    let (mut compared, mut refused) = (0, 0);
    let mut wrong = Vec::new();
    for (number, subject) in subjects().into_iter().enumerate() {
        let issued = CertificateBuilder::new(subject.clone()).key(&key).self_sign().unwrap();
        // What the verifier refuses has no hash here.
        let Ok(certificate) = Certificate::from_der(&issued.der) else { continue };
        let file = folder.path().join(format!("{number}.pem"));
        std::fs::write(&file, issued.to_pem()).unwrap();
        let file = file.to_str().unwrap();
        let output = run("openssl", &["x509", "-noout", "-in", file, "-subject_hash", "-subject_hash_old"]);
        if !output.status.success() {
            // A certificate whose name it cannot put into its canonical form it does not read at all.
            wrong.extend(subject_hash(certificate.subject()).map(|_| format!("refused: {subject:?}")));
            refused += 1;
            continue;
        }
        let theirs = String::from_utf8(output.stdout).unwrap();
        let ours = subject_hash(certificate.subject()).map(|hash| format!("{hash:08x}\n"));
        let old = format!("{:08x}\n", old_subject_hash(certificate.subject()));
        if ours.map(|ours| ours + &old).as_ref() != Some(&theirs) {
            wrong.push(format!("{theirs:?} for {subject:?}"));
        }
        compared += 1;
    }
    assert_eq!(wrong, [""; 0]);
    assert!(compared > 80, "only {compared} names were compared, {refused} refused");
}

#[test]
fn of_the_certificates_of_this_machine() {
    let said = says(
        "sh",
        &[
            "-c",
            "for c in /usr/share/ca-certificates/mozilla/*.crt; do
        openssl x509 -noout -in \"$c\" -subject_hash -subject_hash_old && echo \"$c\"; done",
        ],
    );
    let rows: Vec<&str> = said.lines().collect();
    assert!(rows.len() > 300);
    for row in rows.chunks(3) {
        let store = store(read(Path::new(row[2])));
        let subject = store.entries[0].certificate.as_ref().unwrap().subject();
        let ours = (subject_hash(subject).unwrap(), old_subject_hash(subject));
        assert_eq!([format!("{:08x}", ours.0), format!("{:08x}", ours.1)], row[..2], "{}", row[2]);
    }
}
