//! The command line's habits: languages, help, wrong usage, settings, passwords, output. What verify answers is in other files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::process::{Command, Stdio};

use tillit_tests::{Home, openssl, tillit_binary};

/// `tillit ARGS` with these variables in its environment.
fn with_environment(home: &Home, variables: &[(&str, &str)], args: &[&str]) -> (i32, String, String) {
    let mut command = home.command(tillit_binary().as_os_str(), args);
    let output = command.envs(variables.iter().copied()).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A self-signed certificate of somebody who does not exist.
fn made_up(home: &Home, name: &str) -> String {
    let key = home.work().join("key.pem");
    let subject = format!("/C=SE/O=Made up/CN={name} (invented)");
    let args =
        ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj"];
    let pem = openssl(args.into_iter().chain([subject.as_str(), "-keyout", key.to_str().unwrap()]));
    String::from_utf8(pem).unwrap()
}

#[test]
fn the_system_language_is_spoken() {
    let home = Home::new();
    for (variables, swedish) in [
        (&[("LC_ALL", "sv_SE.UTF-8")][..], true),
        (&[("LC_ALL", ""), ("LANG", "sv_SE.UTF-8")], true),
        (&[("LC_ALL", "C"), ("LANG", "sv_SE.UTF-8")], false),
        (&[("LC_ALL", ""), ("LC_MESSAGES", "POSIX"), ("LANG", "sv_SE.UTF-8")], false),
        (&[("LC_ALL", "de_DE.UTF-8")], false),
    ] {
        let (code, help, _) = with_environment(&home, variables, &["--help"]);
        assert_eq!(code, 0);
        assert_eq!(help.contains("Förbered en tjänst"), swedish, "{variables:?}\n{help}");
        assert_eq!(help.contains("Prepare a service"), !swedish, "{variables:?}\n{help}");
    }
    let (_, help, _) = with_environment(&home, &[("LC_ALL", "sv_SE.UTF-8")], &["--lang", "en"]);
    assert!(help.contains("Prepare a service"), "{help}");
}

#[test]
fn tillit_alone_shows_what_it_can() {
    let home = Home::new();
    let alone = home.tillit([] as [&str; 0]);
    alone.assert_code(0).assert_says("tillit verify CERT...").assert_says("tillit explain");
    assert_eq!(alone.stdout, home.tillit(["--help"]).stdout);
    assert_eq!(alone.stdout, home.tillit(["help"]).stdout);
    assert_eq!(alone.stderr, "");
}

#[test]
fn help_is_wholly_in_one_language() {
    let home = Home::new();
    // Words that clap brings along in English.
    for english in
        ["Usage:", "Options:", "Arguments:", "[OPTIONS]", "Commands:", "possible values", "default:", "Print "]
    {
        for command in [&["verify"][..], &["explain"], &["completions"], &["man"], &["catalog"], &["lab"], &["demo"]] {
            let args = command.iter().copied().chain(["--help", "--lang", "sv"]);
            let help = home.tillit(args);
            help.assert_code(0).assert_says("Användning:");
            assert!(!help.stdout.contains(english), "{english:?} in {command:?}:\n{}", help.stdout);
        }
    }
    assert_eq!(home.tillit(["help", "verify"]).stdout, home.tillit(["verify", "--help"]).stdout);
}

#[test]
fn wrong_usage_is_told_in_the_users_language_with_the_next_step() {
    let home = Home::new();
    for (args, swedish, english) in [
        (&["verfy"][..], "Menade du verify?", "Did you mean verify?"),
        (&["verify"], "Ange minst ett certifikat", "Give at least one certificate"),
        (&["verify", "x", "--purpose", "inloggning"], "Menade du login?", "Did you mean login?"),
        (&["verify", "x", "--jsom"], "Menade du --json?", "Did you mean --json?"),
        (&["verify", "x", "--format", "pdf"], "Möjliga: human, json", "Possible: human, json"),
        (&["verify", "x", "--at", "yesterday"], "Skriv en tidpunkt som 2020-02-11", "Write a time like 2020-02-11"),
        (&["verify", "x", "--ca"], "--ca <SÖKVÄG> behöver ett värde", "--ca <PATH> needs a value"),
        (&["verify", "x", "--jobs", "0"], "ett tal från 1", "a number from 1"),
        (&["verify", "x", "--format", "html"], "Använd något av dessa: human", "Use one of these: human"),
        (&["verify", "x", "-o", "x.pdf"], ".json", ".json"),
        (&["verify", "x", "--json", "--format", "text"], "tillsammans", "together"),
        (&["verify", "x", "--revocation", "always"], "auto, crl, ocsp, require", "auto, crl, ocsp, require"),
        (&["verify", "x", "--revocation", "off", "--crl", "x"], "utelämna --crl", "leave --crl out"),
        (&["verify", "x", "--no-catalog"], "--anchor FIL", "--anchor FILE"),
        (&["verify", "x", "--generation", "e-idd"], "Menade du e-id?", "Did you mean e-id?"),
        (&["verify", "x", "--generation", "nonsense"], "siths/root-v1", "siths/root-v1"),
        (&["verify", "x", "--host", "h", "--purpose", "signing"], "--purpose server", "--purpose server"),
        (&["verify", "https://e-service.example:8443/"], "-connect e-service.example:8443", "--host e-service.example"),
        (&["explain", "nonsense"], "explain --list", "explain --list"),
        (&["completions", "tcsh"], "bash", "bash"),
    ] {
        for (language, told) in [("sv", swedish), ("en", english)] {
            let output = home.tillit(args.iter().copied().chain(["--lang", language]));
            output.assert_code(2).assert_complains(told);
            assert_eq!(output.stdout, "", "{args:?}");
            let first = output.stderr.lines().next().unwrap();
            assert!(first.starts_with(if language == "sv" { "fel: " } else { "error: " }), "{first}");
            assert!(output.stderr.lines().count() >= 2, "no next step: {}", output.stderr);
        }
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let home = Home::new();
    let output = home.tillit(["verify", "https://a.example/", "--revocation", "ocsp", "--crl", "x", "--no-catalog"]);
    output.assert_code(2).assert_complains("https://a.example/").assert_complains("--crl").assert_complains("--anchor");
}

#[test]
fn a_password_on_the_command_line_is_refused_and_not_repeated() {
    let home = Home::new();
    for args in [
        &["verify", "x", "--password", "hunter2"][..],
        &["verify", "x", "--password=hunter2"],
        &["verify", "x", "--password", "pass:hunter2"],
    ] {
        let output = home.tillit(args.iter().copied());
        output.assert_code(2).assert_complains("env:NAME");
        assert!(!output.stderr.contains("hunter2"), "{}", output.stderr);
    }
}

#[test]
fn passwords_come_from_where_the_user_says() {
    let home = Home::new();
    home.write("certificate.pem", made_up(&home, "Test Testsson"));
    let (certificate, key) = (home.work().join("certificate.pem"), home.work().join("key.pem"));
    let p12 = openssl([
        "pkcs12",
        "-export",
        "-in",
        certificate.to_str().unwrap(),
        "-inkey",
        key.to_str().unwrap(),
        "-passout",
        "pass:åäö 1",
    ]);
    home.write("store.p12", p12);
    home.write("password", "åäö 1\nnot this line\n");

    let read = |output: &tillit_tests::Output| output.stdout.contains("Test Testsson");
    let given = home.tillit(["verify", "store.p12", "--password", "file:password"]);
    assert!(read(&given), "{}{}", given.stdout, given.stderr);
    assert!(!read(&home.tillit(["verify", "store.p12"])), "none of the customary passwords opens it");

    let (_, stdout, stderr) =
        with_environment(&home, &[("SECRET", "åäö 1")], &["verify", "store.p12", "--password", "env:SECRET"]);
    assert!(stdout.contains("Test Testsson"), "{stdout}{stderr}");
    home.tillit(["verify", "store.p12", "--password", "env:SECRET"]).assert_code(2).assert_complains("SECRET");
    home.tillit(["verify", "store.p12", "--password", "file:nowhere"]).assert_code(3).assert_complains("nowhere");
    // No terminal to ask on is an error, not a hang.
    home.tillit(["verify", "store.p12", "--password", "prompt"]);

    if cfg!(unix) {
        let script = format!("{} verify store.p12 --password fd:3 3<password", tillit_binary().display());
        let output = home.command("sh".as_ref(), ["-c", &script]).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("Test Testsson"), "{output:?}");
    }
}

#[test]
fn ca_files_that_cannot_be_used_end_the_run_before_anything_is_judged() {
    let home = Home::new();
    home.write("certificate.pem", made_up(&home, "Test Testsson"));
    home.write("empty.pem", "");
    home.write("text.pem", "no certificate here\n");
    fs::create_dir(home.work().join("folder")).unwrap();
    for option in ["--ca", "--anchor", "--intermediates"] {
        for bad in ["nowhere.pem", "empty.pem", "text.pem", "key.pem", "folder"] {
            let output = home.tillit(["verify", "certificate.pem", option, bad]);
            output.assert_code(3).assert_complains(bad).assert_complains(option);
            assert_eq!(output.stdout, "", "{option} {bad}: nothing is judged");
        }
    }
    home.tillit(["verify", "certificate.pem", "--ca", "nowhere.pem", "--anchor", "empty.pem"])
        .assert_complains("nowhere.pem")
        .assert_complains("empty.pem");
}

#[test]
fn a_bad_file_in_a_folder_of_ca_certificates_is_reported_and_the_rest_is_used() {
    let home = Home::new();
    let pem = made_up(&home, "Root");
    home.write("certificate.pem", &pem);
    fs::create_dir(home.work().join("folder")).unwrap();
    home.write("folder/good.pem", &pem);
    home.write("folder/bad.pem", "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n");
    let output = home.tillit(["verify", "certificate.pem", "--purpose", "any", "--anchor", "folder", "--no-catalog"]);
    output.assert_code(3).assert_says("Root");
    let told = format!("{}{}", output.stdout, output.stderr);
    assert!(told.contains("bad.pem"), "{told}");
    fs::remove_file(home.work().join("folder/bad.pem")).unwrap();
    home.tillit(["verify", "certificate.pem", "--purpose", "any", "--anchor", "folder", "--no-catalog"]).assert_code(0);
}

/// A root, and a card's certificate issued under it: `root.pem`, `card.pem`.
fn made_up_chain(home: &Home) {
    let path = |name: &str| home.work().join(name).to_str().unwrap().to_owned();
    home.write("root.pem", made_up(home, "Root"));
    let extensions =
        home.write("extensions", "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n");
    let request = openssl([
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/C=SE/CN=Test Testsson (invented)",
        "-keyout",
        &path("card.key"),
    ]);
    home.write("card.csr", request);
    let card = openssl([
        "x509",
        "-req",
        "-in",
        &path("card.csr"),
        "-CA",
        &path("root.pem"),
        "-CAkey",
        &path("key.pem"),
        "-days",
        "20",
        "-extfile",
        extensions.to_str().unwrap(),
    ]);
    home.write("card.pem", card);
}

#[test]
fn anchors_are_trusted_and_intermediates_are_not() {
    let home = Home::new();
    made_up_chain(&home);
    home.tillit(["verify", "card.pem", "--anchor", "root.pem", "--no-catalog"]).assert_code(0);
    for option in ["--ca", "--intermediates"] {
        home.tillit(["verify", "card.pem", option, "root.pem"]).assert_code(1);
    }
    // Without its issuer nothing can be said; beside other inputs neither.
    home.write("other.pem", made_up(&home, "Other"));
    home.tillit(["verify", "card.pem", "--anchor", "other.pem", "--no-catalog"]).assert_code(3);
    home.tillit(["verify", "card.pem", "root.pem", "--anchor", "other.pem", "--no-catalog"]).assert_code(3);
}

#[test]
fn certificates_of_one_input_find_their_issuers_in_it() {
    let home = Home::new();
    made_up_chain(&home);
    home.write("other.pem", made_up(&home, "Other"));
    fs::create_dir(home.work().join("folder")).unwrap();
    for name in ["root.pem", "card.pem"] {
        fs::copy(home.work().join(name), home.work().join("folder").join(name)).unwrap();
    }
    // The root is found, and it is not one that is trusted: an answer, not "cannot say".
    home.tillit(["verify", "folder", "--anchor", "other.pem", "--no-catalog"]).assert_code(1);
}

#[test]
fn many_certificates_are_answered_in_their_order() {
    let home = Home::new();
    let pem: Vec<String> = (0..40).map(|i| made_up(&home, &format!("Number {i}"))).collect();
    home.write("many.pem", pem.concat());
    let names = |jobs: &str| -> Vec<String> {
        let document = home.tillit(["verify", "many.pem", "--json", "--jobs", jobs]).json();
        let results = document["results"].as_array().unwrap();
        results.iter().map(|result| result["subject"].as_str().unwrap().to_owned()).collect()
    };
    let one = names("1");
    assert_eq!(one, names("7"));
    assert!(one.iter().enumerate().all(|(i, name)| name.contains(&format!("Number {i} "))), "{one:?}");
}

#[test]
fn standard_input_and_names_that_are_no_utf8() {
    let home = Home::new();
    let pem = made_up(&home, "Test Testsson");
    home.tillit_reading(pem.as_bytes(), ["verify", "-"]).assert_says("Test Testsson");
    #[cfg(target_os = "linux")]
    {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let name = OsStr::from_bytes(b"kort-\xe5\xe4\xf6.pem");
        fs::write(home.work().join(name), &pem).unwrap();
        home.tillit([OsStr::new("verify"), name]).assert_says("Test Testsson");
        home.tillit([OsStr::new("verify"), OsStr::from_bytes(b"n\xe5wh\xe4re.pem")]).assert_code(3);
    }
}

#[test]
fn a_private_key_is_noted_and_never_shown() {
    let home = Home::new();
    let pem = made_up(&home, "Test Testsson");
    let key = fs::read_to_string(home.work().join("key.pem")).unwrap();
    home.write("both.pem", format!("{pem}{key}"));
    for args in [&["verify", "both.pem", "-v"][..], &["verify", "both.pem", "--json"]] {
        let output = home.tillit(args.iter().copied());
        output.assert_complains("private key");
        let line = key.lines().nth(1).unwrap();
        assert!(!output.stdout.contains(line) && !output.stderr.contains(line));
    }
}

#[test]
fn the_far_past_and_the_far_future() {
    let home = Home::new();
    home.write("certificate.pem", made_up(&home, "Root"));
    for at in ["0001-01-01", "1850-01-01 12:00", "9999-12-31T23:59:59Z"] {
        let args = [
            "verify",
            "certificate.pem",
            "--at",
            at,
            "--anchor",
            "certificate.pem",
            "--no-catalog",
            "--purpose",
            "any",
        ];
        home.tillit(args).assert_code(1);
    }
}

#[test]
fn answers_go_to_files_too() {
    let home = Home::new();
    home.write("certificate.pem", made_up(&home, "Test Testsson"));
    let output = home.tillit(["verify", "certificate.pem", "-o", "a.json", "-o", "b.JSON"]);
    output.assert_says("Test Testsson");
    let read = |name: &str| fs::read_to_string(home.work().join(name)).unwrap();
    assert_eq!(read("a.json"), read("b.JSON"));
    assert!(serde_json::from_str::<serde_json::Value>(&read("a.json")).unwrap()["results"].is_array());
    let quiet = home.tillit(["verify", "certificate.pem", "-q", "-o", "a.json"]);
    assert_eq!(quiet.stdout, "");
    home.tillit(["verify", "certificate.pem", "-o", "nowhere/a.json"])
        .assert_code(3)
        .assert_complains("nowhere/a.json");
    // No leftovers beside the answers.
    let left: Vec<_> =
        fs::read_dir(home.work()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with('.')), "{left:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_closed_pipe_is_none() {
    let home = Home::new();
    home.write("certificate.pem", made_up(&home, "Test Testsson"));
    let run = |line: &str| {
        let script = line.replace("tillit", tillit_binary().to_str().unwrap());
        let output = home.command("bash".as_ref(), ["-c", &script]).output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, _, stderr) = run("tillit explain --list > /dev/full");
    assert_eq!(code, 3, "{stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    // `true` has gone before the first byte is written.
    let (_, stdout, stderr) = run("{ sleep 0.2; tillit explain --list; echo $? >&2; } | true");
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", "0\n"));
}

#[test]
fn settings_in_layers() {
    let home = Home::new();
    let personal = home.command("true".as_ref(), [] as [&str; 0]);
    let config = personal.get_envs().find(|(name, _)| *name == "XDG_CONFIG_HOME").unwrap().1.unwrap().to_owned();
    let folder = std::path::Path::new(&config).join("tillit");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("tillit.toml"), "lang = 'sv'\nformat = 'json'\n").unwrap();
    home.write("certificate.pem", made_up(&home, "Test Testsson"));
    home.tillit(["verify"]).assert_complains("Ange minst");
    assert!(home.tillit(["verify", "certificate.pem"]).json()["results"].is_array());
    home.write("tillit.toml", "lang = 'en'\n");
    home.tillit(["verify"]).assert_complains("Give at least");
    assert!(home.tillit(["verify", "certificate.pem"]).json()["results"].is_array(), "the other layer still holds");
    home.tillit(["verify", "--lang", "sv"]).assert_complains("Ange minst");

    home.write("tillit.toml", "lang = 'en'\n\nstrickt = true\njobs = 'many'\n");
    let output = home.tillit(["verify", "certificate.pem"]);
    output
        .assert_code(2)
        .assert_complains("tillit.toml, line 3")
        .assert_complains("Did you mean strict?")
        .assert_complains("line 4");
    home.write("tillit.toml", "lang = \n");
    home.tillit(["verify", "certificate.pem"]).assert_code(2).assert_complains("tillit.toml");
    // Help is given all the same.
    home.tillit(["--help"]).assert_code(0);
}

#[cfg(unix)]
#[test]
fn root_believes_only_files_that_nobody_else_can_write() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.write("certificate.pem", made_up(&home, "Test Testsson"));
    let settings = home.write("tillit.toml", "lang = 'sv'\n");
    let catalog = home.write("catalog.toml", "");
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let set = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&settings, 0o666);
    let output = home.tillit(["verify", "certificate.pem"]);
    assert_eq!(output.stderr.contains("chmod go-w"), root, "{}", output.stderr);
    set(&settings, 0o644);
    set(&catalog, 0o664);
    let output = home.tillit(["verify", "certificate.pem", "--catalog", "catalog.toml"]);
    output.assert_code(2);
    assert_eq!(output.stderr.contains("chmod go-w"), root, "{}", output.stderr);
}

#[test]
fn catalogs_of_the_user() {
    let home = Home::new();
    home.write("certificate.pem", made_up(&home, "Test Testsson"));
    home.write("broken.toml", "format = 1\nid = \"x\"\nnonsense = 1\n");
    home.tillit(["verify", "certificate.pem", "--catalog", "broken.toml"])
        .assert_code(2)
        .assert_complains("broken.toml:3:");
    home.tillit(["verify", "certificate.pem", "--catalog", "nowhere.toml"])
        .assert_code(3)
        .assert_complains("nowhere.toml");
    let twice = tillit_tests::top().join("verifier/src/catalog/siths.toml");
    let output = home.tillit(["verify", "certificate.pem", "--catalog", twice.to_str().unwrap()]);
    output.assert_code(2).assert_complains("siths");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let home = Home::new();
    let coloured =
        |variables: &[(&str, &str)], args: &[&str]| with_environment(&home, variables, args).1.contains('\u{1b}');
    assert!(!coloured(&[], &["--help"]), "no terminal");
    assert!(coloured(&[("NO_COLOR", "")], &["--help", "--color", "always"]));
    assert!(coloured(&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], &["--help"]));
    assert!(!coloured(&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], &["--help", "--color", "never"]));
}

#[test]
fn completions_and_manual_pages() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        home.tillit(["completions", shell]).assert_code(0).assert_says("generation");
    }
    let bash = home.tillit(["completions", "bash"]).stdout;
    home.write("tillit.bash", bash);
    let syntax = home.command("bash".as_ref(), ["-n", "tillit.bash"]).output().unwrap();
    assert!(syntax.status.success(), "{syntax:?}");

    for (language, heading) in [("en", "EXIT STATUS"), ("sv", "SLUTKODER")] {
        let page = home.tillit(["man", "--lang", language]);
        page.assert_code(0).assert_says(heading).assert_says(".TH tillit 1");
        for code in 0..=3 {
            page.assert_says(&format!("\\fB{code}\\fR"));
        }
    }
    home.tillit(["man", "-o", "pages"]).assert_code(0);
    let page = fs::read_to_string(home.work().join("pages/tillit-verify.1")).unwrap();
    assert!(page.contains("EXIT STATUS") && page.contains("intermediates"), "{page}");
}

#[test]
fn codes_are_explained_in_both_languages() {
    let home = Home::new();
    let swedish = home.tillit(["explain", "T-101", "--lang", "sv"]);
    let english = home.tillit(["explain", "t101"]);
    swedish.assert_code(0).assert_says("T-101");
    english.assert_code(0).assert_says("T-101");
    assert_ne!(swedish.stdout, english.stdout);
    home.tillit(["explain", "--list"]).assert_code(0).assert_says("T-101");
    // What can be explained is, beside what cannot.
    home.tillit(["explain", "T-101", "T-000"]).assert_code(2).assert_says("T-101").assert_complains("T-000");
}

#[test]
fn the_version() {
    let home = Home::new();
    assert_eq!(home.tillit(["--version"]).stdout, format!("tillit {}\n", env!("CARGO_PKG_VERSION")));
}
