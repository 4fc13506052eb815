//! One lab for all journeys of a test program: making keys takes a while.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::run::{Home, Output};

/// A path as an argument.
#[track_caller]
pub fn text(path: &Path) -> String {
    path.to_str().expect("a UTF-8 path").to_owned()
}

/// What `tillit lab write` wrote. Tests read it and change copies.
#[derive(Debug)]
pub struct Lab {
    _folder: TempDir,
    lab: PathBuf,
}

impl Lab {
    /// The lab of this test program.
    pub fn get() -> &'static Self {
        static LAB: LazyLock<Lab> = LazyLock::new(|| {
            let folder = tempfile::Builder::new().prefix("tillit-lab-").tempdir().expect("a temporary folder");
            let lab = folder.path().join("lab");
            Home::new().tillit(["lab".as_ref(), "write".as_ref(), lab.as_os_str()]).assert_code(0);
            Lab { _folder: folder, lab }
        });
        &LAB
    }

    /// A file or folder of it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.lab.join(path)
    }

    /// The same as an argument.
    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        text(&self.path(path))
    }

    /// `tillit install` with the lab's catalog and its new CA certificates at hand.
    #[track_caller]
    pub fn install(&self, home: &Home, args: &[&str]) -> Output {
        self.tillit(home, "install", &["--ca", &self.text("ca/new")], args)
    }

    /// `tillit undo` with the lab's catalog.
    #[track_caller]
    pub fn undo(&self, home: &Home, args: &[&str]) -> Output {
        self.tillit(home, "undo", &[], args)
    }

    /// Another command with the lab's catalog.
    #[track_caller]
    pub fn tillit(&self, home: &Home, command: &str, first: &[&str], args: &[&str]) -> Output {
        let catalog = self.text("catalog.toml");
        home.tillit(["--catalog", &catalog, command].iter().chain(first).chain(args))
    }

    /// A copy of the bundle that has only the old generation, in the home.
    #[track_caller]
    pub fn old_bundle(&self, home: &Home, name: &str) -> PathBuf {
        home.write(name, fs::read(self.path("trust/old.pem")).expect("the lab has it"))
    }

    /// A Java trust store of the old generation, made by `keytool`: `jks` or `pkcs12`, with the password `changeit`.
    #[track_caller]
    pub fn old_java(&self, home: &Home, name: &str, kind: &str) -> PathBuf {
        let store = home.work().join(name);
        let certificates = self.path("ca/old");
        for file in fs::read_dir(certificates).expect("the lab has it") {
            let file = file.expect("it can be listed").path();
            let alias = text(Path::new(file.file_stem().expect("a name")));
            tool(
                "keytool",
                [
                    ["-importcert", "-noprompt", "-storetype", kind].map(str::to_owned).as_slice(),
                    ["-storepass", "changeit", "-alias", &alias].map(str::to_owned).as_slice(),
                    &["-keystore".to_owned(), text(&store), "-file".to_owned(), text(&file)],
                ]
                .concat(),
            );
        }
        store
    }

    /// A folder as `openssl rehash` makes it, with the old generation.
    #[track_caller]
    pub fn old_hashed(&self, home: &Home, name: &str) -> PathBuf {
        let folder = home.work().join(name);
        fs::create_dir(&folder).expect("a folder can be made");
        for file in fs::read_dir(self.path("ca/old")).expect("the lab has it") {
            let file = file.expect("it can be listed").path();
            fs::copy(&file, folder.join(file.file_name().expect("a name"))).expect("a file can be copied");
        }
        tool("openssl", ["rehash".to_owned(), text(&folder)]);
        folder
    }

    /// An NSS database with the old root, trusted for client certificates, made by `certutil` without a password.
    #[track_caller]
    pub fn old_nss(&self, home: &Home, name: &str) -> PathBuf {
        let folder = home.work().join(name);
        fs::create_dir(&folder).expect("a folder can be made");
        let database = format!("sql:{}", text(&folder));
        tool("certutil", ["-N", "-d", &database, "--empty-password"].map(str::to_owned));
        let root = self.text("ca/old/labsithsrootcav1.pem");
        tool("certutil", ["-A", "-d", &database, "-n", "old root", "-t", "T,,", "-i", &root].map(str::to_owned));
        folder
    }
}

/// Runs a tool that a test needs; its failure is the test's.
#[track_caller]
fn tool(program: &str, args: impl IntoIterator<Item = String>) {
    let output = Command::new(program)
        .args(args)
        .env("LC_ALL", "C")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&said));
}
