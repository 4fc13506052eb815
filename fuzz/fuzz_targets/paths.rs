//! Random chains from a grammar: our judge beside `rustls-webpki` on each. A difference that no list explains is a fault.
#![no_main]
#![allow(clippy::unwrap_used)]

use libfuzzer_sys::fuzz_target;

// The grammar and the lists are those of the tests.
#[path = "../../verifier/tests/second_judge/chains/mod.rs"]
#[allow(dead_code)] // openssl is asked in the tests alone
mod chains;

fuzz_target!(|data: &[u8]| {
    if let Err(why) = chains::beside_webpki::compare(&chains::of_bytes(data)) {
        panic!("{why}");
    }
});
