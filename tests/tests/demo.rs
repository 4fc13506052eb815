//! `tillit demo` and `tillit lab write`, as a newcomer meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use tillit_tests::{Home, openssl_verify};

/// What a command in the demo's output answered: the text from its line to the next paragraph of the demo.
fn answer<'a>(text: &'a str, command: &str, notice: &str) -> &'a str {
    let line = format!("\n$ {command}\n");
    let start = text.find(&line).unwrap_or_else(|| panic!("{command} is not in\n{text}")) + line.len();
    let rest = &text[start..];
    &rest[..rest.find("\n$ ").into_iter().chain(rest.find(notice)).min().unwrap()]
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_demo_tells_its_story_in_both_languages_and_leaves_nothing() {
    for (language, notice) in [("sv", "\nLägg märke till: "), ("en", "\nNotice: ")] {
        let home = Home::new();
        let demo = home.tillit(["demo", "--lang", language]);
        demo.assert_code(0);
        assert_eq!(demo.stdout.matches(notice).count(), 13, "{}", demo.stdout);
        assert_eq!(demo.stderr, "");
        assert_eq!(entries(&home.work()), [""; 0]);
        assert_eq!(entries(&home.data()), [""; 0], "the user's data folder");
        assert_eq!(entries(&home.work().join("../tmp")), [""; 0], "the temporary folder is removed");
        let plan = ": tillit install --into trust/half.pem --generation lab/e-id --apply";
        assert!(demo.stdout.contains(plan), "{}", demo.stdout);
        assert!(demo.stdout.contains("19121212-****"), "{}", demo.stdout);
        assert!(!demo.stdout.contains("191212121212"), "{}", demo.stdout);
        // The failed login with its cause, and the one that succeeds.
        let (cause, success) = match language {
            "sv" => ("Kortet är inte trasigt: servern ber inte om kort", "Kortet släpps in: TLS 1.2 och 1.3"),
            _ => ("The card is not broken: this server does not ask", "The card gets in: TLS 1.2 and 1.3"),
        };
        let (refused, logged_in) = (demo.stdout.find(cause), demo.stdout.find(success));
        assert!(refused.is_some() && refused < logged_in, "{}", demo.stdout);
    }
}

#[test]
fn what_the_demo_shows_is_what_the_commands_answer_when_they_are_typed() {
    let home = Home::new();
    let demo = home.tillit(["demo", "--keep", "lab", "--at", "2026-11-21"]);
    demo.assert_code(0);
    let lab = home.work().join("lab");
    // What was installed in the story was taken back in it.
    let bundle = |file: &str| fs::read_to_string(lab.join(file)).unwrap();
    let half = bundle("trust/old.pem") + &bundle("ca/new/labsithseidrootcav2.pem");
    assert_eq!(
        bundle("trust/half.pem").matches("BEGIN CERTIFICATE").count(),
        half.matches("BEGIN CERTIFICATE").count()
    );
    let commands: Vec<&str> = demo.stdout.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert_eq!(commands.len(), 30, "{commands:?}");
    // Typed one by one in the folder that was kept. The import is there already.
    let is_read_only = |command: &&&str| ["tillit verify ", "tillit audit "].iter().any(|c| command.starts_with(c));
    for command in commands.iter().filter(is_read_only) {
        let mut words: Vec<&str> = command.split(' ').skip(1).collect();
        words.extend(["--at", "2026-11-21"]);
        let mut typed = home.command(tillit_tests::tillit_binary().as_os_str(), words);
        let output = typed.current_dir(&lab).output().unwrap();
        let shown = answer(&demo.stdout, command, "\nNotice: ");
        let typed = String::from_utf8(output.stdout).unwrap();
        if command.ends_with("--ca ca/old") && command.contains("upgraded") {
            // Before the import nothing could be said; now it can.
            assert_ne!(typed.trim(), shown.trim(), "{command}");
        } else if command.contains("audit trust/half.pem") {
            // Asked again in the story when the change stood; taken back, the first answer holds.
            assert_eq!(typed.trim(), shown.trim(), "{command}");
            let again = demo.stdout.rsplit_once(&format!("$ {command}\n")).unwrap().1;
            assert!(!again.contains(typed.trim()) && again.contains("$ tillit undo --yes\n"), "{again}");
        } else {
            assert_eq!(typed.trim(), shown.trim(), "{command}");
        }
    }
}

#[test]
fn the_users_settings_do_not_reach_the_demo() {
    let home = Home::new();
    home.write("tillit.toml", "strict = true\ngeneration = [\"siths/e-id\"]\nformat = \"json\"\ndata = \"mine\"\n");
    home.tillit(["demo"]).assert_code(0);
    assert_eq!(entries(&home.work()), ["tillit.toml"]);
}

#[test]
fn a_lab_is_written_verified_and_not_written_over_anything_else() {
    let home = Home::new();
    let written = home.tillit(["lab", "write", "lab"]);
    written.assert_code(0).assert_says("README.txt");
    let lab = home.work().join("lab");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let errors = openssl_verify(
        &lab.join("cards/upgraded/hsaid-login.pem"),
        &lab.join("ca/new/labsithseidrootcav2.pem"),
        Some(&lab.join("trust/new.pem")),
        i64::try_from(now).unwrap(),
        &[],
    );
    assert!(errors.is_empty(), "{errors:?}");

    // Again: a lab is replaced by a lab.
    home.tillit(["lab", "write", "lab"]).assert_code(0);
    fs::write(lab.join("mine.txt"), "mine").unwrap();
    home.tillit(["lab", "write", "lab"]).assert_code(2).assert_complains("mine.txt");
    assert_eq!(fs::read_to_string(lab.join("mine.txt")).unwrap(), "mine");

    home.tillit(["lab", "write", "none/lab"]).assert_code(3).assert_complains("none");
    home.tillit(["lab", "write", "x", "--base-url", "nonsense"])
        .assert_code(2)
        .assert_complains("http://127.0.0.1:8080");
}
