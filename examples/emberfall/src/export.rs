//! The module's exports and its heap. Present in the web build only.

#[global_allocator]
static HEAP: walloc::Heap = walloc::heap();

component::export_game!(crate::Emberfall, HEAP.allocations());
