//! What of this computer decides about a login: its stores, its browsers' policies, its proxies, its modules for cards. Nothing is read here:
//! whoever can read it hands it in.

use std::fmt;

use tillit_verifier::catalog::Catalog;
use tillit_verifier::{Certificate, Name};

use crate::server_chain::ServerChain;
use crate::target::Target;

/// What was seen of this computer.
#[derive(Clone, Debug, Default)]
pub struct Local {
    /// Stores by which servers are believed, and in which browsers find CAs above cards.
    pub stores: Vec<Store>,
    /// Policies of browsers that decide about logins.
    pub policies: Vec<Policy>,
    /// Modules for cards that are registered or lie where they are usually put; `None`: it was not looked, or could not be read.
    pub modules: Option<Vec<Module>>,
    /// Where Edge and Chrome find cards, beside modules or instead of them.
    pub keys: KeyStore,
    /// Settings by which programs here go through a proxy.
    pub proxies: Vec<ProxySetting>,
    /// What is there and was not read.
    pub unread: Vec<Unread>,
}

/// Certificates with a key that the system itself has for this user (Windows: `CurrentUser\My`).
#[derive(Clone, Debug, Default)]
pub enum KeyStore {
    /// This system has no such store.
    #[default]
    None,
    /// It could not be read.
    Unread,
    /// Those that are in it.
    Read(Vec<KeyHere>),
}

/// A certificate with a key.
#[derive(Clone, Debug)]
pub struct KeyHere {
    /// The certificate.
    pub certificate: Certificate,
    /// Whether its key is at hand.
    pub is_at_hand: AtHand,
}

/// Whether a key is at hand. Cards that were taken out leave their certificates behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtHand {
    /// It is.
    Yes,
    /// It is not: most likely its card is not in. Or that cannot be said.
    Perhaps,
    /// What has it is not on this computer, or does not start: its name.
    NoProvider(String),
}

/// What is there and was not read: where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It could not be read.
    Unreadable(String),
    /// The settings of a desktop, in a form of its own: a proxy may be among them.
    Desktop(String),
}

/// Whose store or policy it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// The operating system's, which most programs use.
    System,
    /// Firefox's.
    Firefox,
    /// Chromium's, Chrome's, Edge's.
    Chromium,
}

/// A store on this computer.
#[derive(Clone, Debug)]
pub struct Store {
    /// Whose.
    pub owner: Owner,
    /// Where it lies.
    pub place: String,
    /// Roots that are trusted for servers.
    pub anchors: Vec<Certificate>,
    /// Every CA certificate that is there, whatever it is trusted for.
    pub cas: Vec<Certificate>,
    /// Its owner trusts what the system trusts as well.
    pub with_system: bool,
}

/// A policy of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whose.
    pub owner: Owner,
    /// The file.
    pub place: String,
    /// What it says.
    pub says: Setting,
}

/// What a policy says that matters to a login.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting {
    /// `AutoSelectCertificateForUrls`: for addresses like this a certificate is chosen without a question.
    AutoSelect {
        /// `https://[*.]region.example`
        pattern: String,
        /// What the issuer's name must hold: attribute and value; empty: any.
        issuer: Vec<(String, String)>,
    },
    /// `ImportEnterpriseRoots`: Firefox takes roots of the operating system (Windows, macOS).
    ImportEnterpriseRoots(bool),
    /// `security.osclientcerts.autoload`: Firefox offers certificates of the operating system (Windows, macOS).
    OsClientCerts(bool),
}

/// A module that brings cards to programs (PKCS#11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// As it is registered, or its file.
    pub name: String,
    /// The library.
    pub library: String,
    /// Where it is registered; `None`: it merely lies where it is usually put.
    pub registered: Option<String>,
    /// The library is there.
    pub is_there: bool,
}

/// A setting of a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxySetting {
    /// `https_proxy` of the environment, a file.
    pub place: String,
    /// The proxy without user name and password.
    pub proxy: String,
}

/// Libraries of middleware for cards, by the beginnings of their names: Net iD, SafeNet Authentication Client and IDPrime, Gemalto Classic,
/// OpenSC, YubiKey, CoolKey. Source: the manufacturers' manuals.
const MIDDLEWARE: &[&str] = &[
    "libiidp11",
    "iidp11",
    "libetpkcs11",
    "etpkcs11",
    "libidprimepkcs11",
    "idprimepkcs11",
    "libgclib",
    "opensc-pkcs11",
    "onepin-opensc-pkcs11",
    "libykcs11",
    "libcoolkeypk11",
];

impl Module {
    /// It is for cards: not the libraries of software, trust and built-in roots that every computer has.
    pub fn is_for_cards(&self) -> bool {
        let file = self.library.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
        MIDDLEWARE.iter().any(|begins| file.starts_with(begins))
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Owner {
    /// Its word, the same in all languages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Firefox => "firefox",
            Self::Chromium => "chromium",
        }
    }
}

impl Local {
    /// Whether cards reach programs here; `None`: it was not looked.
    pub fn has_middleware(&self) -> Option<bool> {
        let modules = self.modules.as_ref()?;
        Some(modules.iter().any(|module| module.is_there && module.is_for_cards()))
    }

    /// A module for cards that is registered, and whose library is gone.
    pub fn gone(&self) -> Option<&Module> {
        let mut all = self.modules.iter().flatten();
        all.find(|module| module.registered.is_some() && !module.is_there && module.is_for_cards())
    }

    /// Stores in which browsers look for CAs above a card, without one of this name.
    pub fn without(&self, ca: &Name) -> Vec<&Store> {
        let browsers = self.stores.iter().filter(|store| store.owner != Owner::System);
        browsers.filter(|store| !store.cas.iter().any(|one| one.subject() == ca)).collect()
    }

    /// Browsers' stores that do not trust the root of a server which the system trusts. Only roots of known PKIs count: browsers have the roots
    /// of public ones built in.
    pub fn not_trusting(&self, chain: &ServerChain, catalog: &Catalog) -> Vec<&Store> {
        let Some(root) = chain.sent.last().map(Certificate::issuer) else { return Vec::new() };
        if !catalog.cas().any(|found| found.ca.is_root() && found.ca.subject == *root) {
            return Vec::new();
        }
        let trusts = |store: &Store| store.with_system || store.anchors.iter().any(|one| one.subject() == root);
        self.stores.iter().filter(|store| store.owner != Owner::System && !trusts(store)).collect()
    }

    /// Policies that choose a certificate at an address by another issuer than this one.
    pub fn chooses_other(&self, target: &Target, issuer: &Name) -> Vec<&Policy> {
        let (host, port) = (target.host(), target.port());
        let is_other = |policy: &&Policy| match &policy.says {
            Setting::AutoSelect { pattern, issuer: wanted } => {
                matches(pattern, &host, port)
                    && wanted.iter().any(|(attribute, value)| issuer.get(attribute).is_none_or(|own| own != value))
            }
            _ => false,
        };
        self.policies.iter().filter(is_other).collect()
    }
}

/// A pattern of Chromium's content settings: scheme, `[*.]` for a domain and everything below it, port, path; `*` for everything. Without a port
/// it holds for every port.
fn matches(pattern: &str, host: &str, port: u16) -> bool {
    let rest = match pattern.split_once("://") {
        Some((scheme, rest)) if scheme == "https" || scheme == "*" => rest,
        Some(_) => return false,
        None => pattern,
    };
    let wanted = rest.split('/').next().unwrap_or_default();
    let wanted = match wanted.rsplit_once(':') {
        Some((name, "*")) => name,
        // An address of IPv6 has colons of its own, and stands in brackets where a port follows.
        Some((name, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            if digits.parse() != Ok(port) {
                return false;
            }
            name
        }
        _ => wanted,
    };
    let (wanted, host) = (wanted.to_ascii_lowercase(), host.to_ascii_lowercase());
    match wanted.strip_prefix("[*.]") {
        Some(domain) => host == domain || host.ends_with(&format!(".{domain}")),
        None => wanted == "*" || wanted == host,
    }
}

#[cfg(test)]
mod tests {
    use super::{Module, matches};

    #[test]
    fn patterns_of_addresses() {
        for (pattern, host, port, fits) in [
            ("https://idp.region.example", "idp.region.example", 443, true),
            ("https://idp.region.example", "idp.region.example", 8443, true),
            ("https://[*.]region.example", "idp.region.example", 443, true),
            ("https://[*.]region.example", "region.example", 443, true),
            ("[*.]region.example:443", "IDP.region.example", 443, true),
            ("[*.]region.example:443", "idp.region.example", 8443, false),
            ("[*.]region.example:*", "idp.region.example", 8443, true),
            ("[*.]region.example", "otherregion.example", 443, false),
            ("https://idp.region.example:8443/login", "idp.region.example", 8443, true),
            ("https://idp.region.example:8443/login", "idp.region.example", 443, false),
            ("https://idp.region.example:99999", "idp.region.example", 443, false),
            ("http://idp.region.example", "idp.region.example", 443, false),
            ("*", "anything", 443, true),
            ("", "anything", 443, false),
        ] {
            assert_eq!(matches(pattern, host, port), fits, "{pattern} {host}:{port}");
        }
    }

    #[test]
    fn modules_for_cards() {
        let module = |library: &str| Module {
            name: String::new(),
            library: library.to_owned(),
            registered: None,
            is_there: true,
        };
        assert!(module("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so").is_for_cards());
        assert!(module(r"C:\Program Files\Net iD\iidp11.dll").is_for_cards());
        assert!(!module("/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so").is_for_cards());
        assert!(!module("libnssckbi.so").is_for_cards());
    }
}
