//! What can go wrong while serving.

use core::fmt;

/// Why something could not be answered.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The place cannot be read or written.
    Place {
        /// The file, or the folder itself.
        name: String,
        /// What the place said.
        source: object_store::Error,
    },
    /// No file can be called so.
    Name {
        /// The name.
        name: String,
    },
    /// A file is longer than it may be.
    TooLong {
        /// The file.
        name: String,
        /// The most that is allowed, bytes.
        want: u64,
        /// What it has, bytes.
        got: u64,
    },
    /// A file has other bytes than its name says.
    Damaged {
        /// The file.
        name: String,
    },
    /// A file was replaced while it was read.
    Changed {
        /// The file.
        name: String,
    },
    /// The origin that is mirrored cannot be reached or answered something else.
    Origin {
        /// What was asked for.
        url: String,
        /// What went wrong.
        what: String,
    },
    /// The folder that a mirror should keep things in has something of somebody else.
    Taken {
        /// The folder.
        folder: String,
        /// What lies there.
        name: String,
    },
    /// The network or the disk failed.
    Io(std::io::Error),
    /// The same trouble that somebody else had who asked at the same time.
    Shared(std::sync::Arc<Self>),
}

impl Error {
    /// Whether a file has other bytes than its name says.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } => true,
            Self::Shared(error) => error.is_damage(),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place { name, source } => write!(f, "{name} cannot be read or written: {source}"),
            Self::Name { name } => write!(f, "no file can be called {name}"),
            Self::TooLong { name, want, got } => {
                write!(f, "{name} has {got} bytes, at most {want} are allowed")
            }
            Self::Damaged { name } => write!(f, "{name} has other bytes than its name says"),
            Self::Changed { name } => write!(f, "{name} was replaced while it was read"),
            Self::Origin { url, what } => write!(f, "{url}: {what}"),
            Self::Taken { folder, name } => write!(
                f,
                "{folder} has {name} in it, which is no mirror's: a mirror removes what nobody asks for, so give it an empty folder"
            ),
            Self::Io(error) => write!(f, "{error}"),
            Self::Shared(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Place { source, .. } => Some(source),
            Self::Io(error) => Some(error),
            Self::Shared(error) => error.source(),
            Self::Name { .. }
            | Self::TooLong { .. }
            | Self::Damaged { .. }
            | Self::Changed { .. }
            | Self::Taken { .. }
            | Self::Origin { .. } => None,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<std::io::ErrorKind> for Error {
    fn from(kind: std::io::ErrorKind) -> Self {
        Self::Io(kind.into())
    }
}
