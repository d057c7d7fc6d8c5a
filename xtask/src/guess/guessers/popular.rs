//! What is entered most, what was lately counting more.

use super::{GUESSES, Guesser, Scored};

/// Each item counts so much more than the one before it.
const GROWTH: f64 = 1.0001;
/// The list is sorted anew after so many items.
const STALE: u32 = 64;

pub(crate) struct Popular {
    counts: Vec<f64>,
    unit: f64,
    sorted: Vec<Scored>,
    age: u32,
}

impl Popular {
    pub(crate) fn new(items: usize) -> Self {
        Self {
            counts: vec![0.0; items],
            unit: 1.0,
            sorted: Vec::new(),
            age: STALE,
        }
    }

    fn sort(&mut self) {
        let total: f64 = self.counts.iter().sum();
        let share = |(item, count): (usize, &f64)| (item as u32, (count / total) as f32);
        let mut all: Vec<Scored> = self.counts.iter().enumerate().map(share).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        // Most of the first ones are at hand already.
        all.truncate(GUESSES * 4);
        self.sorted = all;
    }
}

impl Guesser for Popular {
    fn begin(&mut self) {}

    fn enter(&mut self, item: u32) {
        self.counts[item as usize] += self.unit;
        self.unit *= GROWTH;
        if self.unit > 1e200 {
            self.counts.iter_mut().for_each(|count| *count /= self.unit);
            self.unit = 1.0;
        }
        self.age += 1;
    }

    fn guess(&mut self) -> Vec<Scored> {
        if self.age >= STALE {
            self.sort();
            self.age = 0;
        }
        self.sorted.clone()
    }
}
