//! The record of a belief: one spelling for each, and no judgement of it panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use package::Belief;

const ROOT: &[u8] = include_bytes!("../../crates/package/tests/data/root-2.txt");
const HEAD: &[u8] = include_bytes!("../../crates/package/tests/data/head.txt");

fuzz_target!(|bytes: &[u8]| {
    if let Some(belief) = Belief::from_bytes(bytes) {
        assert_eq!(belief.to_bytes(), bytes);
        for judged in [
            belief.after_head(1_800_000_000, HEAD),
            belief.after_root(ROOT),
        ] {
            let record = judged.map(|next| Belief::from_bytes(&next.to_bytes()) == Some(next));
            assert!(record.unwrap_or(true));
        }
    }
});
