//! What a client keeps of what it believes: the newest root, the highest release seen, and the head that said so.
//!
//! It is a record of its own, so that whoever stores it needs none of the code that judges signatures; that is
//! `belief/judge.rs`. Deliberately absent: whether any of it is true. A record is as good as the place it was kept in.

#[cfg(feature = "sign")]
mod judge;

use crate::{Digest, Head, MAX_ENVELOPE_BYTES, MAX_NUMBER, MAX_ROOT_BYTES, MAX_SIGNED_HEAD_BYTES};

const MAX_ID_BYTES: usize = 64;

/// What is believed about one game or site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belief {
    /// The game or site.
    pub id: String,
    /// The version of the newest root.
    pub root_version: u64,
    /// The text of the newest root, out of its envelope.
    pub root: Vec<u8>,
    /// The release with the highest number seen. Nothing where a key that could have signed it was withdrawn.
    pub seen: Option<Head>,
    /// Until this moment the head below holds, seconds since 1970.
    pub until_unix_secs: u64,
    /// The head that was believed last, in its envelope; empty where none was under this root. Where a packed file was
    /// all that came, the envelope of its manifest without the manifest.
    pub head: Vec<u8>,
}

/// The ids of the keys that signed, as the envelope in `bytes` spells them. It is to be read whole where it is judged.
pub fn signers(bytes: &[u8]) -> impl Iterator<Item = &str> {
    // A payload need not be text; the keys stand before the first empty line.
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines = lines.take_while(|line| !line.is_empty());
    let lines = lines.filter_map(|line| core::str::from_utf8(line).ok());
    lines.filter_map(|line| line.strip_prefix("key ")?.split(' ').next())
}

impl Belief {
    /// Belief in `root`, the text of the root `root_version`, before any head was seen.
    pub fn new(id: &str, root_version: u64, root: &[u8]) -> Self {
        Self {
            id: id.to_owned(),
            root_version,
            root: root.to_vec(),
            seen: None,
            until_unix_secs: 0,
            head: Vec::new(),
        }
    }

    /// Belief in nothing yet: the first root that comes is believed where its own keys signed it.
    pub fn on_first_sight(id: &str) -> Self {
        Self::new(id, 0, b"")
    }

    /// No root is believed yet.
    pub fn is_blank(&self) -> bool {
        self.root.is_empty()
    }

    /// The ids of the keys that signed the head believed last, as its envelope spells them.
    pub fn signers(&self) -> impl Iterator<Item = &str> {
        signers(&self.head)
    }

    /// The same for a client that runs the release `own`: it has seen that one at least.
    pub fn with_seen(mut self, own: &Head) -> Self {
        let is_newer = |seen: &Head| seen.number >= own.number;
        if !self.seen.as_ref().is_some_and(is_newer) {
            self.seen = Some(own.clone());
            self.head.clear();
        }
        self
    }

    /// Whether the head in `bytes` is the one believed last and still holds, so that nothing has to be checked again.
    pub fn is_known(&self, now_unix_secs: u64, bytes: &[u8]) -> bool {
        !bytes.is_empty() && self.head == bytes && now_unix_secs < self.until_unix_secs
    }

    /// The record in `bytes`; nothing where they are not exactly what [`Belief::to_bytes`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let root_version = fields.number()?;
        let until_unix_secs = fields.number()?;
        let seen = match fields.number()? {
            0 => None,
            number => Some(Head {
                number,
                digest: Digest(*fields.array()?),
                bytes: fields.number()?,
            }),
        };
        let id = fields.part(MAX_ID_BYTES)?;
        let id = String::from_utf8(id.to_vec()).ok()?;
        let root = fields.part(MAX_ROOT_BYTES)?.to_vec();
        let head = fields
            .part(MAX_ENVELOPE_BYTES + MAX_SIGNED_HEAD_BYTES)?
            .to_vec();
        fields.0.is_empty().then_some(Self {
            id,
            root_version,
            root,
            seen,
            until_unix_secs,
            head,
        })
    }

    /// The record: numbers of eight bytes, least significant byte first, and each text behind its length.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut number = |number: u64, after: &[u8]| {
            bytes.extend_from_slice(&number.to_le_bytes());
            bytes.extend_from_slice(after);
        };
        number(self.root_version, &[]);
        number(self.until_unix_secs, &[]);
        match &self.seen {
            None => number(0, &[]),
            Some(head) => {
                number(head.number, &head.digest.0);
                number(head.bytes, &[]);
            }
        }
        for part in [self.id.as_bytes(), &self.root, &self.head] {
            number(part.len() as u64, part);
        }
        bytes
    }
}

/// Reads a record from its start.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn array<const LENGTH: usize>(&mut self) -> Option<&'a [u8; LENGTH]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(array)
    }

    fn number(&mut self) -> Option<u64> {
        let number = u64::from_le_bytes(*self.array()?);
        (number <= MAX_NUMBER).then_some(number)
    }

    fn part(&mut self, max_bytes: usize) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        if length > max_bytes {
            return None;
        }
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }
}
