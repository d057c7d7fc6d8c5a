//! What a line of a signed or packed text can consist of, by name.

/// A thing that a line consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The word that opens a line, or the number of words in it.
    Form,
    /// `root` or `release`.
    Role,
    /// 16 lower-case hexadecimal digits.
    KeyId,
    /// 64 lower-case hexadecimal digits of a public key.
    PublicKey,
    /// 128 lower-case hexadecimal digits, after the signatures of lower ids.
    Signature,
    /// 1 to the number of the role's keys.
    Threshold,
    /// A version or release number within its limit.
    Number,
    /// Seconds since 1970.
    Seconds,
    /// Lower-case letters, digits and hyphens, 1 to 64.
    Id,
    /// 64 lower-case hexadecimal digits.
    Digest,
    /// A length within its limit.
    Bytes,
    /// Milliseconds within their limit.
    Millis,
    /// Three numbers with points between.
    Version,
    /// `^`, `~`, `=` and a version, or `>=` and `,<` with one each.
    Range,
    /// 1 to 128 bytes of visible characters.
    Title,
    /// A capability that this version knows.
    Capability,
    /// `component`, `module` or `plan`.
    Kind,
    /// An absolute path within the package, in its shortest form.
    Path,
    /// `shell`, `engine` or the `game/<id>` of the package itself.
    Region,
    /// A media type in lower case without parameters.
    Mime,
}

impl Field {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Form => "a line of this format",
            Self::Role => "root or release",
            Self::KeyId => "a key's id",
            Self::PublicKey => "a public key",
            Self::Signature => "a signature",
            Self::Threshold => "a threshold between 1 and the number of keys",
            Self::Number => "a number within its limit",
            Self::Seconds => "seconds since 1970",
            Self::Id => "an id of lower-case letters, digits and hyphens",
            Self::Digest => "a SHA-256",
            Self::Bytes => "a length within the limit",
            Self::Millis => "milliseconds within the limit",
            Self::Version => "a version of three numbers",
            Self::Range => "a range of versions",
            Self::Title => "a title of visible characters",
            Self::Capability => "a known capability",
            Self::Kind => "component, module or plan",
            Self::Path => "a path within the package",
            Self::Region => "a region that a package may fill",
            Self::Mime => "a media type",
        }
    }
}
