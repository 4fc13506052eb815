//! What `applicationHost.config` and an export of the registry come to, for IIS, HTTP.SYS and AD FS.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tillit_trust_stores::examine::Measure;
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::places::{Environment as Variables, Found, Search, Target};
use tillit_trust_stores::servers::service::{Announces, Asks, When};
use tillit_trust_stores::servers::{Gathered, Prediction, Reason, predict};
use tillit_trust_stores::tree::Folder;
use tillit_trust_stores::windows::{Origin as From, Scope, StoreName};
use tillit_verifier::container::{Passwords, ReadLimits};

use super::exported::{CATALOG, HSA3, NOW, Registry, SCHANNEL, ca, new};

const HTTP: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\HTTP\Parameters";
/// "{5d89a20c-beab-4389-9447-324788eb944a}" as it lies in the registry.
const ADFS: &str = "\"AppId\"=hex:0c,a2,89,5d,ab,be,89,43,94,47,32,47,88,eb,94,4a";

/// A site with a path that wants a certificate.
const LATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost><sites>
    <site name="Journal" id="1">
      <bindings>
        <binding protocol="http" bindingInformation="*:80:" />
        <binding protocol="https" bindingInformation="*:443:" sslFlags="0" />
        <binding protocol="https" bindingInformation="*:8443:journal.region.example" sslFlags="1" />
      </bindings>
    </site>
  </sites></system.applicationHost>
  <system.webServer><security><access sslFlags="None" /></security></system.webServer>
  <location path="Journal/login">
    <system.webServer><security><access sslFlags="Ssl, SslNegotiateCert, SslRequireCert" /></security></system.webServer>
  </location>
</configuration>
"#;

fn read(configuration: &str, registry: &Registry) -> (TempDir, Found) {
    let folder = tempfile::tempdir().unwrap();
    if !configuration.is_empty() {
        fs::write(folder.path().join("applicationHost.config"), configuration).unwrap();
    }
    fs::write(folder.path().join("server.reg"), registry.text()).unwrap();
    let found = find(folder.path());
    (folder, found)
}

fn find(folder: &Path) -> Found {
    let options = Options {
        tree: &Folder::host(),
        passwords: &Passwords::none(),
        limits: ReadLimits::default(),
        interest: &|_| true,
        kind: None,
    };
    Target::Place("iis", Some(folder.to_owned())).find(&Search { options, environment: &Variables::default() })
}

fn binding(registry: &mut Registry, kind: &str, address: &str, flags: u32, program: &str) {
    let key = format!(r"{HTTP}\{kind}\{address}");
    registry
        .value(&key, format!("\"DefaultFlags\"=dword:{flags:08x}"))
        .value(&key, "\"DefaultSslCertCheckMode\"=dword:00000001");
    if !program.is_empty() {
        registry.value(&key, program);
    }
}

/// A machine that trusts the new generation.
fn machine() -> Registry {
    let (roots, issuing) = new();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &roots);
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
    let version = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
    registry.value(version, "\"CurrentBuild\"=\"20348\"");
    registry
}

fn service<'a>(found: &'a Found, listener: &str, within: Option<&str>) -> &'a Gathered {
    let is_it =
        |gathered: &&Gathered| gathered.service.listeners == [listener] && gathered.service.within.as_deref() == within;
    found.services.iter().find(is_it).unwrap_or_else(|| panic!("{listener} {within:?}: {found:#?}"))
}

fn predicted(gathered: &Gathered) -> Vec<Prediction> {
    let measure = Measure { catalog: &CATALOG, at_hand: &[], now: *NOW, environment: None };
    predict(gathered, &measure).into_iter().filter(|prediction| prediction.generation.generation == "e-id").collect()
}

#[test]
fn where_it_is_asked_for_and_when_takes_both_files() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 0, "");
    binding(&mut registry, "SslSniBindingInfo", "journal.region.example:8443", 2, "");
    let (_folder, found) = read(LATE, &registry);
    assert!(found.problems.is_empty(), "{:?}", found.problems);

    assert_eq!(service(&found, "0.0.0.0:443", None).service.asks.value, Asks::Off);
    let late = service(&found, "0.0.0.0:443", Some("/login"));
    assert_eq!((late.service.asks.value, late.service.when), (Asks::Required, When::AfterRequest));
    assert_eq!(late.service.asks.written.as_ref().unwrap().line, 14);
    assert_eq!(late.service.announces, Announces::Nothing);
    for prediction in predicted(late) {
        assert_eq!((prediction.tls12, prediction.tls13), (Some(true), Some(false)), "{prediction:?}");
        assert!(prediction.reasons.contains(&Reason::AskedLate));
    }

    let early = service(&found, "0.0.0.0:8443", Some("/login"));
    assert_eq!(early.service.names, ["journal.region.example"]);
    assert_eq!((early.service.asks.value, early.service.when), (Asks::Required, When::Handshake));
    let all = predicted(early);
    assert!(!all.is_empty());
    for prediction in all {
        assert_eq!(prediction.lets_in(), Some(true), "{prediction:?}");
    }
}

#[test]
fn roots_alone_leave_cards_that_send_themselves_out() {
    let (roots, _) = new();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &roots);
    // What this user has alone is not seen by services.
    registry.put(Scope::User, From::Registry, StoreName::Ca, &[ca(HSA3)]);
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let (_folder, found) = read(LATE, &registry);
    let all = predicted(service(&found, "0.0.0.0:443", Some("/login")));
    assert!(all.iter().all(|one| (one.full_chain, one.leaf_only) == (Some(true), Some(false))), "{all:#?}");
}

#[test]
fn an_intermediate_among_the_roots_keeps_everybody_out() {
    let mut registry = machine();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &[ca(HSA3)]);
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let (_folder, found) = read(LATE, &registry);
    for prediction in predicted(service(&found, "0.0.0.0:443", Some("/login"))) {
        assert_eq!(prediction.lets_in(), Some(false));
        assert!(
            prediction
                .reasons
                .iter()
                .any(|reason| matches!(reason, Reason::NotARootAmongRoots(names) if names.len() == 1))
        );
    }
}

#[test]
fn ad_fs_listens_without_iis() {
    let mut registry = machine();
    binding(&mut registry, "SslSniBindingInfo", "certauth.idp.region.example:443", 2, ADFS);
    binding(&mut registry, "SslSniBindingInfo", "idp.region.example:443", 0, ADFS);
    let (_folder, found) = read("", &registry);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let [only] = &found.services[..] else { panic!("{:#?}", found.services) };
    assert_eq!(only.service.names, ["certauth.idp.region.example"]);
    assert_eq!((only.service.asks.value, only.service.when), (Asks::Required, When::Handshake));
}

#[test]
fn names_are_sent_where_the_machine_was_told_to() {
    let mut registry = machine();
    registry.value(SCHANNEL, "\"SendTrustedIssuerList\"=dword:00000001");
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let (_folder, found) = read(LATE, &registry);
    let gathered = service(&found, "0.0.0.0:443", Some("/login"));
    // Of an export the names are not told apart from what is trusted: that is said, not guessed.
    assert_eq!(gathered.service.announces, Announces::Unknown);
    assert!(predicted(gathered).iter().all(|prediction| prediction.offered.is_none()));
}

#[test]
fn without_the_registry_nothing_is_claimed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("applicationHost.config"), LATE).unwrap();
    let found = find(folder.path());
    let gathered = service(&found, "0.0.0.0:443", Some("/login"));
    assert!(!gathered.service.unresolved.is_empty());
    assert!(predicted(gathered).iter().all(|prediction| prediction.lets_in().is_none()));
}

#[test]
fn damaged_files_are_told() {
    let registry = machine();
    let (_folder, found) = read("<configuration><system.applicationHost>", &registry);
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    let empty = tempfile::tempdir().unwrap();
    let found = find(empty.path());
    assert_eq!((found.services.len(), found.problems.len()), (0, 1));
}
