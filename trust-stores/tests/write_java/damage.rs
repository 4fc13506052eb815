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
            "openssl pkcs12 -export -nokeys -in root.pem -iter 1 -out {} -passout env:STORE_PASSWORD",
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
                // The parameters of the MAC's hash are covered by nothing and read by nobody: they are kept as they are.
                let null = data.len() - FROM_NULL;
                assert!(name == "p12" && (null..null + 2).contains(&at), "{name}: {at} of {}", data.len());
                let tail = &after.bytes()[after.bytes().len() - FROM_NULL..];
                assert_eq!(tail[..2], flipped[null..null + 2]);
            }
        }
    }
}

/// From the NULL in the MAC's hash to the end of the file: itself, a value of 32 bytes, a salt of 8.
const FROM_NULL: usize = 2 + 34 + 10;

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
