//! A PIV card that others wrote (`tests/piv-card`), in a reader of the real pcscd: what tillit shows of it is what OpenSC shows, and its key logs in.
//! It takes minutes to compile: `.ci/deep` does, and names it in `TILLIT_PIV_CARD`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tillit_tests::{Home, Lab, Listener, Output, Pcsc, assert_valid, text, tillit_binary, with_pcsc};

/// As cards of this kind are delivered.
const PIN: &str = "123456";

/// The card in the first reader; its process ends when this is dropped.
struct Inserted<'a> {
    process: Child,
    pcsc: &'a Pcsc,
}

impl Drop for Inserted<'_> {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Inserted<'_> {
    /// How many times a PIN came to the card.
    fn given(&self) -> usize {
        fs::read_to_string(self.pcsc.file("card.log")).unwrap().matches("<pin>").count()
    }
}

/// Makes keys on the card for login and for signatures, and puts a certificate of the lab's newest generation beside each. Their files.
#[track_caller]
fn personalised<'a>(pcsc: &'a Pcsc, program: &str) -> (Inserted<'a>, [(String, String); 2]) {
    let log = File::create(pcsc.file("card.log")).unwrap();
    let mut process = None;
    pcsc.while_inserted(0, || {
        let mut command = Command::new(program);
        command.arg(Pcsc::READERS[0]).stdin(Stdio::null()).stdout(log).stderr(Stdio::inherit());
        process = Some(command.spawn().unwrap_or_else(|error| panic!("{program}: {error}")));
    });
    let card = Inserted { process: process.unwrap(), pcsc };
    let run = |program: &str, args: &[&str]| {
        let output = pcsc.tool(program, args);
        assert_eq!(output.code, 0, "{program} {args:?}: {}{}", output.stdout, output.stderr);
    };
    let piv = |args: &[&str]| run("yubico-piv-tool", &[&["-r", Pcsc::NAMES[0]], args].concat());
    let lab = Lab::get();
    let (ca, key) =
        (lab.text("ca/new/labsithseidpersonhsaid3cav1.pem"), lab.text("keys/ca/labsithseidpersonhsaid3cav1.key"));
    let issued = [("9a", "digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth"), ("9c", "nonRepudiation")]
        .map(|(slot, usage)| {
            let [public, pem, extensions] = ["pub", "pem", "ext"].map(|kind| format!("{slot}.{kind}"));
            piv(&["-a", "generate", "-s", slot, "-A", "RSA2048", "-o", &public]);
            let text =
                "authorityKeyIdentifier=keyid\ncertificatePolicies=1.3.6.1.4.1.32473.74.8.303\nkeyUsage=critical,";
            fs::write(pcsc.file(&extensions), format!("{text}{usage}\n")).unwrap();
            let subject = "/C=SE/O=Lab AB/CN=Tolvan Tolvansson/serialNumber=SELAB0000000016-1ABC";
            let new = ["x509", "-new", "-force_pubkey", &public, "-subj", subject, "-days", "400", "-CA", &ca];
            run("openssl", &[&new[..], &["-CAkey", &key, "-extfile", &extensions, "-out", &pem]].concat());
            piv(&["-a", "import-certificate", "-s", slot, "-i", &pem]);
            (slot.to_owned(), pem)
        });
    // OpenSC takes a card's number from there, and what it keeps of a card with another.
    piv(&["-a", "set-chuid"]);
    (card, issued)
}

fn tillit(home: &Home, command: &str, args: &[&str]) -> Output {
    Lab::get().tillit(home, command, &[], args)
}

#[track_caller]
fn sha256(pcsc: &Pcsc, pem: &str) -> String {
    let said = pcsc.tool("openssl", &["x509", "-in", pem, "-noout", "-fingerprint", "-sha256"]).stdout;
    said.trim().split_once('=').unwrap().1.replace(':', "")
}

#[test]
fn an_independent_card_is_shown_as_opensc_shows_it_and_logs_in() {
    let Some(program) = std::env::var("TILLIT_PIV_CARD").ok() else {
        eprintln!("skipped: TILLIT_PIV_CARD names no card (.ci/deep does)");
        return;
    };
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("an_independent_card_is_shown_as_opensc_shows_it_and_logs_in", |pcsc| {
        let home = Home::new();
        let (card, issued) = personalised(pcsc, &program);

        // Field by field beside OpenSC's own tools.
        let show = tillit(&home, "card", &["show", "--json"]);
        assert_valid(&show.assert_code(0).json(), "card-1.json");
        let reader = show.json()["results"][0]["readers"][0].clone();
        let shown = &reader["card"];
        assert_eq!((&shown["via"], &shown["state"]), (&Value::from("pkcs11"), &Value::from("new")), "{shown:#}");
        let field = |said: &str, name: &str| {
            let line =
                said.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{said}"));
            line.split_once(':').unwrap().1.trim().to_owned()
        };
        let token = pcsc.tool("pkcs11-tool", &["-L"]).stdout;
        assert_eq!(shown["label"], field(&token, "token label"));
        assert_eq!(shown["manufacturer"], field(&token, "token manufacturer"));
        assert_eq!(shown["serial"], field(&token, "serial num"));
        let atr = pcsc.tool("opensc-tool", &["-r", "0", "-a"]).stdout.trim().replace(':', "").to_uppercase();
        assert_eq!(reader["atr"].as_str().unwrap().replace(' ', ""), atr);
        let certificates = shown["certificates"].as_array().unwrap();
        let dump = pcsc.tool("pkcs15-tool", &["-r", "0", "-c"]).stdout;
        let theirs: Vec<&str> = dump.lines().filter_map(|line| line.strip_prefix("X.509 Certificate [")).collect();
        assert_eq!((certificates.len(), theirs.len()), (2, 2), "{dump}");
        for ((ours, theirs), (usage, (_, pem))) in
            certificates.iter().zip(theirs).zip(["login", "signature"].into_iter().zip(&issued))
        {
            assert_eq!(ours["label"], theirs.trim_end_matches(']'));
            assert_eq!((&ours["sha256"], &ours["use"]), (&sha256(pcsc, pem).into(), &usage.into()));
            assert_eq!(ours["hsa_id"], "SELAB0000000016-1ABC");
            let read = pcsc.tool("pkcs15-tool", &["-r", "0", "--read-certificate", ours["id"].as_str().unwrap()]);
            fs::write(pcsc.file("read.pem"), read.stdout).unwrap();
            assert_eq!(sha256(pcsc, "read.pem"), ours["sha256"].as_str().unwrap());
        }
        let list = tillit(&home, "card", &["list", "--json"]);
        let modules = list.assert_code(0).json()["results"][0]["modules"].clone();
        let opensc = modules.as_array().unwrap().iter().find(|one| one["name"] == "OpenSC").unwrap().clone();
        assert_eq!(
            (&opensc["tokens"][0]["label"], &opensc["tokens"][0]["pin_last_try"]),
            (&shown["label"], &false.into())
        );
        tillit(&home, "card", &["check", "-v"]).assert_code(0).assert_says("T-503");
        assert_eq!(card.given(), 0, "a PIN came to the card before anybody logged in");

        // In, with one PIN; then twice with a wrong one, and no third time.
        let new = Lab::get().text("trust/new.pem");
        let settings = ["-CAfile", &new, "-Verify", "5", "-verify_return_error"];
        let server = Listener::openssl(&home.work().join("s_server"), &settings);
        let [right, wrong] = [PIN, "999999"].map(|pin| format!("file:{}", text(&home.write(pin, pin))));
        let ca = Lab::get().text("ca/new");
        let login =
            |pin: &str| tillit(&home, "login", &[&server.url("/"), "--card", "--pin", pin, "--ca", &ca, "--json"]);
        let output = login(&right);
        let attempts = output.assert_code(0).json()["results"][0]["attempts"].as_array().unwrap().clone();
        assert!(attempts.len() >= 4 && attempts.iter().all(|one| one["outcome"] == "logged-in"), "{attempts:#?}");
        assert_eq!(card.given(), 1);
        let tries =
            || field(&pcsc.tool("yubico-piv-tool", &["-r", Pcsc::NAMES[0], "-a", "status"]).stdout, "PIN tries left");
        assert_eq!(tries(), "3");
        login(&wrong).assert_code(3).assert_complains("Wrong PIN");
        login(&wrong).assert_code(3).assert_complains("only one try is left");
        assert_eq!((card.given(), tries()), (3, "1".to_owned()));
        for pin in [&wrong, &right] {
            login(pin).assert_code(3).assert_complains("No PIN was tried");
        }
        assert_eq!((card.given(), tries()), (3, "1".to_owned()), "the last try is the holder's own");
        let check = tillit(&home, "card", &["check", "--json"]).json();
        assert!(check["findings"].to_string().contains("T-511"), "{check:#}");
    });
}
