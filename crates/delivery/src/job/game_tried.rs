//! A page says what it found out about a release of a published game by playing it.

use protocol::worker::Found;

use super::{Job, Next};
use crate::state::State;

/// What was found, and how far the note of it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GameTried {
    id: String,
    number: u64,
    found: Found,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Begin,
    Refreshed,
    Noted,
}

impl GameTried {
    pub(crate) fn new(id: String, number: u64, found: Found) -> Self {
        Self {
            id,
            number,
            found,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(self, state: &mut State) -> Next {
        match self.step {
            Step::Begin => {
                state.refresh();
                self.then(Step::Refreshed)
            }
            Step::Refreshed if state.note_game_trial(&self.id, self.number, self.found) => {
                self.then(Step::Noted)
            }
            Step::Refreshed => Next::Done,
            // What is not written is found out again; until then both are needed.
            Step::Noted if state.unsaved_bytes.is_some() => Next::Done,
            Step::Noted => {
                state.sweep(&[]);
                Next::Done
            }
        }
    }

    fn then(self, step: Step) -> Next {
        Next::Then(Job::GameTried(Self { step, ..self }))
    }
}
