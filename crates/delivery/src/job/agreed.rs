//! The player agreed to let games go, for the room that they take.

use super::{Job, Next};
use crate::{regions::Holder, state::State};

/// Which games, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Agreed {
    Begin { games: Vec<String> },
    Refreshed { games: Vec<String> },
}

impl Agreed {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin { games } => {
                state.refresh();
                Next::Then(Job::Agreed(Self::Refreshed { games }))
            }
            Self::Refreshed { games } => {
                // A page may have begun to play one since.
                let goes = |id: &String| !state.is_played(id);
                let games: Vec<String> = games.into_iter().filter(goes).collect();
                let changes = games.iter().flat_map(|id| state.letting_go(id)).collect();
                state.save(changes);
                let gone: Vec<Holder> = games.into_iter().map(Holder::Game).collect();
                state.sweep(&gone);
                state.room = None;
                Next::Done
            }
        }
    }
}
