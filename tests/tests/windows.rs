//! `tillit.exe` as its users on Windows meet it, under Wine. Windows' own `reg` and real servers judge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tillit_tests::{Home, Kind, Lab, Listener, Output, TlsServer, Wine};

const NEW: &str = "cards/upgraded/hsaid-login";

/// A Windows with the lab's files in `C:\work\lab`.
fn with_lab() -> Wine {
    let wine = Wine::new();
    wine.copy(&Lab::get().path("."), "lab");
    wine
}

#[track_caller]
fn lab_tillit(wine: &Wine, args: &[&str]) -> Output {
    wine.tillit(["--catalog", "lab\\catalog.toml"].iter().chain(args))
}

#[test]
#[ignore = "run by .ci/windows"]
fn the_demo_runs_to_its_end() {
    let wine = Wine::new();
    for (lang, words) in [("en", "Now for real cards"), ("sv", "Nu till riktiga kort")] {
        wine.tillit(["demo", "--lang", lang]).assert_code(0).assert_says(words);
    }
    let left = fs::read_dir(wine.work()).unwrap().count();
    assert_eq!(left, 0, "the demo leaves nothing behind");
}

#[test]
#[ignore = "run by .ci/windows"]
fn a_bundle_is_changed_and_put_back_byte_for_byte() {
    let wine = with_lab();
    // Names as people give them: a letter beyond ASCII, a space, either slash, more characters than old programs take.
    let deep = format!("Åre tjänst\\{}\\{}", "d".repeat(120), "e".repeat(120));
    fs::create_dir_all(wine.work().join(deep.replace('\\', "/"))).unwrap();
    let store = format!("C:\\work\\{deep}/store.pem");
    let on_disk = wine.work().join(deep.replace('\\', "/")).join("store.pem");
    fs::copy(wine.work().join("lab/trust/old.pem"), &on_disk).unwrap();
    // Wine shows the permissions of this machine as an access list, and sets them from one; it takes administrators for the file's group.
    fs::set_permissions(&on_disk, fs::Permissions::from_mode(0o600)).unwrap();
    let others = || fs::metadata(&on_disk).unwrap().permissions().mode() & 0o007;
    let before = fs::read(&on_disk).unwrap();

    let audit = ["audit", &store, "--require", "lab/both-generations"];
    lab_tillit(&wine, &audit).assert_code(1).assert_says("LAB SITHS e-id");
    let install = ["install", "--into", &store, "--ca", "lab\\ca\\new", "--generation", "lab/e-id"];
    lab_tillit(&wine, &install).assert_code(0).assert_says("LAB SITHS e-id Root CA v2");
    assert_eq!(fs::read(&on_disk).unwrap(), before, "a plan changes nothing");
    lab_tillit(&wine, &[&install[..], &["--apply", "--yes"]].concat()).assert_code(0);
    assert_ne!(fs::read(&on_disk).unwrap(), before);
    assert_eq!(others(), 0, "what was closed to others stays so");
    lab_tillit(&wine, &audit).assert_code(0);
    lab_tillit(&wine, &["undo", "--list"]).assert_code(0).assert_says("store.pem");
    lab_tillit(&wine, &["undo", "--yes"]).assert_code(0);
    assert_eq!(fs::read(&on_disk).unwrap(), before);
    assert_eq!(others(), 0, "what was closed to others stays so");
}

#[test]
#[ignore = "run by .ci/windows"]
fn a_card_in_a_file_logs_in_at_a_real_server() {
    let wine = with_lab();
    let home = Home::new();
    let server = TlsServer::start(Kind::Nginx, home.work().join("server"), &Lab::get().path("trust/new.pem"));
    server.comes_to(true, NEW);
    let url = server.url();
    let login = |card: &str| {
        let file = format!("lab\\p12\\{card}.p12");
        let args = ["login", &url, "--p12", &file, "--password", "env:SECRET", "--ca", "lab\\trust\\both.pem"];
        wine.tillit_with(&[("SECRET", "changeit")], ["--catalog", "lab\\catalog.toml"].iter().chain(&args))
    };
    login("upgraded").assert_code(0);
    login("old").assert_code(1);
    lab_tillit(&wine, &["probe", &url, "--ca", "lab\\trust\\both.pem"]).assert_says("LAB SITHS e-id");
    let old = ["--p12", "lab\\p12\\old.p12", "--password", "env:SECRET", "--ca", "lab\\trust\\both.pem"];
    let first = ["--catalog", "lab\\catalog.toml", "diagnose", &url];
    let told = wine.tillit_with(&[("SECRET", "changeit")], first.iter().chain(&old));
    told.assert_code(1).assert_says("T-311");
}

#[test]
#[ignore = "run by .ci/windows"]
fn what_is_kept_for_everybody_lies_in_program_data_and_is_not_for_everybody_to_write() {
    let wine = with_lab();
    // An elevated administrator, as everybody is under Wine.
    lab_tillit(&wine, &["catalog", "import", "lab\\ca\\new"]).assert_code(0);
    let kept = wine.work().join("../ProgramData/tillit/ca");
    assert!(kept.is_dir(), "{}", kept.display());
    lab_tillit(&wine, &["verify", "lab\\cards\\upgraded\\hsaid-login.pem"]).assert_says("trusted");
    // What somebody else may write is not believed; Wine shows the permissions of this machine as an access list.
    let settings = wine.work().join("../ProgramData/tillit/tillit.toml");
    fs::write(&settings, "lang = \"sv\"\n").unwrap();
    wine.tillit(["explain", "T-110"]).assert_code(0).assert_says("Vad");
    fs::set_permissions(&settings, fs::Permissions::from_mode(0o666)).unwrap();
    wine.tillit(["explain", "T-110"]).assert_code(2).assert_complains("C:\\ProgramData\\tillit\\tillit.toml");
    fs::remove_file(&settings).unwrap();

    // Backups may hold private keys: nobody else reads them, nor the folders that they lie in.
    let journal = wine.work().join("../ProgramData/tillit/journal");
    fs::copy(Lab::get().path("trust/old.pem"), wine.work().join("store.pem")).unwrap();
    let what = ["--ca", "lab\\ca\\new", "--generation", "lab/e-id"];
    let install = [&["install", "--into", "store.pem", "--apply", "--yes"], &what[..]].concat();
    lab_tillit(&wine, &install).assert_code(0);
    let all = || -> Vec<PathBuf> {
        let below =
            |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
        let change = below(&journal).into_iter().find(|path| path.is_dir()).unwrap();
        let all = [vec![journal.clone()], below(&change), vec![change], vec![journal.join("lock")]].concat();
        assert!(all.iter().any(|path| path.ends_with("before-000")), "{all:?}");
        all
    };
    let others_read = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o007 != 0;
    for path in all() {
        assert!(!others_read(&path), "{}", path.display());
    }
    // A journal with more readers loses them when it is next written.
    for path in all() {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    lab_tillit(&wine, &["undo", "--list"]).assert_code(0);
    lab_tillit(&wine, &["undo", "--yes"]).assert_code(0);
    for path in all() {
        assert!(!others_read(&path), "{}", path.display());
    }
    // One that others can write is not believed.
    fs::set_permissions(&journal, fs::Permissions::from_mode(0o777)).unwrap();
    lab_tillit(&wine, &["undo", "--list"]).assert_code(2).assert_complains("journal");
}

#[test]
#[ignore = "run by .ci/windows"]
fn wrong_usage_says_what_to_do_on_windows() {
    let wine = Wine::new();
    wine.tillit(["verify", "C:\\none\\card.pem"]).assert_code(3).assert_says("C:\\none\\card.pem");
    wine.tillit(["audit", "C:\\work", "--password", "fd:3"]).assert_code(2).assert_complains("env:NAME or file:PATH");
    wine.tillit(["card", "list"]).assert_code(3).assert_complains("Smart Card");
    wine.tillit(["audit", "https://idp.region.example"]).assert_code(2).assert_complains("probe");
}

/// Microsoft's own providers, of which the first does not know SHA-256; and one that is not installed.
const OLD_PROVIDER: [&str; 2] = ["Microsoft Enhanced Cryptographic Provider v1.0", "1"];
const PROVIDER: [&str; 2] = ["Microsoft Enhanced RSA and AES Cryptographic Provider", "24"];
const NO_PROVIDER: [&str; 2] = ["Invented middleware CSP", "1"];

/// A driver for cards of which we say what it does.
const CARD_PROVIDER: [&str; 2] = ["Invented card CSP", "1"];

/// Compiles a source of `tests/windows`.
fn compiled(wine: &Wine, source: &str, name: &str, more: &[&str]) {
    let source = format!("{}/windows/{source}", env!("CARGO_MANIFEST_DIR"));
    let built = Command::new("x86_64-w64-mingw32-gcc")
        .args(["-Wall", "-Werror", &source, "-o"])
        .arg(wine.work().join(name))
        .args(more)
        .status();
    assert!(built.expect("the compiler for Windows is here").success(), "{source}");
}

/// Puts a card's certificate and key into this user's store, as Windows does when a card is inserted, and says who has the key.
fn insert(wine: &Wine, card: &str, container: &str, provider: [&str; 2]) {
    let of = |path: String| Lab::get().path(&path);
    insert_files(wine, &of(format!("{card}.pem")), &of(format!("keys/{card}.key")), container, provider);
}

fn insert_files(wine: &Wine, certificate: &Path, key: &Path, container: &str, provider: [&str; 2]) {
    let file = wine.work().join("card.p12");
    let made = Command::new("openssl")
        .args(["pkcs12", "-export", "-passout", "pass:changeit", "-in"])
        .arg(certificate)
        .arg("-inkey")
        .arg(key)
        .arg("-out")
        .arg(&file)
        .status();
    assert!(made.expect("openssl is here").success(), "{}", certificate.display());
    if !wine.work().join("import_key.exe").exists() {
        compiled(wine, "import_key.c", "import_key.exe", &["-municode", "-lcrypt32"]);
    }
    // Where it is there already Wine keeps what is noted of it.
    let sha1 = fingerprint("-sha1", certificate);
    wine.reg(["delete", &format!(r"HKCU\Software\Microsoft\SystemCertificates\MY\Certificates\{sha1}"), "/f"]);
    let [name, kind] = provider;
    let output = wine.command("wine", ["import_key.exe", "card.p12", "changeit", container, name, kind]).output();
    let output = output.expect("wine is here");
    assert!(output.status.success(), "{}: {}", certificate.display(), String::from_utf8_lossy(&output.stderr));
}

/// A certificate with a new key, of this subject, from one of the lab's CAs or from itself.
fn issued(folder: &Path, name: &str, subject: &str, ca: Option<&str>) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", subject, "-utf8"]);
    command.args(["-addext", "keyUsage=digitalSignature", "-addext", "extendedKeyUsage=clientAuth"]);
    command.args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"]).arg(&key).arg("-out").arg(&certificate);
    if let Some(ca) = ca {
        let of = |path: String| Lab::get().path(&path);
        command.arg("-CA").arg(of(format!("ca/new/{ca}.pem"))).arg("-CAkey").arg(of(format!("keys/ca/{ca}.key")));
    }
    let made = command.output().expect("openssl is here");
    assert!(made.status.success(), "{name}: {}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}

/// The SHA-256 of a card's certificate, as OpenSSL computes it.
fn sha256(card: &str) -> String {
    fingerprint("-sha256", &Lab::get().path(&format!("{card}.pem")))
}

#[test]
#[ignore = "run by .ci/windows"]
fn a_key_that_windows_has_logs_in_and_what_keeps_it_from_that_is_named() {
    let wine = with_lab();
    let home = Home::new();
    let listener = |trusts: &str| {
        let trusts = Lab::get().path(trusts);
        let settings =
            format!("ssl_client_certificate {}; ssl_verify_client on; ssl_verify_depth 4;", trusts.display());
        Listener::nginx(&home.work().join(trusts.file_name().unwrap()), &settings)
    };
    let server = listener("trust/new.pem");
    let url = server.url("/");
    let login = |more: &[&str]| {
        let args = ["login", &url, "--windows-key", "--ca", "lab\\trust\\both.pem"];
        lab_tillit(&wine, &[&args[..], more].concat())
    };
    refused(&login(&[]), 3, "has no certificate with a key for logging in");
    let here = |card: &str| {
        let card = format!("lab\\{}.pem", card.replace('/', "\\"));
        lab_tillit(
            &wine,
            &["diagnose", &url, "--local", "--card-certificate", &card, "--server-ca", "lab\\trust\\new.pem"],
        )
    };
    here(NEW).assert_says("T-344").assert_says("is not in Windows' store of this user");

    // Its card was taken out, or what would use it: nobody is asked, nothing is connected.
    insert(&wine, NEW, "card", NO_PROVIDER);
    refused(&login(&[]), 3, "is not at hand (Invented");
    insert(&wine, NEW, "card", PROVIDER);
    let keys = r"HKCU\Software\Wine\Crypto\RSA\card";
    assert_eq!(wine.reg(["copy", keys, r"HKCU\kept", "/s", "/f"]).code, 0);
    assert_eq!(wine.reg(["delete", keys, "/f"]).code, 0);
    refused(&login(&[]), 3, "is not at hand");
    assert_eq!(wine.reg(["copy", r"HKCU\kept", keys, "/s", "/f"]).code, 0);

    let seen = here(NEW);
    assert!(!seen.stdout.contains("T-344"), "the card is where Edge and Chrome look:\n{}", seen.stdout);

    // With TLS 1.2 alone: Wine has keys of this kind only behind CryptoAPI, which knows no PSS.
    let told = login(&["--json"]);
    told.assert_code(1);
    let result = &told.json()["results"][0];
    assert_eq!(result["certificate"]["sha256"], sha256(NEW));
    assert_eq!((&result["on_card"]["via"], &result["on_card"]["chosen"]), (&"windows".into(), &"only".into()));
    assert_eq!(result["on_card"]["token"], serde_json::Value::Null);
    assert!(!result["on_card"]["signatures_ms"].as_array().unwrap().is_empty());
    let attempts = result["attempts"].as_array().unwrap();
    let of = |tls: &'static str| attempts.iter().filter(move |attempt| attempt["tls"] == tls);
    assert_eq!(of("1.2").filter(|attempt| attempt["outcome"] == "logged-in").count(), 2, "both chains: {attempts:#?}");
    assert!(of("1.3").all(|attempt| attempt["outcome"] == "no-common-algorithm") && of("1.3").count() == 2);
    let both = login(&["--lang", "sv"]);
    both.assert_code(1).assert_says("med nyckeln som Windows har").assert_says("T-560");
    login(&["--tls", "1.2", "--scheme", "pkcs1"]).assert_code(0);

    // A second one on the same card, behind a provider whose younger sister has to be asked; and the signature key, which is left alone.
    let (identity, signature) = ("cards/upgraded/identity-login", "cards/upgraded/hsaid-signature");
    insert(&wine, identity, "identity", OLD_PROVIDER);
    insert(&wine, signature, "signature", PROVIDER);
    login(&["--tls", "1.2"]).assert_says("Cryptographic Provider); of 2");
    let named = login(&["--certificate", &sha256(identity), "--tls", "1.2", "--scheme", "pkcs1"]);
    named.assert_code(0).assert_says("v1.0); the certificate");
    refused(&login(&["--certificate", &sha256(signature)]), 3, "for signing documents");
    refused(&login(&["--certificate", &"0".repeat(64)]), 2, &sha256(identity));

    // Where the key is not the certificate's, nothing is sent anywhere.
    assert_eq!(wine.reg(["copy", r"HKCU\Software\Wine\Crypto\RSA\signature", keys, "/s", "/f"]).code, 0);
    refused(&login(&["--certificate", &sha256(NEW)]), 3, "Remove certificates of old cards");

    // Windows asks for the PIN, so nobody hands it over here.
    refused(&login(&["--pin", "prompt"]), 2, "--windows-key");

    // Of two persons nobody chooses.
    insert(&wine, "cards/reserve/hsaid-login", "reserve", PROVIDER);
    let several = login(&[]);
    refused(&several, 2, "Keys of several people or cards");
    refused(&several, 2, &sha256("cards/reserve/hsaid-login"));

    // The same key for a diagnosis.
    let old = listener("trust/old.pem");
    let args = ["diagnose", &old.url("/"), "--windows-key", "--certificate", &sha256(identity)];
    lab_tillit(&wine, &args).assert_code(1).assert_says("T-31");
}

/// It ends with this code, and the words are in the complaint, however its lines are broken.
#[track_caller]
fn refused(output: &Output, code: i32, words: &str) {
    output.assert_code(code);
    let said = output.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{words:?} is not in\n{}", output.stderr);
}

#[test]
#[ignore = "run by .ci/windows"]
fn a_card_that_does_not_do_what_it_should_is_told_as_that() {
    let wine = with_lab();
    let home = Home::new();
    let trusts = Lab::get().path("trust/new.pem");
    let settings = format!("ssl_client_certificate {}; ssl_verify_client on; ssl_verify_depth 4;", trusts.display());
    let server = Listener::nginx(&home.work().join("server"), &settings);
    let url = server.url("/");
    compiled(&wine, "provider.c", "provider.dll", &["-shared", "-static-libgcc"]);
    let [name, kind] = CARD_PROVIDER;
    let key = format!(r"HKLM\SOFTWARE\Microsoft\Cryptography\Defaults\Provider\{name}");
    assert_eq!(wine.reg(["add", &key, "/v", "Image Path", "/d", r"C:\work\provider.dll", "/f"]).code, 0);
    assert_eq!(wine.reg(["add", &key, "/v", "Type", "/t", "REG_DWORD", "/d", kind, "/f"]).code, 0);
    insert(&wine, NEW, "card", CARD_PROVIDER);
    let login = |card: &str, more: &[&str]| {
        let args = ["--catalog", "lab\\catalog.toml", "login", &url, "--windows-key", "--ca", "lab\\trust\\both.pem"];
        let _ = fs::remove_file(wine.work().join("provider.log"));
        let output = wine.tillit_with(&[("CARD", card)], args.iter().chain(more));
        let log = fs::read_to_string(wine.work().join("provider.log")).unwrap_or_default();
        let count = |call: &str| log.lines().filter(|line| *line == call).count();
        (output, count("sign"), count("acquire"), count("release"))
    };
    let tls12 = ["--tls", "1.2", "--scheme", "pkcs1"];

    let (plain, signatures, acquired, released) = login("", &tls12);
    plain.assert_code(0);
    assert_eq!(
        (signatures, acquired),
        (3, released),
        "once to open it, once for each login, and let go of: {acquired}"
    );

    // Whoever is asked and says no is not asked again; nothing goes to the server.
    for (code, words) in [
        ("8010006e", "was answered with no"),
        ("8010002a", "Wrong PIN for"),
        ("8010006c", "is locked"),
        ("8010000b", "has closed it"),
    ] {
        let (output, signatures, ..) = login(&format!("sign 0 {code}"), &[]);
        refused(&output, 3, words);
        assert_eq!(signatures, 1, "{code}");
    }
    // In the middle of a login: what comes of it is the card's, not the server's.
    for (code, finding) in [("8010006c", "T-564"), ("8010006e", "T-564"), ("80100068", "T-562"), ("80100069", "T-561")]
    {
        let (output, signatures, ..) = login(&format!("sign 1 {code}"), &["--lang", "sv"]);
        output.assert_says(finding);
        assert_eq!(signatures, 2, "{code}: once to open it, once in vain");
    }
    let (silent, ..) = login("silent", &["--timeout", "2"]);
    refused(&silent, 3, "has not answered for 2 s");

    // A key of another kind of network is no card's, and a namesake is somebody else.
    let wifi = issued(&home.work(), "wifi", "/CN=Tolvan Tolvansson", None);
    insert_files(&wine, &wifi.0, &wifi.1, "wifi", PROVIDER);
    insert(&wine, NEW, "card", NO_PROVIDER);
    let (without, ..) = login("", &tls12);
    refused(&without, 3, "is not at hand");
    let service = format!("idp={url}");
    lab_tillit(&wine, &["pilot", "new", "pilot.toml", "--service", &service, "--card", "Tolvan"]).assert_code(0);
    let named = fingerprint("-sha256", &wifi.0);
    let run =
        ["pilot", "run", "pilot.toml", "--phase", "before", "--only-card", "Tolvan", "--windows-key", "--certificate"];
    refused(&lab_tillit(&wine, &[&run[..], &[&named]].concat()), 2, "which the catalog does not know");
    insert(&wine, NEW, "card", PROVIDER);
    let subject = "/C=SE/O=Lab AB/CN=Tolvan Tolvansson/serialNumber=SELAB0000000016-9ZZZ";
    let namesake = issued(&home.work(), "namesake", subject, Some("labsithseidpersonhsaid3cav1"));
    insert_files(&wine, &namesake.0, &namesake.1, "namesake", PROVIDER);
    let (several, ..) = login("", &tls12);
    several.assert_code(2).assert_complains("SELAB0000000016-9ZZZ").assert_complains("SELAB0000000016-1ABC");
}

const STORES: &str = r"HKLM\SOFTWARE\Microsoft\SystemCertificates";
const DOMAIN: &str = r"HKLM\SOFTWARE\Microsoft\EnterpriseCertificates";

/// The thumbprints in a key of the registry, as Windows' own program shows them.
fn thumbprints(wine: &Wine, store: &str) -> Vec<String> {
    let listed = wine.reg(["query", &format!("{store}\\Certificates")]);
    let names = listed.stdout.lines().filter_map(|line| line.trim().rsplit_once('\\'));
    names.map(|(_, name)| name.to_ascii_uppercase()).filter(|name| name.len() == 40).collect()
}

/// The thumbprint of a CA of the lab, as OpenSSL computes it.
fn thumbprint(name: &str) -> String {
    fingerprint("-sha1", &Lab::get().path(&format!("ca/new/{name}.pem")))
}

fn fingerprint(hash: &str, file: &Path) -> String {
    let output = Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", hash, "-in"])
        .arg(file)
        .output()
        .expect("openssl is here");
    let said = String::from_utf8(output.stdout).unwrap();
    said.rsplit_once('=').expect("a fingerprint").1.trim().replace(':', "")
}

/// What a report says of the persons' cards of the new generation in one of its stores.
fn effect(report: &serde_json::Value, location: &str) -> String {
    let results = report["results"].as_array().unwrap();
    let store = results.iter().find(|result| result["path"].as_str() == Some(location));
    let store = store.unwrap_or_else(|| panic!("{location} is not in {report:#}"));
    let rows = store["coverage"].as_array().unwrap().iter();
    let is_it =
        |row: &&serde_json::Value| row["pki"] == "lab" && row["generation"] == "e-id" && row["role"] == "persons-loa3";
    rows.clone().find(is_it).map_or(String::new(), |row| row["effect"].as_str().unwrap().to_owned())
}

/// Puts what IIS and HTTP.SYS would have where they have it, in the registry and in Windows' own folder.
#[test]
#[ignore = "run by .ci/windows"]
fn iis_is_read_where_its_configuration_is_in_force() {
    let wine = with_lab();
    let listener = r"HKLM\SYSTEM\CurrentControlSet\Services\HTTP\Parameters\SslBindingInfo\0.0.0.0:443";
    let flags = |flags: &str| {
        assert_eq!(wine.reg(["add", listener, "/v", "DefaultFlags", "/t", "REG_DWORD", "/d", flags, "/f"]).code, 0);
    };
    // In a prefix of 64 bits, Windows' own folder is that of 64-bit programs.
    let own = wine.work().join("../windows/system32/inetsrv/config");
    let shared = wine.work().join("central");
    fs::create_dir_all(&own).unwrap();
    fs::create_dir_all(shared.join("parts")).unwrap();
    let configuration = |path: &str| {
        format!(
            "<configuration><system.applicationHost><sites><site name=\"S\"><bindings>\
             <binding protocol=\"https\" bindingInformation=\"*:443:\" /></bindings></site></sites>\
             </system.applicationHost>\n<location path=\"S/{path}\"><system.webServer><security>\
             <access configSource=\"parts\\access.config\" /></security></system.webServer></location></configuration>"
        )
    };
    let redirect = |path: &str| {
        let text =
            format!("<configuration><configurationRedirection enabled=\"true\" path=\"{path}\" /></configuration>");
        fs::write(own.join("redirection.config"), text).unwrap();
    };
    fs::write(own.join("applicationHost.config"), configuration("left-over")).unwrap();
    fs::write(shared.join("applicationHost.config"), configuration("login")).unwrap();
    fs::write(shared.join("parts/access.config"), "<access sslFlags=\"SslNegotiateCert, SslRequireCert\" />").unwrap();
    flags("2");
    redirect(r"%SystemDrive%\work\central");
    let audit = ["audit", "iis", "--environment", "test"];
    let told = lab_tillit(&wine, &audit);
    told.assert_says("0.0.0.0:443/login").assert_says(r"C:\work\central\parts\access.config:1");
    assert!(!told.stdout.contains("left-over") && !told.stdout.contains("T-229"), "{}", told.stdout);

    redirect(r"C:\gone");
    let told = lab_tillit(&wine, &audit);
    told.assert_code(3).assert_says("T-229").assert_says(r"C:\gone\applicationHost.config");
    assert!(!told.stdout.contains("left-over"), "{}", told.stdout);

    // A share is not opened without leave to use the network.
    redirect(r"\\files\iis$");
    let told = lab_tillit(&wine, &[&["--offline"][..], &audit].concat());
    told.assert_code(3).assert_says("T-229").assert_says(r"\\files\iis$").assert_says("--offline");

    fs::remove_file(own.join("redirection.config")).unwrap();
    flags("10");
    lab_tillit(&wine, &audit).assert_says("T-641").assert_says(listener);

    assert_eq!(wine.reg(["delete", listener, "/f"]).code, 0);
    fs::remove_dir_all(own.parent().unwrap()).unwrap();
}

#[test]
#[ignore = "run by .ci/windows"]
fn a_computer_gets_root_and_issuing_cas_each_in_its_store_and_gives_them_back() {
    let wine = with_lab();
    let (root, issuing) = (thumbprint("labsithseidrootcav2"), thumbprint("labsithseidpersonhsaid3cav1"));
    let of = |store: &str| thumbprints(&wine, store);
    let (roots, cas) = (format!("{STORES}\\ROOT"), format!("{STORES}\\CA"));
    let nt_auth = format!("{DOMAIN}\\NTAuth");

    let audit = ["audit", "windows", "--environment", "test", "--json"];
    assert_eq!(effect(&lab_tillit(&wine, &audit).json(), STORES), "refuses");
    let install = ["install", "--into", "windows", "--ca", "lab\\ca\\new", "--generation", "lab/e-id", "--ad-logon"];
    let plan = lab_tillit(&wine, &install);
    plan.assert_code(0).assert_says("LAB SITHS e-id Root CA v2  → LocalMachine\\Root");
    plan.assert_says("HSA-id 3 CA v1  → LocalMachine\\CA, LocalMachine\\NTAuth");
    // What is copied from there is typed into cmd or PowerShell.
    plan.assert_says("--catalog lab\\catalog.toml");
    let nowhere = ["install", "--into", "windows:LM\\Disallowed", "--ca", "lab\\ca\\new", "--generation", "lab/e-id"];
    let refused = lab_tillit(&wine, &nowhere);
    assert!(refused.code != 0 && refused.stdout.contains("T-633"), "{}\n{}", refused.stdout, refused.stderr);
    assert!(!of(&roots).contains(&root), "a plan changes nothing");
    let script = lab_tillit(&wine, &[&install[..], &["--print-commands"]].concat());
    script.assert_code(0).assert_says(&format!("certutil -f -addstore Root {root}.cer"));
    script.assert_says(&format!("certutil -enterprise -f -addstore NTAuth {issuing}.cer"));

    lab_tillit(&wine, &[&install[..], &["--apply", "--yes"]].concat()).assert_code(0);
    assert!(of(&roots).contains(&root) && !of(&roots).contains(&issuing));
    assert!(of(&cas).contains(&issuing) && !of(&cas).contains(&root));
    assert!(of(&nt_auth).contains(&issuing) && !of(&nt_auth).contains(&root));
    let users = STORES.replace("HKLM", "HKCU");
    for store in ["ROOT", "CA"] {
        let held = of(&format!("{users}\\{store}"));
        assert!(!held.contains(&root) && !held.contains(&issuing), "nothing of it is the user's own");
    }
    let after = lab_tillit(&wine, &audit).json();
    for seen in [STORES, &users] {
        assert_eq!(effect(&after, seen), "lets-in", "{seen}");
    }
    lab_tillit(&wine, &[&install[..], &["--apply", "--yes"]].concat()).assert_code(0).assert_says("nothing");

    // What Windows exports is read elsewhere as it is read here.
    assert_eq!(wine.reg(["export", STORES, "C:\\work\\stores.reg", "/y"]).code, 0);
    let home = Home::new();
    let exported = wine.work().join("stores.reg");
    let elsewhere = home.tillit([
        "--catalog".as_ref(),
        Lab::get().path("catalog.toml").as_os_str(),
        "audit".as_ref(),
        exported.as_os_str(),
        "--environment".as_ref(),
        "test".as_ref(),
        "--json".as_ref(),
    ]);
    assert_eq!(effect(&elsewhere.json(), exported.to_str().unwrap()), "lets-in");

    // Somebody takes every certificate for a root.
    assert_eq!(wine.reg(["export", &cas, "C:\\work\\ca.reg", "/y"]).code, 0);
    let text = fs::read(wine.work().join("ca.reg")).unwrap();
    let units: Vec<u16> = text.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let wrong = String::from_utf16(&units).unwrap().replace("SystemCertificates\\CA", "SystemCertificates\\ROOT");
    let wrong: Vec<u8> = wrong.encode_utf16().flat_map(u16::to_le_bytes).collect();
    wine.write("wrong.reg", wrong);
    assert_eq!(wine.reg(["import", "C:\\work\\wrong.reg"]).code, 0);
    // All of them are named with -v alone.
    let told = lab_tillit(&wine, &["audit", "windows:LM", "--environment", "test", "-v"]);
    told.assert_code(1).assert_says("T-620").assert_says(&format!("-delstore Root {issuing}"));
    assert_eq!(wine.reg(["delete", &format!("{roots}\\Certificates\\{issuing}"), "/f"]).code, 0);

    lab_tillit(&wine, &["undo", "--yes"]).assert_code(0);
    for (store, gone) in [(&roots, &root), (&cas, &issuing), (&nt_auth, &issuing)] {
        assert!(!of(store).contains(gone), "{store}");
    }
}
