//! Every small store of every format cut off at every byte, and with every byte changed: an error, or the right entries.

use std::collections::HashSet;
use std::io::Cursor;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tillit_trust_stores::Observation;
use tillit_trust_stores::formats::{self, Source};
use tillit_trust_stores::places::{Environment, Found, Search, Target};
use tillit_verifier::Fingerprint;

use super::{CERTIFICATES, Desk, find, print, with_options};

/// What a file of these bytes gives: the readable entries, and whether anything was said to be wrong.
fn outcome(data: &[u8], desk: &Desk, is_archive: bool) -> (Vec<Vec<u8>>, bool) {
    with_options(None, |options| {
        let mut found = Found::default();
        if is_archive {
            let path = desk.write("damaged.tar", data);
            let environment = Environment::of([]);
            found = Target::parse(Path::new(&format!("image:{}", path.display())))
                .find(&Search { options: *options, environment: &environment });
        } else {
            let source = Source::new(Path::new("damaged"), Box::new(Cursor::new(data.to_vec()))).unwrap();
            found.add("file", formats::read_source(source, options));
        }
        let entries = found.stores.iter().flat_map(|store| &store.entries);
        let odd = !found.failures.is_empty() || entries.clone().any(|entry| entry.certificate.is_err());
        (entries.filter_map(|entry| entry.certificate.as_ref().ok()).map(|c| c.der().to_vec()).collect(), odd)
    })
}

/// Cuts and changes a store. An entry that is not one of the original certificates must be one that the damage itself made: as long as the
/// original, and different from it in one byte (in two where Base64 spreads a change over two).
fn damage(name: &str, sound: &[u8], is_archive: bool, step: usize) {
    let desk = Desk::new();
    let originals: Vec<&[u8]> = CERTIFICATES[..2].iter().map(|issued| issued.der.as_slice()).collect();
    let known: HashSet<Fingerprint> = CERTIFICATES.iter().map(print).collect();
    let (entries, odd) = outcome(sound, &desk, is_archive);
    assert!(!odd && entries == originals, "{name}: the sound one");
    for length in (0..sound.len()).step_by(step) {
        let (entries, _) = outcome(&sound[..length], &desk, is_archive);
        assert!(entries.iter().all(|der| known.contains(&Fingerprint::of(der))), "{name} cut at {length}");
    }
    for at in (0..sound.len()).step_by(step) {
        for change in [0x01, 0x80] {
            let mut data = sound.to_vec();
            data[at] ^= change;
            let (entries, _) = outcome(&data, &desk, is_archive);
            for der in entries.iter().filter(|der| !known.contains(&Fingerprint::of(der))) {
                let is_changed = |original: &&[u8]| {
                    original.len() == der.len()
                        && original.iter().zip(der).filter(|(one, other)| one != other).count() <= 2
                };
                assert!(originals.iter().any(is_changed), "{name} changed at {at} by {change:#x}: not what was there");
            }
        }
    }
}

fn sound(name: &str) -> Vec<u8> {
    let certificates: Vec<_> = CERTIFICATES[..2].iter().collect();
    let stores = tillit_lab::damaged::sound_stores(&certificates).unwrap();
    stores.into_iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn pem() {
    damage("PEM", &sound("bundle.pem"), false, 1);
}

#[test]
fn der() {
    damage("DER", &sound("certificate.der"), false, 1);
}

#[test]
fn pkcs7() {
    damage("PKCS#7", &sound("bag.p7b"), false, 1);
}

#[test]
fn serialized_store() {
    damage("SST", &sound("store.sst"), false, 1);
}

#[test]
fn kubernetes() {
    damage("Kubernetes", &sound("configmap.yaml"), false, 1);
}

/// Of the archive's padding every tenth byte is enough: nothing is read there.
#[test]
fn image() {
    damage("image", &sound("image.tar"), true, if std::env::var_os("TILLIT_DEEP").is_some() { 1 } else { 7 });
}

#[test]
fn compressed_image() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&sound("image.tar")).unwrap();
    let data = encoder.finish().unwrap();
    damage("compressed image", &data, true, 1);
    // A checksum protects it: nothing at all comes out of one that was changed.
    let desk = Desk::new();
    for at in (0..data.len()).step_by(3) {
        let mut changed = data.clone();
        changed[at] ^= 0x10;
        let (entries, odd) = outcome(&changed, &desk, true);
        let sound = CERTIFICATES[..2].iter().map(|issued| issued.der.clone()).collect::<Vec<_>>();
        assert!(odd || entries == sound, "changed at {at}");
    }
}

/// `kubectl` writes `kind` after the data: a file without it is cut off, which is told, and not some other YAML.
#[test]
fn kubernetes_without_its_end() {
    let desk = Desk::new();
    let whole = sound("configmap.yaml");
    for length in [whole.len() * 3 / 7, whole.len() - 60] {
        let (entries, odd) = outcome(&whole[..length], &desk, false);
        assert!(odd && entries.is_empty());
        let path = desk.write("folder/map.yaml", &whole[..length]);
        let found = find(path.parent().unwrap().to_str().unwrap());
        let told = found.stores.iter().flat_map(|store| &store.observations);
        assert!(told.clone().any(|seen| matches!(seen, Observation::PassedOver(of, _) if *of == path)), "{found:?}");
    }
}

/// A bundle in an archive in a folder is read by nobody who reads the folder.
#[test]
fn an_archive_in_a_folder() {
    let desk = Desk::new();
    desk.write("folder/one.pem", CERTIFICATES[2].to_pem());
    let path = desk.write("folder/image.tar", sound("image.tar"));
    let found = find(path.parent().unwrap().to_str().unwrap());
    let [store] = found.stores.as_slice() else { panic!("{found:?}") };
    assert_eq!(store.certificates().map(tillit_verifier::Certificate::der).collect::<Vec<_>>(), [&CERTIFICATES[2].der]);
    let [Observation::PassedOver(of, _), Observation::UnhashedFolder] = store.observations.as_slice() else {
        panic!("{store:?}")
    };
    assert_eq!(*of, path);
}

#[test]
fn a_folder_of_forty_damaged_stores() {
    let desk = Desk::new();
    let certificates: Vec<_> = CERTIFICATES[..2].iter().collect();
    let known: HashSet<Fingerprint> = CERTIFICATES.iter().map(print).collect();
    let written = tillit_lab::damaged::damaged_stores(desk.0.path(), &certificates).unwrap();
    assert_eq!(written.len(), 40);
    for path in written {
        let found = find(path.to_str().unwrap());
        let entries: Vec<_> = found.stores.iter().flat_map(|store| &store.entries).collect();
        let all_sound =
            entries.iter().all(|entry| entry.certificate.as_ref().is_ok_and(|c| known.contains(&c.fingerprint())));
        let says =
            !found.failures.is_empty() || !all_sound || found.stores.iter().any(|store| !store.observations.is_empty());
        assert!(says, "{}: {found:?}", path.display());
    }
}
