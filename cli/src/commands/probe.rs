//! `tillit probe`: what a live server asks of a client, seen from outside and without a key.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tillit_login::Target;
use tillit_login::announced::Announced;
use tillit_login::connection::Limits;
use tillit_login::differences::differences;
use tillit_login::many;
use tillit_login::probe::{Options, Probe};
use tillit_login::proxy::{Proxies, Proxy};
use tillit_login::server_chain::{Ground, ServerChain};
use tillit_login::target::TargetError;
use tillit_login::trust::{self, ThrowAway, Trust};
use tillit_reports::plain::clean;
use tillit_reports::probe::{self, ProbeReport, ProbedTarget};
use tillit_reports::verify::input_problem;
use tillit_trust_stores::formats::Options as Reading;
use tillit_trust_stores::inventory::{self, Inventory};
use tillit_trust_stores::places::{self, Environment, Search};
use tillit_trust_stores::store::Grant;
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::{Passwords, ReadLimits};
use time::OffsetDateTime;

use crate::args::ReportArgs;
use crate::commands::audit::inventory_mistakes;
use crate::commands::fetching::Fetching;
use crate::commands::install::apply::confirmed;
use crate::context::Context;
use crate::error::{Error, Exit, Invalid, io_cause};
use crate::output::{self, Format};
use crate::progress::Progress;
use crate::target::at_hand;
use crate::{files, input};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "URL", required_unless_present = "inventory")]
    urls: Vec<String>,
    #[arg(long, value_name = "N", value_parser = repeat)]
    repeat: Option<u32>,
    #[arg(long, value_name = "PROXY", value_parser = proxy)]
    proxy: Option<Proxy>,
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    ca: Vec<PathBuf>,
    #[arg(long)]
    fetch: bool,
    #[arg(long)]
    trust: bool,
    #[arg(short, long, requires = "trust")]
    yes: bool,
    #[command(flatten)]
    report: ReportArgs,
}

/// Formats that `reports` renders.
const FORMATS: [Format; 6] = [Format::Human, Format::Text, Format::Json, Format::Ndjson, Format::Csv, Format::Markdown];

pub(super) fn repeat(text: &str) -> Result<u32, Invalid> {
    text.parse().ok().filter(|n| (1..=1000).contains(n)).ok_or(Invalid::new("invalid-repeat"))
}

/// A password has no place on a command line.
pub(super) fn proxy(text: &str) -> Result<Proxy, Invalid> {
    let proxy = Proxy::parse(text).map_err(|_| Invalid::new("invalid-proxy"))?;
    if proxy.has_credentials() { Err(Invalid::secret("invalid-proxy-password")) } else { Ok(proxy) }
}

/// A page that is looked at.
pub(super) struct Wanted {
    typed: String,
    service: Option<String>,
}

impl Wanted {
    /// One that is known.
    pub(super) fn of(target: &Target) -> Self {
        Self { typed: target.page(), service: None }
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.report.output, context, &FORMATS)?;
    if context.offline {
        return Err(usage("error-probe-offline", Vec::new()));
    }
    let catalog = context.catalog()?;
    let (wanted, targets) = wanted(&args.urls, args.inventory.as_deref(), context)?;
    let proxies = proxies(args.proxy.as_ref())?;
    let options = Options { limits: limits(context.timeout), repeat: args.repeat.unwrap_or(1), proxies };
    let mut judged = Judged::by("--ca", &args.ca, at_hand(context, &catalog), &catalog, context)?;
    if args.fetch {
        judged.fetches(context)?;
    }
    if args.trust {
        judged.tries_trust(leave(args.yes, &targets, context)?, &options);
    }
    let threshold = args.report.threshold(context.settings.fail_on);
    // As the lines of NDJSON are done they go out, and nothing is kept.
    let is_stream = outputs.iter().all(|output| matches!(output, output::Target::Stdout(Format::Ndjson)));
    let progress = Progress::new(context, "progress-probe", targets.len());
    let done = AtomicUsize::new(0);
    let kept: Mutex<Vec<(usize, ProbedTarget)>> = Mutex::default();
    let outcome: Mutex<(Option<u8>, Option<Error>)> = Mutex::default();
    let (texts, now) = (&context.texts, context.now);
    let report =
        |targets: Vec<ProbedTarget>| ProbeReport { version: env!("CARGO_PKG_VERSION").to_owned(), at: now, targets };
    many::probe_all(&targets, &options, context.jobs_or(many::IN_FLIGHT), &OffsetDateTime::now_utc, &|index, seen| {
        let Some(wanted) = wanted.get(index) else { return };
        let mut one = report(vec![judged.target(wanted, seen)]);
        let code = probe::exit_code(&one, &catalog, threshold);
        let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.0 = Some(worse(outcome.0, code));
        let target = one.targets.pop();
        if is_stream {
            // One line after the other: this lock is held.
            if let Some(target) = &target
                && outcome.1.is_none()
            {
                outcome.1 = output::to_stdout(&probe::ndjson_line(&one, target, &catalog, texts)).err();
            }
        } else {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend(target.map(|target| (index, target)));
        }
        progress.at(done.fetch_add(1, Ordering::Relaxed) + 1);
    });
    drop(progress);
    let (code, error) = outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = error {
        return Err(error);
    }
    if !is_stream {
        let mut kept = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        kept.sort_by_key(|(index, _)| *index);
        let report = report(kept.into_iter().map(|(_, target)| target).collect());
        let lines = || report.targets.iter().map(|target| probe::ndjson_line(&report, target, &catalog, texts));
        output::deliver(&outputs, |format, medium| match format {
            Format::Json => output::pretty(&probe::json(&report, &catalog, texts)),
            Format::Ndjson => lines().collect(),
            Format::Csv => probe::csv(&report, &catalog, texts),
            Format::Markdown => probe::markdown(&report, &catalog, texts),
            Format::Text => probe::text(&report, &catalog, texts),
            // The others are refused before anything is looked at.
            Format::Human | Format::Html | Format::Junit => {
                probe::human(&report, &catalog, texts, &context.style(medium))
            }
        })?;
    }
    Ok(match code {
        Some(0) => Exit::Fine,
        Some(1) => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

/// The first of 3, 1 and 0 that occurred.
pub(super) fn worse(known: Option<u8>, code: u8) -> u8 {
    known.map_or(code, |known| known.max(code))
}

fn usage(id: &'static str, arguments: Vec<(&'static str, String)>) -> Error {
    Error::Said { exit: Exit::Usage, id, arguments }
}

pub(super) fn limits(timeout: Option<Duration>) -> Limits {
    let ordinary = Limits::default();
    match timeout {
        Some(total) => Limits { total, connect: ordinary.connect.min(total), ..ordinary },
        None => ordinary,
    }
}

/// What is to be looked at: every mistake is told before anything is contacted.
pub(super) fn wanted(
    urls: &[String],
    inventory: Option<&Path>,
    context: &Context,
) -> Result<(Vec<Wanted>, Vec<Target>), Error> {
    let mut wanted: Vec<Wanted> = urls.iter().map(|typed| Wanted { typed: typed.clone(), service: None }).collect();
    if let Some(file) = inventory {
        wanted.extend(of_inventory(file, context)?);
    }
    let mut targets = Vec::new();
    let mut errors = Vec::new();
    for one in &wanted {
        match Target::parse(&one.typed) {
            Ok(target) => targets.push(target),
            Err(TargetError::NotHttps(_)) => {
                errors.push(usage("error-probe-not-https", vec![("url", one.typed.clone())]));
            }
            // It is not repeated: it has a password in it.
            Err(TargetError::WithPassword) => errors.push(usage("error-probe-password", Vec::new())),
            Err(_) => errors.push(usage("error-probe-url", vec![("url", one.typed.clone())])),
        }
    }
    match errors.len() {
        0 => Ok((wanted, targets)),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

fn of_inventory(file: &Path, context: &Context) -> Result<Vec<Wanted>, Error> {
    let text = files::text(file, inventory::MAX_FILE_BYTES as u64).map_err(|cause| {
        let cause = io_cause(&cause, &context.texts);
        usage("error-audit-inventory-read", vec![("path", file.display().to_string()), ("cause", cause)])
    })?;
    let inventory =
        Inventory::parse(&text, file).map_err(|error| inventory_mistakes(file, &error.mistakes, context))?;
    let services = inventory.services.into_iter();
    let wanted: Vec<Wanted> = services
        .flat_map(|service| {
            let name = service.name;
            service.urls.into_iter().map(move |typed| Wanted { typed, service: Some(name.clone()) })
        })
        .collect();
    if wanted.is_empty() {
        return Err(usage("error-probe-inventory", vec![("path", file.display().to_string())]));
    }
    Ok(wanted)
}

/// `--proxy`, else those of the environment.
pub(super) fn proxies(proxy: Option<&Proxy>) -> Result<Proxies, Error> {
    if let Some(proxy) = proxy {
        return Ok(Proxies::always(proxy.clone()));
    }
    Proxies::of_environment(&|name| std::env::var(name).ok())
        .map_err(|variable| usage("error-probe-proxy", vec![("variable", variable.to_owned())]))
}

/// What this computer trusts for servers: the system's stores, and the roots of an option; `None`: nothing of it can be read. And the issuing
/// CAs of the option, which are no more than at hand.
fn roots(
    option: &'static str,
    ca: &[PathBuf],
    context: &Context,
) -> Result<(Option<Vec<Certificate>>, Vec<Certificate>), Error> {
    let mut given = Vec::new();
    for path in ca {
        let before = given.len();
        for read in input::gather(std::slice::from_ref(path), context.passwords()?, &ReadLimits::default()) {
            let is_problem = read.is_problem();
            match read.contents {
                Ok(contents) => given.extend(contents.entries.into_iter().filter_map(|entry| entry.certificate.ok())),
                Err(error) if is_problem => {
                    let problem = input_problem(&error, &context.texts);
                    return Err(Error::CaInput { option, path: path.clone(), problem });
                }
                Err(_) => {}
            }
        }
        if given.len() == before {
            return Err(Error::CaEmpty { option, path: path.clone() });
        }
    }
    let tree = Folder::host();
    let passwords = Passwords::defaults();
    let options =
        Reading { tree: &tree, passwords: &passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None };
    let environment = Environment::of_process();
    let found = places::Target::Place("system", None).find(&Search { options, environment: &environment });
    let entries = found.stores.iter().flat_map(|store| &store.entries);
    let anchors = entries.filter(|entry| entry.trust.server == Grant::Anchor);
    let system: Vec<Certificate> = anchors.filter_map(|entry| entry.certificate.as_ref().ok().cloned()).collect();
    let (mut roots, issuing): (Vec<_>, Vec<_>) = given.into_iter().partition(Certificate::is_self_issued);
    roots.extend(system);
    Ok(((!roots.is_empty()).then_some(roots), issuing))
}

/// Asks for the leave of whoever runs the servers, and makes a key to throw away.
pub(super) fn leave(yes: bool, targets: &[Target], context: &Context) -> Result<ThrowAway, Error> {
    if !yes {
        if !std::io::stdin().is_terminal() {
            return Err(usage("error-probe-trust-not-a-terminal", Vec::new()));
        }
        let servers: Vec<String> = targets.iter().map(Target::host).collect();
        let count = trust::MOST_LOGINS;
        let values = [("servers", clean(&servers.join(", ")).into()), ("count", count.into())];
        if !confirmed(&context.texts.format("probe-confirm-trust", &values), context)? {
            return Err(usage("error-probe-trust-declined", Vec::new()));
        }
    }
    ThrowAway::new(context.now).map_err(|_| Error::Said {
        exit: Exit::Incomplete,
        id: "error-probe-trust-no-key",
        arguments: Vec::new(),
    })
}

/// Addresses of one name at which the trust is tried.
const TRIED_ADDRESSES: usize = 4;

/// With what the trust of servers is tried.
struct Trying {
    throw_away: ThrowAway,
    proxies: Proxies,
    limits: Limits,
}

/// By what everything that was seen is judged.
pub(super) struct Judged<'a> {
    roots: Option<Vec<Certificate>>,
    helpers: Vec<Certificate>,
    catalog: &'a Catalog,
    now: OffsetDateTime,
    /// With what the trust is tried; `None`: it is not.
    trying: Option<Trying>,
    /// With what servers should have sent; `None`: nothing is fetched.
    fetching: Option<Fetching<'a>>,
}

impl<'a> Judged<'a> {
    /// By this computer's own trust in servers, and by the roots of an option.
    pub(super) fn by(
        option: &'static str,
        ca: &[PathBuf],
        at_hand: Vec<Certificate>,
        catalog: &'a Catalog,
        context: &Context,
    ) -> Result<Self, Error> {
        let (roots, mut helpers) = roots(option, ca, context)?;
        helpers.extend(at_hand);
        Ok(Self { roots, helpers, catalog, now: context.now, trying: None, fetching: None })
    }

    /// From here on the trust of servers is tried as well.
    pub(super) fn tries_trust(&mut self, throw_away: ThrowAway, options: &Options) {
        self.trying = Some(Trying { throw_away, proxies: options.proxies.clone(), limits: options.limits });
    }

    /// From here on CAs that servers do not send are fetched.
    pub(super) fn fetches(&mut self, context: &'a Context) -> Result<(), Error> {
        self.fetching = Some(Fetching::new(context)?);
        Ok(())
    }

    /// The chains of a target; where one lacks a CA that can be fetched, with it.
    fn chains(&self, probe: &Probe) -> Vec<ServerChain> {
        let host = probe.target.host();
        let judge = |helpers: &[Certificate]| -> Vec<ServerChain> {
            let ground = Ground { roots: self.roots.as_deref(), helpers, now: self.now };
            probe.chains().into_iter().map(|chain| ServerChain::judge(chain, &host, &ground)).collect()
        };
        let chains = judge(&self.helpers);
        let Some(fetching) = &self.fetching else { return chains };
        let fetched: Vec<Certificate> = chains.iter().filter_map(|chain| fetching.missing(chain)).collect();
        if fetched.is_empty() { chains } else { judge(&[self.helpers.as_slice(), &fetched].concat()) }
    }

    /// What each address of a target trusts.
    fn trust(&self, probe: &Probe, trying: &Trying) -> Vec<Trust> {
        let first = probe.looks.iter().filter(|look| look.run == 0 && look.unreachable.is_none());
        first
            .take(TRIED_ADDRESSES)
            .map(|look| {
                let named = look.asked().map(|asked| asked.names.as_slice()).unwrap_or_default();
                let cas = trust::cas(self.catalog, named, &self.helpers, self.now);
                let Trying { throw_away, proxies, limits } = trying;
                trust::trust(&probe.target, look, &cas, throw_away, proxies, limits)
            })
            .collect()
    }

    pub(super) fn target(&self, wanted: &Wanted, probe: Probe) -> ProbedTarget {
        ProbedTarget {
            typed: wanted.typed.clone(),
            service: wanted.service.clone(),
            chains: self.chains(&probe),
            announced: probe.asked_everywhere().map(|asked| Announced::of(&asked, self.catalog, self.now)),
            differences: differences(&probe),
            trust: self.trying.as_ref().map_or_else(Vec::new, |trying| self.trust(&probe, trying)),
            probe,
        }
    }
}
