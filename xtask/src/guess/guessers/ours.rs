//! Ours, as the worker runs it.

use predict::Predictor;

use super::{Guesser, Scored};

pub(crate) struct Ours(Predictor);

impl Ours {
    pub(crate) fn new(predictor: Predictor) -> Self {
        Self(predictor)
    }
}

impl Guesser for Ours {
    fn begin(&mut self) {
        self.0.begin();
    }

    fn enter(&mut self, item: u32) {
        // What has no number of 16 bits is not learned.
        self.0.enter(u16::try_from(item).unwrap_or(u16::MAX));
    }

    fn guess(&mut self) -> Vec<Scored> {
        let guesses = self.0.guesses().iter();
        let scored = guesses.map(|guess| (u32::from(guess.item), guess.score()));
        scored.collect()
    }

    fn end(&mut self) {
        self.0.end();
    }

    fn bytes(&self) -> Option<usize> {
        Some(self.0.bytes())
    }
}
