//! Looking at the origin's head, and counting what a newer release would cost.

use package::{Head, MAX_HEAD_BYTES};
use protocol::worker::Trouble;

use super::{Job, Next, describe::Describe, look};
use crate::{Failure, plan, saved::Offer, state::State};

const HEAD: &str = "/head";

/// How far the check has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Check {
    Begin,
    Answered,
    Described(Head),
    Counted(Head),
}

impl Check {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.checked_at = Some(state.now);
                state.read(HEAD, MAX_HEAD_BYTES as u64, false);
                Next::Then(Job::Check(Self::Answered))
            }
            Self::Answered => {
                let answer = state.text.take();
                state.online = !matches!(answer, Some(Err(Failure::Unreachable)));
                let text = answer.and_then(Result::ok);
                let Some(head) = text.and_then(|text| Head::from_bytes(&text.bytes).ok()) else {
                    return Next::Done;
                };
                if state.trouble == Some(Trouble::Offline) {
                    state.trouble = None;
                }
                if head.number <= state.own.number {
                    state.set_offer(None);
                    return Next::Done;
                }
                Next::Call(
                    Job::Describe(Describe::new(head.clone())),
                    Job::Check(Self::Described(head)),
                )
            }
            Self::Described(head) if state.known_as(&head).is_none() => Next::Done,
            Self::Described(head) => {
                state.refresh();
                Next::Then(Job::Check(Self::Counted(head)))
            }
            Self::Counted(head) => {
                offer(state, head);
                look::resume(state);
                Next::Done
            }
        }
    }
}

/// Takes note of the offer. What was missing when it was first found stays its size, so that progress never goes back.
fn offer(state: &mut State, head: Head) {
    let before = state.saved.offer.clone().filter(|offer| offer.head == head);
    let (wanted, total_bytes) =
        before.map_or((false, 0), |offer| (offer.wanted, offer.total_bytes));
    state.set_offer(Some(Offer {
        head: head.clone(),
        wanted,
        total_bytes,
    }));
    let missing = plan::wire_bytes(&state.missing_of_offer());
    state.set_offer(Some(Offer {
        head,
        wanted,
        total_bytes: total_bytes.max(missing),
    }));
}
