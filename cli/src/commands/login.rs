//! `tillit login`: a live login with a key from a file or on a card.

pub(super) mod token;
mod windows_key;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use clap::{ArgGroup, ValueEnum};
use tillit_login::Target;
use tillit_login::attempt::{self, ChainSent, Choice, Expected, Options};
use tillit_login::browser;
use tillit_login::connection::Limits;
use tillit_login::follow::{Follow, Way};
use tillit_login::key::{self, KeyError, LoginKey, MAX_KEY_FILE, Padding};
use tillit_login::proxy::Proxy;
use tillit_login::target::TargetError;
use tillit_login::wire::Version;
use tillit_reports::errors::Said as _;
use tillit_reports::i18n::{Texts, Value};
use tillit_reports::login::{self, LoginReport, LoginResult};
use tillit_reports::plain::{clean, mask_personal_numbers};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::ReadLimits;

use crate::args::OutputArgs;
use crate::context::Context;
use crate::error::{Error, Exit, Invalid, TextArguments, io_cause};
use crate::files;
use crate::input;
use crate::output::{self, Format};
use crate::progress::Progress;
use crate::target::at_hand;

#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("from").required(true).args(["p12", "cert", "pkcs11", "card", "windows_key"])))]
pub(crate) struct Args {
    #[arg(value_name = "URL", required = true)]
    targets: Vec<String>,
    #[command(flatten)]
    key: KeyArgs,
    #[arg(long, value_name = "VERSION")]
    tls: Vec<VersionArg>,
    #[arg(long, value_name = "CHAIN")]
    chain: Vec<ChainArg>,
    #[arg(long, value_name = "SCHEME")]
    scheme: Vec<SchemeArg>,
    #[command(flatten)]
    way: WayArgs,
    #[command(flatten)]
    output: OutputArgs,
}

// The key to log in with, and the CAs above its certificate. Flattened into every command that logs in.
#[derive(Debug, Default, clap::Args)]
pub(super) struct KeyArgs {
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cert", "pkcs11", "card", "windows_key"])]
    pub(super) p12: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pkcs11", "card", "windows_key"])]
    pub(super) cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(super) key: Option<PathBuf>,
    #[arg(long, value_name = "NAME", requires = "p12")]
    pub(super) alias: Option<String>,
    #[arg(long, value_name = "PATH")]
    pub(super) ca: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) token: token::TokenArgs,
}

impl KeyArgs {
    /// A key is named.
    pub(super) fn is_given(&self) -> bool {
        self.p12.is_some() || self.cert.is_some() || self.token.is_given()
    }
}

/// A key to log in with.
#[derive(Debug)]
pub(super) struct OpenKey {
    pub(super) key: LoginKey,
    /// Where it is a card's.
    pub(super) on_card: Option<token::OnCard>,
}

// How far a login goes, and what it must come to. Flattened into every command that logs in.
#[derive(Debug, Default, clap::Args)]
pub(super) struct WayArgs {
    #[arg(long, value_name = "PROXY", value_parser = super::probe::proxy)]
    pub(super) proxy: Option<Proxy>,
    #[arg(long)]
    no_redirects: bool,
    #[arg(long, conflicts_with = "no_redirects")]
    follow_forms: bool,
    #[arg(long, value_name = "STATUS", value_parser = status)]
    expect_status: Vec<u16>,
    #[arg(long, value_name = "TEXT")]
    expect_text: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    deny_text: Vec<String>,
}

impl WayArgs {
    /// As far as the server leads, and whatever it comes to.
    pub(super) fn plain(proxy: Option<Proxy>) -> Self {
        Self { proxy, ..Self::default() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum VersionArg {
    #[value(name = "1.2")]
    Tls12,
    #[value(name = "1.3")]
    Tls13,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ChainArg {
    Leaf,
    Issuer,
    Root,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemeArg {
    Pkcs1,
    Pss,
}

fn status(text: &str) -> Result<u16, Invalid> {
    text.parse().ok().filter(|status| (100..600).contains(status)).ok_or(Invalid::new("invalid-status"))
}

/// Formats that `reports` renders.
const FORMATS: [Format; 4] = [Format::Human, Format::Text, Format::Json, Format::Ndjson];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.output, context, &FORMATS)?;
    if context.offline {
        return Err(said(Exit::Usage, "error-login-offline", Vec::new()));
    }
    let targets = targets(&args.targets)?;
    let catalog = context.catalog()?;
    let OpenKey { key, on_card } = read_key(&args.key, &catalog, context, &mut |_| Ok(()))?;
    let mut cas = key.beside().to_vec();
    cas.extend(cas_at_hand(&args.key, &catalog, context)?);
    let above = browser::above(key.certificate(), &cas, &catalog, context.now);

    let choice = choice(args);
    let wanted = attempt::matrix(&key, &above.certificates, &choice);
    let options = options(&args.way, context)?;
    let herald = Herald::new(context);
    let contact = |host: &str, way: Way| herald.tell(host, way);
    let progress = Progress::new(context, "progress-login", targets.len() * wanted.len());
    let mut done = 0;
    let mut results = Vec::new();
    for target in targets {
        let mut attempts = Vec::new();
        for wanted in &wanted {
            attempts.push(attempt::log_in(&target, &key, &above, *wanted, &options, context.now, &contact));
            done += 1;
            progress.at(done);
        }
        results.push(LoginResult { target, attempts });
    }
    drop(progress);
    let report = LoginReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        fault: browser::fault(key.certificate(), context.now),
        certificate: key.certificate().clone(),
        above,
        results,
        on_card: on_card.as_ref().map(token::OnCard::told),
    };
    // The card is closed before anybody reads the answer.
    drop((key, on_card));
    let texts = &context.texts;
    output::deliver(&outputs, |format, medium| match format {
        Format::Json => output::pretty(&login::json(&report, texts)),
        Format::Ndjson => login::ndjson(&report, texts),
        Format::Text => login::text(&report, texts),
        // The others are refused before anything is read.
        _ => login::human(&report, texts, &context.style(medium)),
    })?;
    Ok(match login::exit_code(&report) {
        0 => Exit::Fine,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

fn said(exit: Exit, id: &'static str, arguments: TextArguments) -> Error {
    Error::Said { exit, id, arguments }
}

fn targets(typed: &[String]) -> Result<Vec<Target>, Error> {
    let mut targets = Vec::new();
    let mut errors = Vec::new();
    for typed in typed {
        match Target::parse(typed) {
            Ok(target) => targets.push(target),
            // What has a password in it is not repeated.
            Err(TargetError::WithPassword) => errors.push(said(Exit::Usage, "error-login-secret", Vec::new())),
            Err(TargetError::NotHttps(url)) => {
                errors.push(said(Exit::Usage, "error-login-https", vec![("url", url)]));
            }
            Err(_) => errors.push(said(Exit::Usage, "error-login-url", vec![("url", typed.clone())])),
        }
    }
    match errors.len() {
        0 => Ok(targets),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

fn choice(args: &Args) -> Choice {
    Choice {
        versions: args
            .tls
            .iter()
            .map(|version| match version {
                VersionArg::Tls12 => Version::Tls12,
                VersionArg::Tls13 => Version::Tls13,
            })
            .collect(),
        chains: args
            .chain
            .iter()
            .map(|chain| match chain {
                ChainArg::Leaf => ChainSent::Leaf,
                ChainArg::Issuer => ChainSent::Issuers,
                ChainArg::Root => ChainSent::Root,
            })
            .collect(),
        paddings: args
            .scheme
            .iter()
            .map(|scheme| match scheme {
                SchemeArg::Pkcs1 => Padding::Pkcs1,
                SchemeArg::Pss => Padding::Pss,
            })
            .collect(),
    }
}

/// How logins are tried.
pub(super) fn options(args: &WayArgs, context: &Context) -> Result<Options, Error> {
    let mut limits = Limits::default();
    if let Some(timeout) = context.timeout {
        limits.total = timeout;
        limits.connect = limits.connect.min(timeout).max(Duration::from_secs(1));
    }
    Ok(Options {
        limits,
        proxies: super::probe::proxies(args.proxy.as_ref())?,
        follow: Follow { redirects: !args.no_redirects, forms: args.follow_forms },
        expected: Expected {
            statuses: args.expect_status.clone(),
            texts: args.expect_text.clone(),
            denied: args.deny_text.clone(),
        },
    })
}

/// Tells hosts that nobody named once, before anything goes there.
pub(super) struct Herald<'a> {
    texts: &'a Texts,
    is_quiet: bool,
    told: Mutex<HashSet<String>>,
}

impl<'a> Herald<'a> {
    pub(super) fn new(context: &'a Context) -> Self {
        Self { texts: &context.texts, is_quiet: context.quiet, told: Mutex::default() }
    }

    pub(super) fn tell(&self, host: &str, way: Way) {
        let is_new = || self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned());
        if way != Way::Named && is_new() && !self.is_quiet {
            let note = self.texts.format("note-login-host", &[("host", Value::from(clean(host)))]);
            output::to_stderr(&format!("{note}\n"));
        }
    }
}

/// CA certificates beside those of the key's file: of `--ca`, else of the settings, and the catalog's on this computer.
pub(super) fn cas_at_hand(args: &KeyArgs, catalog: &Catalog, context: &Context) -> Result<Vec<Certificate>, Error> {
    let mut cas = Vec::new();
    let ca = if args.ca.is_empty() { context.settings.ca.as_deref().unwrap_or_default() } else { &args.ca };
    for path in ca {
        cas.extend(certificates("--ca", path, context)?);
    }
    cas.extend(at_hand(context, catalog));
    Ok(cas)
}

/// The key to log in with: a card's, else a file's.
/// `fits` says no to one that is not to be opened: of a card before its PIN is asked for.
pub(super) fn read_key(
    args: &KeyArgs,
    catalog: &Catalog,
    context: &Context,
    fits: &mut dyn FnMut(&Certificate) -> Result<(), Error>,
) -> Result<OpenKey, Error> {
    if args.token.is_given() {
        return token::open(&args.token, catalog, context, fits);
    }
    let key = read_file(args, context)?;
    fits(key.certificate())?;
    Ok(OpenKey { key, on_card: None })
}

/// Of several in a file the one that is named, else the first that a browser would offer.
fn read_file(args: &KeyArgs, context: &Context) -> Result<LoginKey, Error> {
    let passwords = context.passwords()?;
    let read = |path: &Path| {
        files::bytes(path, MAX_KEY_FILE).map_err(|cause| {
            let arguments = vec![("path", path.display().to_string()), ("cause", io_cause(&cause, &context.texts))];
            said(Exit::Incomplete, "error-login-read", arguments)
        })
    };
    if let Some(path) = &args.p12 {
        let keys = key::pkcs12(&read(path)?, passwords).map_err(|error| unusable(path, &error, context))?;
        return choose(keys, path, args, context);
    }
    let certificate = args.cert.clone().unwrap_or_default();
    let key_file = args.key.as_ref().unwrap_or(&certificate);
    key::separate(&read(&certificate)?, &read(key_file)?, passwords).map_err(|error| {
        let of_certificate = matches!(error, KeyError::Container(_) | KeyError::NoCertificate);
        unusable(if of_certificate { &certificate } else { key_file }, &error, context)
    })
}

fn choose(mut keys: Vec<LoginKey>, path: &Path, args: &KeyArgs, context: &Context) -> Result<LoginKey, Error> {
    let name = |key: &LoginKey| {
        let name = key.alias().map_or_else(|| key.certificate().subject().common_name().to_owned(), str::to_owned);
        mask_personal_numbers(&name)
    };
    let names: Vec<String> = keys.iter().map(&name).collect();
    let at = match &args.alias {
        Some(alias) => keys.iter().position(|key| {
            let is = |text: &str| text.eq_ignore_ascii_case(alias);
            key.alias().is_some_and(is) || is(key.certificate().subject().common_name())
        }),
        None => keys.iter().position(|key| browser::fault(key.certificate(), context.now).is_none()).or(Some(0)),
    };
    let Some(at) = at.filter(|at| *at < keys.len()) else {
        let path = path.display().to_string();
        return Err(said(Exit::Usage, "error-login-alias", vec![("path", path), ("names", names.join(", "))]));
    };
    let chosen = keys.swap_remove(at);
    if names.len() > 1 && args.alias.is_none() {
        let values = [("name", Value::from(clean(&name(&chosen)))), ("names", Value::from(clean(&names.join(", "))))];
        context.note(&context.texts.format("note-login-key", &values));
    }
    Ok(chosen)
}

/// Why a file gives no key.
fn unusable(path: &Path, error: &KeyError, context: &Context) -> Error {
    let mut arguments = vec![("path", path.display().to_string())];
    let (exit, id) = match error {
        KeyError::Container(container) => {
            let sentence = container.say(&context.texts);
            arguments.extend([("problem", sentence.text), ("remedy", sentence.remedy)]);
            (Exit::Incomplete, "error-login-container")
        }
        KeyError::WrongPassword => (Exit::Incomplete, "error-login-password"),
        KeyError::PasswordNeeded => (Exit::Incomplete, "error-login-password-needed"),
        KeyError::TooExpensive => (Exit::Incomplete, "error-login-expensive"),
        KeyError::NoKey => (Exit::Usage, "error-login-no-key"),
        KeyError::NoCertificate => (Exit::Usage, "error-login-no-certificate"),
        KeyError::NotOfTheCertificate => (Exit::Usage, "error-login-mismatch"),
        KeyError::OldEncryption => (Exit::Usage, "error-login-old-encryption"),
        KeyError::OpenSsh => (Exit::Usage, "error-login-openssh"),
        KeyError::Unusable => (Exit::Incomplete, "error-login-unusable"),
        other => {
            arguments.push(("detail", other.to_string()));
            (Exit::Incomplete, "error-login-damaged")
        }
    };
    said(exit, id, arguments)
}

/// The certificates of a file or folder; one that cannot be read ends the run.
pub(super) fn certificates(option: &'static str, path: &PathBuf, context: &Context) -> Result<Vec<Certificate>, Error> {
    let mut found = Vec::new();
    for read in input::gather(std::slice::from_ref(path), context.passwords()?, &ReadLimits::default()) {
        let is_problem = read.is_problem();
        match read.contents {
            Ok(contents) => found.extend(contents.entries.into_iter().filter_map(|entry| entry.certificate.ok())),
            Err(error) if is_problem => {
                let problem = error.say(&context.texts).text;
                return Err(Error::CaInput { option, path: path.clone(), problem });
            }
            Err(_) => {}
        }
    }
    if found.is_empty() { Err(Error::CaEmpty { option, path: path.clone() }) } else { Ok(found) }
}
