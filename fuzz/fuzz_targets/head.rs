//! Heads, signed or not: nothing but what a trusted key signed is believed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use package::{Head, SignedHead, Trust};

const ROOT: &[u8] = include_bytes!("../../crates/package/tests/data/root-1.txt");
const HEAD: &[u8] = include_bytes!("../../crates/package/tests/data/head.txt");

static TRUST: LazyLock<Trust> =
    LazyLock::new(|| Trust::new("emberfall", ROOT).expect("the known root is right"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(head) = Head::from_bytes(bytes) {
        assert_eq!(head.to_text().as_bytes(), bytes);
    }
    if let Ok(head) = SignedHead::from_bytes(bytes) {
        assert_eq!(head.to_text().as_bytes(), bytes);
    }
    assert!(TRUST.after_head(1_800_000_000, bytes).is_err() || bytes == HEAD);
});
