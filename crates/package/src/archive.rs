//! The packed file, `.lwpkg`: a manifest, its signature if there is one, and every object, in one file that is the same
//! for the same input. Deliberately absent: compression (a digest names plain bytes) and whether the signer is trusted.
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 8 | `89 4C 57 50 4B 47 0D 0A`: `LWPKG` between bytes that a text transfer would change |
//! | 8 | 4 | version, 1; this and all numbers little-endian |
//! | 12 | 4 | length of the root |
//! | 16 | 4 | length of the signature |
//! | 20 | 4 | length of the manifest |
//! | 24 | … | a signed root or nothing, the top of an envelope or nothing, the manifest |
//! | … | 32 | SHA-256 of all before |
//! | … | … | for each object of the manifest, sorted by digest: digest, 32; length, 8; its bytes |

mod writer;

use crate::top::{DIGEST_BYTES, MAX_ARCHIVE_BYTES, Top, array, take, too_large};
use crate::{Digest, Manifest, Refusal, digest_from_bytes};

pub use writer::{pack, top};

/// A packed file, of which everything before the objects is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive<'a> {
    root: &'a [u8],
    signed: &'a [u8],
    is_signed: bool,
    manifest: Manifest,
    /// All objects, from the first one's digest.
    rest: &'a [u8],
}

/// One object of a packed file, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object<'a> {
    /// The SHA-256 of its bytes.
    pub digest: Digest,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// The objects of a packed file in the order of their digests, each checked when its turn comes.
#[derive(Debug, Clone)]
pub struct Objects<'a> {
    want: std::vec::IntoIter<(Digest, u64)>,
    rest: &'a [u8],
    is_over: bool,
}

impl<'a> Archive<'a> {
    /// The packed file in `bytes`, its objects not looked at yet.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let got = bytes.len() as u64;
        if got > MAX_ARCHIVE_BYTES {
            return Err(too_large(MAX_ARCHIVE_BYTES, got));
        }
        let top = Top::from_bytes(bytes)?;
        check_digest(&top.digest().0, top.hashed())?;
        let manifest = Manifest::from_bytes(top.manifest())?;
        let signature_bytes = top.signature().len();
        writer::check_signed(top.root(), top.signed(), signature_bytes)?;
        Ok(Self {
            root: top.root(),
            signed: top.signed(),
            is_signed: signature_bytes > 0,
            manifest,
            rest: &bytes[top.bytes().len()..],
        })
    }

    /// The manifest. Not to be believed on its own word: [`Archive::signed`].
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The envelope around the manifest, for [`crate::Root::payload`]; nothing where nobody signed.
    pub fn signed(&self) -> Option<&'a [u8]> {
        self.is_signed.then_some(self.signed)
    }

    /// The signed root that came along, for [`crate::Trust::new`]; nothing where none did.
    pub fn root(&self) -> Option<&'a [u8]> {
        (!self.root.is_empty()).then_some(self.root)
    }

    /// The objects. The last item is a refusal where one is wrong, is missing, or something follows.
    pub fn objects(&self) -> Objects<'a> {
        Objects {
            want: self.manifest.objects().into_iter(),
            rest: self.rest,
            is_over: false,
        }
    }
}

impl<'a> Iterator for Objects<'a> {
    type Item = Result<Object<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = match self.want.next() {
            Some((digest, bytes)) => Some(object(&mut self.rest, digest, bytes)),
            None => trailing(self.rest),
        };
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}

fn trailing<T>(rest: &[u8]) -> Option<Result<T, Refusal>> {
    let got = rest.len() as u64;
    (got > 0).then_some(Err(Refusal::TooLarge { want: 0, got }))
}

fn object<'a>(rest: &mut &'a [u8], want: Digest, want_bytes: u64) -> Result<Object<'a>, Refusal> {
    let got = Digest(array(take(rest, DIGEST_BYTES)?));
    if got != want {
        return Err(Refusal::WrongObject { want, got });
    }
    let got_bytes = u64::from_le_bytes(array(take(rest, 8)?));
    if got_bytes != want_bytes {
        return Err(Refusal::Length {
            digest: want,
            want: want_bytes,
            got: got_bytes,
        });
    }
    let length = usize::try_from(want_bytes).unwrap_or(usize::MAX);
    let bytes = take(rest, length)?;
    check_digest(&want.0, bytes)?;
    Ok(Object {
        digest: want,
        bytes,
    })
}

fn check_digest(want: &[u8], bytes: &[u8]) -> Result<(), Refusal> {
    let (want, got) = (Digest(array(want)), digest_from_bytes(bytes));
    if want == got {
        Ok(())
    } else {
        Err(Refusal::Damaged { want, got })
    }
}
