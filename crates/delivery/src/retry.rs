//! How often and how patiently something is tried again.

use package::Digest;

/// A file is fetched at most so often before the transfer fails.
pub const TRIES: u32 = 5;
/// The same for a file that a page waits for.
pub(crate) const TRIES_WAITED_FOR: u32 = 2;
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
const EDGE_SLACK: u64 = 4;

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
    millis.clamp(EDGE_STALL_MILLIS, STALL_MILLIS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_is_shorter_by_chance_and_never_by_more_than_half() {
        let digest = Digest([7; 32]);
        for tries in 1..=TRIES {
            let full = backoff_millis(tries);
            let rests = (0..1000).map(|now| jittered_millis(tries, &digest, now));
            let rests: Vec<u64> = rests.collect();
            assert!(rests.iter().all(|rest| (full / 2..=full).contains(rest)));
            let middle = full * 3 / 4;
            let long = rests.iter().filter(|rest| **rest > middle).count();
            assert!((400..600).contains(&long), "{long} of 1000 are long");
        }
    }

    #[test]
    fn an_edge_is_given_time_for_what_a_slow_line_needs() {
        assert_eq!(edge_patience_millis(1000, None), EDGE_STALL_MILLIS);
        assert_eq!(edge_patience_millis(128 << 10, None), 4000);
        assert_eq!(edge_patience_millis(128 << 10, Some(64 << 10)), 8000);
        assert_eq!(edge_patience_millis(u64::MAX, Some(0)), STALL_MILLIS);
    }
}
