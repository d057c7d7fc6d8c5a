//! Applying a patch, of any codec or of all but the one that knows WebAssembly, which is most of the code.
//!
//! Deliberately absent: checking the result's digest, which the caller does before using it.

use crate::coder::Reader;
use crate::header::{Codec, Header};
use crate::model::Model;
use crate::{Error, blob, lzma, splice, wasm};

/// What a patch may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest new file, bytes. Memory beyond the old and the new file stays below the larger of both and 32 MiB;
    /// a damaged patch may make it five times the new file and 32 MiB.
    pub max_new_bytes: u64,
}

/// Makes the new file out of `old` and `patch`.
///
/// A patch that was made for another file of the same length gives some other file or an error, so the digest of what
/// comes out must be checked.
///
/// # Errors
/// Any [`Error`]; nothing is allocated for a file longer than `limits` allow.
pub fn decode(old: &[u8], patch: &[u8], limits: Limits) -> Result<Vec<u8>, Error> {
    decode_with(old, patch, limits, |body, new_bytes| {
        wasm::decode(&mut Reader::new(body), old, new_bytes)
    })
}

/// The same without [`Codec::Wasm`], for a program that is to be small: where nothing else calls [`decode`], the linker
/// leaves that codec out.
///
/// # Errors
/// Any [`Error`]; [`Error::CodecLeftOut`] for a patch of that codec.
pub fn decode_plain(old: &[u8], patch: &[u8], limits: Limits) -> Result<Vec<u8>, Error> {
    let got = Codec::Wasm;
    decode_with(old, patch, limits, |_, _| Err(Error::CodecLeftOut { got }))
}

fn decode_with(
    old: &[u8],
    patch: &[u8],
    limits: Limits,
    instructions: impl FnOnce(&[u8], usize) -> Result<Vec<u8>, Error>,
) -> Result<Vec<u8>, Error> {
    let (header, body) = Header::read(patch)?;
    if header.new_bytes > limits.max_new_bytes {
        return Err(Error::TooLarge {
            want: limits.max_new_bytes,
            got: header.new_bytes,
        });
    }
    if header.old_bytes != old.len() as u64 {
        return Err(Error::OldBytes {
            want: header.old_bytes,
            got: old.len() as u64,
        });
    }
    let too_large = Error::TooLarge {
        want: usize::MAX as u64,
        got: header.new_bytes,
    };
    let new_bytes = usize::try_from(header.new_bytes).map_err(|_| too_large)?;
    let new = match header.codec {
        #[cfg(feature = "brotli")]
        Codec::Full => crate::brotli::unpack(&[], body, new_bytes)?,
        #[cfg(feature = "brotli")]
        Codec::Prefix => crate::brotli::unpack(old, body, new_bytes)?,
        #[cfg(not(feature = "brotli"))]
        got @ (Codec::Full | Codec::Prefix) => return Err(Error::CodecLeftOut { got }),
        Codec::Bytes => {
            let mut model = Model::of_bytes(new_bytes);
            blob::code(&mut Reader::new(body), &mut model, old, new_bytes, None)?
        }
        Codec::Lzma => lzma::unpack(body, new_bytes)?,
        Codec::Splice => splice::decode(body, old, new_bytes)?,
        Codec::Stored if body.len() != new_bytes => return Err(Error::Damaged { at: 0 }),
        Codec::Stored => body.to_vec(),
        Codec::Wasm => instructions(body, new_bytes)?,
    };
    if new.len() != new_bytes {
        return Err(Error::Cut);
    }
    Ok(new)
}
