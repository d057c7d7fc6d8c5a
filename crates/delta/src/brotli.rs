//! Unpacking brotli, with or without the old file as dictionary. Deliberately absent: packing, which only a publisher
//! does.

use std::io::Read as _;

use brotli_decompressor::Decompressor;

use crate::Error;

const BUFFER_BYTES: usize = 1 << 16;

/// At most `new_bytes` bytes and one more, by which too much is recognised.
pub(crate) fn unpack(dictionary: &[u8], body: &[u8], new_bytes: usize) -> Result<Vec<u8>, Error> {
    let mut new = Vec::with_capacity(new_bytes);
    let reader = Decompressor::new_with_custom_dict(body, BUFFER_BYTES, dictionary.to_vec().into());
    let result = reader.take(new_bytes as u64 + 1).read_to_end(&mut new);
    match result {
        Ok(_) => Ok(new),
        Err(_) => Err(Error::Damaged {
            at: new.len() as u64,
        }),
    }
}
