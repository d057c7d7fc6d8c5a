//! Fetching a list of files: a few at once, each verified before it is kept, each tried again a bounded number of times.
//!
//! What arrived and was verified stays stored however the transfer ends, so the next one starts where this one stopped.

mod attempt;
mod pause;

use protocol::worker::Trouble;

use crate::{
    Body, Effect, Failure, Priority, Sender,
    edges::{Edges, Fault},
    pace::Pace,
    plan::Item,
    retry,
    segments::{Asked, STAKE_BYTES},
};
use attempt::{Attempt, Next, Open, fault};

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
    /// Names of segments that are of no use.
    wrong_segments: Vec<String>,
    end: Option<Outcome>,
    /// A page waits for something else: nothing is begun, and what was on its way is broken off.
    is_paused: bool,
    /// A page waits for its one file.
    is_waited_for: bool,
    priority: Priority,
    /// How fast bodies came before, where that was measured.
    bytes_per_sec: Option<u64>,
    pub(crate) pace: Pace,
}

/// How a transfer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Complete,
    /// The player took it back.
    Cancelled,
    /// Something more urgent came.
    Yielded,
    Failed(Trouble),
}

/// Where a transfer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Progress {
    Running,
    /// Everything that could be stored is; the rest needs room, and is for this.
    Full(Priority),
    Over(Outcome),
}

impl Transfer {
    pub(crate) fn new(items: Vec<Item>, priority: Priority, bytes_per_sec: Option<u64>) -> Self {
        Self {
            queue: items.into_iter().rev().map(Attempt::new).collect(),
            priority,
            bytes_per_sec,
            ..Self::default()
        }
    }

    /// One for a file that a page waits for.
    pub(crate) fn new_waited_for(item: Item, bytes_per_sec: Option<u64>) -> Self {
        Self {
            is_waited_for: true,
            ..Self::new(vec![item], Priority::Critical, bytes_per_sec)
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        if !self.open.is_empty() {
            return Progress::Running;
        }
        match &self.end {
            Some(outcome) => Progress::Over(outcome.clone()),
            None if !self.full.is_empty() => Progress::Full(self.priority),
            None if self.queue.is_empty() && self.resting.is_empty() => {
                Progress::Over(Outcome::Complete)
            }
            None => Progress::Running,
        }
    }

    /// Starts what may start now: called after every event, with the time.
    pub(crate) fn advance(&mut self, now: u64, edges: &mut Edges, effects: &mut Vec<Effect>) {
        for open in &mut self.open {
            if open.deadline.is_some_and(|deadline| deadline <= now) {
                open.deadline = None;
                effects.push(Effect::Abort {
                    path: open.attempt.item.path.clone(),
                });
            }
        }
        if self.is_stopped() || !self.full.is_empty() {
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
        while self.open.len() < self.most_open() && self.has_stake_for_next() {
            let Some(mut attempt) = self.queue.pop() else {
                break;
            };
            attempt.tries += 1;
            let mut open = Open::new(attempt, None);
            open.ask(now, self.priority, edges, self.bytes_per_sec(), effects);
            open.mark = open.attempt.is_remote().then(|| self.pace.mark(now));
            self.open.push(open);
        }
    }

    fn bytes_per_sec(&self) -> Option<u64> {
        self.pace.bytes_per_sec().or(self.bytes_per_sec)
    }

    /// What may be wanted next comes one file at a time: the line is somebody else's.
    fn most_open(&self) -> usize {
        if self.priority == Priority::Prefetch {
            1
        } else {
            PARALLEL
        }
    }

    /// Whether the next file may come beside those on their way: a stop costs what is at stake of all of them.
    fn has_stake_for_next(&self) -> bool {
        let Some(next) = self.queue.last() else {
            return false;
        };
        let stakes = self.open.iter().map(|open| open.attempt.stake_bytes());
        let stake_bytes: u64 = stakes.sum();
        stake_bytes == 0 || stake_bytes + next.stake_bytes() <= STAKE_BYTES
    }

    pub(crate) fn next_wake(&self) -> Option<u64> {
        let stalls = self.open.iter().filter_map(|open| open.deadline);
        let rests = self
            .resting
            .iter()
            .map(|(due, _)| *due)
            .filter(|_| !self.is_stopped() && self.full.is_empty());
        stalls.chain(rests).min()
    }

    pub(crate) fn arrived(&mut self, now: u64, path: &str, bytes: u64) {
        if let Some(open) = self
            .open
            .iter_mut()
            .find(|open| open.attempt.item.path == path)
        {
            open.attempt.peak_bytes = open.attempt.peak_bytes.max(bytes);
            // Segments come two at once under one name; they are counted when they are there.
            if open.mark.is_some() && open.attempt.item.segments.is_none() {
                self.pace.arrived(bytes.saturating_sub(open.arrived_bytes));
                open.arrived_bytes = bytes;
            }
            if open.deadline.is_some() {
                open.wait(now);
            }
        }
    }

    /// Takes note of whether a segment is stored, and returns its name where it is.
    pub(crate) fn segmented(
        &mut self,
        now: u64,
        path: &str,
        from: u64,
        result: Result<Sender, Failure>,
        edges: &mut Edges,
        effects: &mut Vec<Effect>,
    ) -> Option<String> {
        let is_over = self.is_stopped().then_some(Failure::Unreachable);
        let mut open = self.take_open(path)?;
        let asked = open.attempt.answered(from, result.ok());
        if let Some(asked) = asked.as_ref().filter(|_| is_over.is_none()) {
            note_answer(now, asked, result, edges);
        }
        let is_from_edge = asked.as_ref().is_some_and(|asked| asked.edge.is_some());
        open.has_edge_failed |= is_from_edge && result.is_err() && is_over.is_none();
        let segment = asked.map(|asked| asked.segment);
        let came = segment.as_ref().filter(|_| result.is_ok());
        if let (Some(segment), Some(mark)) = (came, open.mark) {
            let bytes = segment.to - segment.from;
            self.pace.arrived(bytes);
            self.pace.measure(mark, now, bytes);
            open.mark = Some(self.pace.mark(now));
        }
        open.failure = open.failure.or(result.err()).or(is_over);
        match open.failure {
            None => {
                open.ask(now, self.priority, edges, self.bytes_per_sec(), effects);
                self.open.push(open);
            }
            Some(_) if open.attempt.is_asking() => self.open.push(open),
            Some(failure) if open.has_edge_failed && failure != Failure::Full => {
                open.attempt.failed_at_edge();
                self.queue.push(open.attempt);
            }
            Some(failure) => self.again(now, open.attempt, failure),
        }
        result.ok().and(segment).map(|segment| segment.name())
    }

    /// Segments to let go, each told once.
    pub(crate) fn wrong_segments(&mut self) -> Vec<String> {
        core::mem::take(&mut self.wrong_segments)
    }

    /// From now on every body comes in one piece: there is no room for segments.
    pub(crate) fn fetch_whole(&mut self) {
        let resting = self.resting.iter_mut().map(|(_, attempt)| attempt);
        let attempts = resting.chain(&mut self.queue).chain(&mut self.full);
        attempts.for_each(|attempt| {
            attempt.item.segments = None;
            attempt.is_peeked = true;
        });
    }

    pub(crate) fn fetched(
        &mut self,
        now: u64,
        path: &str,
        result: Result<Body, Failure>,
        edges: &mut Edges,
        effects: &mut Vec<Effect>,
    ) {
        let Some(mut open) = self.take_open(path) else {
            return;
        };
        let item = &open.attempt.item;
        let failure = match result {
            Ok(body) if body.digest == item.digest && body.bytes == item.bytes => {
                if let Some(mark) = open.mark.take().filter(|_| item.segments.is_none()) {
                    let bytes = item.wire_bytes();
                    self.pace.arrived(bytes.saturating_sub(open.arrived_bytes));
                    self.pace.measure(mark, now, bytes);
                }
                effects.push(Effect::Keep {
                    path: path.to_owned(),
                    cache: item.cache.clone(),
                });
                open.edge.into_iter().for_each(|edge| edges.answered(edge));
                open.deadline = None;
                return self.open.push(open);
            }
            Ok(_) => {
                effects.push(Effect::Discard {
                    path: path.to_owned(),
                });
                Failure::TooLong
            }
            Err(failure) => failure,
        };
        let is_over = self.is_stopped();
        if let Some(edge) = open.edge.filter(|_| !is_over) {
            edges.failed(now, edge, fault(failure));
            open.attempt.failed_at_edge();
            return self.queue.push(open.attempt);
        }
        // A body that was put together and is wrong is the fault of whoever sent a part of it.
        if fault(failure) == Fault::Wrong
            && let Some(sender) = open.attempt.take_sender(&mut self.wrong_segments)
        {
            edges.failed(now, sender, Fault::Wrong);
            return self.queue.push(open.attempt);
        }
        self.again(now, open.attempt, failure);
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
            self.open.push(Open::new(attempt, None));
        }
    }

    /// What is held and found no room. Every time that letting go so much was not enough it counts twice.
    pub(crate) fn full_bytes(&self) -> u64 {
        let bytes: u64 = self.full.iter().map(|attempt| attempt.item.bytes).sum();
        bytes << self.refills
    }

    /// Everything that is not stored yet.
    pub(crate) fn unstored_bytes(&self) -> u64 {
        let resting = self.resting.iter().map(|(_, attempt)| attempt);
        let attempts = resting.chain(&self.queue).chain(&self.full);
        attempts.map(|attempt| attempt.item.bytes).sum()
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

    /// Ends it early. What arrived and was verified stays, and so do segments.
    pub(crate) fn stop(&mut self, outcome: Outcome, effects: &mut Vec<Effect>) {
        self.end = Some(outcome);
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
            let whole = attempt.item.wire_bytes();
            attempt.peak_bytes.min(whole.saturating_sub(1))
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
        if self.is_broken_off(failure) {
            attempt.tries = attempt.tries.saturating_sub(1);
            return self.queue.push(attempt);
        }
        let tries = attempt.tries;
        match attempt.failed(failure, &mut self.wrong_segments) {
            Next::AtOnce => self.queue.push(attempt),
            Next::Later if self.has_lost_patience(tries) => {
                let trouble = attempt.trouble(failure);
                self.end.get_or_insert(Outcome::Failed(trouble));
            }
            Next::Later => {
                let due = now + retry::jittered_millis(attempt.tries, &attempt.item.digest, now);
                self.resting.push((due, attempt));
            }
            Next::Never(trouble) => {
                self.end.get_or_insert(Outcome::Failed(trouble));
            }
        }
    }
}

/// What the answer to a segment says about the edge that was asked for it.
fn note_answer(now: u64, asked: &Asked, result: Result<Sender, Failure>, edges: &mut Edges) {
    let Some(edge) = asked.edge else { return };
    match result {
        Ok(sender) => {
            edges.waited(now.saturating_sub(asked.at), asked.hedge_millis);
            match sender {
                Sender::Asked => edges.answered(edge),
                Sender::Origin => edges.failed(now, edge, Fault::Slow),
            }
        }
        // That a store is full is not its fault.
        Err(Failure::Full) => {}
        Err(failure) => edges.failed(now, edge, fault(failure)),
    }
}
