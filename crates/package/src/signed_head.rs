//! The signed head: which release of a game or site is offered, and until when that word holds. It is `layerw-head 2`;
//! version 1 (`head.rs`) says no more than an unsigned origin can.

use crate::lines::{self, Lines};
use crate::{
    Digest, Field, MAX_NUMBER, MAX_RELEASE_BYTES, MAX_SIGNED_HEAD_BYTES, Refusal, decimal,
};

const FORMAT: &str = "layerw-head";
const VERSION: u64 = 2;

/// Which release is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The game or site: lower-case letters, digits and hyphens, at most 64.
    pub id: String,
    /// The release's number, 1 to [`MAX_NUMBER`]; never falls.
    pub number: u64,
    /// The digest of its release file.
    pub digest: Digest,
    /// The length of its release file.
    pub bytes: u64,
    /// From this moment on the head is not believed, seconds since 1970.
    pub expires_unix_secs: u64,
}

impl SignedHead {
    /// The head in `bytes`, which an envelope carried.
    ///
    /// # Errors
    /// [`Refusal`] where the bytes are not exactly what [`SignedHead::to_text`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut lines = Lines::new(lines::ascii(bytes, MAX_SIGNED_HEAD_BYTES)?);
        lines.header(FORMAT, VERSION)?;
        let line = lines.any();
        let [id] = line.words("id")?;
        let id = line.id(id)?;
        let line = lines.any();
        let [number, digest, bytes] = line.words("release")?;
        let number = line.whole(number, Field::Number, 1, MAX_NUMBER)?;
        let digest = line.sha256(digest)?;
        let bytes = line.whole(bytes, Field::Bytes, 1, MAX_RELEASE_BYTES as u64)?;
        let line = lines.any();
        let [expires] = line.words("expires")?;
        let expires_unix_secs = line.whole(expires, Field::Seconds, 1, MAX_NUMBER)?;
        lines.end()?;
        Ok(Self {
            id,
            number,
            digest,
            bytes,
            expires_unix_secs,
        })
    }

    /// The one text of this head.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        lines::push(&mut text, &[FORMAT, "2"]);
        lines::push(&mut text, &["id", &self.id]);
        let (number, bytes) = (decimal::text(self.number), decimal::text(self.bytes));
        let digest = self.digest.to_hex();
        lines::push(&mut text, &["release", &number, &digest, &bytes]);
        let expires = decimal::text(self.expires_unix_secs);
        lines::push(&mut text, &["expires", &expires]);
        text
    }
}
