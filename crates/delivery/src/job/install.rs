//! The browser installs this worker: afterwards everything its release needs is stored and verified, or the browser is
//! told to try again later.

use package::Region;
use protocol::worker::Trouble;

use super::{Job, Next, describe::Describe, fill::Fill, learn::Learn};
use crate::{Effect, inventory::pages_cache, plan, regions, state::State, transfer::Outcome};

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
    Learned,
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
            // An old worker that a cache or a copy of the origin offers anew is not to come back.
            Self::Refreshed if state.is_overtaken() => end(state, false),
            Self::Refreshed => Next::Call(
                Job::Describe(Describe::new(state.own.clone())),
                Job::Install(Self::Described),
            ),
            Self::Described if !may_install(state) => end(state, false),
            Self::Described => Next::Call(Job::Learn(Learn::Begin), Job::Install(Self::Learned)),
            Self::Learned => fetch(state, 1),
            Self::Filled { rounds } => match state.filled() {
                Outcome::Complete => {
                    state.refresh();
                    Next::Then(Job::Install(Self::Recounted { rounds }))
                }
                // A first visitor without room still gets a worker: it answers from the network and says so.
                Outcome::Failed(Trouble::QuotaExceeded { .. }) if !state.is_successor() => {
                    end(state, true)
                }
                Outcome::Failed(_) | Outcome::Cancelled | Outcome::Yielded => end(state, false),
            },
            Self::Recounted { rounds } => {
                if state.missing_of_head(&state.own).is_empty() {
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

/// A release that failed here is not installed beside the one that works: browsers would switch to it by themselves.
fn may_install(state: &State) -> bool {
    let is_refused = state.is_successor() && state.saved.refused == state.own.number;
    state.known_as(&state.own).is_some() && !is_refused && !needs_asking(state)
}

fn fetch(state: &State, rounds: u32) -> Next {
    let fill = Fill::new(state.own.clone());
    Next::Call(Job::Fill(fill), Job::Install(Install::Filled { rounds }))
}

fn needs_asking(state: &State) -> bool {
    let is_wanted = state
        .saved
        .offer
        .as_ref()
        .is_some_and(|offer| offer.wanted && offer.head.digest == state.own.digest);
    let is_kept_game = |region: &Region| matches!(region, Region::Game(_)) && state.is_kept(region);
    let own = state.known_as(&state.own);
    let games = own.map_or_else(Vec::new, |own| state.missing_of(own, is_kept_game));
    let budget = regions::policy(regions::PREFETCH).budget;
    let most_bytes = budget.limit_bytes(state.quota_bytes);
    state.is_successor()
        && !is_wanted
        && most_bytes.is_some_and(|most_bytes| plan::wire_bytes(&games) > most_bytes)
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
