//! What is likely next: bit histories under several contexts, mixed by a small online-trained network.
//!
//! The construction is Mahoney's (logistic mixing as in lpaq, "Data Compression Explained", section 4.3). Integers
//! only, so that every machine computes the same. Deliberately absent: what the contexts are.

use crate::coder::Coder;

/// Contexts per decision.
pub(crate) const INPUTS: usize = 6;
/// Different uses of the mixer, each with weights of its own.
pub(crate) const MIXERS: usize = 64;
const WEIGHT_ONE: i32 = 1 << 16;
/// How often a history is updated before it stops slowing down.
const COUNT_LIMIT: u32 = 255;
/// Trust in a history by how often it was updated, sixteenths.
const TRUST: [i32; 8] = [0, 8, 10, 12, 13, 14, 15, 16];
/// 65536 / (1 + exp(-x)) for x = -8, -7.5 .. 8.
const SQUASH: [u16; 33] = [
    22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743, 32768,
    40793, 47911, 53581, 57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438,
    65476, 65500, 65514,
];

/// Adaptive probabilities under hashed contexts.
pub(crate) struct Model {
    /// 22 bits of probability, 10 bits of count.
    slots: Vec<u32>,
    mask: usize,
    weights: Vec<[i32; INPUTS]>,
    stretch: Vec<i16>,
    squash: Vec<u16>,
    rate: Vec<u32>,
}

impl Model {
    /// A model that knows nothing, of a size that suits a file of `bytes` bytes: 16 MiB at most.
    pub(crate) fn of_bytes(bytes: usize) -> Self {
        let log2 = usize::BITS - bytes.leading_zeros();
        Self::new((log2 + 1).clamp(12, 22))
    }

    fn new(slots_log2: u32) -> Self {
        let squash: Vec<u16> = (0..4096).map(squash).collect();
        Self {
            slots: vec![1 << 31; 1 << slots_log2],
            mask: ((1 << slots_log2) - 1) & !15,
            weights: vec![[WEIGHT_ONE * 3 / 10; INPUTS]; MIXERS * 16],
            stretch: stretch(&squash),
            squash,
            rate: (0..=COUNT_LIMIT)
                .map(|count| (1 << 17) / (2 * count + 3))
                .collect(),
        }
    }

    /// Codes the low `bits` bits of `value`, highest first. `mixer` < [`MIXERS`].
    pub(crate) fn symbol<C: Coder>(
        &mut self,
        coder: &mut C,
        contexts: &[u32; INPUTS],
        mixer: usize,
        bits: u32,
        value: u32,
    ) -> u32 {
        self.path(coder, contexts, mixer, 1, bits, value)
    }

    /// Codes an integer; small ones are cheap.
    pub(crate) fn value<C: Coder>(
        &mut self,
        coder: &mut C,
        contexts: &[u32; INPUTS],
        mixer: usize,
        value: u64,
    ) -> u64 {
        let bytes = (64 - value.leading_zeros()).div_ceil(8).max(1);
        let first = if value < 0xf0 {
            value as u32
        } else {
            0xef + bytes
        };
        let first = self.path(coder, contexts, mixer, 1, 8, first);
        if first < 0xf0 {
            return u64::from(first);
        }
        let bytes = (first - 0xef).min(8);
        let mut coded = 0;
        let mut start = hash(first, 1);
        for index in (0..bytes).rev() {
            let byte = (value >> (8 * index)) as u32 & 0xff;
            let byte = self.path(coder, contexts, mixer, start | 1, 8, byte);
            coded = coded << 8 | u64::from(byte);
            start = hash(start, byte);
        }
        coded
    }

    /// Codes a signed integer; small magnitudes are cheap.
    pub(crate) fn signed<C: Coder>(
        &mut self,
        coder: &mut C,
        contexts: &[u32; INPUTS],
        mixer: usize,
        value: i64,
    ) -> i64 {
        let zigzag = (value << 1 ^ value >> 63) as u64;
        let zigzag = self.value(coder, contexts, mixer, zigzag);
        (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)
    }

    fn path<C: Coder>(
        &mut self,
        coder: &mut C,
        contexts: &[u32; INPUTS],
        mixer: usize,
        start: u32,
        bits: u32,
        value: u32,
    ) -> u32 {
        let mut path = start;
        let mut bases = [0; INPUTS];
        let mut node = 1;
        for index in 0..bits {
            if index % 4 == 0 {
                node = 1;
                for (input, base) in bases.iter_mut().enumerate() {
                    let spot = hash(contexts[input].wrapping_add(input as u32), path);
                    *base = (spot >> 4) as usize & self.mask;
                }
            }
            let weights = mixer * 16 + index as usize;
            let bit = value >> (bits - 1 - index) & 1;
            let bit = self.decide(coder, &bases, node, weights, bit);
            node = node * 2 + bit as usize;
            path = path.wrapping_mul(2) | bit;
        }
        path & ((1 << bits) - 1)
    }

    #[inline(always)]
    fn decide<C: Coder>(
        &mut self,
        coder: &mut C,
        bases: &[usize; INPUTS],
        node: usize,
        weights: usize,
        bit: u32,
    ) -> u32 {
        let mut inputs = [0i32; INPUTS];
        let mut sum = 0i64;
        let mix = &mut self.weights[weights];
        for input in 0..INPUTS {
            let slot = self.slots[bases[input] + node];
            let trust = TRUST[(slot & 1023).min(7) as usize];
            inputs[input] = (i32::from(self.stretch[(slot >> 20) as usize]) * trust) >> 4;
            sum += i64::from(inputs[input]) * i64::from(mix[input]);
        }
        let dot = (sum >> 16).clamp(-2047, 2047) as i32;
        let one = u32::from(self.squash[(dot + 2048) as usize]);
        let bit = coder.bit(bit, one);
        let error = ((bit << 16) as i32) - one as i32;
        for input in 0..INPUTS {
            let step = (i64::from(inputs[input]) * i64::from(error) + (1 << 13)) >> 14;
            mix[input] = (mix[input] + step as i32).clamp(-8 * WEIGHT_ONE, 8 * WEIGHT_ONE);
            let slot = &mut self.slots[bases[input] + node];
            *slot = updated(*slot, bit, &self.rate);
        }
        bit
    }
}

/// Moves a history towards what was seen, by 1 / (count + 1.5) of the way.
#[inline(always)]
fn updated(slot: u32, bit: u32, rate: &[u32]) -> u32 {
    let count = slot & 1023;
    let chance = i64::from(slot >> 10);
    let target = if bit == 1 { (1 << 22) - 1 } else { 0 };
    let chance = chance + (((target - chance) * i64::from(rate[count as usize])) >> 16);
    (chance as u32) << 10 | (count + 1).min(COUNT_LIMIT)
}

/// Mixes two numbers into one that looks random.
pub(crate) fn hash(a: u32, b: u32) -> u32 {
    let mixed = (a ^ b.rotate_left(15)).wrapping_mul(0x9e37_79b1) ^ b.wrapping_mul(0x85eb_ca6b);
    let mixed = (mixed ^ mixed >> 15).wrapping_mul(0xc2b2_ae35);
    mixed ^ mixed >> 13
}

/// The logistic function; 256 are one unit, 2048 is zero.
fn squash(index: i32) -> u16 {
    let (whole, part) = ((index >> 7) as usize, index & 127);
    let low = i32::from(SQUASH[whole]);
    let high = i32::from(SQUASH[whole + 1]);
    (low + (((high - low) * part) >> 7)) as u16
}

/// The inverse of [`squash`], by 4096ths of probability.
fn stretch(squash: &[u16]) -> Vec<i16> {
    let mut table = Vec::with_capacity(4096);
    let mut at = 0;
    for step in 0..4096u32 {
        while at < 4095 && u32::from(squash[at]) < step * 16 + 8 {
            at += 1;
        }
        table.push(at as i16 - 2048);
    }
    table
}

/// Adaptive probabilities of single decisions, for where speed counts more than the last per cent.
pub(crate) struct Flags {
    slots: Vec<u32>,
    rate: Vec<u32>,
}

/// How often a flag is updated before it stops slowing down.
const FLAG_LIMIT: u32 = 1000;

impl Flags {
    /// Flags of two contexts of `bits` bits each.
    pub(crate) fn new(bits: u32) -> Self {
        let rate = (0..=FLAG_LIMIT)
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
        let half = self.slots.len() / 2;
        let spots = [
            contexts[0] as usize & (half - 1),
            half + (contexts[1] as usize & (half - 1)),
        ];
        let (a, b) = (self.slots[spots[0]], self.slots[spots[1]]);
        // A history that was seen more often counts for more.
        let (weight_a, weight_b) = ((a & 1023).min(255) + 1, (b & 1023).min(255) + 1);
        let sum =
            u64::from(a >> 10) * u64::from(weight_a) + u64::from(b >> 10) * u64::from(weight_b);
        let one = ((sum / u64::from(weight_a + weight_b)) >> 6) as u32;
        let bit = coder.bit(bit, one.clamp(1, 65535));
        for spot in spots {
            let slot = self.slots[spot];
            let count = slot & 1023;
            self.slots[spot] = updated(slot & !1023 | count, bit, &self.rate) & !1023
                | (count + 1).min(FLAG_LIMIT);
        }
        bit
    }
}
