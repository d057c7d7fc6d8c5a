//! What is fetched ahead after each item that was entered: what is certainly needed, then what is likely enough for its
//! bytes, within the account of waste, and nothing behind a closed gate.
//!
//! Deliberately absent: fetching. What is decided here is begun, stopped and taken up again by whoever moves bytes.

use alloc::vec;
use alloc::vec::Vec;

use crate::near::{NEAR_MAX, Near};
use crate::{Closure, Gate, Item, Predictor, Waste};

/// So many are begun after one item at most: the next item brings the next occasion, with more known.
const AT_ONCE: usize = 8;
/// Decisions that are remembered to be explained.
pub(crate) const EXPLAINED: usize = 32;
/// No more than so many bytes lie there unused: a player who never goes on costs no more than this.
const OPEN_MAX_BYTES: u64 = 8 << 20;

/// What a guess is worth, hundredths of logarithms of odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Worth {
    /// Of this guess, its bytes considered.
    pub worth_hundredths: i16,
    /// What that had to reach.
    pub threshold_hundredths: i16,
}

/// Why something is fetched ahead, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Reason {
    /// What was entered needs it.
    Needed,
    /// It is likely enough.
    Likely(Worth),
    /// It is not likely enough.
    Unlikely(Worth),
    /// As much as may lies there unused.
    Enough,
    /// Nothing was fetched.
    Closed(Gate),
}

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// What was decided about.
    pub item: Item,
    /// Its length, bytes.
    pub bytes: u32,
    /// Why.
    pub reason: Reason,
}

/// What was fetched ahead and not used yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    pub(crate) item: Item,
    /// What was paid for it: an update may change its length meanwhile.
    pub(crate) bytes: u32,
    /// How likely it was, as a logarithm of odds.
    pub(crate) likely: f32,
    /// Its bytes were spent: they came.
    pub(crate) came: bool,
}

/// Decides.
#[derive(Debug, Clone)]
pub struct Planner {
    /// Learns and guesses.
    pub predictor: Predictor,
    /// The account of bytes.
    pub waste: Waste,
    closure: Closure,
    pub(crate) near: Near,
    /// What the items need that were used last.
    needed: Vec<Item>,
    /// Length of each item, bytes.
    lengths_bytes: Vec<u32>,
    /// What takes as long to fetch as to ask for, bytes: the delay times the rate of the connection.
    delay_bytes: f32,
    at_hand: Vec<bool>,
    pub(crate) open: Vec<Open>,
    pub(crate) explained: Vec<Ahead>,
}

impl Planner {
    /// One for a game whose items have these lengths and needs.
    pub fn new(predictor: Predictor, closure: Closure, lengths_bytes: Vec<u32>) -> Self {
        Self {
            predictor,
            waste: Waste::default(),
            closure,
            near: Near::new(),
            needed: Vec::new(),
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
        self.begin_next();
        self.at_hand.fill(false);
        stored.into_iter().for_each(|item| self.stored(item));
    }

    /// A session begins with what was at hand in the one before.
    pub fn begin_next(&mut self) {
        self.end();
        self.predictor.begin();
        self.near.end();
    }

    /// The session is over: what was fetched and not used was fetched in vain.
    pub fn end(&mut self) {
        self.predictor.end();
        for open in core::mem::take(&mut self.open) {
            self.waste.settle(open.bytes, open.likely, false);
        }
    }

    /// `item` was entered. Answers what is to be fetched ahead now, the first first; nothing where a `gate` is closed.
    pub fn enter(&mut self, item: Item, gate: Option<Gate>) -> Vec<Ahead> {
        self.used(item, gate);
        self.needed = self.closure.of(item);
        self.choose(gate)
    }

    /// `item` was entered, and it was not the last that is known of: nothing is decided yet.
    pub fn used(&mut self, item: Item, gate: Option<Gate>) {
        self.account(item, gate);
        self.near.enter(item);
        self.predictor.enter(item);
    }

    /// The game says that the player is near `items`, and near nothing else, the nearest first. What was stored before says
    /// nothing.
    pub fn near(&mut self, items: impl IntoIterator<Item = Item>) {
        let is_open = |item: &Item| self.open.iter().any(|open| open.item == *item);
        let near = items.into_iter();
        let near = near.filter(|item| !self.is_at_hand(*item) || is_open(item));
        let near = near.take(NEAR_MAX).collect();
        self.near.change(near);
    }

    /// What the items that were `used` last need, and what is likely enough now, is fetched ahead: as [`Self::enter`] for
    /// each of them. None where there is no news, but perhaps another gate.
    pub fn decide(&mut self, used: &[Item], gate: Option<Gate>) -> Vec<Ahead> {
        if !used.is_empty() {
            self.needed.clear();
            for need in used.iter().flat_map(|item| self.closure.of(*item)) {
                if !self.needed.contains(&need) {
                    self.needed.push(need);
                }
            }
        }
        self.choose(gate)
    }

    fn choose(&mut self, gate: Option<Gate>) -> Vec<Ahead> {
        let needed = self.needed.iter();
        let needed = needed.filter(|item| !self.is_at_hand(**item));
        let mut wanted: Vec<(Ahead, f32)> = needed
            .map(|item| (self.ahead(*item, Reason::Needed), CERTAIN))
            .collect();
        // All that is near: whoever stands there brings no other occasion.
        let near = self.near.now().filter(|item| !self.is_at_hand(*item));
        let near = near.count();
        let most = (wanted.len() + near).max(AT_ONCE);
        let paid = wanted.iter().map(|(ahead, _)| u64::from(ahead.bytes));
        let mut left_bytes = OPEN_MAX_BYTES.saturating_sub(self.open_bytes() + paid.sum::<u64>());
        // Likely, and what follows them is as well: a level is of no use without its last file.
        let mut steps: Vec<(Item, f32)> = Vec::new();
        steps.extend(wanted.iter().map(|(ahead, likely)| (ahead.item, *likely)));
        let mut told: Vec<(Item, f32, f32)> = Vec::new();
        // Of what is near, long files are not worth less: a place is of no use without them.
        let near = self.near.likely();
        told.extend(self.near.now().map(|item| (item, near, near)));
        let guesses = self.predictor.guesses().iter();
        told.extend(guesses.map(|guess| {
            let worth = self.worth(guess.item, guess.score());
            (guess.item, worth, guess.likely())
        }));
        let mut at = 0;
        loop {
            for (item, worth, likely) in core::mem::take(&mut told) {
                if steps.iter().any(|(step, _)| *step == item) {
                    continue;
                }
                let reason = self.judge(worth);
                let ahead = self.ahead(item, reason);
                let is_likely = matches!(reason, Reason::Likely(_));
                if is_likely {
                    steps.push((item, likely));
                }
                if self.is_at_hand(item) {
                    continue;
                }
                match left_bytes.checked_sub(u64::from(ahead.bytes)) {
                    _ if !is_likely => self.explain(ahead),
                    _ if wanted.len() >= most => {}
                    Some(rest) => {
                        left_bytes = rest;
                        wanted.push((ahead, likely));
                    }
                    None => self.explain(self.ahead(item, Reason::Enough)),
                }
            }
            let Some((step, likely)) = steps.get(at).copied().filter(|_| wanted.len() < most)
            else {
                break;
            };
            let then = self.predictor.after(step, likely).into_iter();
            told.extend(then.map(|(item, likely)| (item, self.worth(item, likely), likely)));
            at += 1;
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

    /// `item` is not there: fetching it came to nothing and was not paid for; or it came, and went before it was used.
    pub fn failed(&mut self, item: Item) {
        if let Some(open) = self.close(item) {
            match open.came {
                true => self.waste.settle(open.bytes, open.likely, false),
                false => self.waste.unfetch(open.bytes, open.likely),
            }
        }
        self.set_at_hand(item, false);
    }

    /// Everything that was to be fetched ahead and did not fail is there.
    pub fn came(&mut self) {
        self.open.iter_mut().for_each(|open| open.came = true);
    }

    /// `item` is there, whoever brought it.
    pub fn stored(&mut self, item: Item) {
        self.set_at_hand(item, true);
    }

    /// Bytes that were fetched ahead and not used yet.
    pub fn open_bytes(&self) -> u64 {
        self.open.iter().map(|open| u64::from(open.bytes)).sum()
    }

    /// Nothing was learned, nothing spent: it begins anew, with what is at hand and `predictor`.
    pub fn forget(&mut self, predictor: Predictor) {
        self.predictor = predictor;
        self.waste = Waste::default();
        self.near = Near::new();
        self.open.clear();
        self.explained.clear();
    }

    /// The last decision about each of the last files, the newest last.
    pub fn explained(&self) -> &[Ahead] {
        &self.explained
    }

    fn account(&mut self, item: Item, gate: Option<Gate>) {
        let bytes = self.bytes_of(item);
        let open = self.close(item);
        if let Some(open) = open {
            self.waste.settle(open.bytes, open.likely, true);
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
    fn worth(&self, item: Item, score: f32) -> f32 {
        let gain = |bytes: f32| libm::logf(1.0 + self.delay_bytes / bytes);
        let bytes = (self.bytes_of(item) as f32).max(1.0);
        score + gain(bytes) - gain(self.waste.usual_bytes())
    }

    fn judge(&self, worth: f32) -> Reason {
        let threshold = self.waste.threshold();
        let told = Worth {
            worth_hundredths: (worth * 100.0) as i16,
            threshold_hundredths: (threshold * 100.0) as i16,
        };
        if worth >= threshold {
            Reason::Likely(told)
        } else {
            Reason::Unlikely(told)
        }
    }

    fn fetch(&mut self, ahead: &Ahead, likely: f32) {
        self.waste.fetch(ahead.bytes, likely);
        self.open.push(Open {
            item: ahead.item,
            bytes: ahead.bytes,
            likely,
            came: false,
        });
        self.set_at_hand(ahead.item, true);
        self.explain(*ahead);
    }

    fn close(&mut self, item: Item) -> Option<Open> {
        let at = self.open.iter().position(|open| open.item == item)?;
        Some(self.open.swap_remove(at))
    }

    fn explain(&mut self, ahead: Ahead) {
        // What was decided anew about the same file takes the place of what was decided before.
        self.explained.retain(|other| other.item != ahead.item);
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
