//! `--export DIR`: the certificates of the cards as files.

use std::path::Path;

use tillit_reports::card::{CardReport, Read, SlotSeen};
use tillit_reports::i18n::Value;
use tillit_reports::plain::clean;
use tillit_verifier::identity::Use;

use crate::context::Context;
use crate::error::Error;
use crate::output::write_file;

/// One PEM file for each certificate, named by its use and the beginning of its SHA-256: no file has a person's name.
pub(super) fn write(folder: &Path, report: &CardReport, context: &Context) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|cause| Error::Write { path: folder.to_owned(), cause })?;
    let mut count = 0;
    for reader in &report.readers {
        let SlotSeen::Card(card) = &reader.state else { continue };
        let Read::Whole(whole) = &card.read else { continue };
        let Ok(contents) = &whole.card.contents else { continue };
        for (one, identity) in contents.certificates.iter().zip(&whole.identities) {
            let usage = match identity.usage {
                Use::Ca => "ca",
                Use::Signature => "signature",
                Use::Authentication | Use::Both => "login",
                Use::Other => "other",
            };
            let sha256 = one.certificate.fingerprint().to_string().to_lowercase();
            let name = format!("{usage}-{}.pem", sha256.get(..16).unwrap_or(&sha256));
            write_file(&folder.join(name), one.certificate.to_pem().as_bytes())?;
            count += 1;
        }
    }
    let values = [("folder", Value::from(clean(&folder.display().to_string()))), ("count", count.into())];
    context.note(&context.texts.format("note-card-export", &values));
    Ok(())
}
