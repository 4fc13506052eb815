//! Servers on Java, and identity providers, whose configurations are read without the program at hand: what is made of them.

use std::fs;
use std::path::Path;

use tillit_lab::store::{Java, java};
use tillit_trust_stores::places::Found;
use tillit_trust_stores::servers::service::{About, Asks, Service, SourcePlace};
use tillit_trust_stores::servers::{NamedStore, predict, server};
use tillit_trust_stores::tree::Folder;

use crate::harness::{HSA_3, LAB, NEW_ROOT, read_in};

/// Reads a server's configuration in a tree with these files, and a store of the new generation in each `*.jks` that is empty.
fn read(word: &str, main: Option<&str>, files: &[(&str, &str)]) -> Found {
    let root = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = root.path().join(name.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if path.extension().is_some_and(|ending| ending == "jks") {
            let cas = [NEW_ROOT, HSA_3].map(|ca| LAB.authority(ca).issued.der.clone());
            let cas: Vec<(&str, &[u8])> = ["a", "b"].into_iter().zip(cas.iter().map(Vec::as_slice)).collect();
            fs::write(path, java(Java::Jks, &cas, "s3cret-word")).unwrap();
        } else {
            fs::write(path, content).unwrap();
        }
    }
    let found = read_in(server(word).unwrap(), main.map(Path::new), &Folder::at(root.path()));
    // Passwords are in no line that is shown.
    assert!(
        !format!("{:?} {:?}", found.services.iter().map(|g| &g.service).collect::<Vec<_>>(), found.problems)
            .contains("s3cret-word")
    );
    found
}

/// Listener, what is asked for with its line, what is trusted with its line, versions, how much is open.
fn told(service: &Service) -> String {
    let line = |spot: &Option<tillit_trust_stores::servers::Spot>| {
        spot.as_ref().map_or("-".to_owned(), |spot| spot.line.to_string())
    };
    let sources: Vec<String> = service
        .sources
        .iter()
        .map(|source| match &source.place {
            SourcePlace::File(path) | SourcePlace::Folder(path) => {
                format!("{}@{}", path.display(), line(&source.written))
            }
            other => {
                format!("{}@{}", format!("{other:?}").split('(').next().unwrap_or_default(), line(&source.written))
            }
        })
        .collect();
    let versions = service.versions.value;
    format!(
        "{} {:?}@{} [{}] {}{} {}",
        service.listeners.join(","),
        service.asks.value,
        line(&service.asks.written),
        sources.join(" "),
        if versions.tls12 { "2" } else { "" },
        if versions.tls13 { "3" } else { "" },
        service.unresolved.len()
    )
}

fn all(found: &Found) -> Vec<String> {
    found.services.iter().map(|gathered| told(&gathered.service)).collect()
}

#[test]
fn spring_boot_with_profiles_and_bundles() {
    let properties = "server.port=8443\nserver.ssl.key-store=classpath:own.p12\nserver.ssl.clientAuth=need\n\
        server.ssl.trust_store=file:${TRUST:/opt/app/trust.jks}\nserver.ssl.trust-store-password=s3cret-word\nserver.ssl.enabled-protocols=TLSv1.3\n";
    let found =
        read("spring-boot", None, &[("/opt/app/application.properties", properties), ("/opt/app/trust.jks", "")]);
    assert_eq!(all(&found), ["0.0.0.0:8443 Required@3 [/opt/app/trust.jks@4] 3 0"]);
    assert!(found.problems.is_empty());
    let predictions = predict(&found.services[0], &LAB.measure());
    let of_hsa = predictions.iter().find(|prediction| prediction.generation.generation == "e-id").unwrap();
    assert_eq!(
        (of_hsa.full_chain, of_hsa.leaf_only, of_hsa.tls12, of_hsa.tls13),
        (Some(true), Some(false), Some(false), Some(true))
    );

    let yaml = format!(
        "server:\n  port: ${{PORT:9443}}\n  ssl:\n    bundle: web\n    client-auth: want\nspring:\n  ssl:\n    bundle:\n      pem:\n        web:\n\
         \x20         truststore:\n            certificate: |\n              {}\n---\nspring.config.activate.on-profile: prod\nserver.ssl.client-auth: NEED\n",
        LAB.pem(&[NEW_ROOT]).trim_end().replace('\n', "\n              ")
    );
    let found = read("spring-boot", Some("/srv/x"), &[("/srv/x/config/application.yml", &yaml)]);
    let lines = all(&found);
    assert!(lines[0].starts_with("0.0.0.0:9443 Optional@5 [Inline@12] 23 0"), "{lines:?}");
    assert!(lines[1].starts_with("0.0.0.0:9443 Required@"), "{lines:?}");
    assert!(matches!(&found.services[0].stores[0], NamedStore::Read(store) if store.len() == 1));

    // In the program's archive, and a variable that nobody set.
    let properties = "server.ssl.client-auth=${ASK}\nserver.ssl.trust-store=classpath:trust.p12\n";
    let found = read("spring-boot", Some("/a"), &[("/a/application.properties", properties)]);
    assert_eq!(all(&found), ["0.0.0.0:8080 Off@- [] 23 3"]);
    let plain = [
        ("/opt/a/application.properties", "server.port=1\n"),
        ("/opt/b/application.yml", "server: {ssl: {enabled: false, bundle: x}}\n"),
    ];
    assert!(read("spring-boot", None, &plain).services.is_empty());
    let broken = read("spring-boot", None, &[("/opt/a/application.yml", "server:\n  ssl: [1\n")]);
    assert_eq!(broken.problems.len(), 1);
}

#[test]
fn keycloak_with_its_file_and_variables() {
    let conf = "# x\nhttps-certificate-file=/c\nhttps-client-auth=request\nhttps-trust-store-file=${kc.home.dir}/conf/trust.jks\nhttps-trust-store-password=s3cret-word\n";
    let unit = "[Service]\nEnvironment=KC_HTTPS_CLIENT_AUTH=required KC_HTTPS_PORT=9443\n";
    let files = [
        ("/opt/keycloak/conf/keycloak.conf", conf),
        ("/opt/keycloak/conf/trust.jks", ""),
        ("/opt/keycloak/version.txt", "Keycloak - Version 26.0.5\n"),
    ];
    let found = read("keycloak", None, &files);
    assert_eq!(all(&found), ["0.0.0.0:8443 Optional@3 [/opt/keycloak/conf/trust.jks@4] 23 0"]);
    assert!(matches!(&found.services[0].stores[0], NamedStore::Read(store) if store.len() == 2));
    let found = read("keycloak", None, &[&files[..], &[("/etc/systemd/system/keycloak.service", unit)]].concat());
    assert_eq!(all(&found), ["0.0.0.0:9443 Required@2 [/opt/keycloak/conf/trust.jks@4] 23 0"]);
    // The password is in a vault: which store it is, is known; what is in it, only where another password opens it.
    let conf = "https-client-auth=required\nhttps-trust-store-file=/opt/keycloak/conf/trust.jks\nhttps-trust-store-password=${vault.trust}\n";
    let vault = [("/opt/keycloak/conf/keycloak.conf", conf), ("/opt/keycloak/conf/trust.jks", "")];
    let found = read("keycloak", None, &vault);
    assert_eq!(all(&found), ["0.0.0.0:8443 Required@1 [/opt/keycloak/conf/trust.jks@2] 23 1"]);
    let unresolved = &found.services[0].service.unresolved[0];
    assert_eq!((unresolved.spot.line, unresolved.about), (3, About::Trusts));
    // Behind a proxy it has no listener of TLS.
    assert!(read("keycloak", None, &[("/opt/keycloak/conf/keycloak.conf", "http-enabled=true\n")]).services.is_empty());
    let found = read(
        "keycloak",
        None,
        &[("/opt/keycloak/conf/keycloak.conf", "https-client-auth=required\ntruststore-paths=conf/t.pem\n")],
    );
    assert_eq!(all(&found), ["0.0.0.0:8443 Required@1 [JavaDefault@- /opt/keycloak/conf/t.pem@2] 23 0"]);
}

#[test]
fn wildfly_with_elytron_and_before_it() {
    let elytron = "<server xmlns='urn:jboss:domain:20.0'><profile><subsystem xmlns='urn:wildfly:elytron:18.0'><tls>\n\
        <key-stores><key-store name='trust'>\n<credential-reference clear-text='s3cret-word'/><implementation type='JKS'/>\n\
        <file path='trust.jks' relative-to='jboss.server.config.dir'/></key-store></key-stores>\n\
        <trust-managers><trust-manager name='tm' key-store='trust'/></trust-managers>\n\
        <server-ssl-contexts><server-ssl-context name='ctx' protocols='TLSv1.2' trust-manager='tm'\n need-client-auth='${need:true}'/>\n\
        </server-ssl-contexts></tls></subsystem>\n<subsystem xmlns='urn:jboss:domain:undertow:14.0'><server>\n\
        <https-listener name='https' socket-binding='https' ssl-context='ctx'/></server></subsystem></profile>\n\
        <socket-binding-group name='s' port-offset='${jboss.socket.binding.port-offset:100}'>\n\
        <socket-binding name='https' port='${jboss.https.port:8443}'/></socket-binding-group></server>\n";
    let main = "/opt/wildfly/standalone/configuration/standalone.xml";
    let store = ("/opt/wildfly/standalone/configuration/trust.jks", "");
    let found = read("wildfly", None, &[(main, elytron), store]);
    assert_eq!(all(&found), ["0.0.0.0:8543 Required@7 [/opt/wildfly/standalone/configuration/trust.jks@4] 2 0"]);
    assert!(matches!(&found.services[0].stores[0], NamedStore::Read(store) if store.len() == 2));
    let unknown = elytron.replace("${need:true}", "${need}");
    assert_eq!(
        all(&read("wildfly", None, &[(main, &unknown), store])),
        ["0.0.0.0:8543 Off@- [/opt/wildfly/standalone/configuration/trust.jks@4] 2 1"]
    );

    let legacy = "<server><management><security-realms><security-realm name='r'><authentication>\n\
        <truststore path='trust.jks' relative-to='jboss.server.config.dir' keystore-password='s3cret-word'/>\n\
        </authentication></security-realm></security-realms></management>\n\
        <https-listener name='https' socket-binding='none' security-realm='r' verify-client='REQUESTED'/></server>";
    let found = read("wildfly", None, &[(main, legacy), store]);
    assert_eq!(all(&found), ["0.0.0.0:8443 Optional@4 [/opt/wildfly/standalone/configuration/trust.jks@2] 23 0"]);
}

#[test]
fn identity_providers_say_that_others_decide() {
    let idp = "/opt/shibboleth-idp/conf/idp.properties";
    let found = read("shibboleth", None, &[(idp, "idp.entityID=x\nidp.authn.flows = Password|X509\n")]);
    assert_eq!(found.services.len(), 1);
    assert_eq!((found.services[0].service.asks.value, found.services[0].service.source.line), (Asks::Application, 2));
    assert_eq!(found.services[0].service.notes.len(), 1);
    assert!(read("shibboleth", None, &[(idp, "idp.authn.flows=Password\n")]).services.is_empty());
    let php = "<?php\n$config = [\n  // 'a' => ['authX509:X509userCert'],\n  'siths' => [\n    'authX509:X509userCert',\n  ],\n];\n";
    let found = read("simplesamlphp", None, &[("/etc/simplesamlphp/authsources.php", php)]);
    let lines: Vec<u64> = found.services.iter().map(|gathered| gathered.service.source.line).collect();
    assert_eq!(lines, [5]);
}

#[test]
fn jetty_and_tomcat_in_other_trees() {
    let ini = "--module=https\njetty.sslContext.needClientAuth=true\njetty.sslContext.trustStorePath=etc/t.jks\njetty.sslContext.trustStorePassword=s3cret-word\n";
    let found = read("jetty", None, &[("/opt/jetty-base/start.d/ssl.ini", ini), ("/opt/jetty-base/etc/t.jks", "")]);
    assert_eq!(all(&found), ["0.0.0.0:8443 Required@2 [/opt/jetty-base/etc/t.jks@3] 23 0"]);

    // 10.1 does not understand what stood in a connector before; its default host is missing.
    let xml = "<Server><Service>\n<Connector port='8443' SSLEnabled='true' clientAuth='true' truststoreFile='conf/t.jks' truststorePass='s3cret-word'/>\n</Service></Server>";
    let main = "/opt/tomcat/conf/server.xml";
    let notes = |version: &str| format!("Apache Tomcat Version {version}\n");
    let of = |xml: &str, version: &str| {
        read(
            "tomcat",
            None,
            &[
                (main, xml),
                ("/opt/tomcat/conf/t.jks", ""),
                ("/opt/tomcat/bin/bootstrap.jar", ""),
                ("/opt/tomcat/RELEASE-NOTES", &notes(version)),
            ],
        )
    };
    let found = of(xml, "10.1.30");
    assert_eq!((found.services.len(), found.problems.len(), found.problems[0].spot.line), (0, 1, 2));
    let found = of(xml, "9.0.80");
    assert_eq!(all(&found), ["0.0.0.0:8443 Required@2 [/opt/tomcat/conf/t.jks@2] 23 0"]);
    assert_eq!(found.services[0].service.version.as_deref(), Some("9.0.80"));

    // An application that asks after the request; a place holder that nobody fills.
    let xml = "<Server><Service><Connector port='1' SSLEnabled='true'><SSLHostConfig/>\n<SSLHostConfig hostName='b' \
        certificateVerification='required' truststoreFile='${nobody}'/></Connector><Engine><Host appBase='webapps'/></Engine></Service></Server>";
    let web = "<web-app xmlns='x'><login-config><auth-method>CLIENT-CERT</auth-method></login-config></web-app>";
    let files = [(main, xml), ("/opt/tomcat/webapps/shop/WEB-INF/web.xml", web)];
    let found = read("tomcat", None, &files);
    let words: Vec<(Option<&str>, Asks, usize)> = found
        .services
        .iter()
        .map(|g| (g.service.within.as_deref(), g.service.asks.value, g.service.unresolved.len()))
        .collect();
    assert_eq!(words, [(None, Asks::Off, 0), (None, Asks::Required, 2), (Some("/shop"), Asks::Required, 0)]);
}

/// The packages of the distribution, untouched: no problem and nothing that is not known.
#[test]
fn untouched_packages_are_no_alarm() {
    for (word, from, to) in [("tomcat", "/etc/tomcat10", "etc/tomcat10"), ("jetty", "/etc/jetty9", "etc/jetty9")] {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join(to);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let copied = std::process::Command::new("cp").args(["-rL", from]).arg(&target).status().unwrap();
        assert!(copied.success(), "{from} is not here");
        let found = read_in(server(word).unwrap(), None, &Folder::at(root.path()));
        assert!(
            found.problems.is_empty() && found.services.is_empty(),
            "{word}: {:?} {:?}",
            found.problems,
            all(&found)
        );
        assert!(found.looked.iter().any(|looked| looked.found), "{word}: {:?}", found.looked);
    }
}

/// Files that are cut off or damaged anywhere are read to an answer.
#[test]
fn damaged_files_end_in_an_answer() {
    let samples: &[(&str, &str, &str)] = &[
        (
            "tomcat",
            "/conf/server.xml",
            "<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a SYSTEM 'a.xml'><!ENTITY b \"&a;\">]>\n<Server portOffset='1'><Service>&a;<Connector \
             port='${p:-8443}' SSLEnabled='true' ciphers='HIGH@SECLEVEL=1'><SSLHostConfig protocols='all-TLSv1.3' truststorePassword='s' \
             truststoreFile='å.jks' certificateVerification='want'/></Connector></Service></Server>",
        ),
        (
            "spring-boot",
            "/application.yml",
            "server: {ssl: {bundle: &a x, client-auth: *a, trust-store: \"${A:å}\"}}\na: |\n  x\n---\nb: [1, {c: 2}]\n",
        ),
        (
            "spring-boot",
            "/application.properties",
            "server.ssl.trust-store-password = \\u00e5\\\n  x\n#---\nserver.ssl.enabled-protocols[0]: TLSv1.2\n",
        ),
        (
            "keycloak",
            "/keycloak.conf",
            "https-client-auth=required\nhttps-trust-store-file=${kc.home.dir}/å.p12\nhttps-protocols=TLSv1.3\n",
        ),
        (
            "jetty",
            "/start.d/a.ini",
            "--module=ssl\njetty.sslContext.trustStorePassword?=OBF:1vn2Uå\njetty.sslContext.needClientAuth=true\netc/x.xml\n",
        ),
        (
            "wildfly",
            "/standalone.xml",
            "<server><https-listener ssl-context='c'/><server-ssl-context name='c' trust-manager='t' want-client-auth='true'/><trust-manager \
             name='t' key-store='k'/><key-store name='k'><file path='å' relative-to='x'/></key-store></server>",
        ),
        ("shibboleth", "/idp.properties", "idp.authn.flows = X509|\\u0050assword"),
        ("simplesamlphp", "/authsources.php", "<?php /* å */ $c = ['\\'', \"authX509:X509userCert\"]; // x"),
    ];
    for (word, name, sample) in samples {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(name.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let tree = Folder::at(root.path());
        let read = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            read_in(server(word).unwrap(), Some(Path::new(name)), &tree);
        };
        for end in (0..=sample.len()).step_by(2) {
            read(&sample.as_bytes()[..end]);
        }
        for at in (0..sample.len()).step_by(3) {
            for byte in [b'\\', b'<', b'$', b'"', 0xff] {
                let mut bytes = sample.as_bytes().to_vec();
                bytes[at] = byte;
                read(&bytes);
            }
        }
    }
}
