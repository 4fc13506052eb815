//! What `applicationHost.config` and an export of the registry come to, for IIS, HTTP.SYS and AD FS.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tillit_trust_stores::examine::{Environment, Measure};
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::places::{Environment as Variables, Found, Search, Target};
use tillit_trust_stores::servers::service::{Announces, Asks, When};
use tillit_trust_stores::servers::{Gathered, Prediction, ProblemKind, Reading, Reason, SERVERS, predict};
use tillit_trust_stores::tree::{FileKind, Folder, Metadata, Tree};
use tillit_trust_stores::windows::{Export, Origin as From, Scope, StoreName};
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

/// What is wrong with a configuration, in short: `redirection.config:3 Elsewhere(...)`.
fn problems(found: &Found) -> Vec<String> {
    let shown = |problem: &tillit_trust_stores::servers::Problem| {
        let file = problem.spot.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("{file}:{} {:?}", problem.spot.line, problem.kind)
    };
    found.problems.iter().map(shown).collect()
}

fn redirection(attributes: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration>\n\
         <configSections><section name=\"configurationRedirection\" /></configSections>\n\
         <configurationRedirection {attributes} userName=\"r\\iis\" password=\"[enc:hush]\" />\n</configuration>\n"
    )
}

const SHARED: &str = r#"enabled="true" path="\\files.region.example\iis$""#;

#[test]
fn of_copies_of_a_server_with_a_shared_configuration_nothing_is_claimed() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    binding(&mut registry, "SslSniBindingInfo", "idp.region.example:443", 2, ADFS);
    let (folder, found) = read(LATE, &registry);
    assert!(predicted(service(&found, "0.0.0.0:443", Some("/login"))).iter().all(|one| one.lets_in() == Some(true)));

    let file = folder.path().join("Redirection.Config");
    fs::write(&file, redirection(SHARED)).unwrap();
    let found = find(folder.path());
    // Whose letters a file's name has, the system decides.
    let told = r#"Redirection.Config:4 Elsewhere("\\\\files.region.example\\iis$")"#;
    assert!(matches!(&*problems(&found), [one] if one.eq_ignore_ascii_case(told)), "{:?}", problems(&found));
    assert!(!found.problems[0].spot.text.contains("hush"));
    // What listens is there; what its sites are, and want, is not known. AD FS has no part in that.
    assert_eq!(found.services.len(), 2, "{:#?}", found.services);
    let listening = predicted(service(&found, "0.0.0.0:443", None));
    assert!(!listening.is_empty() && listening.iter().all(|one| one.lets_in().is_none()), "{listening:#?}");
    let adfs = found.services.iter().find(|one| one.service.names == ["idp.region.example"]).unwrap();
    assert!(predicted(adfs).iter().all(|one| one.lets_in() == Some(true)));

    for (attributes, is_read) in [
        ("", true),
        (r#"enabled="false" path="\\x\y""#, true),
        (r#"enabled="TRUE""#, false),
        (r#"enabled="yes" path="c:\x""#, false),
    ] {
        fs::write(&file, redirection(attributes)).unwrap();
        let found = find(folder.path());
        assert_eq!(found.problems.is_empty(), is_read, "{attributes}: {:?}", problems(&found));
        let has_site = found.services.iter().any(|one| one.service.within.is_some());
        assert_eq!(has_site, is_read, "{attributes}");
    }
    for damaged in ["<configuration>", "<other/>", ""] {
        fs::write(&file, damaged).unwrap();
        let found = find(folder.path());
        assert_eq!(found.problems.len(), 1, "{damaged}");
        assert!(found.services.iter().all(|one| one.service.within.is_none()), "{damaged}");
    }
    // A folder, and a link that leads nowhere, may have been anything.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(find(folder.path()).problems.len(), 1);
    #[cfg(unix)]
    {
        fs::remove_dir(&file).unwrap();
        std::os::unix::fs::symlink(&file, &file).unwrap();
        assert_eq!(find(folder.path()).problems.len(), 1);
    }
}

/// Files of a computer with Windows, by their names there, and its registry.
struct Windows {
    files: BTreeMap<String, String>,
    registry: Export,
    is_offline: bool,
}

impl Tree for Windows {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let text = self.files.get(path.to_str().unwrap()).ok_or(io::ErrorKind::NotFound)?;
        let (kind, len) = (FileKind::File, text.len() as u64);
        Ok(Metadata { kind, len, mode: None, owner: None, modified: None, changed: None, identity: (0, 0) })
    }

    fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.metadata(path)
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn list(&self, _: &Path) -> io::Result<Vec<OsString>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        self.metadata(path)?;
        Ok(Box::new(Cursor::new(self.files[path.to_str().unwrap()].as_bytes())))
    }

    fn is_host(&self) -> bool {
        false
    }

    fn is_offline(&self) -> bool {
        self.is_offline
    }

    fn registry(&self) -> Option<&dyn tillit_trust_stores::windows::Registry> {
        Some(&self.registry)
    }
}

#[test]
fn a_server_reads_its_shared_configuration_where_it_lies() {
    const OWN: &str = r"C:\Windows\System32\inetsrv\config";
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let registry = Export::parse(&registry.text()).unwrap();
    let moved = LATE.replace(r#"<access sslFlags="Ssl, "#, r#"<access configSource="parts\access.config" sslFlags2=""#);
    let moved = moved.replace(r#" sslFlags2="SslNegotiateCert, SslRequireCert""#, "");
    let shared = |path: &str| redirection(&format!(r#"enabled="true" path="{path}""#));
    let files = |list: &[(&str, &str)]| {
        list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let read_with = |files: BTreeMap<String, String>, is_offline: bool| {
        let tree = Windows { files, registry: registry.clone(), is_offline };
        let variable = |name: &str| (name == "SystemDrive").then(|| "D:".to_owned());
        let iis = SERVERS.iter().find(|server| server.word == "iis").unwrap();
        (iis.read)(&Reading { tree: &tree, variable: &variable }, Path::new(&format!(r"{OWN}\applicationHost.config")))
    };
    let read = |files: BTreeMap<String, String>| read_with(files, false);
    let own = format!(r"{OWN}\applicationHost.config");
    let redirecting = format!(r"{OWN}\redirection.config");
    let access = r#"<access sslFlags="Ssl, SslNegotiateCert, SslRequireCert" />"#;
    for (path, folder) in [(r"\\files\iis$\", r"\\files\iis$"), (r"%SystemDrive%\central", r"D:\central")] {
        let (main, part) = (format!(r"{folder}\applicationHost.config"), format!(r"{folder}\parts\access.config"));
        let all = files(&[(&own, "<old/>"), (&redirecting, &shared(path)), (&main, &moved), (&part, access)]);
        // Without a network a share is not opened, though it would answer; a folder of this computer is.
        let without = read_with(all.clone(), true);
        if folder.starts_with(r"\\") {
            let [problem] = &without.problems[..] else { panic!("{:?}", without.problems) };
            assert!(matches!(&problem.kind, ProblemKind::Elsewhere(named) if named == folder), "{problem:?}");
            assert!(without.services.iter().all(|service| !service.unresolved.is_empty() && service.within.is_none()));
            assert!(without.files.iter().all(|file| !file.starts_with(folder)), "{:?}", without.files);
        } else {
            assert!(without.problems.is_empty(), "{:?}", without.problems);
        }
        let read = read(all);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        let login = read.services.iter().find(|service| service.within.is_some()).unwrap();
        let asks = login.asks.written.as_ref().unwrap();
        assert_eq!((login.asks.value, asks.file.to_str(), asks.line), (Asks::Required, Some(part.as_str()), 1));
    }
    // The share cannot be reached; the path is none: what lies on this computer is not what IIS runs with.
    for (path, is_file) in [(r"\\files\iis$", true), (r"%Other%\x", false), ("central", false)] {
        let read = read(files(&[(&own, LATE), (&redirecting, &shared(path))]));
        assert_eq!(read.problems.len(), 1, "{:?}", read.problems);
        assert_eq!(matches!(read.problems[0].kind, ProblemKind::File(..)), is_file, "{:?}", read.problems);
        assert_eq!(&*read.problems[0].spot.file, Path::new(&redirecting));
        assert!(read.services.iter().all(|service| !service.unresolved.is_empty() && service.within.is_none()));
    }
}

/// Names and texts.
type Files<'a> = &'a [(&'a str, &'a str)];

#[test]
fn sections_in_files_of_their_own_are_read_where_they_are_named() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let wanted = r#"<access sslFlags="Ssl, SslNegotiateCert, SslRequireCert" />"#;
    let sites = LATE.find("<sites>").unwrap()..LATE.find("</sites>").unwrap() + "</sites>".len();
    let whole = LATE.to_owned();
    let without_sites =
        format!("{}<sites configSource=\"Parts/sites.config\" />{}", &LATE[..sites.start], &LATE[sites.end..]);
    let of_access = |source: &str| LATE.replace(wanted, &format!("<access configSource=\"{source}\" />"));
    let of_security = LATE.replace(&format!("<security>{wanted}</security>"), r#"<security configSource="s.config"/>"#);
    let write = |folder: &Path, files: &[(&str, &str)]| {
        fs::create_dir_all(folder.join("parts")).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        find(folder)
    };
    let (folder, expected) = read(&whole, &registry);
    let of_login = |found: &Found| service(found, "0.0.0.0:443", Some("/login")).service.asks.value;
    assert_eq!(of_login(&expected), Asks::Required);

    // What is read is what would have stood there, with its own place.
    let section = format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- moved -->\n  {wanted}\n");
    let security = format!("<security>\n<authentication/>{wanted}</security>");
    let good: [(&str, Files<'_>, &str, u64); 4] = [
        (&of_access("Access.config"), &[("access.config", &section)], "access.config", 3),
        (&of_access(r"parts\access.config"), &[("parts/access.config", wanted)], "access.config", 1),
        (&of_security, &[("s.config", &security)], "s.config", 2),
        (&without_sites, &[("parts/sites.config", &LATE[sites])], "applicationHost.config", 6),
    ];
    for (main, files, file, line) in good {
        fs::write(folder.path().join("applicationHost.config"), main).unwrap();
        let found = write(folder.path(), files);
        assert!(found.problems.is_empty(), "{main}: {:?}", problems(&found));
        let login = service(&found, "0.0.0.0:443", Some("/login"));
        let asks = login.service.asks.written.as_ref().unwrap();
        assert_eq!((login.service.asks.value, asks.line), (Asks::Required, line), "{main}");
        assert!(asks.file.file_name().unwrap().eq_ignore_ascii_case(file), "{}", asks.file.display());
        assert!(predicted(login).iter().all(|one| one.lets_in() == Some(true)));
    }

    // What cannot be read is told, and nothing is said of the paths that it is about.
    let nested = r#"<access configSource="deeper.config" />"#;
    let bad: [(String, Files<'_>, &str); 9] = [
        (of_access("missing.config"), &[], "File("),
        (of_access("parts"), &[], "File("),
        (of_access(r"..\secret.config"), &[], "Elsewhere("),
        (of_access("/etc/passwd"), &[], "Elsewhere("),
        (of_access(r"\\server\share\a.config"), &[], "Elsewhere("),
        (of_access("nested.config"), &[("nested.config", nested), ("deeper.config", wanted)], "TooNested"),
        (of_access("applicationHost.config"), &[], "Syntax("),
        (of_access("broken.config"), &[("broken.config", "<access")], "Syntax("),
        (
            LATE.replace(wanted, r#"<access configSource="a.config" sslFlags="None" />"#),
            &[("a.config", wanted)],
            "Syntax(",
        ),
    ];
    for (main, files, kind) in bad {
        fs::write(folder.path().join("applicationHost.config"), &main).unwrap();
        let found = write(folder.path(), files);
        assert_eq!(found.problems.len(), 1, "{main}: {:?}", problems(&found));
        assert!(problems(&found)[0].contains(kind), "{kind}: {:?}", problems(&found));
        let login = predicted(service(&found, "0.0.0.0:443", Some("/login")));
        assert!(!login.is_empty() && login.iter().all(|one| one.lets_in().is_none()), "{main}\n{login:#?}");
    }
    fs::remove_file(folder.path().join("parts/sites.config")).unwrap();
    fs::write(folder.path().join("applicationHost.config"), without_sites).unwrap();
    let found = find(folder.path());
    assert_eq!(found.problems.len(), 1, "{:?}", problems(&found));
    assert!(predicted(service(&found, "0.0.0.0:443", None)).iter().all(|one| one.lets_in().is_none()));
}

#[test]
fn what_stands_above_a_path_holds_for_it() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let above = |mode: &str| {
        LATE.replace(
            "<location path=\"Journal/login\">",
            &format!(
                "<location path=\"Journal\"{mode}><system.webServer><security><access sslFlags=\"None\"/></security>\
                 </system.webServer></location>\n<location path=\"journal/LOGIN\" overrideMode=\"Inherit\">"
            ),
        )
    };
    for (mode, lets_in) in
        [("", Some(true)), (" overrideMode=\"Allow\"", None), (" allowOverride=\"false\"", Some(true))]
    {
        let (_folder, found) = read(&above(mode), &registry);
        let all = predicted(service(&found, "0.0.0.0:443", Some("/LOGIN")));
        assert!(!all.is_empty() && all.iter().all(|one| one.lets_in() == lets_in), "{mode}: {all:#?}");
    }
}

#[test]
fn a_listener_that_refuses_every_connection_lets_nobody_ask() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 0x8 | 0x2, "");
    binding(&mut registry, "SslSniBindingInfo", "journal.region.example:8443", 0x2 | 0x1 | 0x4 | 0x7ff0, "");
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:9443", 0x8 | 0x2, "");
    let (_folder, found) = read(LATE, &registry);
    assert_eq!(found.services.len(), 4, "{:#?}", found.services);
    for address in ["0.0.0.0:443", "0.0.0.0:9443"] {
        let refusing = service(&found, address, None);
        assert_eq!(refusing.service.asks.value, Asks::Refuses);
        let written = refusing.service.asks.written.as_ref().unwrap();
        assert!(written.file.to_str().unwrap().ends_with(&format!(r"SslBindingInfo\{address}")));
        assert!(predicted(refusing).is_empty());
    }
    // Every other flag there is: what they say of versions is all that is taken from them.
    let login = service(&found, "0.0.0.0:8443", Some("/login"));
    let versions = login.service.versions.value;
    assert_eq!((login.service.asks.value, login.service.when), (Asks::Required, When::Handshake));
    assert_eq!((versions.old, versions.tls12, versions.tls13), (false, false, false));
}

#[test]
fn with_a_part_of_the_registry_missing_nothing_is_claimed() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let (folder, _) = read(LATE, &registry);
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("folder.reg")).unwrap();
    fs::write(at("empty.reg"), "").unwrap();
    fs::write(at("other.txt"), "nothing of the registry").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("loop.reg", at("loop.reg")).unwrap();
    let found = find(folder.path());
    assert_eq!(found.problems.len(), if cfg!(unix) { 3 } else { 2 }, "{:?}", problems(&found));
    let measure = Measure { catalog: &CATALOG, at_hand: &[], now: *NOW, environment: Some(Environment::Test) };
    let all = predict(service(&found, "0.0.0.0:443", Some("/login")), &measure);
    assert!(!all.is_empty() && all.iter().all(|one| one.lets_in().is_none()), "{all:#?}");
}

/// No answer, and none that stands for one: nobody "lets everybody in", and nobody refuses every connection.
fn is_not_claimed(gathered: &Gathered) {
    assert!(!matches!(gathered.service.asks.value, Asks::Application | Asks::Refuses), "{gathered:#?}");
    // A damaged export takes the stores with it: what they are expected to hold is told by the environment.
    let measure = Measure { catalog: &CATALOG, at_hand: &[], now: *NOW, environment: Some(Environment::Test) };
    let all = predict(gathered, &measure);
    assert!(!all.is_empty() && all.iter().all(|one| one.lets_in().is_none()), "{all:#?}");
    assert!(all.iter().all(|one| !one.reasons.contains(&Reason::ApplicationDecides)), "{all:#?}");
}

#[test]
fn a_listener_that_an_export_lost_is_not_taken_for_another() {
    let site = LATE.replace("*:8443:journal.region.example", "*:443:idp.region.example");
    // The one for all that no name was found for refuses, or asks.
    for flags in [0x8, 0x2] {
        let (folder, _) = read(&site, &machine());
        let mut listeners = Registry::default();
        binding(&mut listeners, "SslBindingInfo", "0.0.0.0:443", flags, "");
        binding(&mut listeners, "SslSniBindingInfo", "idp.region.example:443", 0, "");
        let whole = listeners.text();
        let begin: Vec<u8> = r"SslSniBindingInfo\idp.region.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cut = whole.windows(begin.len()).position(|part| part == begin).unwrap() + begin.len();
        let own = |found: &Found| {
            let is_own = |one: &&Gathered| one.service.names == ["idp.region.example"] && one.service.within.is_none();
            found.services.iter().position(|one| is_own(&one)).unwrap_or_else(|| panic!("{found:#?}"))
        };
        let file = folder.path().join("http.reg");
        fs::write(&file, &whole).unwrap();
        let found = find(folder.path());
        assert_eq!(found.services[own(&found)].service.asks.value, Asks::Off);

        fs::write(&file, &whole[..cut]).unwrap();
        let found = find(folder.path());
        assert_eq!(found.problems.len(), 1, "{:?}", problems(&found));
        is_not_claimed(&found.services[own(&found)]);
        // The one without a name answers itself, whatever was lost.
        let all = found.services.iter().find(|one| one.service.names.is_empty()).unwrap();
        assert_eq!(all.service.asks.value == Asks::Refuses, flags == 0x8);
    }
}

#[test]
fn of_a_path_that_was_not_read_nobody_says_that_everybody_is_let_in() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let wanted = r#"<access sslFlags="Ssl, SslNegotiateCert, SslRequireCert" />"#;
    let (_folder, found) = read(&LATE.replace(wanted, r#"<access configSource="missing.config" />"#), &registry);
    is_not_claimed(service(&found, "0.0.0.0:443", Some("/login")));
    // The site itself was read.
    assert_eq!(service(&found, "0.0.0.0:443", None).service.asks.value, Asks::Application);
}

#[test]
fn a_redirection_in_another_form_is_not_passed_over() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let (folder, _) = read(LATE, &registry);
    let section = r#"<configurationRedirection enabled="true" path="C:\x" />"#;
    let off = r#"<configurationRedirection enabled="false" />"#;
    let moved = r#"<configurationRedirection configSource="r.config" />"#;
    for (inside, kind) in [
        (moved.to_owned(), r#"Elsewhere("r.config")"#),
        (format!(r#"<location path=".">{section}</location>"#), "TooNested"),
        (format!("{off}{section}"), "Syntax("),
        (format!(r#"{off}<location path=".">{section}</location>"#), "Syntax("),
    ] {
        fs::write(folder.path().join("redirection.config"), format!("<configuration>{inside}</configuration>"))
            .unwrap();
        let found = find(folder.path());
        assert_eq!(found.problems.len(), 1, "{inside}: {:?}", problems(&found));
        assert!(problems(&found)[0].contains(kind), "{inside}: {:?}", problems(&found));
        assert!(found.services.iter().all(|one| one.service.within.is_none()), "{inside}");
        is_not_claimed(service(&found, "0.0.0.0:443", None));
    }
}

#[test]
fn names_without_end_are_not_looked_for() {
    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let wanted = r#"<access sslFlags="Ssl, SslNegotiateCert, SslRequireCert" />"#;
    let named = |name: &str| LATE.replace(wanted, &format!("<access configSource=\"{name}\" />"));
    let (folder, _) = read(LATE, &registry);
    // All of these are there.
    let deep = "a/".repeat(101);
    fs::create_dir_all(folder.path().join(&deep)).unwrap();
    for (name, kind) in [
        ("a/".repeat(99) + "x.config", "File("),
        ("a/".repeat(100) + "x.config", "Elsewhere("),
        ("./".repeat(2_048) + "x.config", "Elsewhere("),
        ("b/".repeat(400_000), "Elsewhere("),
        ("b".repeat(4_096), "File("),
        ("b/a".repeat(30), "File("),
    ] {
        let (start, length) = (&name[..20], name.len());
        fs::write(folder.path().join("applicationHost.config"), named(&name)).unwrap();
        let found = find(folder.path());
        assert_eq!(found.problems.len(), 1, "{start} {length}");
        assert!(format!("{:?}", found.problems[0].kind).starts_with(kind), "{start} {length}");
        is_not_claimed(service(&found, "0.0.0.0:443", Some("/login")));
    }
}

#[cfg(unix)]
#[test]
fn of_copies_nothing_leads_out_of_their_folder() {
    use std::os::unix::fs::symlink;

    let mut registry = machine();
    binding(&mut registry, "SslBindingInfo", "0.0.0.0:443", 2, "");
    let wanted = r#"<access sslFlags="Ssl, SslNegotiateCert, SslRequireCert" />"#;
    let named = |name: &str| LATE.replace(wanted, &format!("<access configSource=\"{name}\" />"));
    let (folder, _) = read(&named("a.config"), &registry);
    let (at, other) = (|name: &str| folder.path().join(name), tempfile::tempdir().unwrap());
    let main = at("applicationHost.config");
    // A link in the folder is followed, into the folder.
    fs::write(at("kept.config"), wanted).unwrap();
    symlink("kept.config", at("a.config")).unwrap();
    let found = find(folder.path());
    assert!(found.problems.is_empty(), "{:?}", problems(&found));
    assert_eq!(service(&found, "0.0.0.0:443", Some("/login")).service.asks.value, Asks::Required);

    // One that leads out is not, nor is a folder on the way.
    fs::write(other.path().join("x.config"), "<hush").unwrap();
    fs::remove_file(at("a.config")).unwrap();
    symlink(other.path().join("x.config"), at("a.config")).unwrap();
    symlink(other.path(), at("parts")).unwrap();
    for (name, file) in [("a.config", "a.config"), (r"parts\x.config", "parts/x.config")] {
        fs::write(&main, named(name)).unwrap();
        let found = find(folder.path());
        let [problem] = &found.problems[..] else { panic!("{:?}", problems(&found)) };
        assert!(matches!(&problem.kind, ProblemKind::LeadsOut(path) if *path == at(file)), "{problem:?}");
        is_not_claimed(service(&found, "0.0.0.0:443", Some("/login")));
    }
    fs::rename(at("a.config"), at("redirection.config")).unwrap();
    let found = find(folder.path());
    assert!(matches!(&found.problems[..], [one] if matches!(one.kind, ProblemKind::LeadsOut(_))), "{found:#?}");
    fs::remove_file(at("redirection.config")).unwrap();

    // A pipe is said to be one.
    let made = std::process::Command::new("mkfifo").arg(at("a.config")).status().unwrap();
    assert!(made.success());
    fs::write(&main, named("a.config")).unwrap();
    let found = find(folder.path());
    assert_eq!(problems(&found).len(), 1);
    assert!(problems(&found)[0].contains("SpecialFile"), "{:?}", problems(&found));

    // The main file: whoever names it means what it leads to.
    fs::remove_file(&main).unwrap();
    fs::write(other.path().join("main.config"), LATE).unwrap();
    symlink(other.path().join("main.config"), &main).unwrap();
    let found = find(folder.path());
    assert!(matches!(&found.problems[..], [one] if matches!(one.kind, ProblemKind::LeadsOut(_))), "{found:#?}");
    assert!(found.services.iter().all(|one| one.service.within.is_none()));
    assert!(find(&main).problems.is_empty());
}

#[test]
fn a_configuration_as_large_as_may_be_comes_to_an_end() {
    use std::fmt::Write as _;
    let registry = machine();
    let mut sites = String::new();
    let mut locations = String::new();
    for number in 0..4_000 {
        write!(sites, "<site name='{number}'><bindings><binding protocol='https' bindingInformation='*:{number}:'/></bindings></site>").unwrap();
        write!(locations, "<location path='{number}/a'><system.webServer><security><access sslFlags='Ssl'/></security></system.webServer></location>").unwrap();
        write!(locations, "<location path='1/{number}'><system.webServer><security><access sslFlags='{}'/></security></system.webServer></location>", 32 + number % 2).unwrap();
    }
    // On one line, as whoever is hostile would write it.
    let bindings = "<binding protocol='https' bindingInformation='*:1:a'/>".repeat(4);
    let sites = sites.replace("<site name='1'><bindings>", &format!("<site name='1'><bindings>{bindings}"));
    let main = format!(
        "<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost>{locations}</configuration>"
    );
    let (_folder, found) = read(&main, &registry);
    assert_eq!(problems(&found).len(), 1, "{:?}", problems(&found));
    assert_eq!(found.services.len(), 10_000);
}
