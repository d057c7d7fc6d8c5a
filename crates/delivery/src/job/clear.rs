//! Letting a game go, or everything but what an open page needs.

use super::{Job, Next};
use crate::{saved, state::State, sweep::Sweep};

/// How far it has got, and of which game; nothing for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clear {
    Begin { game: Option<String> },
    Refreshed { game: Option<String> },
}

impl Clear {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin { game } => {
                state.refresh();
                Next::Then(Job::Clear(Self::Refreshed { game }))
            }
            Self::Refreshed { game: Some(id) } => {
                state.save(vec![saved::set_game(&id, None)]);
                state.sweep(&Sweep::Game(id));
                Next::Done
            }
            Self::Refreshed { game: None } => {
                let changes = state
                    .saved
                    .games
                    .iter()
                    .map(|(id, _)| saved::set_game(id, None))
                    .collect();
                state.save(changes);
                if !state.successor {
                    state.set_offer(None);
                }
                state.sweep(&Sweep::Games);
                Next::Done
            }
        }
    }
}
