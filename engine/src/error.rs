//! What can be wrong with a game, as the engine sees it. Absent on purpose: what can be wrong with the machine, which
//! the page is told as a `Problem`.

use core::fmt;

/// Why a game cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Bytes that crossed the border are wrong, or the game's module trapped.
    Border(component::Error),
    /// Instances of a mesh that was never defined.
    UnknownMesh(u16),
    /// More instances in one frame than the engine draws.
    TooManyInstances {
        /// The limit.
        want: usize,
        /// The count.
        got: usize,
    },
    /// More mesh bytes than the engine keeps.
    TooManyMeshBytes {
        /// The limit.
        want: usize,
        /// The count.
        got: usize,
    },
    /// A camera that sees nothing: its planes, its angle or its direction.
    NoView,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Border(error) => error.fmt(f),
            Self::UnknownMesh(mesh) => write!(f, "mesh {mesh} is drawn but was never defined"),
            Self::TooManyInstances { want, got } => {
                write!(f, "too many instances: want at most {want}, got {got}")
            }
            Self::TooManyMeshBytes { want, got } => {
                write!(f, "too many mesh bytes: want at most {want}, got {got}")
            }
            Self::NoView => f.write_str("the camera sees nothing"),
        }
    }
}

impl core::error::Error for Error {}

impl From<component::Error> for Error {
    fn from(error: component::Error) -> Self {
        Self::Border(error)
    }
}
