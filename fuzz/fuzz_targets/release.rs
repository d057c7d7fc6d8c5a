//! Release files: what is accepted has one spelling.
#![no_main]

use libfuzzer_sys::fuzz_target;
use package::Release;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(release) = Release::from_bytes(bytes) {
        assert_eq!(release.to_text().as_bytes(), bytes);
    }
});
