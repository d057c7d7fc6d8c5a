//! Getting a release's text: from the objects where it is there, else from the origin, verified.

use package::{Head, Release};

use super::{Job, Next};
use crate::{inventory::OBJECTS, retry, saved, state::State};

/// Afterwards [`State::known_as`] knows the release, or it could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Describe {
    head: Head,
    tries: u32,
    step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Ask,
    Judge,
}

impl Describe {
    pub(crate) fn new(head: Head) -> Self {
        Self {
            head,
            tries: 0,
            step: Step::Ask,
        }
    }

    pub(crate) fn step(self, state: &mut State) -> Next {
        match self.step {
            Step::Ask if state.known_as(&self.head).is_some() => Next::Done,
            Step::Ask => {
                // The second try goes past whatever is stored: it was wrong.
                state.read(&self.head.release_path(), self.head.bytes, self.tries == 0);
                Next::Then(Job::Describe(Self {
                    tries: self.tries + 1,
                    step: Step::Judge,
                    ..self
                }))
            }
            Step::Judge => self.judge(state),
        }
    }

    fn judge(self, state: &mut State) -> Next {
        let text = state
            .text
            .take()
            .and_then(Result::ok)
            .filter(|text| text.digest == self.head.digest);
        let release = text
            .as_ref()
            .and_then(|text| Release::from_bytes(&text.bytes).ok());
        if let Some((text, _)) = text
            .zip(release)
            .filter(|(_, release)| release.number() == self.head.number)
        {
            if text.is_stored {
                state.inventory.insert(OBJECTS, &self.head.release_path());
            }
            state.save(vec![saved::add_release(&self.head, &text.bytes)]);
            return Next::Done;
        }
        if self.tries >= retry::TRIES {
            return Next::Done;
        }
        state.rest(self.tries);
        Next::Then(Job::Describe(Self {
            step: Step::Ask,
            ..self
        }))
    }
}
