//! The lab, and the folder of one server.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::sync::LazyLock;

use tempfile::TempDir;
use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::crl::CrlBuilder;
use tillit_lab::extension::{Extension, GeneralName};
use tillit_lab::siths::{Authority, Options, Pki};
use tillit_lab::{Dn, Issued, oids};
use tillit_login::key::{self, LoginKey};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::container::Passwords;
use time::{Duration, OffsetDateTime};

pub(crate) const OLD_ROOT: &str = "SITHS Root CA v1";
pub(crate) const NEW_ROOT: &str = "e-id Root CA v2";
pub(crate) const HSA_3: &str = "Person HSA-id 3 CA v1";
pub(crate) const ID_3: &str = "Person ID 3 CA v1";
/// CAs of a generation, by the ends of their names.
pub(crate) const OLD: &[&str] = &[OLD_ROOT, "Type 1 CA v1", "Type 2 CA v1", "Type 3 CA v1"];
pub(crate) const NEW: &[&str] =
    &[NEW_ROOT, HSA_3, ID_3, "Person HSA-id 2 CA v1", "Person ID 2 CA v1", "e-id Function CA v1", "Mobile CA v1"];

/// One PKI for the test program.
pub(crate) struct Lab {
    pki: Pki,
    folder: TempDir,
    pub catalog: Catalog,
}

pub(crate) static LAB: LazyLock<Lab> = LazyLock::new(|| {
    let pki = Pki::siths_shaped(&Options::new(OffsetDateTime::now_utc()), &|_, _| ()).unwrap();
    let folder = tempfile::Builder::new().prefix("tillit-lab-").tempdir().unwrap();
    tillit_lab::write::write(&pki, &folder.path().join("lab")).unwrap();
    let catalog = Catalog { pkis: vec![parse(&tillit_lab::catalog::catalog_toml(&pki), &Origin::Embedded).unwrap()] };
    Lab { pki, folder, catalog }
});

impl Lab {
    /// A file of it.
    pub(crate) fn file(&self, path: &str) -> String {
        let file = self.folder.path().join("lab").join(path);
        assert!(file.exists(), "the lab has no {path}");
        file.to_str().unwrap().to_owned()
    }

    pub(crate) fn authority(&self, name: &str) -> &Authority {
        self.pki.authorities.iter().find(|ca| ca.name.ends_with(name)).unwrap()
    }

    pub(crate) fn certificates(&self, cas: &[&str]) -> Vec<Certificate> {
        cas.iter().map(|ca| Certificate::from_der(&self.authority(ca).issued.der).unwrap()).collect()
    }

    /// The key of a card.
    pub(crate) fn key(&self, card: &str) -> LoginKey {
        let read = |path: String| fs::read(self.file(&path)).unwrap();
        let (certificate, key) = (read(format!("{card}.pem")), read(format!("keys/{card}.key")));
        key::separate(&certificate, &key, &Passwords::given(Vec::new())).unwrap()
    }
}

/// A folder of one server, with ports that nobody listens on.
pub(crate) struct Ground {
    folder: TempDir,
    pub port: u16,
    pub other_port: u16,
    pub third_port: u16,
}

impl Ground {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("tillit-matrix-").tempdir().unwrap();
        // Held together, so that they are not the same.
        let listeners = [(); 3].map(|()| TcpListener::bind(("127.0.0.1", 0)).unwrap());
        let [port, other_port, third_port] = listeners.each_ref().map(|one| one.local_addr().unwrap().port());
        Self { folder, port, other_port, third_port }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.folder.path().join(name), content).unwrap();
        self.path(name)
    }

    /// CAs in a file.
    pub(crate) fn bundle(&self, name: &str, cas: &[&str]) -> String {
        self.write(name, cas.iter().map(|ca| LAB.authority(ca).issued.to_pem()).collect::<String>())
    }

    /// Their revocation lists.
    pub(crate) fn lists(&self, name: &str, cas: &[&str]) -> String {
        let lists = cas.iter().map(|ca| tillit_lab::encode::pem("X509 CRL", &LAB.authority(ca).crl));
        self.write(name, lists.collect::<String>())
    }

    /// The same, but the time of the lists is over.
    pub(crate) fn lists_over(&self, name: &str, cas: &[&str]) -> String {
        let end = OffsetDateTime::now_utc() - Duration::days(3);
        let list = |ca: &&str| {
            let authority = LAB.authority(ca);
            let list = CrlBuilder::new(end - Duration::days(30), Some(end));
            tillit_lab::encode::pem("X509 CRL", &list.sign(&authority.issued, authority.signs).unwrap())
        };
        self.write(name, cas.iter().map(list).collect::<String>())
    }

    /// A certificate of the server's that is over, or another host's.
    pub(crate) fn own_certificate(over: bool) -> Issued {
        let now = OffsetDateTime::now_utc();
        let end = if over { now - Duration::days(3) } else { now + Duration::days(300) };
        let name = if over { "localhost" } else { "other.example" };
        let ca = LAB.authority("e-id Function CA v1");
        CertificateBuilder::leaf(Dn::cn(name))
            .replace(Extension::extended_key_usage(&[oids::SERVER_AUTH]))
            .extension(Extension::subject_alt_names(&[GeneralName::Dns(name.to_owned())]))
            .validity(end - Duration::days(500), end)
            .issue_with(&ca.issued, ca.signs)
            .unwrap()
    }

    /// So many CAs that nobody knows, beside those of the new generation.
    pub(crate) fn many(&self, name: &str, count: usize) -> String {
        let key = &LAB.authority(NEW_ROOT).issued.key;
        let stranger = |number: usize| {
            let subject = Dn::cn(format!("A CA with a rather long name, as CAs often have, number {number}"));
            CertificateBuilder::ca(subject).key(key).self_sign().unwrap().to_pem()
        };
        let own = NEW.iter().map(|ca| LAB.authority(ca).issued.to_pem());
        self.write(name, own.chain((0..count).map(stranger)).collect::<String>())
    }

    /// All of the new generation, with an issuing CA whose time is over.
    pub(crate) fn over(&self, name: &str) -> String {
        let model = LAB.authority(HSA_3);
        let end = OffsetDateTime::now_utc() - Duration::days(3);
        let over = CertificateBuilder::ca(model.issued.subject.clone())
            .key(&model.issued.key)
            .validity(end - Duration::days(900), end)
            .issue_with(&LAB.authority(NEW_ROOT).issued, model.signs)
            .unwrap();
        let others = NEW.iter().filter(|ca| **ca != HSA_3).map(|ca| LAB.authority(ca).issued.to_pem());
        self.write(name, others.chain([over.to_pem()]).collect::<String>())
    }
}

/// Which versions of TLS are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Versions {
    Both,
    Only12,
    Only13,
    Only10,
}

/// The server's own certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Own {
    /// With its issuing CA.
    Sound,
    /// Without.
    Alone,
    /// Its time is over.
    Over,
    /// Another host's.
    OfAnother,
}

/// What else is set up, where a program has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Special {
    None,
    /// Revocation is asked for at an address where nobody answers.
    Ocsp,
    /// On `/cards` alone.
    Late,
    /// Certificates of every CA are let through.
    AnyCa,
    /// No names are sent.
    NoNames,
    /// The application refuses everybody.
    Forbidden,
    /// RSA key exchange alone, which our own library lacks.
    OldCiphers,
    /// Ciphers that do not fit the server's key.
    OtherCiphers,
    /// Weak digests and keys are taken.
    LevelZero,
    /// The server is another host's, and refuses names that it does not know.
    UnknownName,
    /// A proxy in front asks for nothing.
    InFront,
    /// Two nodes, of which one is not prepared.
    Farm,
    /// Plain HTTP.
    NotTls,
}

/// How a server is set up.
pub(crate) struct Conf {
    pub asks: bool,
    pub required: bool,
    pub trust: String,
    /// A file of other names to announce.
    pub names: Option<String>,
    pub lists: Option<String>,
    pub depth: Option<u32>,
    pub versions: Versions,
    pub own: Own,
    pub special: Special,
}

impl Conf {
    pub(crate) fn trusting(ground: &Ground, cas: &[&str]) -> Self {
        Self {
            asks: true,
            required: true,
            trust: ground.bundle("trust.pem", cas),
            names: None,
            lists: None,
            depth: None,
            versions: Versions::Both,
            own: Own::Sound,
            special: Special::None,
        }
    }
}
