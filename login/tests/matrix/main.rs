//! What is named as the cause, held against real servers that were set up wrong on purpose: for each program and each mistake, with the address
//! alone, with the card's public certificate, and with its key.
//!
//! A program is a line in [`servers::PROGRAMS`], a mistake one in [`MISTAKES`].
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::print_stdout)] // the table, for whoever asks with --nocapture

mod ground;
mod servers;

use std::fmt::Write as _;
use std::time::Duration;

use tillit_login::Target;
use tillit_login::attempt::{Choice, LoginAttempt, Options, log_in, matrix};
use tillit_login::browser;
use tillit_login::causes::{CauseId, Diagnosis, Observations, diagnose};
use tillit_login::connection::Limits;
use tillit_login::probe::{self, probe};
use tillit_login::server_chain::{Ground as Judged, ServerChain};
use time::OffsetDateTime;

use ground::{Conf, Ground, HSA_3, ID_3, LAB, NEW, NEW_ROOT, OLD};
use servers::{PROGRAMS, Program};

/// A mistake, the card that meets it, and its true cause; none: the server is sound.
struct Mistake {
    title: &'static str,
    card: &'static str,
    conf: fn(&Ground) -> Conf,
    cause: Option<CauseId>,
    /// Programs in which it is no mistake, or which have no such setting.
    not: &'static [&'static str],
}

/// Java, Go and GnuTLS take an issuing CA for an anchor, and have no limit of depth.
const NOT_OPENSSL: &[&str] = &["java", "gnutls"];

const MISTAKES: &[Mistake] = &[
    Mistake {
        title: "sound",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf::trusting(g, NEW),
        cause: None,
        not: &[],
    },
    Mistake {
        title: "sound, certificate optional",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { required: false, ..Conf::trusting(g, NEW) },
        cause: None,
        not: &[],
    },
    Mistake {
        title: "the old generation alone is trusted and announced",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf::trusting(g, OLD),
        cause: Some(CauseId::CaNotAnnounced),
        not: &[],
    },
    Mistake {
        title: "trusted, and the old names announced",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { names: Some(g.bundle("names.pem", OLD)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CaNotAnnounced),
        not: &["s_server", "gnutls", "java", "node"],
    },
    Mistake {
        title: "announced, and the old generation trusted",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { names: Some(g.bundle("names.pem", NEW)), ..Conf::trusting(g, OLD) },
        cause: Some(CauseId::RootNotTrusted),
        // nginx and HAProxy trust what they announce.
        not: &["s_server", "gnutls", "java", "node", "nginx", "haproxy"],
    },
    Mistake {
        title: "the new root without issuing CAs",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf::trusting(g, &[NEW_ROOT]),
        cause: Some(CauseId::IssuingCaMissing),
        not: &[],
    },
    Mistake {
        title: "issuing CAs without their root",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf::trusting(g, &[HSA_3, ID_3]),
        cause: Some(CauseId::IssuingCaOnlyAnchor),
        not: NOT_OPENSSL,
    },
    Mistake {
        title: "a chain too long for the limit",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { depth: Some(0), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::VerifyDepth),
        not: &["s_server", "haproxy", "gnutls", "java", "node"],
    },
    Mistake {
        title: "the card has ended",
        card: "cards/expired/hsaid-login",
        conf: |g| Conf::trusting(g, NEW),
        cause: Some(CauseId::LeafExpired),
        not: &[],
    },
    Mistake {
        title: "the card's signature certificate",
        card: "cards/upgraded/hsaid-signature",
        conf: |g| Conf::trusting(g, NEW),
        cause: Some(CauseId::WrongCertificateUse),
        not: &[],
    },
    Mistake {
        title: "the card is revoked",
        card: "cards/revoked/hsaid-login",
        conf: |g| Conf { lists: Some(g.lists("crl.pem", NEW)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::Revoked),
        not: &["s_server"],
    },
    Mistake {
        title: "a revocation list that is over",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { lists: Some(g.lists_over("crl.pem", NEW)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CrlStale),
        // GnuTLS does not mind.
        not: &["s_server", "gnutls"],
    },
    Mistake {
        title: "no revocation list of the issuing CA",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { lists: Some(g.lists("crl.pem", OLD)), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CrlMissing),
        not: &["s_server", "gnutls"],
    },
    Mistake {
        title: "SHA-1 in the old chain",
        card: "cards/old/hsaid-login",
        conf: |g| Conf::trusting(g, &[OLD, NEW].concat()),
        cause: Some(CauseId::Sha1Refused),
        not: &["java"],
    },
    Mistake {
        title: "nothing is asked",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { asks: false, ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::NotAsked),
        not: &[],
    },
    Mistake {
        title: "an issuing CA whose time is over",
        card: "cards/upgraded/hsaid-login",
        conf: |g| Conf { trust: g.over("over.pem"), ..Conf::trusting(g, NEW) },
        cause: Some(CauseId::CaExpired),
        not: NOT_OPENSSL,
    },
];

/// How much is known.
const KINDS: [&str; 3] = ["address", "certificate", "key"];

fn limits() -> Limits {
    Limits { connect: Duration::from_secs(5), total: Duration::from_secs(20), ..Limits::default() }
}

/// With the address alone, with the certificate, with the key.
fn looks(program: &Program, mistake: &Mistake) -> [Diagnosis; 3] {
    let ground = Ground::new();
    let conf = (mistake.conf)(&ground);
    let running = servers::start(program, &ground, &conf);
    let target = Target::parse(&format!("localhost:{}", ground.port)).unwrap();
    let now = OffsetDateTime::now_utc();
    let seen =
        probe(&target, &probe::Options { limits: limits(), ..probe::Options::default() }, &OffsetDateTime::now_utc);
    let roots = LAB.certificates(&[NEW_ROOT]);
    let chain = seen.looks.first().map(|look| look.chain().to_vec()).filter(|chain| !chain.is_empty()).map(|chain| {
        ServerChain::judge(&chain, "localhost", &Judged { roots: Some(&roots), helpers: &LAB.certificates(NEW), now })
    });
    let key = LAB.key(mistake.card);
    let above = browser::above(key.certificate(), &LAB.certificates(&[OLD, NEW].concat()), &LAB.catalog, now);
    let options = Options { limits: limits(), ..Options::default() };
    let attempts: Vec<LoginAttempt> = matrix(&key, &above.certificates, &Choice::default())
        .into_iter()
        .map(|wanted| log_in(&target, &key, &above, wanted, &options, now, &|_, _| ()))
        .collect();
    drop(running);
    let of = |card: bool, with_key: bool| {
        diagnose(&Observations {
            probe: &seen,
            server_chain: chain.as_ref(),
            card: card.then_some((key.certificate(), &above)),
            attempts: if with_key { &attempts } else { &[] },
            catalog: &LAB.catalog,
            now,
        })
    };
    [of(false, false), of(true, false), of(true, true)]
}

#[test]
fn the_cause_is_named() {
    let only = std::env::var("TILLIT_ONLY").ok();
    let mut wrong = Vec::new();
    let mut made = String::new();
    let (mut right, mut sets, mut silent) = ([0; 3], [0; 3], [0; 3]);
    for mistake in MISTAKES {
        for program in PROGRAMS {
            let name = format!("{} / {}", program.word, mistake.title);
            if mistake.not.contains(&program.word) || only.as_ref().is_some_and(|only| !name.contains(only)) {
                continue;
            }
            let found = looks(program, mistake);
            for (index, (kind, diagnosis)) in KINDS.iter().zip(&found).enumerate() {
                let first: Vec<CauseId> =
                    diagnosis.causes.iter().filter(|cause| cause.rank == 1).map(|cause| cause.id).collect();
                let words: Vec<&str> = first.iter().map(|id| id.word()).collect();
                let _ = writeln!(made, "{name} / {kind}: {}", words.join(", "));
                match (mistake.cause, first.as_slice()) {
                    (None, []) => right[index] += 1,
                    (Some(_), []) if index < 2 => silent[index] += 1,
                    (Some(cause), [one]) if *one == cause => right[index] += 1,
                    (Some(cause), several) if several.contains(&cause) => sets[index] += 1,
                    _ => wrong.push(format!("{name} / {kind}: {:?}, named {words:?}\n  {diagnosis:?}", mistake.cause)),
                }
            }
        }
    }
    println!("{made}\nright {right:?}, sets {sets:?}, cannot say {silent:?}, wrong {}", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
