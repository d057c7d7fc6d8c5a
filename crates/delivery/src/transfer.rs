//! Fetching a list of files: a few at once, each verified before it is kept, each tried again a bounded number of times.
//!
//! What arrived and was verified stays stored however the transfer ends, so the next one starts where this one stopped.

use protocol::worker::Trouble;

use crate::{Body, Effect, Failure, Source, plan::Item, retry};

/// More at once gains nothing over one HTTP/2 connection and costs memory.
const PARALLEL: usize = 4;

/// A transfer under way.
#[derive(Debug, Default)]
pub(crate) struct Transfer {
    /// Not begun, or to be begun again; the last is the next.
    queue: Vec<Attempt>,
    resting: Vec<(u64, Attempt)>,
    open: Vec<Open>,
    /// Verified, but the browser had no room for them.
    full: Vec<Attempt>,
    refills: u32,
    end: Option<Outcome>,
}

#[derive(Debug)]
struct Attempt {
    item: Item,
    tries: u32,
    fresh: bool,
    /// The most bytes that any try brought: what the player saw arrive never goes back.
    peak_bytes: u64,
}

#[derive(Debug)]
struct Open {
    attempt: Attempt,
    /// When to break it off; nothing once the body is complete.
    deadline: Option<u64>,
}

/// How a transfer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Complete,
    Cancelled,
    Failed(Trouble),
}

/// Where a transfer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Progress {
    Running,
    /// Everything that could be stored is; the rest needs room.
    Full,
    Over(Outcome),
}

impl Attempt {
    fn source(&self) -> Source {
        match &self.item.twin {
            Some(cache) => Source::Cache(cache.clone()),
            None if self.fresh => Source::Origin,
            None => Source::Network,
        }
    }
}

impl Transfer {
    pub(crate) fn new(items: Vec<Item>) -> Self {
        let attempt = |item| Attempt {
            item,
            tries: 0,
            fresh: false,
            peak_bytes: 0,
        };
        Self {
            queue: items.into_iter().rev().map(attempt).collect(),
            ..Self::default()
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        if !self.open.is_empty() {
            return Progress::Running;
        }
        match &self.end {
            Some(outcome) => Progress::Over(outcome.clone()),
            None if !self.full.is_empty() => Progress::Full,
            None if self.queue.is_empty() && self.resting.is_empty() => {
                Progress::Over(Outcome::Complete)
            }
            None => Progress::Running,
        }
    }

    /// Starts what may start now: called after every event, with the time.
    pub(crate) fn advance(&mut self, now: u64, effects: &mut Vec<Effect>) {
        for open in &mut self.open {
            if open.deadline.is_some_and(|deadline| deadline <= now) {
                open.deadline = None;
                effects.push(Effect::Abort {
                    path: open.attempt.item.path.clone(),
                });
            }
        }
        if self.end.is_some() || !self.full.is_empty() {
            return;
        }
        let mut index = 0;
        while index < self.resting.len() {
            if self.resting[index].0 <= now {
                let (_, attempt) = self.resting.remove(index);
                self.queue.push(attempt);
            } else {
                index += 1;
            }
        }
        while self.open.len() < PARALLEL {
            let Some(mut attempt) = self.queue.pop() else {
                break;
            };
            attempt.tries += 1;
            effects.push(Effect::Fetch {
                path: attempt.item.path.clone(),
                bytes: attempt.item.bytes,
                source: attempt.source(),
            });
            self.open.push(Open {
                attempt,
                deadline: Some(now + retry::STALL_MILLIS),
            });
        }
    }

    pub(crate) fn next_wake(&self) -> Option<u64> {
        let stalls = self.open.iter().filter_map(|open| open.deadline);
        let rests = self
            .resting
            .iter()
            .map(|(due, _)| *due)
            .filter(|_| self.end.is_none());
        stalls.chain(rests).min()
    }

    pub(crate) fn arrived(&mut self, now: u64, path: &str, bytes: u64) {
        if let Some(open) = self
            .open
            .iter_mut()
            .find(|open| open.attempt.item.path == path)
        {
            open.attempt.peak_bytes = open.attempt.peak_bytes.max(bytes);
            if open.deadline.is_some() {
                open.deadline = Some(now + retry::STALL_MILLIS);
            }
        }
    }

    pub(crate) fn fetched(
        &mut self,
        now: u64,
        path: &str,
        result: Result<Body, Failure>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(mut open) = self.take_open(path) else {
            return;
        };
        let item = &open.attempt.item;
        match result {
            Ok(body) if body.digest == item.digest && body.bytes == item.bytes => {
                effects.push(Effect::Keep {
                    path: path.to_owned(),
                    cache: item.cache.clone(),
                });
                open.deadline = None;
                self.open.push(open);
            }
            Ok(_) => {
                effects.push(Effect::Discard {
                    path: path.to_owned(),
                });
                self.again(now, open.attempt, Failure::TooLong);
            }
            Err(failure) => self.again(now, open.attempt, failure),
        }
    }

    /// Takes note of whether a verified body is stored, and returns it where it is.
    pub(crate) fn kept(
        &mut self,
        now: u64,
        path: &str,
        result: Result<(), Failure>,
    ) -> Option<Item> {
        let open = self.take_open(path)?;
        match result {
            Ok(()) => return Some(open.attempt.item),
            Err(Failure::Full) => self.full.push(open.attempt),
            Err(failure) => self.again(now, open.attempt, failure),
        }
        None
    }

    /// There may be room now: store what is held. Not endlessly, should letting go bring no room.
    pub(crate) fn retry_full(&mut self, effects: &mut Vec<Effect>) {
        self.refills += 1;
        if self.refills > retry::TRIES {
            return self.give_up_full(effects);
        }
        for attempt in self.full.drain(..) {
            effects.push(Effect::Keep {
                path: attempt.item.path.clone(),
                cache: attempt.item.cache.clone(),
            });
            self.open.push(Open {
                attempt,
                deadline: None,
            });
        }
    }

    /// There is no room and none to be made.
    pub(crate) fn give_up_full(&mut self, effects: &mut Vec<Effect>) {
        let mut needed_bytes = 0;
        for attempt in self.full.drain(..) {
            needed_bytes += attempt.item.bytes;
            effects.push(Effect::Discard {
                path: attempt.item.path,
            });
        }
        self.end
            .get_or_insert(Outcome::Failed(Trouble::QuotaExceeded { needed_bytes }));
    }

    pub(crate) fn cancel(&mut self, effects: &mut Vec<Effect>) {
        self.end = Some(Outcome::Cancelled);
        for open in &mut self.open {
            if open.deadline.take().is_some() {
                effects.push(Effect::Abort {
                    path: open.attempt.item.path.clone(),
                });
            }
        }
        for attempt in self.full.drain(..) {
            effects.push(Effect::Discard {
                path: attempt.item.path,
            });
        }
    }

    /// Bytes that arrived of a file that is not stored yet; the last byte counts only when it is verified.
    pub(crate) fn peak_bytes(&self, path: &str) -> u64 {
        let open = self.open.iter().map(|open| &open.attempt);
        let resting = self.resting.iter().map(|(_, attempt)| attempt);
        let mut attempts = open.chain(resting).chain(&self.queue).chain(&self.full);
        let attempt = attempts.find(|attempt| attempt.item.path == path);
        attempt.map_or(0, |attempt| {
            attempt.peak_bytes.min(attempt.item.bytes.saturating_sub(1))
        })
    }

    fn take_open(&mut self, path: &str) -> Option<Open> {
        let index = self
            .open
            .iter()
            .position(|open| open.attempt.item.path == path)?;
        Some(self.open.remove(index))
    }

    fn again(&mut self, now: u64, mut attempt: Attempt, failure: Failure) {
        // The copy is gone or damaged: the first try of the network is not a second one.
        if attempt.item.twin.take().is_some() {
            attempt.tries = 0;
            return self.queue.push(attempt);
        }
        if attempt.tries < retry::TRIES {
            // A body that came and was wrong may sit in the HTTP cache; an origin that did not answer put nothing there.
            attempt.fresh |= failure == Failure::TooLong;
            self.resting
                .push((now + retry::backoff_millis(attempt.tries), attempt));
        } else {
            self.end
                .get_or_insert(Outcome::Failed(trouble(failure, attempt.item.path)));
        }
    }
}

fn trouble(failure: Failure, path: String) -> Trouble {
    match failure {
        Failure::Unreachable | Failure::Full | Failure::Refused(408 | 429 | 500..) => {
            Trouble::Offline
        }
        Failure::TooLong | Failure::Refused(_) => Trouble::Damaged { path },
    }
}
