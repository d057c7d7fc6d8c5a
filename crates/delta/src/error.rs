//! What can be wrong with a patch, each case carrying what was wanted and what came. Deliberately absent: digests.

use core::fmt;

use crate::Codec;

/// Why a patch could not be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The first bytes are not those of a patch of this version.
    NotAPatch,
    /// The patch names a codec that this program does not have.
    Codec {
        /// Its number.
        got: u8,
    },
    /// The patch is of a codec that this program was built without (the feature `brotli`, or `decode_plain` was asked).
    CodecLeftOut {
        /// Which.
        got: Codec,
    },
    /// The patch was made against a file of another length.
    OldBytes {
        /// The length it was made against.
        want: u64,
        /// The length of the file at hand.
        got: u64,
    },
    /// The new file would be longer than the caller allows; nothing was allocated for it.
    TooLarge {
        /// The limit, bytes.
        want: u64,
        /// The length the patch announces.
        got: u64,
    },
    /// The patch ends before the new file does.
    Cut,
    /// The patch asks for something impossible.
    Damaged {
        /// How much of the new file stood when it was noticed, bytes.
        at: u64,
    },
}

impl Error {
    /// The error's name in documents and bug reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotAPatch => "delta-not-a-patch",
            Self::Codec { .. } => "delta-codec",
            Self::CodecLeftOut { .. } => "delta-codec-left-out",
            Self::OldBytes { .. } => "delta-old-bytes",
            Self::TooLarge { .. } => "delta-too-large",
            Self::Cut => "delta-cut",
            Self::Damaged { .. } => "delta-damaged",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPatch => write!(out, "The data is not a patch of this version."),
            Self::Codec { got } => write!(out, "Codec {got} is not known."),
            Self::CodecLeftOut { got } => {
                write!(out, "This program was built without the codec {got:?}.")
            }
            Self::OldBytes { want, got } => {
                write!(
                    out,
                    "The patch needs an old file of {want} bytes, not of {got}."
                )
            }
            Self::TooLarge { want, got } => {
                write!(out, "The new file has {got} bytes; {want} are allowed.")
            }
            Self::Cut => write!(out, "The patch ends too early."),
            Self::Damaged { at } => write!(
                out,
                "The patch is damaged, seen at byte {at} of the new file."
            ),
        }
    }
}

impl core::error::Error for Error {}
