//! A wrapper that counts what passes through. Absent on purpose: sampling, backtraces, limits.

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// An allocator that counts the calls to another.
///
/// Counters are exact per thread of execution and only ever eventually consistent between threads, which is enough
/// for a meter: nothing is decided by them.
#[derive(Debug)]
pub struct Counting<A> {
    inner: A,
    allocations: AtomicU32,
    live_bytes: AtomicUsize,
}

impl<A> Counting<A> {
    /// Wraps `inner`.
    pub const fn new(inner: A) -> Self {
        Self {
            inner,
            allocations: AtomicU32::new(0),
            live_bytes: AtomicUsize::new(0),
        }
    }

    /// Blocks asked for since the start, those that only grew or shrank included; wraps.
    pub fn allocations(&self) -> u32 {
        self.allocations.load(Ordering::Relaxed)
    }

    /// Bytes asked for and not yet given back.
    pub fn live_bytes(&self) -> usize {
        self.live_bytes.load(Ordering::Relaxed)
    }

    fn gained(&self, bytes: usize) {
        self.allocations.fetch_add(1, Ordering::Relaxed);
        self.live_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn lost(&self, bytes: usize) {
        self.live_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

// SAFETY: every block comes from and goes back to `inner`, which is an allocator; counting touches no block and
// neither allocates nor unwinds.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counting<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is passed on unchanged.
        let block = unsafe { self.inner.alloc(layout) };
        if !block.is_null() {
            self.gained(layout.size());
        }
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is passed on unchanged.
        let block = unsafe { self.inner.alloc_zeroed(layout) };
        if !block.is_null() {
            self.gained(layout.size());
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.lost(layout.size());
        // SAFETY: the caller promises that `block` came from this allocator with `layout`, hence from `inner`.
        unsafe { self.inner.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promises about `block`, `layout` and `new_size` are passed on unchanged.
        let moved = unsafe { self.inner.realloc(block, layout, new_size) };
        if !moved.is_null() {
            self.lost(layout.size());
            self.gained(new_size);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::System;

    fn layout(bytes: usize) -> Layout {
        Layout::from_size_align(bytes, 8).unwrap()
    }

    #[test]
    fn every_way_to_a_block_is_counted_once() {
        let heap = Counting::new(System);
        // SAFETY: each block is given back once, with the layout that it has then.
        unsafe {
            let plain = heap.alloc(layout(100));
            let zeroed = heap.alloc_zeroed(layout(20));
            assert_eq!((heap.allocations(), heap.live_bytes()), (2, 120));
            let grown = heap.realloc(plain, layout(100), 300);
            assert_eq!((heap.allocations(), heap.live_bytes()), (3, 320));
            heap.dealloc(grown, layout(300));
            heap.dealloc(zeroed, layout(20));
        }
        assert_eq!((heap.allocations(), heap.live_bytes()), (3, 0));
    }

    /// An allocator with nothing left.
    struct Exhausted;

    // SAFETY: a null pointer is the documented answer where there is no memory, and no block ever exists to free.
    unsafe impl GlobalAlloc for Exhausted {
        unsafe fn alloc(&self, _: Layout) -> *mut u8 {
            core::ptr::null_mut()
        }

        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
    }

    #[test]
    fn a_block_that_was_refused_is_not_counted() {
        let heap = Counting::new(Exhausted);
        // SAFETY: the layout's size is not zero.
        let blocks = unsafe { [heap.alloc(layout(8)), heap.alloc_zeroed(layout(8))] };
        assert!(blocks.iter().all(|block| block.is_null()));
        assert_eq!((heap.allocations(), heap.live_bytes()), (0, 0));
    }
}
