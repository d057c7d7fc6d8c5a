//! Nothing else is to be done and nobody plays: look whether what is stored is still what it was, a few files at a time and
//! each once a day, and fetch again what is not.

use protocol::worker::{FromWorker, Trouble};

use super::{
    Job, Next,
    verify::{let_damaged_go, promised, wanted},
};
use crate::{Effect, Priority, clients::PLAY, saved, sorted, state::State};

/// A turn hashes no more than this, or one file: each is in memory whole.
const TURN_BYTES: u64 = 4 << 20;
const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Which page noticed that there is time, and how far the turn has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scrub {
    client: String,
    step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Begin,
    Refreshed,
    /// What is left of this turn; the last is the next.
    Hashing(Vec<(String, String)>),
    Deleted,
    Filled,
}

impl Scrub {
    pub(crate) fn new(client: String) -> Self {
        let step = Step::Begin;
        Self { client, step }
    }

    pub(crate) fn step(mut self, state: &mut State) -> Next {
        self.step = match self.step {
            Step::Begin => {
                state.refresh();
                Step::Refreshed
            }
            Step::Refreshed => match state.scrub_turn() {
                None => return self.end(state, false),
                Some(turn) => {
                    state.damaged.clear();
                    Step::Hashing(turn)
                }
            },
            Step::Hashing(mut left) => match left.pop() {
                Some((cache, path)) => {
                    state.ask(Effect::Hash { cache, path });
                    Step::Hashing(left)
                }
                None => {
                    let_damaged_go(state);
                    Step::Deleted
                }
            },
            Step::Deleted => {
                let is_full = matches!(state.trouble, Some(Trouble::QuotaExceeded { .. }));
                let items = if is_full { Vec::new() } else { wanted(state) };
                if items.is_empty() {
                    return self.end(state, true);
                }
                state.fill(items, Priority::Scrub);
                Step::Filled
            }
            Step::Filled => {
                state.filled();
                return self.end(state, true);
            }
        };
        Next::Then(Job::Scrub(self))
    }

    fn end(self, state: &mut State, more: bool) -> Next {
        state.post(Some(self.client), FromWorker::Scrubbed { more });
        Next::Done
    }
}

impl State {
    /// The files of the next turn, the last first; nothing where nobody is to be disturbed or all were looked at today.
    fn scrub_turn(&mut self) -> Option<Vec<(String, String)>> {
        let is_played = self.clients.iter().any(|it| it.path.starts_with(PLAY));
        if is_played || self.successor || !self.online {
            return None;
        }
        let began_millis = self.saved.scrub.began_millis;
        let is_begun = !self.saved.scrub.cursor.is_empty();
        if !is_begun && began_millis > 0 && self.now < began_millis + DAY_MILLIS {
            return None;
        }
        let began_millis = if is_begun { began_millis } else { self.now };
        let mut turn = Vec::new();
        let mut bytes = 0;
        for (cache, path) in self.files_after_cursor() {
            bytes += self.bytes_of(&path);
            if bytes > TURN_BYTES && !turn.is_empty() {
                break;
            }
            turn.push((cache, path));
        }
        let cursor = turn.last().map_or_else(String::new, name);
        let scrub = saved::Scrub {
            began_millis,
            cursor,
        };
        self.save(vec![saved::set_scrub(&scrub)]);
        turn.reverse();
        (!turn.is_empty()).then_some(turn)
    }

    fn files_after_cursor(&self) -> Vec<(String, String)> {
        let mut files = promised(self);
        files.retain(|file| name(file) > self.saved.scrub.cursor);
        sorted::each_once(files)
    }
}

/// The name under which the cursor knows a file; no cache's name has a space.
fn name((cache, path): &(String, String)) -> String {
    [cache, " ", path].concat()
}
