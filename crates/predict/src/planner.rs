//! What is fetched ahead after each item that was entered: what is certainly needed, then what is likely enough for its
//! bytes, within the account of waste, and nothing behind a closed gate.
//!
//! Deliberately absent: fetching. What is decided here is begun, stopped and taken up again by whoever moves bytes.

use crate::{Closure, Gate, Guess, Item, Predictor, Waste};

/// So many are begun after one item at most: the next item brings the next occasion, with more known.
const AT_ONCE: usize = 8;
/// Decisions that are remembered to be explained.
const EXPLAINED: usize = 32;

/// Why something is fetched ahead, or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// What was entered needs it.
    Needed,
    /// It is likely enough: its worth and what that had to exceed, both logarithms of odds.
    Likely {
        /// The guess's worth, its bytes considered.
        worth: f32,
        /// The threshold.
        threshold: f32,
    },
    /// It is not likely enough.
    Unlikely {
        /// The guess's worth, its bytes considered.
        worth: f32,
        /// The threshold.
        threshold: f32,
    },
    /// Nothing was fetched.
    Closed(Gate),
}

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ahead {
    /// What was decided about.
    pub item: Item,
    /// Its length, bytes.
    pub bytes: u32,
    /// Why.
    pub reason: Reason,
}

/// Decides.
#[derive(Debug, Clone)]
pub struct Planner {
    /// Learns and guesses.
    pub predictor: Predictor,
    /// The account of bytes.
    pub waste: Waste,
    closure: Closure,
    /// Length of each item, bytes.
    lengths_bytes: Vec<u32>,
    /// What takes as long to fetch as to ask for, bytes: the delay times the rate of the connection.
    delay_bytes: f32,
    at_hand: Vec<bool>,
    /// What was fetched ahead and not used yet, with how likely that was.
    open: Vec<(Item, f32)>,
    explained: Vec<Ahead>,
}

impl Planner {
    /// One for a game whose items have these lengths and needs.
    pub fn new(predictor: Predictor, closure: Closure, lengths_bytes: Vec<u32>) -> Self {
        Self {
            predictor,
            waste: Waste::default(),
            closure,
            at_hand: vec![false; lengths_bytes.len()],
            lengths_bytes,
            delay_bytes: 0.0,
            open: Vec::new(),
            explained: Vec::new(),
        }
    }

    /// What takes as long to fetch as to ask for, bytes. Short files are worth more where asking takes long.
    pub fn set_delay_bytes(&mut self, bytes: f32) {
        self.delay_bytes = bytes.max(0.0);
    }

    /// A session begins with `stored` at hand.
    pub fn begin(&mut self, stored: impl IntoIterator<Item = Item>) {
        self.end();
        self.predictor.begin();
        self.at_hand.fill(false);
        for item in stored {
            if let Some(is_at_hand) = self.at_hand.get_mut(usize::from(item)) {
                *is_at_hand = true;
            }
        }
    }

    /// The session is over: what was fetched and not used was fetched in vain.
    pub fn end(&mut self) {
        self.predictor.end();
        for (item, likely) in std::mem::take(&mut self.open) {
            self.waste.settle(self.bytes_of(item), likely, false);
        }
    }

    /// `item` was entered. Answers what is to be fetched ahead now, the first first; nothing where a `gate` is closed.
    pub fn enter(&mut self, item: Item, gate: Option<Gate>) -> Vec<Ahead> {
        self.account(item, gate);
        self.predictor.enter(item);
        let needed = self.closure.of(item);
        let needed = needed.into_iter().filter(|item| !self.is_at_hand(*item));
        let mut wanted: Vec<(Ahead, f32)> = needed
            .map(|item| (self.ahead(item, Reason::Needed), CERTAIN))
            .collect();
        let most = wanted.len().max(AT_ONCE);
        for guess in self.predictor.guesses().to_vec() {
            let is_wanted = wanted.iter().any(|(ahead, _)| ahead.item == guess.item);
            if is_wanted || self.is_at_hand(guess.item) {
                continue;
            }
            let ahead = self.ahead(guess.item, self.judge(&guess));
            if !matches!(ahead.reason, Reason::Likely { .. }) {
                self.explain(ahead);
            } else if wanted.len() < most {
                wanted.push((ahead, guess.likely()));
            }
        }
        match gate {
            Some(gate) => {
                let reason = Reason::Closed(gate);
                for (ahead, _) in wanted {
                    self.explain(Ahead { reason, ..ahead });
                }
                Vec::new()
            }
            None => {
                for (ahead, likely) in &wanted {
                    self.fetch(ahead, *likely);
                }
                wanted.into_iter().map(|(ahead, _)| ahead).collect()
            }
        }
    }

    /// Fetching `item` came to nothing: it is not at hand, and was not paid for.
    pub fn failed(&mut self, item: Item) {
        if let Some(likely) = self.close(item) {
            self.waste.unfetch(self.bytes_of(item), likely);
            self.set_at_hand(item, false);
        }
    }

    /// The last decisions, the newest last.
    pub fn explained(&self) -> &[Ahead] {
        &self.explained
    }

    fn account(&mut self, item: Item, gate: Option<Gate>) {
        let bytes = self.bytes_of(item);
        let open = self.close(item);
        if let Some(likely) = open {
            self.waste.settle(bytes, likely, true);
        }
        if open.is_some() || !self.is_at_hand(item) {
            match gate {
                Some(_) => self.waste.count(bytes),
                None => self.waste.need(bytes),
            }
        }
        self.set_at_hand(item, true);
    }

    /// A file that is fetched in less time than it takes to ask for it saves more for each of its bytes.
    fn judge(&self, guess: &Guess) -> Reason {
        let gain = |bytes: f32| libm::logf(1.0 + self.delay_bytes / bytes);
        let bytes = (self.bytes_of(guess.item) as f32).max(1.0);
        let worth = guess.score() + gain(bytes) - gain(self.waste.usual_bytes());
        let threshold = self.waste.threshold();
        if worth >= threshold {
            Reason::Likely { worth, threshold }
        } else {
            Reason::Unlikely { worth, threshold }
        }
    }

    fn fetch(&mut self, ahead: &Ahead, likely: f32) {
        self.waste.fetch(ahead.bytes, likely);
        self.open.push((ahead.item, likely));
        self.set_at_hand(ahead.item, true);
        self.explain(*ahead);
    }

    /// How likely it was that `item`, which was fetched ahead, is used.
    fn close(&mut self, item: Item) -> Option<f32> {
        let at = self.open.iter().position(|(other, _)| *other == item)?;
        Some(self.open.swap_remove(at).1)
    }

    fn explain(&mut self, ahead: Ahead) {
        if self.explained.len() == EXPLAINED {
            self.explained.remove(0);
        }
        self.explained.push(ahead);
    }

    fn ahead(&self, item: Item, reason: Reason) -> Ahead {
        let bytes = self.bytes_of(item);
        Ahead {
            item,
            bytes,
            reason,
        }
    }

    fn bytes_of(&self, item: Item) -> u32 {
        let bytes = self.lengths_bytes.get(usize::from(item));
        bytes.copied().unwrap_or(0)
    }

    /// What is no item of the game is never fetched.
    fn is_at_hand(&self, item: Item) -> bool {
        self.at_hand.get(usize::from(item)).copied().unwrap_or(true)
    }

    fn set_at_hand(&mut self, item: Item, to: bool) {
        if let Some(is_at_hand) = self.at_hand.get_mut(usize::from(item)) {
            *is_at_hand = to;
        }
    }
}

/// The logarithm of the odds of what is certain.
const CERTAIN: f32 = 9.0;
