//! The server before OpenSSL and plain sockets.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::time::Duration;

use crate::support::{Desk, now};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tillit_lab::{
    Answer, Authority, CertId, CertIdHash, CertStatus, CrlReason, Issued, LabServer, OcspRequest, Options, Pki,
};

/// One server and its PKI for the tests that only ask.
fn shared() -> &'static (LabServer, Pki) {
    static SHARED: OnceLock<(LabServer, Pki)> = OnceLock::new();
    SHARED.get_or_init(attached)
}

fn attached() -> (LabServer, Pki) {
    let server = LabServer::bind().unwrap();
    let options = Options { base_url: Some(server.base_url()), ..Options::new(now()) };
    let pki = Pki::siths_shaped(&options, &|_, _| {}).unwrap();
    server.attach(&pki);
    (server, pki)
}

/// Status line with headers, and the body.
fn exchange(server: &LabServer, request: &[u8]) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |end| end + 4);
    let body = answer.split_off(end);
    (String::from_utf8(answer).unwrap(), body)
}

fn get(server: &LabServer, path: &str) -> (String, Vec<u8>) {
    exchange(server, format!("GET {path} HTTP/1.1\r\nHost: lab\r\n\r\n").as_bytes())
}

/// Asks the responder at the address in the certificate.
fn ocsp(desk: &Desk, pki: &Pki, issuer: &Authority, leaf: &Issued, options: &[&str]) -> String {
    let root = pki.root(issuer.generation).unwrap();
    desk.certificates("root.pem", &[&root.issued]);
    desk.certificates("ca.pem", &[&issuer.issued]);
    desk.certificates("leaf.pem", &[leaf]);
    let mut arguments = vec!["ocsp", "-url", &pki.ocsp_url, "-CAfile", "root.pem", "-issuer", "ca.pem"];
    // Without it, OpenSSL does not find the CA that the responder's certificate is from.
    arguments.extend(["-verify_other", "ca.pem"]);
    arguments.extend_from_slice(options);
    arguments.extend(["-cert", "leaf.pem"]);
    desk.openssl(&arguments).text
}

#[test]
fn openssl_is_told_the_status_of_every_certificate() {
    let (_, pki) = shared();
    let desk = Desk::new();
    let mut seen = 0;
    for holder in &pki.holders {
        for held in &holder.certificates {
            let text = ocsp(&desk, pki, pki.authority(held.issuer).unwrap(), &held.issued, &[]);
            let status = if holder.revoked { "revoked" } else { "good" };
            assert!(text.contains(&format!("leaf.pem: {status}\n")), "{}: {text}", holder.id);
            // The nonce is checked: OpenSSL warns when it is not there and fails when it is another.
            assert!(text.contains("Response verify OK") && !text.contains("WARNING"), "{}: {text}", holder.id);
            seen += 1;
        }
    }
    assert_eq!(seen, 20);
    for ca in &pki.authorities {
        let text = ocsp(&desk, pki, pki.root(ca.generation).unwrap(), &ca.issued, &["-sha256"]);
        assert!(text.contains("leaf.pem: good\n") && text.contains("Response verify OK"), "{}: {text}", ca.name);
    }
    let (revoked, issuer) = revoked(pki);
    let text = ocsp(&desk, pki, issuer, revoked, &[]);
    assert!(text.contains("Reason: cessationOfOperation"), "{text}");
    let text = ocsp(&desk, pki, issuer, revoked, &["-serial", "0x1234"]);
    assert!(text.contains("0x1234: unknown\n"), "{text}");
    // The serial number of somebody else's certificate.
    let text = ocsp(&desk, pki, issuer, &pki.look_alike, &[]);
    assert!(text.contains("leaf.pem: unknown\n"), "{text}");
}

fn revoked(pki: &Pki) -> (&Issued, &Authority) {
    let held = &pki.holder("revoked").unwrap().certificates[0];
    (&held.issued, pki.authority(held.issuer).unwrap())
}

#[test]
fn get_and_post_are_the_same_question() {
    let (server, pki) = shared();
    let (leaf, issuer) = revoked(pki);
    // Many different requests, so that every character of base64 comes up.
    for number in 0..32_u8 {
        let id = CertId::new(CertIdHash::Sha1, &issuer.issued, &leaf.serial);
        let request = OcspRequest { certificates: vec![id], nonce: Some(vec![number | 0xe0; 12]) };
        let text = STANDARD.encode(request.to_der());
        let escaped = text.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D");
        for path in [format!("/ocsp/{text}"), format!("/ocsp/{escaped}")] {
            let (head, body) = get(server, &path);
            assert!(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\n"), "{head}");
            let desk = Desk::new();
            desk.put("r.der", &body);
            let shown = desk.openssl(&["ocsp", "-respin", "r.der", "-resp_text", "-noverify"]).text;
            assert!(shown.contains("Cert Status: revoked"), "{shown}");
            if number > 1 {
                break;
            }
        }
        assert!(server.requests().iter().any(|received| received.ocsp().as_ref() == Some(&request)));
    }
    let malformed = [0x30, 3, 0x0a, 1, 1];
    for path in ["/ocsp", "/ocsp/", "/ocsp/!!!", "/ocsp/%", "/ocsp/%zz", "/ocsp/AAAA"] {
        assert_eq!(get(server, path).1, malformed, "{path}");
    }
    assert_eq!(exchange(server, b"POST /ocsp HTTP/1.1\r\nContent-Length: 2\r\n\r\n0\x00").1, malformed);
    // Of a CA that is not here, and of two CAs at once.
    let stranger = &pki.look_alike_authority;
    let unauthorized = [0x30, 3, 0x0a, 1, 6];
    let other = pki.authorities.iter().find(|ca| ca.name != issuer.name).unwrap();
    for ids in [vec![(stranger, [1])], vec![(&issuer.issued, [1]), (&other.issued, [1])]] {
        let ids = ids.iter().map(|(ca, serial)| CertId::new(CertIdHash::Sha256, ca, serial)).collect();
        let der = OcspRequest::new(ids).to_der();
        let mut request = format!("POST /ocsp HTTP/1.1\r\nContent-Length: {}\r\n\r\n", der.len()).into_bytes();
        request.extend(der);
        assert_eq!(exchange(server, &request).1, unauthorized);
    }
}

#[test]
fn certificates_and_lists_lie_where_the_certificates_say() {
    let (server, pki) = shared();
    for ca in &pki.authorities {
        let path = |url: &str| url.strip_prefix(&server.base_url()).unwrap().to_owned();
        let (head, body) = get(server, &path(&ca.aia_url));
        assert!(head.contains("Content-Type: application/pkix-cert\r\n"), "{head}");
        assert_eq!(body, ca.issued.der);
        let (head, body) = get(server, &path(&ca.crl_url));
        assert!(head.contains("Content-Type: application/pkix-crl\r\n"), "{head}");
        assert_eq!(body, ca.crl);
        let (head, body) = exchange(server, format!("HEAD {} HTTP/1.1\r\n\r\n", path(&ca.crl_url)).as_bytes());
        assert!(head.contains(&format!("Content-Length: {}\r\n", ca.crl.len())) && body.is_empty(), "{head}");
    }
    for path in
        ["/", "/crl", "/crl/", "/crl/.crl", "/crl/x.crl", "/crl/../aia/x.cer", "/aia/labsithsrootcav1.crl", "/ocspx"]
    {
        assert!(get(server, path).0.starts_with("HTTP/1.1 404 "), "{path}");
    }
}

#[test]
fn what_was_asked_is_remembered_and_what_is_answered_can_be_set() {
    let (server, pki) = attached();
    let (leaf, issuer) = revoked(&pki);
    assert_eq!((server.count(), server.requests().len()), (0, 0));
    let desk = Desk::new();
    ocsp(&desk, &pki, issuer, leaf, &[]);
    let crl = format!("/crl/{}.crl", issuer.file);
    get(&server, &format!("{crl}?x=1"));
    let requests = server.requests();
    assert_eq!((requests[0].method.as_str(), requests[0].path.as_str()), ("POST", "/ocsp"));
    assert_eq!(requests[0].header("content-type"), Some("application/ocsp-request"));
    assert_eq!(requests[0].ocsp().unwrap().certificates, [CertId::of(leaf, &issuer.issued)]);
    assert_eq!((requests[1].method.as_str(), requests[1].path.as_str()), ("GET", format!("{crl}?x=1").as_str()));
    assert_eq!(
        (server.count(), server.count_of("/crl"), server.count_of("/ocsp"), server.count_of("/cr")),
        (2, 1, 1, 0)
    );
    server.forget();
    assert_eq!((server.count(), server.count_of("/crl")), (0, 0));

    server.put(&crl, Answer::crl([1, 2, 3]));
    assert_eq!(get(&server, &crl).1, [1, 2, 3]);
    server.put("/crl", Answer::status(503).header("Retry-After", "5"));
    assert_eq!(get(&server, &crl).1, [1, 2, 3], "the longer path answers");
    let (head, _) = get(&server, "/crl/other.crl");
    assert!(head.starts_with("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"), "{head}");
    server.put(&crl, Answer::redirect("http://127.0.0.1:9/x").delay(Duration::from_millis(20)));
    assert!(get(&server, &crl).0.contains("\r\nLocation: http://127.0.0.1:9/x\r\n"));
    server.put(&crl, Answer::crl(vec![7; 1000]).cut());
    let (head, body) = get(&server, &crl);
    assert!(head.contains("Content-Length: 1000\r\n") && body.len() == 500, "{head} {}", body.len());
    server.put(&crl, Answer::nothing());
    assert_eq!(get(&server, &crl), (String::new(), Vec::new()));
    server.on(&crl, |request| Answer::ok("text/plain", request.path.as_bytes()));
    assert_eq!(get(&server, &crl).1, crl.as_bytes());
    server.restore(&crl);
    server.restore("/crl");
    assert_eq!(get(&server, &crl).1, issuer.crl);
    server.on("/panic", |_| panic!("in a hook"));
    assert_eq!(get(&server, "/panic").0, "");

    let other = pki.certificate("upgraded", tillit_lab::Part::HsaIdLogin).unwrap();
    let at = now() - time::Duration::hours(1);
    server.set_status(issuer.name, &other.serial, CertStatus::Revoked { at, reason: Some(CrlReason::KeyCompromise) });
    server.set_status(issuer.name, &leaf.serial, CertStatus::Good);
    let text = ocsp(&desk, &pki, issuer, other, &[]);
    assert!(text.contains("leaf.pem: revoked\n") && text.contains("keyCompromise"), "{text}");
    assert!(ocsp(&desk, &pki, issuer, leaf, &[]).contains("leaf.pem: good\n"));
    server.put("/ocsp", Answer::ocsp(tillit_lab::ResponseStatus::TryLater.response()));
    assert!(ocsp(&desk, &pki, issuer, leaf, &[]).contains("trylater (3)"));
}

#[test]
fn nobody_can_fill_or_hold_it() {
    let server = LabServer::bind().unwrap();
    let long = "x".repeat(20_000);
    for (request, status) in [
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "404"),
        (format!("GET /{long} HTTP/1.1\r\n\r\n"), "431"),
        ("POST /ocsp HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n".to_owned(), "413"),
        ("POST /ocsp HTTP/1.1\r\nContent-Length: -1\r\n\r\n".to_owned(), "400"),
        ("POST /ocsp HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(), "411"),
        ("DELETE / HTTP/1.1\r\n\r\n".to_owned(), "405"),
        ("GET http://x/ HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("GET /\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nnothing\r\n\r\n".to_owned(), "400"),
        ("\u{1}\r\n\r\n".to_owned(), "400"),
    ] {
        let (head, _) = exchange(&server, request.as_bytes());
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {head}");
    }
    server.forget();
    for _ in 0..1_100 {
        get(&server, "/");
    }
    assert_eq!((server.count(), server.requests().len()), (1_100, 1_000));
    // Connections that say nothing hold no more than their places, and others are served beside them.
    let idle: Vec<_> = (0..30).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    assert!(get(&server, "/").0.starts_with("HTTP/1.1 404 "));
    drop(idle);

    server.put("/slow", Answer::status(200).delay(Duration::from_hours(1)));
    let address = server.address();
    let mut waiting = TcpStream::connect(address).unwrap();
    waiting.write_all(b"GET /slow HTTP/1.1\r\n\r\n").unwrap();
    while server.count_of("/slow") == 0 {
        std::thread::yield_now();
    }
    drop(server);
    // Whoever waits is let go, and nobody listens any more.
    waiting.read_to_end(&mut Vec::new()).unwrap();
    assert!(TcpStream::connect(address).is_err());
}
