//! Variables that lead to other stores, and stores that everybody may write.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tillit_trust_stores::Observation;
use tillit_trust_stores::places::{self, Environment, Search};
use tillit_trust_stores::store::StoreKind;
use tillit_trust_stores::tree::Folder;

use crate::kit::{Machine, ca, find, names, says, told, write};

#[test]
fn of_the_machine() {
    let machine = Machine::new("ID=debian\n");
    machine.write("/opt/ca.pem", ca("A").to_pem());
    machine.write("/opt/hashed/a.pem", ca("A").to_pem());
    machine.write("/opt/unhashed/b.pem", ca("B").to_pem());
    says("openssl", &["rehash", machine.at("/opt/hashed").to_str().unwrap()]);
    machine.write("/etc/environment", "REQUESTS_CA_BUNDLE=/opt/ca.pem\nNODE_EXTRA_CA_CERTS=/opt/gone.pem\nPIP_CERT=\n");
    machine.write("/etc/profile.d/ca.sh", "export CURL_CA_BUNDLE=$HOME/ca.pem\nexport OPENSSL_CONF=/etc/my.cnf\n");
    machine.write(
        "/etc/systemd/system/app.service.d/ca.conf",
        "[Service]\nEnvironment=SSL_CERT_FILE=/opt/ca.pem \"SSL_CERT_DIR=/opt/hashed:/opt/unhashed\"\n",
    );
    let found = machine.find("environment");
    assert!(found.failures.is_empty());
    let seen: Vec<_> = found
        .stores
        .iter()
        .map(|store| {
            (store.location.path.to_str().unwrap(), store.kind, names(store), store.place, told(store, "/".as_ref()))
        })
        .collect();
    let redirected = |kind: &str, by: &str, to: &str, set_in: &str| {
        format!("{kind} {{ by: \"{by}\", to: \"{to}\", set_in: Some(\"{set_in}\") }}")
    };
    let unit = "/etc/systemd/system/app.service.d/ca.conf";
    let one = |name: &str| vec![name.to_owned()];
    let want = [
        (
            "/etc/profile.d/ca.sh",
            StoreKind::PemBundle,
            (vec![], vec![]),
            "environment",
            vec![redirected("RedirectionNotFollowed", "CURL_CA_BUNDLE", "$HOME/ca.pem", "/etc/profile.d/ca.sh")],
        ),
        (
            "/opt/ca.pem",
            StoreKind::PemBundle,
            (one("A"), vec![]),
            "environment",
            vec![
                redirected("Redirected", "REQUESTS_CA_BUNDLE", "/opt/ca.pem", "/etc/environment"),
                redirected("Redirected", "SSL_CERT_FILE", "/opt/ca.pem", unit),
            ],
        ),
        (
            "/opt/gone.pem",
            StoreKind::PemBundle,
            (vec![], vec![]),
            "environment",
            vec![redirected("RedirectedToNothing", "NODE_EXTRA_CA_CERTS", "/opt/gone.pem", "/etc/environment")],
        ),
        (
            "/opt/hashed",
            StoreKind::HashedDirectory,
            (one("A"), vec![]),
            "environment",
            vec![redirected("Redirected", "SSL_CERT_DIR", "/opt/hashed", unit)],
        ),
        (
            "/opt/unhashed",
            StoreKind::HashedDirectory,
            (vec![], one("B")),
            "environment",
            vec![
                "EmptyFor(OpenSsl)".to_owned(),
                "NotHashed(\"/opt/unhashed/b.pem\")".to_owned(),
                redirected("Redirected", "SSL_CERT_DIR", "/opt/unhashed", unit),
            ],
        ),
    ];
    assert_eq!(seen, want);
    let is_noted = |path: &str| found.looked.iter().any(|looked| looked.path.to_str() == Some(path) && !looked.found);
    assert!(is_noted("/etc/my.cnf") && is_noted("SSL_CERT_FILE"));
}

/// What leads to the system's own store leads nowhere else, whatever the name.
#[test]
fn to_the_systems_own_store() {
    let machine = Machine::new("ID=debian\n");
    machine.write("/etc/ssl/certs/ca-certificates.crt", ca("A").to_pem());
    machine.write("/etc/ssl/certs/a.pem", ca("A").to_pem());
    says("openssl", &["rehash", machine.at("/etc/ssl/certs").to_str().unwrap()]);
    crate::kit::link("../ssl/certs/ca-certificates.crt", &machine.at("/etc/pki/bundle.pem"));
    machine.write("/opt/ca.pem", ca("A").to_pem());
    machine.write(
        "/etc/environment",
        "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt\nSSL_CERT_DIR=/etc/ssl/certs/\nCURL_CA_BUNDLE=/etc/pki/bundle.pem\nPIP_CERT=/opt/ca.pem\n",
    );
    let found = machine.find("environment");
    let stores: Vec<_> = found.stores.iter().map(|store| store.location.path.to_str().unwrap()).collect();
    assert_eq!((stores, found.failures.len()), (vec!["/opt/ca.pem"], 0));
    for path in ["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs/", "/etc/pki/bundle.pem"] {
        let is_noted = found.looked.iter().any(|looked| looked.path.to_str() == Some(path) && looked.found);
        assert!(is_noted, "{path}: {:?}", found.looked);
    }
}

/// The bundle under the name that OpenSSL has for it, as a link (Alpine, Arch) or copied into an image; a server's file that a variable
/// names; a file that two variables name by two names: each is told once.
#[test]
fn a_store_with_several_names_is_one_store() {
    for is_link in [true, false] {
        let machine = Machine::new("ID=alpine\n");
        machine.write("/etc/ssl/certs/ca-certificates.crt", ca("A").to_pem());
        if is_link {
            crate::kit::link("certs/ca-certificates.crt", &machine.at("/etc/ssl/cert.pem"));
            crate::kit::link("/etc/ssl/cert.pem", &machine.at("/etc/ssl1.1/cert.pem"));
        } else {
            machine.write("/etc/ssl/cert.pem", ca("A").to_pem());
            machine.write("/etc/ssl1.1/cert.pem", ca("A").to_pem());
        }
        machine.write("/etc/nginx/client-ca.pem", ca("B").to_pem());
        machine.write("/opt/ca.pem", ca("C").to_pem());
        crate::kit::link("../ca.pem", &machine.at("/opt/app/link.pem"));
        machine.write(
            "/etc/environment",
            "SSL_CERT_FILE=/etc/ssl/cert.pem\nCURL_CA_BUNDLE=/etc/nginx/client-ca.pem\nPIP_CERT=/opt/app/link.pem\nREQUESTS_CA_BUNDLE=/opt/ca.pem\n",
        );
        assert_eq!(machine.find("system").stores.len(), 1);
        let tree = Folder::at(machine.at("/"));
        let environment = Environment::default();
        let search = Search { options: crate::kit::options(&tree, None), environment: &environment };
        for found in [places::everything(&search), places::search_tree(&search)] {
            assert!(found.failures.is_empty());
            let stores: Vec<_> = found
                .stores
                .iter()
                .map(|store| {
                    let by = store.observations.iter().filter_map(|seen| match seen {
                        Observation::Redirected { by, .. } => Some(by.as_str()),
                        _ => None,
                    });
                    (store.location.path.to_str().unwrap(), store.place, by.collect::<Vec<_>>())
                })
                .collect();
            let want = [
                ("/etc/nginx/client-ca.pem", "servers", vec!["CURL_CA_BUNDLE"]),
                ("/etc/ssl/certs/ca-certificates.crt", "system", vec![]),
                ("/opt/app/link.pem", "environment", vec!["PIP_CERT", "REQUESTS_CA_BUNDLE"]),
            ];
            assert_eq!(stores, want, "a link: {is_link}");
        }
    }
}

#[test]
fn of_this_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder.path().join("ca.pem"), ca("A").to_pem());
    let environment = Environment::of([(OsString::from("SSL_CERT_FILE"), file.clone().into_os_string())]);
    let found = find(&Folder::host(), "environment", &environment);
    let store = found.stores.iter().find(|store| store.location.path == file).expect("the file");
    let is_told = store
        .observations
        .iter()
        .any(|seen| matches!(seen, Observation::Redirected { by, set_in: None, .. } if by == "SSL_CERT_FILE"));
    assert!(is_told, "{:?}", store.observations);
}

#[test]
fn stores_that_everybody_may_write() {
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &std::path::Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let writable = |path: &std::path::Path| -> Vec<String> {
        let found = find(&Folder::host(), path.to_str().unwrap(), &Environment::default());
        told(&found.stores[0], folder.path())
    };
    let file = write(&folder.path().join("sub/ca.pem"), ca("A").to_pem());
    let sub = file.parent().unwrap();
    mode(&file, 0o644);
    mode(sub, 0o755);
    assert_eq!(writable(&file), [""; 0]);
    mode(&file, 0o666);
    assert_eq!(writable(&file), ["WorldWritable(\"sub/ca.pem\", 438)"]);
    assert_eq!(writable(sub), ["UnhashedFolder", "WorldWritable(\"sub/ca.pem\", 438)"]);
    mode(&file, 0o644);
    mode(sub, 0o777);
    assert_eq!(writable(&file), ["WorldWritable(\"sub\", 511)"]);
    // Only the owner replaces files in a folder like /tmp.
    mode(sub, 0o1777);
    assert_eq!(writable(&file), [""; 0]);
    // A link from a safe place to a file that lies in an open one.
    mode(sub, 0o777);
    let link = folder.path().join("link.pem");
    crate::kit::link(&file, &link);
    assert_eq!(writable(&link), ["WorldWritable(\"sub\", 511)"]);
}
