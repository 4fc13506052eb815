//! Java: the trust store of every installation, and what replaces it.
//!
//! A JVM reads `lib/security/jssecacerts`, else `lib/security/cacerts`, unless the property `javax.net.ssl.trustStore` names another
//! (OpenJDK, `sun.security.ssl.TrustStoreManager`). If that one is not there, it goes on with its own and says nothing.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use tillit_verifier::container::{self, ContainerError, Passwords};
use tillit_verifier::input::InputError;

use self::jvm::{Jvm, List};
use self::options::{JvmOptions, is_file_type};
use self::settings::{Scope, Setting};
use super::{Found, Place, Search};
use crate::formats::{self, Failure, Options, Outcome, java};
use crate::observation::Observation;
use crate::store::{Location, Opened, StoreKind, TrustStore};
use crate::tree::Tree;

mod jvm;
pub(crate) mod options;
mod security;
mod settings;

pub(super) const PLACE: Place = Place { word: "java", on_every_host: true, find };

/// Folders with stores that the system's own command writes.
const OF_SYSTEM: &[&str] = &[
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/var/lib/ca-certificates",
    "/var/lib/ca-certificates-java",
    "/usr/share/pki",
    "/usr/share/ca-certificates",
    "/nix/store",
];

/// The installation that a program runs with.
#[derive(Clone, Debug)]
pub(crate) struct Installation {
    /// The trust store that it reads where nothing else is named.
    pub(crate) store: PathBuf,
    /// Its security properties: `java.security`.
    pub(crate) security: Option<PathBuf>,
}

/// The installation in this folder, as `JAVA_HOME` names it; without one that of the machine's command `java`.
pub(crate) fn installation(tree: &dyn Tree, home: Option<&Path>) -> Option<Installation> {
    let jvm = match home {
        Some(home) => Jvm::at(tree, home),
        None => jvm::COMMANDS.iter().find_map(|command| Jvm::of_command(tree, Path::new(command))),
    }?;
    let [own, usual] = ["jssecacerts", "cacerts"].map(|name| jvm.security.join(name));
    let store = if tree.is_file(&own) { own } else { usual };
    Some(Installation { store, security: jvm.security_file(tree) })
}

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let tree = search.options.tree;
    let mut found = Found::default();
    let Some(path) = path else {
        let mut jvms = jvm::find(search, &mut found);
        let mut settings = settings::of_environment(search.environment);
        settings.extend(settings::of_files(tree, &mut jvms));
        settings.extend(settings::of_processes(search, &mut jvms));
        add_stores(search, &jvms, &settings, &mut found);
        return found;
    };
    let mut jvms = List::default();
    if tree.is_folder(path) {
        for jvm in Jvm::in_folder(tree, path) {
            jvms.add(tree, Some(jvm));
        }
        if jvms.jvms.is_empty() {
            let failure = Failure::of(path, InputError::EmptyFolder);
            found.add(PLACE.word, vec![Err(failure)]);
            return found;
        }
    } else if !jvms.add(tree, Jvm::of_command(tree, path)) {
        found.add(PLACE.word, formats::read(path, &search.options));
        return found;
    }
    // What the environment says holds for every installation; what files and processes say, for others than the one that was named.
    let mut settings = settings::of_environment(search.environment);
    settings.retain(|setting| matches!(setting.scope, Scope::EveryJvm));
    add_stores(search, &jvms, &settings, &mut found);
    found
}

/// Reads the stores of the installations, and those that settings name.
fn add_stores(search: &Search<'_>, jvms: &List, settings: &[Setting], found: &mut Found) {
    let tree = search.options.tree;
    let redirections: Vec<Redirection<'_>> = settings.iter().map(|setting| follow(search, setting)).collect();
    for (index, jvm) in jvms.jvms.iter().enumerate() {
        let concerned = |setting: &Setting| match &setting.scope {
            Scope::EveryJvm => true,
            Scope::Jvm(security) => *security == jvm.real_security(search.options.tree),
            // Somebody has to be told: the one that is found first is the one that the machine's `java` is.
            Scope::SomeProgram => index == 0,
        };
        let mut observations = Vec::new();
        for redirection in redirections.iter().filter(|redirection| concerned(redirection.setting)) {
            observations.extend(redirection.beside.clone());
        }
        observations.extend(store_type(search, jvm, settings.iter().filter(|setting| concerned(setting))));
        let outcome = of_jvm(search, jvm).into_iter().map(|read| {
            read.map(|mut store| {
                store.observations.extend(observations.clone());
                store
            })
        });
        for read in outcome {
            add_own(read, tree, found);
        }
    }
    for redirection in redirections {
        for read in redirection.target {
            add_target(read, tree, found);
        }
    }
}

/// Adds an installation's store. Links of several installations to one file are one store with the names of all.
fn add_own(read: Result<TrustStore, Failure>, tree: &dyn Tree, found: &mut Found) {
    let real = |location: &Location| tree.real_path(&location.path).ok();
    let name = |location: &Location| location.within.clone().unwrap_or_default();
    let join = |into: &mut Location, other: &Location| into.within = Some(format!("{}, {}", name(into), name(other)));
    match read {
        Ok(store) => {
            let path = real(&store.location);
            let same = |other: &&mut TrustStore| path.is_some() && real(&other.location) == path;
            let Some(other) = found.stores.iter_mut().find(same) else {
                return found.add(PLACE.word, vec![Ok(store)]);
            };
            join(&mut other.location, &store.location);
            let words = |seen: &Observation| format!("{seen:?}");
            let told: Vec<String> = other.observations.iter().map(words).collect();
            other.observations.extend(store.observations.into_iter().filter(|seen| !told.contains(&words(seen))));
        }
        Err(failure) => {
            let path = real(&failure.location);
            let same = |other: &&mut Failure| path.is_some() && real(&other.location) == path;
            match found.failures.iter_mut().find(same) {
                Some(other) => join(&mut other.location, &failure.location),
                None => found.add(PLACE.word, vec![Err(failure)]),
            }
        }
    }
}

/// Adds a store that a setting names. One that several name is one store, and so is an installation's own that a setting names.
fn add_target(read: Result<TrustStore, Failure>, tree: &dyn Tree, found: &mut Found) {
    let hidden =
        |store: &TrustStore| store.observations.iter().any(|o| matches!(o, Observation::EncryptedWithoutPassword(_)));
    match read {
        Ok(store) => {
            let same = |other: &&mut TrustStore| store.is_read_as(other, tree) && hidden(other) == hidden(&store);
            match found.stores.iter_mut().find(same) {
                Some(other) => other.is_also(&store),
                None => found.add(PLACE.word, vec![Ok(store)]),
            }
        }
        Err(failure) => {
            if !found.failures.iter().any(|other| other.location == failure.location) {
                found.add(PLACE.word, vec![Err(failure)]);
            }
        }
    }
}

/// The installation's own store.
fn of_jvm(search: &Search<'_>, jvm: &Jvm) -> Outcome {
    let tree = search.options.tree;
    let [own, replaced] = ["jssecacerts", "cacerts"].map(|name| jvm.security.join(name));
    let (file, mut observations) =
        if tree.is_file(&own) { (own, vec![Observation::Replaced(replaced)]) } else { (replaced, Vec::new()) };
    if let Ok(real) = tree.real_path(&file)
        && OF_SYSTEM.iter().any(|folder| real.starts_with(folder))
    {
        observations.push(Observation::ManagedBySystem(real));
    }
    let location = Location::within(&file, &jvm.name);
    let outcome = read(&file, &search.options, None);
    outcome
        .into_iter()
        .map(|read| match read {
            Ok(mut store) => {
                store.observations.append(&mut observations);
                Ok(TrustStore { location: location.clone(), ..store })
            }
            Err(failure) => Err(Failure { location: location.clone(), ..failure }),
        })
        .collect()
}

/// Reads a store as Java does: with this password, or with none.
///
/// Certificates that Java would not see are read all the same, with the passwords that are at hand: who looks for them is to learn
/// that they are there.
pub(crate) fn read(file: &Path, options: &Options<'_>, password: Option<&SecretString>) -> Outcome {
    if let Some(password) = password {
        let passwords = Passwords::given(vec![password.clone()]);
        return formats::read(file, &Options { passwords: &passwords, ..*options });
    }
    let mut outcome = formats::read(file, options);
    let wrong = |read: &Result<TrustStore, Failure>| {
        matches!(read, Err(Failure { error: InputError::Container(ContainerError::WrongPassword), .. }))
    };
    // A password that the user gave was meant for another store than this, which nobody named.
    if outcome.iter().any(wrong) {
        let passwords = Passwords::defaults();
        outcome = formats::read(file, &Options { passwords: &passwords, ..*options });
    }
    for store in outcome.iter_mut().flatten() {
        if store.kind == StoreKind::Pkcs12 && store.opened != Opened::NoPassword {
            java::without_password(store, &encrypted(file, options));
        }
    }
    outcome
}

/// For each certificate of a PKCS#12 file, whether it is encrypted.
fn encrypted(file: &Path, options: &Options<'_>) -> Vec<bool> {
    let read = |passwords: &Passwords| {
        let source = options.tree.open(file).ok()?;
        container::read_with(source, passwords, &options.limits).ok()
    };
    let contents = read(options.passwords).or_else(|| read(&Passwords::defaults()));
    contents.map(|contents| contents.entries.iter().map(|entry| entry.encrypted).collect()).unwrap_or_default()
}

/// Where a setting leads.
struct Redirection<'a> {
    setting: &'a Setting,
    /// What is read there.
    target: Outcome,
    /// What is to be said of the store that is, or is not, replaced.
    beside: Option<Observation>,
}

fn follow<'a>(search: &Search<'_>, setting: &'a Setting) -> Redirection<'a> {
    let tree = search.options.tree;
    let mut redirection = Redirection { setting, target: Vec::new(), beside: None };
    let (by, set_in) = (setting.by.clone(), setting.set_in.clone());
    let JvmOptions { store, password, .. } = &setting.options;
    if let Some(to) = setting.options.elsewhere() {
        redirection.beside = Some(Observation::RedirectionNotFollowed { by, to: to.to_owned(), set_in });
        return redirection;
    }
    let Some(to) = store.clone() else { return redirection };
    let Some(file) = path_of(&to, setting) else {
        redirection.beside = Some(Observation::RedirectionNotFollowed { by, to, set_in });
        return redirection;
    };
    if !tree.is_file(&file) {
        redirection.target = vec![Err(Failure::of(&file, InputError::NotFound))];
        redirection.beside = Some(Observation::RedirectedToNothing { by, to, set_in });
        return redirection;
    }
    // A password that is a variable of a script is not known.
    let known = password.as_ref().filter(|password| !has_variable(secrecy::ExposeSecret::expose_secret(*password)));
    let mut outcome = match (known, password) {
        (None, Some(_)) => formats::read(&file, &search.options),
        (known, _) => read(&file, &search.options, known),
    };
    let wrong = |read: &Result<TrustStore, Failure>| {
        matches!(read, Err(Failure { error: InputError::Container(ContainerError::WrongPassword), .. }))
    };
    // Java fails on it, and here it is not read either; the fault is the option's, and that is said.
    if known.is_some() && outcome.iter().any(wrong) {
        let to = file.display().to_string();
        redirection.beside = Some(Observation::WrongJvmPassword { by: by.clone(), to, set_in: set_in.clone() });
    }
    for store in outcome.iter_mut().flatten() {
        store.observations.push(Observation::Redirected { by: by.clone(), to: to.clone(), set_in: set_in.clone() });
    }
    redirection.target = outcome;
    redirection
}

/// The file that a value names; `None` where it has a variable in it, or is relative to a folder that is not known.
fn path_of(value: &str, setting: &Setting) -> Option<PathBuf> {
    let path = Path::new(value);
    match (&setting.folder, &setting.set_in) {
        _ if has_variable(value) => None,
        _ if path.is_absolute() => Some(path.to_owned()),
        (Some(folder), _) => Some(folder.join(path)),
        // This process's own environment: relative to where it was started, as it is for a JVM that is started here.
        (None, None) => Some(path.to_owned()),
        (None, Some(_)) => None,
    }
}

/// A shell's or systemd's variable, or a place holder of a template.
fn has_variable(value: &str) -> bool {
    value.contains(['$', '`', '%']) || value.contains("{{")
}

/// Security properties that make an installation look for its trust store somewhere else than in files.
fn store_type<'a>(search: &Search<'_>, jvm: &Jvm, settings: impl Iterator<Item = &'a Setting>) -> Option<Observation> {
    let tree = search.options.tree;
    let own_file = jvm.security_file(tree)?;
    let own = security::read(tree, &own_file);
    let mut said = own.store_type.map(|kind| (kind, own_file));
    for setting in settings.filter(|_| own.may_be_overridden) {
        let file = setting.options.security_properties.as_deref().and_then(|file| path_of(file, setting));
        let kind = file.and_then(|file| Some((security::read(tree, &file).store_type?, file)));
        said = kind.or(said);
    }
    let (to, file) = said.filter(|(kind, _)| !is_file_type(kind))?;
    Some(Observation::RedirectionNotFollowed { by: "keystore.type".to_owned(), to, set_in: Some(file) })
}
