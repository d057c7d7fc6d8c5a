//! Copies out of the old file, corrected, with everything that is new packed apart with LZMA: for long files of which a
//! whole part is another one. The models that tell corrections know little of such a part, and need a second for it.
//!
//! The body: the length of the coded part in four bytes, little-endian; the coded part; what is put in, packed, unless
//! there is nothing. Deliberately absent: making it.

use crate::blob;
use crate::coder::Reader;
use crate::model::Model;
use crate::{Error, lzma};

/// Makes `new_bytes` bytes out of `old` and `body`.
pub(crate) fn decode(body: &[u8], old: &[u8], new_bytes: usize) -> Result<Vec<u8>, Error> {
    let (length, rest) = body.split_first_chunk().ok_or(Error::Cut)?;
    let coded_bytes = u32::from_le_bytes(*length) as usize;
    let (coded, packed) = rest.split_at_checked(coded_bytes).ok_or(Error::Cut)?;
    let mut reader = Reader::new(coded);
    let mut model = Model::of_bytes(new_bytes);
    let pieces = blob::code_pieces(&mut reader, &mut model, old.len(), new_bytes, None)?;
    // The pieces are `new_bytes` long in all, so what they put in is no longer.
    let put_in_bytes = pieces.iter().map(|piece| piece.insert_bytes).sum();
    let put_in = match put_in_bytes {
        0 => Vec::new(),
        bytes => lzma::unpack(packed, bytes)?,
    };
    let put_in = Some(&put_in[..]);
    blob::code_with(
        &mut reader,
        &mut model,
        old,
        new_bytes,
        &pieces,
        None,
        put_in,
    )
}
