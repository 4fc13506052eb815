//! What the file system is to targets that are given one file.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tillit_trust_stores::tree::{Metadata, Tree};

/// A tree in which nothing lies.
pub struct Empty;

fn missing<T>() -> io::Result<T> {
    Err(io::ErrorKind::NotFound.into())
}

impl Tree for Empty {
    fn metadata(&self, _: &Path) -> io::Result<Metadata> {
        missing()
    }

    fn link_metadata(&self, _: &Path) -> io::Result<Metadata> {
        missing()
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        missing()
    }

    fn real_path(&self, _: &Path) -> io::Result<PathBuf> {
        missing()
    }

    fn list(&self, _: &Path) -> io::Result<Vec<OsString>> {
        missing()
    }

    fn open(&self, _: &Path) -> io::Result<Box<dyn Read + '_>> {
        missing()
    }

    fn is_host(&self) -> bool {
        false
    }
}
