//! Files that are large, endless, deep or no files at all: a clear error, bounded memory, an end.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tillit_tests::{Home, Output, openssl};

/// Resident memory that a verification may take, whatever it is given: KiB.
const ENOUGH: u64 = 100 * 1024;

/// `tillit verify` of this path could not complete (3), said so of this file with this code, and kept to its memory.
#[track_caller]
fn refused(home: &Home, path: &Path, code: &str) -> Output {
    let output = home.tillit_measured(["verify".as_ref(), path.as_os_str()]);
    let told = format!("{}{}", output.stdout, output.stderr);
    output.assert_code(3);
    assert!(told.contains(path.file_name().unwrap().to_str().unwrap()), "the file is not named:\n{told}");
    assert!(told.contains(code), "{code} is not said:\n{told}");
    assert!(told.len() < 4096, "{} bytes said of one bad file", told.len());
    bounded(&output);
    output
}

#[track_caller]
fn bounded(output: &Output) {
    let peak = output.peak_kib.expect("measured");
    assert!(peak < ENOUGH, "{peak} KiB of memory: {}{}", output.stdout, output.stderr);
}

/// A made-up certificate of somebody who does not exist.
fn made_up_certificate(home: &Home) -> Vec<u8> {
    let key = home.work().join("key.pem");
    openssl([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/C=SE/O=Made up/CN=Test Testsson (invented)",
        "-days",
        "30",
        "-keyout",
        key.to_str().unwrap(),
    ])
}

#[test]
fn a_hundred_megabytes_of_garbage() {
    let home = Home::new();
    let path = home.work().join("garbage.bin");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    // No pattern that a reader could take for a format: a plain generator with a fixed seed (Knuth's MMIX).
    let mut state = 1_u64;
    for _ in 0..100 * 1024 * 1024 / 8 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        file.write_all(&state.to_le_bytes()).unwrap();
    }
    file.flush().unwrap();
    refused(&home, &path, "T-01");
}

#[test]
fn a_sparse_file_of_two_gigabytes() {
    let home = Home::new();
    let path = home.work().join("sparse.pem");
    File::create(&path).unwrap().set_len(2 << 30).unwrap();
    refused(&home, &path, "T-01");
}

#[test]
fn a_certificate_after_two_hundred_megabytes_of_something_else_is_found() {
    let home = Home::new();
    let path = home.work().join("late.log");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    for line in 0..2_000_000 {
        writeln!(file, "{line:>8} -----BEGIN of nothing----- a log, an e-mail, a dump of a directory: åäö, {line:x}")
            .unwrap();
    }
    file.write_all(&made_up_certificate(&home)).unwrap();
    file.flush().unwrap();
    let output = home.tillit_measured(["verify".as_ref(), path.as_os_str()]);
    bounded(&output);
    output.assert_says("Test Testsson");
}

#[test]
fn a_pipe_that_nobody_writes_to_is_not_waited_for_long() {
    let home = Home::new();
    let path = home.work().join("pipe.pem");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    refused(&home, &path, "T-024");

    // In a folder it is passed over, and the rest is read.
    home.write("certificate.pem", made_up_certificate(&home));
    let output = home.tillit_measured(["verify".as_ref(), home.work().as_os_str()]);
    output.assert_says("Test Testsson");
    bounded(&output);
}

#[test]
fn a_folder_that_holds_itself_ends() {
    let home = Home::new();
    let folder = home.work().join("folder");
    fs::create_dir_all(folder.join("below")).unwrap();
    symlink(&folder, folder.join("below/again")).unwrap();
    symlink("loop", folder.join("loop")).unwrap();
    fs::write(folder.join("below/certificate.pem"), made_up_certificate(&home)).unwrap();
    let output = home.tillit_measured(["verify".as_ref(), folder.as_os_str(), "--json".as_ref()]);
    bounded(&output);
    let document = output.json();
    assert_eq!(document["results"].as_array().unwrap().len(), 1, "each file once: {document:#}");
}

#[test]
fn deep_nesting() {
    let home = Home::new();
    // SEQUENCEs in one another, each with the right length, as deep as a megabyte allows.
    let mut nested = Vec::new();
    let mut inner = 0_usize;
    while inner < 1_000_000 {
        let length = inner.to_be_bytes();
        let significant = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
        let bytes = &length[significant..];
        let mut head = vec![0x30];
        if inner >= 128 {
            head.push(0x80 | u8::try_from(bytes.len()).unwrap());
        }
        head.extend(bytes);
        inner += head.len();
        head.reverse();
        nested.extend(head);
    }
    nested.reverse();
    let der = home.write("deep.der", &nested);
    refused(&home, &der, "T-01");

    // Indefinite lengths, which never end.
    let endless = home.write("endless.p7b", [0x30, 0x80].repeat(500_000));
    refused(&home, &endless, "T-01");

    // The same inside PEM.
    let der = der.to_str().unwrap();
    let base64 = String::from_utf8(openssl(["base64", "-e", "-in", der])).unwrap();
    let pem = home.write("deep.pem", format!("-----BEGIN CERTIFICATE-----\n{base64}-----END CERTIFICATE-----\n"));
    refused(&home, &pem, "T-0");
}

#[test]
fn a_length_that_lies() {
    let home = Home::new();
    // A SEQUENCE that says it is 4 GB long, with nothing in it; a Java key store that says it has two thousand million entries.
    let sequence = home.write("long.der", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02, 0x01]);
    refused(&home, &sequence, "T-01");
    let store = home.write("many.jks", [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 2]);
    refused(&home, &store, "T-01");
}

#[test]
fn a_block_without_an_end() {
    let home = Home::new();
    let path = home.work().join("unending.pem");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    file.write_all(b"-----BEGIN CERTIFICATE-----\n").unwrap();
    for _ in 0..2_000_000 {
        file.write_all(b"MIIBszCCAVmgAwIBAgIUAAAAAAAAAAAAAAAAAAAAAAAAAAAwCgYIKoZIzj0EAwIw\n").unwrap();
    }
    file.flush().unwrap();
    refused(&home, &path, "T-0");
}
