//! What OpenSSL loads of a text, beside what is said of it. The judge reads with `X509_load_cert_crl_file`'s own reader, as nginx does.

use std::collections::BTreeSet;
use std::process::Command;

use tillit_trust_stores::Observation;
use tillit_trust_stores::store::{Consumer, Grant};
use tillit_verifier::Fingerprint;

use super::{CERTIFICATES, Desk, one, pem};

/// What `openssl crl2pkcs7` takes from the file: nothing where it refuses it.
fn loaded_by_openssl(desk: &Desk, name: &str) -> BTreeSet<Fingerprint> {
    let collected = desk.path("collected.p7");
    let read = Command::new("openssl")
        .args(["crl2pkcs7", "-nocrl", "-certfile"])
        .arg(desk.path(name))
        .arg("-out")
        .arg(&collected)
        .output()
        .expect("openssl is here");
    if !read.status.success() {
        return BTreeSet::new();
    }
    let printed = Command::new("openssl").args(["pkcs7", "-print_certs", "-in"]).arg(&collected).output().unwrap();
    assert!(printed.status.success());
    desk.write("printed.pem", printed.stdout);
    let contents = tillit_verifier::container::read(
        &std::fs::read(desk.path("printed.pem")).unwrap()[..],
        &[],
        &tillit_verifier::container::ReadLimits::default(),
    );
    let entries = contents.map(|contents| contents.entries).unwrap_or_default();
    entries.into_iter().filter_map(|entry| Some(entry.certificate.ok()?.fingerprint())).collect()
}

#[test]
fn what_openssl_does_not_load_does_not_count() {
    let [root, first, second] = &*CERTIFICATES;
    let all = pem(&[root, first, second]);
    let list = std::str::from_utf8(b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n").unwrap();
    let lines: Vec<&str> = all.lines().collect();
    let each = |change: &dyn Fn(usize, &str) -> String| -> String {
        lines.iter().enumerate().map(|(number, line)| change(number, line)).collect()
    };
    let glued = all.replace("-----\n-----BEGIN", "----------BEGIN");
    let texts: Vec<(&str, Vec<u8>)> = vec![
        ("plain", all.clone().into_bytes()),
        ("windows line ends", all.replace('\n', "\r\n").into_bytes()),
        (
            "words between",
            each(&|_, line| {
                if line.starts_with("-----BEGIN") { format!("subject=x\n\n{line}\n") } else { format!("{line}\n") }
            })
            .into_bytes(),
        ),
        ("mark", [b"\xef\xbb\xbf", all.as_bytes()].concat()),
        ("indented", each(&|_, line| format!("  {line}\n")).into_bytes()),
        ("first indented", format!(" {all}").into_bytes()),
        (
            "indented inside",
            each(&|_, line| if line.starts_with('-') { format!("{line}\n") } else { format!("  {line}\n") })
                .into_bytes(),
        ),
        ("trailing spaces", each(&|_, line| format!("{line} \t\n")).into_bytes()),
        (
            "empty line inside",
            each(&|number, line| if number == 3 { format!("{line}\n\n") } else { format!("{line}\n") }).into_bytes(),
        ),
        (
            "empty line after BEGIN",
            each(&|number, line| if number == 0 { format!("{line}\n\n") } else { format!("{line}\n") }).into_bytes(),
        ),
        ("carriage returns", all.replace('\n', "\r").into_bytes()),
        (
            "headers",
            each(&|number, line| {
                if number == 0 {
                    format!("{line}\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0123456789ABCDEF\n\n")
                } else {
                    format!("{line}\n")
                }
            })
            .into_bytes(),
        ),
        ("text after END", all.replacen("-----END CERTIFICATE-----", "-----END CERTIFICATE----- root", 1).into_bytes()),
        (
            "text after BEGIN",
            all.replacen("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE----- root", 1).into_bytes(),
        ),
        ("other END", all.replacen("-----END CERTIFICATE-----", "-----END TRUSTED CERTIFICATE-----", 1).into_bytes()),
        ("old label", all.replace(" CERTIFICATE", " X509 CERTIFICATE").into_bytes()),
        ("glued", glued.into_bytes()),
        ("damaged list", format!("{all}{list}").into_bytes()),
        (
            "damaged Base64",
            each(&|number, line| if number == 2 { format!("{}!\n", &line[1..]) } else { format!("{line}\n") })
                .into_bytes(),
        ),
        ("cut off", all.as_bytes()[..all.len() - 40].to_vec()),
        (
            "one line each",
            each(&|_, line| {
                if line.starts_with("-----END") {
                    format!("\n{line}\n")
                } else if line.starts_with('-') {
                    format!("{line}\n")
                } else {
                    line.to_owned()
                }
            })
            .into_bytes(),
        ),
        ("utf-16", all.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("no end of line", all.trim_end().as_bytes().to_vec()),
    ];
    let mut texts = texts;
    // After an empty line OpenSSL asks for lines of 64 characters, and only the last may be shorter; without one for nothing.
    let first_wrapped = |width: usize, after_begin: &str| {
        let body: String = first.to_pem().lines().filter(|line| !line.starts_with('-')).collect();
        let rows: Vec<_> = body.as_bytes().chunks(width).map(|row| std::str::from_utf8(row).unwrap()).collect();
        let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----");
        let block = format!("{begin}\n{after_begin}{}\n{end}\n", rows.join("\n"));
        [root.to_pem(), block, second.to_pem()].concat().into_bytes()
    };
    texts.extend([
        ("76 columns", first_wrapped(76, "")),
        ("32 columns", first_wrapped(32, "")),
        ("64 columns after an empty line", first_wrapped(64, "\n")),
        ("65 columns after an empty line", first_wrapped(65, "\n")),
        ("76 columns after an empty line", first_wrapped(76, "\n")),
        ("32 columns after an empty line", first_wrapped(32, "\n")),
    ]);
    texts.extend(among_raw_bytes(&[root, first, second].map(tillit_lab::Issued::to_pem)));
    let mut refused = 0;
    for (name, text) in &texts {
        let desk = Desk::new();
        desk.write("ca.pem", text);
        let judged = loaded_by_openssl(&desk, "ca.pem");
        let mut outcome = super::read(&desk.path("ca.pem"));
        let counted: BTreeSet<Fingerprint> = match outcome.remove(0) {
            Ok(store) => {
                let told = store.observations.iter().any(|o| matches!(o, Observation::NotLoadedByOpenSsl { .. }));
                assert!(told || store.certificates().count() == judged.len(), "{name}: {:?}", store.observations);
                assert!(!told || *name != "plain");
                let anchors = store.entries.iter().filter(|entry| entry.trust.client == Grant::Anchor);
                anchors.filter_map(|entry| Some(entry.certificate.as_ref().ok()?.fingerprint())).collect()
            }
            Err(_) => BTreeSet::new(),
        };
        if name.starts_with("inside: ") {
            // OpenSSL drops what is no text inside a block, this reader has no use for the block: never more than OpenSSL loads.
            assert!(counted.is_subset(&judged), "{name}");
        } else {
            assert_eq!(counted, judged, "{name}");
        }
        refused += usize::from(judged.is_empty());
    }
    assert!((5..texts.len() - 5).contains(&refused), "the judge refuses some and not others: {refused}");
}

/// What is no text between the certificates, as a DER file among the sources of a system leaves it. OpenSSL reads pieces of 254 bytes, in
/// each of which it sees what stands before the first NUL: a piece without anything is the end of the file to it.
fn among_raw_bytes([root, first, second]: &[String; 3]) -> Vec<(&'static str, Vec<u8>)> {
    let between = |raw: &[u8]| [root.as_bytes(), raw, first.as_bytes(), second.as_bytes()].concat();
    let inside = |at: usize, raw: &[u8]| {
        let (before, after) = first.split_at(at);
        [root.as_bytes(), before.as_bytes(), raw, after.as_bytes(), second.as_bytes()].concat()
    };
    let end_of_begin = first.find('\n').unwrap();
    let end = first.find("-----END").unwrap();
    let joined = first.replace('\n', "").replace("CERTIFICATE----------END", "CERTIFICATE-----\n-----END");
    let one_line = joined.replacen("-----M", "-----\nM", 1).replacen("-----END", "\n-----END", 1) + "\n";
    let body = one_line.lines().nth(1).unwrap().len();
    let with_body_of = |length: usize| {
        // Blanks inside Base64 are nothing to either reader.
        let blanks = " ".repeat(length - body);
        let line = one_line.replacen("-----\nM", &format!("-----\nM{blanks}"), 1);
        [root.as_bytes(), line.as_bytes(), second.as_bytes()].concat()
    };
    let raw = |length: usize| [vec![0x80; length]].concat();
    vec![
        ("NUL in a line", between(b"0\x82\0\x01\n")),
        ("NUL at the beginning of a line", between(b"0\x82\n\0\x01\n")),
        ("NUL before BEGIN", between(b"\0")),
        ("NUL first of all", [b"\0", root.as_bytes()].concat()),
        ("NUL in the line of BEGIN, before", between(b"\x30\0")),
        ("inside: NUL after BEGIN", inside(end_of_begin, b"\0")),
        ("inside: NUL after BEGIN and more", inside(end_of_begin, b"\0-----BEGIN CERTIFICATE-----")),
        ("inside: NUL in the content", inside(end_of_begin + 20, b"\0")),
        ("NUL at the beginning of a line of the content", inside(end_of_begin + 1, b"\0")),
        ("NUL before END", inside(end, b"\0")),
        ("inside: NUL at the end of a line of the content", inside(end - 1, b"\0")),
        ("inside: NUL in the middle of END", inside(end + 12, b"\0")),
        ("NUL at the end of END", inside(first.len() - 1, b"\0\x01")),
        ("raw without an end of line", between(&raw(100))),
        ("raw up to the end of a piece", between(&raw(254))),
        ("raw, one byte less than a piece", between(&raw(253))),
        ("raw up to the end of a piece, then an end of line", between(&[raw(254), b"\n".to_vec()].concat())),
        ("raw up to the end of the second piece", between(&raw(508))),
        ("raw, then NUL at the beginning of a piece", between(&[raw(254), b"\0\n".to_vec()].concat())),
        ("raw, then NUL at the end of a piece", between(&[raw(253), b"\0\n".to_vec()].concat())),
        ("inside: raw after BEGIN", inside(end_of_begin, &raw(9))),
        ("inside: raw after BEGIN up to the end of a piece", inside(end_of_begin, &raw(254 - end_of_begin))),
        ("raw after END", inside(first.len() - 1, &raw(9))),
        ("inside: raw in the content", inside(end_of_begin + 20, &raw(9))),
        ("inside: raw at the end of a line of the content", inside(end - 1, &raw(9))),
        ("BEGIN across the end of a piece", between(&raw(250))),
        ("carriage returns between", between(b"a\rb\rc\n")),
        ("carriage returns between, and no end of line", between(b"a\rb\r")),
        ("carriage return at the end of a piece", between(&[raw(253), b"\r\n".to_vec()].concat())),
        ("mark between", between(b"\xef\xbb\xbf")),
        ("mark between, after a line", between(b"a\n\xef\xbb\xbf")),
        ("mark and a line", [b"\xef\xbb\xbfa\n", root.as_bytes(), first.as_bytes()].concat()),
        ("content on one line", with_body_of(body)),
        ("content on one line of whole pieces", with_body_of(body.div_ceil(254) * 254)),
        ("content on one line, one byte less", with_body_of(body.div_ceil(254) * 254 - 1)),
    ]
}

/// A PKCS#7 block among certificates: this reader takes it, OpenSSL does not.
#[test]
fn a_block_of_another_kind_is_passed_over() {
    let [root, first, _] = &*CERTIFICATES;
    let desk = Desk::new();
    desk.write("first.pem", first.to_pem());
    let block = desk.run("openssl", &["crl2pkcs7", "-nocrl", "-certfile", "first.pem"]);
    desk.write("ca.pem", [root.to_pem().as_bytes(), &block].concat());
    assert_eq!(loaded_by_openssl(&desk, "ca.pem").len(), 1);
    let store = one(&desk.path("ca.pem"));
    let ignored: Vec<bool> = store.entries.iter().map(|e| e.ignored_by.contains(&Consumer::OpenSsl)).collect();
    assert_eq!(ignored, [false, true]);
    let line = root.to_pem().lines().count() as u64 + 1;
    assert!(
        store.observations.iter().any(
            |o| matches!(o, Observation::NotLoadedByOpenSsl { refused_at: None, skipped, .. } if *skipped == [line])
        )
    );
}

/// nginx, Apache httpd and HAProxy load PEM certificates alone; the same certificates are a source of other stores, and read as such.
#[test]
fn forms_that_openssl_does_not_load() {
    use tillit_trust_stores::observation::OtherForm;
    let [root, first, _] = &*CERTIFICATES;
    let desk = Desk::new();
    desk.write("ca.der", &root.der);
    desk.write("ca.pem", pem(&[root, first]));
    desk.run("openssl", &["crl2pkcs7", "-nocrl", "-certfile", "ca.pem", "-out", "text.p7b"]);
    desk.run("openssl", &["crl2pkcs7", "-nocrl", "-certfile", "ca.pem", "-outform", "DER", "-out", "ca.p7b"]);
    for (name, form) in [
        ("ca.pem", None),
        ("ca.der", Some(OtherForm::Der)),
        ("ca.p7b", Some(OtherForm::Pkcs7)),
        ("text.p7b", Some(OtherForm::Pkcs7Text)),
    ] {
        let path = desk.path(name);
        let verified = Command::new("openssl")
            .args(["verify", "-no-CApath", "-no-CAstore", "-CAfile"])
            .args([&path, &desk.path("ca.pem")])
            .output()
            .unwrap();
        assert_eq!(verified.status.success(), form.is_none(), "{name}: {verified:?}");
        assert_eq!(loaded_by_openssl(&desk, name).is_empty(), form.is_some(), "{name}");
        let found = super::find(path.to_str().unwrap());
        let [store] = found.stores.as_slice() else { panic!("{name}: {found:?}") };
        let told = store.observations.iter().find_map(|seen| match seen {
            Observation::OtherFormForOpenSsl(form) => Some(*form),
            Observation::NotLoadedByOpenSsl { .. } => panic!("{name}: told twice"),
            _ => None,
        });
        assert_eq!(told, form, "{name}");
        let is_ignored = |entry: &tillit_trust_stores::Entry| entry.ignored_by.contains(&Consumer::OpenSsl);
        assert!(store.entries.iter().all(|entry| is_ignored(entry) == form.is_some()), "{name}");
        assert_eq!(super::prints(store).len(), if name == "ca.der" { 1 } else { 2 }, "{name}");
        // As a model to compare with, the certificates are the same.
        assert!(store.entries.iter().all(|entry| entry.trust.client == Grant::Anchor), "{name}");
    }
}

/// A heap of files is a source; looked up in as it stands, OpenSSL finds nothing there.
#[test]
fn a_folder_without_hashes() {
    let [root, ..] = &*CERTIFICATES;
    let desk = Desk::new();
    desk.write("certs/root.pem", root.to_pem());
    let (folder, file) = (desk.path("certs"), desk.path("certs/root.pem"));
    let verifies = || {
        let arguments = ["verify", "-no-CAfile", "-no-CAstore", "-CApath"];
        Command::new("openssl").args(arguments).args([&folder, &file]).output().unwrap().status.success()
    };
    let told = || {
        let found = super::find(folder.to_str().unwrap());
        assert!(found.stores[0].entries.iter().all(|entry| entry.ignored_by.is_empty()));
        found.stores[0].observations.iter().any(|seen| matches!(seen, Observation::UnhashedFolder))
    };
    assert_eq!((verifies(), told()), (false, true));
    desk.run("openssl", &["rehash", "certs"]);
    assert_eq!((verifies(), told()), (true, false));
}
