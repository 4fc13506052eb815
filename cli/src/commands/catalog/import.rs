//! `tillit catalog import`: CA certificates from files; and, with `--from`, the issuers of somebody's certificate.
//!
//! A certificate names the address of its issuer's certificate itself, and anybody can make a certificate. So an address that a
//! certificate names is asked only when its host and port are those of an address in the catalog: a file from a mail must not make
//! this computer send requests into its own network. What comes back is held against the catalog as everything else is.

use std::collections::HashSet;
use std::path::PathBuf;

use tillit_net::host_and_port;
use tillit_reports::catalog::{Outcome, Transfer};
use tillit_reports::verify::InputProblemKind;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::{self, CaId, Refusal};
use tillit_verifier::container::ReadLimits;

use super::FORMATS;
use super::fetch::{Session, connect, deliver};
use crate::args::ReportArgs;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::{data, input, output};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "FILE", required_unless_present = "from")]
    inputs: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    from: Vec<PathBuf>,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report.output, context, &FORMATS)?;
    let catalog = context.catalog()?;
    let folders = context.data_folders();
    let stored = data::load(&folders, &catalog);
    let mut session = Session::new(&catalog, stored, folders, context);

    let mut problems = Vec::new();
    let mut read = gather(&args.inputs, context, &mut problems)?;
    let imported = read.len();
    read.extend(gather(&args.from, context, &mut problems)?);
    let all: Vec<Certificate> = read.iter().map(|(certificate, _)| certificate.clone()).collect();
    let source = |certificate: &Certificate| {
        read.iter().find(|(other, _)| other == certificate).map(|(_, source)| source.clone()).unwrap_or_default()
    };
    let sorted = store::sort(&all, &catalog, session.at_hand());
    for (certificate, accepted) in &sorted.accepted {
        session.keep(certificate, accepted, source(certificate), None);
        session.may_write(context)?;
    }
    let mut exit = Exit::Fine;
    let nothing = sorted.accepted.is_empty() && !args.inputs.is_empty();
    for (certificate, refusal) in sorted.refused {
        let passed_over = matches!(refusal, Refusal::NotInCatalog(_) | Refusal::NotACa(_));
        // With --from the certificates themselves are not what is to be kept.
        if passed_over && !all[..imported].contains(&certificate) {
            continue;
        }
        exit = exit.and(match &refusal {
            Refusal::RootNotAtHand { .. } => Exit::Incomplete,
            refusal if refusal.is_suspicious() => Exit::Findings,
            _ => Exit::Fine,
        });
        session.push(Transfer {
            source: source(&certificate),
            status: None,
            ca: None,
            subject: Some(certificate.subject().clone()),
            sha256: Some(certificate.fingerprint()),
            outcome: Outcome::Refused(refusal),
        });
    }
    for (source, problem) in problems {
        exit = exit.and(Exit::Incomplete);
        let outcome = Outcome::Unreadable(problem);
        session.push(Transfer { source, status: None, ca: None, subject: None, sha256: None, outcome });
    }

    let wanted = issuers(&all[imported..], &catalog, &mut session, context)?;
    session.may_write(context)?;
    let done = session.finish(&wanted);
    deliver(&done, &targets, context)?;
    if !done.missing.is_empty() || (nothing && exit == Exit::Fine) {
        exit = exit.and(Exit::Incomplete);
    }
    if done.items.iter().any(|item| matches!(item.outcome, Outcome::NotSaved(..) | Outcome::UnknownIssuer)) {
        exit = exit.and(Exit::Incomplete);
    }
    Ok(exit)
}

/// Gets the issuers that these certificates name, with the roots above them. Returns the CAs that were wanted.
fn issuers(
    certificates: &[Certificate],
    catalog: &Catalog,
    session: &mut Session<'_>,
    context: &Context,
) -> Result<Vec<CaId>, Error> {
    let mut wanted: Vec<CaId> = Vec::new();
    let mut further = Vec::new();
    let mut strange = Vec::new();
    let mut unknown = HashSet::new();
    let hosts = catalog_hosts(catalog);
    for certificate in certificates {
        let key_id = certificate.extensions().authority_key_id.as_ref().and_then(|id| id.key_id.as_deref());
        let Some(found) = catalog.by_name(certificate.issuer(), key_id) else {
            // Of another PKI, or a CA of this one that the catalog does not know: nothing could be accepted.
            if !certificate.is_self_issued() && unknown.insert(certificate.issuer().clone()) {
                session.push(Transfer {
                    source: String::new(),
                    status: None,
                    ca: None,
                    subject: Some(certificate.issuer().clone()),
                    sha256: None,
                    outcome: Outcome::UnknownIssuer,
                });
            }
            continue;
        };
        let ca = found.ca_id();
        let roots = found.generation.cas.iter().filter(|entry| entry.is_root());
        let roots = roots.map(|entry| CaId { generation: ca.generation.clone(), ca: entry.name.clone() });
        for id in std::iter::once(ca.clone()).chain(roots) {
            if !wanted.contains(&id) {
                wanted.push(id);
            }
        }
        for url in &certificate.extensions().ca_issuer_urls {
            let list =
                if host_and_port(url).is_some_and(|at| hosts.contains(&at)) { &mut further } else { &mut strange };
            let entry = (ca.clone(), url.clone());
            // A certificate with a thousand addresses gets as much attention as one with a few.
            if !list.contains(&entry) && list.iter().filter(|(of, _)| *of == ca).count() < 4 {
                list.push(entry);
            }
        }
    }
    let missing = |session: &Session<'_>| -> Vec<CaId> {
        let states = session.states();
        let missing = states.iter().filter(|state| state.is_missing()).map(|state| state.found.ca_id());
        missing.filter(|id| wanted.contains(id)).collect()
    };
    let to_fetch = missing(session);
    if !to_fetch.is_empty() && !context.offline {
        let network = connect(context)?;
        session.fetch(&to_fetch, &further, network.as_ref());
    }
    let still = missing(session);
    for (ca, url) in strange.into_iter().filter(|(ca, _)| still.contains(ca)) {
        let source = tillit_net::shown(&url);
        let outcome = Outcome::StrangeAddress;
        session.push(Transfer { source, status: None, ca: Some(ca), subject: None, sha256: None, outcome });
    }
    Ok(wanted)
}

/// Host and port of every address in the catalog.
fn catalog_hosts(catalog: &Catalog) -> HashSet<(String, u16)> {
    catalog
        .cas()
        .flat_map(|found| found.ca.aia.iter().chain(&found.ca.crl).chain(&found.ca.ocsp))
        .filter_map(|address| host_and_port(&address.url))
        .collect()
}

/// Every certificate of the inputs with the name of its file. What lies in a folder and is no certificate (checksums, a text to read) is
/// passed over.
fn gather(
    inputs: &[PathBuf],
    context: &Context,
    problems: &mut Vec<(String, InputProblemKind)>,
) -> Result<Vec<(Certificate, String)>, Error> {
    let mut read = Vec::new();
    for input in input::gather(inputs, context.passwords()?, &ReadLimits::default()) {
        let is_problem = input.is_problem();
        match input.contents {
            Ok(contents) => {
                for entry in contents.entries {
                    match entry.certificate {
                        Ok(certificate) => read.push((certificate, input.name.clone())),
                        Err(error) => problems.push((input.name.clone(), InputProblemKind::Entry(error))),
                    }
                }
            }
            Err(error) if is_problem => problems.push((input.name, InputProblemKind::Input(error))),
            Err(_) => {}
        }
    }
    Ok(read)
}
