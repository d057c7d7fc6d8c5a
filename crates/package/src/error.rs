//! What can be wrong with a published text, each case named and carrying what was wanted and what came.

use core::fmt;

/// Why a text is not a head, a release or a list of games or edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The text is longer than its format allows; nothing of it was read.
    TooLong {
        /// The limit, bytes.
        want: usize,
        /// The length, bytes.
        got: usize,
    },
    /// A byte that is neither a printable ASCII character, a space nor a line feed, or where titles stand no UTF-8.
    NotPlainText {
        /// Where it stands.
        offset: usize,
        /// The byte.
        got: u8,
    },
    /// The text does not end with a line feed, so it may have been cut.
    Cut,
    /// A line is not what must stand there.
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong in it.
        want: Item,
        /// What stands there instead.
        got: String,
    },
    /// Files are not sorted by path, patches by what they make, games by id or edges by address, or one is listed twice.
    Order {
        /// The file before.
        before: String,
        /// The file that should not follow it.
        got: String,
    },
    /// The text goes on after its last line.
    Trailing {
        /// The line that should not be there.
        line: usize,
    },
}

/// A thing that a line consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// The first line: format and version.
    Header,
    /// The word that opens a line, or the number of words in it.
    Form,
    /// A release number, 1 to [`crate::MAX_NUMBER`].
    Number,
    /// An absolute path without query, in its shortest form.
    Path,
    /// 64 lower-case hexadecimal digits, and under `/c/` the same as in the path.
    Digest,
    /// A length within its limit.
    Bytes,
    /// `shell`, `engine` or `game/<id>`.
    Region,
    /// The digest of a file that the release lists, made from another.
    PatchedFile,
    /// A game's name in addresses.
    Id,
    /// A game's name as players read it.
    Title,
    /// A moment, seconds since 1970.
    Moment,
    /// The base of one more edge, of at most [`crate::MAX_EDGES`].
    Edge,
}

impl Error {
    /// The error's name in documents and bug reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "package-too-long",
            Self::NotPlainText { .. } => "package-not-plain-text",
            Self::Cut => "package-cut",
            Self::Line { .. } => "package-line",
            Self::Order { .. } => "package-order",
            Self::Trailing { .. } => "package-trailing",
        }
    }
}

impl Item {
    fn name(self) -> &'static str {
        match self {
            Self::Header => "the format's first line",
            Self::Form => "a line of this format",
            Self::Number => "a release number",
            Self::Path => "an absolute path",
            Self::Digest => "the SHA-256 of the file",
            Self::Bytes => "a length within the limit",
            Self::Region => "shell, engine or game/<id>",
            Self::PatchedFile => "a file of this release, made from another",
            Self::Id => "an id, 1 to 64 of a-z, 0-9 and -",
            Self::Title => "a title, 1 to 128 bytes with nothing invisible in it",
            Self::Moment => "a moment, seconds since 1970",
            Self::Edge => "the address of an edge, one of at most 8",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { want, got } => write!(f, "{got} bytes long, want at most {want}"),
            Self::NotPlainText { offset, got } => {
                write!(f, "byte {got:#04x} at {offset} is not plain text")
            }
            Self::Cut => f.write_str("the last line does not end: the text was cut"),
            Self::Line { line, want, got } => {
                write!(f, "line {line}: want {}, got {got:?}", want.name())
            }
            Self::Order { before, got } => write!(
                f,
                "{got} must not follow {before}: want them sorted, each once"
            ),
            Self::Trailing { line } => write!(f, "line {line}: the text should have ended before"),
        }
    }
}

impl core::error::Error for Error {}
