//! Why something that the user named, or that lies in a folder that the user named, gives no certificates.
//!
//! Types only: the file access is the command line's.

use crate::container::{ContainerError, ContainerKind};

/// Why one input gives no certificates.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// There is no such file or folder.
    #[error("not found")]
    NotFound,
    /// It was seen in a folder and was gone when it should be read, or it is a link that leads nowhere.
    #[error("gone, or a link that leads nowhere")]
    Vanished,
    /// The user running this may not read it.
    #[error("no permission")]
    PermissionDenied,
    /// A named pipe that nobody wrote to in this many seconds.
    #[error("a named pipe that nobody writes to (waited {seconds} s)")]
    PipeWithoutWriter {
        /// How long was waited.
        seconds: u64,
    },
    /// A named pipe, a device or a socket inside a folder: only read when it is named itself.
    #[error("a pipe, device or socket in a folder")]
    SpecialFile,
    /// A socket: no file that can be read.
    #[error("a socket")]
    Socket,
    /// A link to a folder that it lies in itself.
    #[error("a link to a folder that it lies in")]
    Loop,
    /// The same file or folder was read already, under another name in the same folder tree.
    #[error("read already under another name")]
    SeenAlready,
    /// Folders inside folders beyond the limit.
    #[error("more than {limit} folders inside one another")]
    TooDeep {
        /// Folders.
        limit: usize,
    },
    /// A folder in which no file holds a certificate.
    #[error("no certificate in this folder")]
    EmptyFolder,
    /// A container that can be read and has no certificate in it.
    #[error("no certificate in this container")]
    NoCertificates {
        /// What it is.
        kind: ContainerKind,
        /// It holds a private key.
        has_private_key: bool,
    },
    /// The operating system refuses for another reason.
    #[error("{0}")]
    Io(std::io::Error),
    /// It can be opened, but not read as a container.
    #[error(transparent)]
    Container(ContainerError),
}

impl InputError {
    /// The error of the operating system as the one that says most.
    pub fn from_io(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::NotFound,
            std::io::ErrorKind::PermissionDenied => Self::PermissionDenied,
            _ => Self::Io(error),
        }
    }

    /// The file may well hold certificates and could not be read: an error wherever it lies. What is not such an error is only worth a
    /// note when the file was met in a folder and not named by the user.
    pub fn may_hide_certificates(&self) -> bool {
        match self {
            Self::PermissionDenied | Self::TooDeep { .. } | Self::Io(_) | Self::NotFound | Self::EmptyFolder => true,
            Self::Container(error) => {
                !matches!(error, ContainerError::Empty | ContainerError::NotRecognised | ContainerError::Unsupported(_))
            }
            _ => false,
        }
    }
}

impl From<ContainerError> for InputError {
    fn from(error: ContainerError) -> Self {
        match error {
            ContainerError::Io(error) => Self::from_io(error),
            other => Self::Container(other),
        }
    }
}
