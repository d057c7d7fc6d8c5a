//! Adaptive probabilities of single decisions, for where speed counts more than the last per cent.
//!
//! Deliberately absent: mixing; where a flag alone is unsure, the caller may ask a model.

use crate::coder::Coder;

/// How often a flag is updated before it stops slowing down.
const LIMIT: u32 = 1000;
/// From this probability on, of 65536, a flag alone is nearly as good as the model, and much faster.
const SURE: u32 = 65536 - 2000;

/// Flags under two contexts each: 22 bits of probability and 10 bits of count.
pub(crate) struct Flags {
    slots: Vec<u32>,
    rate: Vec<u32>,
}

impl Flags {
    /// Flags of two contexts of `bits` bits each.
    pub(crate) fn new(bits: u32) -> Self {
        let rate = (0..=LIMIT)
            .map(|count| (1 << 17) / (2 * count + 3))
            .collect();
        Self {
            slots: vec![1 << 31; 2 << bits],
            rate,
        }
    }

    /// Codes one decision that is likely a one.
    #[inline(always)]
    pub(crate) fn flag<C: Coder>(&mut self, coder: &mut C, contexts: [u32; 2], bit: u32) -> u32 {
        let spots = self.spots(contexts);
        let bit = coder.bit(bit, self.one(spots));
        self.learn(spots, bit);
        bit
    }

    /// Codes one decision; asks `model` too where the flag alone is unsure.
    #[inline(always)]
    pub(crate) fn flag_with<C: Coder>(
        &mut self,
        coder: &mut C,
        contexts: [u32; 2],
        bit: u32,
        model: impl FnOnce(&mut C, usize, u32) -> u32,
    ) -> u32 {
        let spots = self.spots(contexts);
        let one = self.one(spots);
        let bit = if one >= SURE {
            coder.bit(bit, one)
        } else {
            model(coder, doubt(one), bit)
        };
        self.learn(spots, bit);
        bit
    }

    #[inline(always)]
    fn spots(&self, contexts: [u32; 2]) -> [usize; 2] {
        let half = self.slots.len() / 2;
        [
            contexts[0] as usize & (half - 1),
            half + (contexts[1] as usize & (half - 1)),
        ]
    }

    #[inline(always)]
    fn one(&self, spots: [usize; 2]) -> u32 {
        let (a, b) = (self.slots[spots[0]], self.slots[spots[1]]);
        // A history that was seen more often counts for more.
        let (weight_a, weight_b) = ((a & 1023).min(255) + 1, (b & 1023).min(255) + 1);
        // 16 bits times 9, twice, stays below 26.
        let sum = (a >> 16) * weight_a + (b >> 16) * weight_b;
        (sum / (weight_a + weight_b)).clamp(1, 65535)
    }

    #[inline(always)]
    fn learn(&mut self, spots: [usize; 2], bit: u32) {
        for spot in spots {
            self.slots[spot] = updated(self.slots[spot], bit, &self.rate);
        }
    }
}

/// Which of sixteen degrees of doubt a probability below [`SURE`] is.
fn doubt(one: u32) -> usize {
    let zero = 65536 - one;
    if one < 32768 {
        (one >> 13) as usize
    } else {
        // By the size of what is missing to certainty, half bits apart.
        let bits = 31 - zero.leading_zeros();
        let half = zero >> (bits - 1) & 1;
        (4 + (2 * (15u32.saturating_sub(bits)) + 1 - half.min(1))).min(15) as usize
    }
}

/// Moves a probability towards what was seen, by 1 / (count + 1.5) of the way.
#[inline(always)]
fn updated(slot: u32, bit: u32, rate: &[u32]) -> u32 {
    let count = slot & 1023;
    let chance = slot >> 10;
    // All ones less a number is the number with every bit turned.
    let distance = if bit == 1 { chance ^ 0x3f_ffff } else { chance };
    let step = ((distance >> 6) * rate[count as usize]) >> 10;
    let chance = if bit == 1 {
        chance + step
    } else {
        chance - step
    };
    chance << 10 | (count + 1).min(LIMIT)
}
