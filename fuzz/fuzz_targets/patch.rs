//! Patches: any bytes are a file within the limit or an error, and what is made for a damaged module gives it back.
#![no_main]

#[path = "../../crates/delta/tests/patches/made.rs"]
mod made;

use delta::{Codec, Header, Limits, decode, encode_with};
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
    applied(&old, bytes);
    for codec in Codec::ALL {
        let header = Header {
            codec,
            old_bytes: old.len() as u64,
            new_bytes: old.len() as u64 + u64::from(*first),
        };
        applied(&old, &header.write(rest));
    }
    match first >> 2 & 3 {
        0 => made_and_damaged(&old, &damaged(&old, rest), rest),
        1 => made_and_damaged(&old, &numbers.edited(&old), rest),
        _ => {}
    }
});

fn applied(old: &[u8], patch: &[u8]) {
    if let Ok(new) = decode(old, patch, LIMITS) {
        assert!(new.len() as u64 <= LIMITS.max_new_bytes);
    }
}

/// Makes patches, applies them, damages them.
fn made_and_damaged(old: &[u8], new: &[u8], damage: &[u8]) {
    for codec in [Codec::Bytes, Codec::Wasm] {
        let Some(patch) = encode_with(codec, old, new) else {
            continue;
        };
        assert_eq!(decode(old, &patch, LIMITS).as_deref(), Ok(new));
        applied(old, &damaged(&patch, damage));
    }
}

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
