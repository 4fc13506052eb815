//! Stores of every tool: certificates in, and out again.

use std::fs;
use std::path::{Path, PathBuf};

use tillit_trust_stores::install::Refusal;
use tillit_verifier::container::{self, Integrity, Passwords, ReadLimits, Role};

use super::written::{java_store, pbmac1, pkcs12};
use super::{
    JAVAS, PASSWORD, addition, certificate, count_pem, der, edit, fingerprints, given, judge, pki, removal, run,
    run_text, shared, trusted,
};

/// Something that makes a store; its name, and the type and password by which Java opens it.
struct Made {
    file: PathBuf,
    kind: &'static str,
    password: &'static str,
    /// OpenSSL opens it, with this option.
    openssl: Option<&'static str>,
}

fn make() -> Vec<Made> {
    let dir = pki().join("every");
    fs::create_dir(&dir).unwrap();
    let mut all = Vec::new();
    let mut add = |name: String, kind, openssl| {
        let file = dir.join(name);
        all.push(Made { file: file.clone(), kind, password: PASSWORD, openssl });
        file.display().to_string()
    };
    let make_key = "openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile chain.pem -name Nyckel\u{a0}å";
    run(pki(), &format!("{make_key} -out key.p12 -passout pass:{PASSWORD}"));
    let properties: [(&str, Option<&str>, &str); 6] = [
        ("usual", Some(""), ""),
        ("legacy", Some("-legacy"), "-J-Dkeystore.pkcs12.legacy"),
        ("plain", Some(""), "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE"),
        ("nomac", Some("-nomacver"), "-J-Dkeystore.pkcs12.macAlgorithm=NONE"),
        (
            "none",
            Some("-nomacver"),
            "-J-Dkeystore.pkcs12.macAlgorithm=NONE -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
        ),
        (
            "weak",
            Some("-legacy"),
            "-J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA1 -J-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithSHA1AndDESede",
        ),
    ];
    for (number, java) in JAVAS.iter().enumerate() {
        let keytool = java.with_file_name("keytool");
        let keytool = |arguments: &str| {
            run(pki(), &format!("{} -noprompt -storepass:env STORE_PASSWORD {arguments}", keytool.display()))
        };
        // What a property says does not depend on the version: one Java makes them all.
        let properties = if number == 0 { &properties[..] } else { &properties[..1] };
        let stores = properties.iter().map(|(name, openssl, options)| (*name, "PKCS12", *openssl, *options));
        for (name, kind, openssl, options) in stores.chain([("jks", "JKS", None, ""), ("jceks", "JCEKS", None, "")]) {
            let file = add(format!("keytool-{number}-{name}"), kind, openssl);
            let options = format!("-keystore {file} -storetype {kind} {options}");
            let options = options.trim();
            keytool(&format!("-importcert -alias Rot\u{a0}ÅÄÖ -file root.pem {options}"));
            // Of the key store's variants, two have keys: a key with its chain, and a secret key.
            if matches!(name, "usual" | "jks" | "jceks" | "legacy") {
                run(
                    pki(),
                    &format!(
                        "{} -importkeystore -noprompt -srckeystore key.p12 -srcstorepass:env STORE_PASSWORD -destkeystore {file} -deststoretype {kind} -deststorepass:env STORE_PASSWORD {}",
                        java.with_file_name("keytool").display(),
                        if name == "legacy" { "-J-Dkeystore.pkcs12.legacy" } else { "-v" },
                    ),
                );
            }
            if matches!(name, "jceks") {
                keytool(&format!(
                    "-genseckey -alias hemlig -keyalg AES -keysize 256 -keypass:env STORE_PASSWORD {options}"
                ));
            }
        }
        let counts = [("PKCS12", 0), ("PKCS12", 500), ("JKS", 0), ("JKS", 500), ("JCEKS", 0), ("JCEKS", 500)];
        for (kind, count) in counts.into_iter().take(if number == 0 { 6 } else { 1 }) {
            let file = add(format!("java-{number}-{kind}-{count}"), kind, (kind == "PKCS12").then_some(""));
            run(
                pki(),
                &format!("{} Judge make {kind} {PASSWORD} {file} {count} root.der ca.der second.der", java.display()),
            );
        }
    }
    for (name, options, openssl) in [
        ("usual", "", ""),
        ("legacy", "-legacy", "-legacy"),
        (
            "des",
            "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1 -provider legacy -provider default",
            "-legacy",
        ),
        (
            "des2",
            "-certpbe PBE-SHA1-2DES -keypbe PBE-SHA1-2DES -macalg sha1 -provider legacy -provider default",
            "-legacy",
        ),
        (
            "rc2",
            "-certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-3DES -macalg sha1 -provider legacy -provider default",
            "-legacy",
        ),
        ("aes128", "-certpbe AES-128-CBC -macalg sha384", ""),
        ("aes192", "-certpbe AES-192-CBC -macalg sha512 -iter 20000", ""),
        ("pbes2-des", "-certpbe DES-EDE3-CBC -keypbe AES-256-CBC", ""),
        ("plain", "-certpbe NONE", ""),
        ("nomac", "-nomac", "-nomacver"),
        ("none", "-certpbe NONE -keypbe AES-256-CBC -nomac", "-nomacver"),
    ] {
        let file = add(format!("openssl-{name}.p12"), "PKCS12", Some(openssl));
        run(pki(), &format!("{make_key} {options} -out {file} -passout env:STORE_PASSWORD").replace("  ", " "));
    }
    let certificates: [(&str, &[u8]); 2] = [("root", &der("root")), ("second", &der("second"))];
    fs::write(
        add("lab.p12".to_owned(), "PKCS12", Some("")),
        tillit_lab::store::pkcs12(&certificates, PASSWORD).unwrap(),
    )
    .unwrap();
    for (name, java) in [("JKS", tillit_lab::store::Java::Jks), ("JCEKS", tillit_lab::store::Java::Jceks)] {
        fs::write(add(format!("lab-{name}"), name, None), tillit_lab::store::java(java, &certificates, PASSWORD))
            .unwrap();
    }
    if let Some(shared) = shared() {
        for (kind, name) in [("JKS", "mtls-opentest-truststore.jks"), ("PKCS12", "mtls-opentest-truststore.p12")] {
            let file = dir.join(name);
            fs::copy(shared.join("truststores").join(name), &file).unwrap();
            all.push(Made { file, kind, password: "p@ssword", openssl: None });
        }
    }
    all
}

/// What OpenSSL finds: the private keys, and how many certificates.
fn as_openssl(made: &Made, file: &Path) -> Option<(String, usize)> {
    let option = made.openssl?;
    let ask = |what: &str| {
        run_text(&format!("openssl pkcs12 -in {} -passin env:STORE_PASSWORD {what} {option}", file.display()))
    };
    let keys = ask("-nocerts -nodes");
    let begin = keys.find("-----BEGIN").unwrap_or(keys.len());
    Some((keys[begin..].to_owned(), count_pem(&ask("-info -nokeys"))))
}

/// With ciphers that Java does not read, before and after.
const NOT_JAVAS: [&str; 3] = ["openssl-des2.p12", "openssl-aes192.p12", "openssl-pbes2-des.p12"];

#[test]
fn in_and_out_again() {
    let made = make();
    let new = [addition("new-ca"), addition("new-root"), addition("swedish")];
    let gone = [removal("swedish"), removal("new-root"), removal("new-ca")];
    let wanted = fingerprints(&["new-ca", "new-root", "swedish"]);
    let mut asked = Vec::new();
    for store in &made {
        let (file, what) = (&store.file, store.file.display());
        let passwords = given(store.password);
        let names = ["before", "with", "after"].map(|word| file.with_extension(word));
        fs::copy(file, &names[0]).unwrap();
        let edited = edit(file, &passwords, &new, &[]).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((&edited.added, edited.amended.len(), edited.removed.len()), (&wanted, 0, 0), "{what}");
        let weak = ["legacy", "weak", "des", "rc2"].iter().any(|word| file.to_string_lossy().contains(word));
        assert!(weak != edited.kept_weak.is_empty() || store.password != PASSWORD, "{what}: {:?}", edited.kept_weak);
        fs::copy(file, &names[1]).unwrap();
        assert!(edit(file, &passwords, &new, &[]).unwrap().is_nothing(), "{what}");
        let edited = edit(file, &passwords, &[], &gone).unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut removed = edited.removed.clone();
        removed.reverse();
        assert_eq!((edited.added.len(), edited.amended.len()), (0, 0), "{what}");
        assert!(removed.len() == 3 && removed.iter().all(|one| wanted.contains(one)), "{what}");
        assert!(edit(file, &passwords, &[], &gone).unwrap().is_nothing(), "{what}");
        fs::copy(file, &names[2]).unwrap();
        if let Some((keys, certificates)) = as_openssl(store, &names[0]) {
            assert_eq!(as_openssl(store, &names[1]), Some((keys.clone(), certificates + 3)), "{what}");
            assert_eq!(as_openssl(store, &names[2]), Some((keys, certificates)), "{what}");
        }
        // What was there is bytes of the file still; JKS and JCEKS come back to the last byte.
        if store.kind != "PKCS12" {
            assert!(fs::read(&names[0]).unwrap() == fs::read(&names[2]).unwrap(), "{what}");
        }
        asked.extend(names.map(|name| (store.kind, store.password, name)));
    }
    let lines: Vec<String> =
        ["new-ca", "new-root", "swedish"].iter().map(|name| trusted(name, &addition(name).slug())).collect();
    for (java, found) in judge(&asked) {
        for (store, found) in made.iter().zip(found.chunks(3)) {
            let what = format!("{} by {}", store.file.display(), java.display());
            if NOT_JAVAS.iter().any(|name| store.file.ends_with(name)) {
                assert!(found.iter().all(|lines| lines[0].starts_with("error")), "{what}: {found:?}");
                continue;
            }
            assert!(found[0].iter().all(|line| !line.starts_with("error")), "{what}: {:?}", found[0]);
            let mut with: Vec<_> = found[0].iter().chain(&lines).cloned().collect();
            with.sort();
            assert_eq!(found[1], with, "{what}");
            assert_eq!(found[2], found[0], "{what}");
        }
        let keytool = java.with_file_name("keytool");
        for store in made.iter().filter(|store| store.file.to_string_lossy().contains("keytool-0-j")) {
            let count = |word: &str| {
                let file = store.file.with_extension(word);
                let text = run_text(&format!(
                    "{} -list -rfc -keystore {} -storepass:env STORE_PASSWORD",
                    keytool.display(),
                    file.display()
                ));
                count_pem(&text)
            };
            assert_eq!(count("with"), count("before") + 3, "{}", store.file.display());
        }
    }
}

#[test]
fn certificates_that_java_passes_over_get_the_attribute() {
    let dir = pki().join("amend");
    fs::create_dir(&dir).unwrap();
    let mut asked = Vec::new();
    let mut files = Vec::new();
    for (name, options, openssl) in [
        ("usual", "", ""),
        ("legacy", "-legacy", "-legacy"),
        ("plain", "-certpbe NONE", ""),
        ("nomac", "-nomac", "-nomacver"),
        ("named", "-caname Första -caname Andra -caname första", ""),
    ] {
        let file = dir.join(name);
        run(
            pki(),
            &format!(
                "openssl pkcs12 -export -nokeys -in cas.pem {options} -out {} -passout env:STORE_PASSWORD",
                file.display()
            )
            .replace("  ", " "),
        );
        let edited =
            edit(&file, &given(PASSWORD), &[addition("ca"), addition("root"), addition("third")], &[]).unwrap();
        assert_eq!(edited.amended, fingerprints(&["ca", "root"]), "{name}");
        assert_eq!(edited.added, fingerprints(&["third"]), "{name}");
        assert!(edit(&file, &given(PASSWORD), &[addition("root"), addition("ca")], &[]).unwrap().is_nothing());
        let shown =
            run_text(&format!("openssl pkcs12 -in {} -nokeys -passin env:STORE_PASSWORD {openssl}", file.display()));
        assert_eq!(count_pem(&shown), 4, "{name}");
        asked.push(("PKCS12", PASSWORD, file.clone()));
        files.push(name);
    }
    for (java, found) in judge(&asked) {
        for (name, found) in files.iter().zip(found) {
            let slug = |name: &str| addition(name).slug();
            let (root, ca) =
                if *name == "named" { ("första".to_owned(), "andra".to_owned()) } else { (slug("root"), slug("ca")) };
            let mut lines = vec![trusted("ca", &ca), trusted("root", &root), trusted("third", &slug("third"))];
            lines.sort();
            assert_eq!(found, lines, "{name} by {}", java.display());
        }
    }
    // The third of the named ones would hide the first: it comes in under a name of its own, and the first stays visible.
    let file = dir.join("named");
    let edited = edit(&file, &given(PASSWORD), &[addition("second")], &[]).unwrap();
    assert_eq!((edited.added, edited.amended.len()), (fingerprints(&["second"]), 0));
    for (_, found) in judge(&[("PKCS12", PASSWORD, file)]) {
        assert_eq!(found[0].len(), 4);
        assert!(found[0].contains(&trusted("second", &addition("second").slug())));
    }
}

#[test]
fn a_certificate_of_a_keys_chain_is_added_and_stays() {
    let dir = pki().join("chain");
    fs::create_dir(&dir).unwrap();
    let p12 = dir.join("key.p12");
    run(
        pki(),
        &format!(
            "openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile chain.pem -name leaf -out {} -passout env:STORE_PASSWORD",
            p12.display()
        ),
    );
    let mut asked = vec![("PKCS12", PASSWORD, p12.clone())];
    for kind in ["JKS", "JCEKS"] {
        let file = dir.join(kind);
        run(
            pki(),
            &format!(
                "keytool -importkeystore -noprompt -srckeystore {} -srcstorepass:env STORE_PASSWORD -destkeystore {} -deststoretype {kind} -deststorepass:env STORE_PASSWORD",
                p12.display(),
                file.display()
            ),
        );
        asked.push((kind, PASSWORD, file));
    }
    let before = judge(&asked);
    for (.., file) in &asked {
        let new = [addition("ca"), addition("root")];
        let edited = edit(file, &given(PASSWORD), &new, &[]).unwrap();
        assert_eq!(edited.added, fingerprints(&["ca", "root"]));
        assert!(edit(file, &given(PASSWORD), &new, &[]).unwrap().is_nothing());
    }
    let with = judge(&asked);
    for ((java, before), (_, with)) in before.iter().zip(&with) {
        for (before, with) in before.iter().zip(with) {
            let mut expected = before.clone();
            expected.extend(["ca", "root"].map(|name| trusted(name, &addition(name).slug())));
            expected.sort();
            assert_eq!(*with, expected, "{}", java.display());
            assert!(before.len() == 1 && before[0].split(' ').count() == 6, "{before:?}");
        }
    }
    // Out again: the chain stays, and the key's own certificate is none to take out.
    for (.., file) in &asked {
        let edited = edit(file, &given(PASSWORD), &[], &[removal("root"), removal("ca"), removal("leaf")]).unwrap();
        assert_eq!(edited.removed, fingerprints(&["ca", "root"]));
    }
    assert_eq!(judge(&asked), before);
}

#[test]
fn names_that_are_taken() {
    let dir = pki().join("names");
    fs::create_dir(&dir).unwrap();
    let slug = addition("third").slug();
    // A key, whose name stands in no certificate; another certificate.
    let key = dir.join("key.p12");
    run(
        pki(),
        &format!(
            "openssl pkcs12 -export -inkey leaf.key -in leaf.pem -name {} -out {} -passout env:STORE_PASSWORD",
            slug.to_uppercase(),
            key.display()
        ),
    );
    let jks = dir.join("other.jks");
    fs::write(&jks, java_store(0xfeed_feed, &[(&slug, &der("root")), (&format!("{slug}-2"), &der("ca"))], PASSWORD))
        .unwrap();
    // Java finds nothing under a name with capitals in JKS: the certificate comes in once more.
    let capital = dir.join("capital.jks");
    fs::write(&capital, java_store(0xfeed_feed, &[("Third", &der("third"))], PASSWORD)).unwrap();
    let asked = [("PKCS12", PASSWORD, key), ("JKS", PASSWORD, jks), ("JKS", PASSWORD, capital)];
    for (.., file) in &asked {
        assert_eq!(edit(file, &given(PASSWORD), &[addition("third")], &[]).unwrap().added, fingerprints(&["third"]));
        assert!(edit(file, &given(PASSWORD), &[addition("third")], &[]).unwrap().is_nothing());
    }
    for (java, found) in judge(&asked[..2]) {
        for (found, (number, count)) in found.iter().zip([(2, 2), (3, 3)]) {
            assert!(found.contains(&trusted("third", &format!("{slug}-{number}"))), "{}: {found:?}", java.display());
            assert_eq!(found.len(), count);
        }
    }
}

#[test]
fn passwords() {
    let dir = pki().join("passwords");
    fs::create_dir(&dir).unwrap();
    let new = [addition("third")];
    let password = "lösenord å";
    let newest = JAVAS.iter().max_by_key(|java| {
        let home = java.ancestors().nth(2).unwrap();
        let release = fs::read_to_string(home.join("release")).unwrap();
        let version = release.lines().find_map(|line| line.strip_prefix("JAVA_VERSION=\"")).unwrap().to_owned();
        version.split(['.', '"']).next().unwrap().parse::<u32>().unwrap()
    });
    for kind in ["JKS", "JCEKS", "PKCS12"] {
        let file = dir.join(kind);
        let (quoted, shown) = (password.replace(' ', "\u{a0}"), file.display().to_string());
        // Java 17 takes ASCII alone for PKCS#12.
        if kind == "PKCS12" {
            run(pki(), &format!("openssl pkcs12 -export -nokeys -in root.pem -out {shown} -passout pass:{quoted}"));
        } else {
            run(pki(), &format!("{} Judge make {kind} {quoted} {shown} 2 root.der ca.der", newest.unwrap().display()));
        }
        let before = fs::read(&file).unwrap();
        assert!(matches!(edit(&file, &given("fel"), &new, &[]), Err(Refusal::WrongPassword)), "{kind}");
        assert!(matches!(edit(&file, &Passwords::none(), &new, &[]), Err(Refusal::PasswordNeeded)), "{kind}");
        assert!(matches!(edit(&file, &Passwords::defaults(), &new, &[]), Err(Refusal::PasswordNeeded)), "{kind}");
        assert!(before == fs::read(&file).unwrap());
        assert_eq!(edit(&file, &given(password), &new, &[]).unwrap().added.len(), 1, "{kind}");
        if kind == "PKCS12" {
            let text = run_text(&format!("openssl pkcs12 -in {shown} -nokeys -passin pass:{quoted}"));
            assert_eq!(count_pem(&text), 2);
        } else {
            assert!(judge(&[(kind, "lösenord å", file)]).iter().all(|(_, found)| found[0].len() == 3), "{kind}");
        }
    }
    // Read with its password or without: what is nowhere encrypted and has no MAC needs none, and gets none.
    let plain = dir.join("plain.p12");
    fs::write(&plain, pkcs12(&[(&der("root"), Some("root"), true)], |_| None)).unwrap();
    assert_eq!(edit(&plain, &Passwords::none(), &new, &[]).unwrap().added.len(), 1);
    let contents = container::read(&fs::read(&plain).unwrap()[..], &[], &ReadLimits::default()).unwrap();
    assert!(contents.integrity == Integrity::None && contents.entries.iter().all(|entry| !entry.encrypted));
    assert!(judge(&[("PKCS12", "-", plain)]).iter().all(|(_, found)| found[0].len() == 2));
}

#[test]
fn pbmac1_stays_pbmac1() {
    let file = pki().join("pbmac1.p12");
    fs::write(&file, pkcs12(&[(&der("root"), Some("root"), true)], |safe| Some(pbmac1(safe, PASSWORD, "SHA384", 10))))
        .unwrap();
    assert_eq!(edit(&file, &given(PASSWORD), &[addition("third")], &[]).unwrap().added.len(), 1);
    let bytes = fs::read(&file).unwrap();
    let passwords = [secrecy::SecretString::from(PASSWORD)];
    let contents = container::read(&bytes[..], &passwords, &ReadLimits::default()).unwrap();
    assert_eq!(contents.integrity, Integrity::Checked);
    assert!(contents.schemes.iter().any(|scheme| scheme.name == "PBMAC1-SHA-384"), "{:?}", contents.schemes);
    assert!(contents.entries.iter().all(|entry| entry.role == Role::Trusted));
    // OpenSSL's arithmetic over the new content with the new salt gives the new value.
    let text = |command: &str| run_text(command).trim().replace(':', "").to_ascii_lowercase();
    let listing = text("openssl asn1parse -inform DER -in pbmac1.p12");
    let octets: Vec<&str> = listing.lines().filter_map(|line| line.split("[hex dump]").nth(1)).collect();
    let (safe, salt, value) = (octets[0], octets[1], octets[2]);
    let safe: Vec<u8> =
        (0..safe.len()).step_by(2).map(|at| u8::from_str_radix(&safe[at..at + 2], 16).unwrap()).collect();
    fs::write(pki().join("pbmac1.safe"), safe).unwrap();
    assert_ne!(salt, "0102030405060708");
    let key = text(&format!(
        "openssl kdf -keylen 32 -kdfopt digest:SHA384 -kdfopt pass:{PASSWORD} -kdfopt hexsalt:{salt} -kdfopt iter:2048 PBKDF2"
    ));
    assert_eq!(text(&format!("openssl mac -digest SHA384 -macopt hexkey:{key} -in pbmac1.safe HMAC")), value);
}

#[test]
fn a_store_that_hides_an_entry_is_not_made() {
    // Two entries with one name: Java sees the later one. Taking that out would make it trust the other.
    let file = pki().join("hiding.p12");
    fs::write(&file, pkcs12(&[(&der("root"), Some("same"), true), (&der("ca"), Some("SAME"), true)], |_| None))
        .unwrap();
    let refused = edit(&file, &Passwords::none(), &[], &[removal("ca")]);
    assert!(matches!(refused, Err(Refusal::WouldLose(_))), "{refused:?}");
    let edited = edit(&file, &Passwords::none(), &[addition("root")], &[]).unwrap();
    assert_eq!(edited.added, [certificate("root").fingerprint()]);
}
