//! Kubernetes objects; kubectl writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tillit_trust_stores::observation::Observation;
use tillit_trust_stores::store::{Consumer, Grant, Opened, StoreKind};
use tillit_verifier::container::{ContainerError, Position};
use tillit_verifier::input::InputError;

use super::{CERTIFICATES, Desk, find, one, pem, print, prints, read, split};

/// What kubectl makes of these arguments, without a cluster.
fn kubectl(desk: &Desk, arguments: &[&str], format: &str) -> String {
    let arguments = [arguments, &["--dry-run=client", "-o", format]].concat();
    String::from_utf8(desk.run("kubectl", &arguments)).unwrap()
}

fn keytool(desk: &Desk, store: &str, kind: &str, password: &str) {
    for (number, issued) in CERTIFICATES.iter().enumerate() {
        desk.write("one.pem", issued.to_pem());
        let alias = format!("ca-{number}");
        desk.run(
            "keytool",
            &[
                "-importcert",
                "-noprompt",
                "-file",
                "one.pem",
                "-alias",
                &alias,
                "-keystore",
                store,
                "-storetype",
                kind,
                "-storepass",
                password,
            ],
        );
    }
}

#[test]
fn one_store_for_each_key_of_what_kubectl_writes() {
    let [root, first, second] = &*CERTIFICATES;
    let desk = Desk::new();
    desk.write("ca.crt", pem(&[root, first]));
    desk.write("other-ca.pem", pem(&[second]));
    desk.write("app.properties", "server.port=8443\n");
    keytool(&desk, "trust.jks", "JKS", "changeit");
    keytool(&desk, "trust.p12", "PKCS12", "changeit");
    let files = ["ca.crt", "other-ca.pem", "app.properties", "trust.jks", "trust.p12"]
        .map(|file| format!("--from-file={file}"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for (what, kind) in [
        (["configmap", "siths-ca"].as_slice(), StoreKind::ConfigMap),
        (&["secret", "generic", "siths-ca"], StoreKind::Secret),
    ] {
        let arguments = [&["create", "-n", "auth"], what, &files].concat();
        for format in ["yaml", "json"] {
            let path = desk.write("object", kubectl(&desk, &arguments, format));
            let (stores, failures) = split(read(&path));
            assert!(failures.is_empty(), "{failures:?}");
            let title = if kind == StoreKind::Secret { "Secret auth/siths-ca" } else { "ConfigMap auth/siths-ca" };
            for (key, consumer, expected) in [
                ("ca.crt", Consumer::OpenSsl, vec![print(root), print(first)]),
                ("other-ca.pem", Consumer::OpenSsl, vec![print(second)]),
                ("trust.jks", Consumer::Java, CERTIFICATES.iter().map(print).collect()),
                ("trust.p12", Consumer::Java, CERTIFICATES.iter().map(print).collect()),
            ] {
                let within = format!("{title}, {key}");
                let store =
                    stores.iter().find(|store| store.location.within.as_deref() == Some(&within)).expect(&within);
                let mut found = prints(store);
                let mut expected = expected;
                found.sort();
                expected.sort();
                assert_eq!((store.kind, store.consumer, found), (kind, consumer, expected), "{within}");
            }
            assert_eq!(stores.len(), 4);
        }
    }
}

#[test]
fn lines_are_those_of_the_file() {
    let desk = Desk::new();
    let text = tillit_lab::store::config_map("auth", "ca", "ca.crt", &pem(&[&CERTIFICATES[0], &CERTIFICATES[1]]));
    let path = desk.write("map.yaml", &text);
    let store = one(&path);
    let begins: Vec<u64> =
        (1..).zip(text.lines()).filter(|(_, line)| line.contains("BEGIN")).map(|(number, _)| number).collect();
    let positions: Vec<u64> = store
        .entries
        .iter()
        .map(|entry| match entry.position {
            Position::Line(line) => line,
            Position::Index(_) => panic!("no line"),
        })
        .collect();
    assert_eq!(positions, begins);
    assert_eq!(store.location.to_string(), format!("{} (ConfigMap auth/ca, ca.crt)", path.display()));
}

#[test]
fn a_servers_own_certificate_is_no_anchor_and_its_key_no_fault() {
    let desk = Desk::new();
    desk.run(
        "openssl",
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=made-up.example.se",
            "-keyout",
            "k.pem",
            "-out",
            "c.pem",
        ],
    );
    let tls = kubectl(&desk, &["create", "secret", "tls", "web", "--cert=c.pem", "--key=k.pem"], "yaml");
    let ca = STANDARD.encode(pem(&[&CERTIFICATES[0]]));
    let path = desk.write("tls.yaml", tls.replacen("data:\n", &format!("data:\n  ca.crt: {ca}\n"), 1));
    let (stores, failures) = split(read(&path));
    assert!(failures.is_empty(), "{failures:?}");
    let [anchors, own] = &stores[..] else { panic!("{stores:?}") };
    assert_eq!(prints(anchors), [print(&CERTIFICATES[0])]);
    assert!(!anchors.has_private_key && anchors.entries[0].trust.client == Grant::Anchor);
    assert!(own.has_private_key && own.entries[0].trust.client == Grant::Ignored);
    assert!(
        stores.iter().all(|store| !store.observations.iter().any(|seen| matches!(seen, Observation::PrivateKey(_))))
    );
}

#[test]
fn a_private_key_in_a_config_map_is_told() {
    let desk = Desk::new();
    desk.write("ca.crt", pem(&[&CERTIFICATES[0]]));
    desk.run("openssl", &["genrsa", "-out", "client.key", "2048"]);
    let path = desk.write(
        "map.yaml",
        kubectl(&desk, &["create", "configmap", "ca", "--from-file=ca.crt", "--from-file=client.key"], "yaml"),
    );
    assert!(one(&path).observations.iter().any(|seen| matches!(seen, Observation::PrivateKey(_))));
}

#[test]
fn a_password_that_lies_beside_the_store_opens_it() {
    let desk = Desk::new();
    keytool(&desk, "ca.p12", "PKCS12", "only-this-one");
    desk.write("ca.password", "only-this-one\n");
    let arguments = ["create", "secret", "generic", "cluster-ca", "--from-file=ca.p12", "--from-file=ca.password"];
    let path = desk.write("secret.yaml", kubectl(&desk, &arguments, "yaml"));
    let store = one(&path);
    assert_eq!((store.len(), &store.opened), (3, &Opened::Given));
    assert!(!format!("{store:?}").contains("only-this-one"));

    let path = desk.write("alone.yaml", kubectl(&desk, &arguments[..5], "yaml"));
    let (stores, failures) = split(read(&path));
    let needed = |error: &InputError| matches!(error, InputError::Container(ContainerError::PasswordNeeded));
    assert!(stores.is_empty() && needed(&failures[0].error), "{failures:?}");
    assert_eq!(failures[0].location.within.as_deref(), Some("Secret cluster-ca, ca.p12"));
}

#[test]
fn lists_bundles_documents_templates_and_marks() {
    let [root, first, second] = &*CERTIFICATES;
    let indented = |issued, by: usize| {
        let gap = " ".repeat(by);
        pem(&[issued]).lines().flat_map(|line| [gap.clone(), line.to_owned(), "\n".to_owned()]).collect::<String>()
    };
    let desk = Desk::new();
    let text = format!(
        "# Source: chart/templates/ca.yaml\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: a}}\n  \
         data:\n    ca: &ca |\n{}- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: b}}\n  data: {{ca-bundle.crt: *ca}}\n---\n---\n\
         apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata:\n  name: siths\nspec:\n  sources:\n  - useDefaultCAs: false\n  - inLine: |\n{}  \
         - configMap: {{name: a, key: ca}}\n---\napiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {{name: c, namespace: n}}\n  data:\n    x.pem: |\n{}",
        indented(root, 6),
        indented(first, 6),
        indented(second, 6),
    );
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.replace('\n', "\r\n").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, content) in [
        ("plain.yaml", text.clone().into_bytes()),
        ("crlf.yaml", text.replace('\n', "\r\n").into_bytes()),
        ("mark.yaml", format!("\u{feff}{text}").into_bytes()),
        ("utf16.yaml", utf16),
    ] {
        let path = desk.write(name, content);
        let (stores, failures) = split(read(&path));
        assert!(failures.is_empty(), "{name}: {failures:?}");
        let found: Vec<_> =
            stores.iter().map(|store| (store.location.within.clone().unwrap(), prints(store))).collect();
        let expected = [
            ("ConfigMap a, ca", root),
            ("ConfigMap b, ca-bundle.crt", root),
            ("Bundle siths, sources[1].inLine", first),
            ("ConfigMap n/c, x.pem", second),
        ];
        assert_eq!(found, expected.map(|(within, issued)| (within.to_owned(), vec![print(issued)])), "{name}");
    }

    // Through the place, and as a folder of files of which most hold no certificates.
    desk.write("folder/base/map.yaml", &text);
    desk.write("folder/base/deployment.yml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n");
    desk.write("folder/values.json", "{}");
    let found = find(&format!("k8s:{}", desk.path("folder").display()));
    assert_eq!((found.stores.len(), found.failures.len()), (4, 0), "{found:?}");
    assert_eq!(find(&format!("k8s:{}", desk.path("plain.yaml").display())).stores.len(), 4);

    // A template that was not filled in is no YAML.
    let path = desk.write(
        "template.yaml",
        format!("{text}---\napiVersion: v1\nkind: ConfigMap\ndata:\n  {{{{- include \"x\" . }}}}\n"),
    );
    let (stores, failures) = split(read(&path));
    assert_eq!((stores.len(), failures.len()), (4, 1));
}

#[test]
fn what_cannot_be_read_is_told_and_not_taken_for_empty() {
    let ca = pem(&[&CERTIFICATES[0]]);
    let twice = STANDARD.encode(STANDARD.encode(&ca));
    let desk = Desk::new();
    let secret = |data: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata:\n{data}");
    // Twice in Base64; PEM where Base64 belongs; a page of the proxy; nothing.
    let texts = [
        ("twice", format!("  ca.crt: {twice}\n")),
        ("plain", format!("  ca.crt: {}\n", serde_json::to_string(&ca).unwrap())),
        ("page", format!("  ca.crt: {}\n", STANDARD.encode("<!DOCTYPE html><html>no</html>"))),
        ("empty", "  ca.crt: \"\"\n".to_owned()),
        ("cut", format!("  ca.crt: {}\n", STANDARD.encode(&ca[..ca.len() / 2]))),
    ];
    for (name, data) in texts {
        let path = desk.write(name, secret(&data));
        let (stores, failures) = split(read(&path));
        let unreadable = stores.iter().any(|store| store.entries.iter().all(|entry| entry.certificate.is_err()));
        assert!(failures.len() == 1 || unreadable, "{name}: {stores:?} {failures:?}");
        // Beside another that can be read it is told there.
        let path = desk.write(name, secret(&format!("{data}  good.pem: {}\n", STANDARD.encode(&ca))));
        let (stores, failures) = split(read(&path));
        let told = stores.iter().any(|store| {
            store.observations.iter().any(|seen| matches!(seen, Observation::KeyUnreadable(key, _) if key == "ca.crt"))
        });
        let unreadable = stores.iter().any(|store| store.entries.iter().all(|entry| entry.certificate.is_err()));
        assert!(failures.is_empty() && (told || unreadable), "{name}");
    }
    let path = desk.write("none.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n");
    assert!(
        matches!(&read(&path)[..], [Err(failure)] if matches!(failure.error, InputError::Container(ContainerError::NotRecognised)))
    );
}

/// trust-manager once wrote PKCS#12 under such a name, and old Java could not read it.
#[test]
fn the_keys_name_may_mislead() {
    let desk = Desk::new();
    keytool(&desk, "trust.jks", "PKCS12", "changeit");
    let path = desk.write("map.yaml", kubectl(&desk, &["create", "configmap", "ca", "--from-file=trust.jks"], "yaml"));
    let store = one(&path);
    assert_eq!(store.location.path, path);
    assert!(store.observations.iter().any(|seen| matches!(seen, Observation::MisleadingName("JKS", "PKCS#12"))));
}

#[test]
fn close_to_the_size_limit() {
    let desk = Desk::new();
    let padding = "x".repeat(960_000);
    let text = tillit_lab::store::config_map("a", "b", "ca.crt", &pem(&[&CERTIFICATES[0]]));
    let path = desk.write("large.yaml", text.replace("data:\n", &format!("data:\n  blob: {padding}\n")));
    let sizes: Vec<u64> = one(&path)
        .observations
        .iter()
        .filter_map(|seen| match seen {
            Observation::NearSizeLimit(size) => Some(*size),
            _ => None,
        })
        .collect();
    assert!(matches!(sizes[..], [size] if size > 960_000 && size < 1 << 20), "{sizes:?}");
    assert!(one(&desk.write("small.yaml", text)).observations.is_empty());
}
