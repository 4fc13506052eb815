#![allow(clippy::unwrap_used, clippy::expect_used)]
use std::collections::BTreeSet;

use super::*;
use crate::causes::RULES;

fn names(pasted: &str) -> Vec<&'static str> {
    look_up(pasted).signs.iter().map(|sign| sign.name).collect()
}

#[test]
fn every_form_of_a_sign_leads_to_it() {
    for sign in SIGNS {
        for form in std::iter::once(&sign.name).chain(sign.others) {
            let typed = form.trim_start_matches('=');
            for typed in [typed.to_owned(), typed.to_uppercase(), format!("  {} ", typed.to_lowercase())] {
                let found = look_up(&typed);
                assert!(found.signs.contains(&sign), "{typed:?} leads to {:?}, not to {}", names(&typed), sign.name);
            }
            if !form.starts_with('=') && sign.program != Program::Tls {
                let inside = format!("2026-11-22 page says: «{typed}» (se bild)\r\n");
                assert!(look_up(&inside).signs.contains(&sign), "{inside:?}: {:?}", names(&inside));
            }
        }
    }
}

#[test]
fn no_sign_is_there_twice_and_none_is_without_causes_or_a_next_step() {
    let mut forms = BTreeSet::new();
    for sign in SIGNS {
        assert!(!sign.causes.is_empty() && !sign.next.is_empty() && !sign.source.is_empty(), "{}", sign.name);
        for of in [
            sign.causes.iter().map(|cause| cause.word()).collect::<Vec<_>>(),
            sign.next.iter().map(|check| check.word()).collect(),
        ] {
            assert_eq!(of.iter().collect::<BTreeSet<_>>().len(), of.len(), "{}: {of:?}", sign.name);
        }
        let name = (Words::of(sign.name).squeezed(), sign.program);
        assert!(forms.insert(name), "{} is there twice", sign.name);
    }
}

#[test]
fn every_cause_is_named_by_a_code_and_every_code_names_a_cause_of_the_rules() {
    let named: BTreeSet<CauseId> =
        SIGNS.iter().filter(|sign| sign.kind == Kind::Code).flat_map(|sign| sign.causes).copied().collect();
    // Their signs are that a page comes, or that it comes only sometimes: nothing that can be pasted is theirs alone.
    for rule in RULES {
        assert!(named.contains(&rule.id), "no sign leads to {}", rule.id.word());
    }
    assert!(named.iter().all(|id| RULES.iter().any(|rule| rule.id == *id)));
}

#[test]
fn what_people_paste_is_understood() {
    for (pasted, expected) in [
        ("err_bad_ssl_client_auth_cert", "ERR_BAD_SSL_CLIENT_AUTH_CERT"),
        ("ERR BAD SSL CLIENT AUTH CERT", "ERR_BAD_SSL_CLIENT_AUTH_CERT"),
        ("ERRBADSSLCLIENTAUTHCERT", "ERR_BAD_SSL_CLIENT_AUTH_CERT"),
        ("BAD_SSL_CLIENT_AUTH_CERT", "ERR_BAD_SSL_CLIENT_AUTH_CERT"),
        ("Felkod: SSL_ERROR_UNKNOWN_CA_ALERT", "SSL_ERROR_UNKNOWN_CA_ALERT"),
        ("alert 48", "unknown_ca"),
        ("larm 48", "unknown_ca"),
        ("SSL alert number 48", "unknown_ca"),
        ("48", "unknown_ca"),
        ("unknown ca", "unknown_ca"),
        ("javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_unknown", "certificate_unknown"),
        ("received fatal alert: UnknownCA", "unknown_ca"),
        (
            "error:0A000418:SSL routines::tlsv1 alert unknown ca:../ssl/record/rec_layer_s3.c:1584:SSL alert number 48",
            "unknown_ca",
        ),
        ("0X80090326", "SEC_E_ILLEGAL_MESSAGE"),
        ("HTTP Error 403.7 - Forbidden", "403.7"),
        ("403.16.", "403.16"),
        ("400 Bad Request\nNo required SSL certificate was sent\nnginx/1.22.1", "No required SSL certificate was sent"),
        (
            "client SSL certificate verify error: (20:unable to get local issuer certificate) while reading",
            "unable to get local issuer certificate",
        ),
        ("AH02040: Certificate Verification: Certificate Chain too long (chain has 2 certificates)", "AH02040"),
        (
            "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
            "PKIX path building failed",
        ),
        ("verify error:num=20:unable to get local issuer certificate", "unable to get local issuer certificate"),
        ("Händelse-ID 36885", "Schannel 36885"),
    ] {
        let found = look_up(pasted);
        assert!(found.decides(), "{pasted:?}: {:?}", names(pasted));
        assert!(names(pasted).contains(&expected), "{pasted:?}: {:?}", names(pasted));
    }
}

#[test]
fn a_heading_decides_nothing_and_a_code_beside_it_does() {
    let heading = look_up("Webbplatsen kan inte tillhandahålla en säker anslutning");
    assert!(!heading.decides() && heading.signs.len() == 1);
    assert_eq!(heading.next().first(), Some(&Check::Code));
    assert!(heading.causes().len() > 5);

    let page = "Webbplatsen kan inte tillhandahålla en säker anslutning\nidp.example.se skickade ett ogiltigt svar.\n\
        Testa att köra Nätverksdiagnostik i Windows.\nERR_SSL_PROTOCOL_ERROR";
    let page = look_up(page);
    assert!(page.decides());
    assert_eq!(page.telling().map(|sign| sign.name).collect::<Vec<_>>(), ["ERR_SSL_PROTOCOL_ERROR"]);
    assert_eq!(page.causes().first(), Some(&CauseId::VerifyDepth));
}

#[test]
fn an_alert_in_an_event_narrows_down_what_the_event_says() {
    let found = look_up(
        "Schannel 36887: A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 48.",
    );
    assert_eq!(
        found.causes(),
        [CauseId::RootNotTrusted, CauseId::IssuingCaMissing, CauseId::CrlMissing],
        "{:?}",
        found.signs
    );
    let swedish = look_up("36887 En allvarlig varning togs emot. Den allvarliga varningskoden är 45.");
    assert!(swedish.signs.iter().any(|sign| sign.name == "certificate_expired"));
}

#[test]
fn ordinary_words_are_no_alerts() {
    for words in
        ["An internal error occurred in the application", "Access denied for this user", "the protocol version"]
    {
        assert!(look_up(words).signs.is_empty(), "{words}: {:?}", names(words));
    }
}

#[test]
fn what_is_unknown_is_said_to_be_and_the_nearest_is_told() {
    let found = look_up("ERR_BAD_SSL_CLIENT_AUTH_CRET");
    assert!(found.signs.is_empty());
    assert_eq!(found.near.first(), Some(&"ERR_BAD_SSL_CLIENT_AUTH_CERT"));
    for unknown in ["", "   ", "hjälp", "alert 199", "99", "it does not work", "\u{0}\u{202e}"] {
        assert_eq!(look_up(unknown), Found::default(), "{unknown:?}");
    }
}

#[test]
fn whatever_is_pasted_there_is_an_answer() {
    let long = "å".repeat(MAX_BYTES);
    assert!(look_up(&long).signs.is_empty());
    // What stands behind the part that is looked at does not count.
    let behind = format!("{} ERR_SSL_PROTOCOL_ERROR", "x ".repeat(MAX_BYTES));
    assert!(look_up(&behind).signs.is_empty());
    let all: Vec<&str> = SIGNS.iter().map(|sign| sign.name).collect();
    assert!(look_up(&all.join("\n")).signs.len() > 250);
    let alerts = "alert ".repeat(1_000);
    assert!(look_up(&alerts).signs.is_empty());
}

#[test]
fn the_alerts_of_the_table_have_the_names_of_the_standard() {
    let mut count = 0;
    for number in 0..=u8::MAX {
        if let Some(sign) = alert(number) {
            assert_eq!(crate::Alert(number).name(), Some(sign.name));
            count += 1;
        }
    }
    assert_eq!(count, SIGNS.iter().filter(|sign| sign.program == Program::Tls).count());
}
