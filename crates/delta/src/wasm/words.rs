//! Words of data that are addresses or numbers of table slots: they move when what they mean moves.
//!
//! Which words are that is not known: for each word that would move, one decision tells whether it did. Deliberately
//! absent: the bytes in between, and words that became something else.

use super::maps::{FIRST_ADDRESS, Maps, NONE, moved_among};
use super::predict::data_segments;
use crate::blob::Piece;
use crate::coder::Coder;
use crate::flags::Flags;
use crate::model::{INPUTS, Model, hash};

const MIX_WORD: usize = 60;
const WORD_BYTES: usize = 4;

/// A part of the old payload that is copied.
struct Copy {
    old: usize,
    new: usize,
    bytes: usize,
}

/// A data section and what is known of where its words may point.
pub(super) struct Words<'a> {
    old: &'a [u8],
    /// Address, place in the payload and length.
    segments: Vec<(usize, usize, usize)>,
    /// In the order of the new payload.
    copies: Vec<Copy>,
    /// The same in the order of the old one.
    sorted: Vec<(usize, usize, i64)>,
    /// The addresses that code told of, in order, each with by how much it moved.
    told: Vec<(i64, i64)>,
    /// No address is larger.
    last_address: usize,
    slots: &'a [u32],
    past: u32,
}

impl<'a> Words<'a> {
    /// `pieces` lie within `old`.
    pub(super) fn new(old: &'a [u8], pieces: &[Piece], maps: &'a Maps, slots: &'a [u32]) -> Self {
        let mut segments = data_segments(old).unwrap_or_default();
        if !segments.is_sorted_by_key(|segment| segment.0) {
            segments.clear();
        }
        let last = segments.last();
        let last_address = last.map_or(0, |(address, _, length)| address.saturating_add(*length));
        let (mut copies, mut cursor, mut made) = (Vec::new(), 0, 0);
        for piece in pieces {
            copies.push(Copy {
                old: cursor,
                new: made,
                bytes: piece.copy_bytes,
            });
            made += piece.copy_bytes + piece.insert_bytes;
            cursor = ((cursor + piece.copy_bytes) as i64 + piece.seek) as usize;
        }
        let sort = |copy: &Copy| {
            let shift = copy.new as i64 - copy.old as i64;
            (copy.old, copy.old + copy.bytes, shift)
        };
        let mut sorted: Vec<_> = copies.iter().map(sort).collect();
        sorted.sort_unstable();
        Self {
            old,
            segments,
            copies,
            sorted,
            told: maps.moved_addresses(),
            last_address,
            slots,
            past: 0,
        }
    }

    /// The old payload with every word moved as code told.
    pub(super) fn all_moved(&self) -> Vec<u8> {
        let mut out = self.old.to_vec();
        for (address, begin, length) in &self.segments {
            let start = begin + (address.wrapping_neg() & 3);
            let stop = begin + length;
            for at in (start..stop.saturating_sub(3)).step_by(WORD_BYTES) {
                let old = word(self.old, at);
                let slot = self.slots.get(old as usize).filter(|slot| **slot != NONE);
                let moved = slot.copied().or(self.addresses(old)[0]).unwrap_or(old);
                if old > 0 {
                    out[at..at + WORD_BYTES].copy_from_slice(&moved.to_le_bytes());
                }
            }
        }
        out
    }

    /// Codes which words moved; gives the old payload with those moved.
    pub(super) fn code<C: Coder>(
        mut self,
        coder: &mut C,
        flags: &mut Flags,
        model: &mut Model,
        new: Option<&[u8]>,
    ) -> Vec<u8> {
        let mut out = self.old.to_vec();
        let copies = core::mem::take(&mut self.copies);
        for copy in &copies {
            let end = copy.old + copy.bytes;
            let begin = |segment: &(usize, usize, usize)| segment.1 + segment.2 <= copy.old;
            let first = self.segments.partition_point(begin);
            for index in first..self.segments.len() {
                let (address, begin, length) = self.segments[index];
                if begin >= end || coder.is_exhausted() {
                    break;
                }
                // The first byte of the part that is copied, then of an aligned word.
                let start = copy.old.max(begin);
                let start = start + (address.wrapping_add(start - begin).wrapping_neg() & 3);
                let stop = end.min(begin + length);
                let mut at = start;
                while at + WORD_BYTES <= stop {
                    let new = new.map(|new| word(new, at - copy.old + copy.new));
                    if let Some(moved) = self.code_word(coder, flags, model, at, new) {
                        out[at..at + WORD_BYTES].copy_from_slice(&moved.to_le_bytes());
                    }
                    at += WORD_BYTES;
                }
            }
        }
        out
    }

    /// Codes whether the word at `at` moved; gives what it became if so.
    fn code_word<C: Coder>(
        &mut self,
        coder: &mut C,
        flags: &mut Flags,
        model: &mut Model,
        at: usize,
        new: Option<u32>,
    ) -> Option<u32> {
        let old = word(self.old, at);
        if old == 0 {
            return None;
        }
        let slot = self.slots.get(old as usize).filter(|slot| **slot != NONE);
        let [told, carried] = self.addresses(old);
        let candidates = [
            told,
            carried.filter(|moved| Some(*moved) != told),
            slot.copied(),
        ];
        for (kind, moved) in candidates.into_iter().enumerate() {
            let Some(moved) = moved.filter(|moved| *moved != old) else {
                continue;
            };
            let kind = kind as u32 + 4 * u32::from(kind == 0 && told == carried);
            let is_it = u32::from(new == Some(moved));
            let near = [
                hash(hash(kind, 0xa00), self.past & 0xff),
                hash(hash(kind, 0xa01), old),
            ];
            let is_it = flags.flag_with(coder, near, is_it, |coder, case, bit| {
                let contexts = self.contexts(kind, old, at);
                model.decision(coder, &contexts, MIX_WORD, case, bit)
            });
            self.past = self.past << 1 | is_it;
            if is_it == 1 {
                return Some(moved);
            }
        }
        None
    }

    fn contexts(&self, kind: u32, old: u32, at: usize) -> [u32; INPUTS] {
        let kind = hash(kind, 0xa02);
        let near = |at: Option<usize>| {
            let at = at.filter(|at| at + WORD_BYTES <= self.old.len());
            at.map_or(0, |at| word(self.old, at))
        };
        let before = near(at.checked_sub(WORD_BYTES));
        let after = near(at.checked_add(WORD_BYTES));
        let size = |word: u32| u32::BITS - word.leading_zeros();
        let sizes = hash(size(before), hash(size(old), size(after)));
        [
            hash(kind, self.past & 0xffff),
            hash(kind + 1, old),
            hash(kind + 2, hash(before, self.past & 1)),
            hash(kind + 3, hash(sizes, self.past & 3)),
            hash(kind + 4, old >> 8),
            hash(kind + 5, hash(old & 3, hash(size(old), self.past & 7))),
        ]
    }

    /// Where an address went as code told, and with the bytes there.
    fn addresses(&self, old: u32) -> [Option<u32>; 2] {
        let address = old as usize;
        if i64::from(old) < FIRST_ADDRESS || address > self.last_address {
            return [None; 2];
        }
        let index = self
            .segments
            .partition_point(|segment| segment.0 <= address);
        let segment = index.checked_sub(1).map(|index| self.segments[index]);
        let Some((start, begin, length)) = segment else {
            return [None; 2];
        };
        let place = begin + (address - start).min(length);
        let index = self.sorted.partition_point(|copy| copy.0 <= place);
        let copy = index.checked_sub(1).map(|index| self.sorted[index]);
        let copy = copy.filter(|(_, end, _)| place < *end);
        let told = moved_among(&self.told, i64::from(old));
        let carried = copy.map(|(_, _, shift)| i64::from(old) + shift);
        [Some(told), carried].map(|moved| moved.and_then(|moved| u32::try_from(moved).ok()))
    }
}

/// The word at a place that lies within `bytes`.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> u32 {
    let word = bytes
        .get(at..at + WORD_BYTES)
        .and_then(|word| word.try_into().ok());
    u32::from_le_bytes(word.unwrap_or_default())
}
