//! Renderings of `tillit install` and `tillit undo`: plans of a made-up PKI and everything that may become of them, in both languages and all
//! formats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json as value};
use tillit_lab::KeyKind;
use tillit_lab::siths::{Generation, Options, Pki};
use tillit_reports::i18n::{Language, Texts};
use tillit_reports::install::{
    ChangeRow, ChangeState, ChangedTarget, ChangesReport, EffectOn, EffectState, Failed, How, InstallReport, PutBack,
    Stage, UndoReport, UndoStage, changes_exit_code, changes_human, changes_json, changes_markdown, changes_schema,
    changes_text, exit_code, human, json, markdown, schema, text, undo_exit_code, undo_human, undo_json, undo_markdown,
    undo_schema, undo_text,
};
use tillit_reports::style::{Detail, Marks, Style, width};
use tillit_trust_stores::StoreKind;
use tillit_trust_stores::install::plan::{Edited, NotHere, NotPointed, Pointed};
use tillit_trust_stores::install::saved::Difference;
use tillit_trust_stores::install::selection::Removal;
use tillit_trust_stores::install::undo::Left;
use tillit_trust_stores::install::{Addition, Change, Plan, Planned, PlannedTarget, Refusal, Selection, SystemCommand};
use tillit_trust_stores::servers::Spot;
use tillit_trust_stores::store::Consumer;
use tillit_trust_stores::tree::Folder;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

static NOW: LazyLock<OffsetDateTime> = LazyLock::new(|| OffsetDateTime::from_unix_timestamp(1_763_720_523).unwrap());
static PKI: LazyLock<Pki> = LazyLock::new(|| {
    let options = Options { ca_key: KeyKind::RSA_2048, ..Options::new(*NOW) };
    Pki::siths_shaped(&options, &|_, _| ()).unwrap()
});
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog {
    pkis: vec![parse(&tillit_lab::catalog::catalog_toml(&PKI), &Origin::Embedded).unwrap()],
});

/// Text from outside that would steer a terminal.
const HOSTILE: &str = "odd \u{1b}[31m name\u{202e}|<b>";
const ID: &str = "2026-11-21T10:02Z-7f3a";
const SECRET: &str = "the bytes of a store with a private key";

/// The CAs of a generation as the catalog knows them: issuing CAs first.
fn additions(generation: Generation) -> Vec<Addition> {
    let mut all: Vec<Addition> = PKI
        .generation(generation)
        .map(|authority| {
            let certificate = Certificate::from_der(&authority.issued.der).unwrap();
            let mut addition = Addition::given(certificate);
            addition.ca = CATALOG.pkis.iter().flat_map(|pki| pki.generations.iter().map(move |of| (pki, of))).find_map(
                |(pki, of)| {
                    let ca = of.cas.iter().find(|ca| ca.name == addition.name())?;
                    let generation =
                        tillit_verifier::verdict::GenerationId { pki: pki.id.clone(), generation: of.id.clone() };
                    Some(CaId { generation, ca: ca.name.clone() })
                },
            );
            assert!(addition.ca.is_some(), "{} is not in the lab's catalog", addition.name());
            addition
        })
        .collect();
    all.sort_by_key(|addition| addition.is_root);
    all
}

fn fingerprints(additions: &[Addition]) -> Vec<Fingerprint> {
    additions.iter().map(|addition| addition.certificate.fingerprint()).collect()
}

fn target(path: &str, kind: StoreKind, planned: Planned) -> PlannedTarget {
    PlannedTarget {
        target: path.to_owned(),
        place: "file",
        path: path.into(),
        kind: Some(kind),
        consumer: Some(Consumer::OpenSsl),
        has_private_key: false,
        planned,
    }
}

/// Everything goes in, by one new content of one file.
fn edited(path: &str) -> Edited {
    Edited {
        changes: vec![Change::replace(Path::new(path), b"before", SECRET.as_bytes().to_vec())],
        added: fingerprints(&additions(Generation::New)),
        ..Edited::default()
    }
}

fn nginx() -> PlannedTarget {
    let path = "/etc/nginx/client-ca.pem";
    target(path, StoreKind::PemBundle, Planned::Edited(edited(path)))
}

fn tomcat() -> PlannedTarget {
    let path = "/opt/tomcat/conf/truststore.p12";
    let mut edited = edited(path);
    edited.kept_weak = vec!["RC2-40", "HMAC-SHA-1"];
    edited.still_logs_on = vec![(HOSTILE.to_owned(), "AB".repeat(20))];
    let mut target = target(path, StoreKind::Pkcs12, Planned::Edited(edited));
    target.target = format!("java:{path}");
    target.place = "java";
    target.has_private_key = true;
    target
}

fn effects() -> Vec<EffectOn> {
    let effect = |service: &str, how, logs_out| EffectOn {
        service: service.to_owned(),
        how,
        logs_out,
        command: format!("systemctl {} {service}", if how == How::Reload { "reload" } else { "restart" }),
        state: EffectState::Due,
    };
    vec![effect("nginx", How::Reload, false), effect("tomcat10", How::Restart, true)]
}

fn report(targets: Vec<PlannedTarget>, stage: Stage) -> InstallReport {
    InstallReport {
        version: "0.1.0".to_owned(),
        at: *NOW,
        plan: Plan {
            id: ID.to_owned(),
            at: *NOW,
            tree: Folder::host(),
            selection: Selection { add: additions(Generation::New), ..Selection::default() },
            targets,
        },
        stage,
        checks: vec!["nginx -t".to_owned(), "keytool".to_owned(), "kort.pem".to_owned()],
        effects: effects(),
        apply_with: Some("sudo tillit install --plan sunday.plan --apply --reload --restart".to_owned()),
    }
}

fn planned() -> Stage {
    Stage::Planned { saved: None }
}

/// Every refusal.
fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::from(InputError::from(ContainerError::Empty)),
        Refusal::NotThere,
        Refusal::NothingFound,
        Refusal::KindNotWritten(StoreKind::SerializedStore),
        Refusal::PasswordNeeded,
        Refusal::WrongPassword,
        Refusal::WouldLose("a bag of an unknown kind".to_owned()),
        Refusal::NotLoadedByItsConsumer,
        Refusal::PrivateKeyFile,
        Refusal::Generated("system".to_owned()),
        Refusal::HardLinked(3),
        Refusal::Mounted,
        Refusal::ReadOnly,
        Refusal::NoPermission,
        Refusal::InUse("Firefox".to_owned()),
        Refusal::ProgramMissing { program: "certutil", packages: &["libnss3-tools", "nss-tools"] },
        Refusal::ProgramFailed { program: "certutil".to_owned(), said: format!("first\n\n  {HOSTILE}\nlast") },
        Refusal::Declarative { system: "NixOS", snippet: "security.pki.certificates = [\n  ''one''\n];".to_owned() },
        Refusal::OthersCanWrite("/srv/shared".into()),
        Refusal::NothingLeft,
        Refusal::WouldBeEmpty,
        NotPointed::There("/etc/nginx/new.pem".into()).into(),
        NotPointed::Same("/etc/nginx/client-ca.pem".into()).into(),
        NotPointed::NoFolder("/etc/nothing".into()).into(),
        NotPointed::Name("new.pem".into()).into(),
        NotPointed::Server("tomcat").into(),
        NotPointed::Several("/etc/nginx/a.pem".into(), "/etc/nginx/b.pem".into()).into(),
        NotPointed::Made(spot()).into(),
        NotPointed::Folder(spot()).into(),
        NotPointed::NoLine.into(),
        NotPointed::Unread(Spot::file(Path::new("/etc/nginx/nginx.conf"))).into(),
        NotPointed::Edited("/etc/nginx/nginx.conf".into()).into(),
        NotHere::Disallowed(HOSTILE.to_owned()).into(),
        NotHere::Blocked(HOSTILE.to_owned(), time::macros::date!(2026 - 10 - 01)).into(),
        NotHere::GroupPolicy("A CA".to_owned(), r"HKLM\SOFTWARE\Policies".to_owned()).into(),
        NotHere::Domain("A CA".to_owned(), r"HKLM\SOFTWARE\Microsoft\EnterpriseCertificates\CA".to_owned()).into(),
        NotHere::OtherScope("A CA".to_owned(), r"LocalMachine\Root".to_owned()).into(),
        Refusal::from(io::Error::other("the disk is on fire")),
    ]
}

/// A line with something hostile in it.
fn spot() -> Spot {
    Spot {
        line: 7,
        column: 3,
        text: format!("  ca-file {HOSTILE}").into(),
        ..Spot::file(Path::new("/etc/nginx/nginx.conf"))
    }
}

/// Every failure.
fn failures() -> Vec<Failed> {
    let io = |kind: io::ErrorKind| Failed::Io { path: "/etc/x.pem".into(), cause: kind.into() };
    vec![
        Failed::Check { by: "nginx -t".to_owned(), said: format!("nginx: [emerg]\n{HOSTILE}") },
        io(io::ErrorKind::StorageFull),
        io(io::ErrorKind::PermissionDenied),
        io(io::ErrorKind::ReadOnlyFilesystem),
        io(io::ErrorKind::NotFound),
        Failed::Io { path: "/etc/x.pem".into(), cause: io::Error::other("I/O error") },
        Failed::ChangedSince("/etc/x.pem".into()),
        Failed::Conflict("/etc/x.pem".into()),
        Failed::Busy(None),
        Failed::Busy(Some("root on idp1, process 7".to_owned())),
        Failed::Refused("/etc/x.pem".into(), Refusal::Mounted),
        Failed::Journal { path: "/var/lib/tillit/journal".into(), said: "checksum".to_owned() },
    ]
}

/// Plans that show every kind of step, sign and warning.
fn everything() -> InstallReport {
    let new = additions(Generation::New);
    let mut old = additions(Generation::Old);
    let given = old.pop().map(|root| Addition { ca: None, ..root }).unwrap();
    let path = "/usr/local/share/ca-certificates";
    let hash = Fingerprint::of(b"before");
    let system = Edited {
        changes: vec![
            Change::Create { path: format!("{path}/a.crt").into(), after: b"a".to_vec().into(), mode: 0o644 },
            Change::Remove { path: format!("{path}/b.crt").into(), before: hash },
            Change::MakeLink { path: "/etc/ssl/certs/a.pem".into(), to: format!("{path}/a.crt").into() },
            Change::RemoveLink { path: "/etc/ssl/certs/b.pem".into(), to: format!("{path}/b.crt").into() },
            Change::Run(SystemCommand::UpdateCaCertificates),
        ],
        added: fingerprints(&new[..1]),
        amended: fingerprints(&new[1..2]),
        removed: fingerprints(&old),
        removed_names: old.iter().map(|old| (old.certificate.fingerprint(), old.name())).collect(),
        ..Edited::default()
    };
    let mut in_place = edited("/srv/mounted.pem");
    if let Change::Replace { in_place, .. } = &mut in_place.changes[0] {
        *in_place = true;
    }
    let before = format!("# {HOSTILE}\npassword hemligt;\nssl_client_certificate old.pem;\n").into_bytes();
    let pointed = Pointed {
        path: "/etc/nginx/nginx.conf".into(),
        places: std::iter::once(before.len() - 9..before.len() - 2).collect(),
        before: before.into(),
        from: format!("/etc/nginx/{HOSTILE}.pem").into(),
        to: "/etc/nginx/new.pem".to_owned(),
    };
    let new_file = Edited {
        changes: vec![
            Change::Create { path: "/etc/nginx/new.pem".into(), after: b"a".to_vec().into(), mode: 0o644 },
            Change::replace(&pointed.path, pointed.before.bytes(), pointed.after()),
        ],
        added: fingerprints(&new[..1]),
        pointed: vec![pointed],
        ..Edited::default()
    };
    let mut system = target(path, StoreKind::Folder, Planned::Edited(system));
    system.place = "system";
    let targets = vec![
        nginx(),
        tomcat(),
        system,
        target("/srv/mounted.pem", StoreKind::PemBundle, Planned::Edited(in_place)),
        target("/srv/done.pem", StoreKind::PemBundle, Planned::Unchanged),
        target("/etc/nginx/new.pem", StoreKind::PemBundle, Planned::Edited(new_file)),
    ];
    let mut report = report(targets, planned());
    report.plan.selection.add.push(given);
    let removal = |one: &Addition| Removal { fingerprint: one.certificate.fingerprint(), ca: one.ca.clone() };
    report.plan.selection.remove = old.iter().map(removal).collect();
    report
}

/// One report for each thing that may become of a plan, and one for each refusal and each failure.
fn all() -> Vec<InstallReport> {
    let mut all = vec![everything()];
    let stages = [
        Stage::Planned { saved: Some("sunday.plan".into()) },
        Stage::Differs(vec![Difference {
            path: "/etc/nginx/client-ca.pem".into(),
            then: None,
            now: Some(Fingerprint::of(b"now")),
        }]),
        Stage::Declined,
        Stage::Applied {
            checked_by: vec![vec!["nginx -t".to_owned(), "tillit".to_owned()], vec![], vec![], vec![], vec![]],
        },
        Stage::Interrupted { failed: failures().remove(0), then: failures().remove(1) },
    ];
    all.extend(stages.into_iter().map(|stage| InstallReport { stage, ..everything() }));
    all.extend(failures().into_iter().map(|failed| InstallReport { stage: Stage::NotBegun(failed), ..everything() }));
    all.extend(failures().into_iter().map(|failed| InstallReport { stage: Stage::RolledBack(failed), ..everything() }));
    let refused = |refusal| target("/srv/r.pem", StoreKind::PemBundle, Planned::Refused(refusal));
    all.push(report(refusals().into_iter().map(refused).collect(), planned()));
    let states = [EffectState::Done, EffectState::NotRunning, EffectState::Failed(format!("Job failed\n{HOSTILE}"))];
    all.extend(states.into_iter().map(|state| {
        let mut report = report(vec![nginx()], Stage::Applied { checked_by: vec![vec!["tillit".to_owned()]] });
        report.effects.iter_mut().for_each(|effect| effect.state = state.clone());
        report
    }));
    let mut copy = report(vec![nginx(), tomcat()], planned());
    copy.plan.tree = Folder::at("/mnt/image");
    all.push(copy);
    let mut odd = nginx();
    odd.path = HOSTILE.into();
    HOSTILE.clone_into(&mut odd.target);
    all.push(report(vec![odd], planned()));
    all
}

fn change(state: ChangeState) -> ChangeRow {
    ChangeRow {
        id: ID.to_owned(),
        at: *NOW,
        who: "root (sudo: anna) on idp1".to_owned(),
        state,
        targets: vec![
            ChangedTarget {
                target: "/etc/nginx/client-ca.pem".to_owned(),
                path: "/etc/nginx/client-ca.pem".into(),
                kind: Some(StoreKind::PemBundle),
                configuration: vec!["/etc/nginx/conf.d/idp.conf".into()],
                added: vec!["SITHS e-id Root CA v2".to_owned()],
                removed: vec!["SITHS Root CA v1".to_owned()],
            },
            ChangedTarget {
                target: HOSTILE.to_owned(),
                path: HOSTILE.into(),
                kind: None,
                configuration: Vec::new(),
                added: Vec::new(),
                removed: Vec::new(),
            },
        ],
        kept_until: (state == ChangeState::Undone).then_some(*NOW + time::Duration::days(180)),
    }
}

fn undo(targets: Vec<PutBack>, stage: UndoStage) -> UndoReport {
    UndoReport {
        version: "0.1.0".to_owned(),
        at: *NOW,
        change: change(ChangeState::Applied),
        targets,
        stage,
        effects: effects(),
    }
}

fn only_additions(kept: &[&str]) -> PutBack {
    PutBack::OnlyAdditions { kept: kept.iter().map(|name| (*name).to_owned()).collect() }
}

fn all_undone() -> Vec<UndoReport> {
    let both = || vec![PutBack::Bytes, PutBack::MadeAnew];
    let mut all = vec![
        undo(both(), UndoStage::Planned),
        undo(both(), UndoStage::Done),
        undo(both(), UndoStage::Declined),
        undo(vec![PutBack::AsBefore, PutBack::AsBefore], UndoStage::Nothing),
        undo(vec![only_additions(&[]), PutBack::Left(Left::Gone)], UndoStage::Done),
        undo(vec![only_additions(&[HOSTILE]), PutBack::Left(Left::Changed)], UndoStage::Planned),
        undo(vec![PutBack::Bytes, PutBack::Left(Left::Unreadable)], UndoStage::Planned),
        undo(vec![PutBack::OnlyLines, PutBack::Left(Left::Unused)], UndoStage::Planned),
        undo(vec![PutBack::OnlyLines, PutBack::Left(Left::Unused)], UndoStage::Done),
    ];
    all.extend(failures().into_iter().map(|failed| undo(both(), UndoStage::NotBegun(failed))));
    all.extend(failures().into_iter().map(|failed| undo(both(), UndoStage::Failed(failed))));
    all
}

fn changes(states: &[ChangeState]) -> ChangesReport {
    ChangesReport {
        version: "0.1.0".to_owned(),
        at: *NOW,
        changes: states.iter().map(|state| change(*state)).collect(),
        damaged: Vec::new(),
    }
}

fn all_changes() -> Vec<ChangesReport> {
    let every = [
        ChangeState::Applied,
        ChangeState::Interrupted,
        ChangeState::Running,
        ChangeState::RolledBack,
        ChangeState::Undone,
    ];
    let mut damaged = changes(&every);
    damaged.damaged.push(("/var/lib/tillit/journal/x".into(), HOSTILE.to_owned()));
    vec![changes(&[]), changes(&every), damaged, changes(&[ChangeState::Applied])]
}

fn english() -> Texts {
    Texts::new(Language::En)
}

fn shown(report: &InstallReport) -> String {
    human(report, &english(), &Style::default())
}

#[test]
fn the_picture_of_a_plan() {
    let mut tomcat = tomcat();
    if let Planned::Edited(edited) = &mut tomcat.planned {
        // A list that only Windows has.
        edited.still_logs_on.clear();
    }
    let out = shown(&report(vec![nginx(), tomcat], planned()));
    let names: Vec<String> =
        additions(Generation::New).iter().map(|addition| format!("      + {}", addition.name())).collect();
    let names = names.join("\n");
    let wanted = format!(
        "Plan {ID}   (nothing has been changed)\n  \
         1 /etc/nginx/client-ca.pem     PEM bundle\n{names}\n  \
         2 /opt/tomcat/conf/truststore.p12     PKCS#12 with a private key, Java\n{names}\n      \
         Warning: It keeps the old algorithms that it has: RC2-40, HMAC-SHA-1. [T-420]\n        \
         → Leave it. When every program that reads the store is new (Java 8u301, 11.0.12 or later),\n          \
         make it anew with keytool.\n  \
         check afterwards: nginx -t · keytool · kort.pem\n  \
         to take effect: nginx reload (no user is logged out) · tomcat10 restart (users are logged out)\n\
         Apply with: sudo tillit install --plan sunday.plan --apply --reload --restart\n"
    );
    assert_eq!(out, wanted);
    // The root is last, as the manuals say.
    assert!(names.lines().last().unwrap().ends_with("LAB SITHS e-id Root CA v2"), "{names}");
}

#[test]
fn the_picture_of_a_change_that_was_made() {
    let mut report =
        report(vec![nginx()], Stage::Applied { checked_by: vec![vec!["tillit".to_owned(), "nginx -t".to_owned()]] });
    report.effects[0].state = EffectState::Done;
    let out = shown(&report);
    assert!(out.starts_with(&format!("Change {ID} is done: one trust store is changed.\n")), "{out}");
    assert!(out.contains("1 /etc/nginx/client-ca.pem     PEM bundle   changed\n"), "{out}");
    assert!(out.contains("      checked by tillit, nginx -t\n"), "{out}");
    assert!(out.contains("  nginx has read its files again.\n"), "{out}");
    // What must still be done, and how.
    assert!(out.contains("tomcat10 has its old content until it is restarted") && out.contains("[T-439]"), "{out}");
    assert!(out.contains("\n      systemctl restart tomcat10\n"), "{out}");
    assert!(!out.contains("systemctl reload nginx"), "{out}");
    assert!(out.ends_with(&format!("Take it back with: tillit undo {ID} --reload --restart\n")), "{out}");
    assert!(!out.contains("Apply with"), "{out}");
}

#[test]
fn a_second_run_says_that_there_is_nothing_to_do() {
    let done = || target("/etc/nginx/client-ca.pem", StoreKind::PemBundle, Planned::Unchanged);
    let difference = Difference { path: "/etc/nginx/client-ca.pem".into(), then: None, now: None };
    for stage in [planned(), Stage::Applied { checked_by: vec![vec![]] }, Stage::Differs(vec![difference])] {
        let report = report(vec![done()], stage);
        let out = shown(&report);
        assert!(out.starts_with("Nothing to do: everything is as it shall be already.\n"), "{out}");
        assert!(!out.contains("Apply with") && !out.contains("undo") && !out.contains("T-4"), "{out}");
        assert_eq!(exit_code(&report), 0, "{out}");
        let json = json(&report, &english());
        assert_eq!((&json["changed"], &json["targets"][0]["state"]), (&value!(false), &value!("unchanged")));
        assert_eq!(json["findings"], value!([]));
    }
}

#[test]
fn one_refusal_stops_the_whole_plan_and_is_explained() {
    for refusal in refusals() {
        let words = format!("{refusal:?}");
        let refused = target("/srv/r.pem", StoreKind::PemBundle, Planned::Refused(refusal));
        let report = report(vec![nginx(), refused], planned());
        let out = shown(&report);
        assert!(out.starts_with(&format!("Plan {ID} cannot be applied: one target refuses")), "{words}: {out}");
        assert!(out.contains("REFUSED") && out.contains("All or nothing"), "{words}: {out}");
        assert!(!out.contains("Apply with"), "{words}: {out}");
        assert_eq!(exit_code(&report), 3, "{words}");
        let json = json(&report, &english());
        let reason = &json["targets"][1]["reason"];
        let code = reason["code"].as_str().unwrap();
        assert!(out.contains(&format!("[{code}]")), "{words}: {out}");
        assert!(
            reason["text"].as_str().unwrap().len() > 10 && reason["remedy"].as_str().unwrap().len() > 10,
            "{reason}"
        );
        assert_eq!(json["targets"][1]["state"], "refused");
        assert_eq!((&json["changed"], &json["applied"]), (&value!(false), &value!(false)));
    }
}

#[test]
fn lines_for_a_configuration_are_not_broken() {
    let snippet = "security.pki.certificateFiles = [\n  /etc/nixos/a-name-that-is-rather-long-and-goes-on/and-on/and-on/until-the-end-of-the-line.pem\n];";
    let refusal = Refusal::Declarative { system: "NixOS", snippet: snippet.to_owned() };
    let out = shown(&report(vec![target("/etc/ssl", StoreKind::Folder, Planned::Refused(refusal))], planned()));
    for line in snippet.lines() {
        assert!(out.lines().any(|shown| shown.trim_start() == line.trim_start()), "{line} in {out}");
    }
}

#[test]
fn signs_names_and_steps() {
    let report = everything();
    let full = human(&report, &english(), &Style { detail: Detail::Full, ..Style::default() });
    let normal = shown(&report);
    let new = additions(Generation::New);
    let old = additions(Generation::Old);
    for name in old[..old.len() - 1].iter().map(Addition::name) {
        assert!(normal.contains(&format!("      - {name}\n")), "{name}: {normal}");
    }
    assert!(
        normal.contains(&format!("      ~ {} (is there, and gets the trust that it lacks)\n", new[1].name())),
        "{normal}"
    );
    assert!(!normal.contains("      = "), "{normal}");
    assert!(full.contains(&format!("      = {} (there already)\n", new[0].name())), "{full}");
    assert!(normal.contains("then update-ca-certificates runs"), "{normal}");
    for code in ["T-420", "T-421", "T-422", "T-423"] {
        assert!(normal.contains(&format!("[{code}]")), "{code}: {normal}");
    }
    assert!(full.contains("/usr/local/share/ca-certificates/a.crt: new file\n"), "{full}");
    assert!(!normal.contains("a.crt: new file"), "{normal}");
    let brief = human(&report, &english(), &Style { detail: Detail::Brief, ..Style::default() });
    assert!(brief.contains(&format!("+{}", new.len())) && brief.lines().count() < 10, "{brief}");
}

#[test]
fn what_fails_is_said_first_and_loudly() {
    for (failed, code) in failures().into_iter().zip([
        "T-430", "T-431", "T-431", "T-431", "T-431", "T-431", "T-432", "T-438", "T-433", "T-433", "T-409", "T-434",
    ]) {
        let words = format!("{failed:?}");
        let mut report = report(vec![nginx()], Stage::RolledBack(failed));
        let out = shown(&report);
        assert!(out.starts_with("FAILED, and everything was put back: no trust store is changed.\n"), "{out}");
        assert!(out.contains(&format!("[{code}]")) && out.contains("[T-435]"), "{words}: {out}");
        assert!(!out.contains("Take it back") && !out.contains("Apply with"), "{out}");
        assert_eq!(exit_code(&report), 3);
        assert_eq!(json(&report, &english())["targets"][0]["state"], "rolled-back");
        report.stage = Stage::NotBegun(Failed::Busy(None));
        assert!(shown(&report).starts_with("NOT APPLIED: nothing has been changed.\n"));
        assert_eq!(exit_code(&report), 3);
    }
    let both = Stage::Interrupted { failed: failures().remove(0), then: failures().remove(1) };
    let report = report(vec![nginx()], both);
    let out = shown(&report);
    assert!(out.starts_with(&format!("INTERRUPTED: change {ID} is half done")), "{out}");
    assert!(out.contains("[T-436]") && out.contains("[T-430]") && out.contains("the disk is full"), "{out}");
    assert!(out.contains(&format!("\n      tillit undo {ID}\n      tillit install --resume\n")), "{out}");
    assert_eq!(exit_code(&report), 3);
}

#[test]
fn a_service_that_could_not_be_told_is_no_success() {
    let mut report = report(vec![nginx()], Stage::Applied { checked_by: vec![vec![]] });
    assert_eq!(exit_code(&report), 0);
    report.effects[0].state = EffectState::Failed("Job for nginx.service failed.".to_owned());
    let out = shown(&report);
    assert!(out.contains("nginx could not be reloaded or restarted: Job for nginx.service failed. [T-440]"), "{out}");
    assert_eq!(exit_code(&report), 3);
    report.stage = Stage::Declined;
    assert_eq!(exit_code(&report), 3);
    assert!(shown(&report).starts_with("Nothing has been changed, as you wished.\n"));
}

#[test]
fn a_saved_plan_that_does_not_fit_shows_where() {
    let difference = Difference { path: "/srv/other.pem".into(), then: None, now: None };
    let report = report(vec![nginx()], Stage::Differs(vec![difference]));
    let out = shown(&report);
    assert!(
        out.starts_with(&format!("The saved plan {ID} does not fit any more: one file is not as when it was made.")),
        "{out}"
    );
    assert!(out.contains("\n    /srv/other.pem\n  Error: ") && out.contains("[T-437]"), "{out}");
    assert!(out.contains("\nThe plan as it would be now:\n  1 /etc/nginx/client-ca.pem"), "{out}");
    assert_eq!(exit_code(&report), 3);
}

#[test]
fn the_picture_of_an_undo() {
    let out = undo_human(
        &undo(vec![PutBack::Bytes, PutBack::MadeAnew], UndoStage::Done),
        &english(),
        &Style { detail: Detail::Brief, ..Style::default() },
    );
    assert!(
        out.starts_with(&format!(
            "Change {ID} is taken back.\n  The change was made by root (sudo: anna) on idp1, 2025-11-21 10:22 UTC.\n"
        )),
        "{out}"
    );
    let target = "  1 /etc/nginx/client-ca.pem     PEM bundle\n      with the lines that name it in /etc/nginx/conf.d/idp.conf\n      put back byte for byte\n";
    assert!(out.contains(target), "{out}");
    // Running services do not notice a file that was put back.
    let out = undo_text(&undo(vec![PutBack::Bytes, PutBack::AsBefore], UndoStage::Done), &english());
    assert!(out.contains("[T-439]") && out.contains("systemctl restart tomcat10"), "{out}");

    let changed = undo(vec![only_additions(&["SITHS Root CA v1"]), PutBack::Left(Left::Gone)], UndoStage::Done);
    let out = undo_text(&changed, &english());
    assert!(out.starts_with(&format!("Change {ID} is taken back, BUT NOT EVERYWHERE")), "{out}");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("keep the trust that they were given: SITHS Root CA v1. [T-443]"), "{out}");
    assert!(words.contains("it is not there any more. [T-442]"), "{out}");
    for (why, says) in [(Left::Changed, "have changed it since"), (Left::Unreadable, "cannot be read")] {
        let out = undo_text(&undo(vec![PutBack::Bytes, PutBack::Left(why)], UndoStage::Done), &english());
        assert!(out.split_whitespace().collect::<Vec<_>>().join(" ").contains(says), "{out}");
    }

    let refused = undo(vec![PutBack::Bytes, PutBack::Bytes], UndoStage::NotBegun(Failed::Busy(None)));
    let out = undo_text(&refused, &english());
    assert!(out.contains("nothing was changed") && !out.contains("in part"), "{out}");
    let document = undo_json(&refused, &english());
    assert_eq!((&document["changed"], &document["stage"]), (&value!(false), &value!("not-begun")));

    // Nothing is said of what happens to a store where nothing happened, or where it stopped on the way.
    for stage in [UndoStage::Declined, UndoStage::Failed(Failed::Busy(None))] {
        let out = undo_text(&undo(vec![PutBack::Bytes, PutBack::Bytes], stage), &english());
        assert!(!out.contains("byte for byte"), "{out}");
    }

    let codes: Vec<u8> = all_undone().iter().take(8).map(undo_exit_code).collect();
    assert_eq!(codes, [0, 0, 3, 0, 3, 3, 3, 3]);
}

#[test]
fn the_picture_of_the_list() {
    let every = &all_changes()[1];
    let out = changes_text(every, &english());
    assert!(out.starts_with("One change is INTERRUPTED: finish with tillit undo"), "{out}");
    let line = |word: &str| out.lines().position(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}: {out}"));
    assert!(line("   INTERRUPTED   root") < line("   applied   root"), "{out}");
    assert!(out.contains(&format!("  {ID}   2025-11-21 10:22 UTC   applied   root (sudo: anna) on idp1\n")), "{out}");
    assert!(out.contains("      /etc/nginx/client-ca.pem   PEM bundle   +1 -1\n"), "{out}");
    assert!(out.contains("are kept until 2026-05-20"), "{out}");
    assert_eq!(all_changes().iter().map(changes_exit_code).collect::<Vec<_>>(), [0, 3, 3, 0]);
    assert_eq!(changes_text(&changes(&[]), &english()), "There is no change to take back.\n");
}

#[test]
fn every_text_is_there_and_nothing_from_outside_steers_the_terminal() {
    let check = |out: &str, columns: usize| {
        for odd in ["\u{1b}", "\u{202e}", "install-", "audit-", "{$", ".say", "\u{2068}"] {
            assert!(!out.contains(odd), "{odd:?} in {out}");
        }
        assert!(!out.contains(SECRET), "{out}");
        for line in out.lines() {
            // Paths, names and commands are whole.
            let words = ["/", "tillit", "systemctl", "certutil", "LAB"];
            let copied = words.iter().any(|word| line.contains(word));
            assert!(width(line) <= columns || copied, "too wide: {line}");
        }
    };
    for language in Language::ALL {
        let texts = Texts::new(language);
        for detail in [Detail::Brief, Detail::Normal, Detail::Full] {
            let style = Style { width: 80, detail, ..Style::default() };
            for report in &all() {
                check(&human(report, &texts, &style), 80);
            }
            for report in &all_undone() {
                check(&undo_human(report, &texts, &style), 80);
            }
            for report in &all_changes() {
                check(&changes_human(report, &texts, &style), 80);
            }
        }
        for report in &all() {
            check(&markdown(report, &texts), 9999);
        }
        for report in &all_undone() {
            check(&undo_markdown(report, &texts), 9999);
        }
        for report in &all_changes() {
            check(&changes_markdown(report, &texts), 9999);
        }
    }
}

#[test]
fn colours_only_add_and_ascii_is_ascii() {
    let plain = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            out.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        out + rest
    };
    for report in all() {
        let colored = human(&report, &english(), &Style { color: true, ..Style::default() });
        assert_eq!(plain(&colored), text(&report, &english()));
        assert_ne!(colored, plain(&colored));
        let ascii = human(&report, &english(), &Style { marks: Marks::Ascii, ..Style::default() });
        assert!(ascii.is_ascii(), "{ascii}");
    }
}

#[test]
fn markdown_holds_everything_that_is_to_be_copied() {
    let out = markdown(&report(vec![nginx(), tomcat()], planned()), &english());
    assert!(
        out.contains("| 1 | /etc/nginx/client-ca.pem | PEM bundle | + LAB SITHS e-id Person HSA-id 3 CA v1; "),
        "{out}"
    );
    assert!(out.contains("\n    sudo tillit install --plan sunday.plan --apply --reload --restart\n"), "{out}");
    assert!(out.contains("- **T-420** java:/opt/tomcat/conf/truststore.p12: "), "{out}");
    let out = changes_markdown(&all_changes()[1], &english());
    let rows = out.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, 2 + 5 * 2, "{out}");
}

#[test]
fn json_says_what_the_goal_asks() {
    let json = |report: &InstallReport| json(report, &english());
    let plan = json(&report(vec![nginx(), tomcat()], planned()));
    assert_eq!(plan["schema"], "tillit/install/1");
    assert_eq!((&plan["id"], &plan["applied"], &plan["changed"]), (&value!(ID), &value!(false), &value!(false)));
    let first = &plan["targets"][0];
    let added: Vec<String> = fingerprints(&additions(Generation::New)).iter().map(ToString::to_string).collect();
    assert_eq!(first["add"], value!(added));
    assert_eq!(first["before_sha256"], Fingerprint::of(b"before").to_string());
    assert_eq!(first["after_sha256"], Fingerprint::of(SECRET.as_bytes()).to_string());
    assert_eq!((&first["state"], &first["reason"], &first["kind"]), (&value!("planned"), &Value::Null, &value!("pem")));

    let applied = json(&report(vec![nginx()], Stage::Applied { checked_by: vec![vec!["nginx -t".to_owned()]] }));
    assert_eq!((&applied["applied"], &applied["changed"]), (&value!(true), &value!(true)));
    assert_eq!(applied["targets"][0]["checked_by"], value!(["nginx -t"]));

    let system = json(&everything());
    assert_eq!(system["targets"][2]["commands"], value!(["update-ca-certificates"]));
    assert_eq!(system["targets"][2]["before_sha256"], Value::Null);
    let steps: Vec<&Value> = system["results"].as_array().unwrap().iter().filter(|step| step["target"] == 2).collect();
    let actions: Vec<&str> = steps.iter().map(|step| step["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["create", "remove", "make-link", "remove-link", "run"]);
}

type Named = (&'static str, fn() -> Value, fn() -> Vec<Value>);

/// The documents, each with its file.
const DOCUMENTS: [Named; 3] = [
    ("install-1.json", schema, || all().iter().map(|report| json(report, &english())).collect()),
    ("undo-1.json", undo_schema, || all_undone().iter().map(|report| undo_json(report, &english())).collect()),
    ("changes-1.json", changes_schema, || {
        all_changes().iter().map(|report| changes_json(report, &english())).collect()
    }),
];

#[test]
fn the_schema_files_are_up_to_date() {
    for (name, schema, _) in DOCUMENTS {
        let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/schema").join(name);
        let wanted = format!("{:#}\n", schema());
        if std::env::var_os("TILLIT_UPDATE").is_some() {
            fs::write(&file, &wanted).unwrap();
        }
        let found = fs::read_to_string(&file).unwrap_or_default();
        assert!(found == wanted, "docs/schema/{name} is out of date: run the tests once with TILLIT_UPDATE=1");
    }
}

#[test]
fn output_holds_against_the_schemas_and_the_schemas_are_strict() {
    for (name, schema, documents) in DOCUMENTS {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for document in documents() {
            let faults: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{name}: {faults:?}\n{document:#}");
            assert!(!document.to_string().contains(SECRET), "{document:#}");
        }
        let mut document = documents().remove(1);
        for (pointer, wrong) in [("/schema", value!("tillit/install/2")), ("/at", value!(7)), ("/results", value!({}))]
        {
            let right = std::mem::replace(document.pointer_mut(pointer).unwrap(), wrong);
            assert!(!validator.is_valid(&document), "{name}: {pointer} may be anything");
            *document.pointer_mut(pointer).unwrap() = right;
        }
        assert!(validator.is_valid(&document));
    }
}
