//! Damaged stores are refused, never mended.

use std::fs;

use tillit_trust_stores::install::Refusal;
use tillit_trust_stores::install::writers::java::edit_bytes;
use time::OffsetDateTime;

use super::written::{java_store, pkcs12};
use super::{PASSWORD, addition, der, given, pki, run};

#[test]
fn every_flipped_byte_and_every_length() {
    let new = [addition("third")];
    let p12 = pki().join("damage.p12");
    run(
        pki(),
        &format!(
            "openssl pkcs12 -export -nokeys -in root.pem -iter 1 -macsaltlen 8 -out {} -passout env:STORE_PASSWORD",
            p12.display()
        ),
    );
    let p12 = fs::read(p12).unwrap();
    let jks = java_store(0xfeed_feed, &[("root", &der("root")), ("ca", &der("ca"))], PASSWORD);
    for (name, data) in [("p12", p12), ("jks", jks)] {
        let edit = |data: &[u8]| edit_bytes(data, &given(PASSWORD), &new, &[], OffsetDateTime::now_utc());
        assert!(edit(&data).unwrap().1.is_some(), "{name}");
        for length in 0..data.len() {
            assert!(edit(&data[..length]).is_err(), "{name} of {length}");
        }
        assert!(edit(&[&data[..], b"\0"].concat()).is_err(), "{name} with a byte behind it");
        for at in 0..data.len() {
            for bit in [0x01, 0x80] {
                let mut flipped = data.clone();
                flipped[at] ^= bit;
                let Ok((_, Some(after))) = edit(&flipped) else { continue };
                // The version, and the NULL of the MAC's hash, are not covered by anything: they are kept as they are.
                let same = after.bytes().iter().zip(&flipped).take(7).all(|(a, b)| a == b || *b == 0x30);
                assert!(name == "p12" && same && is_uncovered(&data, at), "{name}: {at} of {}", data.len());
            }
        }
    }
}

/// In the parameters of the MAC's hash: a NULL that nobody reads.
fn is_uncovered(data: &[u8], at: usize) -> bool {
    // SHA-256's OID
    let oid = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    let end = data.windows(oid.len()).rposition(|window| window == oid).unwrap() + oid.len();
    (end..end + 2).contains(&at)
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let der = pkcs12(&[(&der("root"), Some("root"), true)], |_| None);
    // The same with an indefinite length outside.
    assert_eq!(der[1], 0x82);
    let ber = [&[0x30, 0x80], &der[4..], &[0, 0]].concat();
    let edit = |data: &[u8]| edit_bytes(data, &given(PASSWORD), &[addition("third")], &[], OffsetDateTime::now_utc());
    assert!(edit(&der).is_ok());
    assert!(matches!(edit(&ber), Err(Refusal::WouldLose(_))));
    // A length in more bytes than it needs.
    let long = [&[0x30, 0x83, 0], &der[2..]].concat();
    assert!(matches!(edit(&long), Err(Refusal::WouldLose(_))));
}
