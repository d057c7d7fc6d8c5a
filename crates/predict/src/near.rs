//! What a game says its player is near: a door that is walked up to, an entry of a menu that is rested on. A game knows
//! that before anything can be learned from what is entered; how often it comes true is learned.
//!
//! A game says at once that a door is behind its player, and what lay behind it is heard of when it was loaded, so what is
//! near no more stays undecided for a while.
//!
//! Deliberately absent: distances. What is too far to be likely, a game does not name.

use alloc::vec::Vec;

use crate::Item;
use crate::mixer::logit;

/// More that is near is not looked at.
pub const NEAR_MAX: usize = 64;
/// How often it comes true, before anything is known.
const RATE_START: f32 = 0.8;
/// One outcome moves that by one in so many.
const RATE_MEMORY: f32 = 12.0;
/// However often it came true, it may not the next time; and the other way round.
const RATE_MIN: f32 = 0.02;
/// What is near no more did not come true if so many reports bring other uses and none of its.
const PATIENCE_REPORTS: u8 = 2;

/// What is near, and how much that says.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    /// What is near now and was not entered since.
    pub(crate) items: Vec<Item>,
    /// What was near, and may still be entered.
    pub(crate) left: Vec<Item>,
    /// Reports that brought other uses since.
    pub(crate) waited_reports: u8,
    /// How often what was near was entered, 0 to 1.
    pub(crate) rate: f32,
    /// Since the last report: something was entered, and something that was near.
    is_used: bool,
    is_hit: bool,
}

impl Near {
    pub(crate) fn new() -> Self {
        Self {
            items: Vec::new(),
            left: Vec::new(),
            waited_reports: 0,
            rate: RATE_START,
            is_used: false,
            is_hit: false,
        }
    }

    /// A report ends, and these are near.
    pub(crate) fn change(&mut self, items: Vec<Item>) {
        match (self.is_hit, self.is_used && !self.left.is_empty()) {
            (true, _) => self.waited_reports = 0,
            (false, true) => self.waited_reports += 1,
            (false, false) => {}
        }
        if self.waited_reports >= PATIENCE_REPORTS {
            self.give_up();
        }
        (self.is_used, self.is_hit) = (false, false);
        let before = core::mem::replace(&mut self.items, items);
        for item in before {
            if self.left.len() < NEAR_MAX && !self.left.contains(&item) {
                self.left.push(item);
            }
        }
        self.left.retain(|item| !self.items.contains(item));
    }

    /// `item` was entered.
    pub(crate) fn enter(&mut self, item: Item) {
        self.is_used = true;
        for list in [&mut self.items, &mut self.left] {
            if let Some(at) = list.iter().position(|near| *near == item) {
                list.swap_remove(at);
                self.is_hit = true;
                self.rate += (1.0 - self.rate) / RATE_MEMORY;
            }
        }
    }

    /// The session is over: what was not entered will not be.
    pub(crate) fn end(&mut self) {
        self.left.append(&mut self.items);
        self.give_up();
    }

    /// How likely what is near is entered, as a logarithm of odds.
    pub(crate) fn likely(&self) -> f32 {
        logit(self.rate.clamp(RATE_MIN, 1.0 - RATE_MIN))
    }

    fn give_up(&mut self) {
        for _ in self.left.drain(..) {
            self.rate -= self.rate / RATE_MEMORY;
        }
        self.waited_reports = 0;
    }
}
