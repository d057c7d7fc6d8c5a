//! The few best of many, in order. A sort of the standard library would be a tenth of the module that the worker loads.

use alloc::vec::Vec;

/// Places of the best, the best first; of equals, what was added first.
pub(crate) struct Best {
    limit: usize,
    all: Vec<(f32, usize)>,
}

impl Best {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            all: Vec::with_capacity(limit + 1),
        }
    }

    /// Adds what is at `place`.
    pub(crate) fn add(&mut self, worth: f32, place: usize) {
        let at = self.all.iter().position(|(other, _)| *other < worth);
        let at = at.unwrap_or(self.all.len());
        if at < self.limit {
            self.all.insert(at, (worth, place));
            self.all.truncate(self.limit);
        }
    }

    pub(crate) fn into_places(self) -> impl Iterator<Item = usize> {
        self.all.into_iter().map(|(_, place)| place)
    }
}
