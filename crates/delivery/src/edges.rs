//! Which edge bodies are asked of: the nearest of those that the origin lists, as long as it does what it should.
//!
//! An edge is an address that has the objects and patches of the origin. The origin itself is one of those that are
//! measured, and what is left when an edge fails. Deliberately absent: trust. Whatever an edge sends is judged by its
//! digest, and heads, lists and pages never come from one.

mod hedge;
mod measure;

use crate::retry;
use hedge::Waits;
use measure::Measurement;

/// A probe that was not answered after so long never was.
pub const PROBE_TIMEOUT_MILLIS: u32 = 1000;
/// So many bodies in a row that do not come shut an edge.
const LOSSES: u32 = 2;
/// So many that come too late do.
const DELAYS: u32 = 3;
/// How long an edge is shut at first; each time twice as long as the time before.
const SHUT_MILLIS: u64 = 30_000;
/// How long at most, and at once where it sent a body that was wrong.
const LONGEST_SHUT_MILLIS: u64 = 600_000;

/// The edges of an origin, and the one that is used.
#[derive(Debug, Default)]
pub struct Edges {
    known: Vec<Edge>,
    /// The one that is used; nothing where that is the origin.
    chosen: Option<usize>,
    /// Whether the choice was ever made by a measurement that still counts.
    is_measured: bool,
    measurement: Option<Measurement>,
    waits: Waits,
}

#[derive(Debug)]
struct Edge {
    base: String,
    /// Bodies in a row that did not come.
    losses: u32,
    /// How often it was shut.
    shuts: u32,
    /// Not asked for anything before this moment, nor after it before a probe was answered; 0 where it is not shut.
    shut_until: u64,
}

impl Edge {
    fn shut(&mut self, now: u64) {
        let millis = retry::doubled(SHUT_MILLIS, self.shuts);
        self.shut_until = now + millis.min(LONGEST_SHUT_MILLIS);
        self.shuts += 1;
    }
}

/// What was wrong with an answer of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It did not come, or not whole.
    Lost,
    /// It came from the origin sooner, which was asked later.
    Slow,
    /// It is not what its digest says.
    Wrong,
}

impl Edges {
    /// The edges at `bases`, of which the one at `chosen` was the nearest when that was measured last; nothing where it
    /// never was, and an empty base where it was the origin.
    pub fn new(bases: &[String], chosen: Option<&str>) -> Self {
        let edge = |base: &String| Edge {
            base: base.clone(),
            losses: 0,
            shuts: 0,
            shut_until: 0,
        };
        Self {
            known: bases.iter().map(edge).collect(),
            chosen: bases.iter().position(|base| Some(&**base) == chosen),
            is_measured: chosen.is_some(),
            measurement: None,
            waits: Waits::default(),
        }
    }

    /// Whether these are the edges at `bases`.
    pub fn are_at(&self, bases: &[String]) -> bool {
        self.known.iter().map(|edge| &edge.base).eq(bases)
    }

    /// The base of an edge; an empty one for the origin.
    pub fn base(&self, edge: Option<usize>) -> &str {
        edge.and_then(|edge| self.known.get(edge))
            .map_or("", |edge| &edge.base)
    }

    /// The base of the edge that is used.
    pub fn chosen(&self) -> &str {
        self.base(self.chosen)
    }

    /// The edge to ask next; nothing where that is the origin.
    pub fn pick(&self) -> Option<usize> {
        self.chosen
    }

    /// An edge answered, whatever with.
    pub fn answered(&mut self, edge: usize) {
        if let Some(edge) = self.known.get_mut(edge) {
            edge.losses = 0;
        }
    }

    /// An edge did not do what it should. Where that shuts it the origin takes its place at once, and the others are
    /// measured anew.
    pub fn failed(&mut self, now: u64, edge: usize, fault: Fault) {
        let Some(failed) = self.known.get_mut(edge) else {
            return;
        };
        failed.losses += 1;
        // What was on its way when it was shut says nothing new.
        let least = match fault {
            Fault::Lost => LOSSES,
            Fault::Slow => DELAYS,
            Fault::Wrong => 0,
        };
        if failed.shut_until > 0 || failed.losses < least {
            return;
        }
        failed.shut(now);
        if fault == Fault::Wrong {
            failed.shut_until = now + LONGEST_SHUT_MILLIS;
        }
        if self.chosen == Some(edge) {
            self.chosen = None;
            self.is_measured = false;
            self.measure(now);
        }
    }

    /// The player may be in another network: what was said of the edges is forgotten, and they are measured anew.
    pub fn moved(&mut self, now: u64) {
        for edge in &mut self.known {
            (edge.losses, edge.shuts, edge.shut_until) = (0, 0, 0);
        }
        self.measure(now);
    }

    /// Whether an edge was shut for long enough to be looked at again.
    pub fn is_due(&self, now: u64) -> bool {
        let mut known = self.known.iter();
        self.measurement.is_none() && known.any(|it| (1..=now).contains(&it.shut_until))
    }
}
