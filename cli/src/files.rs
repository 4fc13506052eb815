//! Small files that the user wrote for tillit.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;

use crate::platform::{FileKind, Here, Platform as _};

/// How long a named pipe may be without anybody who writes to it.
pub(crate) const PIPE_WAIT: Duration = Duration::from_secs(10);

/// The text of a file of no more than `limit` bytes.
///
/// What a shell or a caller has opened for this process is read whatever it is: standard input, `<(command)`, a numbered descriptor. It is
/// shown below `/dev/fd`, and somebody is at its other end. By any other name a device is refused, because it may never end or never begin, and a
/// named pipe is waited for as long as [`PIPE_WAIT`].
pub(crate) fn text(path: &Path, limit: u64) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.take(limit + 1).read_to_string(&mut text)?;
    if text.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}

/// The same for a secret: one piece of memory holds it, and is wiped.
pub(crate) fn secret(path: &Path, limit: u16) -> io::Result<Zeroizing<String>> {
    // As large as it may become: a buffer that grows leaves what it held behind.
    let mut text = Zeroizing::new(String::with_capacity(usize::from(limit) + 64));
    open(path)?.take(u64::from(limit) + 1).read_to_string(&mut text)?;
    if text.len() > usize::from(limit) { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}

/// The bytes of a file of no more than `limit`, as [`text`] reads it.
pub(crate) fn bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn open(path: &Path) -> io::Result<File> {
    let metadata = std::fs::metadata(path)?;
    match Here::kind(&metadata) {
        FileKind::File => File::open(path),
        _ if Here::is_descriptor(path) || path == Path::new("/dev/null") => File::open(path),
        FileKind::Folder => Err(io::ErrorKind::IsADirectory.into()),
        FileKind::Pipe => open_pipe(path)?.ok_or_else(|| io::ErrorKind::TimedOut.into()),
        FileKind::Device | FileKind::Socket => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// Opens a named pipe. That waits until somebody opens the other end, so it is done in a thread of its own, which is left behind if nobody
/// does: then `None`.
pub(crate) fn open_pipe(path: &Path) -> io::Result<Option<File>> {
    let (sender, receiver) = mpsc::channel();
    let path: PathBuf = path.to_owned();
    std::thread::spawn(move || {
        // Nobody listens any more when the wait is over.
        let _ = sender.send(File::open(path));
    });
    receiver.recv_timeout(PIPE_WAIT).map_or(Ok(None), |opened| opened.map(Some))
}
