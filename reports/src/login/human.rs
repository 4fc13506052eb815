//! Logins for a person at a terminal, and for a ticket.

use anstyle::AnsiColor;
use tillit_login::attempt::{LoginAttempt, Verdict};
use tillit_login::key::Padding;

use super::judge::Answer;
use super::{LoginReport, LoginResult, say};
use crate::i18n::Texts;
use crate::plain::{clean, mask_personal_numbers};
use crate::style::{Detail, Style, pad, width, wrap};

/// For a terminal.
pub fn human(report: &LoginReport, texts: &Texts, style: &Style) -> String {
    let parts: Vec<String> = report.results.iter().map(|result| one(result, report, texts, style)).collect();
    parts.join("\n")
}

/// For a ticket: no colours, everything.
pub fn text(report: &LoginReport, texts: &Texts) -> String {
    human(report, texts, &Style { detail: Detail::Full, ..Style::default() })
}

fn one(result: &LoginResult, report: &LoginReport, texts: &Texts, style: &Style) -> String {
    let color = match Answer::of(result) {
        Answer::Yes => AnsiColor::Green,
        Answer::Partly | Answer::CannotSay => AnsiColor::Yellow,
        Answer::No => AnsiColor::Red,
    };
    let mut out = String::new();
    for line in wrap(&say::headline(result, report, texts), style.width, 0, 2).lines() {
        out.push_str(&format!("{}\n", style.painted(line, color)));
    }
    if style.detail == Detail::Brief {
        return out;
    }
    let name = mask_personal_numbers(&clean(report.certificate.subject().common_name()));
    let issuer = clean(report.certificate.issuer().common_name());
    let facts = [("target", say::shown(result).into()), ("name", name.into()), ("issuer", issuer.into())];
    out.push_str(&wrap(&texts.format("login-what", &facts), style.width, 2, 4));
    if let Some(card) = &report.on_card {
        for line in say::on_card(card, texts) {
            out.push_str(&wrap(&line, style.width, 2, 4));
        }
    }
    out.push_str(&table(result, texts, style));
    out.push_str(&way(result, texts, style));
    for finding in say::findings(result, report, texts) {
        out.push('\n');
        out.push_str(&wrap(&format!("{}  {}", finding.code, finding.text), style.width, 2, 9));
        out.push_str(&wrap(&format!("{} {}", style.arrow(), finding.remedy), style.width, 9, 11));
    }
    out
}

fn table(result: &LoginResult, texts: &Texts, style: &Style) -> String {
    let rows: Vec<[String; 4]> = result.attempts.iter().map(|attempt| row(attempt, texts)).collect();
    let column = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths = [column(0), column(1), column(2)];
    let mut out = String::new();
    for (attempt, [version, chain, scheme, outcome]) in result.attempts.iter().zip(&rows) {
        let [first, second, third] = widths;
        let head = format!("  {}  {}  {}  ", pad(version, first), pad(chain, second), pad(scheme, third));
        let color = match attempt.verdict() {
            Verdict::LoggedIn => AnsiColor::Green,
            Verdict::NotAsked | Verdict::Unreachable => AnsiColor::Yellow,
            _ => AnsiColor::Red,
        };
        let start = width(&head);
        let wrapped = wrap(outcome, style.width.saturating_sub(start).max(40), 0, 0);
        for (number, line) in wrapped.lines().enumerate() {
            let before = if number == 0 { head.clone() } else { " ".repeat(start) };
            out.push_str(&format!("{before}{}\n", style.painted(line, color)));
        }
    }
    out
}

fn row(attempt: &LoginAttempt, texts: &Texts) -> [String; 4] {
    let chain = texts.get(&format!("login-chain-{}", say::chain_word(attempt.wanted.chain)));
    let scheme = match (attempt.signed_with(), attempt.wanted.padding) {
        (Some(number), _) => say::scheme_word(number),
        (None, Padding::Pkcs1) => "rsa_pkcs1".to_owned(),
        (None, Padding::Pss) => "rsa_pss".to_owned(),
        (None, Padding::Any) => String::new(),
    };
    let version = say::version_word(attempt.wanted.version).to_owned();
    [version, chain, scheme, say::outcome(attempt, texts)]
}

/// The pages on the way, where there was more than the named one; of the attempt that went furthest.
fn way(result: &LoginResult, texts: &Texts, style: &Style) -> String {
    let Some(attempt) = result.attempts.iter().max_by_key(|attempt| attempt.hops.len()) else { return String::new() };
    if attempt.hops.len() < 2 && style.detail != Detail::Full {
        return String::new();
    }
    let mut out = format!("  {}\n", texts.get("login-way"));
    for hop in &attempt.hops {
        let asks = if hop.handshake.asked.is_some() { "yes" } else { "no" };
        let status = hop.answered.as_ref().map(|answered| answered.status.to_string()).unwrap_or_default();
        let page = format!("https://{}{}", clean(&hop.host), mask_personal_numbers(&clean(&hop.path)));
        let facts = [("page", page.into()), ("asks", asks.into()), ("status", status.into())];
        out.push_str(&wrap(texts.format("login-hop", &facts).trim_end(), style.width, 4, 6));
    }
    out
}
