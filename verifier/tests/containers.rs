//! Containers made by openssl, keytool and NSS, and what those tools see in them, against what is read here.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use p12_keystore::Pkcs12Archive;
use proptest::prelude::*;
use secrecy::SecretString;
use tillit_verifier::container::{
    self, ContainerError, ContainerKind, Contents, EntryError, Integrity, OtherFormat, Passwords, Position, Quirk,
    ReadLimits, Role,
};

const PASSWORD: &str = "s3cret-password";

/// Runs a tool in `dir` and gives its standard output. The command is split at spaces; `\u{a0}` stands for one inside a word.
fn run(dir: &Path, command: &str) -> Vec<u8> {
    run_with(dir, command, &[])
}

fn run_with(dir: &Path, command: &str, input: &[u8]) -> Vec<u8> {
    let mut words = command.split(' ').map(|w| w.replace('\u{a0}', " "));
    let mut child = Command::new(words.next().unwrap())
        .args(words)
        .current_dir(dir)
        // Java takes file names and arguments in the encoding of the locale.
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{command}: {e}"));
    let mut stdin = child.stdin.take().unwrap();
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{command}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// A root, an issuing CA, two leaves, made by openssl on the spot; keys are `NAME.key`, certificates `NAME.pem` and `NAME.der`.
fn pki() -> &'static Path {
    static DIR: OnceLock<tempfile::TempDir> = OnceLock::new();
    DIR.get_or_init(|| {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        run(dir, &format!("openssl req -x509 {key} -keyout root.key -out root.pem -days 30 -subj /C=SE/CN=Lab\u{a0}Root"));
        fs::write(dir.join("ca.ext"), "basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n").unwrap();
        fs::write(dir.join("leaf.ext"), "basicConstraints=CA:false\n").unwrap();
        for (name, issuer, subject, extensions) in
            [("ca", "root", "Lab\u{a0}CA", "ca"), ("leaf", "ca", "Åsa\u{a0}Öst", "leaf"), ("other", "root", "Other", "leaf")]
        {
            run(dir, &format!("openssl req -new -utf8 {key} -keyout {name}.key -out {name}.csr -subj /C=SE/CN={subject}"));
            run(dir, &format!("openssl x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 20 -extfile {extensions}.ext -out {name}.pem"));
        }
        for name in ["root", "ca", "leaf", "other"] {
            run(dir, &format!("openssl x509 -in {name}.pem -outform DER -out {name}.der"));
        }
        temp
    })
    .path()
}

fn pem(name: &str) -> String {
    fs::read_to_string(pki().join(format!("{name}.pem"))).unwrap()
}
fn der(name: &str) -> Vec<u8> {
    fs::read(pki().join(format!("{name}.der"))).unwrap()
}

/// SHA-256 of a PEM certificate as openssl sees it.
fn openssl_fingerprint(pem: &str) -> String {
    let out = run_with(pki(), "openssl x509 -noout -fingerprint -sha256", pem.as_bytes());
    String::from_utf8(out).unwrap().split_once('=').unwrap().1.trim().replace(':', "")
}
fn fingerprints(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| openssl_fingerprint(&pem(name))).collect()
}
/// The same of every certificate in a tool's output.
fn openssl_fingerprints(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let end = "-----END CERTIFICATE-----";
    text.split_inclusive(end)
        .filter_map(|part| part.find("-----BEGIN CERTIFICATE-----").map(|at| &part[at..]))
        .map(openssl_fingerprint)
        .collect()
}

fn given(password: &str) -> Passwords {
    Passwords::given(vec![SecretString::from(password)])
}
fn read(bytes: &[u8], passwords: &Passwords) -> Result<Contents, ContainerError> {
    container::read_with(bytes, passwords, &ReadLimits::default())
}
fn found(contents: &Contents) -> Vec<String> {
    contents.entries.iter().map(|e| e.certificate.as_ref().unwrap().fingerprint().to_string()).collect()
}
fn roles(contents: &Contents) -> Vec<Role> {
    contents.entries.iter().map(|e| e.role).collect()
}
fn aliases(contents: &Contents) -> Vec<&str> {
    contents.entries.iter().map(|e| e.alias.as_deref().unwrap_or("-")).collect()
}
fn plain(bytes: &[u8]) -> Contents {
    read(bytes, &Passwords::none()).unwrap()
}

#[test]
fn pem_as_people_keep_it() {
    let (root, leaf) = (pem("root"), pem("leaf"));
    let expected = fingerprints(&["root", "leaf"]);
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let both = format!("{root}\n{leaf}");
    let text_dump = String::from_utf8(run(pki(), "openssl x509 -in root.pem -text")).unwrap();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("plain", both.clone().into()),
        ("CRLF", both.replace('\n', "\r\n").into()),
        ("CR", both.replace('\n', "\r").into()),
        ("UTF-8 mark", [&b"\xef\xbb\xbf"[..], both.as_bytes()].concat()),
        ("UTF-16 LE", utf16(&both, false)),
        ("UTF-16 BE", utf16(&both.replace('\n', "\r\n"), true)),
        ("Windows-1252", [&b"# \xc5sa \xd6st\r\n"[..], root.as_bytes(), b"f\xf6r \x80\n", leaf.as_bytes()].concat()),
        ("junk", format!("Subject: x\n{root}----- not a marker -----\n-----BEGIN\n{leaf}rest").into()),
        ("openssl -text", format!("{text_dump}{leaf}").into()),
        ("indented", both.replace('\n', " \t\n   ").into()),
        ("glued", both.replace('\n', "").replace("-----MI", "-----\nMI").replace("=-----END", "=\n-----END").into()),
        ("X509 label", both.replace("CERTIFICATE", "X509 CERTIFICATE").into()),
        (
            "with a key, parameters, a request",
            [
                root.as_bytes(),
                &fs::read(pki().join("leaf.key")).unwrap(),
                &run(pki(), "openssl ecparam -name prime256v1"),
                &fs::read(pki().join("leaf.csr")).unwrap(),
                leaf.as_bytes(),
            ]
            .concat(),
        ),
    ];
    for (what, bytes) in cases {
        let contents = read(&bytes, &Passwords::none()).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(found(&contents), expected, "{what}");
        assert_eq!(contents.kind, ContainerKind::Pem, "{what}");
        assert_eq!(contents.has_private_key, what.starts_with("with a key"), "{what}");
        let quirk = match what {
            "UTF-8 mark" => vec![Quirk::Utf8Mark],
            "UTF-16 LE" | "UTF-16 BE" => vec![Quirk::Utf16],
            _ => contents.quirks.iter().filter(|q| !matches!(q, Quirk::Glued { .. })).copied().collect(),
        };
        let rest: Vec<_> = contents.quirks.iter().filter(|q| !matches!(q, Quirk::Glued { .. })).copied().collect();
        assert_eq!(rest, quirk, "{what}");
        assert_eq!(contents.quirks.iter().any(|q| matches!(q, Quirk::Glued { .. })), what == "glued", "{what}");
    }
    let contents = plain(both.as_bytes());
    let second = root.lines().count() as u64 + 2;
    assert_eq!(
        contents.entries.iter().map(|e| e.position).collect::<Vec<_>>(),
        [Position::Line(1), Position::Line(second)]
    );
}

#[test]
fn one_damaged_block_does_not_hide_the_others() {
    let (root, leaf) = (pem("root"), pem("leaf"));
    let trailing = {
        let out = [der("root"), vec![0]].concat();
        let base64 = run_with(pki(), "openssl base64", &out);
        format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", String::from_utf8(base64).unwrap())
    };
    let cut = {
        let base64 = run_with(pki(), "openssl base64", &der("root")[..300]);
        format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", String::from_utf8(base64).unwrap())
    };
    let unterminated = root.replace("-----END CERTIFICATE-----\n", "");
    let not_base64 = root.replacen("MI", "M*", 1);
    let contents =
        plain([&leaf, &trailing, &cut, &unterminated, &not_base64, &leaf].map(String::as_str).concat().as_bytes());
    let errors: Vec<_> = contents.entries.iter().map(|e| e.certificate.as_ref().err()).collect();
    assert!(
        matches!(
            errors[..],
            [
                None,
                Some(EntryError::Certificate(tillit_verifier::certificate::CertificateError::TrailingBytes(1))),
                Some(EntryError::Certificate(tillit_verifier::certificate::CertificateError::Malformed(_))),
                Some(EntryError::Unterminated),
                Some(EntryError::Base64),
                None
            ]
        ),
        "{errors:?}"
    );
}

#[test]
fn trusted_certificates_of_openssl() {
    let trusted = run(pki(), "openssl x509 -in root.pem -addtrust clientAuth -setalias Gamla\u{a0}roten -trustout");
    let rejected = run(pki(), "openssl x509 -in ca.pem -addreject clientAuth -trustout");
    let contents = plain(&[trusted, rejected].concat());
    assert_eq!(found(&contents), fingerprints(&["root", "ca"]));
    assert_eq!(roles(&contents), [Role::Trusted, Role::Plain]);
    assert_eq!(aliases(&contents), ["Gamla roten", "-"]);
}

#[test]
fn der_alone_in_a_row_and_as_bare_base64() {
    for (bytes, names, quirks) in [
        (der("root"), &["root"][..], vec![]),
        ([der("root"), der("leaf"), der("ca")].concat(), &["root", "leaf", "ca"], vec![]),
        ([der("root"), b"\r\n\0".to_vec()].concat(), &["root"], vec![]),
        ([der("root"), b"abc".to_vec()].concat(), &["root"], vec![Quirk::TrailingBytes(3)]),
        (run_with(pki(), "openssl base64", &der("root")), &["root"], vec![Quirk::BareBase64]),
        (run_with(pki(), "openssl base64 -A", &der("leaf")), &["leaf"], vec![Quirk::BareBase64]),
    ] {
        let contents = plain(&bytes);
        assert_eq!(found(&contents), fingerprints(names));
        assert_eq!((contents.kind, contents.quirks), (ContainerKind::Der, quirks));
    }
}

#[test]
fn pkcs7_in_every_encoding() {
    let expected = fingerprints(&["root", "ca", "leaf"]);
    let make = "openssl crl2pkcs7 -nocrl -certfile root.pem -certfile ca.pem -certfile leaf.pem -outform";
    let text = run(pki(), &format!("{make} PEM"));
    let binary = run(pki(), &format!("{make} DER"));
    // Signed, with content, indefinite lengths: what a Java program or a mail client writes.
    let streamed = run_with(
        pki(),
        "openssl cms -sign -signer leaf.pem -inkey leaf.key -certfile ca.pem -stream -outform DER -nodetach -binary",
        b"text",
    );
    let cms_pem = run_with(pki(), "openssl cms -sign -signer leaf.pem -inkey leaf.key -outform PEM", b"text");
    assert!(streamed.starts_with(&[0x30, 0x80]), "openssl did not stream");
    for (what, bytes) in [("PEM", &text), ("DER", &binary), ("indefinite", &indefinite(&binary))] {
        let contents = plain(bytes);
        assert_eq!((contents.kind, found(&contents)), (ContainerKind::Pkcs7, expected.clone()), "{what}");
    }
    let set = |contents: &Contents| found(contents).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(set(&plain(&streamed)), fingerprints(&["leaf", "ca"]).into_iter().collect());
    assert_eq!(found(&plain(&cms_pem)), fingerprints(&["leaf"]));
    let mixed = plain(&[pem("other").as_bytes(), &text].concat());
    assert_eq!((mixed.kind, found(&mixed)), (ContainerKind::Pem, [fingerprints(&["other"]), expected].concat()));
    let encrypted = run_with(
        pki(),
        "openssl cms -encrypt -aes256 -outform DER -secretkey 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff -secretkeyid 01",
        b"text",
    );
    assert!(matches!(read(&encrypted, &Passwords::none()), Err(ContainerError::Unsupported(OtherFormat::Cms))));
}

/// Rewrites the outer layers (all sequences and explicit tags that lead to the certificates) with indefinite lengths.
fn indefinite(der: &[u8]) -> Vec<u8> {
    fn header(der: &[u8]) -> (usize, usize) {
        match der[1] {
            n @ 0..=0x7f => (2, n.into()),
            n => {
                let bytes = usize::from(n & 0x7f);
                (2 + bytes, der[2..2 + bytes].iter().fold(0, |l, b| l << 8 | usize::from(*b)))
            }
        }
    }
    fn convert(der: &[u8], depth: usize) -> Vec<u8> {
        let (start, length) = header(der);
        if depth == 0 || der[0] & 0x20 == 0 {
            return der[..start + length].to_vec();
        }
        let mut out = vec![der[0], 0x80];
        let mut rest = &der[start..start + length];
        while !rest.is_empty() {
            let (start, length) = header(rest);
            out.extend(convert(rest, depth - 1));
            rest = &rest[start + length..];
        }
        out.extend([0, 0]);
        out
    }
    convert(der, 4) // ContentInfo, [0], SignedData, certificates
}

/// Every variant of PKCS#12 that openssl writes: name, arguments.
const PKCS12: [(&str, &str); 15] = [
    ("default", ""),
    ("legacy", "-legacy"),
    ("no MAC", "-nomac"),
    ("no MAC, encrypted", "-nomac -certpbe AES-256-CBC"),
    ("no encryption of certificates", "-certpbe NONE"),
    ("no encryption at all", "-keypbe NONE -certpbe NONE"),
    ("neither encryption nor MAC", "-keypbe NONE -certpbe NONE -nomac"),
    ("RC2-128", "-legacy -certpbe PBE-SHA1-RC2-128"),
    ("2-key 3DES", "-certpbe PBE-SHA1-2DES"),
    ("3DES", "-certpbe PBE-SHA1-3DES -macalg sha1"),
    ("AES-128", "-certpbe AES-128-CBC -macalg sha384"),
    ("AES-192", "-certpbe AES-192-CBC -macalg sha512"),
    ("PBES2 with 3DES", "-certpbe DES-EDE3-CBC -macalg sha224"),
    ("one round", "-noiter -nomaciter"),
    ("many rounds", "-iter 100000"),
];

fn make_pkcs12(arguments: &str, password: &str) -> Vec<u8> {
    let password = password.replace(' ', "\u{a0}");
    let arguments = if arguments.is_empty() { String::new() } else { format!("{arguments} ") };
    run(
        pki(),
        &format!(
            "openssl pkcs12 -export {arguments}-inkey leaf.key -in leaf.pem -certfile chain.pem -name Åsas\u{a0}kort -passout pass:{password}"
        ),
    )
}

fn with_chain() {
    fs::write(pki().join("chain.pem"), pem("ca") + &pem("root") + &pem("other")).unwrap();
}

#[test]
fn pkcs12_as_openssl_writes_it() {
    with_chain();
    for (what, arguments) in PKCS12 {
        let bytes = make_pkcs12(arguments, PASSWORD);
        let contents = read(&bytes, &given(PASSWORD)).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(found(&contents), fingerprints(&["leaf", "ca", "root", "other"]), "{what}");
        let listed = run_with(pki(), &format!("openssl pkcs12 -legacy -nokeys -passin pass:{PASSWORD}"), &bytes);
        assert_eq!(found(&contents), openssl_fingerprints(&listed), "{what}");
        assert_eq!(roles(&contents), [Role::KeyChain(0), Role::KeyChain(1), Role::KeyChain(2), Role::Plain], "{what}");
        assert_eq!(contents.entries[0].alias.as_deref(), Some("Åsas kort"), "{what}");
        assert!(contents.has_private_key, "{what}");
        let mac = !arguments.contains("-nomac") || arguments.contains("-nomaciter");
        // openssl encrypts no certificates where there is no MAC, unless it is told to.
        let plain_certificates = arguments.contains("-certpbe NONE") || arguments == "-nomac";
        assert_eq!(contents.integrity, if mac { Integrity::Checked } else { Integrity::None }, "{what}");
        assert_eq!(contents.password_index, (mac || !plain_certificates).then_some(0), "{what}");

        let wrong = read(&bytes, &given("wrong"));
        let default = read(&bytes, &Passwords::defaults());
        if mac || !plain_certificates {
            assert!(matches!(wrong, Err(ContainerError::WrongPassword)), "{what}: {wrong:?}");
        } else {
            assert_eq!(found(&wrong.unwrap()), found(&contents), "{what}");
        }
        if plain_certificates {
            let default = default.unwrap();
            assert_eq!(found(&default), found(&contents), "{what}");
            assert_eq!(default.integrity, if mac { Integrity::NotChecked } else { Integrity::None }, "{what}");
            assert_eq!(default.password_index, None);
        } else {
            assert!(matches!(default, Err(ContainerError::PasswordNeeded)), "{what}: {default:?}");
        }
        if what != "RC2-128" && what != "2-key 3DES" && what != "PBES2 with 3DES" {
            let second = Pkcs12Archive::from_pkcs12(&bytes, PASSWORD).unwrap_or_else(|e| panic!("{what}: {e}"));
            let second: Vec<_> =
                second.certs.iter().map(|c| tillit_verifier::Fingerprint::of(c.cert.as_der()).to_string()).collect();
            assert_eq!(found(&contents), second, "{what}");
        }
    }
}

#[test]
fn pkcs12_passwords() {
    with_chain();
    for password in ["", "pass word", "lösenord", "пароль", "\u{1f600}"] {
        for arguments in ["", "-legacy"] {
            let bytes = make_pkcs12(arguments, password);
            let passwords = Passwords::given(vec!["wrong".into(), password.into()]);
            let contents = read(&bytes, &passwords).unwrap_or_else(|e| panic!("{password:?}: {e}"));
            assert_eq!(contents.password_index, Some(1), "{password:?}");
            assert_eq!(contents.entries.len(), 4);
        }
    }
    for (password, index) in [("changeit", 0), ("changeme", 1), ("", 2)] {
        let contents = read(&make_pkcs12("", password), &Passwords::defaults()).unwrap();
        assert_eq!((contents.password_index, contents.integrity), (Some(index), Integrity::Checked));
    }
}

#[test]
fn pkcs12_of_nss_is_ber() {
    with_chain();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.p12"), make_pkcs12("", PASSWORD)).unwrap();
    run(dir.path(), "certutil -N -d sql:. --empty-password");
    run(dir.path(), &format!("pk12util -i in.p12 -d sql:. -W {PASSWORD}"));
    for arguments in ["", " -c AES-256-CBC -C AES-128-CBC", " -c RC2-CBC -C RC2-CBC"] {
        run(dir.path(), &format!("pk12util -o out.p12 -n Åsas\u{a0}kort -d sql:. -W {PASSWORD}{arguments}"));
        let bytes = fs::read(dir.path().join("out.p12")).unwrap();
        let contents = read(&bytes, &given(PASSWORD)).unwrap();
        let listed = run_with(pki(), &format!("openssl pkcs12 -legacy -nokeys -passin pass:{PASSWORD}"), &bytes);
        let set = |all: Vec<String>| all.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(set(found(&contents)), set(openssl_fingerprints(&listed)), "{arguments}");
        assert!(roles(&contents).contains(&Role::KeyChain(0)));
        assert_eq!(contents.integrity, Integrity::Checked);
    }
}

#[test]
fn pkcs12_that_asks_for_too_much_work() {
    with_chain();
    // The number of rounds is the last field of the file: INTEGER 2048.
    let mut bytes = make_pkcs12("", PASSWORD);
    let at = bytes.len() - 4;
    assert_eq!(bytes[at..], [2, 2, 8, 0]);
    bytes.splice(at.., [2, 4, 0x7f, 0xff, 0xff, 0xff]);
    // Both lengths around it (PFX, MacData) grow by two.
    let mac = bytes.windows(2).rposition(|w| w == [0x30, 0x41]).unwrap();
    bytes[mac + 1] += 2;
    let length = u16::from_be_bytes([bytes[2], bytes[3]]) + 2;
    bytes[2..4].copy_from_slice(&length.to_be_bytes());
    assert!(matches!(read(&bytes, &given(PASSWORD)), Err(ContainerError::TooExpensive { iterations: 0x7fff_ffff })));
}

fn keytool(dir: &Path, arguments: &str) -> Vec<u8> {
    run(
        dir,
        &format!(
            "keytool -J-Duser.language=en -J-Dfile.encoding=UTF-8 -J-Dsun.jnu.encoding=UTF-8 -J-Xshare:auto -J-XX:TieredStopAtLevel=1 {arguments}"
        ),
    )
}

/// A store of keytool's: two trusted entries, a key entry with a chain of three.
fn make_java_store(kind: &str) -> (tempfile::TempDir, PathBuf) {
    with_chain();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("key.p12"), make_pkcs12("", PASSWORD)).unwrap();
    let store = format!("-keystore store -storetype {kind} -storepass {PASSWORD} -noprompt");
    let root = pki().join("root.pem");
    let other = pki().join("other.pem");
    keytool(dir.path(), &format!("-importcert {store} -alias Åsa\u{a0}Öst -file {}", root.display()));
    keytool(dir.path(), &format!("-importcert {store} -alias other\u{1f600} -file {}", other.display()));
    keytool(
        dir.path(),
        &format!(
            "-importkeystore -srckeystore key.p12 -srcstorepass {PASSWORD} -srcalias åsas\u{a0}kort -destalias kort -destkeystore store -deststoretype {kind} -deststorepass {PASSWORD} -destkeypass {PASSWORD} -noprompt"
        ),
    );
    if kind == "JCEKS" {
        keytool(dir.path(), &format!("-genseckey {store} -alias hemlig -keyalg AES -keysize 256 -keypass {PASSWORD}"));
        keytool(
            dir.path(),
            &format!("-genseckey {store} -alias aaa -keyalg HmacSHA256 -keysize 256 -keypass {PASSWORD}"),
        );
    }
    let path = dir.path().join("store");
    (dir, path)
}

#[test]
fn stores_of_java() {
    for (kind, expected) in
        [("JKS", ContainerKind::Jks), ("JCEKS", ContainerKind::Jceks), ("PKCS12", ContainerKind::Pkcs12)]
    {
        let (dir, path) = make_java_store(kind);
        let bytes = fs::read(path).unwrap();
        let contents = read(&bytes, &given(PASSWORD)).unwrap_or_else(|e| panic!("{kind}: {e}"));
        assert_eq!(
            (contents.kind, contents.integrity, contents.password_index),
            (expected, Integrity::Checked, Some(0))
        );
        assert!(contents.has_private_key);

        let listed =
            keytool(dir.path(), &format!("-list -rfc -keystore store -storetype {kind} -storepass {PASSWORD}"));
        let set = |all: Vec<String>| {
            let mut all = all;
            all.sort();
            all
        };
        let mut ours = found(&contents);
        if kind == "PKCS12" {
            // keytool shows the root once more, as the end of the key's chain, which the file has not twice.
            ours.sort();
            ours.dedup();
            let mut theirs = set(openssl_fingerprints(&listed));
            theirs.dedup();
            assert_eq!(ours, theirs);
        } else {
            assert_eq!(set(ours), set(openssl_fingerprints(&listed)), "{kind}");
        }
        let role = |alias: &str| -> Vec<(Role, String)> {
            contents
                .entries
                .iter()
                .filter(|e| e.alias.as_deref() == Some(alias))
                .map(|e| (e.role, e.certificate.as_ref().unwrap().fingerprint().to_string()))
                .collect()
        };
        let names = fingerprints(&["root", "other", "leaf", "ca"]);
        // JKS keeps aliases in lower case, PKCS#12 as they were given.
        let alias = if kind == "PKCS12" { "Åsa Öst" } else { "åsa öst" };
        assert_eq!(role(alias), [(Role::Trusted, names[0].clone())], "{kind} {:?}", aliases(&contents));
        assert_eq!(role("other\u{1f600}"), [(Role::Trusted, names[1].clone())], "{kind} {:?}", aliases(&contents));
        assert_eq!(role("kort")[0], (Role::KeyChain(0), names[2].clone()), "{kind}");
        let chain: Vec<_> =
            contents.entries.iter().filter(|e| matches!(e.role, Role::KeyChain(_))).map(|e| e.role).collect();
        assert_eq!(chain, [Role::KeyChain(0), Role::KeyChain(1), Role::KeyChain(2)], "{kind}");

        let wrong = read(&bytes, &given("wrong"));
        assert!(matches!(wrong, Err(ContainerError::WrongPassword)), "{kind}: {wrong:?}");
        let without = read(&bytes, &Passwords::defaults());
        if kind == "PKCS12" {
            assert!(matches!(without, Err(ContainerError::PasswordNeeded)), "{without:?}");
        } else {
            let without = without.unwrap();
            assert_eq!(found(&without), found(&contents));
            assert_eq!((without.integrity, without.password_index), (Integrity::NotChecked, None));
        }
    }
}

#[test]
fn java_passwords_beyond_ascii_and_an_alias_with_nul() {
    let root = pki().join("root.pem");
    let dir = tempfile::tempdir().unwrap();
    keytool(
        dir.path(),
        &format!(
            "-importcert -keystore store -storetype JKS -storepass lösenord -noprompt -alias a -file {}",
            root.display()
        ),
    );
    let bytes = fs::read(dir.path().join("store")).unwrap();
    assert_eq!(read(&bytes, &given("lösenord")).unwrap().integrity, Integrity::Checked);
}

#[test]
fn java_truststores_with_defaults() {
    let root = pki().join("root.pem");
    let dir = tempfile::tempdir().unwrap();
    for (index, password) in ["changeit", "changeme"].into_iter().enumerate() {
        for kind in ["JKS", "PKCS12"] {
            let name = format!("{kind}-{password}");
            keytool(
                dir.path(),
                &format!(
                    "-importcert -keystore {name} -storetype {kind} -storepass {password} -noprompt -alias rot -file {}",
                    root.display()
                ),
            );
            let contents = read(&fs::read(dir.path().join(name)).unwrap(), &Passwords::defaults()).unwrap();
            assert_eq!((contents.password_index, contents.integrity), (Some(index), Integrity::Checked));
            assert_eq!((roles(&contents), aliases(&contents)), (vec![Role::Trusted], vec!["rot"]));
        }
    }
    // Java without a password: neither encryption nor MAC.
    let arguments = "-J-Dkeystore.pkcs12.macAlgorithm=NONE -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE";
    keytool(
        dir.path(),
        &format!(
            "{arguments} -importcert -keystore open -storetype PKCS12 -storepass {PASSWORD} -noprompt -alias rot -file {}",
            root.display()
        ),
    );
    let contents = plain(&fs::read(dir.path().join("open")).unwrap());
    assert_eq!((contents.integrity, roles(&contents)), (Integrity::None, vec![Role::Trusted]));
    // An empty store is one.
    let (dir, path) = make_java_store("JKS");
    for alias in ["Åsa\u{a0}Öst", "other\u{1f600}", "kort"] {
        keytool(dir.path(), &format!("-delete -keystore store -storepass {PASSWORD} -alias {alias}"));
    }
    let contents = read(&fs::read(path).unwrap(), &given(PASSWORD)).unwrap();
    assert!(contents.entries.is_empty() && !contents.has_private_key);
}

#[test]
fn other_formats_are_named() {
    let dir = pki();
    let crl = {
        fs::write(dir.join("index"), "").unwrap();
        fs::write(
            dir.join("crl.conf"),
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=1\n",
        )
        .unwrap();
        run(dir, "openssl ca -config crl.conf -gencrl -keyfile root.key -cert root.pem")
    };
    let text = |command: &str| run(dir, command);
    let cases: Vec<(OtherFormat, Vec<u8>)> = vec![
        (OtherFormat::PrivateKey, text("openssl pkey -in leaf.key")),
        (OtherFormat::PrivateKey, text("openssl pkey -in leaf.key -outform DER")),
        (OtherFormat::PrivateKey, text("openssl ec -in leaf.key -outform DER")),
        (OtherFormat::PrivateKey, text("openssl genrsa -traditional 1024")),
        (OtherFormat::EncryptedPrivateKey, text("openssl pkcs8 -topk8 -in leaf.key -passout pass:x")),
        (OtherFormat::EncryptedPrivateKey, text("openssl pkcs8 -topk8 -in leaf.key -passout pass:x -outform DER")),
        (OtherFormat::PublicKey, text("openssl pkey -in leaf.key -pubout")),
        (OtherFormat::PublicKey, text("openssl pkey -in leaf.key -pubout -outform DER")),
        (OtherFormat::CertificateRequest, text("openssl req -in leaf.csr")),
        (OtherFormat::CertificateRequest, text("openssl req -in leaf.csr -outform DER")),
        (OtherFormat::Crl, run_with(dir, "openssl crl -outform DER", &crl)),
        (OtherFormat::Crl, crl),
        (OtherFormat::Parameters, text("openssl ecparam -name prime256v1")),
        (
            OtherFormat::OpenSshKey,
            b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n".to_vec(),
        ),
        (OtherFormat::OpenSshKey, b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA a@b\n".to_vec()),
        (
            OtherFormat::Pgp,
            b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n".to_vec(),
        ),
        (OtherFormat::Html, b"\n<!DOCTYPE html>\n<html><body>404 Not Found</body></html>".to_vec()),
        (OtherFormat::Html, b"<HTML><HEAD>".to_vec()),
        (OtherFormat::Xml, b"<?xml version='1.0'?><a/>".to_vec()),
        (OtherFormat::Pdf, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec()),
        (OtherFormat::Zip, b"PK\x03\x04\x14\0\0\0".to_vec()),
        (OtherFormat::Gzip, b"\x1f\x8b\x08\0\0\0".to_vec()),
        (OtherFormat::Sqlite, b"SQLite format 3\0\x10\0\x01\x01".to_vec()),
        (OtherFormat::OldNssDatabase, b"\0\x06\x15\x61\0\0\0\x02\0\0\x04\xd2".to_vec()),
        (OtherFormat::Bks, [&[0, 0, 0, 2, 0, 0, 0, 20][..], &[7; 40]].concat()),
        (OtherFormat::SerializedStore, [&[0, 0, 0, 0][..], b"CERT", &[7; 40]].concat()),
    ];
    for (format, bytes) in cases {
        let result = read(&bytes, &Passwords::none());
        assert!(matches!(result, Err(ContainerError::Unsupported(f)) if f == format), "{format}: {result:?}");
    }
}

#[test]
fn nothing_and_nothing_known() {
    for empty in [&b""[..], b"\n \n", b"\xef\xbb\xbf"] {
        assert!(matches!(read(empty, &Passwords::none()), Err(ContainerError::Empty)));
    }
    for unknown in
        [&b"hello"[..], b"0", b"0 kronor", b"MIIB", b"000000 00 00\n", &[0; 1000], b"MZ\x90\0\x03\0", b"\xff\xfeh\0i\0"]
    {
        assert!(matches!(read(unknown, &Passwords::none()), Err(ContainerError::NotRecognised)), "{unknown:?}");
    }
}

/// Counts what is read from it.
struct Counted<R>(R, u64);
impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.read(buffer)?;
        self.1 += count as u64;
        Ok(count)
    }
}

#[test]
fn what_is_not_recognised_is_not_read() {
    for byte in [0, 1, 0x30, 0x80, 0xff] {
        let mut endless = Counted(std::io::repeat(byte), 0);
        // "000..." is text.
        let limits = ReadLimits { max_text_bytes: 10 << 20, ..ReadLimits::default() };
        let result = container::read(&mut endless, &[], &limits);
        assert!(
            matches!(result, Err(ContainerError::NotRecognised | ContainerError::TooLarge { .. })),
            "{byte}: {result:?}"
        );
        if byte != 0x30 {
            assert!(endless.1 <= 64 << 10, "{byte}: {} bytes", endless.1);
        }
    }
}

#[test]
fn limits_hold() {
    let limits = ReadLimits { max_binary_bytes: 100_000, max_text_bytes: 1_000_000, max_entries: 3 };
    let read = |source: &mut dyn Read| container::read(source, &[], &limits);
    // A certificate's first bytes that promise 2 GB, endless data behind.
    let mut promise = [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x30, 0x82, 1, 0].chain(std::io::repeat(0x55));
    assert!(matches!(read(&mut promise), Err(ContainerError::TooLarge { limit: 100_000 })));
    let mut text = Counted(b"-- text\n".chain(std::io::repeat(b'\n')), 0);
    assert!(matches!(read(&mut text), Err(ContainerError::TooLarge { limit: 1_000_000 })));
    assert_eq!(text.1, 1_000_000);
    let four = pem("root").repeat(4);
    assert!(matches!(read(&mut four.as_bytes()), Err(ContainerError::TooMany { limit: 3 })));
    assert_eq!(read(&mut pem("root").repeat(3).as_bytes()).unwrap().entries.len(), 3);
    assert!(matches!(read(&mut &der("root").repeat(4)[..]), Err(ContainerError::TooMany { limit: 3 })));
    let mut jks = [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff].chain(&[0; 50][..]);
    assert!(matches!(read(&mut jks), Err(ContainerError::Damaged { kind: "JKS", .. })));
}

/// One small store of each format, with the password that opens it.
fn samples() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    with_chain();
    let (_dir, jks) = make_java_store("JKS");
    let (_dir2, jceks) = make_java_store("JCEKS");
    vec![
        ("JKS", fs::read(jks).unwrap(), PASSWORD),
        ("JCEKS", fs::read(jceks).unwrap(), PASSWORD),
        ("PKCS#12", make_pkcs12("-noiter -nomaciter", PASSWORD), PASSWORD),
        ("PKCS#12 legacy", make_pkcs12("-legacy -noiter -nomaciter", PASSWORD), PASSWORD),
        ("PKCS#12 not encrypted", make_pkcs12("-certpbe NONE -noiter -nomaciter", PASSWORD), PASSWORD),
        ("PKCS#7", run(pki(), "openssl crl2pkcs7 -nocrl -certfile chain.pem -outform DER"), ""),
        ("DER", [der("root"), der("ca")].concat(), ""),
        ("PEM", (pem("root") + &pem("ca")).into_bytes(), ""),
    ]
}

/// Formats that protect themselves give what is in them or an error, however they are damaged; the others give certificates, of
/// which those before the damage are right.
#[test]
fn damage_is_an_error_or_does_not_matter() {
    for (what, bytes, password) in samples() {
        let passwords = if password.is_empty() { Passwords::none() } else { given(password) };
        let whole = read(&bytes, &passwords).unwrap();
        let expected = found(&whole);
        let protected = whole.integrity == Integrity::Checked;
        let check = |damaged: &[u8], at: usize, how: &str| {
            let Ok(contents) = read(damaged, &passwords) else { return };
            let good: Vec<String> = contents
                .entries
                .iter()
                .filter_map(|e| Some(e.certificate.as_ref().ok()?.fingerprint().to_string()))
                .collect();
            if protected {
                assert_eq!(good, expected, "{what}: {how} at {at}");
            }
            if how == "cut" {
                assert!(!protected, "{what}: cut at {at} and nothing noticed");
                assert!(expected.starts_with(&good), "{what}: cut at {at}");
            }
        };
        // The text ends with a line feed, which nobody misses.
        let end = if what == "PEM" { bytes.len() - 1 } else { bytes.len() };
        for at in 0..end {
            check(&bytes[..at], at, "cut");
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                check(&damaged, at, "flipped");
            }
        }
    }
}

#[test]
fn real_certificates_and_stores() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/siths-pki");
    if !shared.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "../shared is not here");
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let mut count = 0;
    for folder in ["ca", "end-entity"] {
        for file in fs::read_dir(shared.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(found(&plain(text.as_bytes())), [openssl_fingerprint(&text)], "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 20);
    for (name, kind) in [("mtls-opentest-truststore.jks", "JKS"), ("mtls-opentest-truststore.p12", "PKCS12")] {
        let path = shared.join("truststores").join(name);
        let contents = read(&fs::read(&path).unwrap(), &given("p@ssword")).unwrap();
        let listed =
            keytool(pki(), &format!("-list -rfc -keystore {} -storetype {kind} -storepass p@ssword", path.display()));
        let (mut ours, mut theirs) = (found(&contents), openssl_fingerprints(&listed));
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{name}");
        assert!(roles(&contents).iter().all(|role| *role == Role::Trusted), "{name}");
        assert_eq!(contents.integrity, Integrity::Checked);
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), start in 0..8_usize) {
        let starts: [&[u8]; 8] = [b"", b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01", b"\xce\xce\xce\xce\0\0\0\x02\0\0\0\x01\0\0\0\x03\0\0", b"\x30\x80\x02\x01\x03",
            b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", b"\x30\x82\x00\x90\x30\x82", b"-----BEGIN CERTIFICATE-----\n", b"\xff\xfe"];
        let _ = read(&[starts[start], &bytes].concat(), &Passwords::defaults());
    }

    #[test]
    fn random_text_never_panics(text in "(-----(BEGIN|END) (CERTIFICATE|PKCS7|RSA PRIVATE KEY)-----|\r|\n|[A-Za-z0-9+/=: -]{0,70}){0,30}") {
        if let Ok(contents) = read(text.as_bytes(), &Passwords::none()) {
            prop_assert!(!contents.entries.is_empty());
        }
    }
}
