//! Damaged stores: an error, or the right entries, or entries of which it is said that nothing vouches for them.

use std::path::Path;

use tillit_trust_stores::TrustStore;
use tillit_trust_stores::formats::{self, Source};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::container::{Integrity, Passwords};

use super::{PASSWORD, fingerprints, given, options, pki, run};

fn read(bytes: &[u8], passwords: &Passwords) -> Option<TrustStore> {
    let tree = Folder::host();
    let source = Source::new(Path::new("/store"), Box::new(bytes)).unwrap();
    formats::read_source(source, &options(&tree, passwords)).into_iter().find_map(Result::ok)
}

#[test]
fn damaged_stores_are_never_sound() {
    let few_rounds = "-Dkeystore.pkcs12.certPbeIterationCount=3 -Dkeystore.pkcs12.macIterationCount=3";
    let plain = "-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -Dkeystore.pkcs12.macAlgorithm=NONE";
    for (kind, file, java_options) in [
        ("JKS", "small.jks", ""),
        ("JCEKS", "small.jceks", ""),
        ("PKCS12", "small.p12", few_rounds),
        (
            "PKCS12",
            "small-legacy.p12",
            &format!(
                "-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithSHA1AndRC2_40 -Dkeystore.pkcs12.macAlgorithm=HmacPBESHA1 {few_rounds}"
            ),
        ),
        ("PKCS12", "small-plain.p12", plain),
    ] {
        let command = format!("java {java_options} Judge make {kind} {PASSWORD} {file} 2 root.der ca.der");
        run(pki(), &command.replace("  ", " "));
        let whole = std::fs::read(pki().join(file)).unwrap();
        for passwords in [given(PASSWORD), Passwords::defaults()] {
            let sound = read(&whole, &passwords);
            let original = sound.as_ref().map(fingerprints).unwrap_or_default();
            let check = |damaged: &[u8], how: &str, at: usize| {
                let Some(store) = read(damaged, &passwords) else { return };
                let found = fingerprints(&store);
                let what = format!("{file}: {how} at {at}");
                assert_ne!(how, "cut", "{what}");
                if store.integrity == Integrity::Checked {
                    assert_eq!(found, original, "{what}");
                } else {
                    // Nothing vouches for it, and it says so; with the right password it is never opened.
                    let protected = sound.as_ref().is_some_and(|sound| sound.integrity == Integrity::Checked);
                    assert!(!protected, "{what}");
                }
            };
            for at in 0..whole.len() {
                check(&whole[..at], "cut", at);
                for flip in [0x01, 0x80, 0xff] {
                    let mut damaged = whole.clone();
                    damaged[at] ^= flip;
                    check(&damaged, "flipped", at);
                }
            }
        }
    }
}
