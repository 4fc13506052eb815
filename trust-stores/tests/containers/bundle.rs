//! Large PEM bundles.

use std::fmt::Write as _;

use tillit_trust_stores::formats::{self, Options};
use tillit_trust_stores::observation::Observation;
use tillit_trust_stores::store::{Grant, MAX_KEPT};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::container::{Passwords, Position, Quirk, ReadLimits};

use super::{CERTIFICATES, Desk, one, pem, print, prints};

/// What is kept: the first ones, and of the others those of interest and those that cannot be read; in order, with their lines.
#[test]
fn what_matters_is_found_beyond_what_is_kept() {
    let [plain, wanted, _] = &*CERTIFICATES;
    let (plain_pem, wanted_pem) = (plain.to_pem(), wanted.to_pem());
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let lines = plain_pem.lines().count() as u64;
    let mut text = plain_pem.repeat(MAX_KEPT + 5_000);
    write!(text, "{wanted_pem}{broken}{}{wanted_pem}", plain_pem.repeat(200)).unwrap();
    let desk = Desk::new();
    let path = desk.write("large.pem", &text);
    let (tree, passwords) = (Folder::host(), Passwords::defaults());
    let wanted_print = print(wanted);
    // The limit for what is held in memory at once is none for a stream.
    let limits = ReadLimits { max_entries: 1_000, ..ReadLimits::default() };
    let interest = |certificate: &tillit_verifier::Certificate| certificate.fingerprint() == wanted_print;
    let options = Options { tree: &tree, passwords: &passwords, limits, interest: &interest, kind: None };
    let store = formats::read(&path, &options).remove(0).unwrap();
    assert_eq!(store.len(), MAX_KEPT as u64 + 5_203);
    assert_eq!(store.passed_over, 5_200);
    assert!(store.observations.iter().any(|seen| matches!(seen, Observation::NotAllKept(_))));
    let last: Vec<_> =
        store.entries[MAX_KEPT..].iter().map(|entry| (entry.certificate.is_ok(), entry.position)).collect();
    let at = (MAX_KEPT as u64 + 5_000) * lines + 1;
    let after = wanted_pem.lines().count() as u64;
    let expected = [(true, at), (false, at + after), (true, at + after + 3 + 200 * lines)];
    assert_eq!(last, expected.map(|(good, line)| (good, Position::Line(line))));
    assert!(
        store.entries[..MAX_KEPT]
            .iter()
            .enumerate()
            .all(|(number, entry)| entry.position == Position::Line(number as u64 * lines + 1))
    );
}

/// The same entries as OpenSSL finds, whether one thread reads or several.
#[test]
fn the_same_number_as_openssl() {
    let desk = Desk::new();
    for count in [1, 50, 400] {
        let path = desk.write("b.pem", pem(&[&CERTIFICATES[0], &CERTIFICATES[1], &CERTIFICATES[2]]).repeat(count));
        let counted = String::from_utf8(desk.run("openssl", &["storeutl", "-noout", "-certs", "b.pem"])).unwrap();
        let total: u64 = counted.rsplit("Total found: ").next().unwrap().trim().parse().unwrap();
        let store = one(&path);
        assert_eq!(store.len(), total);
        let expected = CERTIFICATES.each_ref().map(print);
        assert!(prints(&store).chunks(3).all(|three| three == expected));
    }
}

/// What OpenSSL's `TRUSTED CERTIFICATE` says of its uses counts as it does for `openssl verify`.
#[test]
fn trusted_certificates_are_told_and_their_uses_count() {
    let desk = Desk::new();
    desk.write("ext", "extendedKeyUsage = clientAuth, serverAuth, emailProtection\n");
    let make = |arguments: &str| desk.run("openssl", &arguments.split(' ').collect::<Vec<_>>());
    make(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=Root -keyout key -out root.pem",
    );
    make("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Test -keyout leaf.key -out leaf.csr");
    make("x509 -req -in leaf.csr -CA root.pem -CAkey key -CAcreateserial -days 9 -extfile ext -out leaf.pem");
    let (yes, ignored, no) = (Grant::Anchor, Grant::Ignored, Grant::Distrusted);
    for (options, client, server, email) in [
        ("-setalias x", yes, yes, yes),
        ("-addtrust clientAuth", yes, ignored, ignored),
        ("-addtrust serverAuth -addtrust emailProtection", ignored, yes, yes),
        ("-addtrust anyExtendedKeyUsage", yes, yes, yes),
        ("-addreject clientAuth", no, yes, yes),
        ("-addreject serverAuth -addtrust serverAuth", ignored, no, ignored),
        ("-addreject anyExtendedKeyUsage", no, no, no),
    ] {
        make(&format!("x509 -in root.pem -trustout {options} -out trusted.pem"));
        let path = desk.path("trusted.pem");
        assert!(std::fs::read_to_string(&path).unwrap().contains("BEGIN TRUSTED CERTIFICATE"));
        let store = one(&path);
        let trust = store.entries[0].trust;
        assert_eq!((trust.client, trust.server, trust.email), (client, server, email), "{options}");
        let told: Vec<_> = store.observations.iter().collect();
        assert!(matches!(told[..], [Observation::TrustedCertificateBlock(which)] if which.index == 0), "{told:?}");
        for (purpose, grant) in [("sslclient", trust.client), ("sslserver", trust.server), ("smimesign", trust.email)] {
            let status = std::process::Command::new("openssl")
                .args(["verify", "-no-CAfile", "-no-CApath", "-purpose", purpose, "-CAfile"])
                .args([&path, &desk.path("leaf.pem")])
                .output()
                .unwrap()
                .status;
            assert_eq!(status.success(), grant == Grant::Anchor, "{options} {purpose}");
        }
    }
    // A plain one before it, and another after it: one word for the file.
    let trusted = std::fs::read_to_string(desk.path("trusted.pem")).unwrap();
    let path = desk.write("several.pem", [pem(&[&CERTIFICATES[1]]), trusted.repeat(2)].concat());
    let store = one(&path);
    let told = |seen: &&Observation| matches!(seen, Observation::TrustedCertificateBlock(which) if which.index == 1);
    assert_eq!((store.observations.len(), store.observations.iter().filter(told).count()), (1, 1));
    assert_eq!(store.entries[0].trust.client, Grant::Anchor);
}

/// A byte order mark is told as that alone, and each joint of two blocks once, with its line.
#[test]
fn marks_and_joints() {
    let desk = Desk::new();
    let text = pem(&[&CERTIFICATES[0], &CERTIFICATES[1], &CERTIFICATES[2]]);
    let quirks = |text: &str| -> Vec<Quirk> {
        let store = one(&desk.write("b.pem", text));
        assert_eq!(store.len(), 3);
        // That OpenSSL loads nothing of a glued file is told, too.
        let openssl = |seen: &Observation| matches!(seen, Observation::NotLoadedByOpenSsl { refused_at: Some(_), .. });
        let seen = store.observations.into_iter().filter(|seen| !openssl(seen));
        seen.map(|seen| if let Observation::Quirk(quirk, None) = seen { quirk } else { panic!("{seen:?}") }).collect()
    };
    assert_eq!(quirks(&format!("\u{feff}{text}")), [Quirk::Utf8Mark]);
    let glued = text.replacen("-----\n-----BEGIN", "----------BEGIN", 1);
    let line = CERTIFICATES[0].to_pem().lines().count() as u64;
    assert_eq!(quirks(&glued), [Quirk::Glued { line }]);
    assert_eq!(quirks(&format!("\u{feff}{glued}")), [Quirk::Utf8Mark, Quirk::Glued { line }]);
}
