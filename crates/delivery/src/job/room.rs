//! The browser refuses to store more. The ladder: let go what no release names, then games that are not installed; then
//! say so and go on from the network.

use super::{Job, Next};
use crate::{state::State, sweep::Sweep};

/// The rung that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Begin,
    Refreshed,
    Orphans,
    Games,
}

impl Room {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.refresh();
                Next::Then(Job::Room(Self::Refreshed))
            }
            Self::Refreshed if state.sweep(&Sweep::Orphans) => Next::Then(Job::Room(Self::Orphans)),
            Self::Refreshed if state.sweep(&Sweep::Games) => Next::Then(Job::Room(Self::Games)),
            Self::Orphans | Self::Games => {
                if let Some(transfer) = &mut state.transfer {
                    transfer.retry_full(&mut state.effects);
                }
                Next::Done
            }
            Self::Refreshed => {
                if let Some(transfer) = &mut state.transfer {
                    transfer.give_up_full(&mut state.effects);
                }
                Next::Done
            }
        }
    }
}
