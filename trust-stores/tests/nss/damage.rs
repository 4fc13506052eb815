//! A database cut at every place and with a wrong byte at every place: an error, or the right certificates.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::ops::Range;
use std::path::Path;

use tillit_trust_stores::TrustStore;
use tillit_trust_stores::formats::{self, Failure, Source};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;

use super::tools::{Database, ca, leaf, with_options};

/// Every place where many cases are asked for, as `.ci/deep` does, otherwise every eleventh.
fn step() -> usize {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<u32>().ok());
    if cases.is_some_and(|cases| cases >= 20_000) { 1 } else { 11 }
}

fn read(bytes: &[u8]) -> Result<TrustStore, Failure> {
    with_options(&Folder::host(), |options| {
        let source = Source::new(Path::new("-"), Box::new(Cursor::new(bytes))).unwrap();
        let mut outcome = formats::read_source(source, options);
        assert_eq!(outcome.len(), 1);
        outcome.remove(0)
    })
}

/// The certificates that can be read.
fn good(store: &TrustStore) -> BTreeSet<Vec<u8>> {
    store.certificates().map(|certificate| certificate.der().to_vec()).collect()
}

/// Where these bytes stand.
fn places_of(part: &[u8], whole: &[u8]) -> Vec<Range<usize>> {
    let starts = (0..whole.len().saturating_sub(part.len())).filter(|start| whole[*start..].starts_with(part));
    starts.map(|start| start..start + part.len()).collect()
}

struct Sample {
    bytes: Vec<u8>,
    certificates: BTreeSet<Vec<u8>>,
    inside: Vec<Range<usize>>,
}

fn sample(count: usize) -> Sample {
    let database = Database::new();
    for number in 0..count {
        database.add(&format!("CA {number}"), "CT,C,C", &ca(&format!("CA {number}")));
    }
    database.add("leaf", ",,", &leaf("leaf"));
    let bytes = fs::read(database.file("cert9.db")).unwrap();
    let certificates = good(&read(&bytes).unwrap());
    assert_eq!(certificates.len(), count + 1);
    let inside: Vec<Range<usize>> = certificates.iter().flat_map(|der| places_of(der, &bytes)).collect();
    assert!(inside.len() > count, "no certificate is spread over pages");
    Sample { bytes, certificates, inside }
}

#[test]
fn cut_anywhere() {
    let Sample { bytes, .. } = sample(2);
    for end in (0..bytes.len()).step_by(step()) {
        let Err(failure) = read(&bytes[..end]) else { panic!("cut at {end} of {} and nothing noticed", bytes.len()) };
        let error = failure.error;
        let right = match &error {
            InputError::Container(ContainerError::Damaged { kind, .. }) => *kind == "NSS database",
            // Too short to be known as a database at all.
            InputError::Container(_) => end < 16,
            _ => false,
        };
        assert!(right, "cut at {end}: {error:?}");
    }
}

#[test]
fn a_wrong_byte_anywhere() {
    // Of more pages than one, too, so that the tree has branches.
    for count in [2, 12] {
        let Sample { bytes, certificates, inside } = sample(count);
        let step = if count == 2 { step() } else { step() * 5 };
        let mut damaged = bytes.clone();
        for at in (0..bytes.len()).step_by(step) {
            let flips = if step == 1 { &[0x01, 0x80, 0xff][..] } else { &[[0x01, 0x80, 0xff][at % 3]][..] };
            for flip in flips {
                damaged[at] ^= flip;
                if let Ok(store) = read(&damaged) {
                    let found = good(&store);
                    let in_certificate = inside.iter().any(|range| range.contains(&at));
                    let strange = found.difference(&certificates).count();
                    assert!(strange == 0 || in_certificate, "{flip:#x} at {at}: a certificate that was never there");
                    let told = found.len() == store.entries.len() && store.observations.is_empty();
                    let lost = certificates.difference(&found).count();
                    assert!(
                        lost == 0 || in_certificate || !told,
                        "{flip:#x} at {at}: {lost} lost, and nothing noticed"
                    );
                }
                damaged[at] ^= flip;
            }
        }
    }
}
