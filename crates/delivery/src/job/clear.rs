//! Letting a game go, or everything but what an open page needs.

use super::{Job, Next};
use crate::{regions::Holder, state::State};

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
                state.let_go(&id);
                state.sweep(&[Holder::Game(id)]);
                Next::Done
            }
            Self::Refreshed { game: None } => {
                let games = state.saved.games.iter();
                let ids: Vec<String> = games.map(|(id, _)| id.clone()).collect();
                ids.iter().for_each(|id| state.let_go(id));
                if !state.successor {
                    state.set_offer(None);
                }
                let games = state.loose_games();
                state.sweep(&games);
                Next::Done
            }
        }
    }
}
