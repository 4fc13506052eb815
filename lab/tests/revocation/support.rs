//! OpenSSL as judge of certificates, lists and responses.

use std::fs;
use std::path::Path;
use std::process::Command;

use tillit_lab::{CertificateBuilder, Dn, Issued, Key, KeyKind, KeyPool};
use time::{Duration, OffsetDateTime};

/// A folder with files that an OpenSSL command reads.
pub(crate) struct Desk(tempfile::TempDir);

/// What OpenSSL says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) ok: bool,
    pub(crate) text: String,
}

impl Answer {
    /// Accepted for `None`; refused with these words else.
    pub(crate) fn assert(&self, refusal: Option<&str>, what: &str) {
        match refusal {
            None => assert!(self.ok, "{what}: {}", self.text),
            Some(words) => assert!(!self.ok && self.text.contains(words), "{what}: {words} expected: {}", self.text),
        }
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(name), content).unwrap();
    }
    pub(crate) fn certificates(&self, name: &str, certificates: &[&Issued]) {
        self.put(name, certificates.iter().map(|c| c.to_pem()).collect::<String>());
    }
    /// Runs `openssl` in the folder.
    pub(crate) fn openssl(&self, arguments: &[&str]) -> Answer {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(self.path())
            .output()
            .expect("openssl must be installed");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        Answer { ok: output.status.success(), text }
    }
}

pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

pub(crate) fn days(n: i64) -> Duration {
    Duration::days(n)
}

/// A P-256 key: made in no time.
pub(crate) fn key(label: &str) -> Key {
    KeyPool::shared().get(KeyKind::P256, label).unwrap()
}

pub(crate) fn root() -> Issued {
    CertificateBuilder::ca(Dn::cn("Root")).key(&key("root")).self_sign().unwrap()
}

pub(crate) fn leaf() -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::cn("Leaf")).key(&key("leaf")).serial([0x11, 0x22])
}
