//! The browser activates this worker. Requests wait meanwhile, so tidying up is left to the first page that says hello.

use super::{Job, Next};
use crate::{
    Effect,
    inventory::{is_pages_cache, pages_cache},
    state::State,
};

/// How far the activation has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activate {
    Begin,
    Refreshed,
    Told,
}

impl Activate {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.refresh();
                Next::Then(Job::Activate(Self::Refreshed))
            }
            Self::Refreshed => {
                let own = pages_cache(&state.own);
                let is_first = state
                    .inventory
                    .caches()
                    .all(|cache| *cache == own || !is_pages_cache(cache));
                state.take_over();
                if is_first {
                    state.tell(Effect::Claim);
                }
                Next::Then(Job::Activate(Self::Told))
            }
            Self::Told => {
                state.tell(Effect::Activated);
                Next::Done
            }
        }
    }
}
