//! What can be wrong with bytes that come from elsewhere.

use core::fmt;

/// Why a prior or a saved predictor was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// More bytes than there may be.
    TooLong {
        /// The most there may be.
        want: usize,
        /// What there is.
        got: usize,
    },
    /// Not what this version writes.
    Version {
        /// What this version writes.
        want: u8,
        /// What is there.
        got: u8,
    },
    /// The bytes end in the middle of something, or go on after the end.
    Length {
        /// Where that is.
        at: usize,
    },
    /// A number that cannot be.
    Number {
        /// Where it is.
        at: usize,
    },
}

impl Error {
    /// Its name, as `docs/formats.md` has it.
    pub fn id(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::Version { .. } => "version",
            Self::Length { .. } => "length",
            Self::Number { .. } => "number",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { want, got } => write!(out, "too-long: at most {want} bytes, got {got}"),
            Self::Version { want, got } => write!(out, "version: want {want}, got {got}"),
            Self::Length { at } => write!(out, "length: ends wrongly at byte {at}"),
            Self::Number { at } => write!(out, "number: cannot be, at byte {at}"),
        }
    }
}

impl core::error::Error for Error {}
