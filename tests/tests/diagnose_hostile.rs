//! `tillit diagnose` and `tillit login` at servers that mean harm or are broken: an end in time, bounded memory, and what was seen in words.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tillit_tests::{Home, Lab, Listener, Output, assert_valid};

const CARD: &str = "cards/upgraded/hsaid-login";
/// Resident memory that a diagnosis may take, whatever comes: KiB. One of a sound server takes about a third of it.
const ENOUGH: u64 = 100 * 1024;
/// Seconds for each connection.
const TIMEOUT: &str = "2";

/// Does this to each connection, as long as the test runs.
fn server(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = std::sync::Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = std::sync::Arc::clone(&serve);
            drop(stream.set_write_timeout(Some(Duration::from_secs(20))));
            drop(stream.set_read_timeout(Some(Duration::from_secs(20))));
            thread::spawn(move || serve(stream));
        }
    });
    port
}

/// Takes in a first message or a request, and sends this over and over until nobody takes it any more.
fn endless(first: &[u8], again: &[u8], pause: Duration) -> u16 {
    let (first, again) = (first.to_vec(), again.to_vec());
    server(move |mut stream| {
        drop(stream.read(&mut [0; 4096]));
        let mut sent = stream.write_all(&first);
        while sent.is_ok() {
            thread::sleep(pause);
            sent = stream.write_all(&again);
        }
    })
}

/// Answers every request with this, and ends.
fn answering(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> u16 {
    server(move |mut stream| {
        let mut head = Vec::new();
        let mut buffer = [0; 4096];
        while !head.windows(4).any(|four| four == b"\r\n\r\n") {
            match stream.read(&mut buffer) {
                Ok(count @ 1..) => head.extend_from_slice(&buffer[..count]),
                _ => return,
            }
        }
        drop(stream.write_all(&answer(&String::from_utf8_lossy(&head))));
    })
}

fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[kind, 3, 3], &length[..], content].concat()
}

/// A `ServerHello` of TLS 1.2, and after it the head of a `Certificate` of 16 MB.
fn hello_and_many_certificates() -> Vec<u8> {
    let mut hello = vec![2, 0, 0, 38, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0xC0, 0x2F, 0, 11, 0xFF, 0xFF, 0xF0]);
    record(22, &hello)
}

/// `tillit diagnose` with the card's key: within its memory, with an answer, and the page with the same words.
#[track_caller]
fn diagnosed(home: &Home, url: &str, more: &[&str]) -> (Value, Output) {
    let lab = Lab::get();
    let (catalog, roots, ca) = (lab.text("catalog.toml"), lab.text("ca"), lab.text("ca/new"));
    let (card, key) = (lab.text(&format!("{CARD}.pem")), lab.text(&format!("keys/{CARD}.key")));
    let args = ["--timeout", TIMEOUT, "--catalog", &catalog, "diagnose", "--server-ca", &roots, "--ca", &ca];
    let args = [&args[..], &["--cert", &card, "--key", &key, url], more].concat();
    let output = home.tillit_measured([&args[..], &["--json"]].concat());
    let peak = output.peak_kib.unwrap();
    assert!(peak < ENOUGH, "{url}: {peak} KiB");
    assert!([0, 1, 3].contains(&output.code), "{url}: {} {}", output.code, output.stderr);
    assert!(output.stdout.len() < 100_000, "{url}: {} bytes", output.stdout.len());
    let document = output.json();
    assert_valid(&document, "diagnose-1.json");
    (document["results"][0].clone(), output)
}

/// The answer in a word, and the causes that are named.
fn short(result: &Value) -> String {
    let causes = result["causes"].as_array().unwrap().iter().map(|cause| cause["id"].as_str().unwrap());
    format!("{} {}", result["answer"].as_str().unwrap(), causes.collect::<Vec<_>>().join(" ")).trim().to_owned()
}

/// What is said of one server, and how every login ended.
#[track_caller]
fn comes_to(home: &Home, what: &str, url: &str, wanted: (&str, &str, &str, i32)) {
    let (answer, text, outcome, code) = wanted;
    let (result, output) = diagnosed(home, url, &[]);
    assert_eq!((short(&result).as_str(), output.code), (answer, code), "{what}: {result:#}");
    assert!(result["text"].as_str().unwrap().contains(text), "{what}: {}", result["text"]);
    let outcomes = result["attempts"].as_array().unwrap().iter().map(|attempt| attempt["outcome"].as_str().unwrap());
    let mut outcomes: Vec<&str> = outcomes.collect();
    outcomes.dedup();
    let all = Some(outcome).filter(|outcome| !outcome.is_empty());
    assert_eq!(outcomes, all.into_iter().collect::<Vec<_>>(), "{what}");
}

/// The first line in Swedish.
fn in_swedish(home: &Home, url: &str) -> String {
    let lab = Lab::get();
    let (catalog, roots, ca) = (lab.text("catalog.toml"), lab.text("ca"), lab.text("ca/new"));
    let (card, key) = (lab.text(&format!("{CARD}.pem")), lab.text(&format!("keys/{CARD}.key")));
    let args = ["--lang", "sv", "--timeout", TIMEOUT, "--catalog", &catalog, "diagnose", "-q", "--server-ca", &roots];
    let output = home.tillit([&args[..], &["--ca", &ca, "--cert", &card, "--key", &key, url]].concat());
    output.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_no_handshake_is_left_in_time_and_told() {
    let home = Home::new();
    let none = Duration::ZERO;
    let garbage: Vec<u8> = (0..4096_u32).map(|n| (n * 131 % 251) as u8).collect();
    let filler = record(22, &[0; 16_000]);
    let silence = server(|_stream| thread::sleep(Duration::from_secs(30)));
    for (what, port, text) in [
        ("silence", silence, "(timed out)"),
        ("a byte now and then", endless(&[22, 3, 3, 0x3E, 0x80], &[0], Duration::from_millis(300)), "(timed out)"),
        ("a certificate list of 16 MB", endless(&hello_and_many_certificates(), &filler, none), "(malformed)"),
        ("a handshake without end", endless(&[], &record(22, &[0, 0, 0, 0]), none), "(malformed)"),
        ("a flood of alerts", endless(&[], &record(21, &[1, 90]), none), "(malformed)"),
        ("a flood of empty records", endless(&[], &record(22, &[]), none), "(malformed)"),
        ("closing", server(drop), "(closed)"),
    ] {
        let text = format!("every handshake ends before the server asks for anything {text}");
        // A key is tried where the server showed a version.
        let outcome = if what.contains("16 MB") { "unreachable" } else { "" };
        comes_to(&home, what, &format!("localhost:{port}"), ("cannot-say", &text, outcome, 3));
    }
    let garbage = format!("localhost:{}", endless(&garbage, &garbage, none));
    comes_to(&home, "garbage", &garbage, ("cause not-tls", "speaks no TLS", "", 1));
    let swedish = in_swedish(&home, &format!("localhost:{silence}"));
    assert!(swedish.contains("varje handskakning slutar innan servern ber om något"), "{swedish}");
}

#[test]
fn what_comes_over_tls_is_left_in_time_and_told() {
    let home = Home::new();
    let lab = Lab::get();
    let none = Duration::ZERO;
    let now_and_then = Duration::from_millis(300);
    let ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    let gzip = format!("{ok}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
    // Ten megabytes of zeros in ten kilobytes, over and over: nothing is unpacked that nobody asked to be packed.
    fs::write(home.work().join("zeros"), vec![0; 10 << 20]).unwrap();
    let packed = Command::new("gzip").args(["-9", "-c"]).arg(home.work().join("zeros")).output().unwrap().stdout;
    assert!((1..20_000).contains(&packed.len()), "{}", packed.len());
    let bomb = [format!("{:x}\r\n", packed.len()).into_bytes(), packed, b"\r\n".to_vec()].concat();
    let leads = |to: &'static str| {
        move |_: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes()
    };
    let further = |head: &str| {
        let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
        format!("HTTP/1.1 302 Found\r\nLocation: {path}a\r\nContent-Length: 0\r\n\r\n").into_bytes()
    };
    let lie = |head: &'static str| move |_: &str| format!("HTTP/1.1 200 OK\r\n{head}").into_bytes();
    // The page is nobody's business: who is let in is let in.
    let gets_in = ("lets-in", "The card gets in", "logged-in", 0);
    let no_http = ("cannot-say", "what answers speaks no HTTP", "unreachable", 3);
    let slow = ("cannot-say", "no answer in time", "unreachable", 3);
    let on_and_on = ("cause http-refused", "from one to the next without an end", "refused-by-http", 1);
    let asks = format!("ca-file {} verify required", lab.text("trust/both.pem"));
    let circle = answering(leads("/"));
    for (number, (what, port, wanted)) in [
        ("a compressed bomb", endless(gzip.as_bytes(), &bomb, none), gets_in),
        ("a page without end", endless(format!("{ok}\r\n").as_bytes(), &[b'x'; 16_000], none), gets_in),
        ("a page a byte at a time", endless(format!("{ok}\r\n").as_bytes(), b"X", now_and_then), gets_in),
        ("a length that is a lie", answering(lie("Content-Length: 18446744073709551615\r\n\r\nin")), gets_in),
        ("a chunk that is a lie", answering(lie("Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nin")), gets_in),
        ("a head without end", endless(ok.as_bytes(), b"X-More: and more\r\n", none), no_http),
        ("no HTTP", endless(b"220 mail.example ESMTP\r\n", b"500 what?\r\n", none), no_http),
        ("a head a byte at a time", endless(ok.as_bytes(), b"X", now_and_then), slow),
        ("redirects in circles", circle, on_and_on),
        ("redirects without end", answering(further), on_and_on),
    ]
    .into_iter()
    .enumerate()
    {
        let carrying = Listener::haproxy_before(&home.work().join(number.to_string()), &asks, port);
        let url = carrying.url("/").replace("127.0.0.1", "localhost");
        comes_to(&home, what, &url, wanted);
        if port == circle {
            let swedish = in_swedish(&home, &url);
            assert!(swedish.starts_with("Kortet är inte trasigt: kortet godtogs, men sidorna bakom"), "{swedish}");
        }
    }
}
