//! What `reg export` writes: the text, the keys, the elements in them, and the stores that they come to.
#![no_main]

use std::io::Cursor;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tillit_trust_stores::formats::{self, Options, Source};
use tillit_trust_stores::store::{Grant, StoreKind, Trust};
use tillit_trust_stores::windows::element::{self, Element};
use tillit_trust_stores::windows::{Export, Registry as _, Value};
use tillit_verifier::container::{Passwords, ReadLimits};

#[path = "trees/empty.rs"]
mod empty;
use empty::Empty;

/// Every key is found again under the name by which the one above it lists it, and what it holds can be read.
fn walk(export: &Export, hive: &str) {
    let mut keys = vec![hive.to_owned()];
    while let Some(key) = keys.pop() {
        assert!(export.has(&key), "{key:?}");
        for (name, value) in export.values(&key).expect("a key that is there") {
            let same = export.value(&key, &name).expect("a key that is there");
            assert!(same.is_some(), "{key:?} {name:?}");
            if let Value::Binary(blob) = value {
                let canonical = element::canonical(&blob);
                assert_eq!(element::canonical(&canonical), canonical, "what is canonical stays so");
                if let Ok(element) = Element::parse(&blob) {
                    let _ = element.leaves(Trust::all(Grant::Anchor));
                    let _ = (element.friendly_name(), element.certificate().is_ok());
                    assert!(element.der().len() <= blob.len() && element.unrestricted().len() <= blob.len());
                }
            }
        }
        keys.extend(export.subkeys(&key).expect("a key that is there").iter().map(|name| format!("{key}\\{name}")));
    }
}

fuzz_target!(|data: &[u8]| {
    if let Ok(export) = Export::parse(data) {
        for hive in ["HKLM", "HKCU", "HKU", "HKCR", "HKCC"].into_iter().filter(|hive| export.has(hive)) {
            walk(&export, hive);
        }
    }
    let passwords = Passwords::given(Vec::new());
    let limits = ReadLimits { max_entries: 1000, ..ReadLimits::default() };
    let kind = Some(StoreKind::Windows);
    let options = Options { tree: &Empty, passwords: &passwords, limits, interest: &|_| true, kind };
    let Ok(source) = Source::new(Path::new("fuzzed.reg"), Box::new(Cursor::new(data))) else { return };
    let outcome = formats::read_source(source, &options);
    assert!(!outcome.is_empty(), "neither a store nor an error");
    for read in &outcome {
        if let Err(failure) = read {
            assert_eq!(failure.location.path, Path::new("fuzzed.reg"), "an error names the file");
        }
        let _ = format!("{read:?}");
    }
});
