//! OpenSSL as the judge.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// What `openssl verify` said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpensslAnswer {
    /// `OK`
    Holds,
    /// The error's number (`X509_V_ERR_...`) and the depth of the certificate where it stopped, 0 being the one that is verified.
    Fails {
        /// `error 10`
        error: u32,
        /// `at 0 depth lookup`
        depth: u32,
    },
}

/// Runs `openssl ARGS`; it must succeed. Gives its standard output.
#[track_caller]
pub fn openssl<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Vec<u8> {
    let output = Command::new("openssl").args(args).output().expect("openssl is here");
    assert!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// `openssl verify` with nothing but these files to trust and to build with, at this time (seconds since 1970). Security level 0 lets SHA-1
/// and short keys pass: their weight is a policy, not a fact of the chain.
#[track_caller]
pub fn openssl_verify(
    certificate: &Path,
    roots: &Path,
    issuers: Option<&Path>,
    at: i64,
    more: &[&str],
) -> OpensslAnswer {
    let mut command = Command::new("openssl");
    command
        .args(["verify", "-no-CApath", "-no-CAstore", "-auth_level", "0", "-attime", &at.to_string()])
        .args(more)
        .arg("-CAfile")
        .arg(roots);
    if let Some(issuers) = issuers {
        command.arg("-untrusted").arg(issuers);
    }
    let output = command.arg(certificate).env("LC_ALL", "C").output().expect("openssl is here");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        return OpensslAnswer::Holds;
    }
    let found = said.lines().find_map(|line| {
        let (error, rest) = line.strip_prefix("error ")?.split_once(" at ")?;
        let (depth, _) = rest.split_once(" depth lookup")?;
        Some(OpensslAnswer::Fails { error: error.parse().ok()?, depth: depth.parse().ok()? })
    });
    found.unwrap_or_else(|| panic!("openssl verify says neither OK nor which error:\n{said}"))
}
