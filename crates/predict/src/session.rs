//! The session under way, as bytes: with them and those of what was learned, a predictor goes on as if it had never
//! been stopped.
//!
//! ```text
//! u8 version · 4 u16 history
//! u8 moments, each: u16 item · 4 × (u32 bucket, u32 tag)
//! u8 guesses, each: u16 item · f32 used · f32 soon
//! u8 pending, each: u8 age · u16 last · u8 candidates, each: u16 item · u8 entered after · 6 × (u8, u8) · 2 f32
//! u16 words of seen items, each: u64
//! ```
//! Everything is little-endian.
//!
//! Deliberately absent: what was learned (`saved.rs`). It is a hundred times as long and worth writing less often.

use crate::candidates::Candidate;
use crate::context::{CREDITED, History, KINDS, Moments};
use crate::mixer::{Evidence, SOURCES, Said};
use crate::predictor::{GUESSES, HORIZON, Pending};
use crate::reader::{Reader, put};
use crate::table::{Key, TAG_BITS};
use crate::{Error, Guess, Item, Predictor};

const VERSION: u8 = 1;
/// Rates are logarithms of odds of shares that are kept this far from none and all.
const RATE_MAX: f32 = 10.0;

impl Predictor {
    /// The session under way.
    pub fn session_to_bytes(&self) -> Vec<u8> {
        let mut all = vec![VERSION];
        let bytes = &mut all;
        let items = [self.history.recent, self.history.unexpected];
        items
            .as_flattened()
            .iter()
            .for_each(|item| push_item(bytes, *item));
        put(bytes, &[self.moments.last.len() as u8]);
        for (item, keys) in &self.moments.last {
            push_item(bytes, *item);
            for key in keys {
                put(bytes, &key.bucket.to_le_bytes());
                put(bytes, &key.tag.to_le_bytes());
            }
        }
        put(bytes, &[self.guesses.len() as u8]);
        for guess in &self.guesses {
            push_item(bytes, guess.item);
            put(bytes, &guess.used.to_le_bytes());
            put(bytes, &guess.soon.to_le_bytes());
        }
        put(bytes, &[self.pending.len() as u8]);
        self.pending
            .iter()
            .for_each(|pending| push_pending(bytes, pending));
        put(bytes, &(self.seen.len() as u16).to_le_bytes());
        for word in &self.seen {
            put(bytes, &word.to_le_bytes());
        }
        all
    }

    /// Goes on with the session in `bytes`. There may be more items than when they were written.
    ///
    /// # Errors
    /// Where another version wrote them, or nobody; then the session is another one, of no use.
    pub fn resume(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let reader = &mut Reader::new(bytes);
        reader.version(VERSION)?;
        self.history = History {
            recent: [reader.item()?, reader.item()?],
            unexpected: [reader.item()?, reader.item()?],
        };
        self.moments = Moments::new();
        for _ in 0..reader.small(CREDITED)? {
            let item = reader.item()?;
            let keys = self.keys(reader)?;
            self.moments.last.push((item, keys));
        }
        self.guesses.clear();
        for _ in 0..reader.small(GUESSES)? {
            self.guesses.push(Guess {
                item: reader.item()?,
                used: reader.finite()?.clamp(0.0, 1.0),
                soon: reader.finite()?.clamp(0.0, 1.0),
            });
        }
        self.pending.clear();
        for _ in 0..reader.small(HORIZON)? {
            self.pending.push(read_pending(reader)?);
        }
        let at = reader.at();
        let words = usize::from(reader.item()?);
        if words > self.seen.len() {
            return Err(Error::Number { at });
        }
        self.seen.fill(0);
        for word in &mut self.seen[..words] {
            *word = reader.long()?;
        }
        reader.end()
    }

    fn keys(&self, reader: &mut Reader<'_>) -> Result<[Key; KINDS], Error> {
        let mut keys = [Key { bucket: 0, tag: 0 }; KINDS];
        for key in &mut keys {
            let at = reader.at();
            let (bucket, tag) = (reader.word()?, reader.word()?);
            if bucket as usize >= self.table.turns.len() || tag >> TAG_BITS != 0 {
                return Err(Error::Number { at });
            }
            *key = Key { bucket, tag };
        }
        Ok(keys)
    }
}

fn push_item(bytes: &mut Vec<u8>, item: Item) {
    put(bytes, &item.to_le_bytes());
}

fn push_pending(bytes: &mut Vec<u8>, pending: &Pending) {
    put(bytes, &[pending.age]);
    push_item(bytes, pending.last);
    put(bytes, &[pending.candidates.len() as u8]);
    for candidate in &pending.candidates {
        push_item(bytes, candidate.item);
        put(bytes, &[candidate.entered_after]);
        for said in &candidate.evidence.said {
            put(bytes, &[said.followed, said.visits]);
        }
        for rate in candidate.evidence.rates {
            put(bytes, &rate.to_le_bytes());
        }
    }
}

fn read_pending(reader: &mut Reader<'_>) -> Result<Pending, Error> {
    let age = reader.small(HORIZON)? as u8;
    let last = reader.item()?;
    let mut candidates = Vec::with_capacity(GUESSES);
    for _ in 0..reader.small(GUESSES)? {
        let item = reader.item()?;
        let entered_after = reader.small(HORIZON)? as u8;
        let mut said = [Said::default(); SOURCES];
        for said in &mut said {
            (said.followed, said.visits) = (reader.byte()?, reader.byte()?);
        }
        let mut rates = [0.0; 2];
        for rate in &mut rates {
            *rate = reader.finite()?.clamp(-RATE_MAX, RATE_MAX);
        }
        candidates.push(Candidate {
            item,
            evidence: Evidence { said, rates },
            // What it was chosen by is of no use any more.
            share: 0.0,
            entered_after,
        });
    }
    Ok(Pending {
        age,
        last,
        candidates,
    })
}
