//! The module that applies patches of WebAssembly: an object, fetched for the first patch that needs it
//! (`docs/decisions/0015-decoder-on-demand.md`).
//!
//! The patcher's script has its glue. Deliberately absent: everything else, above all the check of a result's digest.

#[cfg(target_arch = "wasm32")]
mod heap;

use delta::Limits;
use wasm_bindgen::prelude::*;

/// What `patch`, of any codec that clients apply, makes of `seed`: at most `bytes` bytes. Nothing where the patch is none,
/// or was made for a file of another length.
#[wasm_bindgen]
pub fn apply(seed: &[u8], patch: &[u8], bytes: u32) -> Option<Vec<u8>> {
    let limits = Limits {
        max_new_bytes: u64::from(bytes),
    };
    delta::decode(seed, patch, limits).ok()
}
