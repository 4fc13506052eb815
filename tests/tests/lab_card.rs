//! The lab's card in a reader of the real pcscd: OpenSC, which knows nothing of it, reads it and signs with it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use tillit_lab::card::{Card, Contents, Kind, Pin, Protocol};
use tillit_lab::{Options, Pki};
use tillit_tests::{Lab, Pcsc, text, tillit_binary, with_pcsc};

static PKI: LazyLock<Pki> = LazyLock::new(|| {
    let now = time::OffsetDateTime::now_utc();
    Pki::siths_shaped(&Options::new(now), &|_, _| {}).expect("a PKI")
});

const MODULE: &str = "opensc-pkcs11.so";

/// OpenSC's module, wherever the distribution puts it.
fn module() -> String {
    let found = fs::read_dir("/usr/lib").unwrap().filter_map(|entry| Some(entry.ok()?.path().join(MODULE)));
    text(&found.into_iter().find(|path| path.exists()).expect("opensc-pkcs11.so (Debian: opensc-pkcs11)"))
}

#[track_caller]
fn well(pcsc: &Pcsc, program: &str, args: &[&str]) -> String {
    let output = pcsc.tool(program, args);
    assert_eq!(output.code, 0, "{program} {args:?}: {}{}\n{}", output.stdout, output.stderr, pcsc.log());
    output.stdout
}

/// Lines of the card's log with a PIN in them.
fn pins(log: &[String]) -> usize {
    log.iter().filter(|line| line.contains("<pin>")).count()
}

fn read_and_sign(protocol: Protocol) {
    with_pcsc(&format!("opensc_reads_and_signs_{protocol:?}").to_lowercase(), |pcsc| {
        let contents = Contents::of_pki(&PKI, Kind::Upgraded).unwrap();
        let card = pcsc.insert(Card::new(&contents, protocol), 0);

        let all = well(pcsc, "pkcs15-tool", &["-D"]);
        for part in ["SITHS e-id kort", "Legitimering", "Underskrift", "97520000000000", "ModLength      : 2048"] {
            assert!(all.contains(part), "{part}: {all}");
        }
        assert_eq!(all.matches("X.509 Certificate [Tolvan Tolvansson").count(), 4, "{all}");
        for slot in &contents.slots {
            let id = format!("{:02x}", slot.id);
            let pem = well(pcsc, "pkcs15-tool", &["--read-certificate", &id]);
            let issued =
                PKI.holder("upgraded").unwrap().certificates.iter().find(|c| c.issued.der == slot.der).unwrap();
            assert_eq!(pem.replace(char::is_whitespace, ""), issued.issued.to_pem().replace(char::is_whitespace, ""));
        }
        let slots = well(pcsc, "pkcs11-tool", &["--module", &module(), "-L"]);
        for label in ["SITHS e-id kort (Legitimering)", "SITHS e-id kort (Underskrift)"] {
            assert!(slots.contains(label), "{slots}");
        }
        assert_eq!(pins(&card.log().lines()), 0, "nobody was asked for a PIN");

        let login = "SITHS e-id kort (Legitimering)";
        let args = ["--module", &module(), "--token-label", login, "--login", "--pin", Pin::Login.digits(), "-O"];
        let objects = well(pcsc, "pkcs11-tool", &args);
        assert!(objects.contains("Private Key Object"), "{objects}");
        sign(pcsc, &contents, login, Pin::Login, 0);
        sign(pcsc, &contents, "SITHS e-id kort (Underskrift)", Pin::Signature, 1);
        let log = card.log().lines();
        assert!(log.iter().any(|line| line == "signed with Login 45"), "{log:#?}");
        assert!(log.iter().any(|line| line == "signed with Signature 46"), "{log:#?}");
        assert!(!log.iter().any(|line| line.contains("313233343536") || line.contains("363534333231")), "{log:#?}");

        let wrong = ["--module", &module(), "--token-label", login, "--login", "--pin", "000000", "-O"];
        let output = pcsc.tool("pkcs11-tool", &wrong);
        assert!(output.code != 0 && output.stderr.contains("CKR_PIN_INCORRECT"), "{output:?}");
        let card = pcsc.pull(card, 0);
        assert_eq!((card.tries(Pin::Login), card.tries(Pin::Signature)), (2, 3));
    });
}

/// Signs with both kinds of padding; OpenSSL says whether it holds.
#[track_caller]
fn sign(pcsc: &Pcsc, contents: &Contents, token: &str, pin: Pin, at: usize) {
    let slot = &contents.slots[at];
    let data = pcsc.file("data");
    let id = format!("{:02x}", slot.id);
    fs::write(pcsc.file("certificate.der"), &slot.der).unwrap();
    let public = well(pcsc, "openssl", &["x509", "-inform", "DER", "-in", "certificate.der", "-noout", "-pubkey"]);
    fs::write(pcsc.file("public.pem"), public).unwrap();
    fs::write(&data, "what is signed").unwrap();
    let digest = well(pcsc, "openssl", &["dgst", "-sha256", "-binary", "-out", "digest", "data"]);
    assert_eq!(digest, "");
    let mut info = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20".to_vec();
    info.extend(fs::read(pcsc.file("digest")).unwrap());
    fs::write(pcsc.file("info"), info).unwrap();
    for (mechanism, input, options, judge) in [
        ("RSA-PKCS", "info", &[][..], &[][..]),
        (
            "RSA-PKCS-PSS",
            "digest",
            &["--hash-algorithm", "SHA256", "--mgf", "MGF1-SHA256", "--salt-len", "32"][..],
            &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"][..],
        ),
    ] {
        let module = module();
        let digits = pin.digits();
        let fixed = ["--module", &module, "--token-label", token, "--login", "--pin", digits, "--id", &id, "--sign"];
        let files = ["--mechanism", mechanism, "--input-file", input, "--output-file", "signature"];
        well(pcsc, "pkcs11-tool", &[&fixed[..], &files[..], options].concat());
        let judged = [&["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature"][..], judge, &["data"]];
        assert!(well(pcsc, "openssl", &judged.concat()).contains("Verified OK"), "{mechanism}");
    }
}

#[test]
fn opensc_reads_and_signs_t1() {
    read_and_sign(Protocol::T1);
}

#[test]
fn opensc_reads_and_signs_t0() {
    read_and_sign(Protocol::T0);
}

#[test]
fn every_kind_of_card_is_read() {
    with_pcsc("every_kind_of_card_is_read", |pcsc| {
        for (kind, count) in [
            (Kind::Old, 2),
            (Kind::Both, 6),
            (Kind::TooMany, 8),
            (Kind::New, 2),
            (Kind::Reserve, 2),
            (Kind::ShortTerm, 1),
            (Kind::Locked, 4),
        ] {
            let contents = Contents::of_pki(&PKI, kind).unwrap();
            let card = pcsc.insert(Card::new(&contents, Protocol::T1), 1);
            let all = well(pcsc, "pkcs15-tool", &["-r", Pcsc::NAMES[1], "-c"]);
            assert_eq!(all.matches("X.509 Certificate [").count(), count, "{kind:?}: {all}");
            pcsc.pull(card, 1);
        }
    });
}

/// OpenSC writes on an empty card, and what it wrote is what it reads; from then on nothing is written without a PIN.
#[test]
fn opensc_fills_an_empty_card() {
    with_pcsc("opensc_fills_an_empty_card", |pcsc| {
        let mut contents = Contents::of_pki(&PKI, Kind::Upgraded).unwrap();
        contents.slots.truncate(2);
        let card = pcsc.filled_by_opensc(&contents);
        let before = card.log().lines().len();
        let all = well(pcsc, "pkcs15-tool", &["-D"]);
        for part in ["SITHS e-id kort", "Legitimering", "Underskrift", "3f0050154b01", "Aventra"] {
            assert!(all.contains(part), "{part}: {all}");
        }
        assert_eq!(all.matches("X.509 Certificate [Tolvan Tolvansson").count(), 2, "{all}");
        sign(pcsc, &contents, "SITHS e-id kort (Legitimering)", Pin::Login, 0);
        let log = card.log().lines().split_off(before);
        assert_eq!(log.iter().filter(|line| line.starts_with("signed with key 4b")).count(), 2, "{log:#?}");
        let refused = ["--reader", "0", "--store-data", "data", "--application-name", "x", "--label", "x"];
        fs::write(pcsc.file("data"), "more").unwrap();
        assert_ne!(pcsc.tool("pkcs15-init", &refused).code, 0);
        let card = pcsc.pull(card, 0);
        assert_eq!((card.tries(Pin::Login), card.tries(Pin::Signature)), (3, 3));
    });
}

/// As a person does it: a lab on disk, a card of it in the reader until the command is ended.
#[test]
fn a_card_of_a_written_lab() {
    let _ = tillit_binary();
    with_pcsc("a_card_of_a_written_lab", |pcsc| {
        let log = pcsc.file("card.log");
        let mut child = None;
        pcsc.while_inserted(0, || {
            let spawned = Command::new(tillit_binary())
                .args(["lab", "card", "both", "--lab", &Lab::get().text(""), "--log", &text(&log)])
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .spawn();
            child = Some(spawned.unwrap());
        });
        let mut card = child.unwrap();
        let said = well(pcsc, "pkcs15-tool", &["--read-certificate", "45"]);
        let issued = fs::read_to_string(Lab::get().path("cards/upgraded/hsaid-login.pem")).unwrap();
        assert_eq!(said.replace(char::is_whitespace, ""), issued.replace(char::is_whitespace, ""));
        card.kill().unwrap();
        let output = card.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        for part in ["both, with 6 certificates", "123456", "654321", Pcsc::READERS[0]] {
            assert!(said.contains(part), "{said}");
        }
        assert!(fs::read_to_string(&log).unwrap().contains("\n> 00a4"));
    });
}
