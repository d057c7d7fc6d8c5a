//! The player wants a game to play offline.

use package::Region;
use protocol::worker::Trouble;

use super::{Job, Next};
use crate::{saved, state::State, transfer::Outcome};

/// A game and how far its installation has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Game {
    pub(crate) id: String,
    pub(crate) step: Step,
}

/// How far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Begin,
    Refreshed,
    Filled,
}

impl Game {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self.step {
            Step::Begin => {
                state.refresh();
                self.then(Step::Refreshed)
            }
            Step::Refreshed => {
                let is_ours = |region: &Region| region.game() == Some(&self.id);
                let exists = state.known().is_some_and(|known| {
                    known
                        .release
                        .files()
                        .iter()
                        .any(|file| is_ours(&file.region))
                });
                if !exists {
                    return Next::Done;
                }
                self.note(state, true, true);
                let items = state.missing(|region| region.game().is_none_or(|id| id == self.id));
                state.fill(items);
                self.then(Step::Filled)
            }
            Step::Filled => {
                match state.filled() {
                    Outcome::Complete => self.note(state, true, false),
                    // Still wanted: it goes on when the origin is there again.
                    Outcome::Failed(Trouble::Offline) => {}
                    Outcome::Failed(_) | Outcome::Cancelled => self.note(state, false, false),
                }
                Next::Done
            }
        }
    }

    fn then(self, step: Step) -> Next {
        Next::Then(Job::Game(Self { step, ..self }))
    }

    fn note(&self, state: &mut State, installed: bool, fetching: bool) {
        let game = saved::Game {
            installed,
            fetching,
        };
        if state.saved.games.get(&self.id) != Some(&game) {
            state.save(vec![saved::set_game(&self.id, Some(game))]);
        }
    }
}
