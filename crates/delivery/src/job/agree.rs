//! A page agrees, or no longer agrees, to go on with the next release.

use super::{Job, Next};
use crate::state::State;

/// How far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Agree {
    Begin { client: String, agrees: bool },
    Refreshed { client: String, agrees: bool },
    // The worker that waits reads the answer from the database, so it is written before that worker is called.
    Noted,
}

impl Agree {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin { client, agrees } => {
                state.refresh();
                Next::Then(Job::Agree(Self::Refreshed { client, agrees }))
            }
            Self::Refreshed { client, agrees } => {
                state.note_agreement(&client, agrees);
                Next::Then(Job::Agree(Self::Noted))
            }
            Self::Noted => {
                state.switch_if_agreed();
                Next::Done
            }
        }
    }
}
