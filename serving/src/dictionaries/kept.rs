//! What was made and what is being made, within bounds of number and bytes; what was not asked for longest goes first.
//!
//! Deliberately absent: making, and waiting.

use std::collections::BTreeMap;

use axum::body::Bytes;
use package::Digest;
use tokio::sync::watch::{self, Receiver, Sender};

/// All that is kept together.
const MAX_BYTES: usize = 64 << 20;
/// Also of pairs that were of no use, which are remembered, too: each costs the seconds of finding out.
const MAX_ENTRIES: usize = 4096;
/// Being made or waiting for it.
const MAX_UNDER_WAY: usize = 16;

/// A dictionary, and an object told by it.
pub(super) type Key = (Digest, Digest);

/// What came of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Made {
    /// The ordinary answer is not longer.
    Useless,
    Bytes(Bytes),
}

/// Where it will be told what came of a pair, or was.
pub(super) type Told = Receiver<Option<Made>>;

struct Entry {
    told: Told,
    /// The turn in which it was last asked for.
    used: u64,
    bytes: usize,
    is_made: bool,
}

/// Every pair that somebody asked for lately.
#[derive(Default)]
pub(super) struct Kept {
    entries: BTreeMap<Key, Entry>,
    bytes: usize,
    under_way: usize,
    turn: u64,
}

impl Kept {
    /// Where the answer for `key` will be told or was, if somebody asked for it before.
    pub(super) fn get(&mut self, key: Key) -> Option<Told> {
        self.turn += 1;
        let entry = self.entries.get_mut(&key)?;
        entry.used = self.turn;
        Some(entry.told.clone())
    }

    /// Begins to make the answer for `key`, unless too many are under way.
    pub(super) fn begin(&mut self, key: Key) -> Option<(Sender<Option<Made>>, Told)> {
        if self.under_way >= MAX_UNDER_WAY {
            return None;
        }
        let (teller, told) = watch::channel(None);
        let entry = Entry {
            told: told.clone(),
            used: self.turn,
            bytes: 0,
            is_made: false,
        };
        self.entries.insert(key, entry);
        self.under_way += 1;
        Some((teller, told))
    }

    /// The answer for `key` is made.
    pub(super) fn done(&mut self, key: Key, made: &Made) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        if let Made::Bytes(bytes) = made {
            entry.bytes = bytes.len();
        }
        entry.is_made = true;
        self.bytes += entry.bytes;
        self.under_way -= 1;
        while self.bytes > MAX_BYTES || self.entries.len() > MAX_ENTRIES {
            if !self.forget_oldest() {
                break;
            }
        }
    }

    fn forget_oldest(&mut self) -> bool {
        let made = self.entries.iter().filter(|(_, entry)| entry.is_made);
        let oldest = made.min_by_key(|(_, entry)| entry.used);
        let Some(key) = oldest.map(|(key, _)| *key) else {
            return false;
        };
        let gone = self.entries.remove(&key);
        self.bytes -= gone.map_or(0, |gone| gone.bytes);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u16) -> Key {
        let [high, low] = number.to_be_bytes();
        let mut digest = [0; 32];
        (digest[0], digest[1]) = (high, low);
        (Digest(digest), Digest::EMPTY)
    }

    fn add(kept: &mut Kept, number: u16, made: &Made) {
        assert!(kept.get(key(number)).is_none());
        let (teller, _told) = kept.begin(key(number)).unwrap();
        kept.done(key(number), made);
        teller.send_replace(Some(made.clone()));
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_when_there_is_no_more_room() {
        let mut kept = Kept::default();
        let third = Made::Bytes(Bytes::from(vec![0; MAX_BYTES / 3]));
        for number in 1..=3 {
            add(&mut kept, number, &third);
        }
        assert_eq!(
            kept.get(key(1)).unwrap().borrow().as_ref(),
            Some(&third),
            "the first is asked for again"
        );
        add(&mut kept, 4, &third);
        let held: Vec<u16> = (1..=4).filter(|it| kept.get(key(*it)).is_some()).collect();
        assert_eq!(held, [1, 3, 4]);
    }

    #[test]
    fn pairs_of_no_use_are_remembered_up_to_a_number() {
        let mut kept = Kept::default();
        for number in 0..=MAX_ENTRIES as u16 {
            add(&mut kept, number, &Made::Useless);
        }
        assert!(kept.get(key(0)).is_none());
        assert!(kept.get(key(1)).is_some());
        assert_eq!(kept.entries.len(), MAX_ENTRIES);
    }

    #[test]
    fn no_more_than_so_many_are_under_way() {
        let mut kept = Kept::default();
        for number in 0..MAX_UNDER_WAY as u16 {
            assert!(kept.begin(key(number)).is_some());
        }
        assert!(kept.begin(key(99)).is_none());
        kept.done(key(0), &Made::Useless);
        assert!(kept.begin(key(99)).is_some());
    }
}
