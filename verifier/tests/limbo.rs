//! Every case of x509-limbo before the judge, and the totals as `docs/conformance.md`.
//!
//! The suite is read in place beside the project and never enters it. To write the page anew:
//! `TILLIT_UPDATE=1 cargo test -p tillit-verifier --test limbo`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod suite;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use suite::{certificate, certificates, options, suite};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::certificate::GeneralName;
use tillit_verifier::flaws::{Flaw, flaws};
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::revocation::{Crl, Mode, Sources};
use tillit_verifier::verdict::{OverruleFeature, ReasonKind, Verdict};

const PAGE: &str = "../docs/conformance.md";

/// A difference inside `webpki::`, where the suite asks for rules of browsers that are not RFC 5280's.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "webpki::aki::root-with-aki-all-fields",
        "Baseline Requirements 7.1.2.1.3 forbid these fields in a root; RFC 5280 section 4.2.1.1 allows them",
    ),
    (
        "webpki::aki::root-with-aki-authoritycertissuer",
        "Baseline Requirements 7.1.2.1.3 forbid these fields in a root; RFC 5280 section 4.2.1.1 allows them",
    ),
    (
        "webpki::aki::root-with-aki-authoritycertserialnumber",
        "Baseline Requirements 7.1.2.1.3 forbid these fields in a root; RFC 5280 section 4.2.1.1 allows them",
    ),
    (
        "webpki::aki::root-with-aki-missing-keyidentifier",
        "Baseline Requirements 7.1.2.1.3; RFC 5280 section 4.2.1.1 lets a self-signed certificate leave it out",
    ),
    (
        "webpki::aki::root-with-aki-ski-mismatch",
        "Baseline Requirements 7.1.2.1.3; to RFC 5280 section 4.2.1.1 key identifiers help to find an issuer and decide nothing",
    ),
    (
        "webpki::ca-as-leaf",
        "Baseline Requirements 7.1.2.7; RFC 5280 section 6.1.5 lets the last certificate of a path be a CA's",
    ),
    (
        "webpki::cn::case-mismatch",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::ipv4-hex-mismatch",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::ipv4-leading-zeros-mismatch",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::ipv6-non-rfc5952-mismatch",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::ipv6-uncompressed-mismatch",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::ipv6-uppercase-mismatch",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::not-in-san",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::punycode-not-in-san",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::cn::utf8-vs-punycode-mismatch",
        "Baseline Requirements 7.1.4.3 on the common name; here it is never taken for a host, so it cannot mislead",
    ),
    (
        "webpki::ee-basicconstraints-ca",
        "Baseline Requirements 7.1.2.7; RFC 5280 section 6.1.5 lets the last certificate of a path be a CA's",
    ),
    ("webpki::eku::ee-anyeku", "Baseline Requirements 7.1.2.7.10; RFC 5280 section 4.2.1.12 knows anyExtendedKeyUsage"),
    (
        "webpki::eku::ee-critical-eku",
        "Baseline Requirements 7.1.2.7.6; RFC 5280 section 4.2.1.12 leaves it to the issuer",
    ),
    (
        "webpki::eku::ee-without-eku",
        "Baseline Requirements 7.1.2.7.6; to RFC 5280 section 4.2.1.12 its absence restricts nothing",
    ),
    (
        "webpki::eku::root-has-eku",
        "Baseline Requirements 7.1.2.1.2; RFC 5280 does not forbid it, and its usages are held against what is below",
    ),
    (
        "webpki::forbidden-dsa-leaf",
        "Baseline Requirements 6.1.5 on keys; the key of the certificate that is judged is used by others, not here",
    ),
    (
        "webpki::forbidden-p192-leaf",
        "Baseline Requirements 6.1.5 on keys; the key of the certificate that is judged is used by others, not here",
    ),
    ("webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf", "Baseline Requirements 6.1.5; RFC 5280 has no such rule"),
    ("webpki::forbidden-rsa-not-divisible-by-8-in-root", "Baseline Requirements 6.1.5; RFC 5280 has no such rule"),
    (
        "webpki::forbidden-weak-rsa-in-leaf",
        "Baseline Requirements 6.1.5; RFC 5280 sets no lengths. Under 2048 bits is reported, under 1024 bits refuses",
    ),
    (
        "webpki::forbidden-weak-rsa-key-in-root",
        "Baseline Requirements 6.1.5; RFC 5280 sets no lengths. Under 2048 bits is reported, under 1024 bits refuses",
    ),
    (
        "webpki::nc::permitted-dns-match-noncritical",
        "RFC 5280 section 4.2.1.10: nameConstraints MUST be critical; the Web PKI allowed otherwise. Without `--strict` it is accepted",
    ),
    (
        "webpki::san::public-suffix-multi-label-wildcard-san",
        "Needs the Public Suffix List; RFC 5280 and RFC 9525 do not ask for it",
    ),
    (
        "webpki::san::public-suffix-private-namespace-wildcard-san",
        "Needs the Public Suffix List; RFC 5280 and RFC 9525 do not ask for it",
    ),
    (
        "webpki::san::san-critical-with-nonempty-subject",
        "Baseline Requirements 7.1.2.7.12; to RFC 5280 section 4.2.1.6 it is a SHOULD",
    ),
];

/// What became of one case.
struct Done {
    id: String,
    /// What the suite expects.
    valid: bool,
    /// What the judge says in `--strict`.
    strict: bool,
    /// What the second judge made of the path that ours accepted without `--strict`.
    second: Second,
    why: String,
}

enum Second {
    NotAsked,
    Agrees,
    Overruled(&'static str),
    Veto,
}

impl Done {
    fn namespace(&self) -> &str {
        self.id.split("::").next().unwrap()
    }
}

fn run(case: &Value, catalog: &Catalog) -> Done {
    let id = case["id"].as_str().unwrap().to_owned();
    let valid = case["expected_result"] == "SUCCESS";
    let Some(leaf) = certificate(&case["peer_certificate"]) else {
        return Done { id, valid, strict: false, second: Second::NotAsked, why: "cannot be read".to_owned() };
    };
    let anchors = certificates(&case["trusted_certs"]);
    let offered = Offered::new(&certificates(&case["untrusted_intermediates"]));
    let sources = sources(case);
    let judge = Judge::new(catalog, &[], Some(&anchors)).with_revocation(&sources);
    let mut options = options(case);
    let verdict = |options: &Options| judge.judge(&leaf, &offered, options).verdicts.remove(0);
    let second = second(&id, &verdict(&options));
    options.strict = true;
    let verdict = verdict(&options);
    let why = format!("{:?}", verdict.reasons.iter().map(|r| (&r.kind, r.link)).collect::<Vec<_>>());
    let strict = verdict.trusted == Some(true) && (case["validation_kind"] != "CLIENT" || names_expected(case, &leaf));
    Done { id, valid, strict, second, why }
}

/// The lists of a case: with any, every certificate must be on the good side of one.
fn sources(case: &Value) -> Sources<'static> {
    let lists: Vec<(String, Crl)> = case["crls"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|pem| Crl::read(pem.as_str().unwrap().as_bytes()).unwrap_or_default())
        .map(|crl| ("limbo".to_owned(), crl))
        .collect();
    let any = !case["crls"].as_array().unwrap().is_empty();
    Sources::new(if any { Mode::Crl } else { Mode::Off }, lists)
}

/// The e-mail names that a CLIENT case expects are those of the certificate: what an application would take from it after the verdict.
fn names_expected(case: &Value, leaf: &Certificate) -> bool {
    let names = leaf.extensions().subject_alt_names.iter();
    let has: BTreeSet<&str> =
        names.filter_map(|n| if let GeneralName::Email(e) = n { Some(e.as_str()) } else { None }).collect();
    let expected = case["expected_peer_names"].as_array().unwrap();
    expected.iter().filter(|name| name["kind"] == "RFC822").all(|name| has.contains(name["value"].as_str().unwrap()))
}

/// The second judge's opinion; where it was overruled, the feature that excuses it must be found here, too.
fn second(id: &str, verdict: &Verdict) -> Second {
    if verdict.reasons.iter().any(|r| matches!(r.kind, ReasonKind::SecondJudge { .. })) {
        assert_eq!(verdict.trusted, Some(false), "{id}: the veto must refuse");
        return Second::Veto;
    }
    if verdict.trusted != Some(true) {
        return Second::NotAsked;
    }
    let path: Vec<&Certificate> = verdict.chain.links.iter().map(|link| &link.certificate).collect();
    let overruled = verdict.reasons.iter().find_map(|r| match &r.kind {
        ReasonKind::SecondJudgeOverruled { feature, .. } => Some(*feature),
        _ => None,
    });
    let Some(feature) = overruled else {
        // It is asked of no CA certificate and of no path of one.
        return if path.len() < 2 || path[0].is_ca() { Second::NotAsked } else { Second::Agrees };
    };
    let (words, found) = match feature {
        OverruleFeature::NameEncoding => (
            "names that are equal but not encoded alike",
            path.windows(2).any(|pair| format!("{:?}", pair[0].issuer()) != format!("{:?}", pair[1].subject())),
        ),
        OverruleFeature::NameConstraintForm => (
            "e-mail, directory-name or URI name constraints",
            path.iter()
                .filter_map(|c| c.extensions().name_constraints.as_ref())
                .flat_map(|n| n.permitted.iter().chain(&n.excluded))
                .any(|n| matches!(n, GeneralName::Email(_) | GeneralName::Directory(_) | GeneralName::Uri(_))),
        ),
        OverruleFeature::PolicyExtensions => (
            "policy constraints, mappings or inhibitAnyPolicy",
            path.iter().any(|c| ["2.5.29.33", "2.5.29.36", "2.5.29.54"].iter().any(|oid| c.extension(oid).is_some())),
        ),
        OverruleFeature::SelfIssued => {
            ("self-issued CA certificates", path[1..path.len() - 1].iter().any(|c| c.subject() == c.issuer()))
        }
        OverruleFeature::Version1 => ("a version 1 certificate", path[0].version() == 1),
        OverruleFeature::LongPath => ("more than six CA certificates between", path.len() > 8),
        OverruleFeature::EarlyDate => ("a date before 1970", path.iter().any(|c| c.not_before().year() < 1970)),
        OverruleFeature::UniqueId => ("unique identifiers", path.iter().any(|c| flaws(c).contains(&Flaw::UniqueId))),
    };
    assert!(found, "{id}: overruled because of {words}, which the path does not have");
    Second::Overruled(words)
}

fn run_all(cases: &[Value]) -> Vec<Done> {
    let catalog = Catalog::default();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = run(case, &catalog);
                    done.lock().unwrap().push(result);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by(|a, b| a.id.cmp(&b.id));
    done
}

#[test]
fn x509_limbo() {
    let Some(cases) = suite() else { return };
    let done = run_all(&cases);

    let (inside, outside): (Vec<&Done>, Vec<&Done>) =
        done.iter().filter(|d| d.valid != d.strict).partition(|d| d.namespace() == "webpki");
    let word = |d: &Done| if d.strict { "false accept" } else { "false reject" };
    let told: Vec<String> = outside.iter().map(|d| format!("{}: {} {}", word(d), d.id, d.why)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let found: BTreeSet<&str> = inside.iter().map(|d| d.id.as_str()).collect();
    let listed: BTreeSet<&str> = DIFFERENCES.iter().map(|(id, _)| *id).collect();
    let more: Vec<String> = inside
        .iter()
        .filter(|d| !listed.contains(d.id.as_str()))
        .map(|d| format!("{}: {} {}", word(d), d.id, d.why))
        .collect();
    assert!(more.is_empty(), "not listed:\n{}", more.join("\n"));
    assert_eq!(found, listed, "listed, but no longer a difference");

    for d in inside.iter().filter(|d| d.valid) {
        let accepted = matches!(d.second, Second::Agrees | Second::Overruled(_));
        assert!(accepted, "{}: a valid path may be refused by --strict alone", d.id);
    }

    let page = page(&done);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var_os("TILLIT_UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let on_disk = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(on_disk == page, "{} is out of date: run the test once with TILLIT_UPDATE=1", path.display());
}

fn page(done: &[Done]) -> String {
    let mut out = String::from(
        "# Conformance\n\n\
         x509-limbo, every case in `--strict`: generated by `TILLIT_UPDATE=1 cargo test -p tillit-verifier --test limbo`. SERVER cases are\n\
         judged as purpose `server` with the expected name, CLIENT cases as `login` with their e-mail names, `max_chain_depth` as `--max-depth`,\n\
         cases with revocation lists with `--revocation crl`. \"Cannot say\" counts as not accepted.\n\n\
         | Namespace | Cases | Right | False accepts | False rejects |\n|---|---:|---:|---:|---:|\n",
    );
    let mut rows: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut total = [0; 4];
    for d in done {
        let row = rows.entry(d.namespace()).or_default();
        for row in [row, &mut total] {
            row[0] += 1;
            row[1] += usize::from(d.valid == d.strict);
            row[2] += usize::from(!d.valid && d.strict);
            row[3] += usize::from(d.valid && !d.strict);
        }
    }
    for (name, [cases, right, accepts, rejects]) in rows.iter().map(|(n, r)| (format!("`{n}`"), r)) {
        writeln!(out, "| {name} | {cases} | {right} | {accepts} | {rejects} |").unwrap();
    }
    let [cases, right, accepts, rejects] = total;
    writeln!(out, "| **all** | {cases} | {right} | {accepts} | {rejects} |").unwrap();

    writeln!(out, "\n## Differences\n").unwrap();
    writeln!(out, "All of them are in `webpki::`, which asks for rules of the Web PKI that are not RFC 5280's.\n")
        .unwrap();
    writeln!(out, "| Case | What tillit does | Why |\n|---|---|---|").unwrap();
    for (id, why) in DIFFERENCES {
        let does = if done.iter().any(|d| d.id == *id && d.strict) { "accepts" } else { "refuses" };
        writeln!(out, "| `{id}` | {does} | {why} |").unwrap();
    }

    let (mut agrees, mut not_asked, mut veto) = (0, 0, Vec::new());
    let mut overruled: BTreeMap<&str, usize> = BTreeMap::new();
    for d in done {
        match d.second {
            Second::Agrees => agrees += 1,
            Second::NotAsked => not_asked += 1,
            Second::Veto => veto.push(d),
            Second::Overruled(words) => *overruled.entry(words).or_default() += 1,
        }
    }
    writeln!(out, "\n## The second judge\n").unwrap();
    writeln!(
        out,
        "Every path of an end certificate that is accepted without `--strict` is put before rustls-webpki. Its refusal stands unless the path\n\
         has a feature that it does not implement; the test finds that feature in the path by itself.\n"
    )
    .unwrap();
    writeln!(out, "| Of {} cases | |\n|---|---:|", done.len()).unwrap();
    writeln!(out, "| refused by the first judge, or a CA certificate: not asked | {not_asked} |").unwrap();
    writeln!(out, "| agrees | {agrees} |").unwrap();
    for (words, count) in overruled {
        writeln!(out, "| refuses, overruled: {words} | {count} |").unwrap();
    }
    writeln!(
        out,
        "| refuses, and that stands: a case that the suite calls invalid | {} |",
        veto.iter().filter(|d| !d.valid).count()
    )
    .unwrap();
    writeln!(
        out,
        "| refuses, and that stands: a case that the suite calls valid | {} |",
        veto.iter().filter(|d| d.valid).count()
    )
    .unwrap();
    out
}
