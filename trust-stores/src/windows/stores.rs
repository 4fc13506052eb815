//! Where the certificate stores of Windows lie, and what lying there means.
//!
//! What programs open is a *logical* store (`LocalMachine\Root`), gathered from *physical* ones: what was put in by hand or by a program, what
//! group policies bring, what the domain publishes for everybody, what Windows Update fetched. `CurrentUser` shows the user's own and all of
//! `LocalMachine`; services, IIS and domain controllers see `LocalMachine` alone ("System Store Locations" in Microsoft's documentation).

use std::path::{Path, PathBuf};

use super::registry;
use crate::store::{Entry, Grant, Trust};

/// Whose stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `LocalMachine`: what services see, and every user.
    Machine,
    /// `CurrentUser`: what this user's programs see besides.
    User,
}

impl Scope {
    /// Its name in Windows' programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Machine => "LocalMachine",
            Self::User => "CurrentUser",
        }
    }

    fn hive(self) -> &'static str {
        match self {
            Self::Machine => "HKLM",
            Self::User => "HKCU",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let is = |words: [&str; 3]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        match () {
            () if is(["LM", "LocalMachine", "HKLM"]) => Some(Self::Machine),
            () if is(["CU", "CurrentUser", "HKCU"]) => Some(Self::User),
            () => None,
        }
    }
}

/// Who put something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// Whoever may write the registry: an administrator, the user, a program.
    Registry,
    /// A group policy: it comes back whenever policies are applied.
    GroupPolicy,
    /// The domain, for all its members (`certutil -dspublish`): it comes back with the next synchronisation.
    Enterprise,
}

impl Origin {
    /// The key in its hive.
    fn key(self) -> &'static str {
        match self {
            Self::Registry => r"SOFTWARE\Microsoft\SystemCertificates",
            Self::GroupPolicy => r"SOFTWARE\Policies\Microsoft\SystemCertificates",
            Self::Enterprise => r"SOFTWARE\Microsoft\EnterpriseCertificates",
        }
    }
}

/// The stores that count for a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StoreName {
    /// "Untrusted Certificates".
    Disallowed,
    /// "Trusted Root Certification Authorities".
    Root,
    /// "Third-Party Root Certification Authorities": those of Microsoft's programme, fetched when they are needed.
    AuthRoot,
    /// "Smart Card Trusted Roots": roots that cards brought along.
    SmartCardRoot,
    /// "Intermediate Certification Authorities".
    Ca,
    /// "Trusted People".
    TrustedPeople,
    /// "Client Authentication Issuers": whose names a binding may send.
    ClientAuthIssuer,
    /// The CAs whose certificates may log on to the domain.
    NtAuth,
}

impl StoreName {
    /// Every one, in the order in which they are read: what is distrusted first, and an anchor before what only helps.
    pub const ALL: [Self; 8] = [
        Self::Disallowed,
        Self::Root,
        Self::AuthRoot,
        Self::SmartCardRoot,
        Self::Ca,
        Self::TrustedPeople,
        Self::ClientAuthIssuer,
        Self::NtAuth,
    ];

    /// Its name in the registry and in `certutil`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disallowed => "Disallowed",
            Self::Root => "ROOT",
            Self::AuthRoot => "AuthRoot",
            Self::SmartCardRoot => "SmartCardRoot",
            Self::Ca => "CA",
            Self::TrustedPeople => "TrustedPeople",
            Self::ClientAuthIssuer => "ClientAuthIssuer",
            Self::NtAuth => "NTAuth",
        }
    }

    /// The word for it in identifiers of texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Disallowed => "disallowed",
            Self::Root => "root",
            Self::AuthRoot => "auth-root",
            Self::SmartCardRoot => "smart-card-root",
            Self::Ca => "ca",
            Self::TrustedPeople => "trusted-people",
            Self::ClientAuthIssuer => "client-auth-issuer",
            Self::NtAuth => "nt-auth",
        }
    }

    /// The store of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|store| store.name().eq_ignore_ascii_case(name))
    }

    /// What lies in it is worth this.
    pub fn worth(self) -> Worth {
        match self {
            Self::Disallowed => Worth::Distrusts,
            Self::Root | Self::AuthRoot | Self::SmartCardRoot => Worth::Anchors,
            Self::Ca => Worth::Helps,
            Self::TrustedPeople | Self::ClientAuthIssuer | Self::NtAuth => Worth::Nothing,
        }
    }

    /// The logical store that it is a part of: what `LocalMachine\Root` shows lies in three of them.
    fn logical(self) -> Self {
        match self {
            Self::AuthRoot | Self::SmartCardRoot => Self::Root,
            other => other,
        }
    }
}

/// What a store says of a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Worth {
    /// Chains may end in it, if it is self-signed.
    Anchors,
    /// It helps to build a chain.
    Helps,
    /// No chain may go through it.
    Distrusts,
    /// Nothing to chains.
    Nothing,
}

/// A store as it lies in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Physical {
    /// Whose.
    pub scope: Scope,
    /// Who puts something there.
    pub origin: Origin,
    /// Which.
    pub name: StoreName,
}

/// The key in a store that has its certificates.
const CERTIFICATES: &str = "Certificates";

impl Physical {
    /// A store that an administrator, or the user, may change.
    pub fn own(scope: Scope, name: StoreName) -> Self {
        // The domain's list lies with what the domain publishes, and nowhere else.
        let origin = if name == StoreName::NtAuth { Origin::Enterprise } else { Origin::Registry };
        Self { scope, origin, name }
    }

    /// Something may be put in and taken out there: what others bring comes back. `NTAuth` of the domain is a copy, too, and the only place
    /// for it on one machine.
    pub fn is_written(self) -> bool {
        self == Self::own(self.scope, self.name) && (self.name != StoreName::NtAuth || self.scope == Scope::Machine)
    }

    /// The key that holds a key for each certificate.
    pub fn folder(self) -> PathBuf {
        PathBuf::from(format!(r"{}\{CERTIFICATES}", self.key()))
    }

    /// The key of the store.
    pub fn key(self) -> String {
        format!(r"{}\{}\{}", self.scope.hive(), self.origin.key(), self.name.name())
    }

    /// The key of the certificate with this SHA-1.
    pub fn element(self, name: &str) -> PathBuf {
        PathBuf::from(format!(r"{}\{CERTIFICATES}\{name}", self.key()))
    }

    /// The store in which a path lies, and what of the path comes after its folder of certificates: nothing for the folder itself.
    pub fn of_path(path: &Path) -> Option<(Self, Option<String>)> {
        let (scope, origin, rest) = of_key(path)?;
        let mut parts = rest.split('\\');
        let name = StoreName::parse(parts.next()?)?;
        if !parts.next()?.eq_ignore_ascii_case(CERTIFICATES) {
            return None;
        }
        let element = parts.next().map(str::to_ascii_uppercase);
        // Certificates have names of digits and letters; what goes deeper is none, with whichever slash.
        if element.as_deref().is_some_and(|element| element.contains('/')) {
            return None;
        }
        parts.next().is_none().then_some((Self { scope, origin, name }, element))
    }

    /// The store that an entry lies in.
    pub fn of_entry(entry: &Entry) -> Option<Self> {
        Self::of_path(entry.file.as_deref()?).map(|(physical, _)| physical)
    }

    /// What it is called in `certutil` and `certlm.msc`: `LocalMachine\Root`.
    pub fn title(self) -> String {
        let name = if self.name == StoreName::Root { "Root" } else { self.name.name() };
        format!(r"{}\{name}", self.scope.name())
    }
}

/// Scope, origin and what comes after it of a key's path.
fn of_key(path: &Path) -> Option<(Scope, Origin, String)> {
    let text = path.to_str()?;
    let (hive, rest) = registry::hive(text)?;
    let scope = [Scope::Machine, Scope::User].into_iter().find(|scope| scope.hive() == hive)?;
    [Origin::Registry, Origin::GroupPolicy, Origin::Enterprise].into_iter().find_map(|origin| {
        let key = origin.key();
        let (head, tail) = rest.split_at_checked(key.len())?;
        let tail = tail.strip_prefix('\\').or_else(|| tail.is_empty().then_some(""))?;
        head.eq_ignore_ascii_case(key).then(|| (scope, origin, tail.trim_end_matches('\\').to_owned()))
    })
}

/// What a program sees that opens stores of one scope: all of them, or one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// Whose.
    pub scope: Scope,
    /// One logical store alone.
    pub only: Option<StoreName>,
}

impl View {
    /// All stores of a scope.
    pub fn all(scope: Scope) -> Self {
        Self { scope, only: None }
    }

    /// What was typed: `LM`, `CU\Root`, `LocalMachine/CA`.
    pub fn parse(typed: &str) -> Option<Self> {
        let (scope, name) = match typed.split_once(['\\', '/']) {
            Some((scope, name)) => (scope, Some(StoreName::parse(name)?)),
            None => (typed, None),
        };
        Some(Self { scope: Scope::parse(scope)?, only: name })
    }

    /// The key that stands for it.
    pub fn path(self) -> PathBuf {
        match self.only {
            Some(name) => PathBuf::from(Physical::own(self.scope, name).key()),
            None => PathBuf::from(format!(r"{}\{}", self.scope.hive(), Origin::Registry.key())),
        }
    }

    /// The view that a key stands for.
    pub fn of_path(path: &Path) -> Option<Self> {
        let (scope, origin, rest) = of_key(path)?;
        match (origin, rest.as_str()) {
            (Origin::Registry, "") => Some(Self::all(scope)),
            (_, name) => {
                let name = StoreName::parse(name)?;
                (Physical::own(scope, name).origin == origin).then_some(Self { scope, only: Some(name) })
            }
        }
    }

    /// What it is called: `LocalMachine`, `CurrentUser\CA`.
    pub fn title(self) -> String {
        match self.only {
            Some(name) => Physical::own(self.scope, name).title(),
            None => self.scope.name().to_owned(),
        }
    }

    /// The stores that it is made of, in the order in which they are read.
    pub fn physicals(self) -> Vec<Physical> {
        let scopes: &[Scope] = match self.scope {
            Scope::Machine => &[Scope::Machine],
            Scope::User => &[Scope::User, Scope::Machine],
        };
        let mut all = Vec::new();
        let is_shown = |name: &StoreName| self.only.is_none_or(|only| name.logical() == only || *name == only);
        for name in StoreName::ALL.into_iter().filter(is_shown) {
            for scope in scopes {
                for origin in [Origin::Registry, Origin::GroupPolicy, Origin::Enterprise] {
                    // The domain publishes for machines alone, and its list of CAs for logging on is nowhere else.
                    let is_there = match (origin, name) {
                        (Origin::Enterprise, _) => *scope == Scope::Machine,
                        (_, name) => name != StoreName::NtAuth,
                    };
                    if is_there {
                        all.push(Physical { scope: *scope, origin, name });
                    }
                }
            }
        }
        all
    }
}

/// What an entry of a store is worth, before what is noted of the entry itself.
pub(crate) fn trust(physical: Physical, is_self_issued: bool) -> Trust {
    Trust::all(match physical.name.worth() {
        Worth::Anchors if is_self_issued => Grant::Anchor,
        // Windows ends no chain in it, and finds it there when it builds one.
        Worth::Anchors | Worth::Helps => Grant::Helper,
        Worth::Distrusts => Grant::Distrusted,
        Worth::Nothing => Grant::Ignored,
    })
}

/// It lies where a CA lies that helps somebody in, whatever is noted of it.
pub(crate) fn gives_trust(entry: &Entry) -> bool {
    Physical::of_entry(entry).is_some_and(|of| matches!(of.name.worth(), Worth::Anchors | Worth::Helps))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_store_and_view_is_found_by_its_path() {
        for scope in [Scope::Machine, Scope::User] {
            let view = View::all(scope);
            assert_eq!(View::of_path(&view.path()), Some(view));
            for physical in view.physicals() {
                assert_eq!(Physical::of_path(&physical.folder()), Some((physical, None)));
                let element = physical.element("ab");
                assert_eq!(Physical::of_path(&element), Some((physical, Some("AB".to_owned()))));
                assert_eq!(View::of_path(&element), None);
            }
            for name in StoreName::ALL {
                let view = View { scope, only: Some(name) };
                assert_eq!(View::of_path(&view.path()), Some(view));
            }
        }
        let long = Path::new(r"HKEY_LOCAL_MACHINE\Software\microsoft\systemcertificates\root\certificates\00");
        let root = Physical::own(Scope::Machine, StoreName::Root);
        assert_eq!(Physical::of_path(long).unwrap().0, root);
        assert_eq!(Physical::of_path(&root.folder().join("00/11")), None);
        for no in [r"HKLM\SOFTWARE\Microsoft\SystemCertificatesX", r"HKU\SOFTWARE\Microsoft\SystemCertificates", "/etc"]
        {
            assert_eq!((View::of_path(Path::new(no)), Physical::of_path(Path::new(no))), (None, None), "{no}");
        }
    }

    #[test]
    fn a_user_sees_the_machine_and_a_service_does_not_see_the_user() {
        let sees = |view: View, scope| view.physicals().iter().any(|physical| physical.scope == scope);
        assert!(sees(View::all(Scope::User), Scope::Machine) && sees(View::all(Scope::User), Scope::User));
        assert!(!sees(View::all(Scope::Machine), Scope::User));
        let root = View::parse(r"lm\root").unwrap().physicals();
        assert!(root.iter().any(|physical| physical.name == StoreName::AuthRoot));
        assert!(root.iter().all(|physical| physical.name.worth() == Worth::Anchors));
        assert_eq!(View::parse("CU/CA").unwrap().title(), r"CurrentUser\CA");
        assert_eq!((View::parse("Root"), View::parse(r"LM\MY")), (None, None));
    }

    #[test]
    fn only_what_nobody_brings_back_is_written() {
        for scope in [Scope::Machine, Scope::User] {
            for physical in View::all(scope).physicals() {
                let expected = match physical.origin {
                    Origin::Registry => true,
                    Origin::GroupPolicy => false,
                    Origin::Enterprise => physical.name == StoreName::NtAuth,
                };
                assert_eq!(physical.is_written(), expected, "{physical:?}");
            }
        }
    }
}
