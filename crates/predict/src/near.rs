//! What a game says its player is near: a door that is walked up to, an entry of a menu that is rested on. A game knows
//! that before anything can be learned from what is entered; how often it comes true is learned.
//!
//! Deliberately absent: distances. What is too far to be likely, a game does not name.

use alloc::vec::Vec;

use crate::Item;
use crate::mixer::logit;

/// More that is near is not looked at.
pub(crate) const NEAR_MAX: usize = 64;
/// How often it comes true, before anything is known.
const RATE_START: f32 = 0.8;
/// One outcome moves that by one in so many.
const RATE_MEMORY: f32 = 12.0;
/// However often it came true, it may not the next time; and the other way round.
const RATE_MIN: f32 = 0.02;

/// What is near, and how much that says.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    /// What is near now and was not entered since.
    pub(crate) items: Vec<Item>,
    /// How often what was near was entered before it was near no more, 0 to 1.
    pub(crate) rate: f32,
}

impl Near {
    pub(crate) fn new() -> Self {
        Self {
            items: Vec::new(),
            rate: RATE_START,
        }
    }

    /// From now on these are near: of those that are not any more, none was entered.
    pub(crate) fn change(&mut self, items: Vec<Item>) {
        for item in core::mem::take(&mut self.items) {
            if !items.contains(&item) {
                self.learn(0.0);
            }
        }
        self.items = items;
    }

    /// `item` was entered.
    pub(crate) fn enter(&mut self, item: Item) {
        if let Some(at) = self.items.iter().position(|near| *near == item) {
            self.items.swap_remove(at);
            self.learn(1.0);
        }
    }

    /// How likely what is near is entered, as a logarithm of odds.
    pub(crate) fn likely(&self) -> f32 {
        logit(self.rate.clamp(RATE_MIN, 1.0 - RATE_MIN))
    }

    fn learn(&mut self, was: f32) {
        self.rate += (was - self.rate) / RATE_MEMORY;
    }
}
