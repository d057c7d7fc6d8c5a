//! A run of bytes told by another: copies with corrections, and insertions.
//!
//! The division into approximate copies is bsdiff's (Percival, "Naive differences of executable code"). One function
//! serves both directions; a reader is told neither. Deliberately absent: how the copies are found.

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

const MIX_CONTROL: usize = 52;
const MIX_RUN: usize = 53;
const MIX_PATCHED: usize = 54;
const MIX_INSERTED: usize = 55;

/// About how many bytes it costs to say how and to fill in what no piece copies.
pub(crate) fn cost(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| 4 + piece.insert_bytes).sum()
}

/// A division has no more pieces than a thirty-second of the bytes it tells, and these.
const FREE_PIECES: usize = 16;

/// Codes `new_bytes` bytes told by `old`; gives them. A writer says what they are and how they are divided.
pub(crate) fn code<C: Coder>(
    coder: &mut C,
    model: &mut Model,
    old: &[u8],
    new_bytes: usize,
    aim: Option<(&[u8], &[Piece])>,
) -> Result<Vec<u8>, Error> {
    let pieces = aim.map(|aim| aim.1);
    let pieces = code_pieces(coder, model, old.len(), new_bytes, pieces)?;
    let new = aim.map(|aim| aim.0);
    code_content(coder, model, old, new_bytes, &pieces, new)
}

/// Codes how `new_bytes` bytes are divided; what it gives lies within both texts.
// Two codecs call it and the next function, and a client pays for each copy of them.
#[inline(never)]
pub(crate) fn code_pieces<C: Coder>(
    coder: &mut C,
    model: &mut Model,
    old_bytes: usize,
    new_bytes: usize,
    wanted: Option<&[Piece]>,
) -> Result<Vec<Piece>, Error> {
    let limit = new_bytes / 32 + FREE_PIECES;
    let all = [Piece {
        insert_bytes: new_bytes,
        ..Piece::default()
    }];
    let wanted = wanted.map(|wanted| if wanted.len() > limit { &all } else { wanted });
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut cursor, mut made) = (0usize, 0);
    while made < new_bytes {
        let want = wanted.and_then(|wanted| wanted.get(pieces.len()));
        let before = pieces.last().copied().unwrap_or_default();
        let piece = control(coder, model, want.copied().unwrap_or_default(), before);
        let damaged = Error::Damaged { at: made as u64 };
        let room = new_bytes - made;
        if coder.is_exhausted()
            || pieces.len() == limit
            || piece.copy_bytes > room.min(old_bytes - cursor)
            || piece.insert_bytes > room - piece.copy_bytes
        {
            return Err(damaged);
        }
        made += piece.copy_bytes + piece.insert_bytes;
        let moved = ((cursor + piece.copy_bytes) as i64).checked_add(piece.seek);
        let moved = moved.and_then(|moved| usize::try_from(moved).ok());
        cursor = moved.filter(|moved| *moved <= old_bytes).ok_or(damaged)?;
        pieces.push(piece);
    }
    Ok(pieces)
}

/// Codes the bytes that `pieces`, which lie within both texts, divide.
pub(crate) fn code_content<C: Coder>(
    coder: &mut C,
    model: &mut Model,
    old: &[u8],
    new_bytes: usize,
    pieces: &[Piece],
    new: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    code_with(coder, model, old, new_bytes, pieces, new, None)
}

/// The same, where `put_in` is what the pieces put in: then it is not coded.
#[inline(never)]
pub(crate) fn code_with<C: Coder>(
    coder: &mut C,
    model: &mut Model,
    old: &[u8],
    new_bytes: usize,
    pieces: &[Piece],
    new: Option<&[u8]>,
    mut put_in: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    let mut region = Region {
        model,
        old,
        out: Vec::with_capacity(new_bytes),
        new,
        cursor: 0,
    };
    for piece in pieces {
        region.copy(coder, piece.copy_bytes)?;
        match &mut put_in {
            Some(rest) => {
                let (here, after) = rest
                    .split_at_checked(piece.insert_bytes)
                    .ok_or(region.damaged())?;
                region.out.extend_from_slice(here);
                *rest = after;
            }
            None => region.insert(coder, piece.insert_bytes)?,
        }
        if coder.is_exhausted() {
            return Err(region.damaged());
        }
        region.cursor = (region.cursor as i64 + piece.seek) as usize;
    }
    Ok(region.out)
}

fn control<C: Coder>(coder: &mut C, model: &mut Model, want: Piece, before: Piece) -> Piece {
    let size = |bytes: usize| usize::BITS - bytes.leading_zeros();
    let (copied, inserted) = (size(before.copy_bytes), size(before.insert_bytes));
    let copy = contexts(0, [hash(copied, inserted), copied, inserted, 0]);
    let copy_bytes = model.value(coder, &copy, MIX_CONTROL, want.copy_bytes as u64);
    let copy_bytes = usize::try_from(copy_bytes).unwrap_or(usize::MAX);
    let copied = size(copy_bytes);
    let insert = contexts(1, [copied, hash(copied, inserted), 0, 0]);
    let insert_bytes = model.value(coder, &insert, MIX_CONTROL, want.insert_bytes as u64);
    let insert_bytes = usize::try_from(insert_bytes).unwrap_or(usize::MAX);
    let inserted = size(insert_bytes);
    let seek = contexts(2, [inserted, insert_bytes as u32, copied, 0]);
    let seek = model.signed(coder, &seek, MIX_CONTROL, want.seek);
    Piece {
        copy_bytes,
        insert_bytes,
        seek,
    }
}

struct Region<'a> {
    model: &'a mut Model,
    old: &'a [u8],
    out: Vec<u8>,
    new: Option<&'a [u8]>,
    cursor: usize,
}

impl Region<'_> {
    fn damaged(&self) -> Error {
        Error::Damaged {
            at: self.out.len() as u64,
        }
    }

    /// Copies, with each byte that differs put right.
    fn copy<C: Coder>(&mut self, coder: &mut C, bytes: usize) -> Result<(), Error> {
        let end = self.cursor + bytes;
        let mut last_run = 0;
        let mut last_two = 0u32;
        while self.cursor < end {
            let want = self.new.map_or(0, |new| self.equal_bytes(new, end));
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
        self.new.map_or(0, |new| u32::from(new[self.out.len()]))
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
