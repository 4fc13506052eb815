//! A server that asks for cards, and says what it is told to: what programs say that nobody has measured.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use tillit_lab::certificate::{CertificateBuilder, Issued};
use tillit_lab::extension::{Extension, GeneralName};
use tillit_lab::key::{Key, KeyKind};
use tillit_lab::name::Dn;
use tillit_login::wire::Version;
use tillit_verifier::Certificate;

use crate::record;
use crate::server::Server;

/// Root, issuing CA, a card's certificate and a server's.
pub(crate) struct People {
    pub root: Issued,
    pub ca: Issued,
    pub card: Issued,
    pub server: Issued,
}

pub(crate) static PEOPLE: LazyLock<People> = LazyLock::new(|| {
    let key = || Key::generate(KeyKind::P256).unwrap();
    let root = CertificateBuilder::ca(Dn::cn("Test Root CA")).key(&key()).self_sign().unwrap();
    let ca = CertificateBuilder::ca(Dn::cn("Test Person CA")).key(&key()).issue(&root).unwrap();
    let card = CertificateBuilder::leaf(Dn::cn("Karin Test")).key(&key()).issue(&ca).unwrap();
    let server = own().key(&key()).issue(&root).unwrap();
    People { root, ca, card, server }
});

/// A server's certificate for the address of these tests.
pub(crate) fn own() -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::cn("localhost"))
        .replace(Extension::extended_key_usage(&[tillit_lab::oids::SERVER_AUTH]))
        .extension(Extension::subject_alt_names(&[
            GeneralName::Dns("localhost".to_owned()),
            GeneralName::Ip(vec![127, 0, 0, 1]),
        ]))
}

impl People {
    pub(crate) fn above(&self) -> Vec<Certificate> {
        [&self.ca, &self.root].map(|one| Certificate::from_der(&one.der).unwrap()).to_vec()
    }
}

/// What is said to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    In,
    /// In the clear, as long as TLS 1.2 is; with TLS 1.3 it is `unknown_ca`.
    Alert(u8),
    /// The connection is closed without a word.
    Close,
    /// Nothing comes any more.
    Silence,
}

/// What was shown: by the how-manieth who showed anything, and so many CAs with it.
pub(crate) struct Shown {
    pub number: usize,
    pub cas: usize,
    pub der: Vec<u8>,
}

/// How the door is kept.
#[derive(Clone)]
pub(crate) struct Door {
    pub versions: &'static [Version],
    /// Said to whoever shows nothing, with TLS 1.2.
    pub nobody: u8,
    pub card: fn(&Shown) -> Says,
    /// The page, with its head.
    pub page: String,
    pub server: Issued,
    /// It ends before it has said that it waits for the client (TLS 1.2).
    pub breaks_off: bool,
    /// Whoever shows nothing gets in.
    pub optional: bool,
    /// Schemes of signatures that it takes.
    pub schemes: Vec<SignatureScheme>,
}

impl Door {
    pub(crate) fn new(card: fn(&Shown) -> Says) -> Self {
        Self {
            versions: &[Version::Tls12],
            nobody: 40,
            card,
            page: page(""),
            server: PEOPLE.server.clone(),
            breaks_off: false,
            optional: false,
            schemes: vec![SignatureScheme::ECDSA_NISTP256_SHA256, SignatureScheme::RSA_PKCS1_SHA256],
        }
    }

    pub(crate) fn open(self) -> Server {
        let shown = Arc::new(AtomicUsize::new(0));
        Server::start(move |stream, _| {
            // Whoever looks may go away at any time.
            let _ = self.serve(stream, &shown);
        })
    }

    fn serve(&self, mut stream: TcpStream, shown: &Arc<AtomicUsize>) -> std::io::Result<()> {
        let watch = Arc::new(Watch { door: self.clone(), shown: Arc::clone(shown), said: Mutex::default() });
        let versions: Vec<&'static rustls::SupportedProtocolVersion> = self
            .versions
            .iter()
            .map(|version| match version {
                Version::Tls13 => &rustls::version::TLS13,
                _ => &rustls::version::TLS12,
            })
            .collect();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.server.key.pkcs8().to_vec()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&versions)
            .unwrap()
            .with_client_cert_verifier(watch.clone())
            .with_single_cert(vec![self.server.der.clone().into()], key)
            .unwrap();
        config.send_tls13_tickets = 0;
        let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut request = Vec::new();
        loop {
            while tls.wants_write() {
                let mut out = Vec::new();
                tls.write_tls(&mut out)?;
                if self.breaks_off && out.first() == Some(&22) {
                    // All but the last message, which is empty: its four bytes.
                    let content = &out[5..out.len() - 4];
                    assert_eq!(out[out.len() - 4..], [14, 0, 0, 0], "the flight ends with ServerHelloDone");
                    stream.write_all(&record(22, content))?;
                    return Ok(());
                }
                stream.write_all(&out)?;
            }
            if tls.read_tls(&mut stream)? == 0 {
                return Ok(());
            }
            let state = tls.process_new_packets();
            let said = watch.said.lock().unwrap().take();
            if state.is_err() {
                match said {
                    Some(Says::Close) => return Ok(()),
                    Some(Says::Silence) => std::thread::sleep(Duration::from_secs(4)),
                    _ if self.versions == [Version::Tls12] => {
                        let alert = if let Some(Says::Alert(alert)) = said { alert } else { self.nobody };
                        stream.write_all(&record(21, &[2, alert]))?;
                    }
                    _ => drop(tls.write_tls(&mut stream)?),
                }
                // The client's last bytes are taken in: unread ones would tear the connection down before the alert is read.
                stream.shutdown(std::net::Shutdown::Write)?;
                while stream.read(&mut [0; 1024])? > 0 {}
                return Ok(());
            }
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = tls.reader().read(&mut buffer) {
                request.extend_from_slice(&buffer[..count]);
            }
            if request.ends_with(b"\r\n\r\n") {
                tls.writer().write_all(self.page.as_bytes())?;
                tls.send_close_notify();
                request.clear();
            }
        }
    }
}

/// A page with these lines in its head.
pub(crate) fn page(head: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{head}Content-Length: 2\r\nConnection: close\r\n\r\nin")
}

struct Watch {
    door: Door,
    shown: Arc<AtomicUsize>,
    said: Mutex<Option<Says>>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

impl ClientCertVerifier for Watch {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        !self.door.optional
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        cas: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let number = self.shown.fetch_add(1, Ordering::SeqCst);
        let says = (self.door.card)(&Shown { number, cas: cas.len(), der: leaf.to_vec() });
        if says == Says::In {
            return Ok(ClientCertVerified::assertion());
        }
        *self.said.lock().unwrap() = Some(says);
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.door.schemes.clone()
    }
}
