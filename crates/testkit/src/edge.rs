//! Edges: other addresses that answer for an origin's objects, some of them badly.

use delivery::{Event, PROBE_TIMEOUT_MILLIS, Sender, Way};

use crate::{Browser, Slot, weather::Delivered, worker::Deed};

/// What comes through a simulated edge, bytes in a millisecond.
const BYTES_PER_MILLI: u64 = 1000;
/// What a trickle brings, and how often.
const TRICKLE_MILLIS: u64 = 400;
const TRICKLES: u64 = 100;

/// How an edge answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    #[default]
    Honest,
    /// Nobody listens.
    Dead,
    /// Everything is taken in and nothing comes out.
    Silent,
    /// Probes are answered and bodies are not begun.
    Mute,
    /// One bit of each body is wrong.
    Wrong,
    /// Half of each body comes, as if that were all.
    Truncated,
    /// Each body goes on for ever.
    Endless,
    /// Nothing is there.
    Missing,
    /// A byte comes now and then, for ever.
    Trickling,
}

/// An edge.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    /// There and back.
    pub rtt_millis: u64,
    /// How it answers.
    pub manner: Manner,
    /// So many answers in a hundred come later, by so long.
    pub delay: (u32, u64),
    /// When it was asked for a body or probed.
    pub asked_at: Vec<u64>,
    /// Bodies that it was asked for.
    pub bodies: u32,
    /// Bytes that it sent.
    pub sent_bytes: u64,
}

impl Edge {
    /// An honest edge.
    pub fn new(rtt_millis: u64) -> Self {
        Self {
            rtt_millis,
            ..Self::default()
        }
    }

    /// The same edge with other manners.
    pub fn with(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    /// How often it was asked for anything in the busiest minute.
    pub fn most_in_a_minute(&self) -> usize {
        let from = |at: &u64| (*at..*at + 60_000, ());
        let minutes = self.asked_at.iter().map(from);
        let count = |(minute, ()): (core::ops::Range<u64>, ())| {
            let asked = self.asked_at.iter();
            asked.filter(|at| minute.contains(at)).count()
        };
        minutes.map(count).max().unwrap_or(0)
    }
}

impl Browser {
    /// Answers a probe when its time has come.
    pub(crate) fn probe(&mut self, slot: Slot, base: String) {
        let (millis, answer) = if base.is_empty() {
            let millis = self.origin_rtt_millis;
            (millis, (!self.weather.offline).then_some(millis))
        } else {
            let now = self.now;
            let edge = self.edges.get_mut(&base);
            let edge = edge.expect("only edges that are listed are probed");
            edge.asked_at.push(now);
            match edge.manner {
                _ if self.weather.offline => (1, None),
                Manner::Dead => (1, None),
                Manner::Silent => (u64::from(PROBE_TIMEOUT_MILLIS), None),
                _ => (edge.rtt_millis, Some(edge.rtt_millis)),
            }
        };
        let event = Event::Probed {
            base,
            millis: answer,
        };
        self.later(slot, millis, Deed::Tell(event));
    }

    /// What the edge of `way` answers to a request for `body`.
    pub(crate) fn ask_edge(&mut self, way: &Way, body: Option<Vec<u8>>) -> Delivered {
        let now = self.now;
        let edge = self.edges.get_mut(&way.base);
        let edge = edge.expect("only edges that are listed are asked");
        edge.asked_at.push(now);
        edge.bodies += 1;
        let Some(mut body) = body.filter(|_| edge.manner != Manner::Missing) else {
            return Delivered::Refused(404);
        };
        match edge.manner {
            _ if self.weather.offline => return Delivered::Lost,
            Manner::Honest | Manner::Missing => {}
            Manner::Dead => return Delivered::Lost,
            Manner::Silent | Manner::Mute => return Delivered::Stalled,
            Manner::Trickling => return Delivered::Trickling,
            Manner::Wrong => {
                if let Some(last) = body.last_mut() {
                    *last ^= 1;
                }
            }
            Manner::Truncated => body.truncate(body.len() / 2),
            Manner::Endless => body.extend([0; 2]),
        }
        edge.sent_bytes += body.len() as u64;
        Delivered::Body(body)
    }

    /// How long a segment takes that way, and who sends it: the origin is asked as well where the edge takes too long.
    pub(crate) fn segment_millis(
        &mut self,
        way: &Way,
        bytes: u64,
        hedge_millis: Option<u64>,
    ) -> (u64, Sender) {
        let delay = self.edges.get(&way.base).map_or((0, 0), |edge| edge.delay);
        let is_late = delay.0 > 0 && self.dice.percent(delay.0);
        let late_millis = if is_late { delay.1 } else { 0 };
        let millis = self.body_millis(Some(way), bytes) + late_millis;
        let Some(hedge_millis) = hedge_millis.filter(|hedge| self.hedges && *hedge < millis) else {
            return (millis, Sender::Asked);
        };
        self.hedged_bytes += bytes;
        let also_millis = hedge_millis + self.body_millis(None, bytes);
        if also_millis < millis {
            (also_millis, Sender::Origin)
        } else {
            (millis, Sender::Asked)
        }
    }

    /// How long a body of so many bytes takes that way.
    pub(crate) fn body_millis(&mut self, way: Option<&Way>, bytes: u64) -> u64 {
        let edge = way.and_then(|way| self.edges.get(&way.base));
        match edge {
            Some(edge) => edge.rtt_millis + bytes / BYTES_PER_MILLI,
            None => 40 + self.dice.below(100),
        }
    }

    /// Bytes of a body that never ends.
    pub(crate) fn trickle(&mut self, slot: Slot, path: &str) {
        for number in 1..TRICKLES {
            let event = Event::Arrived {
                path: path.to_owned(),
                bytes: number,
            };
            self.later(slot, number * TRICKLE_MILLIS, Deed::Tell(event));
        }
    }
}
