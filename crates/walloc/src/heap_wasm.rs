//! The heap of a wasm module: talc, a third of the code of Rust's default and faster. Absent on purpose: threads,
//! which our modules do not have; with atomics switched on, talc refuses to compile this.

use crate::Counting;
use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

/// The counting heap of this target.
pub type Heap = Counting<WasmDynamicTalc>;

/// A heap for a `#[global_allocator]` static.
pub const fn heap() -> Heap {
    Counting::new(new_wasm_dynamic_allocator())
}
