//! Java's key stores: JKS, JCEKS and PKCS#12. The verifier's `container::edit` changes the bytes; here is decided what is to be changed, by
//! what Java would make of each entry.

use tillit_verifier::Fingerprint;
use tillit_verifier::certificate::Certificate;
use tillit_verifier::container::edit::{self, EditError, Edits, NewEntry};
use tillit_verifier::container::{self, ContainerError, Entry, Passwords, ReadLimits, Role};
use tillit_verifier::input::InputError;
use time::OffsetDateTime;

use super::{Task, Writer};
use crate::formats::java::{Seen, seen};
use crate::install::change::{Change, Content};
use crate::install::plan::{Edited, Refusal};
use crate::install::selection::{Addition, Removal};
use crate::store::StoreKind;
use crate::tree::Tree as _;

/// Stores of one file each.
pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::Jks, StoreKind::Jceks, StoreKind::Pkcs12], edit };

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    let data = task.tree.read(task.path, ReadLimits::default().max_binary_bytes).map_err(InputError::from_io)?;
    let (mut edited, after) = edit_bytes(&data, task.passwords, task.add, task.remove, task.now)?;
    if let Some(after) = after {
        let before = Fingerprint::of(&data);
        edited.changes = vec![Change::Replace { path: task.path.to_owned(), before, after, in_place: false }];
    }
    Ok(edited)
}

/// The same for a key store that is not a file, such as a value of a Kubernetes Secret: what happens to it, without changes of files, and
/// what it becomes; `None` if nothing is to be done.
///
/// # Errors
/// [`Refusal`]
pub fn edit_bytes(
    data: &[u8],
    passwords: &Passwords,
    add: &[Addition],
    remove: &[Removal],
    now: OffsetDateTime,
) -> Result<(Edited, Option<Content>), Refusal> {
    let limits = ReadLimits::default();
    let contents = container::read_with(data, passwords, &limits).map_err(refusal)?;
    let kind = StoreKind::from(contents.kind);
    if !WRITER.kinds.contains(&kind) {
        return Err(Refusal::KindNotWritten(kind));
    }
    let mut edited = Edited {
        kept_weak: contents.schemes.iter().filter(|scheme| scheme.legacy).map(|scheme| scheme.name).collect(),
        ..Edited::default()
    };
    let seen = seen(kind, &contents.entries);
    let entries: Vec<(&Entry, Fingerprint, Seen)> = contents
        .entries
        .iter()
        .zip(&seen)
        .map(|(entry, seen)| {
            (entry, entry.certificate.as_ref().map_or(Fingerprint([0; 32]), Certificate::fingerprint), *seen)
        })
        .collect();

    // Numbers of entries that say themselves which certificate they are for: of Java's key entries none is touched.
    let stands_alone = |entry: &Entry| !matches!(entry.role, Role::KeyChain(_));
    let goes = |of: Fingerprint| remove.iter().any(|removal| removal.fingerprint == of);
    let mut out = Vec::new();
    for (index, (entry, fingerprint, _)) in entries.iter().enumerate() {
        if entry.certificate.is_ok() && stands_alone(entry) && goes(*fingerprint) {
            out.push(index);
            if !edited.removed.contains(fingerprint) {
                edited.removed.push(*fingerprint);
            }
        }
    }

    let mut wanted: Vec<(&Addition, String, Option<usize>)> = Vec::new();
    for addition in add {
        let fingerprint = addition.certificate.fingerprint();
        let is = |seen: Seen| {
            entries.iter().position(|(entry, of, now)| entry.certificate.is_ok() && *of == fingerprint && *now == seen)
        };
        let is_twice = wanted.iter().any(|(known, ..)| known.certificate == addition.certificate);
        if is(Seen::Trusted).is_none() && !is_twice {
            wanted.push((addition, addition.slug(), is(Seen::WithoutAttribute)));
        }
    }
    if wanted.is_empty() && out.is_empty() {
        return Ok((edited, None));
    }

    let new: Vec<NewEntry<'_>> = wanted
        .iter()
        .map(|(addition, alias, amend)| NewEntry { certificate: &addition.certificate, alias, amend: *amend })
        .collect();
    let done =
        edit::edit(data, passwords, &Edits { add: &new, remove: &out, now }, &limits).map_err(|error| match error {
            EditError::Container(error) => refusal(error),
            EditError::WouldLose(what) => Refusal::WouldLose(what),
            other => Refusal::WouldLose(other.to_string()),
        })?;
    for ((addition, ..), amended) in wanted.iter().zip(&done.amended) {
        let list = if *amended { &mut edited.amended } else { &mut edited.added };
        list.push(addition.certificate.fingerprint());
    }
    is_what_java_sees(kind, &done.bytes, passwords, &contents.entries, add, remove)?;
    Ok((edited, Some(done.bytes.into())))
}

/// Java trusts in what was written all that it trusted before, without what was to go, with what was to come.
fn is_what_java_sees(
    kind: StoreKind,
    bytes: &[u8],
    passwords: &Passwords,
    before: &[Entry],
    add: &[Addition],
    remove: &[Removal],
) -> Result<(), Refusal> {
    let trusted = |entries: &[Entry]| -> Vec<Fingerprint> {
        let trusted = entries.iter().zip(seen(kind, entries)).filter(|(_, seen)| *seen == Seen::Trusted);
        let mut all: Vec<_> =
            trusted.filter_map(|(entry, _)| Some(entry.certificate.as_ref().ok()?.fingerprint())).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let after = container::read_with(bytes, passwords, &ReadLimits::default()).map_err(refusal)?;
    let after = trusted(&after.entries);
    let mut expected = trusted(before);
    // The own certificate of a key stays, whatever was to go.
    let own: Vec<_> =
        before.iter().filter(|entry| entry.role == Role::KeyChain(0)).map(|entry| &entry.certificate).collect();
    let is_own = |of: Fingerprint| own.iter().any(|own| own.as_ref().is_ok_and(|own| own.fingerprint() == of));
    expected.retain(|of| is_own(*of) || !remove.iter().any(|removal| removal.fingerprint == *of));
    expected.extend(add.iter().map(|addition| addition.certificate.fingerprint()));
    expected.sort_unstable();
    expected.dedup();
    if expected == after {
        Ok(())
    } else {
        Err(Refusal::WouldLose("what Java would trust differs from what it should".to_owned()))
    }
}

fn refusal(error: ContainerError) -> Refusal {
    match error {
        ContainerError::PasswordNeeded => Refusal::PasswordNeeded,
        ContainerError::WrongPassword => Refusal::WrongPassword,
        other => InputError::from(other).into(),
    }
}
