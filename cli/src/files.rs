//! Small files that the user wrote for tillit.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The text of a file of no more than `limit` bytes.
pub(crate) fn text(path: &Path, limit: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(limit + 1).read_to_string(&mut text)?;
    if text.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}
