//! Where passwords come from. Never from the command line itself, which every user of a machine can read.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use tillit_reports::i18n::Texts;
use tillit_verifier::container::Passwords;

use crate::error::{Error, Invalid};
use crate::interrupt::Unseen;
use crate::platform::{Here, Platform as _};
use crate::{files, interrupt};

/// A password of more bytes than this is a mistake: a wrong file, or a pipe that never ends.
const MAX_BYTES: u16 = 4096;

/// Where a password comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasswordSource {
    Prompt,
    Environment(OsString),
    File(PathBuf),
    Descriptor(u32),
}

impl PasswordSource {
    /// `prompt`, `env:NAME`, `file:PATH` or `fd:N`. A literal is refused, and not repeated in the error.
    pub(crate) fn parse(text: &OsStr) -> Result<Self, Invalid> {
        let refused = || Invalid::secret("invalid-password");
        if text == "prompt" {
            return Ok(Self::Prompt);
        }
        let bytes = text.as_encoded_bytes();
        let colon = bytes.iter().position(|&b| b == b':').ok_or_else(refused)?;
        let (kind, rest) = (&bytes[..colon], Here::after(text, colon).ok_or_else(refused)?);
        match kind {
            b"env" if !rest.is_empty() => Ok(Self::Environment(rest)),
            b"file" if !rest.is_empty() => Ok(Self::File(rest.into())),
            b"fd" => rest.to_str().and_then(|n| n.parse().ok()).map(Self::Descriptor).ok_or_else(refused),
            _ => Err(refused()),
        }
    }

    fn read(&self, texts: &Texts) -> Result<SecretString, Error> {
        self.read_asking(&texts.get("password-prompt"))
    }

    /// The same with another question.
    pub(crate) fn read_asking(&self, question: &str) -> Result<SecretString, Error> {
        match self {
            Self::Prompt => prompt(question).map_err(|cause| Error::PasswordPrompt { cause }),
            Self::Environment(name) => match std::env::var(name) {
                Ok(password) => Ok(password.into()),
                Err(_) => Err(Error::PasswordVariable { name: name.to_string_lossy().into_owned() }),
            },
            Self::File(path) => first_line(path),
            Self::Descriptor(number) => match Here::descriptor(*number) {
                Some(path) => first_line(&path),
                None => Err(Error::PasswordDescriptor),
            },
        }
    }
}

fn prompt(question: &str) -> io::Result<SecretString> {
    let unseen = Unseen::begin();
    let typed = rpassword::prompt_password(question);
    drop(unseen);
    // Ctrl-C is a key like any other while nothing is shown, and comes as a signal of our own.
    if typed.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
        interrupt::wait_for_the_end();
    }
    // Copied to where it is wiped from; what was typed is wiped too.
    typed.map(|typed| SecretString::from(Zeroizing::new(typed).as_str()))
}

/// The first line without its end: what `echo` and editors leave behind it is not part of the password.
fn first_line(path: &std::path::Path) -> Result<SecretString, Error> {
    let failed = |cause| Error::PasswordFile { path: path.to_owned(), cause };
    let text = files::secret(path, MAX_BYTES).map_err(failed)?;
    let line = text.split('\n').next().unwrap_or_default();
    Ok(SecretString::from(line.strip_suffix('\r').unwrap_or(line)))
}

/// The passwords to try for reading: those that the user gave, else the customary ones.
pub(crate) fn for_reading(sources: &[PasswordSource], texts: &Texts) -> Result<Passwords, Error> {
    if sources.is_empty() {
        return Ok(Passwords::defaults());
    }
    Ok(Passwords::given(sources.iter().map(|source| source.read(texts)).collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn the_four_forms() {
        let parse = |text: &str| PasswordSource::parse(OsStr::new(text));
        assert_eq!(parse("prompt"), Ok(PasswordSource::Prompt));
        assert_eq!(parse("env:P"), Ok(PasswordSource::Environment("P".into())));
        assert_eq!(parse("file:/a:b"), Ok(PasswordSource::File("/a:b".into())));
        assert_eq!(parse("fd:3"), Ok(PasswordSource::Descriptor(3)));
        for wrong in ["hunter2", "", "env:", "fd:x", "file:", "pass:secret"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_file_is_read_to_its_first_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        for (content, password) in [("s e\r\nx", "s e"), ("abc", "abc"), ("", ""), ("å\n", "å")] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(first_line(&path).unwrap().expose_secret(), password);
        }
        std::fs::write(&path, "x".repeat(5000)).unwrap();
        assert!(first_line(&path).is_err());
    }
}
