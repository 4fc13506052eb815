//! Catalog files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tillit_verifier::catalog::{self, Origin};

fuzz_target!(|text: &str| {
    let origin = Origin::File("fuzz.toml".into());
    match catalog::parse(text, &origin) {
        Ok(pki) => {
            let _ = format!("{pki:?}");
        }
        Err(error) => {
            let _ = format!("{error} {error:?}");
        }
    }
});
