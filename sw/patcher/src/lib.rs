//! The module of what is rarely needed in the service worker: applying patches, and judging what the origin's operator
//! signed.
//!
//! Each task gets an instance of its own, so that its memory goes with it and a trap harms nothing else. Deliberately
//! absent: patches of WebAssembly, which are the decoder's; where the bytes come from, the check of a result's digest, and
//! what follows from a judgement, which are the keeper's.

#[cfg(target_arch = "wasm32")]
mod heap;

use delta::Limits;
use package::{Belief, Refusal};
use wasm_bindgen::prelude::*;

/// What `patch` makes of `seed`: at most `bytes` bytes. Nothing where the patch is none, or was made for a file of
/// another length, or is one of WebAssembly.
#[wasm_bindgen]
pub fn apply(seed: &[u8], patch: &[u8], bytes: u32) -> Option<Vec<u8>> {
    let limits = Limits {
        max_new_bytes: u64::from(bytes),
    };
    delta::decode_plain(seed, patch, limits).ok()
}

/// The record of the belief after `head` at the moment `now_unix_secs`; the refusal's name as an exception.
#[wasm_bindgen]
pub fn head(belief: &[u8], now_unix_secs: f64, head: &[u8]) -> Result<Vec<u8>, String> {
    judged(belief, |belief| {
        belief.after_head(now_unix_secs as u64, head)
    })
}

/// The record of the belief after `list`, the list of edges, at the moment `now_unix_secs`; the refusal's name as an
/// exception.
#[wasm_bindgen]
pub fn edges(belief: &[u8], now_unix_secs: f64, list: &[u8]) -> Result<Vec<u8>, String> {
    judged(belief, |belief| {
        belief.after_edges(now_unix_secs as u64, list)
    })
}

/// The record of the belief after `root`; the refusal's name as an exception.
#[wasm_bindgen]
pub fn root(belief: &[u8], root: &[u8]) -> Result<Vec<u8>, String> {
    judged(belief, |belief| belief.after_root(root))
}

/// The record of the belief after the packed file that begins with `top`; the refusal's name as an exception.
#[wasm_bindgen]
pub fn packed(belief: &[u8], top: &[u8]) -> Result<Vec<u8>, String> {
    judged(belief, |belief| belief.after_package(top))
}

fn judged(
    belief: &[u8],
    judge: impl FnOnce(&Belief) -> Result<Belief, Refusal>,
) -> Result<Vec<u8>, String> {
    // A record that cannot be read is no belief, and certainly not one that takes the first root it sees.
    let belief = Belief::from_bytes(belief).ok_or("delivery-unjudged")?;
    match judge(&belief) {
        Ok(belief) => Ok(belief.to_bytes()),
        Err(refusal) => Err(refusal.id().to_owned()),
    }
}
