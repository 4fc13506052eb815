//! `tillit verify`: the chain of any card certificate against every known generation.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;
use secrecy::ExposeSecret;
use tillit_net::{HttpFetch, Proxy};
use tillit_reports::catalog::bad_file_text;
use tillit_reports::i18n::Value;
use tillit_reports::plain::clean;
use tillit_reports::verify::{
    self, InputNote, InputNoteKind, InputProblem, InputProblemKind, VerifiedCertificate, VerifyReport, exit_code,
};
use tillit_verifier::catalog::{Catalog, store};
use tillit_verifier::container::{Contents, Integrity, Passwords, Position, ReadLimits};
use tillit_verifier::judge::policies::PolicyInputs;
use tillit_verifier::judge::signature;
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::revocation::{Crl, Mode, Sources};
use tillit_verifier::verdict::Purpose;
use tillit_verifier::{Certificate, Oid};

use crate::args::ReportArgs;
use crate::context::Context;
use crate::data;
use crate::error::{Error, Exit, Invalid};
use crate::generation;
use crate::input::{self, Input};
use crate::output::{self, Format};
use crate::progress::Progress;
use crate::revocation::{Announced, Kept, ModeArg, read_lists, unused};

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // each is a flag of its own
pub(crate) struct Args {
    #[arg(value_name = "CERT", required = true)]
    inputs: Vec<PathBuf>,
    #[arg(long, value_name = "PATH")]
    ca: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    intermediates: Vec<PathBuf>,
    #[arg(long, conflicts_with = "generation")]
    no_catalog: bool,
    #[arg(long, value_name = "GENERATION")]
    generation: Vec<String>,
    #[arg(long, value_name = "PURPOSE")]
    purpose: Option<PurposeArg>,
    #[arg(long, value_name = "NAME", value_parser = host)]
    host: Option<String>,
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    policies: PolicyArgs,
    #[arg(long, value_name = "N", value_parser = depth)]
    max_depth: Option<usize>,
    #[arg(long)]
    show_personal_id: bool,
    #[arg(long, value_name = "MODE")]
    revocation: Option<ModeArg>,
    #[arg(long, value_name = "PATH")]
    crl: Vec<PathBuf>,
    #[arg(long)]
    refresh: bool,
    #[command(flatten)]
    report: ReportArgs,
}

// The inputs of RFC 5280 section 6.1.1 on certificate policies.
#[derive(Debug, clap::Args)]
struct PolicyArgs {
    #[arg(long, value_name = "OID", value_parser = oid)]
    policy_oid: Vec<String>,
    #[arg(long)]
    explicit_policy: bool,
    #[arg(long)]
    inhibit_mapping: bool,
    #[arg(long)]
    inhibit_any_policy: bool,
}

/// The name of one host: a pattern is what certificates have.
fn host(name: &str) -> Result<String, String> {
    let one = !name.is_empty() && !name.contains(['*', '/', '@']) && !name.contains(char::is_whitespace);
    if one { Ok(name.to_owned()) } else { Err("example.org".to_owned()) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PurposeArg {
    Login,
    Signing,
    Server,
    Any,
}

/// An object identifier, dotted.
fn oid(text: &str) -> Result<String, Invalid> {
    let mut arcs = text.split('.').map(str::parse::<u64>);
    let exists = match (arcs.next(), arcs.next()) {
        (Some(Ok(0 | 1)), Some(Ok(second))) => second < 40,
        (Some(Ok(2)), Some(Ok(_))) => true,
        _ => false,
    };
    // What comes back is compared with certificates: it must be as it was written, not 1.02.
    let read = text.parse::<Oid>().ok().map(|oid| oid.to_id_string());
    read.filter(|read| exists && read == text).ok_or(Invalid::new("invalid-oid"))
}

/// No path is deeper than the certificates that lead there, and a search must end.
fn depth(text: &str) -> Result<usize, Invalid> {
    text.parse().ok().filter(|depth| *depth <= 64).ok_or(Invalid::new("invalid-depth"))
}

/// Formats that `reports` renders.
const FORMATS: [Format; 6] = [Format::Human, Format::Text, Format::Json, Format::Ndjson, Format::Csv, Format::Markdown];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report.output, context, &FORMATS)?;
    check(args)?;
    let catalog = if args.no_catalog { Catalog::default() } else { context.catalog()? };
    let options = options(args, context, &catalog)?;

    let mut problems = Vec::new();
    let (authorities, given) = authorities(args, context, &catalog, &mut problems)?;
    let mut gathered = gather(&args.inputs, context)?;
    problems.append(&mut gathered.problems);
    let (mode, lists) = lists(args, context)?;
    let network = (mode != Mode::Off && !context.offline).then(|| announced(context)).transpose()?;
    let kept = Kept::new(context.data_folders(), args.refresh);
    let mut sources = Sources::new(mode, lists).with_cache(&kept);
    if let Some(network) = &network {
        sources = sources.with_fetch(network, context.timeout);
    }
    let judge = Judge::new(&catalog, &authorities, given.as_deref()).with_revocation(&sources);
    let certificates = judge_all(&judge, &gathered, &options, context);

    // Where no path held, no list was looked at.
    if certificates.iter().any(|c| c.judgement.verdicts.iter().any(|v| !v.revocation.is_empty())) {
        for (path, issuer) in unused(&args.crl, &sources) {
            let values =
                [("path", Value::from(clean(&path.display().to_string()))), ("issuer", Value::from(clean(&issuer)))];
            context.note(&context.texts.format("note-unused-list", &values));
        }
    }
    for source in gathered.sources.iter().filter(|source| source.has_private_key) {
        let path = Value::from(clean(&source.name));
        context.note(&context.texts.format("note-private-key", &[("path", path)]));
    }
    let report = VerifyReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: options.time,
        at_is_set: context.at_is_set,
        purpose: options.purpose,
        certificates,
        problems,
        notes: gathered.notes,
        show_personal_id: args.show_personal_id,
        generations: options.generations,
        revocation: mode,
    };
    let texts = &context.texts;
    output::deliver(&targets, |format, medium| match format {
        Format::Json => output::pretty(&verify::json(&report, &catalog, texts)),
        Format::Ndjson => verify::ndjson(&report, &catalog, texts),
        Format::Csv => verify::csv(&report, &catalog, texts),
        Format::Markdown => verify::markdown(&report, &catalog, texts),
        Format::Text => verify::text(&report, &catalog, texts),
        // The others are refused before anything is read.
        Format::Human | Format::Html | Format::Junit => verify::human(&report, &catalog, texts, &context.style(medium)),
    })?;
    let threshold = args.report.threshold(context.settings.fail_on);
    Ok(match exit_code(&report, threshold) {
        0 => Exit::Fine,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

/// What can be told wrong before anything is read.
fn check(args: &Args) -> Result<(), Error> {
    let mut errors: Vec<Error> = args.inputs.iter().filter_map(|input| url(input)).collect();
    let is_url = |path: &&PathBuf| path.to_str().is_some_and(|path| path.contains("://"));
    let urls = args.crl.iter().filter(is_url).map(|path| Error::CrlUrl { url: path.display().to_string() });
    errors.extend(urls);
    // Lists that would silently go unused are worse than none.
    if let (Some(mode @ (ModeArg::Off | ModeArg::Ocsp)), false) = (args.revocation, args.crl.is_empty()) {
        errors.push(Error::CrlUnused { mode: if mode == ModeArg::Off { "off" } else { "ocsp" } });
    }
    if args.no_catalog && args.anchor.is_empty() {
        errors.push(Error::NoCatalog);
    }
    if let (Some(_), Some(purpose @ (PurposeArg::Login | PurposeArg::Signing | PurposeArg::Any))) =
        (&args.host, args.purpose)
    {
        errors.push(Error::PurposeHost { purpose: purpose.name() });
    }
    match errors.len() {
        0 => Ok(()),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

/// A web address where a file is expected: what to do instead.
fn url(input: &Path) -> Option<Error> {
    let url = input.to_str()?;
    let (scheme, rest) = url.split_once("://")?;
    let default_port = match scheme.to_ascii_lowercase().as_str() {
        "https" => "443",
        "http" => "80",
        "ldaps" => "636",
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    // A colon inside brackets belongs to an IPv6 address.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, default_port),
    };
    Some(Error::Url {
        url: url.to_owned(),
        host: host.trim_matches(['[', ']']).to_owned(),
        server: format!("{host}:{port}"),
    })
}

impl PurposeArg {
    const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Signing => "signing",
            Self::Server => "server",
            Self::Any => "any",
        }
    }
}

fn options(args: &Args, context: &Context, catalog: &Catalog) -> Result<Options, Error> {
    let mut options = Options::login(context.now);
    options.purpose = match (args.purpose, &args.host) {
        (None | Some(PurposeArg::Server), Some(host)) => Purpose::Server { host: Some(host.clone()) },
        (Some(PurposeArg::Server), None) => Purpose::Server { host: None },
        (Some(PurposeArg::Signing), _) => Purpose::Signing,
        (Some(PurposeArg::Any), _) => Purpose::Any,
        (None | Some(PurposeArg::Login), _) => Purpose::Login,
    };
    options.strict = args.strict || context.settings.strict.unwrap_or(false);
    options.policies = PolicyInputs {
        acceptable: args.policies.policy_oid.clone(),
        explicit: args.policies.explicit_policy,
        inhibit_mapping: args.policies.inhibit_mapping,
        inhibit_any: args.policies.inhibit_any_policy,
    };
    if let Some(depth) = args.max_depth {
        options.budget.depth = depth;
    }
    let names = match (&args.generation[..], &context.settings.generation) {
        ([], Some(setting)) if !args.no_catalog => setting,
        _ => &args.generation,
    };
    if !names.is_empty() {
        options.generations = Some(generation::named(names, catalog)?);
    }
    Ok(options)
}

/// How revocation is looked at, and the lists that were handed in. Whoever hands in a list wants it used.
fn lists(args: &Args, context: &Context) -> Result<(Mode, Vec<(String, Crl)>), Error> {
    let settings = &context.settings;
    let mode = match (args.revocation, settings.revocation) {
        (Some(mode), _) | (None, Some(mode @ (ModeArg::Auto | ModeArg::Crl | ModeArg::Require))) => mode,
        (None, _) if !args.crl.is_empty() => ModeArg::Crl,
        (None, None) if settings.crl.as_ref().is_some_and(|lists| !lists.is_empty()) => ModeArg::Crl,
        (None, mode) => mode.unwrap_or(ModeArg::Off),
    };
    let mode = Mode::from(mode);
    if !mode.uses_lists() {
        return Ok((mode, Vec::new()));
    }
    let paths = if args.crl.is_empty() { settings.crl.as_deref().unwrap_or_default() } else { &args.crl };
    Ok((mode, read_lists(paths, &context.texts)?))
}

/// The network, which says whom it contacts.
fn announced(context: &Context) -> Result<Announced<'_>, Error> {
    let http = HttpFetch::new(Proxy::Environment).map_err(|error| Error::Said {
        exit: Exit::Incomplete,
        id: "catalog-error-net",
        arguments: vec![("cause", error.to_string())],
    })?;
    Ok(Announced::new(Box::new(http), &context.texts, context.quiet))
}

/// A CA certificate that the user handed in, and where it stood.
struct Handed {
    certificate: Certificate,
    input: String,
    position: Position,
    alias: Option<String>,
}

/// CA certificates to judge by: those of `--ca`, `--intermediates` and the data folders, and the anchors of `--anchor`. One that cannot
/// be read ends the run: a verdict without it could be wrong, and would not say so.
fn authorities(
    args: &Args,
    context: &Context,
    catalog: &Catalog,
    problems: &mut Vec<InputProblem>,
) -> Result<(Vec<Certificate>, Option<Vec<Certificate>>), Error> {
    let ca = if args.ca.is_empty() { context.settings.ca.as_deref().unwrap_or_default() } else { &args.ca };
    let mut errors = Vec::new();
    let mut read = |option: &'static str, paths: &[PathBuf]| {
        let mut all = Vec::new();
        for path in paths {
            match certificates_of(option, path, context, problems) {
                Ok(found) => all.extend(found),
                Err(error) => errors.push(error),
            }
        }
        all
    };
    let mut handed = read("--ca", ca);
    handed.extend(read("--intermediates", &args.intermediates));
    let anchors = read("--anchor", &args.anchor);
    if !errors.is_empty() {
        return Err(Error::Several(errors));
    }
    let mut stored = Vec::new();
    if !args.no_catalog {
        let found = data::load(&context.data_folders(), catalog);
        for bad in &found.bad {
            let values = [
                ("path", Value::from(clean(&bad.path.display().to_string()))),
                ("reason", Value::from(bad_file_text(&bad.kind, &context.texts))),
            ];
            context.note(&context.texts.format("note-bad-data-file", &values));
        }
        stored = found.certificates;
    }
    let mut authorities = genuine(handed, &stored, catalog, problems);
    authorities.append(&mut stored);
    // Given anchors are the user's own word and are not held against the catalog.
    let anchors: Vec<Certificate> = anchors.into_iter().map(|anchor| anchor.certificate).collect();
    Ok((authorities, (!args.anchor.is_empty()).then_some(anchors)))
}

/// The certificates of a file or folder that the verdicts will rest on. A bad file in a folder is a problem of the report.
fn certificates_of(
    option: &'static str,
    path: &Path,
    context: &Context,
    problems: &mut Vec<InputProblem>,
) -> Result<Vec<Handed>, Error> {
    let mut gathered = gather(&[path.to_owned()], context)?;
    let mut certificates = Vec::new();
    for Source { name, certificates: found, .. } in gathered.sources {
        certificates.extend(found.into_iter().map(|Found { certificate, position, alias }| Handed {
            certificate,
            input: name.clone(),
            position,
            alias,
        }));
    }
    if certificates.is_empty() {
        return Err(match gathered.problems.pop() {
            Some(problem) => {
                let problem = verify::problem(&problem.kind, &context.texts);
                Error::CaInput { option, path: path.to_owned(), problem }
            }
            None => Error::CaEmpty { option, path: path.to_owned() },
        });
    }
    problems.extend(gathered.problems);
    Ok(certificates)
}

/// Leaves out what pretends to be a CA of the catalog and is not: a damaged or false file must not become the measure of a card.
fn genuine(
    handed: Vec<Handed>,
    stored: &[Certificate],
    catalog: &Catalog,
    problems: &mut Vec<InputProblem>,
) -> Vec<Certificate> {
    let all: Vec<Certificate> = handed.iter().map(|handed| handed.certificate.clone()).collect();
    let refused = store::sort(&all, catalog, stored).refused;
    // A root that another pinned root has signed is a way from one generation to the next, and no forgery.
    let is_cross_signed = |certificate: &Certificate| {
        all.iter().chain(stored).any(|root| {
            root != certificate
                && root.subject() == certificate.issuer()
                && catalog.by_pin(root).is_some_and(|found| found.ca.is_root())
                && signature::check(certificate, root).is_ok()
        })
    };
    let mut genuine = Vec::new();
    for Handed { certificate, input, position, alias } in handed {
        let refusal = refused.iter().find(|(other, refusal)| *other == certificate && refusal.is_suspicious());
        match refusal.filter(|_| !is_cross_signed(&certificate)) {
            Some((_, refusal)) => problems.push(InputProblem {
                input,
                position: Some(position),
                alias,
                kind: InputProblemKind::FalseCa(certificate.subject().clone(), refusal.clone()),
            }),
            None => genuine.push(certificate),
        }
    }
    genuine
}

/// One container that was read.
struct Source {
    name: String,
    certificates: Vec<Found>,
    /// Which of [`Gathered::offered`] came with it.
    offered: usize,
    has_private_key: bool,
}

/// One certificate of a container.
struct Found {
    certificate: Certificate,
    position: Position,
    alias: Option<String>,
}

/// Everything that the inputs gave.
#[derive(Default)]
struct Gathered {
    sources: Vec<Source>,
    /// For each input, a folder being one: its certificates as candidates for issuers of one another. Those of other inputs are not:
    /// what a certificate is worth does not depend on what is named beside it.
    offered: Vec<Offered>,
    problems: Vec<InputProblem>,
    notes: Vec<InputNote>,
}

fn gather(paths: &[PathBuf], context: &Context) -> Result<Gathered, Error> {
    let mut gathered = Gathered::default();
    let passwords = context.passwords()?;
    for path in paths {
        let first = gathered.sources.len();
        for read in input::gather(std::slice::from_ref(path), passwords, &ReadLimits::default()) {
            let is_problem = read.is_problem();
            let Input { name, contents, .. } = read;
            match contents {
                Ok(contents) => gathered.add(name, contents, passwords),
                Err(error) if is_problem => gathered.problems.push(InputProblem {
                    input: name,
                    position: None,
                    alias: None,
                    kind: InputProblemKind::Input(error),
                }),
                Err(error) => gathered.notes.push(InputNote { input: name, kind: InputNoteKind::PassedOver(error) }),
            }
        }
        let together = gathered.sources[first..].iter().flat_map(|source| &source.certificates);
        let together: Vec<Certificate> = together.map(|found| found.certificate.clone()).collect();
        gathered.offered.push(Offered::new(&together));
    }
    Ok(gathered)
}

impl Gathered {
    fn add(&mut self, name: String, contents: Contents, passwords: &Passwords) {
        let mut note = |kind| self.notes.push(InputNote { input: name.clone(), kind });
        contents.quirks.iter().for_each(|quirk| note(InputNoteKind::Quirk(*quirk)));
        match contents.password_index.and_then(|index| passwords.candidates().get(index)) {
            // A password that everybody knows; one that the user gave is not repeated.
            Some(customary) if !passwords.insisted() => {
                note(InputNoteKind::CustomaryPassword(customary.expose_secret().to_owned()));
            }
            _ if contents.integrity == Integrity::NotChecked => note(InputNoteKind::IntegrityNotChecked),
            _ => {}
        }
        let mut certificates = Vec::new();
        for entry in contents.entries {
            match entry.certificate {
                Ok(certificate) => {
                    certificates.push(Found { certificate, position: entry.position, alias: entry.alias });
                }
                Err(error) => self.problems.push(InputProblem {
                    input: name.clone(),
                    position: Some(entry.position),
                    alias: entry.alias,
                    kind: InputProblemKind::Entry(error),
                }),
            }
        }
        let source =
            Source { name, certificates, offered: self.offered.len(), has_private_key: contents.has_private_key };
        self.sources.push(source);
    }
}

/// Judges every certificate, on several threads where there is something to share.
fn judge_all(judge: &Judge<'_>, gathered: &Gathered, options: &Options, context: &Context) -> Vec<VerifiedCertificate> {
    let work: Vec<(&Source, usize)> = gathered
        .sources
        .iter()
        .flat_map(|source| (0..source.certificates.len()).map(move |index| (source, index)))
        .collect();
    let progress = Progress::new(context, "progress-verify", work.len());
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(work.len()));
    let run = || {
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            let Some((source, index)) = work.get(task) else { break };
            let found = &source.certificates[*index];
            let verified = VerifiedCertificate {
                input: source.name.clone(),
                index: *index,
                of: source.certificates.len(),
                position: found.position,
                alias: found.alias.clone(),
                judgement: judge.judge(&found.certificate, &gathered.offered[source.offered], options),
            };
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((task, verified));
            progress.at(done.len());
        }
    };
    // A thread costs more than a few verdicts.
    let threads = match work.len() / 8 {
        0 | 1 => 1,
        useful => useful.min(context.jobs()),
    };
    if threads > 1 {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(run);
            }
        });
    } else {
        run();
    }
    let mut verified = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    verified.sort_by_key(|(task, _)| *task);
    verified.into_iter().map(|(_, verified)| verified).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    #[test]
    fn policies_are_object_identifiers() {
        for good in ["2.5.29.32.0", "1.3.6.1.4.1.32473.1.1", "0.39", "1.2.752.74.6.1"] {
            assert_eq!(oid(good).ok().as_deref(), Some(good));
        }
        for bad in ["", "1", "3.1", "1.40", "1.02.3", "1.2.", ".1.2", "1.2 ", "gold", "1.-2", "1.+2"] {
            assert!(oid(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_web_address_is_taken_apart_for_the_advice() {
        for (given, host, server) in [
            ("https://e-service.example.se", "e-service.example.se", "e-service.example.se:443"),
            ("HTTPS://user@e-service.example.se:8443/login?x=1:2", "e-service.example.se", "e-service.example.se:8443"),
            ("https://[2001:db8::1]/", "2001:db8::1", "[2001:db8::1]:443"),
            ("https://[2001:db8::1]:8443", "2001:db8::1", "[2001:db8::1]:8443"),
        ] {
            let Some(Error::Url { host: h, server: s, .. }) = url(Path::new(given)) else { panic!("{given}") };
            assert_eq!((h.as_str(), s.as_str()), (host, server), "{given}");
        }
        for given in ["card.pem", "C:\\cards\\card.pem", "https:/card.pem", "-"] {
            assert!(url(Path::new(given)).is_none(), "{given}");
        }
    }
}
