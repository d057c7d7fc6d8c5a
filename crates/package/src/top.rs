//! How a packed file is laid out: what stands before the objects, and where each object is. All that a client needs to
//! read one slice by slice.
//!
//! Deliberately absent: hashes and signatures, which [`crate::Belief::after_package`] judges, and the objects' bytes.
//! The table of offsets is in `docs/formats.md`.

use crate::{Digest, Field, MAX_ENVELOPE_BYTES, MAX_MANIFEST_BYTES, MAX_ROOT_BYTES, Refusal};

/// The longest packed file that is written or read.
pub const MAX_ARCHIVE_BYTES: u64 = 1 << 30;
/// The most that stands before the objects of a packed file.
pub const MAX_TOP_BYTES: usize =
    FIXED_BYTES + MAX_SIGNED_ROOT_BYTES + MAX_ENVELOPE_BYTES + MAX_MANIFEST_BYTES + DIGEST_BYTES;
/// What stands before the bytes of each object: its digest and its length.
pub const OBJECT_START_BYTES: usize = DIGEST_BYTES + 8;

pub(crate) const MAGIC: [u8; 8] = *b"\x89LWPKG\r\n";
pub(crate) const VERSION: u32 = 1;
/// A root and its envelope.
pub(crate) const MAX_SIGNED_ROOT_BYTES: usize = MAX_ENVELOPE_BYTES + MAX_ROOT_BYTES;
pub(crate) const DIGEST_BYTES: usize = 32;
const FIXED_BYTES: usize = 24;

/// What stands before the objects of a packed file, not judged yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Top<'a> {
    bytes: &'a [u8],
    root: &'a [u8],
    signed: &'a [u8],
    signature_bytes: usize,
}

/// Where an object of a packed file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its digest.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
    /// Its first byte, counted from the start of the file.
    pub from: u64,
}

impl<'a> Top<'a> {
    /// The top in `bytes`, the beginning of a packed file; what follows is not looked at.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault of what can be seen without hashing.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut rest = bytes;
        if take(&mut rest, MAGIC.len())? != MAGIC {
            return Err(Refusal::NotAnArchive);
        }
        let version = number(&mut rest)?;
        if version != VERSION {
            return Err(version_refusal(version));
        }
        let root_bytes = length(&mut rest, MAX_SIGNED_ROOT_BYTES)?;
        let signature_bytes = length(&mut rest, MAX_ENVELOPE_BYTES)?;
        let manifest_bytes = length(&mut rest, MAX_MANIFEST_BYTES)?;
        let root = take(&mut rest, root_bytes)?;
        let signed = take(&mut rest, signature_bytes + manifest_bytes)?;
        take(&mut rest, DIGEST_BYTES)?;
        Ok(Self {
            bytes: &bytes[..bytes.len() - rest.len()],
            root,
            signed,
            signature_bytes,
        })
    }

    /// All of it.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The signed root that came along; empty where none did.
    pub fn root(&self) -> &'a [u8] {
        self.root
    }

    /// The envelope around the manifest; the manifest alone where nobody signed.
    pub fn signed(&self) -> &'a [u8] {
        self.signed
    }

    /// What the envelope adds to the manifest; empty where nobody signed.
    pub fn signature(&self) -> &'a [u8] {
        &self.signed[..self.signature_bytes]
    }

    /// The text of the manifest.
    pub fn manifest(&self) -> &'a [u8] {
        &self.signed[self.signature_bytes..]
    }

    /// What the SHA-256 at its end is of.
    pub fn hashed(&self) -> &'a [u8] {
        &self.bytes[..self.bytes.len() - DIGEST_BYTES]
    }

    /// The SHA-256 at its end, as it says: a name for what is packed.
    pub fn digest(&self) -> Digest {
        Digest(array(&self.bytes[self.bytes.len() - DIGEST_BYTES..]))
    }

    /// How long the file with these `objects` is.
    pub fn file_bytes(&self, objects: &[(Digest, u64)]) -> u64 {
        let each = objects
            .iter()
            .map(|(_, bytes)| bytes.saturating_add(OBJECT_START_BYTES as u64));
        each.fold(self.bytes.len() as u64, u64::saturating_add)
    }

    /// Where each of `objects`, the manifest's, is in a file of `file_bytes`.
    ///
    /// # Errors
    /// [`Refusal`] where the file is shorter or longer than they are together.
    pub fn places(
        &self,
        objects: &[(Digest, u64)],
        file_bytes: u64,
    ) -> Result<Vec<Place>, Refusal> {
        let mut end = self.bytes.len() as u64;
        let mut places = Vec::new();
        for &(digest, bytes) in objects {
            let from = end.saturating_add(OBJECT_START_BYTES as u64);
            end = from.saturating_add(bytes);
            if end > file_bytes.min(MAX_ARCHIVE_BYTES) {
                return Err(match end > MAX_ARCHIVE_BYTES {
                    true => too_large(MAX_ARCHIVE_BYTES, end),
                    false => Refusal::CutShort {
                        want: bytes,
                        got: file_bytes.saturating_sub(from),
                    },
                });
            }
            places.push(Place {
                digest,
                bytes,
                from,
            });
        }
        match file_bytes == end {
            true => Ok(places),
            false => Err(too_large(end, file_bytes)),
        }
    }
}

impl Place {
    /// What stands before its bytes.
    pub fn start(&self) -> [u8; OBJECT_START_BYTES] {
        array(&[&self.digest.0[..], &self.bytes.to_le_bytes()].concat())
    }
}

/// The refusal of what is longer than it may be.
pub(crate) fn too_large(want: u64, got: u64) -> Refusal {
    Refusal::TooLarge { want, got }
}

fn length(rest: &mut &[u8], want: usize) -> Result<usize, Refusal> {
    let got = number(rest)? as usize;
    let refusal = Refusal::TooMany {
        what: Field::Bytes,
        want,
        got,
    };
    if got > want { Err(refusal) } else { Ok(got) }
}

fn version_refusal(version: u32) -> Refusal {
    if version > VERSION {
        Refusal::Newer {
            format: "lwpkg",
            want: u64::from(VERSION),
            got: u64::from(version),
        }
    } else {
        Refusal::NotAnArchive
    }
}

fn number(rest: &mut &[u8]) -> Result<u32, Refusal> {
    Ok(u32::from_le_bytes(array(take(rest, 4)?)))
}

/// The first `length` of the `rest`, which moves on behind them.
pub(crate) fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Refusal> {
    let Some((first, behind)) = rest.split_at_checked(length) else {
        return Err(Refusal::CutShort {
            want: length as u64,
            got: rest.len() as u64,
        });
    };
    *rest = behind;
    Ok(first)
}

/// `bytes` as an array of their length; [`take`] gave as many.
pub(crate) fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    for (to, from) in array.iter_mut().zip(bytes) {
        *to = *from;
    }
    array
}
