//! Learns from what is entered, and says after each what is likely to be needed.
//!
//! Two questions are learned: whether an item is entered among the next six, and whether it is among the next two.
//! The first says whether fetching it would be in vain; the second, whether it can wait until more is known.

use alloc::vec;
use alloc::vec::Vec;

use crate::best::Best;
use crate::candidates::{Candidate, candidates_from_rows};
use crate::context::{Context, History, KINDS, LAST, Moments, REACH, hash};
use crate::mixer::{Mixer, RATES, SOURCES, logit, probability};
use crate::table::{Key, Row, Table};
use crate::{Item, NO_ITEM};

/// A guess was right if the item is entered as one of so many that follow.
pub(crate) const HORIZON: usize = 6;
/// As the horizon, for what is needed at once.
const SOON: u8 = 2;
/// So many guesses are told, and learned from.
pub(crate) const GUESSES: usize = 16;
/// An item less likely than this was not expected.
const EXPECTED: f32 = 0.3;
/// Contexts that look back further get rows when the last item was entered so many times before.
const KNOWN_VISITS: u8 = 4;
/// What followed an item less often than this belongs to another choice than it.
const FOLLOWS: f32 = 0.75;
/// How much of the score is the nearness of the need.
const NEARNESS: f32 = 0.6;
/// Rates of success are kept for so many groups of items.
const RATE_GROUPS: usize = 256;
/// One outcome moves a rate by one in so many.
const RATE_MEMORY: f32 = 32.0;

/// Something that may be needed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// What.
    pub item: Item,
    /// How likely it is entered among the next six, 0 to 1.
    pub used: f32,
    /// How likely it is entered among the next two, 0 to 1.
    pub soon: f32,
}

impl Guess {
    /// How likely it is used at all, as a logarithm of odds.
    pub(crate) fn likely(&self) -> f32 {
        bounded_logit(self.used)
    }

    /// What a threshold is compared with, as a logarithm of odds: what is needed later may be fetched later, when more
    /// is known.
    pub fn score(&self) -> f32 {
        NEARNESS * bounded_logit(self.soon) + (1.0 - NEARNESS) * bounded_logit(self.used)
    }
}

fn bounded_logit(share: f32) -> f32 {
    logit(share.clamp(1e-4, 0.9999))
}

/// The candidates of one moment, until it is known which were right.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) age: u8,
    pub(crate) last: Item,
    pub(crate) candidates: Vec<Candidate>,
}

/// Learns and guesses, in a number of bytes that is fixed from the start.
#[derive(Debug, Clone)]
pub struct Predictor {
    pub(crate) table: Table,
    pub(crate) used: Mixer,
    pub(crate) soon: Mixer,
    /// How often guessing an item was right, and how often anything guessed after one was, by groups of items.
    pub(crate) rates: Vec<[f32; RATES]>,
    pub(crate) history: History,
    /// A bit for each item.
    pub(crate) seen: Vec<u64>,
    /// The contexts of the last moments.
    pub(crate) moments: Moments<[Key; KINDS]>,
    /// The oldest first.
    pub(crate) pending: Vec<Pending>,
    pub(crate) guesses: Vec<Guess>,
}

impl Predictor {
    /// One that knows nothing of `items` items and takes at most `bytes`, which are kept between what a session needs
    /// and [`crate::MAX_BYTES`].
    pub fn new(bytes: usize, items: usize) -> Self {
        let words = items.min(usize::from(Item::MAX)).div_ceil(64);
        let fixed = FIXED_BYTES + words * 8;
        let table = bytes.min(crate::MAX_BYTES).saturating_sub(fixed);
        Self {
            table: Table::new(table),
            used: Mixer::new(),
            soon: Mixer::new(),
            rates: vec![[0.5; RATES]; RATE_GROUPS],
            history: History::new(),
            seen: vec![0; words],
            moments: Moments::new(),
            pending: Vec::with_capacity(HORIZON),
            guesses: Vec::with_capacity(GUESSES),
        }
    }

    /// What this takes.
    pub fn bytes(&self) -> usize {
        self.table.bytes() + FIXED_BYTES + self.seen.len() * 8
    }

    /// A session begins: nothing is at hand.
    pub fn begin(&mut self) {
        self.end();
        self.history = History::new();
        self.seen.fill(0);
        self.moments.clear();
        self.guesses.clear();
    }

    /// The session is over: what did not come will not.
    pub fn end(&mut self) {
        for pending in core::mem::take(&mut self.pending) {
            self.learn(&pending);
        }
    }

    /// `item` was entered, whether it had to be fetched or not. What is no item is passed over.
    pub fn enter(&mut self, item: Item) {
        if usize::from(item) / 64 >= self.seen.len() {
            return;
        }
        let is_unexpected = !self.is_seen(item) && !self.is_expected(item);
        self.credit(item);
        self.seen[usize::from(item) / 64] |= 1 << (item % 64);
        self.history.enter(item, is_unexpected);
        self.settle(item);
        let contexts = self.contexts();
        let keys =
            core::array::from_fn(|kind| self.table.key(hash(kind, contexts[kind]), REACH[kind]));
        self.guess(item, &keys);
        let is_known = self.table.visits(keys[LAST]) >= KNOWN_VISITS;
        for (kind, key) in keys.iter().enumerate() {
            self.table.visit(*key, kind == LAST || is_known);
        }
        self.moments.enter(item, keys);
    }

    /// What is likely to be needed and was not entered in this session, the nearest need first.
    pub fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    /// What seldom failed to follow `item`, each with how likely it is used where `item` is so `likely`, all logarithms of odds.
    pub(crate) fn after(&self, item: Item, likely: f32) -> Vec<(Item, f32)> {
        let key = self.table.key(hash(LAST, [item, NO_ITEM]), REACH[LAST]);
        let Some(row) = self
            .table
            .read(key)
            .filter(|row| row.visits >= KNOWN_VISITS)
        else {
            return Vec::new();
        };
        let visits = f32::from(row.visits);
        let followers = row.followers().iter();
        let often = followers.filter(|(_, count)| f32::from(*count) > visits * FOLLOWS);
        let then = often.map(|(item, count)| {
            // One more than was seen: what followed always so far need not do so for ever.
            let share = f32::from(*count).min(visits) / (visits + 1.0);
            (*item, bounded_logit(probability(likely) * share))
        });
        then.collect()
    }

    /// The contexts of this moment.
    pub(crate) fn contexts(&self) -> [Context; KINDS] {
        self.history.contexts()
    }

    fn is_seen(&self, item: Item) -> bool {
        let word = self.seen.get(usize::from(item) / 64);
        word.is_none_or(|word| word >> (item % 64) & 1 == 1)
    }

    fn is_expected(&self, item: Item) -> bool {
        let mut guesses = self.guesses.iter();
        guesses.any(|guess| guess.item == item && guess.used >= EXPECTED)
    }

    /// Counts `item` as a follower of the contexts of the last moments.
    fn credit(&mut self, item: Item) {
        for key in self.moments.credited(item).flatten() {
            self.table.follow(*key, item);
        }
    }

    /// Notes which candidates `item` proves right, and learns from the moment whose time is over.
    fn settle(&mut self, item: Item) {
        for pending in &mut self.pending {
            pending.age += 1;
            for candidate in &mut pending.candidates {
                if candidate.item == item && candidate.entered_after == 0 {
                    candidate.entered_after = pending.age;
                }
            }
        }
        if self.pending.len() == HORIZON {
            let over = self.pending.remove(0);
            self.learn(&over);
        }
    }

    fn learn(&mut self, pending: &Pending) {
        for candidate in &pending.candidates {
            let after = candidate.entered_after;
            self.used.learn(&candidate.evidence, after > 0);
            let is_soon = (1..=SOON).contains(&after);
            self.soon.learn(&candidate.evidence, is_soon);
            let was = f32::from(u8::from(after > 0));
            for (which, item) in [candidate.item, pending.last].into_iter().enumerate() {
                let rate = &mut self.rates[usize::from(item) % RATE_GROUPS][which];
                *rate += (was - *rate) / RATE_MEMORY;
            }
        }
    }

    fn guess(&mut self, last: Item, keys: &[Key; KINDS]) {
        let rows: [Option<Row>; SOURCES] = core::array::from_fn(|source| match source {
            kind if kind < KINDS => self.table.read(keys[kind]),
            earlier => {
                let keys = self.moments.get(earlier - KINDS)?;
                self.table.read(keys[LAST])
            }
        });
        let candidates = candidates_from_rows(&rows, |item| self.is_seen(item));
        let after = self.rates[usize::from(last) % RATE_GROUPS][1];
        let told: Vec<(Guess, Candidate)> = candidates
            .into_iter()
            .map(|mut candidate| {
                let item = candidate.item;
                let rate = self.rates[usize::from(item) % RATE_GROUPS][0];
                candidate.evidence.rates = [bounded_logit(rate), bounded_logit(after)];
                let used = probability(self.used.logit(&candidate.evidence));
                let soon = probability(self.soon.logit(&candidate.evidence));
                (Guess { item, used, soon }, candidate)
            })
            .collect();
        let (mut likely, mut near) = (Best::new(GUESSES), Best::new(GUESSES));
        for (at, (guess, _)) in told.iter().enumerate() {
            likely.add(guess.used, at);
        }
        let likely: Vec<usize> = likely.into_places().collect();
        likely.iter().for_each(|at| near.add(told[*at].0.soon, *at));
        self.pending.push(Pending {
            age: 0,
            last,
            candidates: likely.into_iter().map(|at| told[at].1).collect(),
        });
        self.guesses.clear();
        self.guesses.extend(near.into_places().map(|at| told[at].0));
    }
}

/// What there is beside the table.
const FIXED_BYTES: usize = Mixer::BYTES * 2
    + RATE_GROUPS * size_of::<[f32; RATES]>()
    + HORIZON * GUESSES * size_of::<Candidate>()
    + 1024;
