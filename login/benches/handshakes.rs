//! What a look at many servers is measured against: bare handshakes of the TLS library, and nothing around them.
//!
//! `handshakes FIRST_PORT PORTS IN_FLIGHT VERSION...`: one handshake with each version at each port of loopback; prints seconds.
//! `cli/benches/probe-beside-others.sh` starts the servers and calls this.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic)]

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Instant;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme};

/// Takes every chain, as a look does, and checks the server's signature, as a look does.
#[derive(Debug)]
struct Any(Arc<CryptoProvider>);

impl ServerCertVerifier for Any {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

fn main() {
    // Cargo's own word for benches stands among the arguments.
    let args: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [first, ports, in_flight, versions @ ..] = args.as_slice() else {
        println!("handshakes FIRST_PORT PORTS IN_FLIGHT 1.2|1.3...");
        return;
    };
    let (first, ports): (u16, u16) = (first.parse().unwrap(), ports.parse().unwrap());
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = |version: &String| {
        let version = if version == "1.3" { &rustls::version::TLS13 } else { &rustls::version::TLS12 };
        let mut config = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[version])
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Any(provider.clone())))
            .with_no_client_auth();
        config.resumption = rustls::client::Resumption::disabled();
        Arc::new(config)
    };
    let configs: Vec<Arc<ClientConfig>> = versions.iter().map(config).collect();
    let next = AtomicU16::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..in_flight.parse().unwrap() {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= ports {
                        break;
                    }
                    for config in &configs {
                        let name = ServerName::try_from("localhost").unwrap();
                        let mut tls = ClientConnection::new(config.clone(), name).unwrap();
                        let mut stream = TcpStream::connect(("127.0.0.1", first + number)).unwrap();
                        stream.set_nodelay(true).unwrap();
                        while tls.is_handshaking() {
                            tls.complete_io(&mut stream).unwrap();
                        }
                    }
                }
            });
        }
    });
    println!("{:.3}", begun.elapsed().as_secs_f64());
}
