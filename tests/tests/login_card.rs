//! `tillit login` with a key that never leaves its token: SoftHSM, a module that fails where it is told to, and the lab's card in a reader of the
//! real pcscd through OpenSC. How often a PIN was given is counted where it arrives.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tillit_lab::card::{Card, Contents, Faults, Inserted, Kind, Pin, Protocol};
use tillit_tests::{
    Home, Lab, Listener, Output, Pcsc, SoftHsm, Terminal, assert_valid, text, tillit_binary, with_pcsc,
};

const TOKEN: &str = "SITHS e-id kort (Legitimering)";
const LOGIN: &str = "cards/upgraded/hsaid-login";

/// A server that lets the new generation in and nobody else.
fn server(home: &Home, settings: &[&str]) -> Listener {
    let new = Lab::get().text("trust/new.pem");
    let first = ["-CAfile", &new, "-Verify", "5", "-verify_return_error"];
    Listener::openssl(&home.work().join("s_server"), &[&first[..], settings].concat())
}

/// What each attempt signed with and came to.
#[track_caller]
fn ways(output: &Output) -> Vec<String> {
    let document: Value = serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}\n{}", output.stdout, output.stderr));
    assert_valid(&document, "login-1.json");
    let attempts = document["results"][0]["attempts"].as_array().unwrap();
    let word = |attempt: &Value, key: &str| attempt[key].as_str().unwrap_or("-").to_owned();
    attempts.iter().map(|a| [word(a, "tls"), word(a, "signed_with"), word(a, "outcome")].join(" ")).collect()
}

#[track_caller]
fn codes(output: &Output) -> Vec<String> {
    let findings = output.json()["findings"].as_array().unwrap().clone();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

struct Soft {
    home: Home,
    hsm: SoftHsm,
}

impl Soft {
    fn new(parts: &[&str], cas: &[&str]) -> Self {
        let home = Home::new();
        let hsm = SoftHsm::new(&home);
        hsm.token(TOKEN, parts, cas);
        Self { home, hsm }
    }

    fn pin(&self) -> String {
        format!("file:{}", text(&self.home.work().join("pin")))
    }

    #[track_caller]
    fn login(&self, module: &str, variables: &[(&str, &str)], url: &str, args: &[&str]) -> Output {
        let (pin, ca) = (self.pin(), Lab::get().text("ca/new"));
        let first = ["login", url, "--pkcs11", module, "--pin", &pin, "--ca", &ca];
        let output = self.hsm.tillit(&self.home, variables, &[&first[..], args].concat());
        let said = [output.stdout.as_str(), &output.stderr].concat();
        assert!(!said.contains(SoftHsm::PIN), "the PIN is shown: {said}");
        output
    }
}

const ALL: [&str; 6] = [
    "1.2 rsa_pkcs1_sha256 logged-in",
    "1.2 rsa_pss_rsae_sha256 logged-in",
    "1.2 rsa_pkcs1_sha256 logged-in",
    "1.2 rsa_pss_rsae_sha256 logged-in",
    "1.3 rsa_pss_rsae_sha256 logged-in",
    "1.3 rsa_pss_rsae_sha256 logged-in",
];

#[test]
fn a_token_logs_in_with_every_version_and_padding() {
    let soft = Soft::new(&[LOGIN], &["ca/new/labsithseidpersonhsaid3cav1.pem"]);
    let new = Lab::get().text("trust/new.pem");
    let at = |name: &str| soft.home.work().join(name);
    let nginx = format!("ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate {new};");
    let apache = format!("SSLCACertificateFile {new}\nSSLVerifyClient require\nSSLVerifyDepth 3");
    for server in [
        server(&soft.home, &[]),
        Listener::nginx(&at("nginx"), &nginx),
        Listener::apache(&at("apache"), &apache, ""),
        Listener::haproxy(&at("haproxy"), &format!("ca-file {new} verify required")),
        Listener::java(&at("java"), &java_store(&soft.home)),
    ] {
        let output = soft.login(&soft.hsm.module, &[], &server.url("/"), &["--json"]);
        assert_eq!(ways(&output), ALL, "{}\n{}", output.stderr, server.log());
        output.assert_code(0);
        let card = &output.json()["results"][0]["on_card"];
        assert_eq!((card["token"].as_str(), card["chosen"].as_str()), (Some(TOKEN), Some("only")), "{card}");
        assert_eq!(card["signatures_ms"].as_array().unwrap().len(), 6, "{card}");
    }
    // Other hashes, where a server insists.
    for (settings, wanted) in [
        (["-tls1_3", "-client_sigalgs", "RSA-PSS+SHA384"], "1.3 rsa_pss_rsae_sha384 logged-in"),
        (["-tls1_2", "-client_sigalgs", "RSA+SHA512"], "1.2 rsa_pkcs1_sha512 logged-in"),
    ] {
        let server = server(&soft.home, &settings);
        let output = soft.login(&soft.hsm.module, &[], &server.url("/"), &["--json", "--chain", "issuer"]);
        assert!(ways(&output).iter().any(|way| way == wanted), "{:?}", ways(&output));
    }
}

/// A store that Java trusts, of the new generation.
fn java_store(home: &Home) -> std::path::PathBuf {
    let store = home.work().join("new.p12");
    for file in fs::read_dir(Lab::get().path("ca/new")).unwrap() {
        let file = file.unwrap().path();
        let alias = text(std::path::Path::new(file.file_stem().unwrap()));
        let output = Command::new("keytool")
            .args(["-importcert", "-noprompt", "-storetype", "pkcs12", "-storepass", "changeit", "-alias", &alias])
            .args(["-keystore", &text(&store), "-file", &text(&file)])
            .output();
        assert!(output.expect("keytool is here").status.success());
    }
    store
}

/// What is wrong with a certificate is for the server to say, as with keys from files.
#[test]
fn a_token_with_an_expired_or_an_old_certificate_is_refused() {
    for (part, alert) in [("cards/expired/hsaid-login", 45), ("cards/old/hsaid-login", 48)] {
        let soft = Soft::new(&[part], &[]);
        let server = server(&soft.home, &["-tls1_3"]);
        let output =
            soft.login(&soft.hsm.module, &[], &server.url("/"), &["--json", "--tls", "1.3", "--chain", "leaf"]);
        output.assert_code(1);
        assert_eq!(output.json()["results"][0]["attempts"][0]["alert"], alert, "{part}: {}", output.stdout);
    }
}

/// nginx says the same of every fault of a chain. That an old card's is signed with SHA-1, which OpenSSL takes at no level above 1, is known here.
#[test]
fn a_card_that_is_trusted_and_too_weak_for_the_server() {
    let soft = Soft::new(&["cards/old/hsaid-login"], &[]);
    let old = Lab::get().text("ca/old");
    for (trusted, level, code, is_told) in
        [("trust/both.pem", 2, 1, true), ("trust/both.pem", 0, 0, false), ("trust/new.pem", 2, 1, false)]
    {
        let trusted = Lab::get().text(trusted);
        let folder = soft.home.work().join(format!("nginx-{code}-{level}-{}", trusted.len()));
        let settings = format!(
            "ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate {trusted};\n\
             ssl_ciphers DEFAULT@SECLEVEL={level}; error_log {}/error.log info;",
            text(&folder)
        );
        let nginx = Listener::nginx(&folder, &settings);
        for (lang, words) in [("en", "signed with SHA-1"), ("sv", "signerat med SHA-1")] {
            let args = ["--json", "--tls", "1.2", "--lang", lang, "--ca", &old];
            let output = soft.login(&soft.hsm.module, &[], &nginx.url("/"), &args);
            output.assert_code(code);
            let findings = output.json()["findings"].to_string();
            assert_eq!(findings.contains(words), is_told, "{level}: {findings}\n{}", nginx.log());
        }
        let weak = "CA signature digest algorithm too weak";
        let is_weak = trusted.contains("both") && level == 2;
        assert!(!is_weak || nginx.log().contains(weak), "{}", nginx.log());
    }
    // A chain without SHA-1 is not blamed on it.
    let soft = Soft::new(&[LOGIN], &[]);
    let old = Lab::get().text("trust/old.pem");
    let settings = format!("ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate {old};");
    let nginx = Listener::nginx(&soft.home.work().join("nginx"), &settings);
    let output = soft.login(&soft.hsm.module, &[], &nginx.url("/"), &["--json", "--tls", "1.2"]);
    assert!(!output.assert_code(1).json()["findings"].to_string().contains("SHA-1"), "{}", output.stdout);
}

#[test]
fn the_login_certificate_with_the_hsa_id_of_the_newest_generation_is_chosen() {
    let parts = ["cards/old/hsaid-login", "cards/upgraded/identity-login", "cards/upgraded/hsaid-signature", LOGIN];
    let soft = Soft::new(&parts, &["ca/new/labsithseidpersonhsaid3cav1.pem"]);
    let server = server(&soft.home, &[]);
    let url = server.url("/");
    let fingerprint = |part: &str| {
        let pem = fs::read(Lab::get().path(&format!("{part}.cer"))).unwrap();
        sha2_hex(&pem)
    };
    let output = soft.login(&soft.hsm.module, &[], &url, &["--json", "--tls", "1.3", "--chain", "issuer"]);
    let result = &output.json()["results"][0];
    assert_eq!(result["certificate"]["sha256"], fingerprint(LOGIN), "{}", output.stderr);
    assert_eq!(result["on_card"]["chosen"], "best");
    // Another one, where it is named; the signature key never.
    let old = fingerprint("cards/old/hsaid-login");
    let output = soft.login(&soft.hsm.module, &[], &url, &["--json", "--certificate", &old]);
    assert_eq!(output.json()["results"][0]["certificate"]["sha256"], old);
    output.assert_code(1);
    let signature = fingerprint("cards/upgraded/hsaid-signature");
    let faulty = soft.hsm.faulty();
    let log = text(&soft.home.work().join("calls"));
    // Nobody types a PIN for what is refused anyway: it is not even asked for.
    let pem = fs::read_to_string(Lab::get().path("ca/new/labsithseidpersonhsaid3cav1.pem")).unwrap();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let ca = sha2_hex(&base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body).unwrap());
    for refused in [&signature, &ca] {
        let args = ["login", &url, "--pkcs11", &faulty, "--pin", "env:NOT_SET", "--certificate", refused];
        let output = soft.hsm.tillit(&soft.home, &[("P11_LOG", &log)], &args);
        output.assert_code(3).complains("never used to log in");
        assert!(!fs::read_to_string(&log).unwrap_or_default().contains("C_Login"));
    }
    let output = soft.login(&soft.hsm.module, &[], &url, &["--certificate", &"AB".repeat(32)]);
    output.assert_code(2).complains("No certificate with the fingerprint");
    let output = soft.login(&soft.hsm.module, &[], &url, &["--token", "another"]);
    output.assert_code(3).complains("No card with a certificate");
    soft.hsm.token("A second card", &[LOGIN], &[]);
    let output = soft.login(&soft.hsm.module, &[], &url, &[]);
    output.assert_code(2).complains("There are several cards").complains("A second card");
    soft.login(&soft.hsm.module, &[], &url, &["--token", "second"]).assert_code(0);
}

/// What is said, however it is broken into lines.
trait Complains {
    fn complains(&self, words: &str) -> &Self;
}

impl Complains for Output {
    #[track_caller]
    fn complains(&self, words: &str) -> &Self {
        assert!(complaint(self).contains(words), "{words:?} is not in {}", self.stderr);
        self
    }
}

/// Standard error without its line breaks.
fn complaint(output: &Output) -> String {
    output.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sha2_hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
}

#[test]
fn a_pin_is_given_once_and_not_at_all_where_that_would_lock_the_card() {
    let soft = Soft::new(&[LOGIN], &[]);
    let faulty = soft.hsm.faulty();
    let server = server(&soft.home, &[]);
    let url = server.url("/");
    let log = text(&soft.home.work().join("calls"));
    // Fault, further arguments, exit code, what is said, how often the PIN was given.
    for (fault, args, code, words, logins) in [
        ("", &[][..], 0, "", 1),
        ("low", &[], 0, "", 1),
        ("final", &[], 3, "has one try left", 0),
        ("final", &["--risk-last-try"], 0, "", 1),
        ("locked", &[], 3, "is locked. No PIN was tried", 0),
        ("login=0xa0", &[], 3, "Wrong PIN", 1),
        ("login=0xa0", &[], 3, "Wrong PIN", 1),
        // Twice in a row: not a third time by itself. SoftHSM says that the count is low, and would never say that it is the final try.
        ("", &[], 3, "Wrong PINs given for SITHS e-id kort (Legitimering): 2", 0),
        ("", &["--risk-last-try"], 0, "", 1),
        ("login=0xa0", &[], 3, "Wrong PIN", 1),
        ("login=0xa4", &[], 3, "is locked. Either it was before", 1),
        ("login=0xa3", &[], 3, "has to be changed", 1),
        ("", &[], 0, "", 1),
        // What became of these nobody knows: they count.
        ("login=0x32", &[], 3, "is gone", 1),
        ("login=0x30", &[], 3, "CKR_DEVICE_ERROR", 1),
        ("", &[], 3, "and no right one since", 0),
        ("", &["--risk-last-try"], 0, "", 1),
        ("login=0x100", &[], 0, "", 1),
        ("pinpad=20", &[], 3, "was cancelled at the reader", 1),
        ("pinpad=20000", &["--timeout", "1"], 3, "has not answered for 1 s", 1),
        // Who did not wait to the end may have lost a try: told once, and forgotten as soon as the PIN is right.
        ("", &[], 0, "was wrong, or nobody learned what came of it", 1),
        ("", &[], 0, "", 1),
    ] {
        let _ = fs::remove_file(&log);
        let output = soft.login(&faulty, &[("P11_FAULT", fault), ("P11_LOG", &log)], &url, args);
        let calls = fs::read_to_string(&log).unwrap_or_default();
        let count = |call: &str| calls.lines().filter(|line| *line == call).count();
        // 0x100: somebody of this program is logged in already, which is as good; SoftHSM then refuses to sign.
        if fault != "login=0x100" {
            assert_eq!(output.code, code, "{fault} {args:?}: {}\n{}", output.stdout, output.stderr);
        }
        assert!(complaint(&output).contains(words), "{fault} {args:?}: {}", output.stderr);
        assert_eq!(count("C_Login"), logins, "{fault} {args:?}: {calls}");
        let warned = complaint(&output).contains("nobody learned");
        assert!(
            !warned || words.contains("nobody learned") || !args.is_empty() || code == 3,
            "{fault} {args:?}: {}",
            output.stderr
        );
        if code == 0 {
            assert_eq!((count("C_Logout"), count("C_Finalize")), (1, 1), "{fault}: {calls}");
        }
    }
    let variables = [("P11_FAULT", "pinpad=20"), ("P11_PIN", SoftHsm::PIN)];
    let output = soft.login(&faulty, &variables, &url, &[]);
    output.assert_code(0).complains("Type the PIN for");
    // Too short to be right: not given.
    let _ = fs::remove_file(&log);
    soft.home.write("pin", "1");
    let output = soft.login(&faulty, &[("P11_LOG", &log)], &url, &[]);
    output.assert_code(3).complains("It was not tried");
    assert!(!fs::read_to_string(&log).unwrap().contains("C_Login"));
    // And a PIN never stands on the command line.
    let output = soft.hsm.tillit(&soft.home, &[], &["login", &url, "--pkcs11", &faulty, "--pin", "4711"]);
    output.assert_code(2).complains("never taken from there");
    assert!(!output.stderr.contains("4711"), "{}", output.stderr);
}

#[test]
fn what_a_card_does_not_do_is_not_blamed_on_the_server() {
    let soft = Soft::new(&[LOGIN], &[]);
    let faulty = soft.hsm.faulty();
    let server = server(&soft.home, &[]);
    let url = server.url("/");
    let no_pss = soft.login(&faulty, &[("P11_FAULT", "nopss")], &url, &["--json"]);
    let seen = ways(&no_pss);
    assert!(seen.iter().any(|way| way == "1.2 rsa_pkcs1_sha256 logged-in"), "{seen:?}");
    assert!(seen.iter().any(|way| way == "1.3 - no-common-algorithm"), "{seen:?}");
    assert!(codes(&no_pss).contains(&"T-560".to_owned()), "{:?}", codes(&no_pss));
    for (fault, code) in [("sign=0x32", "T-561"), ("sign=0x101", "T-562"), ("sign=0x30", "T-563")] {
        let output = soft.login(&faulty, &[("P11_FAULT", fault)], &url, &["--json"]);
        assert_eq!(codes(&output).first().map(String::as_str), Some(code), "{fault}: {:?}", codes(&output));
        assert!(output.code != 0 && !codes(&output).contains(&"T-380".to_owned()), "{fault}: {:?}", codes(&output));
    }
}

#[test]
fn diagnose_takes_the_same_key_and_one_pin() {
    let soft = Soft::new(&[LOGIN], &["ca/new/labsithseidpersonhsaid3cav1.pem"]);
    let faulty = soft.hsm.faulty();
    let log = text(&soft.home.work().join("calls"));
    let old = Lab::get().text("trust/old.pem");
    let nginx = format!("ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate {old};");
    let server = Listener::nginx(&soft.home.work().join("nginx"), &nginx);
    let (pin, ca) = (soft.pin(), Lab::get().text("ca/new"));
    let (url, new) = (server.url("/"), Lab::get().text("trust/new.pem"));
    let key = ["--pkcs11", &faulty, "--pin", &pin, "--ca", &ca];
    let args = [&["diagnose", &url, "--server-ca", &new, "--json"][..], &key].concat();
    let output = soft.hsm.tillit(&soft.home, &[("P11_LOG", &log)], &args);
    assert_eq!(output.json()["results"][0]["causes"][0]["id"], "ca-not-announced", "{output:?}");
    let calls = fs::read_to_string(&log).unwrap();
    assert_eq!(calls.lines().filter(|call| *call == "C_Login").count(), 1, "{calls}");
    assert!(calls.lines().filter(|call| *call == "C_Sign").count() >= 4, "{calls}");
    assert_eq!(calls.lines().last(), Some("C_Finalize"), "{calls}");
}

/// All of a process's memory that it may write, but for what the kernel keeps there.
fn memory(process: u32) -> Vec<u8> {
    use std::io::{Read as _, Seek as _};
    let mut file = fs::File::open(format!("/proc/{process}/mem")).expect("root, or the same user, may read it");
    let mut all = Vec::new();
    for line in fs::read_to_string(format!("/proc/{process}/maps")).unwrap().lines() {
        let mut words = line.split_whitespace();
        let (range, access) = (words.next().unwrap(), words.next().unwrap());
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|number| u64::from_str_radix(number, 16).unwrap());
        if access.starts_with("rw") && !line.contains("[v") {
            file.seek(std::io::SeekFrom::Start(from)).unwrap();
            drop(file.by_ref().take(to - from).read_to_end(&mut all));
        }
    }
    all
}

/// When the answer is written the card is closed, and nothing in the process knows the PIN any more. The answer goes into a pipe that is full, so
/// that the process stands still there; the module tells when it ends.
#[track_caller]
fn not_in_memory(mut command: Command, log: &std::path::Path, known: &str, pin: &str) {
    use std::io::{Read as _, Write as _};
    drop(fs::remove_file(log));
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&vec![b'\n'; 65536]).unwrap();
    command.env("P11_LOG", log).env("TILLIT_LOG", "trace").stdout(writer).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    drop(command);
    // It sleeps in the write, after the module has ended.
    // write(2) is number 1 or 64 by the kind of processor; its first argument is standard output.
    let stands = |id: u32| {
        let call = fs::read_to_string(format!("/proc/{id}/syscall")).unwrap_or_default();
        call.starts_with("1 0x1 ") || call.starts_with("64 0x1 ")
    };
    let ended = || fs::read_to_string(log).is_ok_and(|calls| calls.contains("C_Finalize"));
    wait_until("its answer", || ended() && stands(child.id()));
    let memory = memory(child.id());
    // A row of all digits is no PIN.
    let is_row = |at: usize| memory.get(at + pin.len()) == Some(&b'7') && at > 0 && memory.get(at - 1) == Some(&b'0');
    let at = |(at, window): (usize, &[u8])| (window == pin.as_bytes() && !is_row(at)).then_some(at);
    let places: Vec<usize> = memory.windows(pin.len()).enumerate().filter_map(at).collect();
    // That the search finds what is there: the path of the module is.
    assert!(memory.windows(known.len()).any(|window| window == known.as_bytes()), "memory cannot be searched");
    let mut answer = String::new();
    reader.read_to_string(&mut answer).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{answer}");
    let around = |at: &usize| {
        let bytes = memory.get(at.saturating_sub(24)..(at + pin.len() + 24).min(memory.len())).unwrap_or_default();
        String::from_utf8_lossy(bytes).into_owned()
    };
    let around: Vec<String> = places.iter().map(around).collect();
    assert!(places.is_empty(), "the PIN is in memory at {} places: {around:?}", places.len());
}

#[test]
fn the_pin_is_not_in_memory_after_the_login() {
    let soft = Soft::new(&[LOGIN], &[]);
    let faulty = soft.hsm.faulty();
    let server = server(&soft.home, &[]);
    let log = soft.home.work().join("calls");
    for source in ["file", "fd"] {
        let from = if source == "file" { soft.pin() } else { "fd:0".to_owned() };
        let args = ["login", &server.url("/"), "--pkcs11", &faulty, "--pin", &from, "--tls", "1.3", "-v"];
        let mut command = soft.hsm.command(&soft.home, &args.map(str::to_owned));
        command.stdin(fs::File::open(soft.home.work().join("pin")).unwrap());
        not_in_memory(command, &log, &faulty, SoftHsm::PIN);
    }
}

/// The same through OpenSC, which hands the PIN to the card in a command of its own.
#[test]
fn the_pin_is_not_in_memory_after_a_login_with_a_card() {
    let _ = tillit_binary();
    with_pcsc("the_pin_is_not_in_memory_after_a_login_with_a_card", |pcsc| {
        let inside = Inside { pcsc, home: Home::new() };
        let server = server(&inside.home, &[]);
        let faulty = SoftHsm::new(&inside.home).faulty();
        let card = pcsc.insert(Card::new(&contents(Kind::Upgraded), Protocol::T1), 0);
        let digits = Pin::Login.digits();
        let args = inside.args("login", &server.url("/"), digits, &["--pkcs11", &faulty, "--tls", "1.3"]);
        let mut command = inside.home.command(tillit_binary().as_os_str(), args);
        command.env("P11_REAL", opensc()).stdin(Stdio::null());
        not_in_memory(command, &inside.home.work().join("calls"), &faulty, digits);
        assert_eq!(given(&card.log().lines()), 1);
        pcsc.pull(card, 0);
    });
}

#[test]
fn what_is_no_module_is_said_to_be_none() {
    let home = Home::new();
    let hsm = SoftHsm::new(&home);
    let url = "https://127.0.0.1:1/";
    let try_with = |module: &str| hsm.tillit(&home, &[], &["login", url, "--pkcs11", module]);
    try_with("/nowhere/module.so").assert_code(3).complains("cannot be read");
    let file = text(&home.write("module.so", "no library"));
    try_with(&file).assert_code(3).complains("is no PKCS#11 module");
    let libc = fs::read_dir("/usr/lib").unwrap().filter_map(|entry| Some(entry.ok()?.path().join("libc.so.6")));
    let libc = text(&libc.into_iter().find(|path| path.exists()).unwrap());
    try_with(&libc).assert_code(3).complains("is no PKCS#11 module");
    let mut other = fs::read(&hsm.module).unwrap();
    other[18] = if other[18] == 243 { 62 } else { 243 };
    let other = text(&home.write("other.so", other));
    try_with(&other).assert_code(3).complains("another kind of processor");
    try_with(&hsm.module).assert_code(3).complains("No card with a certificate");
}

// The lab's card, through OpenSC, in a reader of pcscd.

fn contents(kind: Kind) -> Contents {
    static NOW: LazyLock<time::OffsetDateTime> = LazyLock::new(time::OffsetDateTime::now_utc);
    Contents::of_folder(&Lab::get().path(""), kind, *NOW).unwrap()
}

struct Inside<'a> {
    pcsc: &'a Pcsc,
    home: Home,
}

impl Inside<'_> {
    /// `tillit login --card` with the login PIN, or another one.
    #[track_caller]
    fn login(&self, url: &str, pin: &str, args: &[&str]) -> Output {
        self.tillit("login", url, pin, args)
    }

    /// Another command, as it takes the same.
    #[track_caller]
    fn tillit(&self, command: &str, url: &str, pin: &str, args: &[&str]) -> Output {
        let args = self.args(command, url, pin, args);
        let binary = text(tillit_binary());
        let args: Vec<&str> = ["60", &binary].into_iter().chain(args.iter().map(String::as_str)).collect();
        self.pcsc.tool("timeout", &args)
    }

    fn args(&self, command: &str, url: &str, pin: &str, args: &[&str]) -> Vec<String> {
        let file = format!("file:{}", text(&self.home.write("pin", pin)));
        let ca = Lab::get().text("ca/new");
        let (catalog, data) = (Lab::get().text("catalog.toml"), text(&self.home.data()));
        let mut first = vec!["--catalog", &catalog, "--data", &data];
        if !args.contains(&"--lang") {
            first.extend(["--lang", "en"]);
        }
        first.extend([command, url, "--pin", &file, "--ca", &ca]);
        first.extend(args);
        first.into_iter().map(str::to_owned).collect()
    }

    /// `tillit login`, started and not waited for.
    #[track_caller]
    fn start(&self, url: &str, pin: &str, args: &[&str]) -> std::process::Child {
        let mut command = self.home.command(tillit_binary().as_os_str(), self.args("login", url, pin, args));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The card's answer to the question whether the login PIN is open; asked by another program.
    #[track_caller]
    fn is_open(&self) -> String {
        self.is_pin_open("81")
    }

    #[track_caller]
    fn is_pin_open(&self, reference: &str) -> String {
        let output = self.pcsc.tool("opensc-tool", &["-r", "0", "-s", &format!("002000{reference}")]);
        output.stdout.lines().find(|line| line.contains("SW1")).unwrap_or_default().trim().to_owned()
    }
}

fn given(log: &[String]) -> usize {
    log.iter().filter(|line| line.contains("<pin>")).count()
}

fn card_logs_in(protocol: Protocol) {
    let _ = tillit_binary();
    with_pcsc(&format!("a_card_logs_in_{protocol:?}").to_lowercase(), |pcsc| {
        let inside = Inside { pcsc, home: Home::new() };
        let server = server(&inside.home, &[]);
        let card = pcsc.insert(Card::new(&contents(Kind::Both), protocol), 0);
        let output = inside.login(&server.url("/"), Pin::Login.digits(), &["--card", "--json"]);
        assert_eq!(ways(&output), ALL, "{}\n{}", output.stderr, server.log());
        let on_card = output.json()["results"][0]["on_card"].clone();
        assert_eq!(on_card["token"], TOKEN);
        assert_eq!(on_card["chosen"], "best");
        let log = card.log().lines();
        assert_eq!(given(&log), 1, "one PIN for all of them");
        let signed: Vec<&String> = log.iter().filter(|line| line.starts_with("signed with")).collect();
        assert_eq!(signed.len(), 6);
        assert!(signed.iter().all(|line| *line == "signed with Login 45"), "{signed:?}");
        // Nothing that writes: UPDATE, CREATE, DELETE, CHANGE, RESET RETRY COUNTER, PUT DATA.
        let nginx = format!(
            "ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate {};",
            Lab::get().text("trust/new.pem")
        );
        let writes = ["d6", "d0", "e0", "e2", "e4", "24", "2c", "da", "db", "46"];
        let written = log.iter().filter_map(|line| line.strip_prefix("> 00")).filter(|c| writes.contains(&&c[..2]));
        assert_eq!(written.count(), 0);
        assert!(inside.is_open().contains("SW1=0x63, SW2=0xC3"), "it is left open: {}", inside.is_open());

        let new = Lab::get().text("trust/new.pem");
        let apache = format!("SSLCACertificateFile {new}\nSSLVerifyClient require\nSSLVerifyDepth 3");
        let at = |name: &str| inside.home.work().join(name);
        let mut servers = vec![Listener::nginx(&at("nginx"), &nginx)];
        if protocol == Protocol::T1 {
            servers.push(Listener::apache(&at("apache"), &apache, ""));
            servers.push(Listener::java(&at("java"), &java_store(&inside.home)));
        }
        for server in servers {
            let output = inside.login(&server.url("/"), Pin::Login.digits(), &["--card", "--json"]);
            assert_eq!(ways(&output), ALL, "{}: {}\n{}", server.name, output.stderr, server.log());
        }

        let output = inside.login(&server.url("/"), "123457", &["--card"]);
        output.assert_code(3).complains("Wrong PIN for SITHS e-id kort (Legitimering)");
        let card = pcsc.pull(card, 0);
        assert_eq!((card.tries(Pin::Login), card.tries(Pin::Signature)), (2, 3));
        let output = inside.login(&server.url("/"), Pin::Login.digits(), &["--card"]);
        output.assert_code(3).complains("No card with a certificate");
    });
}

#[test]
fn a_card_logs_in_t1() {
    card_logs_in(Protocol::T1);
}

#[test]
fn a_card_logs_in_t0() {
    card_logs_in(Protocol::T0);
}

/// OpenSC tells of this kind of card how many tries are left; and it has written all that is on it.
#[test]
fn a_card_that_opensc_filled_logs_in_and_its_last_try_is_kept() {
    let _ = tillit_binary();
    with_pcsc("a_card_that_opensc_filled_logs_in_and_its_last_try_is_kept", |pcsc| {
        let inside = Inside { pcsc, home: Home::new() };
        let server = server(&inside.home, &[]);
        let (url, right) = (server.url("/"), Pin::Login.digits());
        let mut contents = contents(Kind::Upgraded);
        contents.slots.truncate(2);
        let card = pcsc.filled_by_opensc(&contents);
        let mut seen = card.log().lines().len();
        // What the card heard since the last time: PINs given and keys used.
        let mut heard = || {
            let lines = card.log().lines().split_off(seen);
            seen += lines.len();
            let signed: Vec<String> = lines.iter().filter(|line| line.starts_with("signed")).cloned().collect();
            (given(&lines), signed)
        };
        let output = inside.login(&url, right, &["--card", "--json"]);
        assert_eq!(ways(&output), ALL, "{}\n{}", output.stderr, server.log());
        assert_eq!(output.json()["results"][0]["on_card"]["token"], TOKEN);
        assert_eq!(heard(), (1, vec!["signed with key 4b01".to_owned(); 6]));
        let open = inside.is_pin_open("01");
        assert!(open.contains("SW1=0x63, SW2=0xC3"), "it is left open: {open}");

        for _ in 0..2 {
            inside.login(&url, "123457", &["--card"]).assert_code(3).complains("Wrong PIN for");
            assert_eq!(heard(), (1, Vec::new()));
        }
        inside.login(&url, right, &["--card"]).assert_code(3).complains("has one try left");
        assert_eq!(heard(), (0, Vec::new()), "the last try is not risked");
        inside.login(&url, right, &["--card", "--risk-last-try"]).assert_code(0);
        let (pins, signatures) = heard();
        assert_eq!((pins, signatures.len()), (1, 6), "the right one gives all tries back");

        for _ in 0..2 {
            inside.login(&url, "123457", &["--card"]).assert_code(3);
        }
        let output = inside.login(&url, "123457", &["--card", "--risk-last-try"]);
        output.assert_code(3).complains("is locked. Either it was before");
        assert_eq!(heard(), (3, Vec::new()));
        for args in [&["--card"][..], &["--card", "--risk-last-try"]] {
            inside.login(&url, right, args).assert_code(3).complains("is locked. No PIN was tried");
            assert_eq!(heard(), (0, Vec::new()));
        }
        let card = pcsc.pull(card, 0);
        assert_eq!((card.tries(Pin::Login), card.tries(Pin::Signature)), (0, 3));
    });
}

#[test]
fn cards_that_are_locked_pulled_or_two() {
    let _ = tillit_binary();
    with_pcsc("cards_that_are_locked_pulled_or_two", |pcsc| {
        let inside = Inside { pcsc, home: Home::new() };
        let server = server(&inside.home, &[]);
        let url = server.url("/");
        let digits = Pin::Login.digits();
        let card = pcsc.insert(Card::new(&contents(Kind::Locked), Protocol::T1), 0);
        let output = inside.login(&url, digits, &["--card"]);
        output.assert_code(3).complains("is locked");
        pcsc.pull(card, 0);

        let faults = Faults { pulled_at_signature: true, ..Faults::default() };
        let card = pcsc.insert(Card::with_faults(&contents(Kind::Upgraded), Protocol::T1, faults), 0);
        let output = inside.login(&url, digits, &["--card", "--json"]);
        let found = codes(&output);
        assert!(found.iter().any(|code| code == "T-561" || code == "T-563"), "{found:?}\n{}", output.stdout);
        assert!(!found.contains(&"T-380".to_owned()), "{found:?}");
        assert_eq!(given(&card.log().lines()), 1);
        drop(card);
        pcsc.wait_until_empty(0);

        // An old card and an upgraded one: which one is asked for is for the user to say.
        let old = pcsc.insert(Card::new(&contents(Kind::Old), Protocol::T0), 1);
        let upgraded = pcsc.insert(Card::new(&contents(Kind::Upgraded), Protocol::T1), 0);
        let output = inside.login(&url, digits, &["--card"]);
        output.assert_code(2).complains("There are several cards").complains(Pcsc::NAMES[1]);
        assert_eq!(given(&old.log().lines()) + given(&upgraded.log().lines()), 0);
        let output = inside.login(&url, digits, &["--card=Nowhere"]);
        output.assert_code(2).complains("No reader is called Nowhere").complains(Pcsc::NAMES[1]);
        inside.login(&url, digits, &[&format!("--card={}", Pcsc::NAMES[0])]).assert_code(0);
        inside.login(&url, digits, &[&format!("--card={}", Pcsc::NAMES[1])]).assert_code(1);
        assert_eq!((given(&old.log().lines()), given(&upgraded.log().lines())), (1, 1));
    });
}

/// OpenSC says nothing of this kind of card's tries before a PIN was wrong in the same process: three runs would lock it.
#[test]
fn wrong_pins_in_run_after_run_lock_no_card() {
    let _ = tillit_binary();
    with_pcsc("wrong_pins_in_run_after_run_lock_no_card", |pcsc| {
        let inside = Inside { pcsc, home: Home::new() };
        let server = server(&inside.home, &[]);
        let (url, right, wrong) = (server.url("/"), Pin::Login.digits(), "123457");
        let mut card = pcsc.insert(Card::new(&contents(Kind::Upgraded), Protocol::T1), 0);
        let mut seen = 0;
        // How many PINs came to the card since the last time.
        let mut heard = |card: &Inserted| {
            let all = given(&card.log().lines());
            all - std::mem::replace(&mut seen, all)
        };
        let first = inside.login(&url, wrong, &["--card"]);
        first.assert_code(3).complains("Wrong PIN for");
        assert!(!complaint(&first).contains("Warning"), "{}", first.stderr);
        assert_eq!(heard(&card), 1);
        let second = inside.login(&url, wrong, &["--card"]);
        second.assert_code(3).complains("Warning: the PIN given for").complains("only one try is left");
        assert_eq!(heard(&card), 1);
        for lang in ["en", "sv"] {
            let third = inside.login(&url, wrong, &["--card", "--lang", lang]);
            third.assert_code(3).complains(": 2 (").complains("--risk-last-try").complains("card check --query-pin");
        }
        // The same for whoever else gives a PIN.
        let diagnosed = inside.tillit("diagnose", &url, right, &["--card"]);
        diagnosed.assert_code(3).complains("Only one try may be left");
        assert_eq!(heard(&card), 0, "no PIN comes to the card");
        // By the card's own count, and by OpenSC's tool.
        let asked = inside.is_open();
        assert!(asked.contains("SW1=0x63, SW2=0xC1"), "{asked}");
        let module = opensc();
        let label = ["--module", &module, "--token-label", TOKEN, "--login", "--pin", right, "-O"];
        assert_eq!(pcsc.tool("pkcs11-tool", &label).code, 0);
        assert_eq!(heard(&card), 1);

        // What lies in the data folder is nobody else's, and does not name the card.
        let folder = inside.home.data().join("pins");
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        let mode = |path: &std::path::Path| {
            use std::os::unix::fs::PermissionsExt as _;
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        };
        assert_eq!((mode(&files[0]), mode(&folder)), (0o600, 0o700));
        let kept = format!("{files:?}{}", fs::read_to_string(&files[0]).unwrap());
        assert!(!kept.contains("9752") && !kept.contains(wrong) && !kept.contains("Legitimering"), "{kept}");

        // The right one is taken on the user's word, and all is forgotten.
        inside.login(&url, right, &["--card", "--risk-last-try"]).assert_code(0);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        let output = inside.login(&url, right, &["--card"]);
        output.assert_code(0);
        assert!(!complaint(&output).contains("Warning"), "{}", output.stderr);
        assert_eq!(heard(&card), 2);

        // Two that were spent elsewhere leave one: what the token says of it after the wrong PIN is remembered.
        let mut out = pcsc.pull(card, 0);
        assert_eq!(out.tries(Pin::Login), 3);
        card = pcsc.insert(out, 0);
        let elsewhere = ["--module", &module, "--token-label", TOKEN, "--login", "--pin", wrong, "-O"];
        assert_ne!(pcsc.tool("pkcs11-tool", &elsewhere).code, 0);
        let output = inside.login(&url, wrong, &["--card"]);
        output.assert_code(3).complains("only one try is left");
        let before = given(&card.log().lines());
        inside.login(&url, wrong, &["--card"]).assert_code(3).complains("Wrong PINs given");
        assert_eq!(given(&card.log().lines()), before);
        out = pcsc.pull(card, 0);
        assert_eq!(out.tries(Pin::Login), 1);

        // Nowhere to remember: a PIN that nobody types is not given, unless somebody answers for it.
        drop(fs::remove_dir_all(&folder));
        fs::write(&folder, "in the way").unwrap();
        let card = pcsc.insert(Card::new(&contents(Kind::Upgraded), Protocol::T1), 0);
        for _ in 0..3 {
            inside.login(&url, wrong, &["--card"]).assert_code(3).complains("cannot be remembered").complains("--data");
        }
        assert_eq!(given(&card.log().lines()), 0);
        let sure = inside.login(&url, right, &["--card", "--risk-last-try"]);
        sure.assert_code(0).complains("is not remembered for the next run");
        fs::remove_file(&folder).unwrap();
        // A locked card has nothing to lose, and one that was unlocked has all its tries.
        for _ in 0..2 {
            inside.login(&url, wrong, &["--card"]).assert_code(3).complains("Wrong PIN for");
        }
        inside.login(&url, wrong, &["--card", "--risk-last-try"]).assert_code(3).complains("is locked");
        inside.login(&url, right, &["--card"]).assert_code(3).complains("is locked. Either it was before");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        pcsc.pull(card, 0);
    });
}

/// OpenSC's module, wherever the distribution puts it.
fn opensc() -> String {
    let found = fs::read_dir("/usr/lib").unwrap().filter_map(|entry| Some(entry.ok()?.path().join("opensc-pkcs11.so")));
    text(&found.into_iter().find(|path| path.exists()).expect("opensc-pkcs11.so (Debian: opensc-pkcs11)"))
}

/// A server that takes connections and never says a word.
struct Stalls(std::net::TcpListener);

impl Stalls {
    fn new() -> Self {
        Self(std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap())
    }

    fn url(&self) -> String {
        format!("https://{}/", self.0.local_addr().unwrap())
    }
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed().as_secs() < 60, "never: {what}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Whoever breaks a login off leaves no card open, and no PIN goes there afterwards.
#[test]
fn a_login_that_is_broken_off_closes_the_card() {
    use std::os::unix::process::ExitStatusExt as _;
    let _ = tillit_binary();
    with_pcsc("a_login_that_is_broken_off_closes_the_card", |pcsc| {
        let inside = Inside { pcsc, home: Home::new() };
        let stalls = Stalls::new();
        for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
            // Open, and waiting for a server. Only one of the logins waits for the whole of its time, which is longer than a card stays open.
            let card = pcsc.insert(Card::new(&contents(Kind::Upgraded), Protocol::T1), 0);
            let child = inside.start(&stalls.url(), Pin::Login.digits(), &["--card"]);
            let (connection, _) = stalls.0.accept().unwrap();
            let before = card.log().lines().len();
            assert_eq!(given(&card.log().lines()), 1);
            let output = sent(child, signal);
            assert_eq!(output.status.signal(), Some(number), "{output:?}");
            assert_eq!(output.stdout, b"", "what was broken off has no answer: {output:?}");
            let log = card.log().lines().split_off(before);
            assert!(log.iter().any(|line| line == "reset"), "{log:#?}");
            assert_eq!(given(&log), 0);
            let open = inside.is_open();
            assert!(open.contains("SW1=0x63, SW2=0xC3"), "it is left open: {open}");
            drop(connection);
            pcsc.pull(card, 0);
        }

        // In the middle of the PIN, on a card that thinks: it comes to its end there, and then it is closed.
        let slow = Faults { slow: std::time::Duration::from_millis(40), ..Faults::default() };
        let card = pcsc.insert(Card::with_faults(&contents(Kind::Upgraded), Protocol::T1, slow), 0);
        let child = inside.start(&stalls.url(), Pin::Login.digits(), &["--card"]);
        wait_until("a PIN", || given(&card.log().lines()) == 1);
        let output = sent(child, "TERM");
        assert_eq!(output.status.signal(), Some(15), "{output:?}");
        assert_eq!(given(&card.log().lines()), 1);
        let open = inside.is_open();
        assert!(open.contains("SW1=0x63, SW2=0xC3"), "it is left open: {open}");
        pcsc.pull(card, 0);
    });
}

#[track_caller]
fn sent(child: std::process::Child, signal: &str) -> std::process::Output {
    assert!(Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap().success());
    child.wait_with_output().unwrap()
}

/// A person at a terminal: what is typed is not shown, mistakes cost what they have to, and Ctrl-C leaves everything as it was.
#[test]
fn the_pin_at_a_terminal() {
    let _ = tillit_binary();
    with_pcsc("the_pin_at_a_terminal", |pcsc| {
        let inside = Inside { pcsc, home: Home::new() };
        let server = server(&inside.home, &[]);
        let card = pcsc.insert(Card::new(&contents(Kind::Upgraded), Protocol::T1), 0);
        let (digits, url) = (Pin::Login.digits(), server.url("/"));
        let tillit = |url: &str, lang: &str| {
            format!(
                "{} --catalog {} --data {} --lang {lang} --color never login {url} --card --ca {}",
                tillit_binary().display(),
                Lab::get().text("catalog.toml"),
                text(&inside.home.data()),
                Lab::get().text("ca/new"),
            )
        };
        let start = |url: &str, lang: &str| {
            // The shell lives on after Ctrl-C, to say what the terminal is like.
            let command = format!("trap : INT; stty echo; {}; echo ended $?; stty -a", tillit(url, lang));
            Terminal::start(pcsc.folder(), &command)
        };
        let ended = |mut terminal: Terminal, code: &str| {
            terminal.wait_for(&format!("ended {code}\r\n"));
            terminal.wait_for("speed");
            let all = terminal.all().to_owned();
            let (said, _) = terminal.end();
            let settings: Vec<&str> = said.split_whitespace().collect();
            assert!(["echo", "icanon", "isig"].iter().all(|one| settings.contains(one)), "{said}");
            all + &said
        };
        let count = || given(&card.log().lines());

        let mut terminal = start(&url, "en");
        terminal.wait_for("PIN for SITHS e-id kort (Legitimering):");
        terminal.answer("999999");
        terminal.wait_for("Wrong PIN");
        let said = ended(terminal, "3");
        assert!(!said.contains("999999") && count() == 1, "{said}");

        let mut terminal = start(&url, "sv");
        terminal.wait_for("Varning: PIN-koden som gavs");
        terminal.wait_for("PIN för SITHS e-id kort (Legitimering):");
        terminal.answer("");
        terminal.wait_for("Den prövades inte");
        ended(terminal, "3");
        assert_eq!(count(), 1, "nothing typed is no try");

        let mut terminal = start(&url, "en");
        terminal.wait_for("PIN for SITHS e-id kort (Legitimering):");
        terminal.press("12");
        terminal.press("\u{3}");
        let said = ended(terminal, "130");
        assert!(!said.contains("error") && count() == 1, "{said}");

        // Told to end by somebody else, while nothing is shown.
        let mut terminal = start(&url, "en");
        terminal.wait_for("PIN for SITHS e-id kort (Legitimering):");
        let ids = pcsc.tool("pgrep", &["-x", "tillit"]).stdout;
        assert!(ids.trim().parse::<u32>().is_ok(), "{ids:?}");
        assert_eq!(pcsc.tool("kill", &["-s", "TERM", ids.trim()]).code, 0);
        ended(terminal, "143");

        // Ctrl-C after the PIN, at a server that says nothing.
        let stalls = Stalls::new();
        let mut terminal = start(&stalls.url(), "en");
        terminal.wait_for("PIN for SITHS e-id kort (Legitimering):");
        terminal.answer(digits);
        let (connection, _) = stalls.0.accept().unwrap();
        terminal.press("\u{3}");
        ended(terminal, "130");
        drop(connection);
        let open = inside.is_open();
        assert!(open.contains("SW1=0x63, SW2=0xC3"), "it is left open: {open}");
        assert_eq!(count(), 2);

        let mut terminal = start(&url, "en");
        terminal.wait_for("PIN for SITHS e-id kort (Legitimering):");
        terminal.answer(digits);
        terminal.wait_for("The card gets in");
        let said = ended(terminal, "0");
        assert!(!said.contains(digits) && count() == 3, "{said}");

        // Nobody to ask.
        for (lang, words) in [("en", "there is no terminal here"), ("sv", "här finns ingen terminal")] {
            let output = pcsc.tool("setsid", &["--wait", "sh", "-c", &tillit(&url, lang)]);
            output.assert_code(2).complains(words).complains("--pin fd:N");
            assert!(!output.stderr.contains("os error"), "{}", output.stderr);
        }
        assert_eq!(count(), 3);
        pcsc.pull(card, 0);
    });
}
