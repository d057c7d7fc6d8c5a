//! How often and how patiently something is tried again.

/// A file is fetched at most so often before the transfer fails.
pub const TRIES: u32 = 5;
/// A body that brings no byte for so long is broken off.
pub const STALL_MILLIS: u64 = 20_000;
/// A small file must be there after so long.
pub const READ_TIMEOUT_MILLIS: u32 = 10_000;

const FIRST_MILLIS: u64 = 500;

/// How long to wait before try number `tries`, counted from 1: doubling, seven and a half seconds in all.
pub(crate) fn backoff_millis(tries: u32) -> u64 {
    FIRST_MILLIS << tries.saturating_sub(1).min(TRIES)
}
