//! `--local`: what of this computer decides about a login.

use std::time::Duration;

use tillit_card::windows_keys::{self, Held, KeyError};
use tillit_login::local::{
    AtHand, KeyHere, KeyStore, Local, Module, Owner, Policy, ProxySetting, Setting, Store, Unread,
};
use tillit_trust_stores::Observation;
use tillit_trust_stores::computer::{self, Browser, Says};
use tillit_trust_stores::formats::Options as Reading;
use tillit_trust_stores::places::{self, Environment, Search};
use tillit_trust_stores::store::{Grant, StoreKind, TrustStore};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Certificate;
use tillit_verifier::container::{Passwords, ReadLimits};

/// For a driver that is asked whether it has a key.
const DRIVER_WITHIN: Duration = Duration::from_secs(5);

/// Whose stores are looked at, under the words of their places.
const OWNERS: [(&str, Option<&str>, Owner); 4] = [
    ("system", None, Owner::System),
    // What this user's programs see, the machine's with it.
    ("windows", Some("CU"), Owner::System),
    ("firefox", None, Owner::Firefox),
    ("chromium", None, Owner::Chromium),
];

/// Looks at this computer: its stores, policies, modules and proxies. Nothing is changed and no program is run.
pub(super) fn look() -> Local {
    let tree = Folder::host();
    let passwords = Passwords::defaults();
    let environment = Environment::of_process();
    let options =
        Reading { tree: &tree, passwords: &passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None };
    let search = Search { options, environment: &environment };
    let mut local = Local {
        keys: keys(),
        modules: computer::modules(&tree).map(|all| all.into_iter().map(module).collect()),
        ..Local::default()
    };
    for (word, within, owner) in OWNERS {
        let found = places::Target::Place(word, within.map(Into::into)).find(&search);
        let unreadable = found.failures.iter().map(|failure| failure.location.path.display().to_string());
        local.unread.extend(unreadable.map(Unread::Unreadable));
        // Certificates that a policy installs are in every profile.
        let by_policy: Vec<&TrustStore> =
            found.stores.iter().filter(|store| store.kind == StoreKind::BrowserPolicy).collect();
        let databases = found.stores.iter().filter(|store| store.kind != StoreKind::BrowserPolicy);
        local.stores.extend(databases.map(|store| {
            let entries = || store.entries.iter().chain(by_policy.iter().flat_map(|policy| &policy.entries));
            let certificate = |entry: &tillit_trust_stores::Entry| entry.certificate.as_ref().ok().cloned();
            let with_system =
                |store: &TrustStore| store.observations.iter().any(|one| matches!(one, Observation::AlsoUsesSystem));
            Store {
                owner,
                place: store.location.path.display().to_string(),
                anchors: entries()
                    .filter(|entry| entry.trust.server == Grant::Anchor)
                    .filter_map(certificate)
                    .collect(),
                cas: entries().filter_map(certificate).filter(Certificate::is_ca).collect(),
                with_system: with_system(store) || by_policy.iter().any(|policy| with_system(policy)),
            }
        }));
    }
    if matches!(local.keys, KeyStore::Unread) {
        local.unread.push(Unread::Unreadable(r"CurrentUser\My".to_owned()));
    }
    local.unread.extend(computer::desktops(&tree).iter().map(|file| Unread::Desktop(file.display().to_string())));
    local.policies = computer::policies(&tree).into_iter().map(policy).collect();
    let proxies = computer::proxies(&tree).into_iter();
    local.proxies =
        proxies.map(|set| ProxySetting { place: set.file.display().to_string(), proxy: set.proxy }).collect();
    local
}

/// Those that Windows has for this user. Drivers are asked without a window, and given up where they do not answer.
fn keys() -> KeyStore {
    let here = |held: Held| {
        let is_at_hand = match windows_keys::at_hand(&held, DRIVER_WITHIN) {
            windows_keys::AtHand::Yes => AtHand::Yes,
            windows_keys::AtHand::No(KeyError::NoProvider) => AtHand::NoProvider(held.provider),
            _ => AtHand::Perhaps,
        };
        KeyHere { certificate: held.certificate, is_at_hand }
    };
    match windows_keys::contents() {
        Ok(contents) => KeyStore::Read(contents.keys.into_iter().map(here).collect()),
        Err(KeyError::NotWindows) => KeyStore::None,
        Err(_) => KeyStore::Unread,
    }
}

fn module(module: computer::Module) -> Module {
    Module {
        name: module.name,
        library: module.library,
        registered: module.registered.map(|file| file.display().to_string()),
        is_there: module.is_there,
    }
}

fn policy(policy: computer::Policy) -> Policy {
    Policy {
        owner: match policy.browser {
            Browser::Firefox => Owner::Firefox,
            Browser::Chromium => Owner::Chromium,
        },
        place: policy.file.display().to_string(),
        says: match policy.says {
            Says::AutoSelect { pattern, issuer } => Setting::AutoSelect { pattern, issuer },
            Says::ImportEnterpriseRoots(on) => Setting::ImportEnterpriseRoots(on),
            Says::OsClientCerts(on) => Setting::OsClientCerts(on),
        },
    }
}
