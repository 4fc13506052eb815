//! What is named as the cause, held against real servers that were set up wrong on purpose: for each program and each mistake, with more and
//! less knowledge. The tables are `docs/diagnosis.md`; to write them anew: `TILLIT_UPDATE=1 cargo test -p tillit-login --test matrix`.
//!
//! A program is a line in [`servers::PROGRAMS`], a mistake one in [`mistakes::MISTAKES`].
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::print_stdout)] // the table, for whoever asks with --nocapture

mod ground;
mod mistakes;
mod servers;
mod trust_table;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tillit_login::Target;
use tillit_login::attempt::{Choice, LoginAttempt, Options, log_in, matrix};
use tillit_login::browser;
use tillit_login::causes::{CauseId, Diagnosis, Observations, diagnose};
use tillit_login::connection::Limits;
use tillit_login::local::Local;
use tillit_login::probe::{self, probe};
use tillit_login::proxy::Proxies;
use tillit_login::server_chain::{Ground as Judged, ServerChain};
use tillit_login::trust::{self, ThrowAway, Trust};
use time::OffsetDateTime;

use ground::{Ground, LAB, NEW, NEW_ROOT, OLD};
use mistakes::{MISTAKES, Mistake};
use servers::{PROGRAMS, Program};

/// How much is known: the heading, and whether the card's certificate, its key, this computer and what the server trusts are.
#[allow(clippy::struct_excessive_bools)] // each may be known or not
struct Kind {
    title: &'static str,
    card: bool,
    key: bool,
    local: bool,
    trust: bool,
}

const KINDS: [Kind; 6] = [
    Kind { title: "address", card: false, key: false, local: false, trust: false },
    Kind { title: "address, `--trust`", card: false, key: false, local: false, trust: true },
    Kind { title: "certificate", card: true, key: false, local: false, trust: false },
    Kind { title: "certificate, `--trust`", card: true, key: false, local: false, trust: true },
    Kind { title: "certificate, `--local`", card: true, key: false, local: true, trust: false },
    Kind { title: "key", card: true, key: true, local: false, trust: false },
];

pub(crate) fn limits() -> Limits {
    Limits { connect: Duration::from_secs(5), total: Duration::from_secs(20), ..Limits::default() }
}

/// Everything that can be seen of a server.
struct Seen {
    probe: probe::Probe,
    chain: Option<ServerChain>,
    trust: Vec<Trust>,
    local: Local,
    card: tillit_login::key::LoginKey,
    above: browser::Above,
    attempts: Vec<LoginAttempt>,
    now: OffsetDateTime,
}

/// Looks at a server that runs, in every way.
fn look(target: &Target, mistake: &Mistake, throw_away: &ThrowAway) -> Seen {
    let now = OffsetDateTime::now_utc() + mistake.ahead;
    let clock = || OffsetDateTime::now_utc() + mistake.ahead;
    let seen = probe(
        target,
        &probe::Options { limits: limits(), repeat: mistake.repeat, ..probe::Options::default() },
        &clock,
    );
    let roots = LAB.certificates(&[if mistake.no_root { OLD[0] } else { NEW_ROOT }]);
    let helpers = LAB.certificates(NEW);
    let chain =
        seen.looks.first().map(|look| look.chain().to_vec()).filter(|chain| !chain.is_empty()).map(|chain| {
            ServerChain::judge(&chain, "localhost", &Judged { roots: Some(&roots), helpers: &helpers, now })
        });
    let at_hand = LAB.certificates(&[OLD, NEW].concat());
    let card = LAB.key(mistake.card);
    let trust = seen.looks.first().filter(|look| look.unreachable.is_none()).map(|look| {
        let named = look.asked().map(|asked| asked.names.clone()).filter(|names| !names.is_empty());
        // The lab is a test environment, which counts where it is named.
        let named = named.unwrap_or_else(|| vec![at_hand[0].subject().clone()]);
        let mut cas = trust::cas(&LAB.catalog, &named, &at_hand, now);
        // What decides: the card's own CA, and those for persons of the newest generation.
        let is_new = |ca: &trust::Ca| ca.id.generation.generation == "e-id" && ca.id.ca.contains("Person");
        cas.retain(|ca| is_new(ca) || ca.subject == *card.certificate().issuer());
        trust::trust(target, look, &cas, throw_away, &Proxies::default(), &limits())
    });
    let above = browser::above(card.certificate(), &at_hand, &LAB.catalog, now);
    let options = Options { limits: limits(), ..Options::default() };
    let choice = Choice { paddings: mistake.paddings.to_vec(), ..Choice::default() };
    let attempts: Vec<LoginAttempt> = matrix(&card, &above.certificates, &choice)
        .into_iter()
        .map(|wanted| log_in(target, &card, &above, wanted, &options, now, &|_, _| ()))
        .collect();
    Seen {
        probe: seen,
        chain,
        trust: trust.into_iter().collect(),
        local: (mistake.local)(),
        card,
        above,
        attempts,
        now,
    }
}

impl Seen {
    fn with(&self, kind: &Kind) -> Diagnosis {
        diagnose(&Observations {
            probe: &self.probe,
            server_chain: self.chain.as_ref(),
            card: kind.card.then_some((self.card.certificate(), &self.above)),
            attempts: if kind.key { &self.attempts } else { &[] },
            trust: if kind.trust { &self.trust } else { &[] },
            local: kind.local.then_some(&self.local),
            catalog: &LAB.catalog,
            now: self.now,
        })
    }
}

/// What a cell comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Right,
    Set,
    Silent,
    Wrong,
}

fn judge(mistake: &Mistake, kind: &Kind, first: &[CauseId]) -> Verdict {
    match (mistake.cause, first) {
        (None, []) => Verdict::Right,
        (Some(_), []) if !kind.key => Verdict::Silent,
        // With a key, what is wrong with this computer alone is not seen.
        (Some(CauseId::MiddlewareMissing | CauseId::IssuingCaNotHere | CauseId::OtherCertificateChosen), []) => {
            Verdict::Silent
        }
        (Some(CauseId::ServerRootUnknown), []) if !mistake.no_root => Verdict::Silent,
        (Some(cause), [one]) if *one == cause => Verdict::Right,
        (Some(cause), several) if several.contains(&cause) => Verdict::Set,
        _ => Verdict::Wrong,
    }
}

/// What stands in a cell.
fn words(mistake: &Mistake, judged: Verdict, first: &[CauseId]) -> String {
    let words: Vec<String> = first.iter().map(|id| format!("`{}`", id.word())).collect();
    match judged {
        Verdict::Right if mistake.cause.is_none() && mistake.beyond_us => "cannot say".to_owned(),
        Verdict::Right if mistake.cause.is_none() => "nothing".to_owned(),
        Verdict::Right => format!("**{}**", words.join("")),
        Verdict::Set => format!("one of {}", words.join(", ")),
        Verdict::Silent => "cannot say".to_owned(),
        Verdict::Wrong => format!("WRONG: {}", words.join(", ")),
    }
}

/// One server with one mistake: what was named first, for each kind of knowledge.
struct Cell {
    mistake: usize,
    program: &'static str,
    first: Vec<Vec<CauseId>>,
    all: Vec<Diagnosis>,
}

fn cells() -> Vec<Cell> {
    let only = std::env::var("TILLIT_ONLY").ok();
    let mut jobs = Vec::new();
    for (index, mistake) in MISTAKES.iter().enumerate() {
        for program in PROGRAMS {
            let name = format!("{} / {}", program.word, mistake.title);
            let has = (mistake.only.is_empty() || mistake.only.contains(&program.word))
                && !mistake.not.contains(&program.word);
            if has && only.as_ref().is_none_or(|only| name.contains(only)) {
                jobs.push((index, program));
            }
        }
    }
    let throw_away = ThrowAway::new(OffsetDateTime::now_utc()).unwrap();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Cell)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some((index, program)) = jobs.get(number) else { break };
                    let cell = cell(*index, program, &throw_away);
                    done.lock().unwrap().push((number, cell));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, cell)| cell).collect()
}

fn cell(index: usize, program: &'static Program, throw_away: &ThrowAway) -> Cell {
    let mistake = &MISTAKES[index];
    let ground = Ground::new();
    let conf = (mistake.conf)(&ground);
    let running = servers::start(program, &ground, &conf);
    let named = || format!("localhost:{}{}", ground.port, mistake.path);
    let target = Target::parse(&mistake.elsewhere.map_or_else(named, |elsewhere| elsewhere(&ground))).unwrap();
    let seen = look(&target, mistake, throw_away);
    drop(running);
    let all: Vec<Diagnosis> = KINDS.iter().map(|kind| seen.with(kind)).collect();
    let first = |diagnosis: &Diagnosis| {
        diagnosis.causes.iter().filter(|cause| cause.rank == 1).map(|cause| cause.id).collect::<Vec<_>>()
    };
    Cell { mistake: index, program: program.word, first: all.iter().map(first).collect(), all }
}

const HEAD: &str = "# What can be known of a failure\n\n\
    `tillit diagnose` says what the cause is where it can be seen, lists what cannot be told apart, and says \"cannot say\" otherwise. How much can be\n\
    seen depends on what it is given. Each row is a real server on loopback that was set up so on purpose; `tillit diagnose` looked at it with the\n\
    address alone, with the card's public certificate, with the card's key, and beyond that at this computer (`--local`) and at what the server trusts\n\
    (`--trust`, which leaves failed logins in the server's log). **Bold**: the cause was named alone. \"one of\": these look alike from outside. Servers\n\
    that answer alike share a row.\n\n\
    Generated by `TILLIT_UPDATE=1 cargo test -p tillit-login --test matrix`, which holds it against the servers.\n";

/// The page, with the figures at its end.
fn page(cells: &[Cell]) -> String {
    let mut made = HEAD.to_owned();
    let mut figures = [[0_usize; 4]; KINDS.len()];
    let titles: Vec<&str> = KINDS.iter().map(|kind| kind.title).collect();
    for (index, mistake) in MISTAKES.iter().enumerate() {
        let mut rows: Vec<(Vec<&str>, String)> = Vec::new();
        for cell in cells.iter().filter(|cell| cell.mistake == index) {
            let mut row = String::new();
            for (number, (kind, first)) in KINDS.iter().zip(&cell.first).enumerate() {
                let judged = judge(mistake, kind, first);
                figures[number][judged as usize] += 1;
                let _ = write!(row, " {} |", words(mistake, judged, first));
            }
            match rows.iter_mut().find(|(_, known)| *known == row) {
                Some((programs, _)) => programs.push(cell.program),
                None => rows.push((vec![cell.program], row)),
            }
        }
        if rows.is_empty() {
            continue;
        }
        let cause = mistake.cause.map_or_else(|| "nothing is wrong".to_owned(), |cause| format!("`{}`", cause.word()));
        let _ = write!(
            made,
            "\n## {} ({cause})\n\n| server | {} |\n|---|{}\n",
            capital(mistake.title),
            titles.join(" | "),
            "---|".repeat(KINDS.len())
        );
        for (programs, row) in rows {
            let _ = writeln!(made, "| {} |{row}", programs.join(", "));
        }
    }
    let _ = write!(
        made,
        "\n## Figures\n\n| | cells | right | the right one of several | cannot say | wrong |\n|---|---|---|---|---|---|\n"
    );
    for (title, [right, set, silent, wrong]) in titles.iter().zip(figures) {
        let _ = writeln!(made, "| {title} | {} | {right} | {set} | {silent} | {wrong} |", right + set + silent + wrong);
    }
    made
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[test]
fn the_cause_is_named() {
    let cells = cells();
    let made = page(&cells);
    println!("{made}");
    let mut wrong = Vec::new();
    for cell in &cells {
        let mistake = &MISTAKES[cell.mistake];
        for (number, kind) in KINDS.iter().enumerate() {
            if judge(mistake, kind, &cell.first[number]) == Verdict::Wrong {
                wrong.push(format!(
                    "{} / {} / {}: {:?}\n  {:?}",
                    cell.program, mistake.title, kind.title, mistake.cause, cell.all[number]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    if std::env::var_os("TILLIT_ONLY").is_some() {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnosis.md");
    if std::env::var_os("TILLIT_UPDATE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let on_disk = fs::read_to_string(&path).unwrap_or_default();
    assert!(on_disk == made, "docs/diagnosis.md is out of date: run the test once with TILLIT_UPDATE=1");
}
