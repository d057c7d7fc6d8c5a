//! A page agrees, or no longer agrees, to go on with the next release.

use super::{Job, Next};
use crate::state::State;

/// How far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Agree {
    Begin { client: String, agrees: bool },
    Refreshed { client: String, agrees: bool },
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
                state.switch_if_agreed();
                Next::Done
            }
        }
    }
}
