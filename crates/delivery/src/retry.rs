//! How often and how patiently something is tried again.

use package::Digest;

/// A file is fetched at most so often before the transfer fails.
pub const TRIES: u32 = 5;
/// A body that brings no byte for so long is broken off.
pub const STALL_MILLIS: u64 = 20_000;
/// The same where the origin is there to be asked instead.
pub const EDGE_STALL_MILLIS: u64 = 1500;
/// A small file must be there after so long.
pub const READ_TIMEOUT_MILLIS: u32 = 10_000;

const FIRST_MILLIS: u64 = 500;
/// The slowest that an edge may be where nothing was measured.
const EDGE_BYTES_PER_SEC: u64 = 32 << 10;
/// How much slower it may be than what was measured.
const EDGE_SLACK: u64 = 8;

/// How long to wait before try number `tries`, counted from 1: doubling, seven and a half seconds in all.
pub(crate) fn backoff_millis(tries: u32) -> u64 {
    doubled(FIRST_MILLIS, tries.saturating_sub(1))
}

/// The same for a file, less up to half of it: whoever lost the same connection at the same time does not come back at
/// the same time. Chance is made from what is fetched and when it failed, which no two players share.
pub(crate) fn jittered_millis(tries: u32, digest: &Digest, now: u64) -> u64 {
    let full = backoff_millis(tries);
    let mut mixed = now;
    for byte in digest.0 {
        mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    full - (mixed >> 32) % (full / 2)
}

/// `millis` doubled so many times, five at most.
pub(crate) fn doubled(millis: u64, times: u32) -> u64 {
    millis << times.min(TRIES)
}

/// How long a body of so many bytes may take from an edge, where bodies were measured to come at `bytes_per_sec`: one
/// that sends a byte now and then is as good as none.
pub(crate) fn edge_patience_millis(bytes: u64, bytes_per_sec: Option<u64>) -> u64 {
    let least = bytes_per_sec.map_or(EDGE_BYTES_PER_SEC, |pace| pace / EDGE_SLACK);
    let millis = bytes.saturating_mul(1000) / least.max(1);
    EDGE_STALL_MILLIS + millis.min(STALL_MILLIS)
}
