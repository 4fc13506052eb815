//! Configurations of servers: the reader of each syntax, and each server's reader with these bytes as its main file and everything that it
//! includes or names.
#![no_main]

use std::ffi::OsString;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use libfuzzer_sys::fuzz_target;
use tillit_trust_stores::servers::{Reading, SERVERS, syntax};
use tillit_trust_stores::tree::{FileKind, Metadata, Tree};

/// Every file has the same bytes under its own name; folders have two of them.
struct Everywhere<'a>(&'a [u8]);

impl Everywhere<'_> {
    fn kind(path: &Path) -> io::Result<FileKind> {
        match path.components().count() {
            depth if depth > 6 => Err(io::ErrorKind::NotFound.into()),
            _ if path.extension().is_some() => Ok(FileKind::File),
            _ => Ok(FileKind::Folder),
        }
    }
}

impl Tree for Everywhere<'_> {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let kind = Self::kind(path)?;
        let len = self.0.len() as u64;
        Ok(Metadata { kind, len, mode: None, owner: None, modified: None, changed: None, identity: (0, 0) })
    }

    fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.metadata(path)
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        match Self::kind(path)? {
            FileKind::Folder => Ok(vec!["a.conf".into(), "b.xml".into()]),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        match Self::kind(path)? {
            FileKind::File => Ok(Box::new(Cursor::new(self.0))),
            _ => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    fn is_host(&self) -> bool {
        false
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let nginx = syntax::nginx::parse(&text);
    for directive in &nginx.directives {
        assert!(text.get(directive.range()).is_some(), "words are where they are said to be");
    }
    let tree = Everywhere(data);
    let variable = |name: &str| (name.len() % 2 == 0).then(|| name.to_lowercase());
    for server in SERVERS {
        let configuration = (server.read)(&Reading { tree: &tree, variable: &variable }, Path::new("/main.conf"));
        let _ = format!("{configuration:?}");
    }
});
