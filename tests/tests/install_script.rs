//! `tillit install --print-commands`: one shell script does the same as `--apply`, on any POSIX shell, and takes it back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tillit_tests::{Home, Lab, text};

/// Two bundles in a copy of a machine, and the script of a plan for both.
fn copy(home: &Home) -> (String, String) {
    let lab = Lab::get();
    let root = home.work().join("copy");
    fs::create_dir_all(root.join("etc/more")).unwrap();
    fs::create_dir_all(root.join("var/backups")).unwrap();
    for name in ["first.pem", "more/second.pem"] {
        fs::copy(lab.path("trust/old.pem"), root.join("etc").join(name)).unwrap();
    }
    let root = text(&root);
    let targets = ["--root", &root, "--into", "/etc/first.pem", "/etc/more/second.pem", "--generation", "lab/e-id"];
    let printed = lab.install(home, &[&targets[..], &["--print-commands"]].concat());
    printed.assert_code(0);
    assert!(!printed.stdout.contains(&root), "on the machine that it is for, nobody has the copy: {}", printed.stdout);
    let script = text(&home.write("change.sh", &printed.stdout));
    (root, script)
}

fn run(shell: &[&str], script: &str, step: &str, root: &str) -> Output {
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).args([script, step]).env("ROOT", root).env("LC_ALL", "C").output().unwrap()
}

#[track_caller]
fn succeeds(output: &Output) {
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
}

fn bundles(root: &str) -> [Vec<u8>; 2] {
    ["first.pem", "more/second.pem"].map(|name| fs::read(Path::new(root).join("etc").join(name)).unwrap())
}

#[test]
fn the_script_does_what_apply_does_on_every_shell_and_takes_it_back() {
    let lab = Lab::get();
    for shell in [&["dash"][..], &["busybox", "sh"], &["bash", "--posix"]] {
        let home = Home::new();
        let (root, script) = copy(&home);
        let before = bundles(&root);
        succeeds(&run(shell, &script, "check", &root));
        assert_eq!(bundles(&root), before, "{shell:?}");
        succeeds(&run(shell, &script, "apply", &root));
        let after = bundles(&root);
        assert_ne!(after, before, "{shell:?}");
        // Again: nothing more.
        succeeds(&run(shell, &script, "apply", &root));
        assert_eq!(bundles(&root), after, "{shell:?}");
        succeeds(&run(shell, &script, "undo", &root));
        assert_eq!(bundles(&root), before, "{shell:?}");

        let targets = ["--root", &root, "--into", "/etc/first.pem", "/etc/more/second.pem", "--generation", "lab/e-id"];
        lab.install(&home, &[&targets[..], &["--apply", "--yes"]].concat()).assert_code(0);
        assert_eq!(bundles(&root), after, "{shell:?}: the same bytes");
    }
}

/// A copy of a machine with nginx, and the script of a plan that points its configuration at a new file.
fn copy_with_nginx(home: &Home) -> (String, String) {
    let lab = Lab::get();
    let root = home.work().join("nginx-copy");
    fs::create_dir_all(root.join("etc/nginx")).unwrap();
    fs::create_dir_all(root.join("var/backups")).unwrap();
    fs::copy(lab.path("trust/old.pem"), root.join("etc/nginx/old.pem")).unwrap();
    fs::copy(lab.path("functions/server.pem"), root.join("etc/nginx/own.pem")).unwrap();
    let server =
        |port| format!("server {{ listen {port} ssl; ssl_verify_client on;\n  ssl_client_certificate old.pem; }}\n");
    let configuration = format!(
        "events {{}}\nhttp {{ ssl_certificate own.pem; ssl_certificate_key own.pem;\n{}# hemligt l\u{f6}sen\n{}}}",
        server(8443),
        server(8444)
    );
    fs::write(root.join("etc/nginx/nginx.conf"), configuration).unwrap();
    let root = text(&root);
    let asked = ["--root", &root, "--into", "nginx", "--new-file", "/etc/nginx/new.pem", "--generation", "lab/e-id"];
    let printed = lab.install(home, &[&asked[..], &["--print-commands"]].concat());
    printed.assert_code(0);
    let script: Vec<&str> = printed.stdout.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(!script.iter().any(|line| line.contains("hemligt")), "a configuration is none of a script's");
    let script = text(&home.write("nginx.sh", &printed.stdout));
    (root, script)
}

#[test]
fn the_script_points_a_configuration_at_a_new_file_and_back() {
    for shell in [&["dash"][..], &["busybox", "sh"], &["bash", "--posix"]] {
        let home = Home::new();
        let (root, script) = copy_with_nginx(&home);
        let (configuration, new) =
            (Path::new(&root).join("etc/nginx/nginx.conf"), Path::new(&root).join("etc/nginx/new.pem"));
        let before = fs::read(&configuration).unwrap();
        succeeds(&run(shell, &script, "check", &root));
        succeeds(&run(shell, &script, "apply", &root));
        let after = fs::read(&configuration).unwrap();
        let wanted = String::from_utf8_lossy(&before).replace("old.pem", "/etc/nginx/new.pem");
        assert_eq!(String::from_utf8_lossy(&after), wanted, "{shell:?}");
        assert!(new.exists());
        succeeds(&run(shell, &script, "apply", &root));

        // Edited since: the file that it names stays.
        fs::write(&configuration, [b"# theirs\n", &after[..]].concat()).unwrap();
        assert!(!run(shell, &script, "undo", &root).status.success(), "{shell:?}");
        assert!(new.exists(), "{shell:?}");
        fs::write(&configuration, &after).unwrap();
        succeeds(&run(shell, &script, "undo", &root));
        assert_eq!((fs::read(&configuration).unwrap(), new.exists()), (before, false), "{shell:?}");
    }
}

#[test]
fn shellcheck_has_nothing_to_say() {
    let home = Home::new();
    for script in [copy(&home).1, copy_with_nginx(&home).1] {
        let output = Command::new("shellcheck").arg(&script).output().expect("shellcheck is here");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn a_file_that_changed_since_stops_the_script_and_nothing_is_changed() {
    let home = Home::new();
    let (root, script) = copy(&home);
    let second = Path::new(&root).join("etc/more/second.pem");
    fs::write(&second, [&fs::read(&second).unwrap()[..], b"# a line\n"].concat()).unwrap();
    let before = bundles(&root);
    for step in ["check", "apply"] {
        let output = run(&["dash"], &script, step, &root);
        assert_eq!(output.status.code(), Some(3), "{step}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("second.pem"), "{step}");
        assert_eq!(bundles(&root), before, "{step}");
    }
}

#[test]
fn a_step_that_fails_in_the_middle_puts_everything_back() {
    let home = Home::new();
    let (root, script) = copy(&home);
    let before = bundles(&root);
    // Where the second file would be made, something stands in the way.
    let plan = fs::read_to_string(&script).unwrap();
    let plan = plan.lines().find_map(|line| line.strip_prefix("PLAN=")).unwrap().trim_matches('\'').to_owned();
    fs::write(Path::new(&root).join(format!("etc/more/.tillit-{plan}")), "").unwrap();
    for shell in [&["dash"][..], &["busybox", "sh"]] {
        let output = run(shell, &script, "apply", &root);
        assert!(!output.status.success(), "{shell:?}");
        assert_eq!(bundles(&root), before, "{shell:?}");
    }
}

#[test]
fn a_store_with_a_private_key_gets_no_script() {
    let (lab, home) = (Lab::get(), Home::new());
    let store = home.write("own.p12", fs::read(lab.path("p12/server.p12")).unwrap());
    let args = ["--into", &text(&store), "--generation", "lab/e-id", "--print-commands"];
    let refused = lab.install(&home, &args);
    assert_ne!(refused.code, 0);
    assert!(!refused.stdout.contains("#!/bin/sh"), "{}", refused.stdout);
}

/// What `reg export` writes of a computer on which these files lie in these stores.
fn export(stores: &[(&str, &str)]) -> Vec<u8> {
    let lab = Lab::get();
    let mut out = String::from("Windows Registry Editor Version 5.00\r\n");
    for (store, file) in stores {
        let shown = |args: &[&str]| {
            let output = Command::new("openssl").args(["x509", "-in"]).arg(lab.path(file)).args(args).output().unwrap();
            assert!(output.status.success());
            output.stdout
        };
        let der = shown(&["-outform", "DER"]);
        let name = String::from_utf8(shown(&["-noout", "-fingerprint", "-sha1"])).unwrap();
        let name = name.trim().rsplit('=').next().unwrap().replace(':', "");
        let length = u32::try_from(der.len()).unwrap();
        let head: Vec<u8> = [32, 1, length].into_iter().flat_map(u32::to_le_bytes).collect();
        let hex: Vec<String> = head.iter().chain(&der).map(|byte| format!("{byte:02x}")).collect();
        let key = format!("HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\{store}\\Certificates\\{name}");
        out.extend(["\r\n[", &key, "]\r\n\"Blob\"=hex:", &hex.join(","), "\r\n"]);
    }
    [0xff, 0xfe].into_iter().chain(out.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// At a desk without Windows: where its stores are not, tillit says how to get at them; what was exported there is planned for here, and never
/// written.
#[test]
fn for_a_computer_with_windows_the_script_is_made_elsewhere() {
    let (lab, home) = (Lab::get(), Home::new());
    for command in [&["audit", "windows"][..], &["audit", "windows:LM\\Root"]] {
        let told = lab.tillit(&home, command[0], &[], &command[1..]);
        told.assert_code(2).assert_complains("reg export");
        assert!(told.stderr.contains("tillit audit windows:FOLDER"), "{}", told.stderr);
    }
    let told = lab.install(&home, &["--into", "windows", "--generation", "lab/e-id"]);
    told.assert_code(2).assert_complains("--into windows:FOLDER --print-commands");

    let old = |store: &'static str| (store, "ca/old/labsithstype1cav1.pem");
    let root = |store: &'static str| (store, "ca/old/labsithsrootcav1.pem");
    let stores =
        [root("SystemCertificates\\ROOT"), old("SystemCertificates\\CA"), old("EnterpriseCertificates\\NTAuth")];
    let folder = home.work().join("exports");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("machine.reg");
    let before = export(&stores);
    fs::write(&file, &before).unwrap();
    let target = format!("windows:{}", text(&folder));
    let into = ["--into", &target, "--generation", "lab/e-id"];
    let plan = lab.install(&home, &into);
    plan.assert_code(0).assert_says("LocalMachine\\Root");
    assert!(plan.stdout.contains("--print-commands") && !plan.stdout.contains("--apply"), "{}", plan.stdout);
    for option in [&["--apply", "--yes"][..], &["--save-plan", "plan.toml"]] {
        lab.install(&home, &[&into[..], option].concat()).assert_code(2).assert_complains("never changed");
    }
    let script = lab.install(&home, &[&into[..], &["--print-commands"]].concat());
    script.assert_code(0);
    let steps = script.stdout.matches("Verb = 'add'").count();
    assert_eq!(steps, fs::read_dir(lab.path("ca/new")).unwrap().count(), "{}", script.stdout);
    // What is there already is not put in again.
    let with_root = [&stores[..], &[("SystemCertificates\\ROOT", "ca/new/labsithseidrootcav2.pem")]].concat();
    fs::write(&file, export(&with_root)).unwrap();
    let script = lab.install(&home, &[&into[..], &["--print-commands"]].concat());
    assert_eq!(script.stdout.matches("Verb = 'add'").count(), steps - 1);

    // What goes stays on the list for logging on to the domain, with a word about it.
    let away = ["--into", &target, "--remove-generation", "lab/root-v1", "--anyway"];
    let plan = lab.install(&home, &away);
    plan.assert_code(0).assert_says("T-634");
    let script = lab.install(&home, &[&away[..], &["--print-commands"]].concat());
    assert_eq!(script.stdout.matches("Verb = 'remove'").count(), 2, "{}", script.stdout);
    assert!(
        !script.stdout.contains("Store = 'NTAuth'") && script.stdout.contains("certutil -enterprise -delstore NTAuth")
    );

    // Also where nothing else is left to do, and the script is then still one for PowerShell.
    fs::write(&file, export(&[old("EnterpriseCertificates\\NTAuth"), root("SystemCertificates\\Disallowed")])).unwrap();
    lab.install(&home, &away).assert_code(0).assert_says("T-634");
    let script = lab.install(&home, &[&away[..], &["--print-commands"]].concat());
    assert!(
        script.stdout.contains("param([switch]$Undo)") && !script.stdout.contains("#!/bin/sh"),
        "{}",
        script.stdout
    );
    // What is not exported does not pass for empty.
    fs::write(&file, export(&[old("EnterpriseCertificates\\NTAuth")])).unwrap();
    lab.install(&home, &into).assert_code(2).assert_complains("reg export HKLM");

    // An entry that is cut off is called what it is.
    let cut =
        String::from_utf16_lossy(&before[2..].chunks(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect::<Vec<_>>());
    fs::write(&file, cut.replacen("hex:20,00,00,00,01,00,00,00,", "hex:20,00,00,00,01,00,00,00,ff,", 1)).unwrap();
    let audit = lab.tillit(&home, "audit", &[], &[&target]);
    audit.assert_says("(Blob)");
    assert!(!audit.stdout.contains("PKCS#7"), "{}", audit.stdout);
}
