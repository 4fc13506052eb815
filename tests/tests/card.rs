//! `tillit card` with the real pcscd: OpenSC's tools, which read the same cards, say what is on them; the cards' own logs say what was asked of
//! them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tillit_lab::card::{Card, Contents, Faults, Inserted, Kind, Pin, Protocol};
use tillit_lab::encode::{explicit, sequence, tlv};
use tillit_lab::{Options, Pki};
use tillit_tests::{Home, Lab, Listener, Output, Pcsc, SoftHsm, assert_valid, text, tillit_binary, with_pcsc};

static PKI: LazyLock<Pki> = LazyLock::new(|| {
    let now = time::OffsetDateTime::now_utc();
    Pki::siths_shaped(&Options::new(now), &|_, _| {}).expect("a PKI")
});

fn contents(kind: Kind) -> Contents {
    Contents::of_pki(&PKI, kind).unwrap()
}

/// `tillit card` with the lab's catalog.
fn card(home: &Home, args: &[&str]) -> Output {
    Lab::get().tillit(home, "card", &[], args)
}

/// The document, which is valid, and its first reader's card.
#[track_caller]
fn document(output: &Output) -> (Value, Value) {
    let document = output.json();
    assert_valid(&document, "card-1.json");
    let card = document["results"][0]["readers"][0]["card"].clone();
    (document, card)
}

fn codes(document: &Value) -> Vec<&str> {
    document["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// Nothing that writes, and no PIN: VERIFY at most as a question, where it was asked for.
#[track_caller]
fn assert_only_read(log: &[String], questions: usize) {
    let sent: Vec<&String> = log.iter().filter(|line| line.starts_with("> ")).collect();
    assert!(!sent.is_empty());
    let mut asked = 0;
    for line in sent {
        let command = line.trim_start_matches("> ");
        match command.get(2..4).unwrap() {
            "20" => {
                assert_eq!(command.len(), 8, "a VERIFY with more than a question: {command}");
                asked += 1;
            }
            "a4" | "b0" | "b1" | "b2" | "c0" | "ca" => {}
            other => panic!("{other} in {command}"),
        }
    }
    assert_eq!(asked, questions, "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("<pin>")), "{log:#?}");
}

/// `pkcs15-tool`'s answer as objects: a heading, and what stands below it.
fn objects(dump: &str, heading: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    let mut is_in = false;
    for line in dump.lines() {
        if let Some(name) = line.strip_prefix(heading).and_then(|rest| rest.trim().strip_prefix('[')) {
            found.push((name.trim_end_matches(']').to_owned(), BTreeMap::new()));
            is_in = true;
        } else if !line.starts_with(['\t', ' ']) {
            is_in = false;
        } else if let (true, Some((key, value)), Some(last)) = (is_in, line.split_once(':'), found.last_mut()) {
            last.1.insert(key.trim().to_owned(), value.trim().to_owned());
        }
    }
    found
}

/// Shows the card in the first reader, which only reads, and holds each field against what `pkcs15-tool` says of it. What was shown.
#[track_caller]
fn assert_opensc_agrees(pcsc: &Pcsc, home: &Home, inserted: &Inserted, made: &Contents) -> Value {
    let before = inserted.log().lines().len();
    let output = card(home, &["show", "--json"]);
    let log = inserted.log().lines().split_off(before);
    let (_, shown) = document(output.assert_code(0));
    assert_only_read(&log, 0);

    let dump = pcsc.tool("pkcs15-tool", &["-D"]);
    assert_eq!(dump.code, 0, "{dump:?}");
    let dump = dump.stdout;
    let field = |name: &str| {
        let line =
            dump.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{name}: {dump}"));
        line.split_once(':').unwrap().1.trim().to_owned()
    };
    assert!(dump.contains(&format!("[{}]", shown["label"].as_str().unwrap())), "{dump}");
    assert_eq!(field("Serial number").to_uppercase(), shown["serial"]);
    assert_eq!(field("Manufacturer ID"), shown["manufacturer"]);

    let keys = objects(&dump, "Private RSA Key");
    let pins = objects(&dump, "PIN");
    let certificates = objects(&dump, "X.509 Certificate");
    let ours = shown["certificates"].as_array().unwrap();
    assert_eq!(certificates.len(), ours.len(), "{dump}");
    assert_eq!(ours.len(), made.slots.len());
    for ((label, theirs), (ours, slot)) in certificates.iter().zip(ours.iter().zip(&made.slots)) {
        assert_eq!(label, &ours["label"]);
        assert_eq!(theirs["ID"].to_uppercase(), ours["id"]);
        let file = ours["file"].as_str().unwrap().replace('/', "").to_lowercase();
        assert_eq!(theirs["Path"], file);
        let pem = pcsc.tool("pkcs15-tool", &["--read-certificate", &theirs["ID"]]).stdout;
        fs::write(pcsc.file("certificate.pem"), pem).unwrap();
        let print = ["x509", "-in", "certificate.pem", "-noout", "-fingerprint", "-sha256"];
        let print = pcsc.tool("openssl", &print).stdout.replace(':', "");
        assert!(print.trim().ends_with(ours["sha256"].as_str().unwrap()), "{print}");
        let key = keys.iter().find(|(_, key)| key["ID"] == theirs["ID"]);
        assert_eq!(key.map(|(label, _)| label.as_str()), ours["key"].as_str());
        assert_eq!(key.is_some(), slot.key.is_some());
        let pin = key.and_then(|(_, key)| {
            pins.iter().find(|(_, pin)| pin["ID"] == key["Auth ID"]).map(|(label, _)| label.as_str())
        });
        assert_eq!(pin, ours["pin"].as_str());
        let is_for_signatures = key.is_some_and(|(_, key)| key["Usage"].contains("nonRepudiation"));
        assert_eq!(ours["use"] == "signature", is_for_signatures, "{ours}");
    }
    let ours: Vec<_> = shown["pins"].as_array().unwrap().iter().map(|pin| (&pin["label"], &pin["reference"])).collect();
    assert_eq!(ours.len(), pins.len());
    for ((label, theirs), (ours, reference)) in pins.iter().zip(ours) {
        assert_eq!(label, ours);
        let number = theirs["Reference"].split(' ').next().unwrap().parse::<u64>().unwrap() & 0xff;
        assert_eq!(&Value::from(number), reference);
    }
    shown
}

#[test]
fn opensc_says_the_same_in_every_field() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("opensc_says_the_same_in_every_field", |pcsc| {
        let home = Home::new();
        for (kind, protocol) in [
            (Kind::Upgraded, Protocol::T1),
            (Kind::Upgraded, Protocol::T0),
            (Kind::TooMany, Protocol::T1),
            (Kind::Both, Protocol::T0),
        ] {
            let made = contents(kind);
            let inserted = pcsc.insert(Card::new(&made, protocol), 0);
            let shown = assert_opensc_agrees(pcsc, &home, &inserted, &made);
            assert_eq!(shown["protocol"], if protocol == Protocol::T0 { "T=0" } else { "T=1" });
            pcsc.pull(inserted, 0);
        }
    });
}

/// Every byte on this card is OpenSC's own: another folder, other PIN references, an officer's PIN, zeros after each list.
#[test]
fn a_card_that_opensc_filled_itself_is_shown_as_opensc_does() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("a_card_that_opensc_filled_itself_is_shown_as_opensc_does", |pcsc| {
        let home = Home::new();
        // Two of each generation, and a CA's.
        let issuer = PKI.authorities.iter().find(|ca| ca.file == "labsithseidpersonhsaid3cav1").unwrap();
        let mut made = contents(Kind::Both).with_authority(&issuer.issued.der);
        made.slots.drain(2..4);
        let inserted = pcsc.filled_by_opensc(&made);
        let shown = assert_opensc_agrees(pcsc, &home, &inserted, &made);
        assert_eq!(shown["manufacturer"], "Aventra Ltd.");
        // OpenSC asks cards of this kind itself how many tries are left, which they bear: by VERIFY without a PIN, and nothing that is more.
        let before = inserted.log().lines().len();
        let (listed, _) = document(card(&home, &["list", "--json"]).assert_code(0));
        let modules = listed["results"][0]["modules"].as_array().unwrap();
        let tokens: Vec<&Value> = modules
            .iter()
            .flat_map(|module| module["tokens"].as_array().unwrap())
            .map(|token| &token["label"])
            .collect();
        assert!(tokens.iter().any(|label| label.as_str().unwrap().ends_with("(Legitimering)")), "{tokens:?}");
        let log = inserted.log().lines().split_off(before);
        let asked = log.iter().filter(|line| line.starts_with("> 0020")).count();
        assert!(asked <= tokens.len(), "{asked} times for {tokens:?}");
        assert!(!log.iter().any(|line| line.contains("<pin>")), "{log:#?}");

        let before = inserted.log().lines().len();
        let output = card(&home, &["check", "--query-pin", "--json"]);
        let (document, shown) = document(&output);
        assert!(codes(&document).contains(&"T-504"), "{document:#}");
        assert!(!codes(&document).contains(&"T-500") && !codes(&document).contains(&"T-501"), "{document:#}");
        let pins = shown["pins"].as_array().unwrap();
        let left = pins.iter().find(|pin| pin["label"] == Pin::Login.label()).map(|pin| &pin["tries_left"]);
        assert_eq!(left, Some(&Value::from(3)), "{pins:?}");
        // The officer's PIN is not its holder's: not asked for.
        assert_eq!(pins.len(), 3, "{pins:?}");
        assert_only_read(&inserted.log().lines().split_off(before), 2);
        let back = pcsc.pull(inserted, 0);
        assert_eq!((back.tries(Pin::Login), back.tries(Pin::Signature)), (3, 3), "no try is lost");
    });
}

#[test]
fn cards_are_judged_for_the_upgrade() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("cards_are_judged_for_the_upgrade", |pcsc| {
        let home = Home::new();
        for (kind, state, told, exit) in [
            (Kind::Old, "old", &["T-502"][..], 1),
            (Kind::Upgraded, "new", &["T-503"], 0),
            (Kind::Both, "both", &["T-504"], 1),
            (Kind::TooMany, "both", &["T-504", "T-506", "T-507"], 1),
            (Kind::New, "new", &["T-503"], 0),
            (Kind::Reserve, "", &["T-508"], 1),
            (Kind::ShortTerm, "", &["T-508"], 1),
            (Kind::Locked, "new", &["T-503", "T-510"], 1),
        ] {
            let inserted = pcsc.insert(Card::new(&contents(kind), Protocol::T1), 1);
            let output = card(&home, &["check", "--query-pin", "--json"]);
            let (document, _) = document(&output);
            let reader = &document["results"][0]["readers"][1];
            assert_eq!(reader["name"], Pcsc::NAMES[1]);
            let codes = codes(&document);
            for code in told {
                assert!(codes.contains(code), "{kind:?}: {code} is not in {codes:?}\n{document:#}");
            }
            let others: Vec<_> = ["T-502", "T-503", "T-504", "T-506", "T-508", "T-510"]
                .into_iter()
                .filter(|code| codes.contains(code) && !told.contains(code) && !state.is_empty())
                .collect();
            assert!(others.is_empty(), "{kind:?}: {others:?}");
            assert!(!codes.contains(&"T-500") && !codes.contains(&"T-512"), "{kind:?}: {codes:?}");
            if !state.is_empty() {
                assert_eq!(reader["card"]["state"], state, "{kind:?}");
            }
            output.assert_code(exit);
            let login = &reader["card"]["pins"][0];
            assert_eq!(login["tries_left"], if kind == Kind::Locked { 0 } else { 3 }, "{kind:?}");
            let log = inserted.log().lines();
            assert_only_read(&log, reader["card"]["pins"].as_array().unwrap().len());
            let back = pcsc.pull(inserted, 1);
            assert_eq!(back.tries(Pin::Signature), 3, "no try is lost");
        }
    });
}

#[test]
fn tries_are_asked_only_on_request_and_a_card_that_minds_is_asked_once() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("tries_are_asked_only_on_request_and_a_card_that_minds_is_asked_once", |pcsc| {
        let home = Home::new();
        let faults = || Faults { question_costs_a_try: true, ..Faults::default() };
        let minds = || Card::with_faults(&contents(Kind::Upgraded), Protocol::T1, faults());
        let inserted = pcsc.insert(minds(), 0);
        let (document, shown) = document(&card(&home, &["check", "--json"]));
        assert!(codes(&document).contains(&"T-512"));
        assert_eq!(shown["pins"][0]["tries_left"], Value::Null);
        assert_only_read(&inserted.log().lines(), 0);
        let back = pcsc.pull(inserted, 0);
        assert_eq!((back.tries(Pin::Login), back.tries(Pin::Signature)), (3, 3));

        let inserted = pcsc.insert(minds(), 0);
        card(&home, &["check", "--query-pin", "--json"]);
        let back = pcsc.pull(inserted, 0);
        let lost = 6 - back.tries(Pin::Login) - back.tries(Pin::Signature);
        assert!(lost <= 2, "{lost} tries are lost: each PIN is asked once at most");
    });
}

#[test]
fn readers_without_cards_and_cards_that_go() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("readers_without_cards_and_cards_that_go", |pcsc| {
        let home = Home::new();
        let empty = card(&home, &["list", "--json"]);
        let (list, _) = document(empty.assert_code(0));
        let readers = list["results"][0]["readers"].as_array().unwrap();
        assert!(readers.iter().all(|reader| reader["present"] == false && reader["card"] == Value::Null));
        let modules = list["results"][0]["modules"].as_array().unwrap();
        assert!(modules.iter().any(|module| module["name"] == "OpenSC"), "{modules:?}");
        card(&home, &["show"]).assert_code(3).assert_says("There is no card");
        card(&home, &["--lang", "sv", "check"]).assert_code(3).assert_says("Det sitter inget kort");
        card(&home, &["show", "gemalto"]).assert_code(2).assert_complains("Virtual PCD 00 01");

        for pulled_after in [0, 1, 5, 20] {
            let faults = Faults { pulled_after: Some(pulled_after), ..Faults::default() };
            let begun = Instant::now();
            let inserted = pcsc.insert(Card::with_faults(&contents(Kind::Old), Protocol::T1, faults), 0);
            let output = card(&home, &["show", "--json", "--timeout", "20"]);
            output.assert_code(3);
            assert!(begun.elapsed() < Duration::from_mins(1), "{pulled_after}: it hangs");
            drop(inserted);
            // The next one finds the reader empty.
            let begun = Instant::now();
            while card(&home, &["list", "--json"]).json()["results"][0]["readers"][0]["present"] == true {
                assert!(begun.elapsed() < Duration::from_secs(30));
                thread::sleep(Duration::from_millis(50));
            }
        }
    });
}

#[test]
fn hostile_and_foreign_cards() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("hostile_and_foreign_cards", |pcsc| {
        let home = Home::new();
        let endless = Faults { endless: true, ..Faults::default() };
        let garbage = Faults { garbage: Some(7), ..Faults::default() };
        // Another application alone, and nothing in PKCS#15's own, which answers to its name.
        let dir = tlv(0x61, &tlv(0x4f, b"\xa0\x00\x00\x03\x08\x00\x00\x10\x00"));
        let files = vec![(vec![0x3f00, 0x2f00], dir), (vec![0x3f00, 0x5016, 0x5031], Vec::new())];
        let foreign = Faults { files, ..Faults::default() };
        for (faults, name) in [(endless, "endless"), (garbage, "garbage"), (foreign, "foreign")] {
            let inserted = pcsc.insert(Card::with_faults(&contents(Kind::Old), Protocol::T1, faults), 0);
            let output = card(&home, &["show", "--json"]);
            let (document, shown) = document(output.assert_code(3));
            assert_eq!(codes(&document), ["T-500"], "{name}: {document:#}");
            assert_eq!(shown, Value::Null, "{name}");
            // A card of another layout is handed to the modules of this computer, which send what they like.
            if name != "foreign" {
                assert_only_read(&inserted.log().lines(), 0);
            }
            card(&home, &["--lang", "sv", "check"]).assert_code(3).assert_says("T-500");
            pcsc.pull(inserted, 0);
        }
        // A list that is cut, and one that names itself: the rest is shown.
        let itself = explicit(4, [sequence([tlv(0x04, &[0x50, 0x31])])]);
        let odf = [itself.repeat(3), explicit(4, [sequence([tlv(0x04, &[0x44, 0x99])])])].concat();
        let faults = Faults { files: vec![(vec![0x3f00, 0x5016, 0x5031], odf)], ..Faults::default() };
        let inserted = pcsc.insert(Card::with_faults(&contents(Kind::Old), Protocol::T0, faults), 0);
        let (document, _) = document(&card(&home, &["show", "--json"]));
        assert!(codes(&document).contains(&"T-501"), "{document:#}");
        let said = document["findings"].to_string();
        assert!(said.contains("3F00/5016/4499"), "{said}");
        pcsc.pull(inserted, 0);
    });
}

/// A card that lets nobody at a file by its whole path: OpenSC goes into the folder first, so what is on it is shown through OpenSC's module.
#[test]
fn a_card_that_our_reader_cannot_read_is_shown_through_a_module() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("a_card_that_our_reader_cannot_read_is_shown_through_a_module", |pcsc| {
        let home = Home::new();
        let faults = Faults { folder_first: true, ..Faults::default() };
        let made = contents(Kind::Both);
        let inserted = pcsc.insert(Card::with_faults(&made, Protocol::T1, faults), 0);
        let (whole, shown) = document(card(&home, &["show", "--json"]).assert_code(0));
        assert_eq!(shown["via"], "pkcs11", "{whole:#}");
        assert!(shown["module"].as_str().unwrap().contains("OpenSC"), "{shown:#}");
        assert_eq!(
            (shown["label"].as_str(), shown["serial"].as_str()),
            (Some("SITHS e-id kort"), Some("9752000000000012"))
        );
        let dump = pcsc.tool("pkcs15-tool", &["-c"]).stdout;
        let listed = objects(&dump, "X.509 Certificate");
        let ours = shown["certificates"].as_array().unwrap();
        assert_eq!((listed.len(), ours.len()), (made.slots.len(), made.slots.len()), "{dump}");
        for slot in &made.slots {
            fs::write(pcsc.file("one.der"), &slot.der).unwrap();
            let print = ["x509", "-inform", "DER", "-in", "one.der", "-noout", "-fingerprint", "-sha256"];
            let print = pcsc.tool("openssl", &print).stdout.replace(':', "");
            assert!(ours.iter().any(|one| print.trim().ends_with(one["sha256"].as_str().unwrap())), "{print}");
        }
        assert!(!inserted.log().lines().iter().any(|line| line.contains("<pin>")), "nobody gives a PIN");
        let (checked, _) = document(card(&home, &["check", "--json"]).assert_code(1));
        assert!(codes(&checked).contains(&"T-504"), "old and new ones: {checked:#}");
        pcsc.pull(inserted, 0);
    });
}

#[test]
fn which_certificate_a_browser_offers_to_a_page() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("which_certificate_a_browser_offers_to_a_page", |pcsc| {
        let home = Home::new();
        let server = |trusts: &str| {
            let trusts = Lab::get().text(&format!("trust/{trusts}.pem"));
            let folder = home.work().join(trusts.replace('/', "-"));
            Listener::openssl(&folder, &["-CAfile", &trusts, "-Verify", "5"])
        };
        let (old, new) = (server("old"), server("new"));
        for (kind, page, told, offers, exit) in [
            (Kind::Old, &new, &["T-518"][..], &["not-announced", "not-for-login"][..], 1),
            (Kind::Old, &old, &[], &["offered", "not-for-login"], 0),
            (Kind::Upgraded, &old, &["T-518"], &["not-announced", "not-for-login"], 1),
            (Kind::Upgraded, &new, &["T-519"], &["offered", "not-for-login", "offered", "not-for-login"], 0),
        ] {
            let inserted = pcsc.insert(Card::new(&contents(kind), Protocol::T1), 0);
            let output = card(&home, &["show", "--json", "--for", &page.url("/login?token=secret")]);
            let (document, shown) = document(output.assert_code(exit));
            assert_eq!(codes(&document), told, "{kind:?} {}", page.url("/"));
            let certificates = shown["certificates"].as_array().unwrap().iter();
            let said: Vec<&str> = certificates.map(|one| one["browser"].as_str().unwrap()).collect();
            assert_eq!(said[..offers.len()], *offers, "{kind:?} {}", page.url("/"));
            assert_eq!(document["results"][0]["page_asks"], true);
            assert!(!output.stdout.contains("secret"));
            pcsc.pull(inserted, 0);
        }
    });
}

#[test]
fn certificates_are_written_to_files_without_names() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("certificates_are_written_to_files_without_names", |pcsc| {
        let home = Home::new();
        let made = contents(Kind::Upgraded);
        let inserted = pcsc.insert(Card::new(&made, Protocol::T1), 0);
        let folder = home.work().join("out");
        card(&home, &["show", "--export", &text(&folder)]).assert_code(0);
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(name.starts_with("login-") || name.starts_with("signature-"), "{name}");
            let der = pcsc.file("one.der");
            pcsc.tool("openssl", &["x509", "-in", &text(&path), "-outform", "DER", "-out", &text(&der)]);
            found.push(fs::read(der).unwrap());
        }
        assert_eq!(found.len(), made.slots.len());
        assert!(made.slots.iter().all(|slot| found.contains(&slot.der)));
        // What people read has no personal number whole.
        let said = card(&home, &["show", "-v"]);
        assert!(!said.stdout.contains("191212121212"), "{}", said.stdout);
        pcsc.pull(inserted, 0);
    });
}

/// Modules that break down and hang, beside those of this computer: each is started in a process of its own.
#[test]
fn modules_are_looked_into_and_none_takes_the_list_with_it() {
    let _ = (tillit_binary(), Lab::get());
    with_pcsc("modules_are_looked_into_and_none_takes_the_list_with_it", |pcsc| {
        let home = Home::new();
        let hsm = SoftHsm::new(&home);
        hsm.token("SITHS e-id kort (Legitimering)", &["cards/upgraded/hsaid-login"], &[]);
        let faulty = hsm.faulty();
        let compile = |name: &str, body: &str| {
            let source = format!(
                "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n\
                 unsigned long C_GetFunctionList(void **list) {{ puts(\"hello\"); fflush(stdout); (void)list; {body} return 5; }}\n"
            );
            fs::write(pcsc.file("broken.c"), source).unwrap();
            let made = pcsc.tool("cc", &["-shared", "-fPIC", "-Wall", "-Werror", "-o", name, "broken.c"]);
            assert_eq!(made.code, 0, "{made:?}");
        };
        compile("crash.so", "abort();");
        compile("hang.so", "for (;;) pause();");
        // Only in this test's own namespace.
        assert_eq!(pcsc.tool("mount", &["-t", "tmpfs", "tmpfs", "/usr/local/lib"]).code, 0);
        let put = |from: &str, name: &str| fs::copy(from, format!("/usr/local/lib/{name}")).unwrap();
        put(&text(&pcsc.file("crash.so")), "libIDPrimePKCS11.so");
        put(&text(&pcsc.file("hang.so")), "libeTPkcs11.so");
        put(&faulty, "libnetid.so");
        fs::write("/usr/local/lib/libeToken.so", "no library").unwrap();
        let list = |more: &[&str], variables: &[(&str, &str)]| {
            hsm.tillit(&home, variables, &[&["card", "list"], more].concat())
        };
        let module = |document: &Value, file: &str| {
            let modules = document["results"][0]["modules"].as_array().unwrap();
            let is_it = |one: &&Value| one["path"].as_str().unwrap().ends_with(file);
            modules.iter().find(is_it).unwrap_or_else(|| panic!("{file}: {document:#}")).clone()
        };

        // What hangs is left after the time that the user gives it.
        let output = list(&["--json", "--timeout", "6"], &[("P11_FAULT", "locked"), ("P11_LOG", "p11.log")]);
        let (document, _) = document(output.assert_code(0));
        for (file, problem) in
            [("libIDPrimePKCS11.so", "crashed"), ("libeTPkcs11.so", "silent"), ("libeToken.so", "not-started")]
        {
            let one = module(&document, file);
            assert_eq!((&one["problem"], &one["tokens"]), (&Value::from(problem), &serde_json::json!([])), "{file}");
        }
        let token = &module(&document, "libnetid.so")["tokens"][0];
        assert_eq!(
            (&token["label"], &token["pin_locked"]),
            (&Value::from("SITHS e-id kort (Legitimering)"), &true.into())
        );
        // Nobody logged in.
        let calls = fs::read_to_string(home.work().join("p11.log")).unwrap();
        assert_eq!(calls.lines().collect::<Vec<_>>(), ["C_Finalize"], "{calls}");

        // A card: its label and its PINs as the module tells them to everybody, by reading alone.
        fs::remove_file("/usr/local/lib/libeTPkcs11.so").unwrap();
        let made = contents(Kind::Upgraded);
        let inserted = pcsc.insert(Card::new(&made, Protocol::T1), 0);
        let said = list(&["--lang", "sv"], &[]);
        said.assert_code(0).assert_says("avbröt sig själv").assert_says("går inte att starta");
        assert_only_read(&inserted.log().lines(), 0);
        let theirs = pcsc.tool("pkcs11-tool", &["-L"]).stdout;
        let mut labels = 0;
        for line in theirs.lines().filter_map(|line| line.trim().strip_prefix("token label")) {
            let label = line.trim_start_matches([' ', ':']).trim();
            said.assert_says(&format!("    {label} · "));
            labels += 1;
        }
        assert_eq!(labels, 2, "{theirs}");
        let back = pcsc.pull(inserted, 0);
        assert_eq!((back.tries(Pin::Login), back.tries(Pin::Signature)), (3, 3));
    });
}

/// PC/SC tells the names' length first, then the names: a reader that is plugged in between makes the length too small.
#[test]
fn a_reader_that_is_plugged_in_meanwhile_is_listed() {
    let home = Home::new();
    let folder = home.work().join("lib");
    fs::create_dir(&folder).unwrap();
    let library = text(&folder.join("libpcsclite.so.1"));
    let source = text(&home.write("race.c", include_str!("../src/pcscrace.c")));
    let made = home.command("cc".as_ref(), ["-shared", "-fPIC", "-Wall", "-Werror", "-o", &library, &source]);
    let made = { made }.output().expect("cc (Debian: gcc) can be run");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let show = |times: &str| {
        let mut command = home.command(tillit_binary().as_os_str(), ["--data", &text(&home.data()), "card", "show"]);
        let output = command.env("LD_LIBRARY_PATH", &folder).env("RACES", times).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    for times in ["0", "1"] {
        let (code, said) = show(times);
        assert!(code == Some(3) && said.contains("no card in any of the 2 readers"), "{times}: {said}");
    }
    // It is no loop without end.
    let (code, said) = show("1000");
    assert!(code == Some(3) && said.contains("80100008"), "{said}");
}

#[test]
fn without_pcsc_it_is_said_what_to_install_and_start() {
    let home = Home::new();
    let data = text(&home.data());
    let logged_in = ["--data", &data, "login", "https://127.0.0.1:1/", "--card", "--pin", "env:NOT_SET"];
    let run = |args: &[&str], variable: &str, value: &str| {
        let mut command = home.command(tillit_binary().as_os_str(), args);
        let output = command.env(variable, value).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // A library that is none stands before the system's own.
    let folder = home.work().join("lib");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("libpcsclite.so.1"), "no library").unwrap();
    for args in [&["card", "list"][..], &logged_in] {
        let (code, said) = run(args, "LD_LIBRARY_PATH", &text(&folder));
        let is_named = said.contains("libpcsclite.so.1") && said.contains("apt install pcscd");
        assert!(code == Some(3) && is_named, "{args:?}: {said}");
        let (code, said) = run(args, "PCSCLITE_CSOCK_NAME", &text(&home.work().join("none.comm")));
        assert!(code == Some(3) && said.contains("systemctl start pcscd.socket"), "{args:?}: {said}");
    }
}
