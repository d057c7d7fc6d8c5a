//! Why something signed or packed is refused. Apart from [`Error`], which the service worker carries in full: what only
//! installers and publishers meet must not weigh there.

mod field;
mod requirement;

use core::fmt;

use crate::{Digest, Error, KeyId};

pub use field::Field;
pub use requirement::Requirement;

/// Why bytes are not trusted or not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The text is not one of ours.
    Text(Error),
    /// Written in a version of its format that came after this program.
    Newer {
        /// The format.
        format: &'static str,
        /// The highest version understood.
        want: u64,
        /// The version.
        got: u64,
    },
    /// A line's field is not what must stand there.
    Field {
        /// The line's number, from 1.
        line: usize,
        /// What must stand there.
        want: Field,
        /// The line.
        got: String,
    },
    /// Lines are not sorted, or one stands twice.
    Order {
        /// The line that should not stand there.
        line: usize,
    },
    /// More of something than its format allows.
    TooMany {
        /// What it is.
        what: Field,
        /// The limit.
        want: usize,
        /// The number.
        got: usize,
    },
    /// A length is not the one that was named.
    Length {
        /// The digest of the bytes meant.
        digest: Digest,
        /// The length named.
        want: u64,
        /// The length.
        got: u64,
    },
    /// Not a packed file at all.
    NotAnArchive,
    /// Longer than it may be, or something follows the end.
    TooLarge {
        /// The limit, bytes.
        want: u64,
        /// The length, bytes.
        got: u64,
    },
    /// Bytes end before they should.
    CutShort {
        /// The number of bytes that must follow.
        want: u64,
        /// The number that does.
        got: u64,
    },
    /// Bytes are not those that a digest names.
    Damaged {
        /// The digest.
        want: Digest,
        /// The digest of the bytes.
        got: Digest,
    },
    /// Another object stands where one should.
    WrongObject {
        /// The digest of the one that should.
        want: Digest,
        /// The digest of the one that does.
        got: Digest,
    },
    /// An object that the manifest lists was not given.
    MissingObject {
        /// Its digest.
        digest: Digest,
    },
    /// A package is needed that nobody offers.
    UnknownPackage(Requirement),
    /// No version of a package is in the range that is needed.
    NoVersion(Requirement),
    /// No version of a package is in both ranges that are needed.
    Conflict(Box<[Requirement; 2]>),
    /// Another manifest is offered under a version than the one locked.
    Republished {
        /// The package and its version.
        package: String,
        /// The manifest locked.
        want: Digest,
        /// The manifest offered.
        got: Digest,
    },
    /// Looking for versions that go together took longer than it may.
    TooManySteps {
        /// The limit.
        want: usize,
    },
    /// Not a public key, or one for which anybody can sign.
    BadKey,
    /// The same key signs twice, or two keys share an id.
    SameKey {
        /// Its id.
        id: KeyId,
    },
    /// A key signed that nobody vouches for. A newer root may.
    UnknownKey {
        /// Its id.
        id: KeyId,
    },
    /// A key signed that was withdrawn.
    RevokedKey {
        /// Its id.
        id: KeyId,
    },
    /// A signature does not fit the bytes.
    WrongSignature {
        /// The key that is said to have signed.
        id: KeyId,
    },
    /// Fewer keys signed than the root asks for.
    TooFewSignatures {
        /// The number asked for.
        want: usize,
        /// The number that signed.
        got: usize,
    },
    /// A head that nobody signed, where only signed ones are believed.
    Unsigned,
    /// Signed for another purpose.
    WrongRole,
    /// It held until a moment that has passed.
    Expired {
        /// The moment, seconds since 1970.
        want: u64,
        /// Now, seconds since 1970.
        got: u64,
    },
    /// The root held until a moment that has passed: a newer one must come first.
    RootExpired {
        /// The moment, seconds since 1970.
        want: u64,
        /// Now, seconds since 1970.
        got: u64,
    },
    /// A release from before one that was already seen.
    Older {
        /// The number seen.
        want: u64,
        /// The number that came.
        got: u64,
    },
    /// A release with a number that was seen with other contents.
    Mixed {
        /// The digest seen.
        want: Digest,
        /// The digest that came.
        got: Digest,
    },
    /// The head of another game or site.
    OtherId {
        /// The id asked for.
        want: String,
        /// The id that came.
        got: String,
    },
    /// Not the root that follows the trusted one.
    RootVersion {
        /// The version that follows.
        want: u64,
        /// The version that came.
        got: u64,
    },
    /// The next root no longer withdraws what an earlier one withdrew.
    Unrevoked {
        /// The key that would come back.
        id: KeyId,
    },
}

impl Refusal {
    /// The refusal's name in documents and bug reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Text(error) => error.id(),
            Self::Newer { .. } => "package-newer-format",
            Self::Field { .. } => "package-field",
            Self::Order { .. } => "package-order",
            Self::TooMany { .. } => "package-too-many",
            Self::Length { .. } => "package-length",
            Self::NotAnArchive => "archive-not-one",
            Self::TooLarge { .. } => "archive-too-large",
            Self::CutShort { .. } => "archive-cut-short",
            Self::Damaged { .. } => "archive-damaged",
            Self::WrongObject { .. } => "archive-wrong-object",
            Self::MissingObject { .. } => "archive-missing-object",
            Self::UnknownPackage(_) => "resolve-unknown-package",
            Self::NoVersion(_) => "resolve-no-version",
            Self::Conflict(_) => "resolve-conflict",
            Self::Republished { .. } => "resolve-republished",
            Self::TooManySteps { .. } => "resolve-too-many-steps",
            Self::BadKey => "trust-bad-key",
            Self::SameKey { .. } => "trust-same-key",
            Self::UnknownKey { .. } => "trust-unknown-key",
            Self::RevokedKey { .. } => "trust-revoked-key",
            Self::WrongSignature { .. } => "trust-wrong-signature",
            Self::TooFewSignatures { .. } => "trust-too-few-signatures",
            Self::Unsigned => "trust-unsigned",
            Self::WrongRole => "trust-wrong-role",
            Self::Expired { .. } => "trust-expired",
            Self::RootExpired { .. } => "trust-root-expired",
            Self::Older { .. } => "trust-older",
            Self::Mixed { .. } => "trust-mixed",
            Self::OtherId { .. } => "trust-other-id",
            Self::RootVersion { .. } => "trust-root-version",
            Self::Unrevoked { .. } => "trust-unrevoked",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(error) => error.fmt(f),
            Self::Newer { format, want, got } => {
                write!(f, "{format} version {got}, want at most {want}: update")
            }
            Self::Field { line, want, got } => {
                write!(f, "line {line}: want {}, got {got:?}", want.name())
            }
            Self::Order { line } => write!(f, "line {line}: want lines sorted, each once"),
            Self::TooMany { what, want, got } => {
                write!(f, "{got} times {}, want at most {want}", what.name())
            }
            Self::Length { digest, want, got } => {
                write!(f, "{digest} is {got} bytes long, want {want}")
            }
            Self::NotAnArchive => f.write_str("not a .lwpkg file"),
            Self::TooLarge { want, got } => write!(f, "{got} bytes, want at most {want}"),
            Self::CutShort { want, got } => {
                write!(
                    f,
                    "{got} bytes left where {want} must follow: the file was cut"
                )
            }
            Self::Damaged { want, got } => {
                write!(f, "the bytes are {got}, want {want}: they were changed")
            }
            Self::WrongObject { want, got } => write!(f, "object {got} where {want} must stand"),
            Self::MissingObject { digest } => write!(f, "object {digest} is missing"),
            Self::UnknownPackage(need) => write!(f, "{need}, which nobody offers"),
            Self::NoVersion(need) => write!(f, "{need}, of which there is no version"),
            Self::Conflict(needs) => {
                let [first, second] = &**needs;
                write!(f, "{first}, but {second}: no version is both")
            }
            Self::Republished { package, want, got } => {
                write!(f, "{package} is offered as {got}, but was locked as {want}")
            }
            Self::TooManySteps { want } => {
                write!(f, "no versions that go together found in {want} steps")
            }
            Self::BadKey => f.write_str("not a public key that one holder alone can sign for"),
            Self::SameKey { id } => write!(f, "key {id} stands twice"),
            Self::UnknownKey { id } => write!(f, "key {id} is not in the trusted root"),
            Self::RevokedKey { id } => write!(f, "key {id} was withdrawn"),
            Self::WrongSignature { id } => write!(f, "the signature of key {id} does not fit"),
            Self::TooFewSignatures { want, got } => {
                write!(f, "{got} keys signed, want {want}")
            }
            Self::Unsigned => f.write_str("a head that nobody signed"),
            Self::WrongRole => f.write_str("signed for another purpose"),
            Self::Expired { want, got } => write!(f, "held until {want}, it is {got}"),
            Self::RootExpired { want, got } => {
                write!(f, "the trusted root held until {want}, it is {got}")
            }
            Self::Older { want, got } => write!(f, "release {got}, but {want} was seen"),
            Self::Mixed { want, got } => {
                write!(
                    f,
                    "release contents {got}, but under its number {want} was seen"
                )
            }
            Self::OtherId { want, got } => write!(f, "the head of {got:?}, want {want:?}"),
            Self::RootVersion { want, got } => write!(f, "root version {got}, want {want}"),
            Self::Unrevoked { id } => write!(f, "the next root brings back withdrawn key {id}"),
        }
    }
}

impl core::error::Error for Refusal {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Text(error)
    }
}
