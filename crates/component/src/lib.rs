//! The border between the engine and a game: flat bytes in, flat bytes out.
//!
//! A game is a WebAssembly module (on the web) or a linked Rust type (native, headless) behind one trait,
//! [`Game`]. Everything that crosses is little-endian bytes with limits that are checked before anything is
//! allocated, because a game is untrusted input. Deliberately absent: WIT worlds, linking and capabilities, which
//! arrive with signed packages, and anything that draws.
#![warn(missing_docs)]

pub mod draw;
mod export;
pub mod game;
pub mod hud;
pub mod input;
pub mod journal;
mod wire;

pub use export::{__output_pointer, Exported};
pub use game::{Game, StartConfig};
pub use input::InputFrame;

/// The ABI of this build. A module exports it as `layerw_abi`.
pub const ABI_VERSION: u32 = 1;

/// What is wrong with bytes that crossed the border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The bytes end inside a value.
    Truncated {
        /// Bytes that the value needs.
        want: usize,
        /// Bytes that are left.
        got: usize,
    },
    /// A count is above its limit.
    TooMany {
        /// What was counted.
        what: &'static str,
        /// The limit.
        want: usize,
        /// The count.
        got: usize,
    },
    /// A draw command with a tag that this version does not know.
    UnknownTag(u16),
    /// A payload's length does not fit its command.
    WrongLength {
        /// The command's tag.
        tag: u16,
        /// Its payload's length in bytes.
        got: usize,
    },
    /// A mesh's index points behind its last vertex.
    IndexOutOfRange {
        /// The mesh.
        mesh: u16,
        /// The index.
        got: u16,
    },
    /// A number that must be finite is not.
    NotFinite,
    /// Text that is not UTF-8.
    NotText,
    /// A journal of another format.
    NotAJournal,
    /// A save that this game cannot read; it begins anew.
    SaveRefused,
    /// The game's module trapped or refused a call; its host has the words.
    Trapped,
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Truncated { want, got } => write!(f, "bytes end early: want {want}, got {got}"),
            Self::TooMany { what, want, got } => {
                write!(f, "too many {what}: want at most {want}, got {got}")
            }
            Self::UnknownTag(tag) => write!(f, "unknown draw command {tag}"),
            Self::WrongLength { tag, got } => {
                write!(f, "draw command {tag} with a payload of {got} bytes")
            }
            Self::IndexOutOfRange { mesh, got } => {
                write!(f, "mesh {mesh} has an index {got} behind its last vertex")
            }
            Self::NotFinite => f.write_str("a number is not finite"),
            Self::NotText => f.write_str("text is not UTF-8"),
            Self::NotAJournal => f.write_str("not a journal of this format"),
            Self::SaveRefused => f.write_str("the save is not one of this game's"),
            Self::Trapped => f.write_str("the game's module trapped"),
        }
    }
}

impl core::error::Error for Error {}
