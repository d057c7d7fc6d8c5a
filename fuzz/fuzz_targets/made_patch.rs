//! Making patches: what is made for a damaged module gives it back, and damaged itself gives any file or an error.
#![no_main]

#[path = "../../crates/delta/tests/patches/made.rs"]
mod made;

use delta::{Codec, Limits, decode, encode_with};
use libfuzzer_sys::fuzz_target;
use made::{Numbers, module};

const LIMITS: Limits = Limits {
    max_new_bytes: 1 << 16,
};

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let mut numbers = Numbers::new(u64::from(first >> 4));
    let old = module(&mut numbers, u64::from(first & 3));
    let new = match first >> 2 & 1 {
        0 => damaged(&old, rest),
        _ => numbers.edited(&old),
    };
    for codec in Codec::ALL {
        let Some(patch) = encode_with(codec, &old, &new) else {
            continue;
        };
        assert_eq!(decode(&old, &patch, LIMITS).as_deref(), Ok(&new[..]));
        if let Ok(other) = decode(&old, &damaged(&patch, rest), LIMITS) {
            assert!(other.len() as u64 <= LIMITS.max_new_bytes);
        }
    }
});

/// Some bytes put in, each after two that say where.
fn damaged(bytes: &[u8], damage: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in damage.chunks_exact(3).take(64) {
        let at = usize::from(change[0]) << 8 | usize::from(change[1]);
        let length = bytes.len().max(1);
        if let Some(byte) = bytes.get_mut(at % length) {
            *byte = change[2];
        }
    }
    bytes
}
