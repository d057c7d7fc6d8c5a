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
/// What is near no more did not come true if so many others are entered, and none of it.
pub(crate) const PATIENCE: usize = 16;

/// What is near, and how much that says.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    /// What was not entered yet, and whether it is near now or was before.
    pub(crate) items: Vec<(Item, bool)>,
    /// Others that were entered since something is near no more, and since something of it was entered.
    pub(crate) others: usize,
    /// How often what was near was entered, 0 to 1.
    pub(crate) rate: f32,
}

impl Near {
    pub(crate) fn new() -> Self {
        Self {
            items: Vec::new(),
            others: 0,
            rate: RATE_START,
        }
    }

    /// What is near now.
    pub(crate) fn now(&self) -> impl Iterator<Item = Item> {
        let near = self.items.iter().filter(|(_, is_near)| *is_near);
        near.map(|(item, _)| *item)
    }

    /// These are near, and nothing else.
    pub(crate) fn change(&mut self, items: Vec<Item>) {
        for (item, is_near) in &mut self.items {
            let stays = items.contains(item);
            if *is_near && !stays {
                self.others = 0;
            }
            *is_near = stays;
        }
        for item in items {
            if self.place(item).is_none() && self.items.len() < 2 * NEAR_MAX {
                self.items.push((item, true));
            }
        }
    }

    /// `item` was entered.
    pub(crate) fn enter(&mut self, item: Item) {
        match self.place(item) {
            Some(at) => {
                self.items.remove(at);
                self.others = 0;
                self.rate += (1.0 - self.rate) / RATE_MEMORY;
            }
            None if self.others < PATIENCE => self.others += 1,
            None => self.give_up(),
        }
    }

    /// The session is over: what was not entered will not be.
    pub(crate) fn end(&mut self) {
        self.change(Vec::new());
        self.give_up();
    }

    /// How likely what is near is entered, as a logarithm of odds.
    pub(crate) fn likely(&self) -> f32 {
        logit(self.rate.clamp(RATE_MIN, 1.0 - RATE_MIN))
    }

    fn place(&self, item: Item) -> Option<usize> {
        self.items.iter().position(|(near, _)| *near == item)
    }

    /// What is near no more did not come true.
    fn give_up(&mut self) {
        let rate = &mut self.rate;
        self.items.retain(|(_, is_near)| {
            if !is_near {
                *rate -= *rate / RATE_MEMORY;
            }
            *is_near
        });
        self.others = 0;
    }
}
