//! `tillit audit`: what trust stores trust, for each generation of the known PKIs.

mod against;
mod inventory;
mod policies;
mod search;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use clap::ValueEnum;
use tillit_reports::audit::{self, AuditReport, AuditedService, AuditedTarget, ComparedWith, NotAudited, Service};
use tillit_trust_stores::coverage;
use tillit_trust_stores::examine::{Environment, Examined, Measure, examine};
use tillit_trust_stores::formats::{self, Failure, Options, Source};
use tillit_trust_stores::places::{self, Environment as Variables, Found, PLACES, Search, Target};
use tillit_trust_stores::servers::running::{Running, running};
use tillit_trust_stores::servers::{self, Gathered};
use tillit_trust_stores::tree::{Folder, Tree as _};
use tillit_trust_stores::{Observation, StoreKind};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, Mistake};
use tillit_verifier::container::{Passwords, ReadLimits};
use tillit_verifier::input::InputError;
use time::OffsetDateTime;

use crate::args::ReportArgs;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};
use crate::progress::Progress;
use crate::target::{KindArg, at_hand, no_such_place, tree, url, windows_elsewhere};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "TARGET")]
    targets: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,
    #[arg(long, value_name = "POLICY")]
    require: Vec<PathBuf>,
    #[arg(long, value_name = "TARGET")]
    against: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    search: Vec<PathBuf>,
    #[arg(long = "type", value_name = "KIND")]
    kind: Option<KindArg>,
    #[arg(long, value_name = "ENVIRONMENT")]
    environment: Option<EnvironmentArg>,
    #[arg(long)]
    show_personal_id: bool,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EnvironmentArg {
    Production,
    Test,
}

impl From<EnvironmentArg> for Environment {
    fn from(environment: EnvironmentArg) -> Self {
        match environment {
            EnvironmentArg::Production => Self::Production,
            EnvironmentArg::Test => Self::Test,
        }
    }
}

/// Formats that `reports` renders.
const FORMATS: [Format; 6] = [Format::Human, Format::Text, Format::Json, Format::Ndjson, Format::Csv, Format::Markdown];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report.output, context, &FORMATS)?;
    let catalog = context.catalog()?;
    let (jobs, like) = jobs(args, &catalog, context)?;
    let audit = Audit::new(&catalog, context);
    let mut audited = audit.run(&jobs, context);
    tell_once(&jobs, &mut audited);
    not_beside_services(&jobs, &mut audited);
    let compared = match &args.against {
        Some(against) => Some(ComparedWith {
            against: against.display().to_string(),
            stores: against::compare(against, &audited, &like, &audit, context)?,
        }),
        None => None,
    };
    let searched = search::run(&args.search, &like, &audit, context);
    let unmatched = policies::unmatched(&jobs, &audited, context.now.date());
    let report = AuditReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        at_is_set: context.at_is_set,
        targets: audited,
        show_personal_id: args.show_personal_id,
        catalogs: context.catalogs.clone(),
        bare: args.targets.is_empty() && args.inventory.is_none() && !search::stands_alone(args),
        compared,
        searched,
        unmatched,
    };
    let texts = &context.texts;
    output::deliver(&targets, |format, medium| match format {
        Format::Json => output::pretty(&audit::json(&report, &catalog, texts)),
        Format::Ndjson => audit::ndjson(&report, &catalog, texts),
        Format::Csv => audit::csv(&report, &catalog, texts),
        Format::Markdown => audit::markdown(&report, &catalog, texts),
        Format::Text => audit::text(&report, &catalog, texts),
        // The others are refused before anything is read.
        Format::Human | Format::Html | Format::Junit => audit::human(&report, &catalog, texts, &context.style(medium)),
    })?;
    let threshold = args.report.threshold(context.settings.fail_on);
    Ok(match audit::exit_code(&report, &catalog, threshold) {
        0 => Exit::Fine,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

/// One target with everything that it is audited by.
#[derive(Clone)]
struct Job {
    /// As the user named it.
    shown: String,
    what: What,
    tree: Folder,
    passwords: Passwords,
    kind: Option<StoreKind>,
    environment: Option<Environment>,
    policies: Vec<policies::Named>,
    service: Option<Service>,
    /// The folder that stands for the machine.
    root: Option<PathBuf>,
}

#[derive(Clone)]
enum What {
    Target(Target),
    /// What is in standard input.
    Stdin,
    /// Every store in a tree that is not this machine's own.
    Tree,
    /// Nothing: what the inventory says of the service cannot be followed.
    Nothing(NotAudited),
}

/// What is wrong with an inventory.
pub(crate) fn inventory_mistakes(file: &Path, mistakes: &[Mistake], context: &Context) -> Error {
    policies::mistakes(file, mistakes, "error-audit-inventory", context)
}

/// Mistakes of another file that people write.
pub(crate) fn toml_mistakes(file: &Path, mistakes: &[Mistake], id: &'static str, context: &Context) -> Error {
    policies::mistakes(file, mistakes, id, context)
}

/// The services of an inventory, audited.
pub(crate) fn services(inventory: &Path, catalog: &Catalog, context: &Context) -> Result<Vec<AuditedTarget>, Error> {
    let like = Job {
        shown: String::new(),
        what: What::Stdin,
        tree: tree(None, context)?,
        passwords: context.passwords()?.clone(),
        kind: None,
        environment: None,
        policies: Vec::new(),
        service: None,
        root: None,
    };
    let jobs = inventory::jobs(inventory, &like, catalog, context)?;
    Ok(Audit::new(catalog, context).run(&jobs, context))
}

/// What is audited, and a job with what the options say, whatever is audited.
fn jobs(args: &Args, catalog: &Catalog, context: &Context) -> Result<(Vec<Job>, Job), Error> {
    let like = Job {
        shown: String::new(),
        what: What::Stdin,
        tree: tree(args.root.as_deref(), context)?,
        passwords: context.passwords()?.clone(),
        kind: args.kind.map(|kind| kind.0),
        environment: args.environment.map(Environment::from),
        policies: policies::read(&args.require, catalog, context)?,
        service: None,
        root: args.root.clone(),
    };
    let job = |shown: &str, what: What| Job { shown: shown.to_owned(), what, ..like.clone() };
    let mut jobs = Vec::new();
    let mut errors = Vec::new();
    for typed in args.targets.iter().chain(&args.against) {
        let shown = typed.display().to_string();
        if shown.contains("://") {
            errors.push(url(&shown));
        }
    }
    for typed in &args.targets {
        let what = if typed.as_os_str() == "-" { What::Stdin } else { What::Target(Target::parse(typed)) };
        if let What::Target(target) = &what {
            errors.extend(no_such_place(typed, target, &like.tree));
            errors.extend(windows_elsewhere(target, &like.tree, "error-audit-windows"));
        }
        jobs.push(job(&typed.display().to_string(), what));
    }
    if let Some(inventory) = &args.inventory {
        match inventory::jobs(inventory, &like, catalog, context) {
            Ok(of_services) => jobs.extend(of_services),
            Err(error) => errors.push(error),
        }
    } else if search::stands_alone(args) {
        return Ok((jobs, like));
    } else if let (Some(root), true) = (&args.root, args.targets.is_empty()) {
        jobs.push(job(&root.display().to_string(), What::Tree));
    } else if args.targets.is_empty() {
        let places = PLACES.iter().filter(|place| place.on_every_host);
        jobs.extend(places.map(|place| job(place.word, What::Target(Target::Place(place.word, None)))));
    }
    match errors.len() {
        0 => Ok((jobs, like)),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

/// A store that is met in several places of those that were searched is told in the first of them. What the user named is told where it was
/// named.
fn tell_once(jobs: &[Job], audited: &mut [AuditedTarget]) {
    let is_searched = |job: &Job| matches!(job.what, What::Target(Target::Place(_, None))) && job.service.is_none();
    for (index, job) in jobs.iter().enumerate().filter(|(_, job)| is_searched(job)) {
        let Some((earlier, [target, ..])) = audited.split_at_mut_checked(index) else { break };
        let earlier = earlier.iter_mut().zip(jobs).filter(|(_, job)| is_searched(job));
        let mut known: Vec<&mut Examined> = earlier.flat_map(|(target, _)| &mut target.stores).collect();
        target.stores.retain(|found| {
            let same = known.iter_mut().find(|known| known.store.is_read_as(&found.store, &job.tree));
            let leads_here = found.observations.iter().filter(|seen| matches!(seen, Observation::Redirected { .. }));
            let Some(known) = same else { return true };
            known.observations.extend(leads_here.cloned());
            target.told_before.push(found.store.location.path.clone());
            false
        });
    }
}

/// By what everything is judged.
struct Audit<'a> {
    catalog: &'a Catalog,
    at_hand: Vec<Certificate>,
    now: OffsetDateTime,
}

impl<'a> Audit<'a> {
    fn new(catalog: &'a Catalog, context: &Context) -> Self {
        Self { catalog, at_hand: at_hand(context, catalog), now: context.now }
    }

    /// Audits every target, several at a time; one that cannot be read stops no other. The order is that of the jobs.
    fn run(&self, jobs: &[Job], context: &Context) -> Vec<AuditedTarget> {
        let progress = Progress::new(context, "progress-audit", jobs.len());
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(jobs.len()));
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = jobs.get(index) else { break };
                let audited = self.one(job);
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                done.push((index, audited));
                progress.at(done.len());
            }
        };
        let threads = context.jobs().min(jobs.len());
        if threads > 1 {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(work);
                }
            });
        } else {
            work();
        }
        let mut audited = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        audited.sort_by_key(|(index, _)| *index);
        audited.into_iter().map(|(_, audited)| audited).collect()
    }

    /// Services with what becomes of each generation's cards there, and whether each server runs with what its files say.
    fn services(found: Vec<Gathered>, measure: &Measure<'_>, tree: &Folder) -> Vec<AuditedService> {
        // One question for each configuration: it goes through all processes.
        let mut asked: Vec<(&'static str, Arc<[PathBuf]>, Running)> = Vec::new();
        for gathered in &found {
            let is_same = |other: &&Gathered| {
                other.service.server == gathered.service.server && Arc::ptr_eq(&other.files, &gathered.files)
            };
            let word = gathered.service.server;
            if asked.iter().any(|(server, files, _)| *server == word && Arc::ptr_eq(files, &gathered.files)) {
                continue;
            }
            let named = found.iter().filter(is_same).flat_map(Gathered::paths);
            let mut files: Vec<PathBuf> = gathered.files.iter().cloned().chain(named.map(Path::to_owned)).collect();
            files.sort();
            files.dedup();
            let of = servers::server(word).zip(gathered.files.first());
            let running = of.map_or(Running::Unknown, |(server, main)| running(server, main, &files, tree));
            asked.push((word, gathered.files.clone(), running));
        }
        let predictor = servers::Predictor::new(measure);
        let service = |gathered: Gathered| {
            let predictions = predictor.predict(&gathered);
            let mut of = asked.iter();
            let of =
                of.find(|(server, files, _)| *server == gathered.service.server && Arc::ptr_eq(files, &gathered.files));
            let running = of.map_or(Running::Unknown, |(.., running)| running.clone());
            AuditedService { gathered, predictions, running }
        };
        found.into_iter().map(service).collect()
    }

    fn one(&self, job: &Job) -> AuditedTarget {
        let said = job.environment.or_else(|| job.policies.iter().find_map(|named| named.policy.environment));
        let measure = Measure { catalog: self.catalog, at_hand: &self.at_hand, now: self.now, environment: said };
        let of_catalog = coverage::matters(self.catalog);
        let of_policies: Vec<_> = job.policies.iter().map(|named| named.policy.matters()).collect();
        let interest =
            |certificate: &Certificate| of_catalog(certificate) || of_policies.iter().any(|of| of(certificate));
        let variables = if job.tree.is_host() { Variables::of_process() } else { Variables::default() };
        let options = Options {
            tree: &job.tree,
            passwords: &job.passwords,
            limits: ReadLimits::default(),
            interest: &interest,
            kind: job.kind,
        };
        let search = Search { options, environment: &variables };
        let found = match &job.what {
            What::Target(target) => target.find(&search),
            What::Stdin => stdin(&options),
            What::Tree => places::search_tree(&search),
            What::Nothing(_) => Found::default(),
        };
        let held = |store| {
            let mut examined = examine(store, &measure);
            let of_policies: Vec<_> =
                job.policies.iter().flat_map(|named| named.policy.hold(&examined, &measure)).collect();
            examined.observations.extend(of_policies);
            examined
        };
        AuditedTarget {
            target: job.shown.clone(),
            service: job.service.clone(),
            not_audited: match &job.what {
                What::Nothing(why) => Some(why.clone()),
                _ => None,
            },
            root: job.root.clone(),
            stores: found.stores.into_iter().map(held).collect(),
            told_before: Vec::new(),
            failures: found.failures,
            services: Self::services(found.services, &measure, &job.tree),
            problems: found.problems,
            looked: found.looked,
        }
    }
}

/// What services have told is not told again of the files that lie beside their configuration.
fn not_beside_services(jobs: &[Job], audited: &mut [AuditedTarget]) {
    let real = |job: &Job, path: &Path| job.tree.real_path(path).unwrap_or_else(|_| path.to_owned());
    let told: Vec<PathBuf> = jobs
        .iter()
        .zip(audited.iter())
        .flat_map(|(job, target)| target.services.iter().map(move |service| (job, service)))
        .flat_map(|(job, service)| service.gathered.paths().map(move |path| real(job, path)))
        .collect();
    if told.is_empty() {
        return;
    }
    for (job, target) in jobs.iter().zip(audited.iter_mut()) {
        if matches!(job.what, What::Target(Target::Place("servers", None))) {
            target.stores.retain(|examined| !told.contains(&real(job, &examined.store.location.path)));
            target.failures.retain(|failure| !told.contains(&real(job, &failure.location.path)));
        }
    }
}

/// What is in standard input.
fn stdin(options: &Options<'_>) -> Found {
    let path = Path::new("-");
    let mut found = Found::default();
    found.add(
        "file",
        match Source::new(path, Box::new(io::stdin().lock())) {
            Ok(source) => formats::read_source(source, options),
            Err(error) => vec![Err(Failure::of(path, InputError::from_io(error)))],
        },
    );
    found
}
