//! A run of bytes told by another: copies with corrections, and insertions.
//!
//! The division into approximate copies is bsdiff's (Percival, "Naive differences of executable code"). One function
//! serves both directions; a reader has no [`Guide`]. Deliberately absent: how the copies are found.

use crate::Error;
use crate::coder::Coder;
use crate::model::{INPUTS, Model, hash};

/// A copy from the cursor in the old bytes, an insertion, then a move of the cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) copy_bytes: usize,
    pub(crate) insert_bytes: usize,
    pub(crate) seek: i64,
}

/// What a writer knows and a reader does not.
#[derive(Clone, Copy)]
pub(crate) struct Guide<'a> {
    pub(crate) new: &'a [u8],
    pub(crate) pieces: &'a [Piece],
}

const MIX_CONTROL: usize = 0;
const MIX_RUN: usize = 1;
const MIX_PATCHED: usize = 2;
const MIX_INSERTED: usize = 3;

/// Codes `new_bytes` bytes; gives them.
pub(crate) fn code<C: Coder>(
    coder: &mut C,
    model: &mut Model,
    old: &[u8],
    new_bytes: usize,
    guide: Option<Guide<'_>>,
) -> Result<Vec<u8>, Error> {
    let mut region = Region {
        model,
        old,
        out: Vec::with_capacity(new_bytes),
        guide,
        cursor: 0,
    };
    let mut before = Piece::default();
    let mut index = 0;
    while region.out.len() < new_bytes {
        let piece = guide
            .and_then(|guide| guide.pieces.get(index))
            .copied()
            .unwrap_or_default();
        let piece = region.control(coder, piece, before);
        let room = new_bytes - region.out.len();
        if piece.copy_bytes > room || piece.insert_bytes > room - piece.copy_bytes {
            return Err(region.damaged());
        }
        region.copy(coder, piece.copy_bytes)?;
        region.insert(coder, piece.insert_bytes)?;
        if coder.is_exhausted() || piece == Piece::default() {
            return Err(region.damaged());
        }
        let cursor = (region.cursor as i64).checked_add(piece.seek);
        let cursor = cursor.and_then(|cursor| usize::try_from(cursor).ok());
        region.cursor = cursor
            .filter(|cursor| *cursor <= old.len())
            .ok_or(region.damaged())?;
        before = piece;
        index += 1;
    }
    Ok(region.out)
}

struct Region<'a> {
    model: &'a mut Model,
    old: &'a [u8],
    out: Vec<u8>,
    guide: Option<Guide<'a>>,
    cursor: usize,
}

impl Region<'_> {
    fn damaged(&self) -> Error {
        Error::Damaged {
            at: self.out.len() as u64,
        }
    }

    fn control<C: Coder>(&mut self, coder: &mut C, want: Piece, before: Piece) -> Piece {
        let size = |bytes: usize| usize::BITS - bytes.leading_zeros();
        let context = hash(size(before.copy_bytes), size(before.insert_bytes));
        let copy = contexts(
            0,
            [
                context,
                size(before.copy_bytes),
                size(before.insert_bytes),
                0,
            ],
        );
        let copy_bytes =
            self.model
                .value(coder, &copy, MIX_CONTROL, want.copy_bytes as u64) as usize;
        let context = size(copy_bytes);
        let insert = contexts(1, [context, hash(context, size(before.insert_bytes)), 0, 0]);
        let inserted =
            self.model
                .value(coder, &insert, MIX_CONTROL, want.insert_bytes as u64) as usize;
        let seek = contexts(2, [size(inserted), inserted as u32, context, 0]);
        let seek = self.model.signed(coder, &seek, MIX_CONTROL, want.seek);
        Piece {
            copy_bytes,
            insert_bytes: inserted,
            seek,
        }
    }

    /// Copies, with each byte that differs put right.
    fn copy<C: Coder>(&mut self, coder: &mut C, bytes: usize) -> Result<(), Error> {
        let end = self.cursor + bytes;
        if end > self.old.len() {
            return Err(self.damaged());
        }
        let mut last_run = 0;
        let mut last_two = 0u32;
        while self.cursor < end {
            let want = self
                .guide
                .map_or(0, |guide| self.equal_bytes(guide.new, end));
            let rest = (end - self.cursor) as u32;
            let near = hash(last_run, last_two);
            let run = contexts(3, [last_run, near, rest.min(64), self.before() >> 24]);
            let run = self.model.value(coder, &run, MIX_RUN, want as u64);
            last_two = last_run;
            last_run = run.min(40) as u32;
            let run = usize::try_from(run)
                .ok()
                .filter(|run| *run <= end - self.cursor);
            let run = run.ok_or(self.damaged())?;
            self.out
                .extend_from_slice(&self.old[self.cursor..self.cursor + run]);
            self.cursor += run;
            if self.cursor < end {
                self.patched(coder);
                if coder.is_exhausted() {
                    return Err(Error::Cut);
                }
            }
        }
        Ok(())
    }

    fn patched<C: Coder>(&mut self, coder: &mut C) {
        let old = u32::from(self.old[self.cursor]);
        let next = u32::from(self.old.get(self.cursor + 1).copied().unwrap_or(0));
        let past = self.before();
        let shift = self.shift();
        let contexts = contexts(
            4,
            [
                old,
                hash(old, past >> 24),
                hash(old, shift),
                hash(old, next),
            ],
        );
        let want = self.wanted();
        let byte = self.model.symbol(coder, &contexts, MIX_PATCHED, 8, want);
        self.out.push(byte as u8);
        self.cursor += 1;
    }

    fn insert<C: Coder>(&mut self, coder: &mut C, bytes: usize) -> Result<(), Error> {
        for index in 0..bytes {
            let past = self.before();
            let ahead = self.old.get(self.cursor + index).copied().unwrap_or(0);
            let older = self
                .out
                .len()
                .checked_sub(5)
                .map_or(0, |at| u32::from(self.out[at]));
            let contexts = [
                hash(10, 0),
                hash(11, past >> 24),
                hash(12, past >> 16),
                hash(13, past >> 8),
                hash(14, hash(past, older)),
                hash(15, hash(past >> 24, u32::from(ahead))),
            ];
            let want = self.wanted();
            let byte = self.model.symbol(coder, &contexts, MIX_INSERTED, 8, want);
            self.out.push(byte as u8);
            if index % 1024 == 0 && coder.is_exhausted() {
                return Err(Error::Cut);
            }
        }
        Ok(())
    }

    /// The last four bytes, the newest highest.
    fn before(&self) -> u32 {
        let start = self.out.len().saturating_sub(4);
        let past = self.out[start..].iter();
        past.fold(0, |past, byte| past >> 8 | u32::from(*byte) << 24)
    }

    /// By how much the last byte differs from the one it was copied from.
    fn shift(&self) -> u32 {
        let (Some(new), Some(at)) = (self.out.last(), self.cursor.checked_sub(1)) else {
            return 0;
        };
        u32::from(new.wrapping_sub(self.old[at]))
    }

    fn wanted(&self) -> u32 {
        self.guide
            .map_or(0, |guide| u32::from(guide.new[self.out.len()]))
    }

    fn equal_bytes(&self, new: &[u8], end: usize) -> usize {
        let old = self.old[self.cursor..end].iter();
        old.zip(&new[self.out.len()..])
            .take_while(|(old, new)| old == new)
            .count()
    }
}

fn contexts(kind: u32, values: [u32; INPUTS - 2]) -> [u32; INPUTS] {
    let [a, b, c, d] = values;
    let base = kind << 8;
    [
        hash(base, 0),
        hash(base | 1, a),
        hash(base | 2, b),
        hash(base | 3, c),
        hash(base | 4, d),
        hash(base | 5, hash(a, hash(b, c))),
    ]
}
