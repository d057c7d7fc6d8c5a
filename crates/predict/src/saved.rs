//! What a predictor learned, as bytes: the table as it stands in memory, weights and rates.
//!
//! ```text
//! u8 version · u8 0 · u16 contexts asked · u32 buckets · cells u32 · turns u8 · weights f32 · rates f32
//! ```
//! Everything is little-endian. A session under way is not part of it: a killed worker loses the few items since its
//! last save, never what was learned before.
//!
//! Deliberately absent: reading what another version wrote. What was learned is a gain, not a save: it begins anew.

use crate::mixer::{MOVED_MAX, SOURCES, WEIGHT_MAX};
use crate::reader::put;
use crate::table::{BUCKET_BYTES, CELLS, Table};
use crate::{Error, MAX_BYTES, Predictor};

/// What this version writes.
const VERSION: u8 = 1;
const HEAD_BYTES: usize = 8;

impl Predictor {
    /// Everything that was learned.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.append_to(&mut bytes);
        bytes
    }

    /// The same, behind what `bytes` has: it is long, and copying it takes time and room.
    pub fn append_to(&self, bytes: &mut Vec<u8>) {
        bytes.reserve_exact(HEAD_BYTES + self.table.bytes() + self.numbers_bytes());
        put(bytes, &[VERSION, 0]);
        put(bytes, &(SOURCES as u16).to_le_bytes());
        put(bytes, &(self.table.turns.len() as u32).to_le_bytes());
        let from = bytes.len();
        bytes.resize(from + self.table.cells.len() * 4, 0);
        let places = bytes[from..].chunks_exact_mut(4);
        for (place, cell) in places.zip(&self.table.cells) {
            place.copy_from_slice(&cell.to_le_bytes());
        }
        put(bytes, &self.table.turns);
        for number in self.numbers().into_iter().flatten() {
            put(bytes, &number.to_le_bytes());
        }
    }

    /// A predictor of `items` items that knows what `bytes` say.
    ///
    /// # Errors
    /// Where another version wrote them, or nobody.
    pub fn from_bytes(bytes: &[u8], items: usize) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::TooLong {
                want: MAX_BYTES,
                got: bytes.len(),
            });
        }
        let (head, rest) = bytes
            .split_at_checked(HEAD_BYTES)
            .ok_or(Error::Length { at: 0 })?;
        if head[0] != VERSION {
            return Err(Error::Version {
                want: VERSION,
                got: head[0],
            });
        }
        if u16::from_le_bytes([head[2], head[3]]) as usize != SOURCES {
            return Err(Error::Number { at: 2 });
        }
        let buckets = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let mut predictor = Self::new(0, items);
        let numbers = predictor.numbers_bytes();
        let want = buckets
            .checked_mul(BUCKET_BYTES)
            .and_then(|table| table.checked_add(numbers));
        if buckets == 0 || want != Some(rest.len()) {
            return Err(Error::Length { at: HEAD_BYTES });
        }
        let (cells, rest) = rest.split_at(buckets * CELLS * 4);
        let (turns, numbers) = rest.split_at(buckets);
        predictor.table = Table {
            cells: words(cells).map(u32::from_le_bytes).collect(),
            turns: turns.to_vec(),
        };
        let mut at = bytes.len() - numbers.len();
        let places = predictor.numbers_mut().into_iter().flatten();
        for (number, word) in places.zip(words(numbers)) {
            *number = f32::from_le_bytes(word);
            if !number.is_finite() {
                return Err(Error::Number { at });
            }
            at += 4;
        }
        predictor.bound();
        Ok(predictor)
    }

    /// What was moved is a divisor, and rates are shares.
    fn bound(&mut self) {
        for mixer in [&mut self.used, &mut self.soon] {
            for weight in &mut mixer.weights {
                *weight = weight.clamp(-WEIGHT_MAX, WEIGHT_MAX);
            }
            for moved in &mut mixer.moved {
                *moved = moved.clamp(1.0, MOVED_MAX);
            }
        }
        for rate in self.rates.iter_mut().flatten() {
            *rate = rate.clamp(0.0, 1.0);
        }
    }

    fn numbers(&self) -> [&[f32]; 5] {
        let (used, soon) = (&self.used, &self.soon);
        let rates = self.rates.as_flattened();
        [
            &used.weights,
            &used.moved,
            &soon.weights,
            &soon.moved,
            rates,
        ]
    }

    fn numbers_mut(&mut self) -> [&mut [f32]; 5] {
        let (used, soon) = (&mut self.used, &mut self.soon);
        let rates = self.rates.as_flattened_mut();
        [
            &mut used.weights,
            &mut used.moved,
            &mut soon.weights,
            &mut soon.moved,
            rates,
        ]
    }

    fn numbers_bytes(&self) -> usize {
        self.numbers().iter().map(|part| part.len() * 4).sum()
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    bytes
        .chunks_exact(4)
        .map(|word| [word[0], word[1], word[2], word[3]])
}
