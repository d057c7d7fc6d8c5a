//! Counts of what followed what, in a number of bytes that is fixed from the start.
//!
//! A row is what followed one context. It lies whole within one bucket, which it shares with the rows of other contexts:
//! reading it is one pass over 32 cells, and the table as it stands in memory is also how it is stored.
//! When a bucket is full, the least counted cell leaves, one of a context that looks far back first; among equals they
//! take turns. Where hardly a cell is left that was counted once, the whole bucket is halved: something new can only grow
//! if the past makes room, and it does so where it is crowded and nowhere else.
//!
//! Deliberately absent: growing, and any row longer than a bucket. What is seldom among a hundred successors is never
//! likely enough to be fetched.

use alloc::vec;
use alloc::vec::Vec;

use crate::Item;

/// Cells of a bucket.
pub(crate) const CELLS: usize = 32;
/// A full bucket with fewer cells that were counted once is halved.
const YOUNG_CELLS: usize = 2;
/// Stands in the place of an item where a cell counts the visits of a row.
const VISITS: u16 = Item::MAX;
const COUNT_BITS: u32 = 7;
const COUNT_MAX: u32 = (1 << COUNT_BITS) - 1;
/// Bits that tell the rows of a bucket apart: how far back the context looks, and a part of its hash.
pub(crate) const TAG_BITS: u32 = 9;
const HASH_BITS: u32 = TAG_BITS - 2;

/// Bytes of a bucket: its cells, and whose turn it is to leave.
pub(crate) const BUCKET_BYTES: usize = CELLS * 4 + 1;

/// What names a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) bucket: u32,
    pub(crate) tag: u32,
}

/// One number for item, row and count: `item << 16 | tag << 7 | count`. Without a count it is empty.
pub(crate) type Cell = u32;

/// The table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) cells: Vec<Cell>,
    pub(crate) turns: Vec<u8>,
}

/// A row as it was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// How often the context was met.
    pub(crate) visits: u8,
    length: u8,
    cells: [(Item, u8); CELLS],
}

impl Row {
    const EMPTY: Self = Self {
        visits: 0,
        length: 0,
        cells: [(0, 0); CELLS],
    };

    /// What followed, and how often.
    pub(crate) fn followers(&self) -> &[(Item, u8)] {
        &self.cells[..usize::from(self.length)]
    }
}

impl Table {
    /// A table of at most `bytes`, but of one bucket at least.
    pub(crate) fn new(bytes: usize) -> Self {
        let buckets = (bytes / BUCKET_BYTES).max(1);
        Self {
            cells: vec![0; buckets * CELLS],
            turns: vec![0; buckets],
        }
    }

    /// What this table takes.
    pub(crate) fn bytes(&self) -> usize {
        self.turns.len() * BUCKET_BYTES
    }

    /// The row of the context that `hash` stands for, which looks `reach` (0 to 3) items back.
    pub(crate) fn key(&self, hash: u64, reach: u32) -> Key {
        let bucket = ((hash >> 32) * self.turns.len() as u64) >> 32;
        let short = hash as u32 & ((1 << HASH_BITS) - 1);
        Key {
            bucket: bucket as u32,
            tag: (reach.min(3) << HASH_BITS) | short,
        }
    }

    /// What followed the context, where it was met before.
    pub(crate) fn read(&self, key: Key) -> Option<Row> {
        let mut row = Row::EMPTY;
        for cell in self.bucket(key) {
            let count = count_of(*cell) as u8;
            if tag_of(*cell) != key.tag || count == 0 {
                continue;
            }
            match item_of(*cell) {
                VISITS => row.visits = count,
                item => {
                    row.cells[usize::from(row.length)] = (item, count);
                    row.length += 1;
                }
            }
        }
        (row.visits > 0).then_some(row)
    }

    /// How often the context was met.
    pub(crate) fn visits(&self, key: Key) -> u8 {
        self.find(key, VISITS)
            .map_or(0, |at| count_of(self.cells[at]) as u8)
    }

    /// Counts another meeting of the context; one that has no row yet gets one only if it `may_open`.
    pub(crate) fn visit(&mut self, key: Key, may_open: bool) {
        if may_open || self.find(key, VISITS).is_some() {
            self.add(key, VISITS, 1);
        }
    }

    /// Counts `item` as a follower of the context, if that has a row.
    pub(crate) fn follow(&mut self, key: Key, item: Item) {
        if self.find(key, VISITS).is_some() {
            self.add(key, item, 1);
        }
    }

    /// Counts a row that was counted elsewhere on top of what is here.
    pub(crate) fn add_row(&mut self, key: Key, visits: u8, followers: &[(Item, u8)]) {
        self.add(key, VISITS, visits);
        for (item, count) in followers {
            self.add(key, *item, *count);
        }
    }

    fn add(&mut self, key: Key, item: u16, count: u8) {
        let count = u32::from(count).min(COUNT_MAX);
        let at = match self.find(key, item) {
            Some(at) => at,
            None => {
                let at = self.room(key);
                self.cells[at] = (u32::from(item) << 16) | (key.tag << COUNT_BITS);
                at
            }
        };
        while count_of(self.cells[at]) + count > COUNT_MAX {
            self.halve_row(key);
        }
        self.cells[at] += count;
    }

    /// Halves a row whose counts have come to their end: what was long ago counts less from then on.
    fn halve_row(&mut self, key: Key) {
        let from = key.bucket as usize * CELLS;
        for cell in &mut self.cells[from..from + CELLS] {
            if tag_of(*cell) == key.tag {
                *cell -= count_of(*cell) / 2;
            }
        }
    }

    /// A cell of the bucket that may be written over.
    fn room(&mut self, key: Key) -> usize {
        let from = key.bucket as usize * CELLS;
        let bucket = &mut self.cells[from..from + CELLS];
        if let Some(at) = bucket.iter().position(|cell| count_of(*cell) == 0) {
            return from + at;
        }
        let turn = &mut self.turns[key.bucket as usize];
        let first = usize::from(*turn) % CELLS;
        let least = (first..CELLS)
            .chain(0..first)
            .min_by_key(|at| worth(bucket[*at]))
            .unwrap_or(first);
        *turn = ((least + 1) % CELLS) as u8;
        let young = bucket.iter().filter(|cell| count_of(**cell) == 1).count();
        if young < YOUNG_CELLS {
            for cell in bucket {
                *cell -= count_of(*cell) / 2;
            }
        }
        from + least
    }

    fn find(&self, key: Key, item: u16) -> Option<usize> {
        let want = (u32::from(item) << TAG_BITS) | key.tag;
        let is_it = |cell: &Cell| *cell >> COUNT_BITS == want && count_of(*cell) > 0;
        let at = self.bucket(key).iter().position(is_it)?;
        Some(key.bucket as usize * CELLS + at)
    }

    fn bucket(&self, key: Key) -> &[Cell] {
        let from = key.bucket as usize * CELLS;
        &self.cells[from..from + CELLS]
    }
}

fn item_of(cell: Cell) -> u16 {
    (cell >> 16) as u16
}

fn tag_of(cell: Cell) -> u32 {
    (cell >> COUNT_BITS) & ((1 << TAG_BITS) - 1)
}

fn count_of(cell: Cell) -> u32 {
    cell & COUNT_MAX
}

/// The order in which cells leave. A context that looks far back has more rows than one that does not, and each says less.
fn worth(cell: Cell) -> u32 {
    let reach = tag_of(cell) >> HASH_BITS;
    count_of(cell) * 4 + 3 - reach
}
