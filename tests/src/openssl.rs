//! OpenSSL as the judge.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// One thing that `openssl verify` found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpensslError {
    /// Its number: `X509_V_ERR_...`.
    pub number: u32,
    /// The certificate concerned, 0 being the one that is verified.
    pub depth: u32,
}

/// Runs `openssl ARGS`; it must succeed. Gives its standard output.
#[track_caller]
pub fn openssl<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Vec<u8> {
    let output = Command::new("openssl").args(args).output().expect("openssl is here");
    assert!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What `openssl verify` says, with nothing but these files to trust and to build with, at this time (seconds since 1970): no errors where the
/// chain holds. Security level 0 lets SHA-1 and short keys pass: their weight is a policy, not a fact of the chain.
#[track_caller]
pub fn openssl_verify(
    certificate: &Path,
    roots: &Path,
    issuers: Option<&Path>,
    at: i64,
    more: &[&str],
) -> Vec<OpensslError> {
    let mut command = Command::new("openssl");
    command.args(["verify", "-no-CApath", "-no-CAstore", "-auth_level", "0", "-attime", &at.to_string()]).args(more);
    command.arg("-CAfile").arg(roots);
    if let Some(issuers) = issuers {
        command.arg("-untrusted").arg(issuers);
    }
    let output = command.arg(certificate).env("LC_ALL", "C").output().expect("openssl is here");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let errors: Vec<_> = said
        .lines()
        .filter_map(|line| {
            let (number, rest) = line.strip_prefix("error ")?.split_once(" at ")?;
            let (depth, _) = rest.split_once(" depth lookup")?;
            Some(OpensslError { number: number.parse().ok()?, depth: depth.parse().ok()? })
        })
        .collect();
    assert_eq!(output.status.success(), errors.is_empty(), "openssl verify says neither OK nor which error:\n{said}");
    errors
}
