//! `tillit pilot` from the first plan to "ready": two services on a real nginx, one that a person tries, keys in files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tillit_lab::card::{self, Card, Contents, Pin, Protocol};
use tillit_tests::{
    Home, Kind, Lab, Output, SoftHsm, Terminal, TlsServer, assert_valid, text, tillit_binary, with_pcsc,
};

const PLAN: &str = "pilot.toml";

fn pilot(home: &Home, args: &[&str]) -> Output {
    let ca = Lab::get().text("trust/both.pem");
    let more: &[&str] = if args[0] == "run" { &["--ca", &ca] } else { &[] };
    Lab::get().tillit(home, "pilot", &[], &[args, more].concat())
}

/// The only result; the document holds against the schema.
#[track_caller]
fn answer(output: &Output) -> Value {
    let document = output.json();
    assert_valid(&document, "pilot-1.json");
    document["results"][0].clone()
}

#[track_caller]
fn codes(output: &Output) -> Vec<String> {
    let document = output.json();
    let findings = document["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// A plan with files in the place of cards: one that is upgraded, one that stays old.
#[track_caller]
fn planned(home: &Home, services: &[(&str, &TlsServer)]) {
    let lab = Lab::get();
    let pages: Vec<String> = services.iter().map(|(name, server)| format!("{name}={}", server.url())).collect();
    let mut args =
        vec!["new", PLAN, "--name", "Region", "--card", "Pilot 1", "--control", "Kontroll", "--browser", "Edge"];
    args.extend(["--generation", "lab/e-id", "--by-hand", "TakeCare"]);
    args.extend(pages.iter().flat_map(|page| ["--service", page.as_str()]));
    pilot(home, &args).assert_code(0);
    let keys = |p12: &str| format!("p12 = {:?}\n", lab.text(&format!("p12/{p12}.p12")));
    let (cert, key) = (lab.text("functions/old-client.pem"), lab.text("keys/functions/old-client.key"));
    let plan = fs::read_to_string(home.work().join(PLAN)).unwrap();
    let before = format!("part = \"upgrade\"\n{}p12_before = {:?}\n", keys("upgraded"), lab.text("p12/old.p12"));
    let plan = plan
        .replace("part = \"upgrade\"\n", &before)
        .replace("part = \"control\"\n", &format!("part = \"control\"\ncert = {cert:?}\nkey = {key:?}\n"));
    home.write(PLAN, plan);
}

fn enter(home: &Home, service: &str, card: &str, more: &[&str]) -> Output {
    let args = ["enter", PLAN, "--service", service, "--card", card, "--by", "Anna, support", "--result", "in"];
    pilot(home, &[&args[..], more].concat())
}

#[test]
fn from_the_first_plan_to_ready() {
    let lab = Lab::get();
    let home = Home::new();
    let store = lab.old_bundle(&home, "journal.pem");
    let both = home.write("lakemedel.pem", fs::read(lab.path("trust/both.pem")).unwrap());
    let mut journal = TlsServer::start(Kind::Nginx, home.work().join("journal"), &store);
    let medicines = TlsServer::start(Kind::Nginx, home.work().join("lakemedel"), &both);
    journal.comes_to(true, "cards/old/hsaid-login");
    medicines.comes_to(true, "cards/old/hsaid-login");
    planned(&home, &[("Journal", &journal), ("Läkemedel", &medicines)]);

    // Nothing was tried.
    let nothing = pilot(&home, &["show", PLAN, "--json"]);
    assert_eq!(answer(nothing.assert_code(3))["ready"], Value::Null);

    // First the cards as they are; one service at a time, and the second run goes on where the first ended.
    pilot(&home, &["run", PLAN, "--only-service", "Journal"]).assert_code(3);
    let before = answer(pilot(&home, &["run", PLAN, "--json"]).assert_code(3));
    for service in 0..2 {
        for card in 0..2 {
            let cell = &before["services"][service]["cells"][card];
            assert_eq!(
                (&cell["before"]["logged_in"], &cell["after"]),
                (&Value::Bool(true), &Value::Null),
                "{before:#}"
            );
        }
    }
    let kept = fs::read_to_string(home.work().join("pilot.results.json")).unwrap();
    assert_eq!(kept.matches("\"phase\": \"before\"").count(), 4, "{kept}");

    // Then the upgraded one: refused where the new generation is not trusted, with the cause and whose move it is.
    let refused = pilot(&home, &["run", PLAN, "--json"]);
    let after = answer(refused.assert_code(1));
    assert_eq!(after["worse"], serde_json::json!(["Journal"]));
    let cell = &after["services"][0]["cells"][0];
    assert_eq!((&cell["before"]["logged_in"], &cell["after"]["logged_in"]), (&Value::Bool(true), &Value::Bool(false)));
    assert_eq!(cell["after"]["causes"][0]["id"], "ca-not-announced", "{after:#}");
    assert_eq!(cell["after"]["causes"][0]["side"], "server");
    assert_eq!(after["services"][1]["cells"][0]["after"]["logged_in"], true);
    assert_eq!(codes(&refused), ["T-580", "T-582", "T-584"]);
    for (lang, words) in [("en", "what worked with the old card fails with the new one"), ("sv", "Inte klart: det som")]
    {
        pilot(&home, &["show", PLAN, "--lang", lang]).assert_code(1).assert_says(words).assert_says("T-311");
    }

    // The new generation is installed, and what failed is tried again.
    lab.install(&home, &["--into", &text(&store), "--generation", "lab/e-id", "--apply", "--yes"]).assert_code(0);
    journal.take_in();
    journal.comes_to(true, "cards/upgraded/hsaid-login");
    pilot(&home, &["run", PLAN, "--again", "--only-service", "Journal"]).assert_code(3);

    // What no program can try is entered, with who; then nothing is left.
    for (card, more) in [("Pilot 1", &["--note", "in Citrix"][..]), ("Kontroll", &[])] {
        enter(&home, "TakeCare", card, more).assert_code(0);
    }
    let almost = pilot(&home, &["show", PLAN, "--json"]);
    assert_eq!(
        answer(almost.assert_code(3))["gaps"],
        serde_json::json!([{"what": "browser", "service": null, "card": null, "name": "Edge"}])
    );
    enter(&home, "Journal", "Pilot 1", &["--browser", "Edge"]).assert_code(0);
    let ready = answer(pilot(&home, &["show", PLAN, "--json"]).assert_code(0));
    assert_eq!(ready["ready"], true);
    pilot(&home, &["show", PLAN, "--format", "text"])
        .assert_says("Ready: all 2 cards get in at all 3 services")
        .assert_says("Anna, support: in Citrix");

    // A person's failure, or a card that gets in no more, takes it back.
    let args = ["enter", PLAN, "--service", "TakeCare", "--card", "Kontroll", "--by", "Bo", "--result", "out"];
    pilot(&home, &args).assert_code(0);
    let taken_back = pilot(&home, &["show", PLAN, "--json"]);
    taken_back.assert_code(1);
    assert!(codes(&taken_back).contains(&"T-581".to_owned()));

    // Neither a holder's name nor a number is kept.
    let kept = fs::read_to_string(home.work().join("pilot.results.json")).unwrap();
    for secret in ["Tolvan", "12121212", "changeit", "CN="] {
        assert!(!kept.contains(secret), "{secret}: {kept}");
    }
}

#[test]
fn the_wrong_card_is_not_taken() {
    let lab = Lab::get();
    let home = Home::new();
    let both = home.write("both.pem", fs::read(lab.path("trust/both.pem")).unwrap());
    let server = TlsServer::start(Kind::Nginx, home.work().join("server"), &both);
    planned(&home, &[("Journal", &server)]);
    let plan = fs::read_to_string(home.work().join(PLAN)).unwrap();
    let with = |from: &str, to: &str| home.write(PLAN, plan.replace(from, to));
    let kept = || Path::new(&home.work()).join("pilot.results.json").exists();

    // Not upgraded, upgraded already, a control card that is new.
    with("p12/upgraded.p12", "p12/old.p12");
    pilot(&home, &["run", PLAN, "--phase", "after", "--only-card", "Pilot 1"])
        .assert_code(2)
        .assert_complains("is not upgraded yet");
    with("p12/old.p12", "p12/upgraded.p12");
    pilot(&home, &["run", PLAN, "--only-card", "Pilot 1"]).assert_code(2).assert_complains("--phase after");
    with("old-client", "client");
    pilot(&home, &["run", PLAN, "--only-card", "Kontroll"]).assert_code(2).assert_complains("is to stay old");
    assert!(!kept());
    // One card under two names.
    with("p12_before", "p12_before");
    pilot(&home, &["run", PLAN, "--only-card", "Kontroll"]).assert_code(3);
    with("p12/old.p12", "p12/old-client.p12");
    pilot(&home, &["run", PLAN, "--only-card", "Pilot 1"]).assert_code(2).assert_complains("is that of Kontroll");
    // A card in a reader, and nobody who could put it there.
    with("p12 = ", "# p12 = ");
    let said = pilot(&home, &["run", PLAN, "--lang", "sv"]);
    said.assert_code(2).assert_complains("pilot.toml");
}

/// A person who enters a result before the cards are upgraded, twenty who do it at once, and a page that is another one in the meantime.
#[test]
fn results_count_for_what_was_tried() {
    let lab = Lab::get();
    let home = Home::new();
    let both = home.write("both.pem", fs::read(lab.path("trust/both.pem")).unwrap());
    let server = TlsServer::start(Kind::Nginx, home.work().join("server"), &both);
    planned(&home, &[("Journal", &server)]);
    pilot(&home, &["run", PLAN]).assert_code(3);
    enter(&home, "TakeCare", "Pilot 1", &[]).assert_code(0).assert_complains("before the upgrade");
    enter(&home, "TakeCare", "Pilot 1", &["--phase", "after", "--lang", "sv"]).assert_code(0).assert_complains("efter");
    let shown = answer(pilot(&home, &["run", PLAN, "--json"]).assert_code(3));
    assert_eq!(shown["services"][0]["cells"][0]["after"]["logged_in"], true, "{shown:#}");
    enter(&home, "TakeCare", "Kontroll", &[]).assert_code(0).assert_complains("after the upgrade");
    enter(&home, "Journal", "Kontroll", &["--browser", "Edge"]).assert_code(0);
    pilot(&home, &["show", PLAN]).assert_code(3);
    enter(&home, "Journal", "Pilot 1", &["--browser", "Edge"]).assert_code(0);
    pilot(&home, &["show", PLAN]).assert_code(0);

    let count = || fs::read_to_string(home.work().join("pilot.results.json")).unwrap().matches("\"phase\"").count();
    let before = count();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| enter(&home, "TakeCare", "Pilot 1", &["--phase", "after"]).assert_code(0).code);
        }
    });
    assert_eq!(count(), before + 20, "an entry is lost");

    // Another page under the same name: what was tried is not about it.
    let plan = fs::read_to_string(home.work().join(PLAN)).unwrap();
    home.write(PLAN, plan.replace(&server.url(), &format!("{}other", server.url())));
    let another = pilot(&home, &["show", PLAN]);
    another.assert_code(3).assert_complains("are left out");
    home.write(PLAN, plan);
    pilot(&home, &["show", PLAN]).assert_code(0);
}

#[test]
fn plans_and_results_that_cannot_be_read() {
    let home = Home::new();
    pilot(&home, &["show", "none.toml"]).assert_code(2).assert_complains("tillit pilot new");
    pilot(&home, &["new", PLAN]).assert_code(2).assert_complains("--service");
    pilot(&home, &["new", PLAN, "--by-hand", "TakeCare"]).assert_code(2).assert_complains("--card");
    pilot(&home, &["new", PLAN, "--service", "x=ftp://y", "--card", "a"])
        .assert_code(2)
        .assert_complains("NAME=https://");
    let new = ["new", PLAN, "--by-hand", "Take \"Care\"\u{1b}[31m", "--card", "Pilot 1:reserve"];
    pilot(&home, &new).assert_code(0);
    pilot(&home, &new).assert_code(2).assert_complains("--force");
    let shown = pilot(&home, &["show", PLAN]);
    shown.assert_code(3).assert_says("Take \"Care\"");
    assert!(!shown.stdout.contains('\u{1b}'));
    pilot(&home, &["enter", PLAN, "--service", "x", "--card", "Pilot 1", "--result", "in", "--by", "me"])
        .assert_code(2)
        .assert_complains("Take \"Care\"");
    home.write("pilot.results.json", "{\"format\":");
    pilot(&home, &["show", PLAN]).assert_code(2).assert_complains("pilot.results.json");
    pilot(&home, &["run", PLAN, "--offline"]).assert_code(2).assert_complains("--offline");
    for command in ["run", "enter"] {
        let mut args = vec![command, PLAN, "--at", "2026-01-02"];
        if command == "enter" {
            args.extend(["--service", "x", "--card", "y", "--result", "in", "--by", "me"]);
        }
        pilot(&home, &args).assert_code(2).assert_complains("false one");
    }
    // What is no plan: a pipe is not waited for, and nobody is told to write one over what is there.
    let pipe = text(&home.work().join("pipe"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    pilot(&home, &["show", &pipe]).assert_code(2).assert_complains("is no file");
    pilot(&home, &["new", &pipe, "--force", "--by-hand", "x", "--card", "y"])
        .assert_code(2)
        .assert_complains("no file");
    home.write("large.toml", "#".repeat((1 << 20) + 1));
    let large = pilot(&home, &["show", "large.toml"]);
    large.assert_code(2).assert_complains("larger than 1 MiB");
    assert!(!large.stderr.contains("pilot new"), "{}", large.stderr);
    home.write("wrong.toml", "format = 1\nname = \"x\"\nservies = []\n");
    pilot(&home, &["show", "wrong.toml"]).assert_code(2).assert_complains("wrong.toml:3:").assert_complains("services");
}

/// A service that could not be reached has told nothing of the old card: nobody is sent to upgrade it, and the next run tries it again.
#[test]
fn what_has_no_answer_before_the_upgrade_is_tried_again() {
    let lab = Lab::get();
    let home = Home::new();
    let both = home.write("both.pem", fs::read(lab.path("trust/both.pem")).unwrap());
    let server = TlsServer::start(Kind::Nginx, home.work().join("server"), &both);
    planned(&home, &[("Journal", &server)]);
    let plan = fs::read_to_string(home.work().join(PLAN)).unwrap();
    // Nobody listens there.
    let gone = "\n[[services]]\nname = \"NPÖ\"\nurl = \"https://127.0.0.1:1/\"\n";
    home.write(PLAN, format!("{plan}{gone}"));
    let open = |output: &Output| {
        let open = answer(output)["open_before"].clone();
        let one = |one: &Value| format!("{} {}", one["what"].as_str().unwrap(), one["service"].as_str().unwrap());
        open.as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    let first = pilot(&home, &["run", PLAN, "--only-service", "Journal", "--json"]);
    assert_eq!(open(first.assert_code(3)), ["not-tried NPÖ"]);
    for _ in 0..2 {
        let said = pilot(&home, &["run", PLAN, "--lang", "sv"]);
        said.assert_code(3).assert_says("Uppgradera inga kort än").assert_says("T-583");
        assert!(!said.stdout.contains("Uppgradera korten"), "{}", said.stdout);
    }
    let again = pilot(&home, &["run", PLAN, "--json"]);
    assert_eq!(open(again.assert_code(3)), ["cannot-say NPÖ"]);
    again.assert_complains("Before the upgrade there is no answer").assert_complains("--phase after");
    let kept = || fs::read_to_string(home.work().join("pilot.results.json")).unwrap();
    assert!(!kept().contains("\"phase\": \"after\""), "{}", kept());
    // Whoever goes on all the same is told what is lost; then there is no before any more.
    let on = pilot(&home, &["run", PLAN, "--phase", "after", "--json"]);
    on.assert_complains("nobody learns");
    assert!(open(&on).is_empty() && codes(&on).contains(&"T-585".to_owned()), "{}", on.stdout);
    pilot(&home, &["run", PLAN]).assert_code(3);
    assert_eq!(kept().matches("\"phase\": \"before\"").count(), 2 + 2 * 3, "{}", kept());
}

/// A plan from a conversation: slips of the pen are asked again, and nothing is written before its end.
#[test]
fn a_plan_is_asked_for_on_a_terminal() {
    let home = Home::new();
    let start = |language: &str| {
        let command = format!(
            "{} --data {} --lang {language} --color never pilot new {PLAN}",
            tillit_binary().display(),
            text(&home.data())
        );
        Terminal::start(&home.work(), &command)
    };
    let mut terminal = start("sv");
    for (question, answer) in [
        ("Enter: pilot", "Region"),
        ("https://", "http://journal.example"),
        ("ingen https-adress", "https://me:secret@journal.example"),
        ("inget lösenord", "journal.example/login"),
        ("(Enter: journal.example)", "Journal"),
        ("bara den som är inloggad", "Inloggad som"),
        ("inga fler", "journal.example/other"),
        ("(Enter: journal.example)", "Journal"),
        ("Journal finns redan", ""),
        ("bara den som är inloggad", ""),
        ("inga fler", ""),
        ("TakeCare i Citrix", "Journal"),
        ("Journal finns redan", "TakeCare"),
        ("TakeCare i Citrix", ""),
        ("\"Pilot 1\"", "Pilot 1"),
        ("Vilket slag?", "9"),
        ("från 1 till 5", ""),
        ("\"Pilot 1\"", "Pilot 1"),
        ("Pilot 1 finns redan", "Reserv"),
        ("Vilket slag?", "2"),
        ("ersätts", "Bokning"),
        ("Vilket slag?", "function"),
        ("PKCS#12", "ny.p12"),
        ("gamla nyckeln", "gammal.p12"),
        ("\"Pilot 1\"", ""),
        ("förblir gammalt", "Kontroll"),
        ("webbläsare", "Edge"),
        ("webbläsare", ""),
    ] {
        terminal.wait_for(question);
        terminal.answer(answer);
    }
    let (said, code) = terminal.end();
    assert!(code == 0 && said.contains("3 tjänster, 4 kort"), "{code} {said}");
    let plan = fs::read_to_string(home.work().join(PLAN)).unwrap();
    assert!(!plan.contains("secret"), "{plan}");
    let read = pilot(&home, &["show", PLAN, "--json"]);
    let shown = answer(read.assert_code(3));
    let names = |list: &str, key: &str| -> Vec<String> {
        let all = shown[list].as_array().unwrap().iter();
        all.map(|one| one[key].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(names("services", "name"), ["Journal", "journal.example", "TakeCare"]);
    assert_eq!(names("services", "url"), ["https://journal.example/login", "https://journal.example/other", ""]);
    assert_eq!(names("cards", "name"), ["Pilot 1", "Reserv", "Bokning", "Kontroll"]);
    assert_eq!(names("cards", "kind"), ["ordinary", "reserve", "function", "ordinary"]);
    assert_eq!(names("cards", "part"), ["upgrade", "new", "upgrade", "control"]);
    assert!(
        plan.contains("p12_before = \"gammal.p12\"") && plan.contains("expect_text = [\"Inloggad som\"]"),
        "{plan}"
    );

    // It is there: said before anything is asked. The end of the input writes nothing half.
    let (said, code) = start("en").end();
    assert!(code == 2 && said.contains("is there already"), "{code} {said}");
    fs::remove_file(home.work().join(PLAN)).unwrap();
    let mut terminal = start("en");
    terminal.wait_for("Enter: pilot");
    terminal.answer("");
    terminal.wait_for("https://");
    terminal.answer("journal.example");
    terminal.wait_for("(Enter: journal.example)");
    terminal.press("\u{4}");
    let (said, code) = terminal.end();
    assert!(code == 2 && said.contains("No plan is written"), "{code} {said}");
    assert!(!home.work().join(PLAN).exists());
}

/// A person with three cards' worth of trouble: one that is upgraded, a reserve card, and a key in a file that stays old.
#[test]
fn cards_are_put_in_one_after_the_other() {
    let _ = tillit_binary();
    with_pcsc("cards_are_put_in_one_after_the_other", |pcsc| {
        let lab = Lab::get();
        let home = Home::new();
        let store = lab.old_bundle(&home, "journal.pem");
        let both = home.write("lakemedel.pem", fs::read(lab.path("trust/both.pem")).unwrap());
        let journal = TlsServer::start(Kind::Nginx, home.work().join("journal"), &store);
        let medicines = TlsServer::start(Kind::Nginx, home.work().join("lakemedel"), &both);
        planned(&home, &[("Journal", &journal), ("Läkemedel", &medicines)]);
        let plan = fs::read_to_string(home.work().join(PLAN)).unwrap();
        let files: Vec<&str> = plan.lines().filter(|line| line.contains("p12")).collect();
        let mut plan = files.iter().fold(plan.clone(), |plan, line| plan.replace(&format!("{line}\n"), ""));
        plan.push_str("\n[[cards]]\nname = \"Reservkort\"\nkind = \"reserve\"\npart = \"new\"\n");
        let path = text(&home.write(PLAN, plan));
        let now = time::OffsetDateTime::now_utc();
        let contents = |kind| Contents::of_folder(&lab.path(""), kind, now).unwrap();
        let pin = text(&home.write("pin", Pin::Login.digits()));
        let start = |language: &str, path: &str, pin: &str| {
            let command = format!(
                "{} --catalog {} --data {} --lang {language} --color never pilot run {path} --ca {} --pin file:{pin}",
                tillit_binary().display(),
                lab.text("catalog.toml"),
                text(&home.data()),
                lab.text("trust/both.pem"),
            );
            Terminal::start(pcsc.folder(), &command)
        };
        let run = |language: &str| start(language, &path, &pin);
        let given = |card: &card::Inserted| card.log().lines().iter().filter(|line| line.contains("<pin>")).count();

        // A wrong PIN, and a card that is left in the reader as if it were the next one: it gets no second try.
        let two = format!("{}\n[[cards]]\nname = \"Pilot 2\"\n", fs::read_to_string(&path).unwrap());
        let two = text(&home.write("two.toml", two));
        let wrong = text(&home.write("wrong", "999999"));
        let old = pcsc.insert(Card::new(&contents(card::Kind::Old), Protocol::T1), 0);
        let mut terminal = start("en", &two, &wrong);
        for name in ["Pilot 1", "Pilot 2"] {
            terminal.wait_for(&format!("Put {name} into the reader"));
            terminal.answer("");
            if name == "Pilot 1" {
                terminal.wait_for("Wrong PIN");
                terminal.wait_for("TakeCare with Kontroll");
                terminal.answer("");
            }
        }
        let (said, code) = terminal.end();
        assert!(code == 2 || code == 3, "{code}\n{said}");
        assert_eq!(given(&old), 1, "one try in a run:\n{said}");
        assert!(said.contains("is that of Pilot 1"), "{said}");
        pcsc.pull(old, 0);
        fs::remove_file(home.work().join("two.results.json")).unwrap();

        // Before: the reserve card has no before, and the key in a file asks for nothing.
        let mut terminal = run("en");
        terminal.wait_for("Put Pilot 1 into the reader");
        let old = pcsc.insert(Card::new(&contents(card::Kind::Old), Protocol::T0), 0);
        terminal.answer("");
        terminal.wait_for("TakeCare with Pilot 1: did it get in?");
        terminal.answer("y");
        terminal.wait_for("Who tried it?");
        terminal.answer("Anna");
        terminal.wait_for("TakeCare with Kontroll: did it get in?");
        terminal.answer("");
        let (said, code) = terminal.end();
        assert_eq!(code, 3, "{said}");
        assert_eq!(given(&old), 1, "one PIN for both services");
        pcsc.pull(old, 0);

        // After: the wrong card first.
        let mut terminal = run("sv");
        terminal.wait_for("Sätt i Pilot 1 i läsaren");
        let old = pcsc.insert(Card::new(&contents(card::Kind::Old), Protocol::T1), 0);
        terminal.answer("");
        terminal.wait_for("är inte uppgraderat än");
        terminal.wait_for("TakeCare med Kontroll");
        pcsc.pull(old, 0);
        terminal.answer("");
        terminal.wait_for("Sätt i Reservkort i läsaren");
        terminal.answer("q");
        let (said, code) = terminal.end();
        assert_eq!(code, 2, "{said}");

        let mut terminal = run("sv");
        terminal.wait_for("Sätt i Pilot 1 i läsaren");
        let upgraded = pcsc.insert(Card::new(&contents(card::Kind::Upgraded), Protocol::T1), 0);
        terminal.answer("");
        terminal.wait_for("TakeCare med Pilot 1");
        terminal.answer("n");
        terminal.wait_for("Vem provade?");
        terminal.answer("Anna");
        assert_eq!(given(&upgraded), 1);
        pcsc.pull(upgraded, 0);
        terminal.wait_for("TakeCare med Kontroll");
        terminal.answer("");
        terminal.wait_for("Sätt i Reservkort i läsaren");
        let reserve = pcsc.insert(Card::new(&contents(card::Kind::Reserve), Protocol::T1), 0);
        terminal.answer("");
        terminal.wait_for("TakeCare med Reservkort");
        terminal.answer("");
        let (said, code) = terminal.end();
        assert_eq!((code, given(&reserve)), (1, 1), "{said}");
        assert!(said.contains("Inte klart:") && said.contains("inne → NEKAS"), "{said}");
        let kept = fs::read_to_string(home.work().join("pilot.results.json")).unwrap();
        assert!(!kept.contains(Pin::Login.digits()), "a PIN is kept");
    });
}

/// The first card's module does not come back from its PIN: the second one is not asked for, and what was tried before is kept.
#[test]
fn a_card_that_does_not_come_back_ends_the_run() {
    let lab = Lab::get();
    let home = Home::new();
    let both = home.write("both.pem", fs::read(lab.path("trust/both.pem")).unwrap());
    let server = TlsServer::start(Kind::Nginx, home.work().join("server"), &both);
    let hsm = SoftHsm::new(&home);
    hsm.token("SITHS e-id kort (Legitimering)", &["cards/old/hsaid-login"], &[]);
    let faulty = hsm.faulty();
    planned(&home, &[("Journal", &server)]);
    pilot(&home, &["run", PLAN, "--only-card", "Kontroll"]).assert_code(3);
    let plan = fs::read_to_string(home.work().join(PLAN)).unwrap();
    let files: Vec<&str> = plan.lines().filter(|line| line.contains("p12")).collect();
    let mut plan = files.iter().fold(plan.clone(), |plan, line| plan.replace(&format!("{line}\n"), ""));
    plan.push_str("\n[[cards]]\nname = \"Pilot 2\"\n");
    let path = text(&home.write(PLAN, plan));
    let log = text(&home.work().join("calls"));
    let command = format!(
        "{} --catalog {} --data {} --lang en --color never --timeout 1 pilot run {path} --ca {} --pkcs11 {faulty}",
        tillit_binary().display(),
        lab.text("catalog.toml"),
        text(&home.data()),
        lab.text("trust/both.pem"),
    );
    let variables = [("SOFTHSM2_CONF", hsm.conf()), ("P11_REAL", hsm.module.clone()), ("P11_LOG", log.clone())];
    let set: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut terminal =
        Terminal::start(&home.work(), &format!("env {} P11_FAULT=pinpad=30000 {command}", set.join(" ")));
    terminal.wait_for("Put Pilot 1 into the reader");
    terminal.answer("");
    terminal.wait_for("has not answered for 1 s");
    terminal.wait_for("The run ends here");
    let (said, code) = terminal.end();
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("tillit pilot run") && !said.contains("Put Pilot 2"), "{said}");
    assert_eq!(fs::read_to_string(&log).unwrap().lines().filter(|call| *call == "C_Login").count(), 1);
    let kept = fs::read_to_string(home.work().join("pilot.results.json")).unwrap();
    assert_eq!(kept.matches("\"phase\"").count(), 1, "{kept}");
}
