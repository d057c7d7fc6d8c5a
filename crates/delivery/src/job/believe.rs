//! Whether the origin's head is to be believed.
//!
//! A head that was believed before costs nothing, any other is judged. Only where a newer root may change the verdict is
//! there a question about roots: those after the one that is known are followed one by one, to the last, which may
//! withdraw a key of the one before. What is refused leaves everything as it was.

use package::{Belief, MAX_ENVELOPE_BYTES, MAX_ROOT_BYTES, decimal};

use super::{Job, Next};
use crate::{Failure, News, Text, state::State};

/// One look follows so many; whoever slept through more goes on with the next.
const ROOTS_PER_LOOK: u32 = 16;
const ROOT_FILE_BYTES: u64 = (MAX_ROOT_BYTES + MAX_ENVELOPE_BYTES) as u64;

/// Verdicts on a head that the next root may change.
pub(super) const CURABLE: [&str; 6] = [
    "trust-unknown-key",
    "trust-revoked-key",
    "trust-root-expired",
    "trust-too-few-signatures",
    "trust-older",
    "trust-mixed",
];

/// Afterwards the head of the site is in `faith.news`, or the reason against it in `faith.refused`; what came of a
/// game's is in `faith.of_game`, or nothing where the origin did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Believe {
    of: Of,
    /// What the origin answered where a head should be.
    head: Vec<u8>,
    belief: Belief,
    /// Roots followed.
    roots: u32,
    /// The verdict that made us ask for roots, or what was wrong with the one that came.
    verdict: Option<String>,
    step: Step,
}

/// Whose head it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Site,
    Game,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Begin,
    RootRead,
    RootJudged,
    HeadJudged,
    Saved,
}

impl Believe {
    /// Judges what the origin answered; nothing where that says nothing about the head.
    pub(crate) fn begin(state: &mut State, answer: Option<Result<Text, Failure>>) -> Option<Job> {
        state.faith.news = None;
        let head = match answer? {
            Ok(text) => text.bytes,
            Err(Failure::Unreachable) => return None,
            Err(failure) => {
                // A head that is too long is as bad as any other that cannot be read; `package` has the name for it.
                let is_too_long = failure == Failure::TooLong;
                let name = if is_too_long {
                    "package-too-long"
                } else {
                    failure.id()
                };
                state.faith.refused = Some(name.to_owned());
                return None;
            }
        };
        Some(Self::job(Of::Site, head, state.belief()?))
    }

    /// Judges the head of a game, of which this is believed.
    pub(crate) fn of_game(state: &mut State, head: Vec<u8>, belief: Belief) -> Job {
        state.faith.of_game = None;
        Self::job(Of::Game, head, belief)
    }

    fn job(of: Of, head: Vec<u8>, belief: Belief) -> Job {
        Job::Believe(Self {
            of,
            head,
            belief,
            roots: 0,
            verdict: None,
            step: Step::Begin,
        })
    }

    pub(crate) fn step(self, state: &mut State) -> Next {
        match self.step {
            Step::Begin if self.belief.is_known(state.now / 1000, &self.head) => self.accept(state),
            Step::Begin if self.belief.is_blank() => self.ask_for_root(state),
            Step::Begin => self.judge_head(state),
            Step::RootRead => match state.text.take() {
                Some(Ok(text)) => {
                    state.judge(&self.belief, News::Root(text.bytes));
                    self.then(Step::RootJudged)
                }
                // Whether there is a newer root is not known, so there is nothing to be said about the head.
                None | Some(Err(Failure::Unreachable)) => {
                    state.online = false;
                    Next::Done
                }
                Some(Err(_)) => self.end(state),
            },
            Step::RootJudged => match judged(state) {
                Ok(belief) => self.follow(state, belief),
                // Plain hosts answer anything with a page: what is no root at all is as good as none.
                Err(name) if !name.starts_with("trust-") => self.end(state),
                Err(name) => {
                    let verdict = Some(name);
                    Self { verdict, ..self }.end(state)
                }
            },
            Step::HeadJudged => match judged(state) {
                Ok(belief) => {
                    self.believe(state, &belief);
                    Self { belief, ..self }.then(Step::Saved)
                }
                Err(verdict) if self.verdict.is_none() && CURABLE.contains(&&*verdict) => {
                    let verdict = Some(verdict);
                    Self { verdict, ..self }.ask_for_root(state)
                }
                Err(verdict) => {
                    self.refuse(state, Some(verdict));
                    Next::Done
                }
            },
            Step::Saved => self.accept(state),
        }
    }

    fn then(self, step: Step) -> Next {
        Next::Then(Job::Believe(Self { step, ..self }))
    }

    fn accept(self, state: &mut State) -> Next {
        match self.of {
            Of::Site => {
                state.faith.refused = None;
                state.faith.news = self.belief.seen;
            }
            Of::Game => state.faith.of_game = Some(Ok(self.belief)),
        }
        Next::Done
    }

    fn refuse(&self, state: &mut State, name: Option<String>) {
        match self.of {
            Of::Site => state.faith.refused = name,
            Of::Game => {
                // A game without a first root is none.
                let name = name.unwrap_or_else(|| "published-no-root".to_owned());
                state.faith.of_game = Some(Err(name));
            }
        }
    }

    /// What is believed of a game is saved with the game.
    fn believe(&self, state: &mut State, belief: &Belief) {
        if self.of == Of::Site {
            state.believe(belief);
        }
    }

    fn ask_for_root(self, state: &mut State) -> Next {
        let version = decimal::text(self.belief.root_version + 1);
        let path = match self.of {
            Of::Site => ["/roots/", &version].concat(),
            Of::Game => ["/games/", &self.belief.id, "/roots/", &version].concat(),
        };
        state.read(&path, ROOT_FILE_BYTES, false);
        self.then(Step::RootRead)
    }

    /// A root that follows is believed, whatever becomes of the head.
    fn follow(self, state: &mut State, belief: Belief) -> Next {
        self.believe(state, &belief);
        let belief = match self.of {
            Of::Site => belief.with_seen(&state.own),
            Of::Game => belief,
        };
        let followed = Self {
            belief,
            roots: self.roots + 1,
            ..self
        };
        if followed.roots < ROOTS_PER_LOOK {
            followed.ask_for_root(state)
        } else {
            followed.judge_head(state)
        }
    }

    /// There is no further root: the head is judged by the last that was followed.
    fn end(self, state: &mut State) -> Next {
        if self.roots > 0 {
            return self.judge_head(state);
        }
        self.refuse(state, self.verdict.clone());
        Next::Done
    }

    fn judge_head(self, state: &mut State) -> Next {
        state.judge(&self.belief, News::Head(self.head.clone()));
        self.then(Step::HeadJudged)
    }
}

pub(super) fn judged(state: &mut State) -> Result<Belief, String> {
    let unjudged = || Failure::Unjudged.id().to_owned();
    let record = state
        .faith
        .judged
        .take()
        .unwrap_or_else(|| Err(unjudged()))?;
    Belief::from_bytes(&record).ok_or_else(unjudged)
}
