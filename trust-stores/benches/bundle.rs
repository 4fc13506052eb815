//! Makes large PEM bundles and reads them: what `cli/benches/audit-beside-openssl.sh` compares `tillit audit` and `openssl storeutl` with.
//!
//! ```text
//! bundle make COUNT FILE     certificates that all differ, of the size of real ones; only the first has a sound signature
//! bundle read FILE           how many entries, how many of them kept, how long it took
//! ```
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use base64::Engine as _;
use tillit_lab::{CertificateBuilder, Dn, Key, KeyKind};
use tillit_trust_stores::formats::{self, Options};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::container::{Passwords, ReadLimits};

/// Stands in the certificate where the number goes.
const SERIAL: [u8; 16] = *b"serial of sixtee";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", count, file] => make(count.parse()?, Path::new(file)),
        ["read", file] => read(Path::new(file)),
        _ => {
            println!("bundle make COUNT FILE | bundle read FILE: see cli/benches/audit-beside-openssl.sh");
            Ok(())
        }
    }
}

fn make(count: u64, file: &Path) -> Result<(), Box<dyn Error>> {
    let key = Key::generate(KeyKind::Rsa { bits: 2048, exponent: 65_537 })?;
    let name = Dn::cn("Made-up issuing CA for a large bundle");
    let mut der = CertificateBuilder::ca(name).serial(SERIAL).key(&key).self_sign()?.der;
    let at = der.windows(SERIAL.len()).position(|part| part == SERIAL).ok_or("no serial number in the certificate")?;
    let mut out = BufWriter::new(File::create(file)?);
    for number in 0..count {
        der[at + 8..at + 16].copy_from_slice(&number.to_be_bytes());
        let text = base64::engine::general_purpose::STANDARD.encode(&der);
        out.write_all(b"-----BEGIN CERTIFICATE-----\n")?;
        for line in text.as_bytes().chunks(64) {
            out.write_all(line)?;
            out.write_all(b"\n")?;
        }
        out.write_all(b"-----END CERTIFICATE-----\n")?;
    }
    out.flush()?;
    Ok(())
}

fn read(file: &Path) -> Result<(), Box<dyn Error>> {
    let tree = Folder::host();
    let passwords = Passwords::defaults();
    let limits = ReadLimits::default();
    let options = Options { tree: &tree, passwords: &passwords, limits, interest: &|_| false, kind: None };
    let begun = Instant::now();
    for outcome in formats::read(file, &options) {
        let store = outcome.map_err(|failure| failure.error.to_string())?;
        println!("{} entries, {} kept, {} ms", store.len(), store.entries.len(), begun.elapsed().as_millis());
    }
    Ok(())
}
