//! [`walloc::Heap`] as a program's global allocator.

#[global_allocator]
static HEAP: walloc::Heap = walloc::heap();

/// The fewest allocations that `work` was seen to make: the test program's own threads allocate now and then too.
fn fewest_allocations(mut work: impl FnMut()) -> u32 {
    let attempts = (0..20).map(|_| {
        let before = HEAP.allocations();
        work();
        HEAP.allocations().wrapping_sub(before)
    });
    attempts.min().unwrap_or(u32::MAX)
}

#[test]
fn a_vector_is_seen_and_its_reuse_is_free() {
    let mut bytes: Vec<u8> = Vec::with_capacity(4096);
    let reuse = fewest_allocations(|| {
        bytes.clear();
        bytes.extend(std::iter::repeat_n(1, 4096));
    });
    assert_eq!(reuse, 0);
    assert_eq!(fewest_allocations(|| drop(bytes.clone())), 1);
    assert!(HEAP.live_bytes() >= 4096);
}
