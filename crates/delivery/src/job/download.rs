//! The player wants the offered release: fetch what it needs.

use protocol::worker::Trouble;

use super::{Job, Next, fill::Fill};
use crate::{state::State, transfer::Outcome};

/// How far the download has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Download {
    Begin,
    Refreshed,
    Filled,
}

impl Download {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.refresh();
                Next::Then(Job::Download(Self::Refreshed))
            }
            Self::Refreshed => {
                let Some(head) = state.offer().map(|(offer, _)| offer.head.clone()) else {
                    return Next::Done;
                };
                state.want_offer(true);
                let fill = Job::Fill(Fill::new_asked_for(head));
                Next::Call(fill, Job::Download(Self::Filled))
            }
            Self::Filled => {
                match state.filled() {
                    Outcome::Complete => state.switch_if_agreed(),
                    Outcome::Yielded => state.later.push(Job::Download(Self::Begin)),
                    // Still wanted: it goes on when the origin is there again.
                    Outcome::Failed(Trouble::Offline) => {}
                    Outcome::Failed(_) | Outcome::Cancelled => state.want_offer(false),
                }
                Next::Done
            }
        }
    }
}
