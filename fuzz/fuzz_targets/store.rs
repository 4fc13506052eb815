//! Trust stores of every format that a file has: Kubernetes objects, serialized stores, databases of NSS, policies of browsers, p11-kit,
//! PEM as OpenSSL reads it, exports of Windows' registry; and the lists that Microsoft keeps there. Nothing else is in the tree.
#![no_main]

use std::io::Cursor;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tillit_trust_stores::formats::{self, Options, Source};
use tillit_verifier::container::{Passwords, ReadLimits};
use tillit_verifier::trust_list::TrustList;

#[path = "trees/empty.rs"]
mod empty;
use empty::Empty;

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = TrustList::parse(data) {
        // Every entry has bytes of its own.
        assert!(list.subjects.len() <= data.len());
    }
    let passwords = Passwords::given(vec![String::new().into()]);
    let limits = ReadLimits { max_entries: 1000, ..ReadLimits::default() };
    let options = Options { tree: &Empty, passwords: &passwords, limits, interest: &|_| true, kind: None };
    let Ok(source) = Source::new(Path::new("fuzzed"), Box::new(Cursor::new(data))) else { return };
    let outcome = formats::read_source(source, &options);
    assert!(!outcome.is_empty(), "neither a store nor an error");
    for read in &outcome {
        if let Ok(store) = read {
            for certificate in store.certificates() {
                // What is read as a certificate is one that was there.
                assert!(certificate.der().len() <= data.len());
            }
        }
        let _ = format!("{read:?}");
    }
});
