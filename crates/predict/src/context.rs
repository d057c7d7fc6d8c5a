//! What the coming is told from: the items just entered, and those among them that were not expected.
//!
//! An item that was expected says nothing that the one before it had not said. Where a player had a choice, the choice is
//! what was *not* expected, so contexts of unexpected items look over whole bursts of files that belong together.
//!
//! Deliberately absent: who plays. A device has one player; tables for many would share one memory and starve each other.

use crate::Item;

/// How many contexts each moment has.
pub(crate) const KINDS: usize = 4;
/// The kind that is always counted; those that look further back get rows when it has been met a few times.
pub(crate) const LAST: usize = 0;
/// How many items each kind looks back: what says less leaves the table earlier.
pub(crate) const REACH: [u32; KINDS] = [0, 1, 1, 2];

/// Stands for an item where a session is too young to have one.
pub(crate) const NONE: Item = Item::MAX;

/// The items that contexts are made of, the newest first.
#[derive(Debug, Clone)]
pub(crate) struct History {
    recent: [Item; 2],
    unexpected: [Item; 2],
}

/// The items of one context.
pub(crate) type Context = [Item; 2];

impl History {
    /// The beginning of a session.
    pub(crate) fn new() -> Self {
        Self {
            recent: [NONE; 2],
            unexpected: [NONE; 2],
        }
    }

    /// What was entered last, the newest first.
    pub(crate) fn recent(&self) -> &[Item] {
        &self.recent
    }

    pub(crate) fn enter(&mut self, item: Item, is_unexpected: bool) {
        self.recent = [item, self.recent[0]];
        if is_unexpected {
            self.unexpected = [item, self.unexpected[0]];
        }
    }

    /// The contexts of this moment: the last item, the last two, the last with the last unexpected one, the last two
    /// unexpected ones.
    pub(crate) fn contexts(&self) -> [Context; KINDS] {
        let [last, before] = self.recent;
        let [choice, earlier] = self.unexpected;
        [
            [last, NONE],
            [last, before],
            [last, choice],
            [choice, earlier],
        ]
    }
}

/// A number for a context: the finalizer of MurmurHash3 (Appleby) over kind and items.
pub(crate) fn hash(kind: usize, context: Context) -> u64 {
    let [a, b] = context;
    let word = (kind as u64 + 1) << 32 | u64::from(a) << 16 | u64::from(b);
    let word = (word ^ (word >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let word = (word ^ (word >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    word ^ (word >> 33)
}
