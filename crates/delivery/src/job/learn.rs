//! Which edges there are, once a day, and which is the nearest, once a day and whenever the network may be another one.
//!
//! Only the list is waited for: the edges are measured beside whatever comes next. Whatever is wrong with the list, the
//! origin is left.

use package::{EDGE_LIST_PATH, EdgeList, MAX_EDGE_LIST_BYTES, MAX_ENVELOPE_BYTES};

use super::{Job, Next, believe::judged};
use crate::{
    Effect, Failure, News,
    edges::Edges,
    saved::{self, Nearby},
    state::State,
};

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;
/// A page that says that it is online again does not count more often than this.
const MOVED_MILLIS: u64 = 60_000;

/// How far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Learn {
    Begin,
    Loaded,
    Read,
    /// The list, in its envelope.
    Judged(Vec<u8>),
}

impl Learn {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                if !state.has_loaded() {
                    state.refresh();
                }
                Next::Then(Job::Learn(Self::Loaded))
            }
            Self::Loaded if state.is_list_fresh() => {
                state.measure_if_due();
                Next::Done
            }
            Self::Loaded => {
                let limit_bytes = MAX_EDGE_LIST_BYTES + MAX_ENVELOPE_BYTES;
                state.read(EDGE_LIST_PATH, limit_bytes as u64, false);
                Next::Then(Job::Learn(Self::Read))
            }
            Self::Read => match state.text.take() {
                Some(Ok(text)) => match state.belief() {
                    Some(belief) => {
                        state.judge(&belief, News::Edges(text.bytes.clone()));
                        Next::Then(Job::Learn(Self::Judged(text.bytes)))
                    }
                    None => state.learn(EdgeList::from_bytes(&text.bytes).ok()),
                },
                Some(Err(Failure::Refused(400..500) | Failure::TooLong)) => state.learn(None),
                Some(Err(_)) | None => Next::Done,
            },
            Self::Judged(bytes) => {
                let list = judged(state)
                    .ok()
                    .and_then(|_| EdgeList::from_envelope(&bytes).ok());
                state.learn(list)
            }
        }
    }
}

impl State {
    fn is_list_fresh(&self) -> bool {
        let read_millis = self.saved.nearby.read_millis;
        read_millis > 0 && self.now < read_millis + DAY_MILLIS
    }

    /// Takes note of the list; of none where it is not to be believed.
    fn learn(&mut self, list: Option<EdgeList>) -> Next {
        let list = list.filter(|list| self.now / 1000 < list.expires_unix_secs);
        let bases = list.map_or_else(Vec::new, |list| list.bases);
        let before = &self.saved.nearby;
        let is_same = before.bases == bases;
        let nearby = Nearby {
            read_millis: self.now,
            chosen_millis: if is_same { before.chosen_millis } else { 0 },
            chosen: before.chosen.clone(),
            bases,
        };
        self.save(vec![saved::set_nearby(&nearby)]);
        self.take_edges();
        self.measure_if_due();
        Next::Done
    }

    fn measure_if_due(&mut self) {
        let chosen_millis = self.saved.nearby.chosen_millis;
        let is_older = |millis| chosen_millis == 0 || self.now >= chosen_millis + millis;
        if core::mem::take(&mut self.is_moved) && is_older(MOVED_MILLIS) {
            self.edges.moved(self.now);
        } else if is_older(DAY_MILLIS) || self.edges.is_due(self.now) {
            self.edges.measure(self.now);
        }
    }

    /// Uses the edges that are saved.
    pub(crate) fn take_edges(&mut self) {
        let Nearby {
            chosen_millis,
            chosen,
            bases,
            ..
        } = &self.saved.nearby;
        if !self.edges.are_at(bases) {
            let chosen = (*chosen_millis > 0).then_some(&**chosen);
            self.edges = Edges::new(bases, chosen);
        }
    }

    /// Sends the probes that are to be sent now.
    pub(crate) fn probe(&mut self) {
        for base in self.edges.probes() {
            self.tell(Effect::Probe { base });
        }
    }

    /// A probe was answered, or not.
    pub(crate) fn probed(&mut self, base: &str, millis: Option<u64>) {
        if self.edges.probed(self.now, base, millis) {
            let nearby = Nearby {
                chosen_millis: self.now,
                chosen: self.edges.chosen().to_owned(),
                ..self.saved.nearby.clone()
            };
            self.save(vec![saved::set_nearby(&nearby)]);
        }
    }
}
