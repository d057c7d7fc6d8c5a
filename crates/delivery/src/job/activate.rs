//! The browser activates this worker. Requests wait meanwhile, so tidying up comes after.

use super::{Job, Next};
use crate::{Effect, inventory::pages_cache, state::State, sweep::Sweep};

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
                    .all(|cache| *cache == own || !cache.starts_with("pages-"));
                state.take_over();
                if is_first {
                    state.tell(Effect::Claim);
                }
                Next::Then(Job::Activate(Self::Told))
            }
            Self::Told => {
                state.tell(Effect::Activated);
                state.forget_gone();
                state.sweep(&Sweep::Orphans);
                Next::Done
            }
        }
    }
}
