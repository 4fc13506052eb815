//! What is read of a file that `reg export` wrote, and what it means.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::key::KeyKind;
use tillit_lab::name::Dn;
use tillit_lab::siths::{Generation, Options as Shape, Pki};
use tillit_trust_stores::coverage::{Coverage, Effect, Role, State};
use tillit_trust_stores::examine::{Environment, Examined, Measure, examine};
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::places::{Environment as Variables, Found, Search, Target};
use tillit_trust_stores::tree::Folder;
use tillit_trust_stores::windows::element::{key_name, plain};
use tillit_trust_stores::windows::{Origin as From, Physical, Scope, StoreName};
use tillit_trust_stores::{Consumer, Grant, Observation, StoreKind};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::container::{ContainerError, Passwords, ReadLimits};
use tillit_verifier::input::InputError;
use time::OffsetDateTime;

pub(super) static NOW: LazyLock<OffsetDateTime> = LazyLock::new(OffsetDateTime::now_utc);
static PKI: LazyLock<Pki> =
    LazyLock::new(|| Pki::siths_shaped(&Shape { ca_key: KeyKind::RSA_2048, ..Shape::new(*NOW) }, &|_, _| ()).unwrap());
pub(super) static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog {
    pkis: vec![parse(&tillit_lab::catalog::catalog_toml(&PKI), &Origin::Embedded).unwrap()],
});

pub(super) const ROOT: &str = "LAB SITHS e-id Root CA v2";
pub(super) const HSA3: &str = "LAB SITHS e-id Person HSA-id 3 CA v1";
const LOA3: Role = Role::Persons(Some(3));
pub(super) const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";

pub(super) fn ca(name: &str) -> Certificate {
    Certificate::from_der(&PKI.authority(name).unwrap().issued.der).unwrap()
}

/// Roots and issuing CAs of the new generation.
pub(super) fn new() -> (Vec<Certificate>, Vec<Certificate>) {
    let all = PKI.generation(Generation::New).map(|authority| Certificate::from_der(&authority.issued.der).unwrap());
    all.partition(Certificate::is_self_issued)
}

/// A registry that is being written down.
#[derive(Default)]
pub(super) struct Registry {
    keys: BTreeMap<String, Vec<String>>,
}

impl Registry {
    pub(super) fn put(
        &mut self,
        scope: Scope,
        origin: From,
        name: StoreName,
        certificates: &[Certificate],
    ) -> &mut Self {
        for certificate in certificates {
            self.put_blob(Physical { scope, origin, name }, certificate, &plain(certificate));
        }
        self
    }

    fn put_blob(&mut self, physical: Physical, certificate: &Certificate, blob: &[u8]) -> &mut Self {
        let key = physical.element(&key_name(certificate.der())).to_str().unwrap().to_owned();
        self.binary(&key, "Blob", blob)
    }

    pub(super) fn binary(&mut self, key: &str, name: &str, bytes: &[u8]) -> &mut Self {
        let mut value = format!("\"{name}\"=hex:");
        // As Windows breaks its lines.
        for (index, byte) in bytes.iter().enumerate() {
            let end = if index + 1 == bytes.len() { "" } else { "," };
            let line = if index % 25 == 24 && !end.is_empty() { "\\\r\n  " } else { "" };
            write!(value, "{byte:02x}{end}{line}").unwrap();
        }
        self.value(key, value)
    }

    pub(super) fn value(&mut self, key: &str, value: impl Into<String>) -> &mut Self {
        let long = key.replace("HKLM\\", "HKEY_LOCAL_MACHINE\\").replace("HKCU\\", "HKEY_CURRENT_USER\\");
        self.keys.entry(long).or_default().push(value.into());
        self
    }

    /// As `reg export` writes it.
    pub(super) fn text(&self) -> Vec<u8> {
        let mut text = String::from("Windows Registry Editor Version 5.00\r\n");
        for (key, values) in &self.keys {
            write!(text, "\r\n[{key}]\r\n{}\r\n", values.join("\r\n")).unwrap();
        }
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    }

    pub(super) fn read(&self) -> Vec<Examined> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("what ever");
        std::fs::write(&file, self.text()).unwrap();
        examined(&Target::Path(file))
    }
}

fn found(target: &Target) -> Found {
    let options = Options {
        tree: &Folder::host(),
        passwords: &Passwords::none(),
        limits: ReadLimits::default(),
        interest: &|_| true,
        kind: None,
    };
    target.find(&Search { options, environment: &Variables::default() })
}

fn examined(target: &Target) -> Vec<Examined> {
    let found = found(target);
    assert!(found.failures.is_empty(), "{:?}", found.failures);
    let measure = Measure { catalog: &CATALOG, at_hand: &[], now: *NOW, environment: Some(Environment::Test) };
    found.stores.into_iter().map(|store| examine(store, &measure)).collect()
}

pub(super) fn one(mut all: Vec<Examined>) -> Examined {
    assert_eq!(all.len(), 1);
    all.remove(0)
}

pub(super) fn cover(examined: &Examined) -> &Coverage {
    examined.coverage.iter().find(|c| c.generation.generation == "e-id" && c.role == LOA3).unwrap()
}

pub(super) fn has(examined: &Examined, what: impl Fn(&Observation) -> bool) -> bool {
    examined.observations.iter().any(what)
}

#[test]
fn each_in_its_own_place_lets_in() {
    let (roots, issuing) = new();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &roots);
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
    let machine = one(registry.read());
    assert_eq!((machine.store.kind, machine.store.consumer), (StoreKind::Windows, Consumer::Windows));
    assert_eq!(machine.store.location.within.as_deref(), Some("LocalMachine"));
    let coverage = cover(&machine);
    assert_eq!((coverage.state, coverage.effect), (State::Complete, Effect::LetsIn));
    assert!(machine.observations.is_empty(), "{:?}", machine.observations);

    // From all sides: a group policy, the domain, Windows Update.
    for (root_origin, root_store, origin) in [
        (From::GroupPolicy, StoreName::Root, From::Enterprise),
        (From::Enterprise, StoreName::Root, From::GroupPolicy),
        (From::Registry, StoreName::AuthRoot, From::Registry),
        (From::Registry, StoreName::SmartCardRoot, From::Registry),
    ] {
        let mut registry = Registry::default();
        registry.put(Scope::Machine, root_origin, root_store, &roots);
        registry.put(Scope::Machine, origin, StoreName::Ca, &issuing);
        let machine = one(registry.read());
        assert_eq!(cover(&machine).effect, Effect::LetsIn, "{root_origin:?} {root_store:?}");
        let is_brought = root_origin != From::Registry || origin != From::Registry;
        assert_eq!(has(&machine, |o| matches!(o, Observation::ByPolicy(_))), is_brought);
    }
    // Where neither counts.
    for store in [StoreName::TrustedPeople, StoreName::ClientAuthIssuer, StoreName::NtAuth] {
        let origin = if store == StoreName::NtAuth { From::Enterprise } else { From::Registry };
        let mut registry = Registry::default();
        registry.put(Scope::Machine, origin, store, &roots).put(Scope::Machine, origin, store, &issuing);
        assert_eq!(cover(&one(registry.read())).effect, Effect::Refuses, "{store:?}");
    }
}

#[test]
fn an_intermediate_among_the_roots_and_a_root_among_the_intermediates_are_told() {
    let (roots, issuing) = new();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &issuing);
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &roots);
    let machine = one(registry.read());
    // No chain ends in either.
    assert_eq!(cover(&machine).effect, Effect::Refuses);
    let misplaced = machine.observations.iter().filter(|o| matches!(o, Observation::NotARootInRoot(_))).count();
    assert_eq!(misplaced, issuing.len());
    assert!(has(&machine, |o| matches!(o, Observation::RootNotAnchor(..))));

    // Also one that nobody knows, and beside everything that is right.
    let other = CertificateBuilder::ca(Dn::cn("Other root")).self_sign().unwrap();
    let below = CertificateBuilder::ca(Dn::cn("Below it")).issue(&other).unwrap();
    let below = Certificate::from_der(&below.der).unwrap();
    let mut registry = Registry::default();
    registry.put(
        Scope::Machine,
        From::Registry,
        StoreName::Root,
        &[roots.as_slice(), std::slice::from_ref(&below)].concat(),
    );
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
    let machine = one(registry.read());
    assert_eq!(cover(&machine).effect, Effect::LetsIn);
    assert!(has(&machine, |o| matches!(o, Observation::NotARootInRoot(which) if which.certificate == below)));
}

#[test]
fn what_only_the_user_has_no_service_sees() {
    let (roots, issuing) = new();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing[..1]);
    registry.put(Scope::User, From::Registry, StoreName::Root, &roots);
    registry.put(Scope::User, From::Registry, StoreName::Ca, &issuing);
    let all = registry.read();
    let [machine, user] = all.as_slice() else { panic!("{}", all.len()) };
    assert_eq!((cover(machine).effect, cover(user).effect), (Effect::Refuses, Effect::LetsIn));
    let only = user.observations.iter().find_map(|o| match o {
        Observation::OnlyThisUser(only) => Some(only.len()),
        _ => None,
    });
    assert_eq!(only, Some(roots.len() + issuing.len() - 1));
    assert!(!has(machine, |o| matches!(o, Observation::OnlyThisUser(_))));

    // Without the machine's part nobody can say what of it the user sees besides.
    let mut registry = Registry::default();
    registry.put(Scope::User, From::Registry, StoreName::Root, &roots);
    let user = one(registry.read());
    assert!(has(&user, |o| matches!(o, Observation::MachineNotExported)));
    assert!(!has(&user, |o| matches!(o, Observation::OnlyThisUser(_))));
}

#[test]
fn distrust_outweighs_and_a_certificate_that_is_switched_off_is_told() {
    let (roots, issuing) = new();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &roots);
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
    registry.put(Scope::Machine, From::Registry, StoreName::Disallowed, &[ca(HSA3)]);
    let machine = one(registry.read());
    assert_ne!(cover(&machine).effect, Effect::LetsIn);
    assert!(has(&machine, |o| matches!(o, Observation::Distrusted(which, _) if which.certificate == ca(HSA3))));

    // CERT_ENHKEY_USAGE_PROP_ID with server authentication alone, as the certificate's properties set it.
    let purposes: &[u8] = &[0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];
    let head = [9, 1, u32::try_from(purposes.len()).unwrap()].map(u32::to_le_bytes).concat();
    let blob = [head.as_slice(), purposes, &plain(&ca(ROOT))].concat();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
    registry.put_blob(Physical::own(Scope::Machine, StoreName::Root), &ca(ROOT), &blob);
    let machine = one(registry.read());
    assert_eq!(cover(&machine).effect, Effect::Refuses);
    assert!(has(&machine, |o| matches!(o, Observation::SwitchedOff(which, _) if which.certificate == ca(ROOT))));
    let entry = machine.store.entries.iter().find(|entry| entry.trust.client == Grant::Ignored).unwrap();
    assert_eq!(entry.trust.server, Grant::Anchor);
}

#[test]
fn the_domains_list_is_missed_only_where_it_is_used_for_these_cards() {
    let (roots, issuing) = new();
    let old = PKI.generation(Generation::Old).map(|authority| Certificate::from_der(&authority.issued.der).unwrap());
    let (old_roots, old): (Vec<_>, Vec<_>) = old.partition(Certificate::is_self_issued);
    let registry = |listed: &[Certificate]| {
        let mut registry = Registry::default();
        registry.put(Scope::Machine, From::Registry, StoreName::Root, &roots);
        registry.put(Scope::Machine, From::Registry, StoreName::Root, &old_roots);
        registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
        registry.put(Scope::Machine, From::Enterprise, StoreName::NtAuth, listed);
        one(registry.read())
    };
    let missing = |examined: &Examined| {
        examined.observations.iter().find_map(|o| match o {
            Observation::NotInNtAuth(missing) => Some(missing.iter().map(|ca| ca.ca.clone()).collect::<Vec<_>>()),
            _ => None,
        })
    };
    assert_eq!(missing(&registry(&[])), None);
    let told = missing(&registry(&old)).unwrap();
    assert!(told.iter().all(|name| name.contains("HSA-id")) && told.contains(&HSA3.to_owned()), "{told:?}");
    assert_eq!(missing(&registry(&issuing)), None);
}

#[test]
fn a_long_list_is_told_where_schannel_sends_it() {
    let name = |index: usize| format!("{index:04} {}", "a rather long name of an authority ".repeat(5));
    let many: Vec<Certificate> = (0..100)
        .map(|index| {
            let issued = CertificateBuilder::ca(Dn::cn(&name(index)[..60])).self_sign().unwrap();
            Certificate::from_der(&issued.der).unwrap()
        })
        .collect();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &many);
    let is_told = |registry: &Registry| has(&one(registry.read()), |o| matches!(o, Observation::LongNameList { .. }));
    assert!(!is_told(&registry));
    registry.value(SCHANNEL, "\"SendTrustedIssuerList\"=dword:00000001");
    // A hundred short names fit.
    assert!(!is_told(&registry));
    let more: Vec<Certificate> = (0..100)
        .map(|index| {
            let dn = Dn::cn(&name(index)[..60]).organisation("x".repeat(60)).locality("y".repeat(60));
            Certificate::from_der(&CertificateBuilder::ca(dn).self_sign().unwrap().der).unwrap()
        })
        .collect();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &more);
    assert!(is_told(&registry));
}

#[test]
fn several_exports_in_a_folder_are_one_registry() {
    let (roots, issuing) = new();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, scope, store, certificates: &[Certificate]| {
        let mut registry = Registry::default();
        registry.put(scope, From::Registry, store, certificates);
        std::fs::write(folder.path().join(name), registry.text()).unwrap();
    };
    write("one.reg", Scope::Machine, StoreName::Root, &roots);
    write("two.reg", Scope::User, StoreName::Ca, &issuing);
    std::fs::write(folder.path().join("readme.txt"), "no export").unwrap();
    let place = |path: &Path| Target::parse(&PathBuf::from(format!("windows:{}", path.display())));
    let all = examined(&place(folder.path()));
    let effects: Vec<Effect> = all.iter().map(|examined| cover(examined).effect).collect();
    assert_eq!(effects, [Effect::OnlyWithIssuer, Effect::LetsIn]);
    assert!(all.iter().all(|examined| examined.store.place == "windows"));
    // One alone, by its own name.
    assert_eq!(one(examined(&place(&folder.path().join("one.reg")))).store.entries.len(), roots.len());

    // The same key from another computer is not mixed in: what one of them lacks the other would seem to have.
    std::fs::copy(folder.path().join("one.reg"), folder.path().join("other.reg")).unwrap();
    let failures = found(&place(folder.path())).failures;
    assert_eq!(failures.len(), 1);
    assert!(matches!(&failures[0].error, InputError::Container(ContainerError::Repeated { .. })), "{failures:?}");

    let empty = tempfile::tempdir().unwrap();
    std::fs::write(empty.path().join("x.reg"), "Windows Registry Editor Version 5.00\r\n[HKEY_CURRENT_USER\\x]\r\n")
        .unwrap();
    assert_eq!(found(&place(empty.path())).failures.len(), 1);
}

#[test]
fn a_damaged_element_is_told_and_hides_no_other() {
    let (roots, issuing) = new();
    let whole = plain(&roots[0]);
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
    let root = Physical::own(Scope::Machine, StoreName::Root);
    registry.put_blob(root, &roots[0], &whole[..whole.len() - 1]);
    // Another certificate under its name.
    registry.put_blob(root, &issuing[0], &whole);
    let machine = one(registry.read());
    assert_eq!(machine.store.entries.len(), issuing.len() + 2);
    let damaged = machine.observations.iter().filter(|o| matches!(o, Observation::UnreadableEntry { .. })).count();
    assert_eq!(damaged, 2);
    assert_eq!(cover(&machine).effect, Effect::Refuses);
}
