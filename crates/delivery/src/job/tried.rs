//! A page says what it found out about a release by running it.

use super::{Job, Next, look::Look};
use crate::state::State;

/// How far it has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tried {
    Begin { good: u64, refused: u64 },
    Refreshed { good: u64, refused: u64 },
}

impl Tried {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin { good, refused } => {
                state.refresh();
                Next::Then(Job::Tried(Self::Refreshed { good, refused }))
            }
            Self::Refreshed { good, refused } => {
                if state.note_trial(good, refused) {
                    // What only the trial kept may go now.
                    state.later.push(Job::Look(Look::Begin));
                }
                Next::Done
            }
        }
    }
}
