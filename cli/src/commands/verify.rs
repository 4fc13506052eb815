//! `tillit verify`: the chain of any card certificate against every known generation.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::ValueEnum;

use tillit_reports::verify::{
    self, InputNote, InputProblem, InputProblemKind, RevocationMode, VerifiedCertificate, VerifyReport, exit_code,
};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::{self, ContainerError, Passwords, Position};
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::{Judgement, Purpose, Severity};

use crate::args::{FailOn, ReportArgs};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::generation;
use crate::output::{self, Format};
use crate::progress::Progress;

#[derive(Debug, clap::Args)]
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
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    #[arg(long)]
    strict: bool,
    #[arg(long)]
    show_personal_id: bool,
    #[arg(long, value_name = "MODE")]
    revocation: Option<String>,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PurposeArg {
    Login,
    Signing,
    Server,
    Any,
}

/// Formats that `reports` renders.
const FORMATS: [Format; 6] = [Format::Human, Format::Text, Format::Json, Format::Ndjson, Format::Csv, Format::Markdown];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report, context, &FORMATS)?;
    check(args)?;
    let catalog = if args.no_catalog { Catalog::default() } else { context.catalog()? };
    let options = options(args, context, &catalog)?;

    let (authorities, given) = authorities(args, context)?;
    let gathered = gather(&args.inputs, context)?;
    let judge = Judge::new(&catalog, &authorities, given.as_deref());
    let certificates = judge_all(&judge, &gathered.inputs, &options, context);

    let report = VerifyReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: options.time,
        purpose: options.purpose,
        certificates,
        problems: gathered.problems,
        notes: gathered.notes,
        show_personal_id: args.show_personal_id,
        generations: options.generations,
        revocation: RevocationMode::Off,
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
    let threshold = match args.report.fail_on.or(context.settings.fail_on) {
        Some(FailOn::Info) => Severity::Info,
        None | Some(FailOn::Warning) => Severity::Warning,
        Some(FailOn::Error) => Severity::Error,
    };
    Ok(match exit_code(&report, threshold) {
        0 => Exit::Fine,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

/// What can be told wrong before anything is read.
fn check(args: &Args) -> Result<(), Error> {
    let mut errors: Vec<Error> = args.inputs.iter().filter_map(|input| url(input)).collect();
    if let Some(mode) = args.revocation.as_ref().filter(|mode| *mode != "off") {
        errors.push(Error::RevocationNotYet { value: mode.clone() });
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
    let names = match (&args.generation[..], &context.settings.generation) {
        ([], Some(setting)) if !args.no_catalog => setting,
        _ => &args.generation,
    };
    if !names.is_empty() {
        options.generations = Some(generation::named(names, catalog)?);
    }
    Ok(options)
}

/// CA certificates to judge by: those of `--ca` and `--intermediates` with those of the data folders, and the anchors of `--anchor`.
/// One that cannot be read ends the run: a verdict without it could be wrong, and would not say so.
fn authorities(args: &Args, context: &Context) -> Result<(Vec<Certificate>, Option<Vec<Certificate>>), Error> {
    let ca = if args.ca.is_empty() { context.settings.ca.as_deref().unwrap_or_default() } else { &args.ca };
    let mut errors = Vec::new();
    let mut read = |option: &'static str, paths: &[PathBuf]| -> Vec<Certificate> {
        let mut all = Vec::new();
        for path in paths {
            match certificates_of(option, path, context) {
                Ok(found) => all.extend(found),
                Err(error) => errors.push(error),
            }
        }
        all
    };
    let mut authorities = read("--ca", ca);
    authorities.extend(read("--intermediates", &args.intermediates));
    let anchors = read("--anchor", &args.anchor);
    match errors.len() {
        0 => Ok((authorities, (!args.anchor.is_empty()).then_some(anchors))),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

/// Judges every certificate, on several threads where there is something to share.
fn judge_all(judge: &Judge<'_>, inputs: &[Input], options: &Options, context: &Context) -> Vec<VerifiedCertificate> {
    let work: Vec<(&Input, usize)> =
        inputs.iter().flat_map(|input| (0..input.certificates.len()).map(move |i| (input, i))).collect();
    let progress = Progress::new(context, "progress-verify", work.len());
    let threads = context.jobs.min(work.len().div_ceil(4));
    let judge_one =
        |(input, i): (&Input, usize)| judge.judge(&input.certificates[i].certificate, &input.offered, options);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(work.len()));
    let run = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = work.get(i) else { break };
            let judgement = judge_one(*task);
            if let Ok(mut done) = done.lock() {
                done.push((i, judgement));
                progress.at(done.len());
            }
        }
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
    let mut judgements: Vec<(usize, Judgement)> = done.into_inner().unwrap_or_default();
    judgements.sort_by_key(|(i, _)| *i);
    let named = |(i, judgement): (usize, Judgement)| {
        let (input, index) = work[i];
        let found = &input.certificates[index];
        VerifiedCertificate {
            input: input.name.clone(),
            index,
            of: input.certificates.len(),
            position: found.position,
            alias: found.alias.clone(),
            judgement,
        }
    };
    judgements.into_iter().map(named).collect()
}

/// One container that was read.
struct Input {
    name: String,
    certificates: Vec<Found>,
    offered: Offered,
}

struct Found {
    certificate: Certificate,
    position: Position,
    alias: Option<String>,
}

#[derive(Default)]
struct Gathered {
    inputs: Vec<Input>,
    problems: Vec<InputProblem>,
    notes: Vec<InputNote>,
}

fn gather(paths: &[PathBuf], context: &Context) -> Result<Gathered, Error> {
    let mut gathered = Gathered::default();
    for path in paths {
        let name = path.display().to_string();
        let contents = std::fs::File::open(path).map_err(ContainerError::Io).and_then(|file| {
            container::read_with(
                file,
                context.passwords().ok().unwrap_or(&Passwords::none()),
                &container::ReadLimits::default(),
            )
        });
        match contents {
            Ok(contents) => {
                let certificates: Vec<_> = contents
                    .entries
                    .into_iter()
                    .filter_map(|e| {
                        Some(Found { certificate: e.certificate.ok()?, position: e.position, alias: e.alias })
                    })
                    .collect();
                let list: Vec<Certificate> = certificates.iter().map(|f| f.certificate.clone()).collect();
                let offered = Offered::new(&list);
                gathered.inputs.push(Input { name, certificates, offered });
            }
            Err(error) => gathered.problems.push(InputProblem {
                input: name,
                position: None,
                alias: None,
                kind: InputProblemKind::Input(error.into()),
            }),
        }
    }
    Ok(gathered)
}

fn certificates_of(option: &'static str, path: &Path, context: &Context) -> Result<Vec<Certificate>, Error> {
    let gathered = gather(&[path.to_owned()], context)?;
    if let Some(problem) = gathered.problems.first() {
        return Err(Error::CaInput { option, path: path.to_owned(), problem: format!("{:?}", problem.kind) });
    }
    Ok(gathered.inputs.into_iter().flat_map(|input| input.certificates).map(|found| found.certificate).collect())
}
