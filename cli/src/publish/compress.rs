//! The compressed twin of an object: brotli at its strongest, because it is made once and sent many times.

use std::io::{self, Read};

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;

/// The largest window that every browser accepts.
const WINDOW_BITS: i32 = 24;
const BUFFER_BYTES: usize = 1 << 16;
const STRONGEST: i32 = 11;
/// A hundred times as fast as the strongest, and it sees what repeats however far away.
const TRIAL: i32 = 5;
/// Shorter ones cost too little to be tried first.
const MIN_TRIAL_BYTES: usize = 1 << 17;

/// `bytes` after brotli, where that is smaller. `read` is told each length that was gone through.
///
/// Half a megabyte a second is a long time for what is packed in itself already, so long files in which a trial finds less
/// than a hundredth to save are left as they are.
pub(crate) fn twin(bytes: &[u8], read: impl Fn(u64)) -> Result<Option<Vec<u8>>> {
    let trial_is_vain = || -> Result<bool> {
        let trial = compressed(bytes, TRIAL, |_| ())?;
        Ok(trial.len() > bytes.len() - bytes.len() / 100)
    };
    if bytes.len() >= MIN_TRIAL_BYTES && trial_is_vain()? {
        read(bytes.len() as u64);
        return Ok(None);
    }
    let twin = compressed(bytes, STRONGEST, read)?;
    Ok(Some(twin).filter(|twin| twin.len() < bytes.len()))
}

fn compressed(bytes: &[u8], quality: i32, read: impl Fn(u64)) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality,
        lgwin: WINDOW_BITS,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut twin = Vec::new();
    let mut from = Told { bytes, read };
    brotli::BrotliCompress(&mut from, &mut twin, &parameters)?;
    Ok(twin)
}

/// Bytes that tell how far they were read.
struct Told<'a, F> {
    bytes: &'a [u8],
    read: F,
}

impl<F: Fn(u64)> Read for Told<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        (self.read)(count as u64);
        Ok(count)
    }
}

/// What `twin` was made of, at most `max_bytes` and one more.
pub(crate) fn untwined(twin: &[u8], max_bytes: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let reader = brotli::Decompressor::new(twin, BUFFER_BYTES);
    reader
        .take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Bytes that nothing compresses.
    fn noise(bytes: usize) -> Vec<u8> {
        let mut state = 0x9e37_79b9_u32;
        let mut step = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 11) as u8
        };
        (0..bytes).map(|_| step()).collect()
    }

    #[test]
    fn a_twin_is_made_where_it_saves_and_every_byte_is_told_once() {
        let once = noise(MIN_TRIAL_BYTES);
        let twice = [&*once, &*once].concat();
        for (bytes, has_twin) in [
            (&b"aaaaaaaaaaaaaaaaaaaa"[..], true),
            (&*once, false),
            (&*twice, true),
        ] {
            let told = Cell::new(0);
            let twin = twin(bytes, |count| told.set(told.get() + count)).unwrap();
            assert_eq!((told.get(), twin.is_some()), (bytes.len() as u64, has_twin));
            if let Some(twin) = twin {
                assert_eq!(untwined(&twin, bytes.len() as u64).unwrap(), bytes);
            }
        }
    }
}
