//! Files, folders, pipes and links as inputs.
#![allow(clippy::unwrap_used, clippy::panic)]
#![cfg(unix)]

#[allow(dead_code)] // what only the program uses
#[path = "../src/files.rs"]
mod files;
#[path = "../src/input.rs"]
mod input;
#[allow(dead_code)]
#[path = "../src/platform/mod.rs"]
mod platform;

use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use input::{Input, gather};
use tillit_verifier::container::{ContainerError, OtherFormat, Passwords, ReadLimits};
use tillit_verifier::input::InputError;

/// Two certificates of openssl's.
fn certificates() -> &'static [String; 2] {
    static PEM: OnceLock<[String; 2]> = OnceLock::new();
    PEM.get_or_init(|| {
        ["a", "b"].map(|name| {
            let words = format!(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN={name}"
            );
            let output = Command::new("openssl").args(words.split(' ')).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        })
    })
}

fn read(paths: &[&Path]) -> Vec<Input> {
    let paths: Vec<PathBuf> = paths.iter().map(|p| p.to_path_buf()).collect();
    gather(&paths, &Passwords::none(), &ReadLimits::default()).collect()
}

/// Name below `base`, and certificates or the error.
fn brief(inputs: &[Input], base: &Path) -> Vec<(String, String)> {
    let base = format!("{}/", base.display());
    inputs
        .iter()
        .map(|input| {
            let result = match &input.contents {
                Ok(contents) => contents.entries.len().to_string(),
                Err(error) => {
                    let mark = if input.is_problem() { "! " } else { "" };
                    format!("{mark}{error:?}")
                }
            };
            (input.name.strip_prefix(&base).unwrap_or(&input.name).to_owned(), result)
        })
        .collect()
}

fn run(program: &str, arguments: &[&Path]) {
    assert!(Command::new(program).args(arguments).status().unwrap().success());
}

#[test]
fn folders_in_order_with_notes() {
    let [a, b] = certificates();
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    fs::create_dir_all(dir.join("m/inner")).unwrap();
    fs::create_dir(dir.join(".hidden")).unwrap();
    for (name, content) in [
        ("z.txt", format!("{a}{b}")),
        ("b.pdf", a.clone()),
        ("m/inner/c", b.clone()),
        ("readme", "text".to_owned()),
        ("empty", String::new()),
        ("404.cer", "<html>".to_owned()),
        (".hidden/a.pem", a.clone()),
        (".a.pem.swp", a.clone()),
    ] {
        fs::write(dir.join(name), content).unwrap();
    }
    run("mkfifo", &[&dir.join("pipe")]);
    let _socket = std::os::unix::net::UnixListener::bind(dir.join("socket")).unwrap();
    symlink("/dev/zero", dir.join("zero")).unwrap();
    let inputs = read(&[dir]);
    let expected = [
        ("404.cer", "Container(Unsupported(Html))"),
        ("b.pdf", "1"),
        ("empty", "Container(Empty)"),
        ("m/inner/c", "1"),
        ("pipe", "SpecialFile"),
        ("readme", "Container(NotRecognised)"),
        ("socket", "SpecialFile"),
        ("z.txt", "2"),
        ("zero", "SpecialFile"),
    ];
    assert_eq!(brief(&inputs, dir), expected.map(|(n, r)| (n.to_owned(), r.to_owned())));
    assert!(inputs.iter().all(|input| !input.named));
}

#[test]
fn links_and_loops() {
    let [a, b] = certificates();
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    fs::create_dir_all(dir.join("one/two")).unwrap();
    fs::write(dir.join("one/Root.pem"), a).unwrap();
    fs::write(dir.join("one/two/b.pem"), b).unwrap();
    symlink("Root.pem", dir.join("one/0a1b2c3d.0")).unwrap(); // as openssl rehash makes them
    symlink("../..", dir.join("one/two/up")).unwrap();
    symlink("one", dir.join("same")).unwrap();
    symlink("one/two/b.pem", dir.join("b.pem")).unwrap();
    symlink("nowhere", dir.join("dangling")).unwrap();
    symlink("round", dir.join("round")).unwrap();
    let expected =
        [("b.pem", "1"), ("dangling", "Vanished"), ("one/Root.pem", "1"), ("one/two/up", "Loop"), ("round", "Loop")];
    assert_eq!(brief(&read(&[dir]), dir), expected.map(|(n, r)| (n.to_owned(), r.to_owned())));
    // Named itself, a link is read like a file, and twice if it is named twice.
    let link = dir.join("one/0a1b2c3d.0");
    assert_eq!(read(&[&link, &link]).iter().filter(|i| i.contents.is_ok()).count(), 2);
    for (name, error) in [("dangling", "Vanished"), ("round", "Loop"), ("never", "NotFound")] {
        assert_eq!(brief(&read(&[&dir.join(name)]), dir), [(name.to_owned(), format!("! {error}"))]);
    }
}

#[test]
fn what_is_named_and_gives_nothing_is_a_problem() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    fs::create_dir_all(dir.join("folder/inside")).unwrap();
    fs::write(dir.join("folder/inside/readme"), "text").unwrap();
    fs::write(dir.join("page.cer"), "<!DOCTYPE html><html>").unwrap();
    let inputs = read(&[&dir.join("folder"), &dir.join("page.cer")]);
    assert_eq!(inputs.iter().map(Input::is_problem).collect::<Vec<_>>(), [false, true, true]);
    assert!(matches!(inputs[1].contents, Err(InputError::EmptyFolder)));
    assert!(matches!(inputs[2].contents, Err(InputError::Container(ContainerError::Unsupported(OtherFormat::Html)))));
    let socket = dir.join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert!(matches!(read(&[&socket])[0].contents, Err(InputError::Socket)));
    for device in ["/dev/zero", "/dev/urandom"] {
        let inputs = read(&[Path::new(device)]);
        assert!(matches!(inputs[0].contents, Err(InputError::Container(ContainerError::NotRecognised))), "{device}");
    }
    assert!(matches!(read(&[Path::new("/dev/null")])[0].contents, Err(InputError::Container(ContainerError::Empty))));
}

#[test]
fn no_permission() {
    let [a, _] = certificates();
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a.pem");
    fs::write(&path, a).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    let allowed = fs::read(&path).is_ok(); // root may read everything
    for inputs in [read(&[&path]), read(&[temp.path()])] {
        assert_eq!(inputs.len(), 1);
        assert_eq!(inputs[0].is_problem(), !allowed);
        assert_eq!(matches!(inputs[0].contents, Err(InputError::PermissionDenied)), !allowed);
    }
}

#[test]
fn named_pipes() {
    let [a, _] = certificates();
    let temp = tempfile::tempdir().unwrap();
    let pipe = temp.path().join("pipe");
    run("mkfifo", &[&pipe]);
    let writer = {
        let (pipe, a) = (pipe.clone(), a.clone());
        std::thread::spawn(move || {
            fs::OpenOptions::new().write(true).open(pipe).unwrap().write_all(a.as_bytes()).unwrap();
        })
    };
    assert_eq!(read(&[&pipe])[0].contents.as_ref().unwrap().entries.len(), 1);
    writer.join().unwrap();
    assert!(matches!(read(&[&pipe])[0].contents, Err(InputError::PipeWithoutWriter { seconds: 10 })));
}

#[test]
fn large_files_that_are_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let sparse = temp.path().join("sparse");
    fs::File::create(&sparse).unwrap().set_len(2 << 30).unwrap();
    assert!(matches!(read(&[&sparse])[0].contents, Err(InputError::Container(ContainerError::NotRecognised))));
}

#[test]
fn names_that_are_no_text_and_deep_folders() {
    let [a, _] = certificates();
    let temp = tempfile::tempdir().unwrap();
    let name = std::ffi::OsString::from_vec(b"\xc5sa\xff.pem".to_vec());
    fs::write(temp.path().join(&name), a).unwrap();
    let inputs = read(&[temp.path()]);
    assert!(inputs[0].name.ends_with("\u{fffd}sa\u{fffd}.pem") && inputs[0].contents.is_ok());

    let temp = tempfile::tempdir().unwrap();
    let deep: PathBuf = std::iter::repeat_n("d", 70).collect();
    fs::create_dir_all(temp.path().join(&deep)).unwrap();
    let inputs = read(&[temp.path()]);
    assert!(matches!(inputs[0].contents, Err(InputError::TooDeep { limit: 64 })));
    assert!(inputs[0].is_problem());
}
