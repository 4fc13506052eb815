//! What was seen of each handshake, in the words of the protocol: messages, alerts, names; `>` from here, `<` from there. In one language, for it is
//! made of the field's own terms.

use tillit_login::attempt::LoginAttempt;
use tillit_login::handshake::{Asked, End, Handshake};
use tillit_login::hello;
use tillit_login::probe::{Look, Seen, Visit};
use tillit_login::wire::Version;
use tillit_verifier::{Certificate, Name};

use crate::diagnose::{DiagnoseReport, DiagnosedTarget};
use crate::login::say::{scheme_word, version_word};
use crate::plain::clean;
use crate::verify::facts::moment;

/// Of a list of names so many are written.
const NAMES: usize = 200;

pub(super) fn transcript(report: &DiagnoseReport) -> String {
    let targets: Vec<String> = report.targets.iter().map(target).collect();
    targets.join("\n")
}

fn target(target: &DiagnosedTarget) -> String {
    let probe = &target.seen.probe;
    let host = clean(&probe.target.authority());
    let mut out = format!("== https://{host}{}  {}\n", clean(&probe.target.page()), moment(target.looked));
    if let Some(proxy) = &probe.proxy {
        out.push_str(&format!("proxy {}\n", clean(proxy)));
    }
    if let Err(error) = &probe.addresses {
        out.push_str(&format!("dns: {}\n", clean(&format!("{error:?}"))));
    }
    probe.looks.iter().for_each(|seen| look(seen, &mut out));
    target.attempts.iter().for_each(|tried| attempt(tried, &mut out));
    out
}

fn look(look: &Look, out: &mut String) {
    out.push_str(&format!("-- {} run {}\n", look.address, look.run + 1));
    if let Some(error) = &look.unreachable {
        out.push_str(&format!("   connect: {}\n", clean(&format!("{error:?}"))));
    }
    look.visits.iter().for_each(|seen| visit(seen, out));
    for hello in &look.hellos {
        out.push_str(&format!("   > ClientHello {}\n", version_word(hello.version)));
        answer(&hello.answer, out);
    }
    if let Some(nameless) = &look.nameless {
        out.push_str("   > ClientHello, no server_name\n");
        answer(nameless, out);
    }
    if look.cut_short {
        out.push_str("   (time was up)\n");
    }
}

fn visit(visit: &Visit, out: &mut String) {
    out.push_str(&format!("   > ClientHello {}\n", version_word(visit.offered)));
    handshake(&visit.handshake, out);
    if let Some(seen) = &visit.answer {
        answered(seen, out);
    }
    if visit.not_http.is_some() {
        out.push_str("   < not HTTP\n");
    }
}

fn handshake(handshake: &Handshake, out: &mut String) {
    if let Some(version) = handshake.version {
        server_hello(Some(version), handshake.suite, handshake.alpn.as_deref(), out);
    }
    chain(&handshake.chain, out);
    if let Some(asked) = &handshake.asked {
        request(asked, out);
        if handshake.sent_certificate {
            out.push_str("   > Certificate\n");
        } else if handshake.signed_with.is_none() {
            out.push_str("   > Certificate (empty)\n");
        }
    }
    if let Some(scheme) = handshake.signed_with.filter(|_| handshake.sent_certificate) {
        out.push_str(&format!("   > CertificateVerify {}\n", scheme_word(scheme)));
    }
    if handshake.begins_anew {
        out.push_str("   < HelloRequest or CertificateRequest after the handshake\n");
    }
    end(handshake.end.as_ref(), out);
}

fn answer(answer: &hello::Answer, out: &mut String) {
    if let Some(server) = &answer.server {
        let alpn = server.alpn.as_ref().map(|alpn| String::from_utf8_lossy(alpn).into_owned());
        server_hello(server.version, Some(server.suite), alpn.as_deref(), out);
    }
    chain(&answer.chain, out);
    if let Some(asked) = &answer.request {
        out.push_str(&format!("   < CertificateRequest {} names, {} B\n", asked.names.len(), asked.name_bytes));
        names(&asked.names, out);
    }
    end(answer.end.as_ref(), out);
}

fn server_hello(version: Option<Version>, suite: Option<u16>, alpn: Option<&str>, out: &mut String) {
    let version = version.map_or("?", version_word);
    let suite = suite.map(|suite| format!(" suite 0x{suite:04X}")).unwrap_or_default();
    let alpn = alpn.map(|alpn| format!(" alpn {}", clean(alpn))).unwrap_or_default();
    out.push_str(&format!("   < ServerHello {version}{suite}{alpn}\n"));
}

fn chain(chain: &[Vec<u8>], out: &mut String) {
    if chain.is_empty() {
        return;
    }
    out.push_str(&format!("   < Certificate {}\n", chain.len()));
    for der in chain {
        match Certificate::from_der(der) {
            Ok(certificate) => {
                let (subject, issuer) = (certificate.subject().to_string(), certificate.issuer().to_string());
                let until = moment(certificate.not_after());
                out.push_str(&format!("       {}\n", clean(&subject)));
                out.push_str(&format!("         issuer {}  until {until}\n", clean(&issuer)));
                out.push_str(&format!("         SHA-256 {}\n", certificate.fingerprint()));
            }
            Err(_) => out.push_str(&format!("       unreadable, {} B\n", der.len())),
        }
    }
}

fn request(asked: &Asked, out: &mut String) {
    out.push_str(&format!("   < CertificateRequest {} names, {} B", asked.names.len(), asked.name_bytes));
    if asked.unreadable > 0 {
        out.push_str(&format!(", {} unreadable", asked.unreadable));
    }
    out.push('\n');
    if let Some(types) = &asked.types {
        let types: Vec<String> = types.iter().map(u8::to_string).collect();
        out.push_str(&format!("       types {}\n", types.join(" ")));
    }
    let schemes: Vec<String> = asked.schemes.iter().map(|scheme| scheme_word(*scheme)).collect();
    out.push_str(&format!("       schemes {}\n", schemes.join(" ")));
    names(&asked.names, out);
}

fn names(names: &[Name], out: &mut String) {
    for name in names.iter().take(NAMES) {
        out.push_str(&format!("       name {}\n", clean(&name.to_string())));
    }
    if names.len() > NAMES {
        out.push_str(&format!("       and {} more\n", names.len() - NAMES));
    }
}

fn end(end: Option<&End>, out: &mut String) {
    let line = match end {
        None => return,
        Some(End::Alert(alert)) => format!("< Alert {} {}", alert.0, alert.name().unwrap_or("?")),
        Some(End::Closed) => "< closed".to_owned(),
        Some(End::Reset) => "< reset".to_owned(),
        Some(End::TimedOut) => "  timed out".to_owned(),
        Some(End::TooMuch) => "< too much".to_owned(),
        Some(End::NotTls(_)) => "< not TLS".to_owned(),
        Some(End::Malformed(what)) => format!("< malformed: {}", clean(what)),
        Some(End::Ours(what)) => format!("  this program's library: {}", clean(what)),
        Some(End::Signing(what)) => format!("  the key could not sign: {}", clean(what)),
        Some(_) => "  another end".to_owned(),
    };
    out.push_str(&format!("   {line}\n"));
}

fn answered(seen: &Seen, out: &mut String) {
    out.push_str(&format!("   < HTTP {}", seen.status));
    if let Some(server) = &seen.server {
        out.push_str(&format!(" server {}", clean(server)));
    }
    if let Some(page) = seen.page {
        out.push_str(&format!(" page {page:?}"));
    }
    if let Some(seconds) = seen.clock {
        out.push_str(&format!(" clock {seconds:+} s"));
    }
    out.push('\n');
}

fn attempt(attempt: &LoginAttempt, out: &mut String) {
    out.push_str(&format!(
        "-- login {} {:?} {:?}\n",
        version_word(attempt.wanted.version),
        attempt.wanted.chain,
        attempt.wanted.padding
    ));
    for hop in &attempt.hops {
        let address = hop.address.map(|address| address.to_string()).unwrap_or_default();
        out.push_str(&format!("   {:?} https://{}{} {address}\n", hop.way, clean(&hop.host), clean(&hop.path)));
        handshake(&hop.handshake, out);
        if let Some(answered) = &hop.answered {
            out.push_str(&format!("   < HTTP {}\n", answered.status));
        }
    }
}
