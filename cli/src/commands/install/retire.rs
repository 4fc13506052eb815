//! Whether an old generation may be taken out: not while a card that is in use was issued under it, nor while a service lets in only it.

use tillit_reports::plain::clean;
use tillit_trust_stores::install::retire::depends;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::verdict::GenerationId;

use super::{Args, asked, several};
use crate::commands::audit;
use crate::context::Context;
use crate::error::{Error, Exit};

/// Names that a refusal shows at most.
const SHOWN: usize = 5;

pub(super) fn allowed(args: &Args, retire: &[GenerationId], catalog: &Catalog, context: &Context) -> Result<(), Error> {
    let mut errors = Vec::new();
    for path in &args.in_use {
        let found = asked::certificates("--in-use", path, context)?;
        let depends = |certificate: &&Certificate| {
            let issuer = catalog.issuer_of(certificate);
            certificate.is_valid_at(context.now) && issuer.is_some_and(|issuer| retire.contains(&issuer.id()))
        };
        let depending: Vec<&Certificate> = found.iter().filter(depends).collect();
        if !depending.is_empty() {
            let last = depending.iter().map(|certificate| certificate.not_after().date()).max();
            errors.push(Error::Said {
                exit: Exit::Incomplete,
                id: "error-install-in-use",
                arguments: vec![
                    ("path", path.display().to_string()),
                    ("count", depending.len().to_string()),
                    ("last", last.map(|day| day.to_string()).unwrap_or_default()),
                ],
            });
        }
    }
    if let Some(inventory) = &args.inventory {
        let services = audit::services(inventory, catalog, context)?;
        let mut depending: Vec<String> = Vec::new();
        for audited in &services {
            let name = audited.service.as_ref().map_or(&audited.target, |service| &service.name);
            // What cannot be read may depend on it.
            let is_unread = !audited.failures.is_empty() || audited.not_audited.is_some();
            let depends = audited.stores.iter().any(|store| depends(&store.coverage, retire));
            if (is_unread || depends) && !depending.contains(name) {
                depending.push(name.clone());
            }
        }
        if !depending.is_empty() {
            let names: Vec<String> = depending.iter().take(SHOWN).map(|name| clean(name)).collect();
            errors.push(Error::Said {
                exit: Exit::Incomplete,
                id: "error-install-services",
                arguments: vec![("count", depending.len().to_string()), ("names", names.join(", "))],
            });
        }
    }
    several(errors, ())
}
