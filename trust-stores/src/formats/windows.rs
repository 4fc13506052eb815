//! The certificate stores of Windows: in the registry of this machine, and in a file that `reg export` wrote.

use std::io;
use std::path::Path;

use tillit_verifier::container::{ContainerError, Position};
use tillit_verifier::input::InputError;

use super::{Failure, FolderFormat, Format, Options, Outcome, Source};
use crate::observation::Observation;
use crate::store::{Consumer, Entry, Location, StoreKind, TrustStore};
use crate::tree::Tree;
use crate::windows::element::{self, Element};
use crate::windows::{Export, Exports, Keys, Lists, MAX_EXPORT, Physical, Scope, StoreName, View, Worth, is_export};

pub(super) const FORMAT: Format = Format { kinds: &[StoreKind::Windows], recognises: is_export, read: read_export };
pub(super) const FOLDER_FORMAT: FolderFormat =
    FolderFormat { kinds: &[StoreKind::Windows], recognises: |path, _| View::of_path(path).is_some(), read: read_view };

/// Where Schannel is told whether it sends the names of CAs, and how many bytes of them it sends (KB 2880390 of Microsoft).
const SCHANNEL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";
const SEND_LIST: &str = "SendTrustedIssuerList";
const MAX_LIST: u64 = 16 << 10;

fn read_view(path: &Path, options: &Options<'_>) -> Outcome {
    let Some(view) = View::of_path(path) else { return read_folder(path, options) };
    vec![of_view(view, &Location::path(view.path()), options.tree, options.limits.max_entries)]
}

/// The registry that lies in a file of `reg export`, or in a folder of such files.
///
/// # Errors
/// The first file that cannot be read; [`ContainerError::NotRecognised`] where none is an export.
pub fn exported(path: &Path, tree: &dyn Tree) -> Result<Export, InputError> {
    if tree.is_file(path) {
        let source = tree.open(path).and_then(|open| Source::new(path, open)).map_err(InputError::from_io)?;
        return Ok(Export::parse(&source.whole(MAX_EXPORT)?)?);
    }
    tree.metadata(path).map_err(InputError::from_io)?;
    let Exports { registry, files, mut failures, .. } = Exports::of_folder(tree, path);
    match failures.is_empty() {
        false => Err(failures.swap_remove(0).1),
        true if files.is_empty() => Err(ContainerError::NotRecognised.into()),
        true => Ok(registry),
    }
}

/// Several exports together.
fn read_folder(path: &Path, options: &Options<'_>) -> Outcome {
    let Exports { registry, files, failures, .. } = Exports::of_folder(options.tree, path);
    let failed = |(file, error): (_, InputError)| {
        let location = Location::path(file);
        Err(Failure { location, place: "windows", kind: Some(StoreKind::Windows), error })
    };
    let mut outcome: Outcome = failures.into_iter().map(failed).collect();
    if !files.is_empty() {
        outcome.extend(of_export(path, &registry, options));
    } else if outcome.is_empty() {
        outcome.push(Err(Failure::of(path, ContainerError::NotRecognised)));
    }
    outcome
}

fn read_export(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let path = source.path.clone();
    let read = |source: Source<'_>| -> Result<Export, InputError> { Ok(Export::parse(&source.whole(MAX_EXPORT)?)?) };
    match read(source) {
        Ok(export) => of_export(&path, &export, options),
        Err(error) => {
            let location = Location::path(&path);
            vec![Err(Failure { location, place: "file", kind: Some(StoreKind::Windows), error })]
        }
    }
}

/// The stores of an export: of the machine, and as the user sees them, each where the export has something of it.
fn of_export(path: &Path, export: &Export, options: &Options<'_>) -> Outcome {
    let has = |scope: Scope| {
        let physicals = View::all(scope).physicals();
        physicals.into_iter().filter(|physical| physical.scope == scope).any(|physical| export.has(&physical.key()))
    };
    let views = [Scope::Machine, Scope::User].into_iter().filter(|scope| has(*scope)).map(View::all);
    let views: Vec<View> = views.collect();
    if views.is_empty() {
        let error = InputError::from(ContainerError::NotRecognised);
        return vec![Err(Failure {
            location: Location::path(path),
            place: "file",
            kind: Some(StoreKind::Windows),
            error,
        })];
    }
    let store = |view: View| {
        let mut store =
            of_view(view, &Location::within(path, view.title()), &Keys(export), options.limits.max_entries)?;
        if view.scope == Scope::User && !has(Scope::Machine) {
            store.observations.push(Observation::MachineNotExported);
        }
        Ok(store)
    };
    views.into_iter().map(store).collect()
}

/// What a program sees that opens these stores.
fn of_view(view: View, location: &Location, tree: &dyn Tree, limit: usize) -> Result<TrustStore, Failure> {
    let failure = |location: &Location, error: InputError| Failure {
        location: location.clone(),
        place: "file",
        kind: Some(StoreKind::Windows),
        error,
    };
    // Of an export, the error names the file that the key is in.
    let at = |key: &Path| {
        let is_live = location.within.is_none();
        if is_live { Location::path(key) } else { Location::within(&location.path, key.display().to_string()) }
    };
    let mut store = TrustStore::new(location.clone(), StoreKind::Windows, Consumer::Windows);
    let lists = Lists::of(tree.registry());
    for physical in view.physicals() {
        let names = match tree.list(&physical.folder()) {
            Ok(names) => names,
            // A store that nothing was ever put in.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failure(&at(Path::new(&physical.key())), InputError::from_io(error))),
        };
        for name in names {
            let Some(name) = name.to_str() else { continue };
            if store.entries.len() >= limit {
                return Err(failure(&store.location, ContainerError::TooMany { limit }.into()));
            }
            let path = physical.element(name);
            match tree.read(&path, super::WINDOW << 8) {
                Ok(blob) => store.entries.push(entry(physical, name, &blob, store.entries.len(), &lists)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failure(&at(&path), InputError::from_io(error))),
            }
        }
    }
    store.observations.extend(lists.observations());
    if view == View::all(Scope::Machine) {
        store.observations.extend(long_list(&store, tree));
    }
    Ok(store)
}

fn entry(physical: Physical, name: &str, blob: &[u8], index: usize, lists: &Lists) -> Entry {
    let element = Element::parse(blob);
    let certificate = element.as_ref().map_err(Clone::clone).and_then(|element| {
        // Windows finds it by this name.
        let is_named = element::key_name(element.der()).eq_ignore_ascii_case(name);
        let certificate = element.certificate()?;
        if is_named { Ok(certificate) } else { Err(element::damaged(format!("not the certificate {name}"))) }
    });
    let is_self_issued = certificate.as_ref().is_ok_and(tillit_verifier::Certificate::is_self_issued);
    let trust = crate::windows::trust(physical, is_self_issued);
    let trust = element.as_ref().map_or(trust, |element| element.leaves(trust));
    let (trust, listed) =
        certificate.as_ref().map_or((trust, None), |certificate| lists.leave(trust, physical, certificate));
    Entry {
        trust,
        listed,
        alias: element.ok().and_then(|element| element.friendly_name()),
        file: Some(physical.element(&name.to_ascii_uppercase())),
        ..Entry::anchor(certificate, Position::Index(index))
    }
}

/// The names of all anchors, if Schannel was told to send them and cuts the list.
fn long_list(store: &TrustStore, tree: &dyn Tree) -> Option<Observation> {
    let sends = tree.registry()?.value(SCHANNEL, SEND_LIST).ok()??.as_number()? != 0;
    let is_listed = |entry: &&Entry| {
        Physical::of_entry(entry).is_some_and(|of| of.name.worth() == Worth::Anchors && of.name != StoreName::AuthRoot)
    };
    let listed = store.entries.iter().filter(is_listed).filter_map(|entry| entry.certificate.as_ref().ok());
    let names: std::collections::HashSet<&[u8]> = listed.map(|certificate| certificate.subject().as_der()).collect();
    // Each is sent with two bytes for its length (RFC 5246 section 7.4.4).
    let bytes = names.iter().map(|name| name.len() as u64 + 2).sum();
    (sends && bytes > MAX_LIST).then_some(Observation::LongNameList {
        bytes,
        names: names.len() as u64,
        limit: MAX_LIST,
    })
}
