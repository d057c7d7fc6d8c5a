//! `measure OLD NEW [OLD NEW ...]`: what each way of sending NEW to who has OLD costs, as a table.
//!
//! With `LAYERW_QUICK` set only ours is measured. Deliberately absent: fetching the files.
#![expect(
    clippy::disallowed_methods,
    reason = "a program that reads files and a clock"
)]
#![expect(clippy::unwrap_used, reason = "a measurement that fails should stop")]

use std::time::Instant;

use delta::{Codec, Header, Limits, decode, encode, encode_with};

fn main() {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let is_quick = std::env::var_os("LAYERW_QUICK").is_some();
    println!(
        "| new | bytes | brotli-11 | zstd-19 | dcz | dcb | bytes codec | ours | codec | ours/rfc9842 | encode ms | decode ms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for pair in names.chunks_exact(2) {
        let (old, new) = (
            std::fs::read(&pair[0]).unwrap(),
            std::fs::read(&pair[1]).unwrap(),
        );
        let name = pair[1].rsplit('/').next().unwrap();
        let begin = Instant::now();
        let ours = if is_quick {
            encode_with(Codec::Wasm, &old, &new).unwrap()
        } else {
            encode(&old, &new)
        };
        let encode_millis = begin.elapsed().as_millis();
        let begin = Instant::now();
        let made = decode(
            &old,
            &ours,
            Limits {
                max_new_bytes: new.len() as u64,
            },
        )
        .unwrap();
        let decode_millis = begin.elapsed().as_millis();
        assert!(made == new, "{name} came out different");
        let codec = Header::read(&ours).unwrap().0.codec;
        let (mut full, mut zstd, mut dcz, mut dcb, mut bytes) = (0, 0, 0, 0, 0);
        if !is_quick {
            let length = |codec| encode_with(codec, &old, &new).unwrap().len();
            full = length(Codec::Full);
            dcb = length(Codec::Prefix);
            bytes = length(Codec::Bytes);
            zstd = patch_from(&[], &new);
            dcz = patch_from(&old, &new);
        }
        let ratio = ours.len() as f64 / dcb.min(dcz).max(1) as f64;
        println!(
            "| {name} | {} | {full} | {zstd} | {dcz} | {dcb} | {bytes} | {} | {codec:?} | {ratio:.3} | {encode_millis} | {decode_millis} |",
            new.len(),
            ours.len()
        );
    }
}

/// zstd level 19 with `old` as prefix and a window that holds both.
fn patch_from(old: &[u8], new: &[u8]) -> usize {
    let window = (old.len() + new.len())
        .next_power_of_two()
        .trailing_zeros()
        .clamp(10, 27);
    let mut encoder = zstd::stream::raw::Encoder::with_ref_prefix(19, old).unwrap();
    use zstd::stream::raw::{CParameter, Operation as _};
    encoder
        .set_parameter(CParameter::WindowLog(window))
        .unwrap();
    encoder
        .set_parameter(CParameter::EnableLongDistanceMatching(true))
        .unwrap();
    let mut out = vec![0; new.len() + (1 << 20)];
    let status = encoder.run_on_buffers(new, &mut out).unwrap();
    let mut written = status.bytes_written;
    assert_eq!(status.bytes_read, new.len());
    let mut rest = zstd::stream::raw::OutBuffer::around(&mut out[written..]);
    while encoder.finish(&mut rest, true).unwrap() != 0 {}
    written += rest.pos();
    written
}
