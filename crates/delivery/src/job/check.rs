//! Looking at the origin's head, and counting what a newer release would cost.

use package::{Head, MAX_ENVELOPE_BYTES, MAX_HEAD_BYTES, MAX_SIGNED_HEAD_BYTES};
use protocol::worker::Trouble;

use super::{Job, Next, believe::Believe, describe::Describe, look};
use crate::{Failure, plan, saved::Offer, state::State};

const HEAD: &str = "/head";
pub(super) const SIGNED_HEAD_BYTES: usize = MAX_SIGNED_HEAD_BYTES + MAX_ENVELOPE_BYTES;

/// How far the check has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Check {
    Begin,
    Answered,
    Believed,
    Described(Head),
    Counted(Head),
}

impl Check {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin => {
                state.checked_at = Some(state.now);
                let limit_bytes = if state.is_anchored() {
                    // What was believed before this worker was started decides what it may believe now.
                    state.refresh();
                    SIGNED_HEAD_BYTES
                } else {
                    MAX_HEAD_BYTES
                };
                state.read(HEAD, limit_bytes as u64, false);
                Next::Then(Job::Check(Self::Answered))
            }
            Self::Answered => {
                let answer = state.text.take();
                state.online = !matches!(answer, Some(Err(Failure::Unreachable)));
                if state.is_anchored() {
                    let believe = Believe::begin(state, answer);
                    return believe.map_or(Next::Done, |job| {
                        Next::Call(job, Job::Check(Self::Believed))
                    });
                }
                let text = answer.and_then(Result::ok);
                let head = text.and_then(|text| Head::from_bytes(&text.bytes).ok());
                head.map_or(Next::Done, |head| take(state, head))
            }
            Self::Believed => match state.faith.news.take() {
                Some(head) => take(state, head),
                None => Next::Done,
            },
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

/// The origin answered with a head that counts.
fn take(state: &mut State, head: Head) -> Next {
    if state.trouble == Some(Trouble::Offline) {
        state.trouble = None;
    }
    if !state.is_news(head.number) {
        state.set_offer(None);
        return Next::Done;
    }
    Next::Call(
        Job::Describe(Describe::new(head.clone())),
        Job::Check(Check::Described(head)),
    )
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
