//! Packing with LZMA at its best. Deliberately absent: other qualities; it is done once for each file.

use std::io::Write as _;

use lzma_rust2::{LzmaOptions, LzmaWriter};

/// Context bits that pay: WebAssembly and scripts like one or the other, and neither cares where in a word it is.
const LITERAL_BITS: [u32; 2] = [3, 4];
const MIN_WINDOW_BYTES: usize = 4096;
const MAX_WINDOW_BYTES: usize = 1 << 28;

/// `new`, packed with the parameters that make it smallest.
pub(super) fn pack(new: &[u8]) -> Option<Vec<u8>> {
    let packed = LITERAL_BITS.map(|bits| pack_with(bits, new));
    let packed = packed.into_iter().flatten();
    packed.min_by_key(Vec::len)
}

fn pack_with(literal_bits: u32, new: &[u8]) -> Option<Vec<u8>> {
    let window = new.len().clamp(MIN_WINDOW_BYTES, MAX_WINDOW_BYTES);
    let options = LzmaOptions {
        dict_size: window as u32,
        lc: literal_bits,
        lp: 0,
        pb: 0,
        nice_len: LzmaOptions::NICE_LEN_MAX,
        ..LzmaOptions::with_preset(9)
    };
    let body = vec![options.get_props()];
    let mut writer = LzmaWriter::new_no_header(body, &options, false).ok()?;
    writer.write_all(new).ok()?;
    writer.finish().ok()
}
