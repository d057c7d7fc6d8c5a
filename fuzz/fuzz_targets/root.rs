//! Roots, bare and in their envelope: none follows the trusted one but the one that its keys signed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use package::{Root, Trust};

const ROOT: &[u8] = include_bytes!("../../crates/package/tests/data/root-1.txt");
const NEXT: &[u8] = include_bytes!("../../crates/package/tests/data/root-2.txt");

static TRUST: LazyLock<Trust> =
    LazyLock::new(|| Trust::new("emberfall", ROOT).expect("the known root is right"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(root) = Root::from_bytes(bytes) {
        assert_eq!(root.to_text().as_bytes(), bytes);
    }
    assert!(TRUST.after_root(bytes).is_err() || bytes == NEXT);
});
