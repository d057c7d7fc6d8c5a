//! Applying patches: any bytes are a file within the limit or an error.
#![no_main]

#[path = "../../crates/delta/tests/patches/made.rs"]
mod made;

use std::sync::LazyLock;

use delta::{Codec, Header, Limits, decode};
use libfuzzer_sys::fuzz_target;
use made::{Numbers, module};

const LIMITS: Limits = Limits {
    max_new_bytes: 1 << 16,
};

/// Making one takes longer than applying a patch to it. Half of them are not quite modules.
static MODULES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let made = |seed: u64| {
        let mut numbers = Numbers::new(seed);
        let whole = module(&mut numbers, seed & 1);
        match seed & 2 {
            0 => whole,
            _ => numbers.edited(&whole),
        }
    };
    (0..8).map(made).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let [first, second, rest @ ..] = bytes else {
        return;
    };
    let old = &MODULES[usize::from(first & 7)];
    applied(old, bytes);
    let header = Header {
        codec: Codec::ALL[usize::from(first >> 3) % Codec::ALL.len()],
        old_bytes: old.len() as u64,
        new_bytes: old.len() as u64 + u64::from(*second),
    };
    applied(old, &header.write(rest));
});

fn applied(old: &[u8], patch: &[u8]) {
    if let Ok(new) = decode(old, patch, LIMITS) {
        assert!(new.len() as u64 <= LIMITS.max_new_bytes);
    }
}
