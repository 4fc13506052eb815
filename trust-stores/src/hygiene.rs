//! What is odd about the entries of a store, whatever PKI they belong to, and what CAs of a known PKI do where they are.

use std::collections::{HashMap, HashSet};

use tillit_verifier::catalog::Role;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::flaws::{Flaw, flaws};
use tillit_verifier::{Certificate, Fingerprint, Name};

use crate::coverage::login_grant;
use crate::examine::{Environment, Measure};
use crate::observation::{Observation, Tool, Which};
use crate::store::{Consumer, Entry, Grant, StoreKind, TrustStore};
use crate::windows::{self, List, Listed, Origin, Physical, Scope, StoreName};

/// Limits of a list of CA names in a TLS handshake: Schannel's, JSSE's, the protocol's (RFC 8446 section 4.2.4).
const NAME_LIST_LIMITS: [u64; 3] = [16 << 10, 32 << 10, (64 << 10) - 1];

/// Tools that put a CA of their own into trust stores, by how its subject begins or what it contains.
const TOOLS: &[(&str, &str)] = &[
    ("mkcert development CA", "mkcert"),
    ("mkcert ", "mkcert"),
    ("Caddy Local Authority", "Caddy"),
    ("Smallstep Development Root", "step-ca"),
    ("DO_NOT_TRUST_FiddlerRoot", "Fiddler"),
    ("Charles Proxy", "Charles"),
    ("mitmproxy", "mitmproxy"),
    ("PortSwigger CA", "Burp Suite"),
    ("OWASP Zed Attack Proxy", "ZAP"),
    ("OWASP Root CA", "ZAP"),
    ("Superfish", "Superfish"),
    ("eDellRoot", "Dell"),
    ("devcert", "devcert"),
    ("Lerd", "lerd"),
    ("Laravel Valet CA", "Laravel Valet"),
    ("Proxyman CA", "Proxyman"),
    ("NODE_TLS development CA", "Node"),
];

/// Looks at every entry.
pub fn look(store: &TrustStore, recognised: &[Option<CaId>], measure: &Measure<'_>) -> Vec<Observation> {
    let mut found = Vec::new();
    let mut copies: HashMap<Fingerprint, usize> = HashMap::new();
    for certificate in store.certificates() {
        *copies.entry(certificate.fingerprint()).or_default() += 1;
    }
    let mut seen = HashSet::new();
    for (index, entry) in store.entries.iter().enumerate() {
        match &entry.certificate {
            Ok(certificate) if seen.insert(certificate.fingerprint()) => {
                let ca = recognised.get(index).and_then(Option::as_ref);
                let which = Which::of(index, entry, certificate);
                let look = Look { store, measure, ca, entry, certificate, which };
                if store.kind != StoreKind::Windows {
                    look.at_certificate(copies[&certificate.fingerprint()], &mut found);
                } else if windows::gives_trust(entry) {
                    // One certificate may come from several sides there.
                    look.at_certificate(1, &mut found);
                }
                if let Some(ca) = ca {
                    look.at_known_ca(ca, &mut found);
                }
            }
            Ok(_) => {}
            Err(error) => found.push(Observation::UnreadableEntry {
                index,
                alias: entry.alias.clone(),
                file: entry.file.clone(),
                error: error.clone(),
            }),
        }
    }
    found.extend(mixed(recognised, measure));
    found.extend(client_cas(store, recognised));
    found.extend(long_list(store));
    if store.kind == StoreKind::Windows {
        of_windows(store, recognised, measure, &mut found);
    }
    if store.passed_over > 0 && !store.observations.iter().any(|o| matches!(o, Observation::NotAllKept(_))) {
        found.push(Observation::NotAllKept(store.entries.len() as u64));
    }
    found
}

struct Look<'a> {
    store: &'a TrustStore,
    measure: &'a Measure<'a>,
    ca: Option<&'a CaId>,
    entry: &'a Entry,
    certificate: &'a Certificate,
    which: Which,
}

impl Look<'_> {
    fn at_certificate(&self, copies: usize, found: &mut Vec<Observation>) {
        let certificate = self.certificate;
        let mut push = |make: &dyn Fn(Which) -> Observation| found.push(make(self.which.clone()));
        if copies > 1 {
            push(&|which| Observation::Duplicate(which, copies));
        }
        let (begin, end, now) = (certificate.not_before(), certificate.not_after(), self.measure.now);
        if end < begin {
            push(&Observation::NegativeLifetime);
        } else if end < now {
            push(&|which| Observation::Expired(which, end));
        } else if begin > now {
            push(&|which| Observation::NotYetValid(which, begin));
        }
        let trust = self.entry.trust;
        let is_anchor = [trust.client, trust.server, trust.email].contains(&Grant::Anchor);
        if is_anchor && !certificate.is_ca() {
            // An old root says nothing of itself; everybody else does.
            let says = certificate.extensions();
            let old =
                says.basic_constraints.is_none() && says.extended_key_usage.is_none() && certificate.is_self_issued();
            push(if old { &Observation::NotMarkedAsCa } else { &Observation::EndEntity });
        }
        let mut weak = false;
        for flaw in flaws(certificate) {
            match flaw {
                Flaw::ShortKey { bits } => {
                    push(&|which| Observation::WeakKey(which, u32::try_from(bits).unwrap_or(u32::MAX)));
                }
                Flaw::Sha1Signature if self.allows_sha1() => {}
                Flaw::Sha1Signature | Flaw::Md5Signature if certificate.is_ca() && !weak => {
                    weak = true;
                    push(&Observation::WeakSignature);
                }
                _ => {}
            }
        }
        if let Some(tool) = tool(certificate.subject()) {
            push(&|which| Observation::Leftover(which, tool));
        }
    }

    /// It is a CA of a generation that is signed so, and whose entry in the catalog says that it may pass.
    fn allows_sha1(&self) -> bool {
        let found = self.ca.and_then(|ca| self.measure.catalog.cas().find(|found| found.ca_id() == *ca));
        found.is_some_and(|found| found.generation.allow_sha1)
    }

    fn at_known_ca(&self, ca: &CaId, found: &mut Vec<Observation>) {
        let entry = self.measure.catalog.cas().find(|found| found.ca_id() == *ca);
        let Some(known) = entry else { return };
        let mut push = |make: &dyn Fn(Which, CaId) -> Observation| found.push(make(self.which.clone(), ca.clone()));
        match (self.measure.environment, known.pki.test_environment) {
            (Some(Environment::Production), true) => push(&Observation::TestInProduction),
            (Some(Environment::Test), false) => push(&Observation::ProductionInTest),
            _ => {}
        }
        let grant = login_grant(self.store, self.entry);
        let trust = self.entry.trust;
        if let Some(Listed { list: List::Blocked, of }) = self.entry.listed {
            push(&|which, ca| Observation::Blocked(which, ca, of));
        } else if [trust.client, trust.server].contains(&Grant::Distrusted) {
            push(&Observation::Distrusted);
        } else if known.ca.is_root() && matches!(grant, Grant::Helper) {
            push(&Observation::RootNotAnchor);
        }
        // A flat bundle of a system has no other place for issuing CAs; in NSS each certificate has trust of its own.
        let stands_as_root =
            self.store.consumer == Consumer::Nss && [trust.client, trust.server].contains(&Grant::Anchor);
        if !known.ca.is_root() && stands_as_root {
            push(&Observation::IssuingAsRoot);
        }
    }
}

/// The tool that made this CA.
fn tool(subject: &Name) -> Option<Tool> {
    let made_by = |mark: &str| subject.attributes().any(|attribute| attribute.value.starts_with(mark));
    TOOLS.iter().find(|(mark, _)| made_by(mark)).map(|(_, name)| Tool(name))
}

/// Both environments in a store of which nobody said what it is for.
fn mixed(recognised: &[Option<CaId>], measure: &Measure<'_>) -> Option<Observation> {
    if measure.environment.is_some() {
        return None;
    }
    let here = |test: bool| -> Vec<String> {
        let pkis = measure.catalog.pkis.iter().filter(|pki| pki.test_environment == test);
        pkis.map(|pki| pki.id.clone())
            .filter(|id| recognised.iter().flatten().any(|ca| ca.generation.pki == *id))
            .collect()
    };
    let (production, test) = (here(false), here(true));
    (!production.is_empty() && !test.is_empty()).then_some(Observation::MixedEnvironments { production, test })
}

/// CAs of a known PKI where every program of the machine takes them for judges of servers.
fn client_cas(store: &TrustStore, recognised: &[Option<CaId>]) -> Option<Observation> {
    let of_jvm = || store.location.path.file_name().is_some_and(|name| name == "cacerts" || name == "jssecacerts");
    if store.place != "system" && !(store.place == "java" && of_jvm()) {
        return None;
    }
    let mut here: Vec<CaId> = store
        .entries
        .iter()
        .zip(recognised)
        .filter(|(entry, _)| entry.trust.server == Grant::Anchor)
        .filter_map(|(_, ca)| ca.clone())
        .collect();
    here.sort();
    here.dedup();
    (!here.is_empty()).then_some(Observation::ClientCaInSystemStore(here))
}

/// What is odd about where certificates lie in Windows.
fn of_windows(store: &TrustStore, recognised: &[Option<CaId>], measure: &Measure<'_>, found: &mut Vec<Observation>) {
    let placed: Vec<(usize, &Entry, &Certificate, Physical, Option<&CaId>)> = (store.entries.iter().enumerate())
        .filter_map(|(index, entry)| {
            let ca = recognised.get(index).and_then(Option::as_ref);
            Some((index, entry, entry.certificate.as_ref().ok()?, Physical::of_entry(entry)?, ca))
        })
        .collect();
    let mut told = HashSet::new();
    for (index, entry, certificate, physical, ca) in &placed {
        let which = || Which::of(*index, entry, certificate);
        let is_new = |told: &mut HashSet<_>, what| told.insert((certificate.fingerprint(), what));
        if physical.name == StoreName::Root && !certificate.is_self_issued() && is_new(&mut told, 0) {
            found.push(Observation::NotARootInRoot(which()));
        }
        if let Some(ca) = ca
            && windows::gives_trust(entry)
            && entry.trust.client == Grant::Ignored
            && is_new(&mut told, 1)
        {
            found.push(match entry.listed {
                Some(listed) => Observation::Barred(which(), (*ca).clone(), listed.of),
                None => Observation::SwitchedOff(which(), (*ca).clone()),
            });
        }
    }
    let known = |is: &dyn Fn(&Entry, Physical, &Certificate) -> bool| -> Vec<CaId> {
        let of = placed.iter().filter(|(_, entry, certificate, physical, _)| is(entry, *physical, certificate));
        let mut cas: Vec<CaId> = of.filter_map(|(.., ca)| ca.cloned()).collect();
        cas.sort();
        cas.dedup();
        cas
    };
    let of_scope = |scope: Scope| known(&|entry, physical, _| windows::gives_trust(entry) && physical.scope == scope);
    let (users, machines) = (of_scope(Scope::User), of_scope(Scope::Machine));
    // Every machine has something; of an export without it nothing can be said.
    let has_machine =
        store.entries.iter().filter_map(Physical::of_entry).any(|physical| physical.scope == Scope::Machine);
    let only: Vec<CaId> = users.into_iter().filter(|ca| !machines.contains(ca)).collect();
    if !only.is_empty() && has_machine {
        found.push(Observation::OnlyThisUser(only));
    }
    let brought = known(&|entry, physical, _| windows::gives_trust(entry) && physical.origin != Origin::Registry);
    if !brought.is_empty() {
        found.push(Observation::ByPolicy(brought));
    }
    let on_list = known(&|_, physical, _| physical.name == StoreName::NtAuth);
    let logs_on = |ca: &CaId| {
        let entry = measure.catalog.cas().find(|found| found.ca_id() == *ca);
        entry.is_some_and(|found| found.ca.roles.contains(&Role::PersonHsaId))
    };
    let uses_cards = |pki: &str| on_list.iter().any(|ca| ca.generation.pki == pki && logs_on(ca));
    let missing: Vec<CaId> = machines
        .into_iter()
        .filter(|ca| uses_cards(&ca.generation.pki) && logs_on(ca) && !on_list.contains(ca))
        .collect();
    if !missing.is_empty() {
        found.push(Observation::NotInNtAuth(missing));
    }
}

/// The names of all anchors, if a server that sends them would pass a limit.
fn long_list(store: &TrustStore) -> Option<Observation> {
    // These are not what a server sends; whether Windows sends its own, and of which store, is read with it.
    if matches!(store.place, "system" | "java" | "firefox" | "thunderbird" | "chromium" | "environment")
        || store.kind == StoreKind::Windows
    {
        return None;
    }
    let mut names: HashSet<&[u8]> = HashSet::new();
    for entry in store.entries.iter().filter(|entry| entry.trust.client == Grant::Anchor) {
        if let Ok(certificate) = &entry.certificate {
            names.insert(certificate.subject().as_der());
        }
    }
    // Each is sent with two bytes for its length (RFC 5246 section 7.4.4, RFC 8446 section 4.2.4).
    let bytes: u64 = names.iter().map(|name| name.len() as u64 + 2).sum();
    let limit = NAME_LIST_LIMITS.into_iter().rev().find(|limit| bytes > *limit)?;
    Some(Observation::LongNameList { bytes, names: names.len() as u64, limit })
}
