//! The engine module's heap, so that the page can be told how many blocks a frame cost.

#[global_allocator]
pub(crate) static HEAP: walloc::Heap = walloc::heap();
