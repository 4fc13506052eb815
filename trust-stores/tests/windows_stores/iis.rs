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

#[test]
fn what_a_group_policy_distrusts_lies_in_another_file() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let (folder, _) = read(LATE, &registry);
    let mut policies = Registry::default();
    policies.put(Scope::Machine, From::GroupPolicy, StoreName::Disallowed, &[ca(HSA3)]);
    fs::write(folder.path().join("a-policies.reg"), policies.text()).unwrap();
    let found = find(folder.path());
    let all = predicted(service(&found, "0.0.0.0:443", Some("/login")));
    assert!(all.iter().any(|prediction| prediction.lets_in() == Some(false)), "{all:#?}");
}

/// Kinds and addresses.
type Listeners = &'static [(&'static str, &'static str)];

#[test]
fn the_listener_that_answers_is_that_of_http_sys() {
    let site = |binding: &str| LATE.replace("*:8443:journal.region.example", binding);
    // (binding of the site, listeners that ask, listeners that do not) and whether it asks in the handshake.
    let cases: [(&str, Listeners, Listeners, bool); 6] = [
        (
            "10.0.0.5:8443:a.example",
            &[("SslBindingInfo", "10.0.0.5:8443")],
            &[("SslSniBindingInfo", "a.example:8443")],
            true,
        ),
        ("*:8443:a.example", &[("SslSniBindingInfo", "a.example:8443")], &[("SslBindingInfo", "0.0.0.0:8443")], true),
        ("*:8443:a.example", &[("SslSniBindingInfo", "*.example:8443")], &[("SslBindingInfo", "0.0.0.0:8443")], true),
        ("*:8443:a.example", &[("SslCcsBindingInfo", "8443")], &[("SslBindingInfo", "0.0.0.0:8443")], true),
        ("[::1]:8443:", &[("SslBindingInfo", "[::]:8443")], &[("SslBindingInfo", "0.0.0.0:8443")], true),
        ("*:8443:", &[("SslSniBindingInfo", "a.example:8443")], &[("SslBindingInfo", "0.0.0.0:8443")], false),
    ];
    for (of_site, asking, silent, asks) in cases {
        let mut registry = machine();
        for (flags, listeners) in [(2, asking), (0, silent)] {
            for (kind, address) in listeners {
                binding(&mut registry, kind, address, flags, "");
            }
        }
        let (_folder, found) = read(&site(of_site), &registry);
        let is_it = |gathered: &&Gathered| {
            gathered.service.listeners[0].ends_with(":8443") && gathered.service.within.is_some()
        };
        let when = found.services.iter().find(is_it).unwrap_or_else(|| panic!("{of_site}: {found:#?}")).service.when;
        assert_eq!(when == When::Handshake, asks, "{of_site}");
    }
}

#[test]
fn what_a_web_config_may_say_is_not_claimed() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let section = |mode: &str| {
        let declared = format!(
            r#"<configuration><configSections><sectionGroup name="system.webServer"><sectionGroup name="security"><section name="access"{mode} /></sectionGroup></sectionGroup></configSections>"#
        );
        LATE.replace("<configuration>", &declared)
    };
    let here =
        LATE.replace("<location path=\"Journal/login\">", "<location path=\"Journal/login\" overrideMode=\"Allow\">");
    let cases = [
        (section(" overrideModeDefault=\"Deny\""), Some(true)),
        (section(""), None),
        (section(" overrideModeDefault=\"Allow\""), None),
        (here, None),
        // A certificate is required, and the path asks for none.
        (LATE.replace("SslNegotiateCert, ", ""), Some(true)),
    ];
    for (configuration, lets_in) in cases {
        let (_folder, found) = read(&configuration, &registry);
        let all = predicted(service(&found, "0.0.0.0:443", Some("/login")));
        assert!(!all.is_empty());
        assert!(all.iter().all(|prediction| prediction.lets_in() == lets_in), "{configuration}\n{all:#?}");
        // The site itself asks nobody: with a listener that asks, what its own web.config makes of it is as unknown.
        let site = predicted(service(&found, "0.0.0.0:443", None));
        assert_eq!(
            site.iter().any(|one| one.lets_in().is_none()),
            configuration.contains("<section name=\"access\" />") || configuration.contains("Default=\"Allow\"")
        );
    }
}

#[test]
fn which_windows_it_is_and_what_is_not_read_is_not_guessed() {
    // Nobody exported which Windows it is: TLS 1.3 may be spoken.
    let (roots, issuing) = new();
    let mut registry = Registry::default();
    registry.put(Scope::Machine, From::Registry, StoreName::Root, &roots);
    registry.put(Scope::Machine, From::Registry, StoreName::Ca, &issuing);
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 0, "");
    let (_folder, found) = read(LATE, &registry);
    let all = predicted(service(&found, "0.0.0.0:443", Some("/login")));
    assert!(!all.is_empty() && all.iter().all(|one| one.tls13 == Some(false)), "{all:#?}");

    for value in ["\"DefaultSslCtlIdentifier\"=\"cas\"", "\"DefaultSslCertCheckMode\"=dword:00000002"] {
        let mut registry = machine();
        let key = format!(r"{HTTP}\SslBindingInfo\0.0.0.0:443");
        registry.value(&key, "\"DefaultFlags\"=dword:00000002").value(&key, value);
        let (_folder, found) = read(LATE, &registry);
        let all = predicted(service(&found, "0.0.0.0:443", Some("/login")));
        assert!(!all.is_empty() && all.iter().all(|one| one.lets_in().is_none()), "{value}: {all:#?}");
    }
}

#[test]
fn a_damaged_export_is_told() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let (folder, _) = read(LATE, &registry);
    fs::write(folder.path().join("broken.reg"), "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\r\n")
        .unwrap();
    assert_eq!(find(folder.path()).problems.len(), 1);
}
