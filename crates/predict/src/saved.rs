//! What a predictor learned, as bytes: the table as it stands in memory, weights and rates.
//!
//! ```text
//! u8 version · u8 0 · u16 contexts asked · u32 buckets · cells u32 · turns u8 · weights f32 · rates f32
//! ```
//! Everything is little-endian. A session under way is not part of it: whoever keeps its items, too, enters them again.
//!
//! Deliberately absent: reading what another version wrote. What was learned is a gain, not a save: it begins anew.

use alloc::vec::Vec;

use crate::mixer::{MOVED_MAX, SOURCES, WEIGHT_MAX};
use crate::reader::{Reader, put};
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
        bytes.reserve_exact(self.saved_bytes(self.table.turns.len()));
        put(bytes, &[VERSION, 0, SOURCES as u8, 0]);
        put(bytes, &(self.table.turns.len() as u32).to_le_bytes());
        for cell in &self.table.cells {
            put(bytes, &cell.to_le_bytes());
        }
        put(bytes, &self.table.turns);
        let [used, soon] = [&self.used, &self.soon];
        let rates = self.rates.as_flattened();
        let numbers = [
            &used.weights,
            &used.moved,
            &soon.weights,
            &soon.moved,
            rates,
        ];
        for number in numbers.into_iter().flatten() {
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
        let reader = &mut Reader::new(bytes);
        reader.version(VERSION);
        reader.byte();
        let sources = reader.item();
        reader.expect(usize::from(sources) == SOURCES, 2);
        let buckets = reader.word() as usize;
        let mut predictor = Self::new(0, items);
        if buckets == 0 || predictor.saved_bytes(buckets) != bytes.len() {
            reader.refuse(Error::Length { at: HEAD_BYTES });
        }
        reader.so_far()?;
        predictor.table = Table {
            cells: (0..buckets * CELLS).map(|_| reader.word()).collect(),
            turns: (0..buckets).map(|_| reader.byte()).collect(),
        };
        let [used, soon] = [&mut predictor.used, &mut predictor.soon];
        let rates = predictor.rates.as_flattened_mut();
        // What was moved is a divisor, and rates are shares.
        for (numbers, least, most) in [
            (&mut *used.weights, -WEIGHT_MAX, WEIGHT_MAX),
            (&mut used.moved, 1.0, MOVED_MAX),
            (&mut soon.weights, -WEIGHT_MAX, WEIGHT_MAX),
            (&mut soon.moved, 1.0, MOVED_MAX),
            (rates, 0.0, 1.0),
        ] {
            for number in numbers {
                *number = reader.finite().clamp(least, most);
            }
        }
        reader.end()?;
        Ok(predictor)
    }

    /// How many bytes one takes that has so many `buckets`.
    fn saved_bytes(&self, buckets: usize) -> usize {
        let mixers = (self.used.weights.len() + self.used.moved.len()) * 2;
        let numbers = mixers + self.rates.as_flattened().len();
        let table = buckets.saturating_mul(BUCKET_BYTES);
        table.saturating_add(HEAD_BYTES + numbers * 4)
    }
}
