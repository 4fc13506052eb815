//! Fetching from small servers on loopback: right, wrong, slow, huge, circular and hostile ones.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tillit_net::{HttpFetch, Offline, Proxy};
use tillit_verifier::fetch::{Fetch as _, FetchErrorKind, Fetched, Limits};

/// A server that hands each request (its head) and its connection to `answer`. It ends with the test process.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.unwrap(), Arc::clone(&answer));
            thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                    head.push(byte[0]);
                }
                answer(&String::from_utf8_lossy(&head), &mut stream);
            });
        }
    });
    format!("http://{address}")
}

/// A server that answers everything with these bytes.
fn always(bytes: impl Into<Vec<u8>>) -> String {
    let bytes = bytes.into();
    serve(move |_, stream| drop(stream.write_all(&bytes)))
}

fn ok(body: &[u8]) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    out.extend_from_slice(body);
    out
}

fn redirect_to(location: &str) -> String {
    always(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"))
}

fn limits() -> Limits {
    Limits { max_bytes: 1000, timeout: Duration::from_secs(20), max_redirects: 3 }
}

fn get(url: &str, limits: &Limits) -> Result<Fetched, FetchErrorKind> {
    HttpFetch::new(Proxy::Direct).unwrap().get(url, limits).map_err(|e| e.kind)
}

#[test]
fn the_right_file_with_progress() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::new(Mutex::new(String::new()));
    let (into, into_head) = (Arc::clone(&seen), Arc::clone(&asked));
    let server = serve(move |head, stream| {
        head.clone_into(&mut into_head.lock().unwrap());
        stream.write_all(&ok(&[7; 1000])).unwrap();
    });
    let fetch =
        HttpFetch::new(Proxy::Direct).unwrap().with_progress(move |now, all| into.lock().unwrap().push((now, all)));
    let fetched = fetch.get(&format!("{server}/a.cer"), &limits()).unwrap();
    assert_eq!(fetched.body, [7; 1000]);
    assert_eq!(fetched.final_url, format!("{server}/a.cer"));
    assert_eq!(seen.lock().unwrap().last(), Some(&(1000, Some(1000))));
    let head = asked.lock().unwrap().to_lowercase();
    assert!(head.starts_with("get /a.cer http/1.1\r\n"), "{head}");
    assert!(head.contains(concat!("user-agent: tillit/", env!("CARGO_PKG_VERSION"))), "{head}");
    assert!(head.contains("accept-encoding: identity"), "{head}");
}

#[test]
fn slow_servers_hit_the_timeout() {
    // One drips its body for ever, the other its headers.
    for begin in ["HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", "HTTP/1.1 200 OK\r\nX: "] {
        let server = serve(move |_, stream| {
            stream.write_all(begin.as_bytes()).unwrap();
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
        });
        let short = Limits { timeout: Duration::from_millis(400), ..limits() };
        assert!(matches!(get(&server, &short), Err(FetchErrorKind::Timeout(t)) if t == short.timeout));
    }
    // A server that accepts and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let short = Limits { timeout: Duration::from_millis(300), ..limits() };
    let url = format!("http://{}", silent.local_addr().unwrap());
    assert!(matches!(get(&url, &short), Err(FetchErrorKind::Timeout(_))));
}

#[test]
fn too_large_declared_is_refused_before_the_body() {
    // The server never sends a byte of the body: only the declared length can be the reason.
    let server = serve(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n").unwrap();
        let _ = stream.read(&mut [0]);
    });
    assert!(matches!(get(&server, &limits()), Err(FetchErrorKind::TooLarge(1000))));
}

#[test]
fn too_large_undeclared_is_cut_and_refused() {
    for (head, chunk) in [
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nxxxxx\r\n"),
        ("HTTP/1.0 200 OK\r\n\r\n", "xxxxx"),
    ] {
        let server = serve(move |_, stream| {
            stream.write_all(head.as_bytes()).unwrap();
            // Endless, until the client hangs up.
            while stream.write_all(chunk.as_bytes()).is_ok() {}
        });
        assert!(matches!(get(&server, &limits()), Err(FetchErrorKind::TooLarge(1000))));
    }
}

#[test]
fn a_body_of_exactly_the_limit_passes_without_a_length() {
    let mut answer = b"HTTP/1.0 200 OK\r\n\r\n".to_vec();
    answer.extend([1; 1000]);
    assert_eq!(get(&always(answer), &limits()).unwrap().body.len(), 1000);
}

#[test]
fn redirects_are_followed_up_to_the_limit() {
    let target = always(ok(b"here"));
    let two = redirect_to(&redirect_to(&target));
    let fetched = get(&two, &limits()).unwrap();
    assert_eq!((fetched.body, fetched.final_url), (b"here".to_vec(), format!("{target}/")));
    let relative = serve(|head, stream| {
        let _ = stream.write_all(&if head.starts_with("GET /b ") {
            ok(b"b")
        } else {
            b"HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n".to_vec()
        });
    });
    assert_eq!(get(&format!("{relative}/a"), &limits()).unwrap().body, b"b");
    let around = redirect_to("/again");
    assert!(matches!(get(&around, &limits()), Err(FetchErrorKind::Redirect(_))));
    let none = Limits { max_redirects: 0, ..limits() };
    assert!(matches!(get(&two, &none), Err(FetchErrorKind::Redirect(_))));
}

#[test]
fn redirects_lead_only_to_http() {
    for bad in ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:1/", "http://"] {
        let answer = get(&redirect_to(bad), &limits());
        assert!(matches!(answer, Err(FetchErrorKind::Redirect(_))), "{bad}: {answer:?}");
    }
}

#[test]
fn other_addresses_are_not_fetched() {
    for bad in ["file:///etc/passwd", "ldap://x/", "/etc/passwd", "", "http://", "data:,x", "http:"] {
        assert!(matches!(get(bad, &limits()), Err(FetchErrorKind::Scheme)), "{bad}");
    }
}

#[test]
fn status_other_than_200() {
    for status in [204, 206, 404, 500] {
        let server = always(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n"));
        assert!(matches!(get(&server, &limits()), Err(FetchErrorKind::Status(s)) if s == status));
    }
}

#[test]
fn an_answer_that_breaks_off_is_no_answer() {
    let server = always("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    assert!(matches!(get(&server, &limits()), Err(FetchErrorKind::Connect(_))));
    let server = always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nxxxxx\r\n");
    assert!(matches!(get(&server, &limits()), Err(FetchErrorKind::Connect(_))));
    let server = always("SSH-2.0-x\r\n");
    assert!(matches!(get(&server, &limits()), Err(FetchErrorKind::Connect(_))));
}

#[test]
fn compressed_answers_are_refused() {
    let server = always("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\u{8b}");
    assert!(matches!(get(&server, &limits()), Err(FetchErrorKind::Other(text)) if text.contains("gzip")));
}

#[test]
fn nobody_there() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert!(matches!(get(&format!("http://127.0.0.1:{port}/"), &limits()), Err(FetchErrorKind::Connect(_))));
    // RFC 6761 section 6.4: `invalid` never resolves.
    let answer = get("http://tillit.invalid/", &limits());
    assert!(matches!(answer, Err(FetchErrorKind::Dns(_) | FetchErrorKind::Timeout(_))), "{answer:?}");
}

#[test]
fn passwords_in_addresses_are_not_shown() {
    let fetch = HttpFetch::new(Proxy::Direct).unwrap();
    let server = always(ok(b"x")).replace("http://", "http://anna:hemligt@");
    assert!(!fetch.get(&server, &limits()).unwrap().final_url.contains("hemligt"));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for bad in [
        format!("http://anna:hemligt@127.0.0.1:{port}/"),
        "ftp://anna:hemligt@127.0.0.1/".to_owned(),
        redirect_to("ftp://anna:hemligt@127.0.0.1/"),
    ] {
        let error = fetch.get(&bad, &limits()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hemligt"), "{error:?}");
    }
    assert!(!Offline.get("http://anna:hemligt@x/", &limits()).unwrap_err().to_string().contains("hemligt"));
}

#[test]
fn offline_refuses() {
    let error = Offline.get("http://127.0.0.1/x", &limits()).unwrap_err();
    assert!(matches!(error.kind, FetchErrorKind::Offline));
    assert_eq!(error.url, "http://127.0.0.1/x");
}

/// Not a test of its own: what [`proxies_from_the_environment`] runs in a process with another environment.
#[test]
fn child() {
    let Ok(url) = std::env::var("TILLIT_TEST_FETCH") else { return };
    let answer = HttpFetch::new(Proxy::Environment).unwrap().get(&url, &limits());
    println!("<{}>", answer.map_or_else(|e| e.to_string(), |f| String::from_utf8(f.body).unwrap()));
}

fn fetch_with_environment(url: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]).env("TILLIT_TEST_FETCH", url);
    for name in
        ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"]
    {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
    output.split_once('<').and_then(|(_, rest)| rest.split_once('>')).unwrap_or_else(|| panic!("{output}")).0.to_owned()
}

#[test]
fn proxies_from_the_environment() {
    // A proxy is asked with the whole address; this one says which, and answers for hosts that do not exist.
    let proxy = serve(|head, stream| {
        let line = head.lines().next().unwrap_or_default().to_owned();
        let _ = stream.write_all(&ok(line.as_bytes()));
    });
    let url = "http://aia.example.invalid/root.cer";
    let through = "GET http://aia.example.invalid/root.cer HTTP/1.1";
    assert_eq!(fetch_with_environment(url, &[("http_proxy", &proxy)]), through);
    assert_eq!(fetch_with_environment(url, &[("HTTP_PROXY", &proxy)]), through);
    assert_eq!(fetch_with_environment(url, &[("ALL_PROXY", &proxy)]), through);
    let direct = always(ok(b"direct"));
    assert_eq!(fetch_with_environment(&direct, &[("http_proxy", &proxy), ("no_proxy", "127.0.0.1")]), "direct");
    assert!(fetch_with_environment(&direct, &[("http_proxy", &proxy)]).starts_with("GET http://127.0.0.1"));
    // The name is not looked up here when there is a proxy, and a proxy's password is not shown.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dead = format!("http://anna:hemligt@127.0.0.1:{port}");
    let error = fetch_with_environment(url, &[("http_proxy", &dead)]);
    assert!(error.contains("aia.example.invalid") && !error.contains("hemligt"), "{error}");
}

#[test]
fn https_goes_through_the_proxy_with_connect() {
    let asked = Arc::new(Mutex::new(String::new()));
    let into = Arc::clone(&asked);
    let proxy = serve(move |head, stream| {
        head.clone_into(&mut into.lock().unwrap());
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        match stream.read(&mut [0]) {
            Err(e) if e.kind() != ErrorKind::ConnectionReset => panic!("{e}"),
            _ => {}
        }
    });
    let error = fetch_with_environment("https://aia.example.invalid/x", &[("https_proxy", &proxy)]);
    assert!(error.contains("https://aia.example.invalid/x: "), "{error}");
    // Without CA certificates on the machine https is refused before anybody is asked.
    let asked = asked.lock().unwrap();
    assert!(
        asked.starts_with("CONNECT aia.example.invalid:443 ") || error.contains("CA certificates"),
        "{asked} {error}"
    );
}
