//! Trust stores of every format that a file has: Kubernetes objects, serialized stores, databases of NSS, policies of browsers, p11-kit,
//! PEM as OpenSSL reads it, exports of Windows' registry; and the lists that Microsoft keeps there. Nothing else is in the tree.
#![no_main]

use std::ffi::OsString;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use libfuzzer_sys::fuzz_target;
use tillit_trust_stores::formats::{self, Options, Source};
use tillit_trust_stores::tree::{Metadata, Tree};
use tillit_verifier::container::{Passwords, ReadLimits};
use tillit_verifier::trust_list::TrustList;

/// A tree in which nothing lies.
struct Empty;

fn missing<T>() -> io::Result<T> {
    Err(io::ErrorKind::NotFound.into())
}

impl Tree for Empty {
    fn metadata(&self, _: &Path) -> io::Result<Metadata> {
        missing()
    }

    fn link_metadata(&self, _: &Path) -> io::Result<Metadata> {
        missing()
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        missing()
    }

    fn real_path(&self, _: &Path) -> io::Result<PathBuf> {
        missing()
    }

    fn list(&self, _: &Path) -> io::Result<Vec<OsString>> {
        missing()
    }

    fn open(&self, _: &Path) -> io::Result<Box<dyn Read + '_>> {
        missing()
    }

    fn is_host(&self) -> bool {
        false
    }
}

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
