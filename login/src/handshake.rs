//! A handshake with the TLS library: what the server shows and asks, and how it ends.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, IpAddr, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, ProtocolVersion, SignatureScheme,
    SupportedProtocolVersion,
};
use tillit_verifier::Name;

use crate::connection::Connection;
use crate::target::Target;
use crate::wire::{Message, Version};

/// The number of an alert (RFC 8446 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alert(pub u8);

impl Alert {
    /// Its name in the standard; `None`: a number that nobody has given out.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "close_notify",
            10 => "unexpected_message",
            20 => "bad_record_mac",
            21 => "decryption_failed",
            22 => "record_overflow",
            30 => "decompression_failure",
            40 => "handshake_failure",
            41 => "no_certificate",
            42 => "bad_certificate",
            43 => "unsupported_certificate",
            44 => "certificate_revoked",
            45 => "certificate_expired",
            46 => "certificate_unknown",
            47 => "illegal_parameter",
            48 => "unknown_ca",
            49 => "access_denied",
            50 => "decode_error",
            51 => "decrypt_error",
            60 => "export_restriction",
            70 => "protocol_version",
            71 => "insufficient_security",
            80 => "internal_error",
            86 => "inappropriate_fallback",
            90 => "user_canceled",
            100 => "no_renegotiation",
            109 => "missing_extension",
            110 => "unsupported_extension",
            111 => "certificate_unobtainable",
            112 => "unrecognized_name",
            113 => "bad_certificate_status_response",
            115 => "unknown_psk_identity",
            116 => "certificate_required",
            120 => "no_application_protocol",
            _ => return None,
        })
    }
}

/// How something on a connection ended before it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// The server said why.
    Alert(Alert),
    /// The server closed without a word.
    Closed,
    /// The connection was torn down.
    Reset,
    /// Time was up.
    TimedOut,
    /// The server sent more than is read.
    TooMuch,
    /// What came is no TLS: its first bytes.
    NotTls(Vec<u8>),
    /// What came breaks the rules of TLS; technical words.
    Malformed(String),
    /// Our own TLS library cannot go on with what the server offers; technical words.
    Ours(String),
    /// Our own key could not sign.
    Signing(String),
    /// Something else that the operating system said.
    Io(String),
}

/// What a server asks of a client's certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Names of CAs.
    pub names: Vec<Name>,
    /// Names that cannot be read.
    pub unreadable: usize,
    /// Bytes of the list of names, as it is sent.
    pub name_bytes: usize,
    /// Schemes of signatures, by their numbers.
    pub schemes: Vec<u16>,
    /// Kinds of certificates (up to TLS 1.2): 1 is RSA, 64 is ECDSA. `None`: TLS 1.3 has none.
    pub types: Option<Vec<u8>>,
}

/// What was seen of one handshake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// The version; `None`: it did not come to a choice.
    pub version: Option<Version>,
    /// The cipher suite, by its number.
    pub suite: Option<u16>,
    /// The protocol of the application that the server chose.
    pub alpn: Option<String>,
    /// The server's chain in DER, its own certificate first.
    pub chain: Vec<Vec<u8>>,
    /// The server's signature over the handshake is good: it has the key of its certificate.
    pub server_proved: bool,
    /// What it asked of the client's certificate in the handshake; `None`: nothing.
    pub asked: Option<Asked>,
    /// A certificate was sent in answer: the server had said all that comes before it.
    pub sent_certificate: bool,
    /// The scheme that the client signs with, by its number; `None`: it has no key, or none of the server's schemes fits.
    pub signed_with: Option<u16>,
    /// After the handshake of TLS 1.2 the server began another one: it asks late.
    pub begins_anew: bool,
    /// How it ended before it was complete; `None`: it was completed, as far as a client can tell.
    pub end: Option<End>,
}

/// What the handshake is made with.
#[derive(Clone)]
pub struct With {
    /// The version; others are not offered.
    pub version: Version,
    /// The key; `None`: an empty certificate is sent where one is asked for.
    pub key: Option<Arc<CertifiedKey>>,
    /// Protocols of the application.
    pub alpn: Vec<&'static str>,
}

/// What the library's callbacks saw.
#[derive(Debug, Default)]
struct Seen {
    chain: Vec<Vec<u8>>,
    server_proved: bool,
    asked: Option<Asked>,
    signed_with: Option<u16>,
}

#[derive(Debug)]
struct Watcher {
    provider: Arc<CryptoProvider>,
    key: Option<Arc<CertifiedKey>>,
    seen: Mutex<Seen>,
}

impl Watcher {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn proved(&self, checked: Result<HandshakeSignatureValid, Error>) -> Result<HandshakeSignatureValid, Error> {
        self.seen().server_proved = checked.is_ok();
        checked
    }
}

/// Takes every chain: what it is worth is judged from what was seen. That the server has its certificate's key is checked.
impl ServerCertVerifier for Watcher {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.seen().chain = std::iter::once(end_entity).chain(intermediates).map(|der| der.to_vec()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        self.proved(verify_tls12_signature(message, certificate, signature, algorithms))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        self.proved(verify_tls13_signature(message, certificate, signature, algorithms))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl ResolvesClientCert for Watcher {
    fn resolve(&self, names: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let read: Vec<Name> = names.iter().filter_map(|der| Name::from_der(der)).collect();
        let mut seen = self.seen();
        seen.asked = Some(Asked {
            unreadable: names.len() - read.len(),
            names: read,
            name_bytes: names.iter().map(|der| der.len() + 2).sum(),
            schemes: schemes.iter().map(|scheme| u16::from(*scheme)).collect(),
            types: None,
        });
        let key = self.key.clone()?;
        // Without a scheme in common the library would send nothing, and say nothing.
        let signer = key.key.choose_scheme(schemes)?;
        seen.signed_with = Some(u16::from(signer.scheme()));
        Some(key)
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// A connection that speaks TLS, with what was seen of its handshake.
pub struct Session {
    tls: ClientConnection,
    connection: Connection,
    watcher: Arc<Watcher>,
    /// How it ended.
    end: Option<End>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("end", &self.end).finish_non_exhaustive()
    }
}

/// Why no handshake was begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unprepared(String);

impl Session {
    /// Makes a handshake of its own: nothing is kept of earlier ones, since a resumed session asks for no certificate.
    ///
    /// # Errors
    /// [`Unprepared`]: the library does not take the settings.
    pub fn begin(connection: Connection, target: &Target, with: &With) -> Result<Self, Unprepared> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let watcher = Arc::new(Watcher { provider: provider.clone(), key: with.key.clone(), seen: Mutex::default() });
        let version: &'static SupportedProtocolVersion = match with.version {
            Version::Tls13 => &rustls::version::TLS13,
            _ => &rustls::version::TLS12,
        };
        let unprepared = |error: &dyn fmt::Display| Unprepared(error.to_string());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .map_err(|error| unprepared(&error))?
            .dangerous()
            .with_custom_certificate_verifier(watcher.clone())
            .with_client_cert_resolver(watcher.clone());
        config.resumption = rustls::client::Resumption::disabled();
        config.alpn_protocols = with.alpn.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let name = match target.server_name() {
            Some(name) => ServerName::try_from(name).map_err(|error| unprepared(&error))?,
            None => {
                ServerName::IpAddress(IpAddr::try_from(target.host().as_str()).map_err(|error| unprepared(&error))?)
            }
        };
        let tls = ClientConnection::new(Arc::new(config), name).map_err(|error| unprepared(&error))?;
        let mut session = Self { tls, connection, watcher, end: None };
        while session.tls.is_handshaking() && session.end.is_none() {
            session.step();
        }
        // What remains to be sent, the client's last message among it.
        session.send();
        Ok(session)
    }

    /// One step: sends what waits, and takes in what comes.
    fn step(&mut self) {
        if self.tls.wants_write() {
            self.send();
        } else if self.tls.wants_read() {
            self.receive();
        }
    }

    fn send(&mut self) {
        while self.tls.wants_write() {
            match self.tls.write_tls(&mut self.connection) {
                Ok(_) => {}
                Err(error) => {
                    // The alert that tells why may have come already: what can still be read is read once more.
                    let end = End::of_io(&error);
                    self.connection.hurry(std::time::Duration::from_secs(2));
                    while self.end.is_none() && self.receive() {}
                    if !matches!(self.end, Some(End::Alert(_))) {
                        self.end = Some(end);
                    }
                    return;
                }
            }
        }
    }

    /// Takes in what comes; `false`: nothing more comes.
    fn receive(&mut self) -> bool {
        match self.tls.read_tls(&mut self.connection) {
            Ok(0) => {
                self.end.get_or_insert(End::Closed);
                return false;
            }
            Ok(_) => {}
            Err(error) => {
                self.end.get_or_insert(End::of_io(&error));
                return false;
            }
        }
        if let Err(error) = self.tls.process_new_packets() {
            self.end.get_or_insert(End::of_tls(&error));
            // Our own alert, so that the server need not wait.
            drop(self.tls.write_tls(&mut self.connection));
            return false;
        }
        true
    }

    /// What was seen so far.
    pub fn seen(&self) -> Handshake {
        let seen = self.watcher.seen();
        let tap = self.connection.tap();
        let mut asked = seen.asked.clone();
        for message in tap.messages() {
            if let (Message::CertificateRequest(request), Some(asked)) = (message, &mut asked) {
                asked.types = Some(request.types.clone());
            }
        }
        let chosen = tap.messages().iter().find_map(|message| match message {
            Message::ServerHello(server) => Some(server),
            _ => None,
        });
        let version = self.tls.protocol_version().and_then(of_version).or_else(|| chosen.and_then(|s| s.version));
        // The library chooses a certificate as soon as one is asked for, and sends it when the server waits for it: not where the connection
        // ends in between, or the key does not sign.
        let is_due = match version {
            Some(Version::Tls13) => !self.tls.is_handshaking(),
            _ => tap.messages().contains(&Message::ServerHelloDone),
        };
        let is_unsigned = matches!(self.end, Some(End::Signing(_)));
        Handshake {
            version,
            suite: self.tls.negotiated_cipher_suite().map(|suite| suite.suite().into()).or(chosen.map(|s| s.suite)),
            alpn: self.tls.alpn_protocol().map(|protocol| String::from_utf8_lossy(protocol).into_owned()),
            chain: seen.chain.clone(),
            server_proved: seen.server_proved,
            asked,
            sent_certificate: seen.signed_with.is_some() && is_due && !is_unsigned,
            signed_with: seen.signed_with,
            begins_anew: tap.begins_anew(),
            end: self.end.clone(),
        }
    }

    /// The handshake is complete, as far as a client can tell.
    pub fn is_complete(&self) -> bool {
        self.end.is_none() && !self.tls.is_handshaking()
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// No more waiting than this.
    pub fn hurry(&mut self, within: std::time::Duration) {
        self.connection.hurry(within);
    }
}

fn of_version(version: ProtocolVersion) -> Option<Version> {
    Version::from_number(u16::from(version))
}

impl End {
    fn of_tls(error: &Error) -> Self {
        match error {
            Error::AlertReceived(description) => Self::Alert(Alert(u8::from(*description))),
            Error::PeerIncompatible(why) => Self::Ours(format!("{why:?}")),
            Error::General(why) => Self::Signing(why.clone()),
            Error::NoApplicationProtocol => Self::Ours("no application protocol in common".to_owned()),
            Error::InvalidCertificate(why) => Self::Malformed(format!("{why:?}")),
            other => Self::Malformed(other.to_string()),
        }
    }
}

/// Application data. An end that is no orderly one is an error, and told by [`Session::end`].
impl Read for Session {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.tls.reader().read(buffer) {
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => {
                    self.end.get_or_insert(End::of_io(&error));
                    return Err(error);
                }
            }
            if self.end.is_some() {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            if self.tls.wants_write() {
                self.send();
            }
            if self.end.is_none() && !self.receive() {
                // What has come in before the end is still handed out.
                return self.tls.reader().read(buffer).map_err(|_| io::ErrorKind::ConnectionAborted.into());
            }
        }
    }
}

impl Write for Session {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.end.is_some() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let count = self.tls.writer().write(buffer)?;
        self.send();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send();
        Ok(())
    }
}
