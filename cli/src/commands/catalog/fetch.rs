//! `tillit catalog fetch`: CA certificates from their own addresses.
//!
//! Plain HTTP is fine: only what matches a pin, or is signed by a pinned root under the exact name, is kept.

use std::collections::HashSet;
use std::io::{ErrorKind, IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};
use tillit_net::{HttpFetch, Proxy};
use tillit_reports::catalog::{self, Outcome, Transfer, Transfers};
use tillit_verifier::catalog::store::{self, Accepted, CaId, CaState};
use tillit_verifier::catalog::{Address, Catalog, Status};
use tillit_verifier::container::{self, ContainerError, Passwords, ReadLimits};
use tillit_verifier::fetch::{Fetch, Limits};
use tillit_verifier::{Certificate, Fingerprint};

use super::{FORMATS, asked};
use crate::args::ReportArgs;
use crate::context::{Context, DataFolders};
use crate::data::{self, NotKept, Stored};
use crate::error::{Error, Exit};
use crate::output::{self, Format};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report.output, context, &FORMATS)?;
    let catalog = context.catalog()?;
    let folders = context.data_folders();
    let stored = data::load(&folders, &catalog);
    let mut states = asked(&args.what, false, &catalog, &stored)?;
    if args.what.is_empty() {
        // What is over is of interest to history only; it is fetched when it is asked for.
        states.retain(|state| !state.found.generation.is_over(context.now) || !state.is_missing());
    }
    let wanted: Vec<CaId> = states.iter().map(|state| state.found.ca_id()).collect();
    let mut session = Session::new(&catalog, stored, folders, context);
    if context.offline {
        return offline(session, &wanted, &targets, context);
    }
    let network = connect(context)?;
    session.fetch(&wanted, &[], network.as_ref());
    session.may_write(context)?;
    let done = session.finish(&wanted);
    deliver(&done, &targets, context)?;
    Ok(if done.missing.is_empty() { Exit::Fine } else { Exit::Incomplete })
}

/// Says what is to be fetched elsewhere, and from where.
fn offline(
    session: Session<'_>,
    wanted: &[CaId],
    targets: &[output::Target],
    context: &Context,
) -> Result<Exit, Error> {
    let done = session.finish(wanted);
    output::deliver(targets, |format, medium| match format {
        Format::Json => catalog::to_text(&catalog::transfers_json(&done, &context.texts)),
        _ => catalog::missing_list(&done.missing, &context.texts, &context.style(medium)),
    })?;
    Ok(if done.missing.is_empty() { Exit::Fine } else { Exit::Incomplete })
}

pub(super) fn deliver(done: &Transfers<'_>, targets: &[output::Target], context: &Context) -> Result<(), Error> {
    output::deliver(targets, |format, medium| match format {
        Format::Json => catalog::to_text(&catalog::transfers_json(done, &context.texts)),
        _ => catalog::transfers(done, &context.texts, &context.style(medium)),
    })
}

/// The network, with a bar on the terminal for answers that take their time.
pub(super) fn connect(context: &Context) -> Result<Box<dyn Fetch>, Error> {
    let http = HttpFetch::new(Proxy::Environment).map_err(|error| Error::Said {
        exit: Exit::Incomplete,
        id: "catalog-error-net",
        arguments: vec![("cause", error.to_string())],
    })?;
    if context.quiet || !stderr().is_terminal() {
        return Ok(Box::new(http));
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {bytes} {elapsed}") {
        bar.set_style(style);
    }
    Ok(Box::new(http.with_progress(move |now, total| {
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_position(now);
        if total == Some(now) {
            bar.finish_and_clear();
        }
    })))
}

/// One run of `fetch` or `import`: what is at hand grows as it goes on.
pub(super) struct Session<'a> {
    catalog: &'a Catalog,
    folders: DataFolders,
    limits: Limits,
    version: String,
    at: time::OffsetDateTime,
    at_hand: Vec<Certificate>,
    /// Kept in a folder that this user writes, or in the machine's: those need not be written again.
    kept: HashSet<Fingerprint>,
    items: Vec<Transfer>,
    /// Why the folder cannot be written: nothing more is tried after the first time.
    denied: Option<std::io::Error>,
    bad: Vec<catalog::BadFile>,
}

impl<'a> Session<'a> {
    pub(super) fn new(catalog: &'a Catalog, stored: Stored, folders: DataFolders, context: &Context) -> Self {
        let mut limits = Limits::default();
        if let Some(timeout) = context.timeout {
            limits.timeout = timeout;
        }
        Self {
            catalog,
            folders,
            limits,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            at: context.now,
            kept: stored.files.iter().map(|(fingerprint, _)| *fingerprint).collect(),
            at_hand: stored.certificates,
            items: Vec::new(),
            denied: None,
            bad: stored.bad,
        }
    }

    pub(super) fn states(&self) -> Vec<CaState<'a>> {
        store::inventory(self.catalog, &self.at_hand)
    }

    pub(super) fn push(&mut self, transfer: Transfer) {
        self.items.push(transfer);
    }

    /// The one error for a folder that cannot be written.
    pub(super) fn may_write(&self, context: &Context) -> Result<(), Error> {
        let folder = &self.folders.write;
        self.denied.as_ref().map_or(Ok(()), |cause| {
            if cause.kind() != ErrorKind::PermissionDenied {
                return Err(data::write_error(folder, cause, &context.texts));
            }
            let arguments = vec![("path", folder.display().to_string())];
            Err(Error::Said { exit: Exit::Incomplete, id: "catalog-error-denied", arguments })
        })
    }

    /// What was done, and what of `wanted` is still missing.
    pub(super) fn finish(self, wanted: &[CaId]) -> Transfers<'a> {
        let mut missing = self.states();
        missing.retain(|state| state.is_missing() && wanted.contains(&state.found.ca_id()));
        Transfers {
            version: self.version,
            at: self.at,
            items: self.items,
            missing,
            bad: self.bad,
            folder: self.folders.write,
        }
    }

    /// Keeps a certificate that the catalog accepts, and says what came of it.
    pub(super) fn keep(
        &mut self,
        certificate: &Certificate,
        accepted: &Accepted<'_>,
        source: String,
        status: Option<Status>,
    ) {
        let ca = accepted.found().ca_id();
        let pinned = accepted.is_pinned();
        let renewed = matches!(accepted, Accepted::Observed { renewed: true, .. });
        let outcome = if self.kept.contains(&certificate.fingerprint()) {
            Outcome::Already { pinned }
        } else {
            match data::keep(&self.folders, &ca, certificate) {
                Ok(path) => {
                    // A changed file under this name is good again.
                    self.bad.retain(|bad| bad.path != path);
                    self.kept.insert(certificate.fingerprint());
                    self.at_hand.push(certificate.clone());
                    Outcome::Stored { pinned, renewed, path }
                }
                Err(NotKept { cause, .. }) if cause.kind() != ErrorKind::AlreadyExists => {
                    self.denied = Some(cause);
                    return;
                }
                Err(NotKept { path, cause }) => Outcome::NotSaved(path, cause),
            }
        };
        self.items.push(Transfer {
            source,
            status,
            ca: Some(ca),
            subject: Some(certificate.subject().clone()),
            sha256: Some(certificate.fingerprint()),
            outcome,
        });
    }

    pub(super) fn at_hand(&self) -> &[Certificate] {
        &self.at_hand
    }

    /// Fetches what is missing of `wanted`, roots first: an issuing CA without a pin needs its root. `further` are addresses beside
    /// the catalog's.
    pub(super) fn fetch(&mut self, wanted: &[CaId], further: &[(CaId, String)], network: &dyn Fetch) {
        for root in [true, false] {
            let states = self.states();
            for state in &states {
                let needed = wanted.contains(&state.found.ca_id()) || (root && proves(state, wanted, &states));
                if state.found.ca.is_root() != root || !needed || self.denied.is_some() {
                    continue;
                }
                // Something fetched for another CA may have brought this one too.
                match state.held.first() {
                    Some(held) => self.items.push(Transfer {
                        source: String::new(),
                        status: None,
                        ca: Some(state.found.ca_id()),
                        subject: Some(held.certificate.subject().clone()),
                        sha256: Some(held.certificate.fingerprint()),
                        outcome: Outcome::Already { pinned: held.pinned },
                    }),
                    None if self.has(&state.found.ca_id()) => {}
                    None => self.fetch_one(state, further, network),
                }
            }
        }
    }

    fn has(&self, ca: &CaId) -> bool {
        self.states().iter().any(|state| !state.is_missing() && state.found.ca_id() == *ca)
    }

    /// Tries one address after the other until one gives the right certificate.
    fn fetch_one(&mut self, state: &CaState<'_>, further: &[(CaId, String)], network: &dyn Fetch) {
        let ca = state.found.ca_id();
        let mut addresses: Vec<Address> = state.addresses().into_iter().cloned().collect();
        let of_catalog = addresses.len();
        for (_, url) in further.iter().filter(|(of, _)| *of == ca) {
            if !addresses.iter().any(|known| known.url == *url) {
                addresses.push(Address { url: url.clone(), status: Status::Reported });
            }
        }
        if addresses.is_empty() {
            self.items.push(failure(&ca, String::new(), None, Outcome::NoAddress));
        }
        for (i, address) in addresses.into_iter().enumerate() {
            let source = tillit_net::shown(&address.url);
            // Of an address that a certificate names, the host is known and no more: it must not lead on to another one.
            let max_redirects = if i < of_catalog { self.limits.max_redirects } else { 0 };
            let outcome = match network.get(&address.url, &Limits { max_redirects, ..self.limits }) {
                Err(error) => Outcome::Fetch(error),
                Ok(fetched) => match certificates(&fetched.body) {
                    Err(_) if fetched.body.trim_ascii_start().starts_with(b"<") => Outcome::WebPage,
                    Err(error) => Outcome::NoCertificate(error),
                    Ok(certificates) => {
                        if self.take(&certificates, &ca, &source, address.status) {
                            return;
                        }
                        self.wrong_file(&certificates, state, &source, address.status);
                        continue;
                    }
                },
            };
            self.items.push(failure(&ca, source, Some(address.status), outcome));
        }
    }

    /// Keeps every accepted certificate of an answer; true where the wanted one is among them.
    fn take(&mut self, certificates: &[Certificate], wanted: &CaId, source: &str, status: Status) -> bool {
        let catalog = self.catalog;
        let sorted = store::sort(certificates, catalog, &self.at_hand);
        let roots: Vec<Certificate> = self.at_hand.iter().chain(certificates).cloned().collect();
        if !sorted.accepted.iter().any(|(certificate, _)| store::is(certificate, wanted, catalog, &roots)) {
            return false;
        }
        for (certificate, accepted) in &sorted.accepted {
            self.keep(certificate, accepted, source.to_owned(), Some(status));
        }
        true
    }

    fn wrong_file(&mut self, certificates: &[Certificate], state: &CaState<'_>, source: &str, status: Status) {
        for certificate in certificates.iter().take(5) {
            let refusal = store::classify(certificate, self.catalog, &self.at_hand).err();
            let mut item = failure(
                &state.found.ca_id(),
                source.to_owned(),
                Some(status),
                Outcome::WrongFile { expected: state.found.ca.sha256, refusal },
            );
            item.subject = Some(certificate.subject().clone());
            item.sha256 = Some(certificate.fingerprint());
            self.items.push(item);
        }
    }
}

/// A root that is not asked for, without which an unpinned CA that is asked for cannot be accepted.
fn proves(root: &CaState<'_>, wanted: &[CaId], states: &[CaState<'_>]) -> bool {
    root.is_missing()
        && states.iter().any(|state| {
            state.is_missing()
                && state.is_unpinned()
                && state.found.id() == root.found.id()
                && wanted.contains(&state.found.ca_id())
        })
}

fn failure(ca: &CaId, source: String, status: Option<Status>, outcome: Outcome) -> Transfer {
    Transfer { source, status, ca: Some(ca.clone()), subject: None, sha256: None, outcome }
}

/// The certificates of an answer, which may be DER, PEM or PKCS#7.
fn certificates(body: &[u8]) -> Result<Vec<Certificate>, ContainerError> {
    let limits = ReadLimits { max_entries: 1000, ..ReadLimits::default() };
    let contents = container::read_with(body, &Passwords::none(), &limits)?;
    let certificates: Vec<_> = contents.entries.into_iter().filter_map(|entry| entry.certificate.ok()).collect();
    if certificates.is_empty() { Err(ContainerError::NotRecognised) } else { Ok(certificates) }
}
