//! How far away the edges and the origin are: one probe that opens the way, three that are measured, the median of which
//! counts.
//!
//! Deliberately absent: how wide the way is. What a transfer needs is mostly round trips, and measuring more costs bytes.

use super::{Edges, PROBE_TIMEOUT_MILLIS};
use crate::sorted;

/// The first answer pays for name, connection and keys.
const WARM_UPS: usize = 1;
const SAMPLES: usize = 3;
/// What is used stays in use unless another is better by both.
const BETTER_MILLIS: u64 = 10;
const BETTER_PERCENT: u64 = 20;

/// A measurement under way.
#[derive(Debug)]
pub(super) struct Measurement {
    lanes: Vec<Lane>,
}

/// What is known of one base so far.
#[derive(Debug)]
struct Lane {
    /// Nothing for the origin.
    edge: Option<usize>,
    is_asked: bool,
    /// How long each took; for those that were not answered, how long that was waited for.
    answers: Vec<u64>,
    losses: u32,
}

impl Lane {
    fn new(edge: Option<usize>) -> Self {
        Self {
            edge,
            is_asked: false,
            answers: Vec::new(),
            losses: 0,
        }
    }

    fn is_over(&self) -> bool {
        self.is_lost() || self.answers.len() == WARM_UPS + SAMPLES
    }

    /// One probe may be lost on any way.
    fn is_lost(&self) -> bool {
        self.losses > 1
    }

    /// The middle one of the samples.
    fn median_millis(&self) -> Option<u64> {
        let samples = self.answers.get(WARM_UPS..).filter(|_| !self.is_lost())?;
        let samples = sorted::by(samples.iter().copied(), u64::cmp);
        samples.get(samples.len() / 2).copied()
    }
}

impl Edges {
    /// Measures every edge that is not shut, and the origin. One measurement at a time.
    pub fn measure(&mut self, now: u64) {
        if self.measurement.is_some() || self.known.is_empty() {
            return;
        }
        let known = self.known.iter().enumerate();
        let open = known.filter(|(_, edge)| edge.shut_until <= now);
        let edges = open.map(|(index, _)| Lane::new(Some(index)));
        let lanes = core::iter::once(Lane::new(None)).chain(edges).collect();
        self.measurement = Some(Measurement { lanes });
    }

    /// Whether one is under way.
    pub fn is_measuring(&self) -> bool {
        self.measurement.is_some()
    }

    /// The bases to probe now, each once at a time; [`Edges::probed`] answers.
    pub fn probes(&mut self) -> Vec<String> {
        let mut bases = Vec::new();
        let Some(mut measurement) = self.measurement.take() else {
            return bases;
        };
        for lane in &mut measurement.lanes {
            if !lane.is_asked && !lane.is_over() {
                lane.is_asked = true;
                bases.push(self.base(lane.edge).to_owned());
            }
        }
        self.measurement = Some(measurement);
        bases
    }

    /// A probe of `base` took so long, or was not answered. Returns whether the measurement ends with it and said
    /// anything.
    pub fn probed(&mut self, now: u64, base: &str, millis: Option<u64>) -> bool {
        let Some(mut measurement) = self.measurement.take() else {
            return false;
        };
        let mut lanes = measurement.lanes.iter_mut();
        if let Some(lane) = lanes.find(|lane| self.base(lane.edge) == base) {
            lane.is_asked = false;
            lane.losses += u32::from(millis.is_none());
            let waited_millis = u64::from(PROBE_TIMEOUT_MILLIS);
            lane.answers.push(millis.unwrap_or(waited_millis));
        }
        if !measurement.lanes.iter().all(Lane::is_over) {
            self.measurement = Some(measurement);
            return false;
        }
        self.choose(now, &measurement.lanes)
    }

    fn choose(&mut self, now: u64, lanes: &[Lane]) -> bool {
        let mut best: Option<(u64, Option<usize>)> = None;
        let mut used_millis = None;
        for lane in lanes {
            let edge = lane.edge.and_then(|edge| self.known.get_mut(edge));
            let Some(millis) = lane.median_millis() else {
                edge.into_iter().for_each(|edge| edge.shut(now));
                continue;
            };
            edge.into_iter().for_each(|edge| edge.shut_until = 0);
            if lane.edge == self.chosen && self.is_measured {
                used_millis = Some(millis);
            }
            // The origin is the first, so it wins where nobody is nearer.
            if best.is_none_or(|(best_millis, _)| millis < best_millis) {
                best = Some((millis, lane.edge));
            }
        }
        let Some((best_millis, edge)) = best else {
            return false;
        };
        if used_millis.is_none_or(|used_millis| is_worth_it(best_millis, used_millis)) {
            self.chosen = edge;
        }
        self.is_measured = true;
        true
    }
}

/// Whether what is `millis` away is worth leaving what is `used_millis` away for.
fn is_worth_it(millis: u64, used_millis: u64) -> bool {
    millis + BETTER_MILLIS <= used_millis && millis * 100 <= used_millis * (100 - BETTER_PERCENT)
}
