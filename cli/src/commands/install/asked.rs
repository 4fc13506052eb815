//! What the options ask for: which CAs go in, which go out.

use std::path::Path;

use tillit_reports::catalog;
use tillit_reports::install::{self, MissingReport};
use tillit_reports::style::Style;
use tillit_trust_stores::coverage::Role;
use tillit_trust_stores::install::Selection;
use tillit_trust_stores::install::selection::{self, Addition, Wanted};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::{self, CaId, Refusal};
use tillit_verifier::container::ReadLimits;
use tillit_verifier::verdict::GenerationId;

use super::{Args, Wish, ad_logon_fits, for_elsewhere, named, new_file_fits, retire, said, several};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format, Medium};
use crate::settings::suggest;
use crate::{generation, input, target};

/// What the options ask for, or the CAs of which no certificate is at hand.
pub(super) fn wish(args: &Args, catalog: &Catalog, context: &Context) -> Result<Result<Wish, Vec<CaId>>, Error> {
    let mut targets = named(&args.into, args.kind, args.root.as_deref(), context)?;
    let elsewhere = for_elsewhere(&mut targets, args, context)?;
    new_file_fits(args.new_file.as_deref(), &targets)?;
    ad_logon_fits(args.ad_logon, &targets)?;
    let mut at_hand = target::at_hand(context, catalog);
    let ca = if args.ca.is_empty() { context.settings.ca.as_deref().unwrap_or_default() } else { &args.ca };
    for path in ca {
        at_hand.extend(certificates("--ca", path, context)?);
    }
    let wanted = wanted(args, catalog, context)?;
    let mut given = Vec::new();
    for path in &args.certificate {
        given.extend(additions(path, catalog, &at_hand, context)?);
    }
    let retire = retired(&args.remove_generation, catalog, context)?;
    if wanted.iter().any(|wanted| retire.contains(&wanted.generation)) {
        return Err(said("error-install-both-ways", Vec::new()));
    }
    if !args.anyway && !retire.is_empty() {
        retire::allowed(args, &retire, catalog, context)?;
    }
    let mut add = match selection::additions(&wanted, catalog, &at_hand, context.now) {
        Ok(add) => add,
        Err(missing) => return Ok(Err(missing)),
    };
    for addition in given {
        if !add.iter().any(|known| known.certificate == addition.certificate) {
            add.push(addition);
        }
    }
    // Issuing CAs first, then roots; otherwise as they were given.
    add.sort_by_key(|addition| addition.is_root);
    let ad_logon = if args.ad_logon { selection::ad_logon(&add, catalog) } else { Vec::new() };
    Ok(Ok(Wish {
        targets,
        selection: Selection { add, retire, ad_logon, ..Selection::default() },
        tree: match elsewhere {
            Some(tree) => tree,
            None => target::tree(args.root.as_deref(), context)?,
        },
        root: args.root.clone(),
        passwords: context.passwords()?.clone(),
        at_hand,
        create: args.create,
        in_place: args.in_place,
        new_file: args.new_file.clone(),
        anyway: args.anyway,
        saved: None,
    }))
}

/// Which generations: those of `--generation`, else the newest. Only what is given or taken out asks for none.
fn wanted(args: &Args, catalog: &Catalog, context: &Context) -> Result<Vec<Wanted>, Error> {
    let roles = roles(&args.roles)?;
    let is_silent = args.generation.is_empty() && roles.is_none();
    if is_silent && !(args.certificate.is_empty() && args.remove_generation.is_empty()) {
        return Ok(Vec::new());
    }
    let names = if args.generation.is_empty() { vec!["new".to_owned()] } else { args.generation.clone() };
    let mut generations = Vec::new();
    for name in &names {
        let meant = generation::named(std::slice::from_ref(name), catalog)?;
        generations.extend(production(name, meant, catalog, context)?);
    }
    generations.dedup();
    Ok(generations.into_iter().map(|generation| Wanted { generation, roles: roles.clone() }).collect())
}

/// A name without its PKI never means a test environment, and one PKI only: what goes into a store must be beyond doubt.
fn production(
    name: &str,
    meant: Vec<GenerationId>,
    catalog: &Catalog,
    context: &Context,
) -> Result<Vec<GenerationId>, Error> {
    if name.contains('/') {
        return Ok(meant);
    }
    let is_test = |id: &GenerationId| catalog.pki(&id.pki).is_some_and(|pki| pki.test_environment);
    let production: Vec<GenerationId> = meant.iter().filter(|id| !is_test(id)).cloned().collect();
    if let [only] = production.as_slice() {
        let generation = format!("{}/{}", only.pki, only.generation);
        let values = [("name", name.into()), ("generation", generation.into())];
        context.note(&context.texts.format("note-install-generation", &values));
        return Ok(production);
    }
    let all = if production.is_empty() { meant } else { production };
    let all: Vec<String> = all.iter().map(|id| format!("{}/{}", id.pki, id.generation)).collect();
    Err(said("error-install-generation", vec![("name", name.to_owned()), ("generations", all.join(", "))]))
}

fn retired(names: &[String], catalog: &Catalog, context: &Context) -> Result<Vec<GenerationId>, Error> {
    let mut retired = Vec::new();
    for name in names {
        let meant = generation::named(std::slice::from_ref(name), catalog)?;
        retired.extend(production(name, meant, catalog, context)?);
    }
    retired.dedup();
    Ok(retired)
}

/// `persons-loa3,functions`.
fn roles(words: &[String]) -> Result<Option<Vec<Role>>, Error> {
    if words.is_empty() {
        return Ok(None);
    }
    let all: Vec<Role> =
        [Role::Persons(Some(3)), Role::Persons(Some(2)), Role::Persons(None), Role::Functions, Role::Mobile].into();
    let mut roles = Vec::new();
    let mut errors = Vec::new();
    for word in words {
        match all.iter().find(|role| role.word() == word.trim()) {
            // All persons, of whatever level.
            Some(Role::Persons(None)) => roles.extend(all.iter().filter(|role| matches!(role, Role::Persons(_)))),
            Some(role) => roles.push(*role),
            None => {
                let known: Vec<String> = all.iter().map(|role| role.word()).collect();
                let suggestion = suggest(word, known.iter().map(String::as_str)).unwrap_or_else(|| "none".to_owned());
                let arguments = vec![("word", word.clone()), ("roles", known.join(", ")), ("suggestion", suggestion)];
                errors.push(said("error-install-role", arguments));
            }
        }
    }
    several(errors, Some(roles))
}

/// The certificates of a file that the user gave: every one of them must be a CA's.
fn additions(
    path: &Path,
    catalog: &Catalog,
    at_hand: &[Certificate],
    context: &Context,
) -> Result<Vec<Addition>, Error> {
    let found = certificates("--certificate", path, context)?;
    let around: Vec<Certificate> = at_hand.iter().chain(&found).cloned().collect();
    let mut errors = Vec::new();
    let mut add = Vec::new();
    for certificate in found {
        let refused = |id, reason: String| {
            let name = certificate.subject().to_string();
            said(id, vec![("path", path.display().to_string()), ("name", name), ("reason", reason)])
        };
        if !certificate.is_ca() {
            errors.push(refused("error-install-no-ca", String::new()));
            continue;
        }
        match store::classify(&certificate, catalog, &around) {
            Ok(accepted) => {
                let ca = Some(accepted.found().ca_id());
                let is_root = certificate.is_self_issued();
                add.push(Addition { certificate, ca, is_root });
            }
            Err(refusal) if refusal.is_suspicious() => {
                errors.push(refused("error-install-false-ca", refusal.to_string()));
            }
            // It may be that CA, or somebody who goes by its name: nobody need take that on trust.
            Err(Refusal::RootNotAtHand { root, .. }) => errors.push(refused("error-install-unproven-ca", root.ca)),
            Err(_) => add.push(Addition::given(certificate)),
        }
    }
    several(errors, add)
}

/// The certificates of a file or folder; one that cannot be read ends the run.
pub(super) fn certificates(option: &'static str, path: &Path, context: &Context) -> Result<Vec<Certificate>, Error> {
    let mut certificates = Vec::new();
    for read in input::gather(&[path.to_owned()], context.passwords()?, &ReadLimits::default()) {
        let contents = read.contents.map_err(|error| unreadable(option, &read.name, &error, context))?;
        for entry in contents.entries {
            match entry.certificate {
                Ok(certificate) => certificates.push(certificate),
                Err(error) => return Err(unreadable(option, &read.name, &error, context)),
            }
        }
    }
    Ok(certificates)
}

fn unreadable(option: &str, name: &str, error: &impl tillit_reports::errors::Said, context: &Context) -> Error {
    let sentence = error.say(&context.texts);
    Error::Said {
        exit: Exit::Incomplete,
        id: "error-install-input",
        arguments: vec![
            ("option", option.to_owned()),
            ("path", name.to_owned()),
            ("problem", sentence.text),
            ("remedy", sentence.remedy),
        ],
    }
}

/// Nothing is planned: the list of what is missing, and where to get it. A person reads it on standard error, so that it never becomes a script
/// of `--print-commands`; whatever else was asked for goes where it was asked for.
pub(super) fn tell_missing(
    missing: &[CaId],
    args: &Args,
    outputs: &[output::Target],
    catalog: &Catalog,
    context: &Context,
) -> Result<Exit, Error> {
    let mut states = store::inventory(catalog, &[]);
    states.retain(|state| missing.contains(&state.found.ca_id()));
    let report = MissingReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        id: super::plan_id(context),
        root: args.root.clone(),
        missing: states,
    };
    let (said, asked): (Vec<_>, Vec<_>) =
        outputs.iter().cloned().partition(|target| matches!(target, output::Target::Stdout(Format::Human)));
    let texts = &context.texts;
    if !said.is_empty() {
        output::to_stderr(&catalog::install_missing(&report.missing, texts, &context.style(Medium::Stdout)));
    }
    output::deliver(&asked, |format, _| match format {
        Format::Json => output::pretty(&install::missing_json(&report, texts)),
        _ => catalog::install_missing(&report.missing, texts, &Style::default()),
    })?;
    Ok(Exit::Incomplete)
}
