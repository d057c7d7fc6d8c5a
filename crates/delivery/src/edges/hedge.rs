//! When the origin is asked as well as an edge: for a segment that takes longer than 19 of 20 did.
//!
//! Deliberately absent: bodies in one piece. Their lengths differ, so what one took says little about the next.

use super::Edges;
use crate::sorted;

/// So many segments are remembered.
const REMEMBERED: usize = 20;
/// Of fewer nothing is made.
const LEAST: usize = 8;
const PERCENT: usize = 95;
/// Of so many segments at most one is asked for twice, and these at once.
const SHARE: u32 = 10;
const AT_ONCE: u32 = 2;

/// How long segments took that edges were asked for.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// The oldest first.
    millis: Vec<u64>,
    asked: u32,
    hedged: u32,
}

impl Edges {
    /// A segment is asked of an edge: after how long the origin is to be asked as well, if ever.
    pub fn hedge_millis(&mut self) -> Option<u64> {
        let waits = &mut self.waits;
        waits.asked = waits.asked.saturating_add(1);
        if waits.millis.len() < LEAST || waits.hedged >= AT_ONCE + waits.asked / SHARE {
            return None;
        }
        let sorted = sorted::by(waits.millis.iter().copied(), u64::cmp);
        let rank = (sorted.len() * PERCENT).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied()
    }

    /// A segment that an edge was asked for is there, after so long; the origin was asked as well after `hedge_millis`.
    pub fn waited(&mut self, millis: u64, hedge_millis: Option<u64>) {
        let waits = &mut self.waits;
        if hedge_millis.is_some_and(|hedge_millis| millis >= hedge_millis) {
            waits.hedged = waits.hedged.saturating_add(1);
        }
        if waits.millis.len() == REMEMBERED {
            waits.millis.remove(0);
        }
        waits.millis.push(millis);
    }
}
