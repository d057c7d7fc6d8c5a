//! What is likely next: probabilities and bit histories under several contexts, mixed by a small online-trained network.
//!
//! The construction is Mahoney's (logistic mixing and indirect histories as in lpaq, "Data Compression Explained",
//! sections 4.1 and 4.3). Integers
//! only, so that every machine computes the same. Deliberately absent: what the contexts are.

use crate::coder::Coder;

/// Contexts per decision.
pub(crate) const INPUTS: usize = 6;
/// Different uses of the mixer, each with weights of its own.
pub(crate) const MIXERS: usize = 64;
/// Sets of weights of one mixer.
const CASES: usize = 16;
const WEIGHT_ONE: i32 = 1 << 16;
/// How often a history is updated before it stops slowing down.
const COUNT_LIMIT: u32 = 40;
/// A guess moves by one part in two to the power of this.
const GUESS_SLOWNESS: u32 = 7;
/// Trust in a history by how often it was updated, sixteenths.
const TRUST: [i32; 8] = [0, 10, 12, 14, 15, 16, 16, 16];
/// 65536 / (1 + exp(-x)) for x = -8, -7.5 .. 8.
const SQUASH: [u16; 33] = [
    22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743, 32768,
    40793, 47911, 53581, 57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438,
    65476, 65500, 65514,
];

/// What is known of one context's next four decisions, in one line of a processor's cache: 16 bits of probability,
/// 8 bits with the last seven decisions behind a one, and 8 bits of count each.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u32; 16]);

/// Adaptive probabilities under hashed contexts.
pub(crate) struct Model {
    lines: Vec<Line>,
    mask: usize,
    weights: Vec<[i32; 2 * INPUTS]>,
    /// What came after each history, for each mixer and input: 16 bits of probability.
    guesses: Vec<u16>,
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

    /// A model of 4 << `slots_log2` bytes.
    pub(crate) fn new(slots_log2: u32) -> Self {
        let squash: Vec<u16> = (0..4096).map(squash).collect();
        Self {
            lines: vec![Line([1 << 31 | 1 << 8; 16]); 1 << (slots_log2 - 4)],
            mask: (1 << (slots_log2 - 4)) - 1,
            weights: vec![[WEIGHT_ONE * 3 / 20; 2 * INPUTS]; MIXERS * CASES],
            guesses: guesses(),
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

    /// Codes one decision, with weights of its own for each `case` < [`CASES`].
    pub(crate) fn decision<C: Coder>(
        &mut self,
        coder: &mut C,
        contexts: &[u32; INPUTS],
        mixer: usize,
        case: usize,
        bit: u32,
    ) -> u32 {
        let mut bases = [0; INPUTS];
        for (input, base) in bases.iter_mut().enumerate() {
            let spot = hash(contexts[input].wrapping_add(input as u32), 1);
            *base = (spot >> 8) as usize & self.mask;
        }
        self.decide(coder, &bases, 1, mixer * CASES + case % CASES, bit)
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
                    *base = (spot >> 8) as usize & self.mask;
                }
            }
            let weights = mixer * CASES + index as usize;
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
        let mut inputs = [0i32; 2 * INPUTS];
        let mut guesses = [0usize; INPUTS];
        let mut sum = 0i32;
        // Each mixer has guesses of its own for each input.
        let mut guess = weights / CASES * INPUTS * 256;
        let mix = &mut self.weights[weights];
        for input in 0..INPUTS {
            let slot = self.lines[bases[input]].0[node & 15];
            let trust = TRUST[(slot & 255).min(7) as usize];
            guesses[input] = guess + (slot >> 8 & 255) as usize;
            guess += 256;
            inputs[input] = (i32::from(self.stretch[(slot >> 20) as usize]) * trust) >> 4;
            let guess = self.guesses[guesses[input]] >> 4;
            inputs[INPUTS + input] = i32::from(self.stretch[usize::from(guess)]);
            // 11 bits times 16, twelve times, stays below 31.
            sum += inputs[input] * (mix[input] >> 2);
            sum += inputs[INPUTS + input] * (mix[INPUTS + input] >> 2);
        }
        let dot = (sum >> 14).clamp(-2047, 2047);
        let one = u32::from(self.squash[(dot + 2048) as usize]);
        let bit = coder.bit(bit, one);
        let error = ((bit << 16) as i32) - one as i32;
        for (weight, input) in mix.iter_mut().zip(inputs) {
            let step = (input * error + (1 << 14)) >> 15;
            *weight = (*weight + step).clamp(-4 * WEIGHT_ONE, 4 * WEIGHT_ONE);
        }
        for input in 0..INPUTS {
            let guess = &mut self.guesses[guesses[input]];
            *guess = towards(bit, u32::from(*guess), 1 << (16 - GUESS_SLOWNESS)) as u16;
            let slot = &mut self.lines[bases[input]].0[node & 15];
            *slot = updated(*slot, bit, &self.rate);
        }
        bit
    }
}

/// A slot after a decision: its probability moved by 1 / (count + 1.5) of the way, the decision in its history.
#[inline(always)]
fn updated(slot: u32, bit: u32, rate: &[u32]) -> u32 {
    let count = slot & 255;
    let chance = towards(bit, slot >> 16, rate[count as usize]);
    let history = slot >> 8 & 255;
    let kept = if history < 128 {
        history
    } else {
        history & 63 | 64
    };
    chance << 16 | (kept << 1 | bit) << 8 | (count + 1).min(COUNT_LIMIT)
}

/// Moves a probability of 65536 by `rate` / 65536 of the way towards what was seen.
#[inline(always)]
fn towards(bit: u32, chance: u32, rate: u32) -> u32 {
    // All ones less a number is the number with every bit turned.
    if bit == 1 {
        chance + (((chance ^ 0xffff) * rate) >> 16)
    } else {
        chance - ((chance * rate) >> 16)
    }
}

/// The first guess after each history of up to seven decisions, where newer ones count more.
fn guesses() -> Vec<u16> {
    let guess = |history: u32| {
        let bits = 31 - history.max(1).leading_zeros();
        let chance = (0..bits).rev().fold(1u32 << 15, |chance, bit| {
            (chance + 65535 * (history >> bit & 1)) / 2
        });
        chance.clamp(512, 65023) as u16
    };
    let once: Vec<u16> = (0..256).map(guess).collect();
    once.repeat(MIXERS * INPUTS)
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
