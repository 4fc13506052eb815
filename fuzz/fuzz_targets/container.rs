//! Containers of certificates of every kind, with the empty password that a fuzzer's seeds have.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tillit_verifier::container::{self, ReadLimits};

fuzz_target!(|data: &[u8]| {
    let limits = ReadLimits { max_entries: 1000, ..ReadLimits::default() };
    if let Ok(contents) = container::read(data, &["".into()], &limits) {
        assert!(contents.entries.len() <= limits.max_entries);
        for entry in &contents.entries {
            // What is read as a certificate is one that was there.
            if let Ok(certificate) = &entry.certificate {
                assert!(certificate.der().len() <= data.len());
            }
        }
        let _ = format!("{contents:?}");
    }
});
