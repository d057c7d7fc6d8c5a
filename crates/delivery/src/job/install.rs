//! The browser installs this worker: afterwards everything its release needs is stored and verified, or the browser is
//! told to try again later.

use package::Region;
use protocol::worker::Trouble;

use super::{Job, Next, describe::Describe};
use crate::{Effect, inventory::pages_cache, plan, state::State, transfer::Outcome};

/// An update fetches so much of installed games on its own; more waits for the player's word.
const UNASKED_BYTES: u64 = 8 << 20;
/// The active worker may let objects go while we install, if rarely; so the list is taken again at the end.
const ROUNDS: u32 = 3;
/// Browsers refuse more than 256 rules; the rest is answered by the worker.
const ROUTED_PATHS: usize = 250;

/// How far the installation has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Install {
    Begin,
    Refreshed,
    Described,
    Filled { rounds: u32 },
    Recounted { rounds: u32 },
}

impl Install {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.refresh();
                Next::Then(Job::Install(Self::Refreshed))
            }
            Self::Refreshed => Next::Call(
                Job::Describe(Describe::new(state.own.clone())),
                Job::Install(Self::Described),
            ),
            Self::Described if state.known().is_none() || needs_asking(state) => end(state, false),
            Self::Described => fetch(state, 1),
            Self::Filled { rounds } => match state.filled() {
                Outcome::Complete => {
                    state.refresh();
                    Next::Then(Job::Install(Self::Recounted { rounds }))
                }
                // A first visitor without room still gets a worker: it answers from the network and says so.
                Outcome::Failed(Trouble::QuotaExceeded { .. }) if !state.is_successor() => {
                    end(state, true)
                }
                Outcome::Failed(_) | Outcome::Cancelled => end(state, false),
            },
            Self::Recounted { rounds } => {
                if missing(state).is_empty() {
                    end(state, true)
                } else if rounds < ROUNDS {
                    fetch(state, rounds + 1)
                } else {
                    end(state, false)
                }
            }
        }
    }
}

fn missing(state: &State) -> Vec<plan::Item> {
    state.missing(|region| state.is_kept(region))
}

fn fetch(state: &mut State, rounds: u32) -> Next {
    let items = missing(state);
    state.fill(items);
    Next::Then(Job::Install(Install::Filled { rounds }))
}

fn needs_asking(state: &State) -> bool {
    let is_wanted = state
        .saved
        .offer
        .as_ref()
        .is_some_and(|offer| offer.wanted && offer.head.digest == state.own.digest);
    let games = state.missing(|region| matches!(region, Region::Game(_)) && state.is_kept(region));
    state.is_successor() && !is_wanted && plan::wire_bytes(&games) > UNASKED_BYTES
}

fn end(state: &mut State, installed: bool) -> Next {
    if installed {
        let cache = pages_cache(&state.own);
        let paths = state
            .inventory
            .paths(&cache)
            .iter()
            .take(ROUTED_PATHS)
            .cloned()
            .collect();
        state.tell(Effect::Installed { cache, paths });
        state.switch_if_agreed();
    } else {
        state.tell(Effect::NotInstalled);
    }
    Next::Done
}
