//! The heap of native programs and tests: the system's. Absent on purpose: any tuning.

use crate::Counting;
use std::alloc::System;

/// The counting heap of this target.
pub type Heap = Counting<System>;

/// A heap for a `#[global_allocator]` static.
pub const fn heap() -> Heap {
    Counting::new(System)
}
