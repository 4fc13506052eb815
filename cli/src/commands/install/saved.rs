//! `--save-plan` and `--plan`: a plan in a file. As root a file is believed only if nobody else can write it, and even then everything in
//! it is held against the catalog again.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use tillit_reports::plain::clean;
use tillit_trust_stores::install::Plan;
use tillit_trust_stores::install::saved::{MAX_BYTES, Saved, SavedError, SavedTarget};
use tillit_verifier::catalog::Catalog;

use super::{Args, Wish, named, new_file_fits, said};
use crate::context::Context;
use crate::error::{Error, io_cause};
use crate::target::{self, KindArg};
use crate::{output, settings};

/// Reads a saved plan.
pub(super) fn read(file: &Path, args: &Args, catalog: &Catalog, context: &Context) -> Result<Wish, Error> {
    let failed = |cause: &io::Error| {
        let arguments = vec![("path", file.display().to_string()), ("cause", io_cause(cause, &context.texts))];
        said("error-install-plan-read", arguments)
    };
    let text = (|| {
        // Looked at before it is opened: opening a pipe would wait for a writer.
        if !std::fs::metadata(file)?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let opened = File::open(file)?;
        let mut text = String::new();
        opened.try_clone()?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
        if text.len() as u64 > MAX_BYTES { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok((opened, text)) }
    })();
    let (opened, text) = text.map_err(|cause| failed(&cause))?;
    settings::only_ours(&opened, file)?;
    let wrong = |error: &SavedError| {
        let (id, detail) = match error {
            SavedError::Schema(_) => ("error-install-plan-schema", String::new()),
            SavedError::Syntax(detail) => ("error-install-plan-syntax", detail.clone()),
            SavedError::Certificate(name) => ("error-install-plan-certificate", name.clone()),
            SavedError::Refused { name, .. } | SavedError::OtherCa(name) => ("error-install-plan-ca", name.clone()),
            other => ("error-install-plan-syntax", other.to_string()),
        };
        said(id, vec![("path", file.display().to_string()), ("detail", clean(&detail))])
    };
    let saved = Saved::parse(&text).map_err(|error| wrong(&error))?;
    let selection = saved.selection(catalog).map_err(|error| wrong(&error))?;
    let given: Vec<String> = selection
        .add
        .iter()
        .filter(|addition| addition.ca.is_none())
        .map(|addition| format!("{} {}", clean(&addition.name()), addition.certificate.fingerprint()))
        .collect();
    if !given.is_empty() && args.apply {
        let values = [("count", given.len().into()), ("names", given.join("\n  ").into())];
        let question = context.texts.format("install-confirm-given", &values);
        if !args.yes && !super::apply::confirmed(&question, context)? {
            return Err(said("error-install-given-declined", Vec::new()));
        }
    }
    let mut targets = Vec::new();
    for SavedTarget { named: typed, kind } in &saved.targets {
        let kind = kind.as_deref().map(KindArg::of_word);
        let kind = kind.map(|kind| kind.ok_or_else(|| wrong(&SavedError::Syntax("type".to_owned())))).transpose()?;
        targets.extend(named(&[typed.into()], kind, saved.root.as_deref(), context)?);
    }
    new_file_fits(saved.new_file.as_deref(), &targets)?;
    let tree = target::tree(saved.root.as_deref(), context)?;
    Ok(Wish {
        targets,
        selection,
        tree,
        root: saved.root.clone(),
        passwords: context.passwords()?.clone(),
        at_hand: target::at_hand(context, catalog),
        create: saved.create,
        in_place: saved.in_place,
        new_file: saved.new_file.clone(),
        anyway: args.anyway,
        saved: Some(saved),
    })
}

/// Writes a plan to a file.
pub(super) fn write(file: &Path, plan: &Plan, wish: &Wish) -> Result<(), Error> {
    let target = |named: &tillit_trust_stores::install::planner::Named| SavedTarget {
        named: named.shown.clone(),
        kind: named.kind.map(|kind| kind.word().to_owned()),
    };
    let targets = wish.targets.iter().map(target).collect();
    let saved = Saved::of(plan, targets, wish.root.clone(), wish.create, wish.in_place, wish.new_file.clone());
    let text = saved.to_text().map_err(|error| {
        said("error-install-plan-write", vec![("path", file.display().to_string()), ("detail", error.to_string())])
    })?;
    output::write_file(file, text.as_bytes())
}
