//! Manifests and locks: what is accepted has one spelling.
#![no_main]

use libfuzzer_sys::fuzz_target;
use package::{Lock, Manifest};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(manifest) = Manifest::from_bytes(bytes) {
        assert_eq!(manifest.to_text().as_bytes(), bytes);
    }
    if let Ok(lock) = Lock::from_bytes(bytes) {
        assert_eq!(lock.to_text().as_bytes(), bytes);
    }
});
