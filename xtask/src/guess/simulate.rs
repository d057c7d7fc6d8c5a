//! What a guesser would have saved: each session begins with nothing at hand; after each item, what is likeliest and not
//! at hand is fetched, if it is sure enough.
//!
//! *Recall* is the share of the items that had to be fetched in a session, its first one aside, that were there already;
//! *waste* is what was fetched and not entered in its session, for each of those items. Guessers are compared at equal
//! waste: for each the surety is found that comes closest to it from below.

use std::collections::BTreeSet;

use super::guessers::{Guesser, Scored};
use super::trace::Trace;

/// So many are fetched after one item at most.
const AT_ONCE: usize = 8;
/// From here on sessions are scored; all are learned from, each after it was guessed.
pub(crate) const FIRST_SCORED_PER_CENT: usize = 70;
const STEPS: usize = 24;

/// What was guessed after each item of the scored sessions.
pub(crate) struct Guesses {
    first: usize,
    after: Vec<Vec<Scored>>,
    /// Share of next items that were the first guess, and among the first three.
    pub(crate) hit: [f64; 2],
    /// The same among choices that were not made in the session before, where the trace says what those are.
    pub(crate) choice_hit: Option<[f64; 2]>,
}

/// Lets `guesser` go through the whole trace.
pub(crate) fn guesses(trace: &Trace, guesser: &mut dyn Guesser) -> Guesses {
    let first = trace.sessions.len() * FIRST_SCORED_PER_CENT / 100;
    let mut after = Vec::new();
    let mut next = Hits::default();
    let mut choice = Hits::default();
    for (number, session) in trace.sessions.iter().enumerate() {
        guesser.begin();
        for (at, item) in session.items.iter().enumerate() {
            guesser.enter(*item);
            if number < first {
                continue;
            }
            let told = guesser.guess();
            let coming = session.items.get(at + 1).filter(|next| *next != item);
            if let Some(coming) = coming {
                let is_choice = |item: &u32| match &trace.oracle {
                    Some(oracle) => oracle.choices.contains(item),
                    None => false,
                };
                next.count(&told, *coming, |_| true);
                if is_choice(coming) && !session.items[..=at].contains(coming) {
                    let is_new = |item: u32| !session.items[..=at].contains(&item);
                    choice.count(&told, *coming, |item| is_choice(&item) && is_new(item));
                }
            }
            after.push(told);
        }
        guesser.end();
    }
    Guesses {
        first,
        after,
        hit: next.shares(),
        choice_hit: trace.oracle.is_some().then(|| choice.shares()),
    }
}

#[derive(Default)]
struct Hits {
    all: f64,
    first: f64,
    three: f64,
}

impl Hits {
    fn count(&mut self, told: &[Scored], coming: u32, counts: impl Fn(u32) -> bool) {
        let mut told: Vec<&Scored> = told.iter().filter(|(item, _)| counts(*item)).collect();
        told.sort_by(|a, b| b.1.total_cmp(&a.1));
        self.all += 1.0;
        let place = told.iter().position(|(item, _)| *item == coming);
        self.first += f64::from(u8::from(place == Some(0)));
        self.three += f64::from(u8::from(place.is_some_and(|place| place < 3)));
    }

    fn shares(&self) -> [f64; 2] {
        [self.first / self.all, self.three / self.all]
    }
}

/// The recall where waste comes closest to `waste` from below.
pub(crate) fn recall_at(trace: &Trace, guesses: &Guesses, waste: f64) -> f64 {
    let mut scores: Vec<f32> = guesses
        .after
        .iter()
        .flatten()
        .map(|(_, score)| *score)
        .collect();
    scores.sort_by(f32::total_cmp);
    scores.dedup();
    // Everything from `high` on wastes less.
    let (mut low, mut high) = (0, scores.len());
    let mut recall = 0.0;
    for _ in 0..STEPS {
        if low >= high {
            break;
        }
        let middle = low + (high - low) / 2;
        let (reached, wasted) = outcome(trace, guesses, scores[middle]);
        if wasted <= waste {
            recall = reached;
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    recall
}

/// Recall and waste where everything as sure as `surety` is fetched.
fn outcome(trace: &Trace, guesses: &Guesses, surety: f32) -> (f64, f64) {
    let (mut needed, mut saved, mut fetched) = (0.0, 0.0, 0.0);
    let mut told = guesses.after.iter();
    for session in &trace.sessions[guesses.first..] {
        let mut entered = BTreeSet::new();
        let mut ahead = BTreeSet::new();
        for (at, item) in session.items.iter().enumerate() {
            if entered.insert(*item) && at > 0 {
                needed += 1.0;
                saved += f64::from(u8::from(ahead.contains(item)));
            }
            let sure = told.next().into_iter().flatten();
            let new = sure
                .filter(|(_, score)| *score >= surety)
                .filter(|(item, _)| !entered.contains(item) && !ahead.contains(item));
            let new: Vec<u32> = new.map(|(item, _)| *item).take(AT_ONCE).collect();
            fetched += new.len() as f64;
            ahead.extend(new);
        }
    }
    (saved / needed, (fetched - saved) / needed)
}
