//! How much each piece of evidence is to be believed, learned from whether it was right: logistic mixing, as in the PAQ
//! family of compressors (Mahoney), with weights of its own for each kind of context and each magnitude of its visits.
//!
//! Deliberately absent: layers. What remains after one is noise at the number of events a player makes.

use alloc::vec;
use alloc::vec::Vec;

use crate::context::KINDS;

/// Contexts that are asked about every candidate: those of this moment, and the last item's of the two moments before.
pub(crate) const SOURCES: usize = KINDS + 2;
/// Magnitudes of visits: none, 1, 2 to 3, 4 to 7, …
const GROUPS: usize = 8;
/// A weight, and three constants: for what followed, without a row, for a row without the item.
const WEIGHTS: usize = 4;
/// How often guessing this item, and guessing anything after the last one, was right lately.
pub(crate) const RATES: usize = 2;
const SETS: usize = SOURCES * GROUPS * WEIGHTS + RATES;
/// How far one outcome moves a weight that was never moved.
const STEP: f32 = 0.15;
/// However much it was moved, a weight goes on learning.
pub(crate) const MOVED_MAX: f32 = 1e7;
pub(crate) const WEIGHT_MAX: f32 = 64.0;

/// What one context says about one item: how often it followed, of how many visits. Visits 0: there is no row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) followed: u8,
    pub(crate) visits: u8,
}

/// All that is said about one item.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Evidence {
    pub(crate) said: [Said; SOURCES],
    /// Logarithms of odds.
    pub(crate) rates: [f32; RATES],
}

/// Weights for one question.
#[derive(Debug, Clone)]
pub(crate) struct Mixer {
    pub(crate) weights: Vec<f32>,
    /// How much each weight was moved already: the more, the less it moves.
    pub(crate) moved: Vec<f32>,
}

impl Mixer {
    /// What one takes, bytes.
    pub(crate) const BYTES: usize = SETS * 8;

    pub(crate) fn new() -> Self {
        let mut weights = vec![0.0; SETS];
        for weight in weights[..KINDS * GROUPS * WEIGHTS]
            .iter_mut()
            .step_by(WEIGHTS)
        {
            *weight = 0.3;
        }
        Self {
            weights,
            moved: vec![1.0; SETS],
        }
    }

    /// How likely the answer is yes, as a logarithm of odds.
    pub(crate) fn logit(&self, evidence: &Evidence) -> f32 {
        let mut sum = 0.0;
        each(evidence, |at, input| sum += self.weights[at] * input);
        sum
    }

    /// Learns whether the answer was yes.
    pub(crate) fn learn(&mut self, evidence: &Evidence, was: bool) {
        let error = f32::from(u8::from(was)) - probability(self.logit(evidence));
        each(evidence, |at, input| {
            let gradient = error * input;
            let moved = (self.moved[at] + gradient * gradient).min(MOVED_MAX);
            let weight = self.weights[at] + STEP * gradient / libm::sqrtf(moved);
            self.moved[at] = moved;
            self.weights[at] = weight.clamp(-WEIGHT_MAX, WEIGHT_MAX);
        });
    }
}

/// Every weight that answers to the evidence, and what it is multiplied by.
fn each(evidence: &Evidence, mut take: impl FnMut(usize, f32)) {
    for (source, said) in evidence.said.iter().enumerate() {
        let group = (8 - said.visits.leading_zeros() as usize).min(GROUPS - 1);
        let at = (source * GROUPS + group) * WEIGHTS;
        if said.visits == 0 {
            take(at + 2, 1.0);
        } else if said.followed == 0 {
            take(at + 3, 1.0);
        } else {
            let share = (f32::from(said.followed) + 0.2) / (f32::from(said.visits) + 0.6);
            take(at, logit(share.min(0.999)));
            take(at + 1, 1.0);
        }
    }
    for (rate, input) in evidence.rates.iter().enumerate() {
        take(SETS - RATES + rate, *input);
    }
}

/// The logarithm of the odds of `probability`.
pub(crate) fn logit(probability: f32) -> f32 {
    libm::logf(probability / (1.0 - probability))
}

/// The probability of which `logit` is the logarithm of the odds.
pub(crate) fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-logit))
}
