//! What is in a store: Java's own answer is the truth.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use tillit_trust_stores::store::{Consumer, Opened, StoreKind};
use tillit_trust_stores::{Observation, TrustStore};
use tillit_verifier::container::{ContainerError, Integrity, OtherFormat, Passwords};
use tillit_verifier::input::InputError;

use super::written::{java_store, pbmac1, pkcs12};
use super::{
    JAVAS, Judged, PASSWORD, anchors, der, fingerprints, given, has, judge, keytool, pki, read, run, sha256, shared,
};

/// Our reading as Java would tell it.
fn as_judged(store: &TrustStore) -> Judged {
    Judged { anchors: anchors(store), ..Judged::default() }
}

/// Holds what was read against what Java says: the anchors, and the alias of each trusted entry.
fn hold(store: &TrustStore, judged: &Judged, what: &str) {
    assert_eq!(judged.error, None, "{what}");
    assert_eq!(as_judged(store).anchors, judged.anchors, "{what}");
    let trusted = store.entries.iter().filter(|entry| !entry.ignored_by.contains(&Consumer::Java));
    let mut count = 0;
    for entry in trusted {
        count += 1;
        let Some(alias) = &entry.alias else { continue };
        let sha256 = super::hex(&entry.certificate.as_ref().unwrap().fingerprint().to_string());
        let named = (sha256.clone(), alias.to_lowercase());
        assert!(judged.trusted.contains(&named) || judged.keys.contains(&sha256), "{what}: {named:?}");
    }
    assert_eq!(count, judged.trusted.len() + judged.keys.len(), "{what}");
    let empty = judged.anchors.is_empty();
    assert_eq!(has(store, |o| matches!(o, Observation::EmptyFor(Consumer::Java))), empty, "{what}");
}

/// The lab's certificates under aliases that are hard to read.
static TRUSTED: LazyLock<()> = LazyLock::new(|| {
    for (alias, certificate) in
        [("Rot\u{a0}ÅÄÖ", "root"), ("😀\u{a0}utfärdare", "ca"), ("Second", "second"), ("again", "second")]
    {
        keytool(&format!(
            "-importcert -noprompt -alias {alias} -file {certificate}.pem -keystore trusted.p12 -storepass {PASSWORD}"
        ));
    }
});

/// A store that keytool writes with these options.
fn make_with_keytool(file: &str, options: &str) {
    LazyLock::force(&TRUSTED);
    keytool(&format!(
        "-importkeystore -noprompt -srckeystore trusted.p12 -srcstorepass {PASSWORD} -destkeystore {file} {options}"
    ));
}

#[test]
fn stores_of_keytool() {
    let types = [
        ("a.p12", format!("-deststoretype PKCS12 -deststorepass {PASSWORD}"), "PKCS12", Some(PASSWORD)),
        (
            "legacy.p12",
            format!("-deststoretype PKCS12 -deststorepass {PASSWORD} -J-Dkeystore.pkcs12.legacy"),
            "PKCS12",
            Some(PASSWORD),
        ),
        ("a.jks", format!("-deststoretype JKS -deststorepass {PASSWORD}"), "JKS", Some(PASSWORD)),
        ("a.jceks", format!("-deststoretype JCEKS -deststorepass {PASSWORD}"), "JCEKS", Some(PASSWORD)),
        (
            "plain.p12",
            format!("-deststoretype PKCS12 -deststorepass {PASSWORD} -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE"),
            "PKCS12",
            Some(PASSWORD),
        ),
        (
            "nomac.p12",
            format!("-deststoretype PKCS12 -deststorepass {PASSWORD} -J-Dkeystore.pkcs12.macAlgorithm=NONE"),
            "PKCS12",
            Some(PASSWORD),
        ),
        (
            "none.p12",
            format!(
                "-deststoretype PKCS12 -deststorepass {PASSWORD} -J-Dkeystore.pkcs12.macAlgorithm=NONE -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE"
            ),
            "PKCS12",
            None,
        ),
        (
            "weak.p12",
            format!(
                "-deststoretype PKCS12 -deststorepass {PASSWORD} -J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA1 -J-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithSHA1AndDESede"
            ),
            "PKCS12",
            Some(PASSWORD),
        ),
    ];
    for (file, options, ..) in &types {
        make_with_keytool(file, options);
    }
    // A key with its chain, and a secret key, in each type that takes them.
    run(
        pki(),
        &format!(
            "openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile chain.pem -name nyckel -out key.p12 -passout pass:{PASSWORD}"
        ),
    );
    for (file, kind) in [("a.p12", "PKCS12"), ("a.jks", "JKS"), ("a.jceks", "JCEKS")] {
        keytool(&format!(
            "-importkeystore -noprompt -srckeystore key.p12 -srcstorepass {PASSWORD} -destkeystore {file} -deststoretype {kind} -deststorepass {PASSWORD}"
        ));
        if kind != "JKS" {
            keytool(&format!(
                "-genseckey -alias hemlig -keyalg AES -keysize 256 -keystore {file} -storetype {kind} -storepass {PASSWORD} -keypass {PASSWORD}"
            ));
        }
    }
    let files: Vec<_> = types.iter().map(|(file, ..)| pki().join(file)).collect();
    let asked: Vec<_> =
        types.iter().zip(&files).map(|((.., kind, password), file)| (*kind, *password, file.as_path())).collect();
    for (java, judged) in judge(&asked) {
        for ((file, judged), path) in types.iter().map(|(file, ..)| *file).zip(&judged).zip(&files) {
            let what = format!("{file} by {}", java.display());
            let store = read(path, &given(PASSWORD)).unwrap();
            hold(&store, judged, &what);
            assert!(!judged.trusted.is_empty());
            let legacy: Vec<&str> = store
                .observations
                .iter()
                .find_map(|o| if let Observation::LegacyEncryption(names) = o { Some(names.clone()) } else { None })
                .unwrap_or_default();
            match file {
                "legacy.p12" => assert_eq!(legacy, ["RC2-40", "HMAC-SHA-1"], "{what}"),
                "weak.p12" => assert_eq!(legacy, ["3DES", "HMAC-SHA-1"], "{what}"),
                _ => assert!(legacy.is_empty(), "{what}: {legacy:?}"),
            }
            let no_mac = matches!(file, "nomac.p12" | "none.p12");
            assert_eq!(has(&store, |o| matches!(o, Observation::NoIntegrity)), no_mac, "{what}");
            assert_eq!(store.integrity, if no_mac { Integrity::None } else { Integrity::Checked }, "{what}");
            let with_key = matches!(file, "a.p12" | "a.jks" | "a.jceks");
            assert_eq!(store.has_private_key, with_key, "{what}");
            assert_eq!(has(&store, |o| matches!(o, Observation::KeyChainEntries(2))), with_key, "{what}");
        }
    }
    // keytool shows every certificate of a key's chain; so are all read here.
    for (file, _, kind, _) in types.iter().filter(|(file, ..)| file.starts_with("a.")) {
        let listed = keytool(&format!("-list -rfc -keystore {file} -storetype {kind} -storepass {PASSWORD}"));
        let shown = String::from_utf8(listed).unwrap().matches("-----BEGIN CERTIFICATE-----").count();
        assert_eq!(fingerprints(&read(&pki().join(file), &given(PASSWORD)).unwrap()).len(), shown, "{file}");
    }
}

#[test]
fn stores_of_openssl_and_nss() {
    let nokeys = "openssl pkcs12 -export -nokeys -in cas.pem";
    let key = "openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile chain.pem -name leaf";
    let made = [
        ("nokeys.p12", nokeys.to_owned()),
        ("nokeys-legacy.p12", format!("{nokeys} -legacy")),
        ("nokeys-nomac.p12", format!("{nokeys} -nomac")),
        ("nokeys-plain.p12", format!("{nokeys} -keypbe NONE -certpbe NONE -nomac")),
        ("with-key.p12", key.to_owned()),
        ("with-key-legacy.p12", format!("{key} -legacy")),
        ("with-key-plain.p12", format!("{key} -certpbe NONE -nomac")),
        // A CA's own key store: its certificate is trusted by Java's TrustManager.
        ("root-key.p12", "openssl pkcs12 -export -inkey root.key -in root.pem".to_owned()),
    ];
    for (file, command) in &made {
        run(pki(), &format!("{command} -out {file} -passout pass:{PASSWORD}"));
    }
    run(pki(), "certutil -N -d sql:. --empty-password");
    run(pki(), &format!("pk12util -i with-key.p12 -d sql:. -W {PASSWORD}"));
    run(pki(), &format!("pk12util -o nss.p12 -n leaf -d sql:. -W {PASSWORD}"));
    let names: Vec<&str> = made.iter().map(|(file, _)| *file).chain(["nss.p12"]).collect();
    let files: Vec<_> = names.iter().map(|file| pki().join(file)).collect();
    let asked: Vec<_> = files.iter().map(|file| ("PKCS12", Some(PASSWORD), file.as_path())).collect();
    for (java, judged) in judge(&asked) {
        for ((name, file), judged) in names.iter().zip(&files).zip(&judged) {
            let what = format!("{name} by {}", java.display());
            let store = read(file, &given(PASSWORD)).unwrap();
            hold(&store, judged, &what);
            if name.starts_with("nokeys") {
                // OpenSSL sees three, Java none and says nothing.
                assert_eq!(store.entries.len(), 3, "{what}");
                assert!(judged.trusted.is_empty(), "{what}");
                assert!(has(&store, |o| matches!(o, Observation::IgnoredByJava(which) if which.len() == 3)), "{what}");
            }
            assert_eq!(
                has(&store, |o| matches!(o, Observation::LegacyEncryption(_))),
                name.contains("legacy"),
                "{what}"
            );
        }
    }
}

#[test]
fn aliases_that_hide_entries() {
    let (root, ca, second) = (der("root"), der("ca"), der("second"));
    let twice: &[(&[u8], Option<&str>, bool)] =
        &[(&root, Some("Old Root"), true), (&ca, None, true), (&second, Some("OLD root"), true)];
    fs::write(pki().join("twice.p12"), pkcs12(twice, |_| None)).unwrap();
    for (name, magic) in [("jks", 0xfeed_feed_u32), ("jceks", 0xcece_cece)] {
        let capital = java_store(magic, &[("Old Root", &root), ("new root", &second)], PASSWORD);
        fs::write(pki().join(format!("capital.{name}")), &capital).unwrap();
        let same = java_store(magic, &[("same", &root), ("other", &ca), ("same", &second)], PASSWORD);
        fs::write(pki().join(format!("same.{name}")), &same).unwrap();
    }
    let stores = [
        ("PKCS12", None, "twice.p12"),
        ("JKS", Some(PASSWORD), "capital.jks"),
        ("JKS", Some(PASSWORD), "same.jks"),
        ("JCEKS", Some(PASSWORD), "capital.jceks"),
        ("JCEKS", Some(PASSWORD), "same.jceks"),
    ];
    let files: Vec<_> = stores.iter().map(|(.., file)| pki().join(file)).collect();
    let asked: Vec<_> =
        stores.iter().zip(&files).map(|((kind, pass, _), file)| (*kind, *pass, file.as_path())).collect();
    for (java, judged) in judge(&asked) {
        for (file, judged) in files.iter().zip(&judged) {
            let store = read(file, &given(PASSWORD)).unwrap();
            hold(&store, judged, &format!("{} by {}", file.display(), java.display()));
            assert!(!anchors(&store).contains(&sha256("root")));
            assert!(has(&store, |o| matches!(o, Observation::HiddenByAlias(which) if which.len() == 1)));
        }
    }
}

#[test]
fn thousand_entries_and_the_stores_that_come_with_java() {
    let mut asked = Vec::new();
    for (kind, file) in [("PKCS12", "thousand.p12"), ("JKS", "thousand.jks"), ("JCEKS", "thousand.jceks")] {
        run(pki(), &format!("java Judge make {kind} {PASSWORD} {file} 1000 root.der ca.der second.der"));
        asked.push((kind, Some(PASSWORD), pki().join(file)));
    }
    for java in JAVAS.iter() {
        let cacerts = java.ancestors().nth(2).unwrap().join("lib/security/cacerts");
        asked.push(("JKS", Some("changeit"), cacerts));
    }
    if let Some(shared) = shared() {
        for (kind, name) in [("JKS", "mtls-opentest-truststore.jks"), ("PKCS12", "mtls-opentest-truststore.p12")] {
            asked.push((kind, Some("p@ssword"), shared.join("truststores").join(name)));
        }
    }
    let asked: Vec<_> = asked.iter().map(|(kind, password, file)| (*kind, *password, file.as_path())).collect();
    for (java, judged) in judge(&asked) {
        for ((_, password, file), judged) in asked.iter().zip(&judged) {
            let store = read(file, &given(password.unwrap())).unwrap();
            assert!(!store.is_empty());
            hold(&store, judged, &format!("{} by {}", file.display(), java.display()));
        }
    }
}

#[test]
fn passwords() {
    let none = Passwords::none();
    for (name, kind) in [("p.p12", "PKCS12"), ("p.jks", "JKS"), ("p.jceks", "JCEKS")] {
        for (password, file) in [(PASSWORD, name.to_owned()), ("changeit", format!("c{name}"))] {
            run(pki(), &format!("java Judge make {kind} {password} {file} 4 root.der ca.der"));
        }
        let own = pki().join(name);
        let wrong = read(&own, &given("wrong")).unwrap_err();
        assert!(matches!(wrong.error, InputError::Container(ContainerError::WrongPassword)), "{name}");
        assert_eq!(wrong.location.path, own);
        // Without a password Java shows what is not encrypted, and so does this; what is encrypted is asked for.
        match (read(&own, &Passwords::defaults()), kind) {
            (Err(failure), "PKCS12") => {
                assert!(matches!(failure.error, InputError::Container(ContainerError::PasswordNeeded)));
            }
            (Ok(store), "JKS" | "JCEKS") => {
                assert_eq!(store.integrity, Integrity::NotChecked);
                assert_eq!(store.entries.len(), 4);
                assert!(has(&store, |o| matches!(o, Observation::IntegrityNotChecked(None))));
            }
            (other, _) => panic!("{name}: {other:?}"),
        }
        let customary = read(&pki().join(format!("c{name}")), &Passwords::defaults()).unwrap();
        assert_eq!(customary.opened, Opened::Customary("changeit".to_owned()));
        assert!(has(&customary, |o| matches!(o, Observation::CustomaryPassword(word, None) if word == "changeit")));
        assert_eq!(customary.integrity, Integrity::Checked);
    }
    assert!(read(&pki().join("p.jks"), &none).unwrap().opened == Opened::NoPassword);
}

#[test]
fn names_that_mislead() {
    let p12 = pkcs12(&[(&der("root"), Some("root"), true)], |_| None);
    let jks = java_store(0xfeed_feed, &[("root", &der("root"))], PASSWORD);
    for (name, bytes, expected) in [
        ("x.jks", &p12, Some(("JKS", "PKCS#12"))),
        ("x.p12", &p12, None),
        ("x", &p12, None),
        ("x.PFX", &jks, Some(("PKCS#12", "JKS"))),
        ("y.jks", &jks, None),
        ("x.keystore", &jks, None),
    ] {
        let file = pki().join(name);
        fs::write(&file, bytes).unwrap();
        let store = read(&file, &given(PASSWORD)).unwrap();
        let said = store.observations.iter().find_map(|o| match o {
            Observation::MisleadingName(says, is) => Some((*says, *is)),
            _ => None,
        });
        assert_eq!(said, expected, "{name}");
    }
}

#[test]
fn integrity_with_pbmac1() {
    let certificates: &[(&[u8], Option<&str>, bool)] = &[(&der("root"), Some("root"), true)];
    for (hash, oid) in [("SHA256", 9), ("SHA384", 10), ("SHA512", 11), ("SHA1", 7)] {
        let file = pki().join(format!("pbmac1-{hash}.p12"));
        let bytes = pkcs12(certificates, |content| Some(pbmac1(content, PASSWORD, hash, oid)));
        fs::write(&file, &bytes).unwrap();
        let store = read(&file, &given(PASSWORD)).unwrap();
        assert_eq!((store.integrity, store.kind), (Integrity::Checked, StoreKind::Pkcs12), "{hash}");
        assert_eq!(fingerprints(&store), [sha256("root")]);
        assert_eq!(has(&store, |o| matches!(o, Observation::LegacyEncryption(_))), hash == "SHA1", "{hash}");
        let wrong = read(&file, &given("wrong")).unwrap_err().error;
        assert!(matches!(wrong, InputError::Container(ContainerError::WrongPassword)), "{hash}");
        assert_eq!(read(&file, &Passwords::defaults()).unwrap().integrity, Integrity::NotChecked);
    }
    // An HMAC that nobody has heard of is named, and not taken for damage.
    let file = pki().join("pbmac1-unknown.p12");
    fs::write(&file, pkcs12(certificates, |content| Some(pbmac1(content, PASSWORD, "SHA256", 99)))).unwrap();
    let error = read(&file, &given(PASSWORD)).unwrap_err().error;
    assert!(
        matches!(error, InputError::Container(ContainerError::Unsupported(OtherFormat::Pkcs12Pbmac1))),
        "{error:?}"
    );
}

#[test]
fn an_empty_store_is_said_to_be_empty() {
    for (kind, file) in [("JKS", "empty.jks"), ("PKCS12", "empty.p12")] {
        run(pki(), &format!("java Judge make {kind} {PASSWORD} {file} 0"));
        let store = read(&pki().join(file), &given(PASSWORD)).unwrap();
        assert!(store.is_empty());
        assert!(has(&store, |o| matches!(o, Observation::EmptyFor(Consumer::Java))), "{file}");
        let judged = judge(&[(kind, Some(PASSWORD), Path::new(file))]);
        assert!(judged.iter().all(|(_, judged)| judged[0] == Judged::default()), "{judged:?}");
    }
}
