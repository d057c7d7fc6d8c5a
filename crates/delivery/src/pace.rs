//! How fast bodies come: measured while they do, remembered for the next estimate.
//!
//! Deliberately absent: what the browser calls the speed of the connection. It says the same for every origin.

use crate::{
    saved::{self, Saved},
    sorted,
    state::State,
};

/// Shorter bodies say more about the way to the origin than about its width.
const BODY_BYTES: u64 = 16 << 10;
/// What came faster was most likely in the browser's HTTP cache.
const BODY_MILLIS: u64 = 20;
/// So many measurements are remembered; the middle one counts.
const REMEMBERED: usize = 5;

/// What came during a transfer.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    arrived_bytes: u64,
    /// Bytes a second, the oldest first.
    samples: Vec<u64>,
}

/// When a body was asked for, and what had come of all bodies until then: several come at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    millis: u64,
    arrived_bytes: u64,
}

impl Pace {
    pub(crate) fn mark(&self, now: u64) -> Mark {
        Mark {
            millis: now,
            arrived_bytes: self.arrived_bytes,
        }
    }

    pub(crate) fn arrived(&mut self, bytes: u64) {
        self.arrived_bytes += bytes;
    }

    /// A body of so many bytes is there, asked for at `mark`.
    pub(crate) fn measure(&mut self, mark: Mark, now: u64, body_bytes: u64) {
        let millis = now.saturating_sub(mark.millis);
        if body_bytes >= BODY_BYTES && millis >= BODY_MILLIS {
            let bytes = self.arrived_bytes - mark.arrived_bytes;
            self.samples.push(bytes.saturating_mul(1000) / millis);
        }
    }

    /// Bytes a second, where it was measured.
    pub(crate) fn bytes_per_sec(&self) -> Option<u64> {
        middle(&self.samples)
    }

    pub(crate) fn take_samples(&mut self) -> Vec<u64> {
        core::mem::take(&mut self.samples)
    }
}

impl Saved {
    /// Bytes a second, where it was measured.
    pub(crate) fn bytes_per_sec(&self) -> Option<u64> {
        middle(&self.pace)
    }
}

fn middle(samples: &[u64]) -> Option<u64> {
    let sorted = sorted::by(samples.iter().copied(), u64::cmp);
    sorted.get(sorted.len() / 2).copied()
}

impl State {
    /// Remembers what the transfer measured.
    pub(crate) fn note_pace(&mut self, samples: Vec<u64>) {
        if !samples.is_empty() {
            let mut pace = self.saved.pace.clone();
            pace.extend(samples);
            let oldest = pace.len().saturating_sub(REMEMBERED);
            self.save(vec![saved::set_pace(&pace[oldest..])]);
        }
    }
}
