//! A page is there: learn how things stand, mend what is missing of shell and engine, go on with what was under way.

use package::Region;

use super::{
    Job, Next,
    describe::Describe,
    download::Download,
    game::{Game, Step},
};
use crate::{Priority, state::State};

/// How far the look has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Begin,
    Refreshed,
    Described,
    Healed,
}

impl Look {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.refresh();
                Next::Then(Job::Look(Self::Refreshed))
            }
            Self::Refreshed => Next::Call(
                Job::Describe(Describe::new(state.own.clone())),
                Job::Look(Self::Described),
            ),
            Self::Described => {
                state.forget_gone();
                state.note_play();
                if state.is_successor() {
                    state.switch_if_agreed();
                    return Next::Done;
                }
                // A page that had not agreed may be gone by now.
                state.switch_if_agreed();
                if state.has_stale_release() || !state.stale_segments(&[]).is_empty() {
                    state.sweep(&[]);
                }
                resume(state);
                let items =
                    state.missing(|region| matches!(region, Region::Shell | Region::Engine));
                if items.is_empty() || state.healed {
                    return Next::Done;
                }
                state.healed = true;
                state.fill(items, Priority::Critical);
                Next::Then(Job::Look(Self::Healed))
            }
            Self::Healed => {
                state.filled();
                Next::Done
            }
        }
    }
}

/// Whatever the last worker was fetching when it was stopped is fetched on.
pub(crate) fn resume(state: &mut State) {
    if state.offer().is_some_and(|(offer, _)| offer.wanted) && !state.missing_of_offer().is_empty()
    {
        state.later.push(Job::Download(Download::Begin));
    }
    let fetching = state.saved.games.iter().filter(|(_, game)| game.fetching);
    let jobs: Vec<Job> = fetching
        .map(|(id, _)| {
            Job::Game(Game {
                id: id.clone(),
                step: Step::Begin,
            })
        })
        .collect();
    state.later.extend(jobs);
}
