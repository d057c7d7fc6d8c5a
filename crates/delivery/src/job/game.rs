//! The player wants a game to play offline.

use package::Region;
use protocol::worker::Trouble;

use super::{Job, Next};
use crate::{Priority, plan::Item, saved, state::State, transfer::Outcome};

/// How often is looked whether a page still waits for a file of the game.
const DEMANDS_MILLIS: u64 = 250;

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
                let is_published = !exists && state.saved.packages.get(&self.id).is_some();
                if !exists && !is_published {
                    return Next::Done;
                }
                self.note(state, true, true);
                let items = if is_published {
                    let mut items = state.missing(|region| region.game().is_none());
                    items.extend(state.missing_of_package(&self.id));
                    items
                } else {
                    self.missing(state)
                };
                state.fill(items, Priority::Visible);
                self.then(Step::Filled)
            }
            Step::Filled => {
                match state.filled() {
                    // A page that plays it waits for one of its files, which is fetched apart, or waited in vain. Whatever
                    // else is to be done comes first: the origin may have another release.
                    Outcome::Complete
                        if state.demands.is_busy() || !self.missing(state).is_empty() =>
                    {
                        state.rest_millis(DEMANDS_MILLIS);
                        let step = Step::Begin;
                        state.later.push(Job::Game(Self { step, ..self }));
                    }
                    Outcome::Complete => {
                        if state.saved.packages.get(&self.id).is_some() {
                            state.switch_package(&self.id);
                        } else {
                            self.note(state, true, false);
                        }
                        state.note_use(&self.id);
                    }
                    // Still wanted: it goes on when the origin is there again.
                    Outcome::Failed(Trouble::Offline) => {}
                    Outcome::Failed(_) | Outcome::Cancelled | Outcome::Yielded => {
                        self.note(state, state.is_whole_package(&self.id), false);
                    }
                }
                Next::Done
            }
        }
    }

    /// What is to be fetched where it is a game of the site.
    fn missing(&self, state: &State) -> Vec<Item> {
        state.missing(|region| region.game().is_none_or(|id| id == self.id))
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
            state.save(vec![state.note_game(&self.id, game)]);
        }
    }
}
