//! The content encoding `dcz` (RFC 9842, section 5): a frame of Zstandard with the dictionary as its prefix, behind a
//! header that names the dictionary. Deliberately absent: decoding, which is the browser's.

use std::io::{self, Write as _};

use package::Digest;
use zstd::stream::write::Encoder;

pub(super) const NAME: &str = "dcz";
/// A skippable frame of 32 bytes, which are the dictionary's digest.
const MAGIC: [u8; 8] = [0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0];
/// Made once and sent many times.
const LEVEL: i32 = 19;
/// Every client has a window of 8 MiB, and a quarter more than the dictionary where that is longer.
const LEAST_WINDOW_BYTES: usize = 8 << 20;
const MIN_WINDOW_LOG2: u32 = 10;

/// `object` told by `dictionary`, whose digest is `digest`.
pub(super) fn encoded(dictionary: &[u8], digest: Digest, object: &[u8]) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    body.extend(MAGIC);
    body.extend(digest.0);
    let mut encoder = Encoder::with_ref_prefix(body, LEVEL, dictionary)?;
    encoder.window_log(window_log2(dictionary.len(), object.len()))?;
    encoder.long_distance_matching(true)?;
    encoder.set_pledged_src_size(Some(object.len() as u64))?;
    encoder.write_all(object)?;
    encoder.finish()
}

/// A window that holds both, as far as every client has it.
fn window_log2(dictionary_bytes: usize, object_bytes: usize) -> u32 {
    let most = (dictionary_bytes + dictionary_bytes / 4).max(LEAST_WINDOW_BYTES);
    let both = (dictionary_bytes + object_bytes).next_power_of_two();
    both.trailing_zeros().clamp(MIN_WINDOW_LOG2, most.ilog2())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use package::digest_from_bytes;
    use zstd::stream::read::Decoder;

    use super::*;

    /// Noise that no packer makes smaller, the same every time.
    fn noise(bytes: usize, mut state: u64) -> Vec<u8> {
        let next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        std::iter::repeat_with(next).take(bytes).collect()
    }

    /// As a client unpacks it that has no larger a window than RFC 9842 wants.
    fn decoded(dictionary: &[u8], body: &[u8]) -> Vec<u8> {
        let digest = digest_from_bytes(dictionary);
        assert_eq!(&body[..8], b"\x5e\x2a\x4d\x18\x20\x00\x00\x00");
        assert_eq!(body[8..40], digest.0);
        let mut decoder = Decoder::with_ref_prefix(&body[40..], dictionary).unwrap();
        let most = (dictionary.len() * 5 / 4).max(8 << 20);
        decoder.window_log_max(most.ilog2()).unwrap();
        let mut object = Vec::new();
        decoder.read_to_end(&mut object).unwrap();
        object
    }

    #[test]
    fn a_changed_file_costs_what_changed_and_unpacks_to_itself() {
        let old = noise(300_000, 1);
        let mut new = old.clone();
        new.splice(100_000..100_010, *b"another text, a little longer");
        let digest = digest_from_bytes(&old);
        let body = encoded(&old, digest, &new).unwrap();
        assert_eq!(decoded(&old, &body), new);
        assert!(body.len() < 300, "{}", body.len());
    }

    #[test]
    fn every_length_unpacks_to_itself_within_the_window_of_every_client() {
        let long = noise(9 << 20, 2);
        for (old_bytes, new_bytes) in [
            (0, 0),
            (0, 1000),
            (1000, 0),
            (1, 1),
            (long.len(), 1000),
            (long.len(), long.len()),
        ] {
            let (old, new) = (&long[..old_bytes], &long[long.len() - new_bytes..]);
            let body = encoded(old, digest_from_bytes(old), new).unwrap();
            assert!(decoded(old, &body) == new, "{old_bytes}, {new_bytes}");
        }
    }
}
