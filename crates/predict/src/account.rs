//! What was spent and what came of it, as bytes: short, so that it can be written with every decision.
//!
//! ```text
//! u8 version · u8 target · f32 account · f32 usual bytes · 4 u64: early, used, wasted, needed
//! f32 rate of what was near · u8 others · u8 near, each: u16 item · u8 is near now
//! number open, each: u16 item · u32 bytes · f32 likely · u8 came
//! u8 decisions, each: u16 item · u32 bytes · u8 reason · i16 worth · i16 threshold, hundredths
//! ```
//! Numbers are LEB128, the rest is little-endian.
//!
//! Deliberately absent: what was learned, and which item is which.

use alloc::vec;
use alloc::vec::Vec;

use crate::gate::GATES;
use crate::near::{NEAR_MAX, Near, PATIENCE};
use crate::planner::{EXPLAINED, Open};
use crate::reader::{Reader, push_number, put};
use crate::waste::ACCOUNT_MAX;
use crate::{Ahead, Error, Planner, Reason, Target, Waste, Worth};

const VERSION: u8 = 2;
/// Logarithms of odds are bounded by those of one in ten thousand.
const LIKELY_MAX: f32 = 10.0;
/// A planner has no more open than there are items.
const OPEN_MAX: u32 = u16::MAX as u32;
const NEEDED: usize = 0;
const LIKELY: usize = 1;
const UNLIKELY: usize = 2;
const ENOUGH: usize = 3;
/// And from here on a closed gate, by its place.
const CLOSED: usize = 4;
/// Stands where nothing was weighed.
const NO_WORTH: Worth = Worth {
    worth_hundredths: 0,
    threshold_hundredths: 0,
};

impl Planner {
    /// The account, what is open, and the last decisions.
    pub fn account_to_bytes(&self) -> Vec<u8> {
        let mut all = vec![VERSION, u8::from(self.waste.target == Target::Cellular)];
        let bytes = &mut all;
        put(bytes, &self.waste.account.to_le_bytes());
        put(bytes, &self.waste.usual_bytes.to_le_bytes());
        for total in self.waste.totals() {
            put(bytes, &total.to_le_bytes());
        }
        put(bytes, &self.near.rate.to_le_bytes());
        put(bytes, &[self.near.others as u8]);
        put(bytes, &[self.near.items.len() as u8]);
        for (item, is_near) in &self.near.items {
            put(bytes, &item.to_le_bytes());
            put(bytes, &[u8::from(*is_near)]);
        }
        push_number(bytes, self.open.len() as u32);
        for open in &self.open {
            put(bytes, &open.item.to_le_bytes());
            put(bytes, &open.bytes.to_le_bytes());
            put(bytes, &open.likely.to_le_bytes());
            put(bytes, &[u8::from(open.came)]);
        }
        put(bytes, &[self.explained.len() as u8]);
        for ahead in &self.explained {
            push_decision(bytes, ahead);
        }
        all
    }

    /// Goes on with the account in `bytes`; what it says is open is at hand.
    ///
    /// # Errors
    /// Where another version wrote them, or nobody; then nothing changed.
    pub fn take_up(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let reader = &mut Reader::new(bytes);
        reader.version(VERSION);
        let waste = read_waste(reader);
        let mut near = Near::new();
        near.rate = reader.finite().clamp(0.0, 1.0);
        near.others = reader.small(PATIENCE);
        for _ in 0..reader.small(2 * NEAR_MAX) {
            near.items.push((reader.item(), reader.small(1) == 1));
        }
        let mut open = Vec::new();
        let at = reader.at();
        let count = reader.number();
        reader.expect(count <= OPEN_MAX, at);
        // Nothing is reserved for so many: each takes eleven bytes, and there are no more than those.
        for _ in 0..count {
            if reader.is_wrong() {
                break;
            }
            open.push(Open {
                item: reader.item(),
                bytes: reader.word(),
                likely: reader.finite().clamp(-LIKELY_MAX, LIKELY_MAX),
                came: reader.small(1) == 1,
            });
        }
        let mut explained = Vec::new();
        for _ in 0..reader.small(EXPLAINED) {
            explained.push(read_decision(reader));
        }
        reader.end()?;
        open.iter().for_each(|open| self.stored(open.item));
        (self.waste, self.near) = (waste, near);
        (self.open, self.explained) = (open, explained);
        Ok(())
    }
}

impl Waste {
    fn totals(&self) -> [u64; 4] {
        [
            self.early_bytes,
            self.used_bytes,
            self.wasted_bytes,
            self.needed_bytes,
        ]
    }
}

fn read_waste(reader: &mut Reader<'_>) -> Waste {
    let target = match reader.small(1) {
        0 => Target::Wifi,
        _ => Target::Cellular,
    };
    Waste {
        target,
        account: reader.finite().clamp(-ACCOUNT_MAX, ACCOUNT_MAX),
        usual_bytes: reader.finite().clamp(0.0, u32::MAX as f32),
        early_bytes: reader.long(),
        used_bytes: reader.long(),
        wasted_bytes: reader.long(),
        needed_bytes: reader.long(),
    }
}

fn push_decision(bytes: &mut Vec<u8>, ahead: &Ahead) {
    let (reason, worth) = match ahead.reason {
        Reason::Needed => (NEEDED, NO_WORTH),
        Reason::Likely(worth) => (LIKELY, worth),
        Reason::Unlikely(worth) => (UNLIKELY, worth),
        Reason::Enough => (ENOUGH, NO_WORTH),
        Reason::Closed(gate) => (CLOSED + gate as usize, NO_WORTH),
    };
    put(bytes, &ahead.item.to_le_bytes());
    put(bytes, &ahead.bytes.to_le_bytes());
    put(bytes, &[reason as u8]);
    put(bytes, &worth.worth_hundredths.to_le_bytes());
    put(bytes, &worth.threshold_hundredths.to_le_bytes());
}

fn read_decision(reader: &mut Reader<'_>) -> Ahead {
    let (item, bytes) = (reader.item(), reader.word());
    let reason = reader.small(CLOSED + GATES.len() - 1);
    let worth = Worth {
        worth_hundredths: reader.item() as i16,
        threshold_hundredths: reader.item() as i16,
    };
    let reason = match reason {
        NEEDED => Reason::Needed,
        LIKELY => Reason::Likely(worth),
        UNLIKELY => Reason::Unlikely(worth),
        ENOUGH => Reason::Enough,
        closed => Reason::Closed(GATES[closed - CLOSED]),
    };
    Ahead {
        item,
        bytes,
        reason,
    }
}
