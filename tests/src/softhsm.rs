//! A token of SoftHSM2 with certificates and keys of the lab, and a module before it that fails where it is told to.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::lab::{Lab, text};
use crate::openssl::openssl;
use crate::run::{Home, Output, tillit_binary};

/// A token; its files lie in a test's home.
#[derive(Debug)]
pub struct SoftHsm {
    folder: PathBuf,
    conf: PathBuf,
    /// SoftHSM's module.
    pub module: String,
}

impl SoftHsm {
    /// The PIN of its tokens.
    pub const PIN: &str = "73951846";

    /// No tokens yet.
    #[track_caller]
    pub fn new(home: &Home) -> Self {
        let folder = home.work().join("softhsm");
        fs::create_dir_all(folder.join("tokens")).expect("a folder");
        let conf = home.write(
            "softhsm2.conf",
            format!("directories.tokendir = {}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n", text(&folder)),
        );
        home.write("pin", Self::PIN);
        let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"];
        let module = places.into_iter().find(|path| fs::exists(path).unwrap_or(false));
        let module = module.expect("libsofthsm2.so (Debian: softhsm2)").to_owned();
        Self { folder, conf, module }
    }

    /// What `SOFTHSM2_CONF` has to name.
    pub fn conf(&self) -> String {
        text(&self.conf)
    }

    /// A new token with certificates and keys of the lab (`cards/upgraded/hsaid-login`), and certificates of CAs beside them.
    #[track_caller]
    pub fn token(&self, label: &str, parts: &[&str], cas: &[&str]) {
        self.run(
            "softhsm2-util",
            &["--init-token", "--free", "--label", label, "--pin", Self::PIN, "--so-pin", "87654321"],
        );
        let lab = Lab::get();
        for (at, part) in parts.iter().enumerate() {
            let (key, id) = (lab.text(&format!("keys/{part}.key")), format!("{:02x}", 0x45 + at));
            let import = ["--import", &key, "--token", label, "--label", part, "--id", &id, "--pin", Self::PIN];
            self.run("softhsm2-util", &import);
            self.certificate(label, &lab.text(&format!("{part}.pem")), &id);
        }
        for (at, ca) in cas.iter().enumerate() {
            self.certificate(label, &lab.text(ca), &format!("{:02x}", 0x65 + at));
        }
    }

    fn certificate(&self, token: &str, pem: &str, id: &str) {
        let der = self.folder.join(format!("{id}.der"));
        fs::write(&der, openssl(["x509", "-in", pem, "-outform", "DER"].map(OsStr::new))).expect("a file");
        let (module, der) = (self.module.as_str(), text(&der));
        let first = ["--module", module, "--token-label", token, "--login", "--pin", Self::PIN];
        let write = ["--write-object", &der, "--type", "cert", "--id", id, "--label", id];
        self.run("pkcs11-tool", &[&first[..], &write].concat());
    }

    fn run(&self, program: &str, args: &[&str]) {
        let output = Command::new(program).args(args).env("SOFTHSM2_CONF", &self.conf).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The module that fails where it is told to, compiled into the home.
    #[track_caller]
    pub fn faulty(&self) -> String {
        let (source, module) = (self.folder.join("p11fault.c"), self.folder.join("p11fault.so"));
        fs::write(&source, include_str!("p11fault.c")).expect("a file");
        let (from, to) = (text(&source), text(&module));
        self.run("cc", &["-shared", "-fPIC", "-Wall", "-Werror", "-o", &to, &from, "-ldl"]);
        to
    }

    /// `tillit ARGS` with this token, not started.
    pub fn command(&self, home: &Home, args: &[String]) -> Command {
        let (catalog, data) = (Lab::get().text("catalog.toml"), text(&home.data()));
        let first = ["--catalog".to_owned(), catalog, "--data".to_owned(), data];
        let mut command = home.command(tillit_binary().as_os_str(), first.iter().chain(args));
        command.env("SOFTHSM2_CONF", &self.conf).env("P11_REAL", &self.module);
        command
    }

    /// `tillit ARGS` with this token, and with these variables.
    #[track_caller]
    pub fn tillit(&self, home: &Home, variables: &[(&str, &str)], args: &[&str]) -> Output {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let tillit = self.command(home, &args);
        // Ended where it hangs.
        let args: Vec<&OsStr> = [OsStr::new("60"), tillit.get_program()].into_iter().chain(tillit.get_args()).collect();
        let mut command = home.command(OsStr::new("timeout"), args);
        command.env("SOFTHSM2_CONF", &self.conf).env("P11_REAL", &self.module).envs(variables.iter().copied());
        let output = command.stdin(Stdio::null()).output().expect("timeout (coreutils) can be run");
        Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            peak_kib: None,
        }
    }
}
