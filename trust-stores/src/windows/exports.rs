//! All exports of a folder as one registry: `reg export` writes one key into a file, and what belongs together lies in several.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;

use super::Export;
use super::export::{MAX_BYTES, is_export};
use crate::formats::Source;
use crate::tree::{FileKind, Tree};

/// Files of a folder that are looked at.
const MAX_FILES: usize = 1_000;

/// What the exports of a folder have together.
pub(crate) struct Exports {
    pub(crate) registry: Export,
    /// Those that were read.
    pub(crate) files: Vec<PathBuf>,
    /// What is called an export, or is one, and could not be read: what it has is not in the registry, or not all of it.
    pub(crate) failures: Vec<(PathBuf, InputError)>,
    /// The keys that were exported, each by the file that has it: two files with the same one are of two computers.
    roots: Vec<String>,
}

impl Exports {
    /// Those that lie in this folder itself.
    pub(crate) fn of_folder(tree: &dyn Tree, folder: &Path) -> Self {
        let mut all = Self { registry: Export::default(), files: Vec::new(), failures: Vec::new(), roots: Vec::new() };
        let names = match tree.list(folder) {
            Ok(names) => names,
            Err(error) => {
                all.failures.push((folder.to_owned(), InputError::from_io(error)));
                return all;
            }
        };
        // What is called an export goes first: whatever else lies there does not keep it from being read.
        let (called, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| is_called_export(name));
        let count = called.len() + others.len();
        let mut left = MAX_BYTES;
        for (is_called, name) in called
            .into_iter()
            .map(|name| (true, name))
            .chain(others.into_iter().map(|name| (false, name)))
            .take(MAX_FILES)
        {
            let file = folder.join(name);
            match all.add(tree, &file, is_called, &mut left) {
                Ok(true) => all.files.push(file),
                Ok(false) => {}
                Err(error) => all.failures.push((file, error)),
            }
        }
        if count > MAX_FILES {
            all.failures.push((folder.to_owned(), ContainerError::TooMany { limit: MAX_FILES }.into()));
        }
        all
    }

    /// Takes in a file, if it is an export.
    fn add(&mut self, tree: &dyn Tree, file: &Path, is_called: bool, left: &mut u64) -> Result<bool, InputError> {
        let kind = match tree.metadata(file) {
            Ok(metadata) => metadata.kind,
            Err(_) if !is_called => return Ok(false),
            Err(error) => return Err(InputError::from_io(error)),
        };
        match kind {
            FileKind::File => {}
            _ if !is_called => return Ok(false),
            FileKind::Folder => return Err(InputError::Io(std::io::ErrorKind::IsADirectory.into())),
            FileKind::Link | FileKind::Pipe | FileKind::Other => return Err(InputError::SpecialFile),
        }
        let source = tree.open(file).and_then(|open| Source::new(file, open)).map_err(InputError::from_io)?;
        if !is_export(&source.window) {
            return match (is_called, source.window.is_empty()) {
                (false, _) => Ok(false),
                (true, true) => Err(ContainerError::Empty.into()),
                // The error says what is missing.
                (true, false) => Ok(self.registry.add(&source.window).map(|()| false)?),
            };
        }
        let bytes = source.whole(*left)?;
        *left = left.saturating_sub(bytes.len() as u64);
        if let Some(root) = root(&bytes) {
            if self.roots.contains(&root) {
                return Err(ContainerError::Repeated { what: root }.into());
            }
            self.roots.push(root);
        }
        self.registry.add(&bytes)?;
        Ok(true)
    }
}

/// The key that `reg export` was given: the first one in the file, without case.
fn root(bytes: &[u8]) -> Option<String> {
    // The first lines are enough: a key's name has at most 255 characters in each of its parts.
    let start = bytes.get(..bytes.len().min(4096))?;
    let text = if start.starts_with(&[0xff, 0xfe]) {
        let units: Vec<u16> = start.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else {
        String::from_utf8_lossy(start).into_owned()
    };
    let key = text.lines().map(str::trim).find_map(|line| line.strip_prefix('[')?.strip_suffix(']'))?;
    Some(key.to_uppercase())
}

fn is_called_export(name: &OsStr) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("reg"))
}
