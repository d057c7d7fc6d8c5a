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
            Self::Refreshed if state.offer().is_none() => Next::Done,
            Self::Refreshed => {
                state.want_offer(true);
                fill(state)
            }
            Self::Filled => {
                match state.filled() {
                    Outcome::Complete => state.switch_if_agreed(),
                    // Still wanted: it goes on when the origin is there again.
                    Outcome::Failed(Trouble::Offline) => {}
                    Outcome::Failed(_) | Outcome::Cancelled => state.want_offer(false),
                }
                Next::Done
            }
        }
    }
}

fn fill(state: &State) -> Next {
    let Some((offer, _)) = state.offer() else {
        return Next::Done;
    };
    let fill = Fill::new_asked_for(offer.head.clone());
    Next::Call(Job::Fill(fill), Job::Download(Download::Filled))
}
