//! One request over a connection that stands, and its answer, as far as it is needed to know what a server made of a login (RFC 9112).

use std::io::{self, Read, Write};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::target::Target;

/// Bytes of an answer's head.
const MAX_HEAD: usize = 64 << 10;
/// Headers of an answer.
const MAX_HEADERS: usize = 128;
/// Bytes of an answer's body that are read: pages of login services have a few thousand.
pub const MAX_BODY: usize = 512 << 10;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST`
    pub method: &'static str,
    /// The page.
    pub target: &'a Target,
    /// `name=value` pairs, as they go back to the server.
    pub cookies: Option<String>,
    /// A form's content, as `application/x-www-form-urlencoded`.
    pub form: Option<String>,
}

impl<'a> Request<'a> {
    /// A page.
    pub fn get(target: &'a Target) -> Self {
        Self { method: "GET", target, cookies: None, form: None }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tillit/{}\r\nAccept: text/html,*/*;q=0.5\r\n\
             Accept-Encoding: identity\r\nConnection: close\r\n",
            self.method,
            self.target.path(),
            self.target.authority(),
            env!("CARGO_PKG_VERSION"),
        );
        if let Some(cookies) = &self.cookies {
            text.extend(["Cookie: ", cookies, "\r\n"]);
        }
        if let Some(form) = &self.form {
            let length = form.len().to_string();
            let head = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ";
            text.extend([head, &length, "\r\n"]);
        }
        text.push_str("\r\n");
        text.push_str(self.form.as_deref().unwrap_or_default());
        text.into_bytes()
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status: `200`.
    pub status: u16,
    /// Headers, their names in small letters, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body. It may hold a patient's data: it is looked at and never kept or shown.
    pub body: Body,
    /// The body has more, or ended too early.
    pub is_cut: bool,
}

/// The bytes of a page: not for eyes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(pub Vec<u8>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text; bytes that are none are replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body.0)
    }

    /// The server's clock.
    pub fn date(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::parse(&self.header("date")?.replace("GMT", "+0000"), &Rfc2822).ok()
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The connection ended before; how is told by the session.
    #[error("the connection ended: {0}")]
    Ended(#[from] io::Error),
    /// What came is no HTTP.
    #[error("not HTTP: {0}")]
    NotHttp(String),
}

/// Asks, and takes the answer.
///
/// # Errors
/// [`HttpError`]
pub fn exchange(connection: &mut (impl Read + Write), request: &Request<'_>) -> Result<Answer, HttpError> {
    // A server that refuses may have closed already, and its reason may still be there to be read.
    let sent = connection.write_all(&request.bytes()).and_then(|()| connection.flush());
    match answer(connection) {
        Err(HttpError::Ended(error)) => Err(HttpError::Ended(sent.err().unwrap_or(error))),
        other => other,
    }
}

fn answer(connection: &mut impl Read) -> Result<Answer, HttpError> {
    let mut head = Vec::new();
    let mut buffer = vec![0; 16 << 10];
    loop {
        if let Some((answer, length)) = parse(&head)? {
            let rest = head.split_off(length);
            // Something that is only said on the way (100, 103).
            if (100..200).contains(&answer.status) && answer.status != 101 {
                head = rest;
                continue;
            }
            let mut answer = answer;
            body(connection, rest, &mut answer);
            return Ok(answer);
        }
        if head.len() >= MAX_HEAD {
            return Err(HttpError::NotHttp(beginning(&head)));
        }
        let count = connection.read(&mut buffer)?;
        if count == 0 {
            return Err(match head.len() {
                0 => HttpError::Ended(io::ErrorKind::UnexpectedEof.into()),
                _ => HttpError::NotHttp(beginning(&head)),
            });
        }
        head.extend_from_slice(buffer.get(..count).unwrap_or_default());
    }
}

/// Status and headers, and how many bytes they have; `None`: there is more to come.
fn parse(head: &[u8]) -> Result<Option<(Answer, usize)>, HttpError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(head) {
        Ok(httparse::Status::Complete(length)) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = response.headers.iter().map(|one| (one.name.to_ascii_lowercase(), text(one.value))).collect();
            Ok(Some((Answer { status: response.code.unwrap_or_default(), headers, ..Answer::default() }, length)))
        }
        Ok(httparse::Status::Partial) => Ok(None),
        Err(_) => Err(HttpError::NotHttp(beginning(head))),
    }
}

fn beginning(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..bytes.len().min(60)).unwrap_or_default()).into_owned()
}

/// Reads the body up to its end or the limit: its end is where the server says, or where it closes.
fn body(connection: &mut impl Read, begun: Vec<u8>, answer: &mut Answer) {
    let chunked =
        answer.header("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let length = answer.header("content-length").and_then(|value| value.trim().parse::<u64>().ok());
    let has_none = matches!(answer.status, 204 | 304);
    let mut raw = begun;
    let mut buffer = vec![0; 16 << 10];
    loop {
        let whole = match (chunked, length) {
            _ if has_none => Some(Vec::new()),
            (true, _) => unchunked(&raw),
            (false, Some(length)) if raw.len() as u64 >= length => {
                raw.truncate(usize::try_from(length).unwrap_or(usize::MAX));
                Some(std::mem::take(&mut raw))
            }
            (false, _) => None,
        };
        if let Some(whole) = whole {
            answer.body = Body(whole);
            return;
        }
        if raw.len() >= MAX_BODY {
            answer.is_cut = true;
            break;
        }
        match connection.read(&mut buffer) {
            Ok(0) => {
                answer.is_cut = chunked || length.is_some();
                break;
            }
            Ok(count) => raw.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(_) => {
                answer.is_cut = true;
                break;
            }
        }
    }
    raw.truncate(MAX_BODY);
    answer.body = Body(if chunked { parts(&raw).0 } else { raw });
}

/// The content, once all of it is there.
fn unchunked(raw: &[u8]) -> Option<Vec<u8>> {
    let (content, is_whole) = parts(raw);
    is_whole.then_some(content)
}

/// The content of the chunks that are there, and whether the last one is among them. What is no chunk ends it.
fn parts(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut content = Vec::new();
    let mut rest = raw;
    loop {
        let (at, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return (content, false),
            Err(_) => return (content, true),
        };
        if size == 0 {
            return (content, true);
        }
        let Some(after) = rest.get(at..) else { return (content, false) };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let Some((chunk, after)) = after.split_at_checked(size) else {
            content.extend_from_slice(after);
            return (content, false);
        };
        content.extend_from_slice(chunk);
        // The line end after a chunk.
        let Some(after) = after.get(2..) else { return (content, false) };
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Gives its bytes a few at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn of(text: &str, size: usize) -> Result<Answer, HttpError> {
        answer(&mut Slow(text.as_bytes(), size))
    }

    #[test]
    fn answers_however_they_come() {
        for (text, status, body, is_cut) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", 200, "abc", false),
            ("HTTP/1.1 400 Bad\r\n\r\nall of it", 400, "all of it", false),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
                200,
                "abcde",
                false,
            ),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
                302,
                "",
                false,
            ),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 200, "abc", true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\nabc", 200, "abc", true),
            ("HTTP/1.1 204 No\r\n\r\n", 204, "", false),
        ] {
            for size in [1, 7, 1000] {
                let answer = of(text, size).unwrap();
                assert_eq!((answer.status, &*answer.text(), answer.is_cut), (status, body, is_cut), "{text} by {size}");
            }
        }
        assert!(matches!(of("220 mail ready\r\n", 100), Err(HttpError::NotHttp(_))));
        assert!(matches!(of("", 100), Err(HttpError::Ended(_))));
        let endless = format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(50_000));
        assert!(matches!(of(&endless, 1000), Err(HttpError::NotHttp(_))));
    }

    #[test]
    fn a_body_without_end_is_cut() {
        let text = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(MAX_BODY + 100_000));
        let answer = of(&text, 16 << 10).unwrap();
        assert_eq!((answer.body.0.len(), answer.is_cut), (MAX_BODY, true));
    }

    #[test]
    fn the_clock_of_a_server() {
        let answer =
            of("HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 10:00:00 GMT\r\nContent-Length: 0\r\n\r\n", 100).unwrap();
        assert_eq!(answer.date().unwrap(), time::macros::datetime!(2026-11-21 10:00:00 UTC));
    }
}
