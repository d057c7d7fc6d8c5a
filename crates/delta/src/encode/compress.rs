//! Brotli at its best, with or without a dictionary. Deliberately absent: other qualities.

use brotli::enc::{BrotliEncoderParams, StandardAlloc};

const BUFFER_BYTES: usize = 1 << 16;

/// `new` compressed so that a reader that holds `dictionary` understands it.
pub(super) fn compress(dictionary: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let window = (dictionary.len() + new.len() + 16)
        .next_power_of_two()
        .trailing_zeros();
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: window.clamp(16, 28) as i32,
        large_window: window > 24,
        size_hint: new.len(),
        ..BrotliEncoderParams::default()
    };
    let mut body = Vec::new();
    let result = brotli::enc::BrotliCompressCustomIoCustomDict(
        &mut brotli::IoReaderWrapper(&mut &*new),
        &mut brotli::IoWriterWrapper(&mut body),
        &mut vec![0; BUFFER_BYTES],
        &mut vec![0; BUFFER_BYTES],
        &params,
        StandardAlloc::default(),
        &mut |_, _, _, _| (),
        dictionary,
        std::io::Error::from(std::io::ErrorKind::UnexpectedEof),
    );
    result.ok().map(|_| body)
}
