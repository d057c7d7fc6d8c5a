//! Fetching what a release needs. The worker that the browser installs and the active one, told to update, want the same
//! files: one of them fetches, the other looks every now and then how far it has got.
//!
//! Deliberately absent: what only the active worker fetches, as games that are installed and files that are mended.

use package::Head;

use super::{Job, Next};
use crate::{Effect, Priority, state::State, transfer::Outcome};

/// How often a worker that waits looks.
const LOOK_MILLIS: u64 = 250;

/// For which release, for whom, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fill {
    head: Head,
    /// The player asked for it, and not the browser.
    is_asked_for: bool,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Begin,
    Answered,
    Refreshed,
    Filled,
    Unlocked,
}

impl Fill {
    /// How that ends is what [`State::filled`] says afterwards.
    pub(crate) fn new(head: Head) -> Self {
        Self {
            head,
            is_asked_for: false,
            step: Step::Begin,
        }
    }

    /// The same where the player may take it back.
    pub(crate) fn new_asked_for(head: Head) -> Self {
        Self {
            is_asked_for: true,
            ..Self::new(head)
        }
    }

    pub(crate) fn is_asked_for(&self) -> bool {
        self.is_asked_for
    }

    pub(crate) fn step(self, state: &mut State) -> Next {
        match self.step {
            Step::Begin if self.is_asked_for && state.is_cancelled => {
                state.is_waiting = false;
                state.outcome = Some(Outcome::Cancelled);
                Next::Done
            }
            Step::Begin => {
                state.is_locked = false;
                state.ask(Effect::Lock(self.lock()));
                self.then(Step::Answered)
            }
            Step::Answered => {
                // Whoever had the lock may have stored something since the list was taken.
                state.refresh();
                state.is_waiting = !state.is_locked;
                if state.is_locked {
                    return self.then(Step::Refreshed);
                }
                state.rest_millis(LOOK_MILLIS);
                self.then(Step::Begin)
            }
            Step::Refreshed => {
                let missing = state.missing_of_head(&self.head);
                state.fill(missing, Priority::Soon);
                self.then(Step::Filled)
            }
            Step::Filled => {
                // What comes next may want the lock again: it is not to be given back under its hands.
                state.ask(Effect::Unlock(self.lock()));
                self.then(Step::Unlocked)
            }
            Step::Unlocked => Next::Done,
        }
    }

    fn then(self, step: Step) -> Next {
        Next::Then(Job::Fill(Self { step, ..self }))
    }

    fn lock(&self) -> String {
        ["layerw-fill-", &self.head.digest.to_hex()].concat()
    }
}
