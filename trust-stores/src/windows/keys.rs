//! The certificate stores of a registry as a tree: a store is a folder, a certificate a file in it with what its element means as content.
//!
//! What Windows computes itself is not in a content ([`element::canonical`]), so that a file that was written is the same file when it is read
//! again. Everything that knows files (plans, the journal, undo) knows these stores thereby.

use std::ffi::OsString;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use super::element;
use super::registry::{self, Registry, Value};
use super::stores::{Physical, View};
use crate::tree::{FileKind, Metadata, Tree};

/// See the module.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'a>(pub(crate) &'a dyn Registry);

impl Keys<'_> {
    /// A path is one of a registry, and none of a file.
    pub(crate) fn are_named_by(path: &Path) -> bool {
        path.to_str()
            .is_some_and(|path| path.contains('\\') && matches!(registry::hive(path), Some(("HKLM" | "HKCU", _))))
    }

    /// What an element means.
    fn content(self, path: &Path) -> io::Result<Vec<u8>> {
        let Some((physical, Some(name))) = Physical::of_path(path) else {
            return Err(io::ErrorKind::IsADirectory.into());
        };
        let key = physical.element(&name);
        match self.0.value(text(&key)?, element::BLOB)? {
            Some(Value::Binary(blob)) => Ok(element::canonical(&blob)),
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
            // A key without a certificate, as an interrupted program may leave it.
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fn text(path: &Path) -> io::Result<&str> {
    path.to_str().ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

impl Tree for Keys<'_> {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let of = |kind, len| Metadata {
            kind,
            len,
            mode: None,
            owner: None,
            modified: None,
            changed: None,
            identity: (0, 0),
        };
        if matches!(Physical::of_path(path), Some((_, Some(_)))) {
            return Ok(of(FileKind::File, self.content(path)?.len() as u64));
        }
        self.0.subkeys(text(path)?)?;
        Ok(of(FileKind::Folder, 0))
    }

    fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.metadata(path)
    }

    fn read_link(&self, _path: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        self.metadata(path)?;
        let of_store = || {
            Physical::of_path(path).map(|(physical, name)| match name {
                Some(name) => physical.element(&name),
                None => physical.folder(),
            })
        };
        Ok(View::of_path(path).map(View::path).or_else(of_store).unwrap_or_else(|| path.to_owned()))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        let mut names: Vec<OsString> = self.0.subkeys(text(path)?)?.into_iter().map(OsString::from).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(Cursor::new(self.content(path)?)))
    }

    fn is_host(&self) -> bool {
        false
    }

    fn registry(&self) -> Option<&dyn Registry> {
        Some(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_hives_have_no_case() {
        for path in [r"HKLM\SOFTWARE", r"hklm\software\x", r"Hkcu\Software", r"hkey_local_machine\SOFTWARE"] {
            assert!(Keys::are_named_by(Path::new(path)), "{path}");
        }
        for path in ["hklm", "hklm/software", r"hklmx\software", r"C:\hklm\software", r"HKU\S-1-5-18", "/etc/ssl", ""] {
            assert!(!Keys::are_named_by(Path::new(path)), "{path}");
        }
    }
}
