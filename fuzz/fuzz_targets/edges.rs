//! Lists of edges: what is accepted has one spelling, within an envelope too, and no base of it can end a policy.
#![no_main]

use libfuzzer_sys::fuzz_target;
use package::{EdgeList, MAX_EDGES};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = EdgeList::from_envelope(bytes) {
        assert!(bytes.ends_with(list.to_text().as_bytes()));
    }
    let Ok(list) = EdgeList::from_bytes(bytes) else {
        return;
    };
    assert_eq!(list.to_text().as_bytes(), bytes);
    assert!(list.bases.len() <= MAX_EDGES);
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || b":/-_.".contains(&byte);
    assert!(list.bases.iter().all(|base| base.bytes().all(is_harmless)));
});
