//! What the coming is told from: the items just entered, and those among them that were not expected.
//!
//! An item that was expected says nothing that the one before it had not said. Where a player had a choice, the choice is
//! what was *not* expected, so contexts of unexpected items look over whole bursts of files that belong together.
//!
//! Deliberately absent: who plays. A device has one player; tables for many would share one memory and starve each other.

use alloc::vec::Vec;

use crate::{Item, NO_ITEM};

/// How many contexts each moment has.
pub(crate) const KINDS: usize = 4;
/// The kind that is always counted; those that look further back get rows when it has been met a few times.
pub(crate) const LAST: usize = 0;
/// How many items each kind looks back: what says less leaves the table earlier.
pub(crate) const REACH: [u32; KINDS] = [0, 1, 1, 2];

/// The items that contexts are made of, the newest first.
#[derive(Debug, Clone)]
pub(crate) struct History {
    pub(crate) recent: [Item; 2],
    pub(crate) unexpected: [Item; 2],
}

/// The items of one context.
pub(crate) type Context = [Item; 2];

impl History {
    /// The beginning of a session.
    pub(crate) fn new() -> Self {
        Self {
            recent: [NO_ITEM; 2],
            unexpected: [NO_ITEM; 2],
        }
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
            [last, NO_ITEM],
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

/// A context is credited with so many items after it.
pub(crate) const CREDITED: usize = 2;

/// The last moments, each with what is to be credited with the items after it.
#[derive(Debug, Clone)]
pub(crate) struct Moments<T> {
    /// The newest first.
    pub(crate) last: Vec<(Item, T)>,
}

impl<T> Moments<T> {
    pub(crate) fn new() -> Self {
        Self {
            last: Vec::with_capacity(CREDITED),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.last.clear();
    }

    /// Those that are credited with `item`, which comes now: none twice with the same.
    pub(crate) fn credited(&self, item: Item) -> impl Iterator<Item = &T> {
        let again = self.last.iter().position(|(entered, _)| *entered == item);
        let count = again.map_or(self.last.len(), |at| at + 1);
        self.last.iter().take(count).map(|(_, moment)| moment)
    }

    /// The moment so many items ago.
    pub(crate) fn get(&self, back: usize) -> Option<&T> {
        self.last.get(back).map(|(_, moment)| moment)
    }

    pub(crate) fn enter(&mut self, item: Item, moment: T) {
        self.last.truncate(CREDITED - 1);
        self.last.insert(0, (item, moment));
    }
}
