//! The head: the few bytes at `/head` that say which release an origin offers now.

use crate::{Digest, Error, Item, MAX_HEAD_BYTES, MAX_NUMBER, MAX_RELEASE_BYTES, decimal, text};

const HEADER: &str = "layerw-head 1";

/// Which release an origin offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The release's number.
    pub number: u64,
    /// The digest of its release file.
    pub digest: Digest,
    /// The length of its release file.
    pub bytes: u64,
}

impl Head {
    /// The head in `bytes`.
    ///
    /// # Errors
    /// [`Error`] where the bytes are not exactly what [`Head::to_text`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let text = text::from_bytes(bytes, MAX_HEAD_BYTES)?;
        let mut lines = text::lines(text);
        text::header(&mut lines, HEADER)?;
        let line = lines.next().unwrap_or(text::Line {
            number: 2,
            text: "",
        });
        let [number, digest, bytes] = line.words("release")?;
        let head = Self {
            number: line.number(number, Item::Number, 1, MAX_NUMBER)?,
            digest: line.digest(digest)?,
            bytes: line.number(bytes, Item::Bytes, 1, MAX_RELEASE_BYTES as u64)?,
        };
        lines
            .next()
            .map_or(Ok(head), |line| Err(Error::Trailing { line: line.number }))
    }

    /// The one text of this head.
    pub fn to_text(&self) -> String {
        let mut text = String::from(HEADER);
        text.push_str("\nrelease ");
        decimal::push(&mut text, self.number);
        text.push(' ');
        text.push_str(&self.digest.to_hex());
        text.push(' ');
        decimal::push(&mut text, self.bytes);
        text.push('\n');
        text
    }

    /// Where the release file is.
    pub fn release_path(&self) -> String {
        ["/c/", &self.digest.to_hex(), ".txt"].concat()
    }
}
