//! The heap that counts itself: a global allocator for the engine's and every game's module.
//!
//! "No heap allocation per frame" is a promise of this project, so it is counted where it cannot be missed: in the
//! allocator. [`Counting`] wraps any allocator; [`Heap`] is the one that our modules use. This is the only crate in
//! which allocator `unsafe` lives. Deliberately absent until something needs them: arenas and tiers.
#![warn(missing_docs)]
#![allow(
    unsafe_code,
    reason = "implementing GlobalAlloc is unsafe by nature; this crate exists to hold it"
)]

mod counting;
#[cfg(not(target_family = "wasm"))]
#[path = "heap_native.rs"]
mod heap;
#[cfg(target_family = "wasm")]
#[path = "heap_wasm.rs"]
mod heap;

pub use counting::Counting;
pub use heap::{Heap, heap};
