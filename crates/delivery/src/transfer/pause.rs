//! Giving way to what a page waits for: a transfer stands still for as long, and one of its files may become that.
//!
//! Deliberately absent: who waits, and for what; that is in `demands.rs`.

use super::{
    Transfer,
    attempt::{Attempt, Open},
};
use crate::{Effect, Failure, Priority, plan::Item, retry};

impl Transfer {
    /// Begins nothing more and breaks off what is on its way, which is no failed try. What is complete is still stored.
    pub(crate) fn pause(&mut self, effects: &mut Vec<Effect>) {
        if core::mem::replace(&mut self.is_paused, true) {
            return;
        }
        for open in &mut self.open {
            if open.deadline.take().is_some() {
                effects.push(Effect::Abort {
                    path: open.attempt.item.path.clone(),
                });
            }
        }
    }

    /// Goes on where it was.
    pub(crate) fn resume(&mut self) {
        self.is_paused = false;
    }

    /// Takes `item` out, with all that is known of it and what is on its way, as a transfer that a page waits for; nothing
    /// where it is not among the files to come.
    pub(crate) fn split(&mut self, item: &Item) -> Option<Self> {
        let is_it = |other: &Item| other.path == item.path && other.cache == item.cache;
        let mut split = Self {
            priority: Priority::Critical,
            is_waited_for: true,
            bytes_per_sec: self.bytes_per_sec(),
            ..Self::default()
        };
        if let Some(index) = self.open.iter().position(|it| is_it(&it.attempt.item)) {
            // What was broken off already comes back as a failure, and is not taken for one of the origin's.
            split.is_paused = self.is_paused;
            split.open.push(self.open.remove(index));
            return Some(split);
        }
        let resting = self.resting.iter().position(|(_, it)| is_it(&it.item));
        let attempt = match resting {
            Some(index) => self.resting.remove(index).1,
            None => {
                let index = self.queue.iter().position(|it| is_it(&it.item))?;
                self.queue.remove(index)
            }
        };
        split.queue.push(attempt);
        Some(split)
    }

    /// `item` is stored: it is not to come any more.
    pub(crate) fn drop_item(&mut self, item: &Item) {
        // What is on its way already ends by itself.
        if !self.has_open(&item.path) {
            self.split(item);
        }
    }

    /// From now on `items` are to come, and nothing else; false where something else is on its way, and nothing changed.
    pub(crate) fn go_on_with(&mut self, mut items: Vec<Item>) -> bool {
        let is_to_come = |open: &Open| items.iter().any(|it| it.path == open.attempt.item.path);
        if self.is_stopped() || !self.open.iter().all(is_to_come) {
            return false;
        }
        items.retain(|item| !self.has_open(&item.path));
        self.resting.clear();
        self.queue = items.into_iter().rev().map(Attempt::new).collect();
        true
    }

    /// Whether a body for this path is on its way.
    pub(crate) fn has_open(&self, path: &str) -> bool {
        let mut open = self.open.iter().map(|open: &Open| &open.attempt.item);
        open.any(|item| item.path == path)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.end.is_some() || self.is_paused
    }

    /// What failed was broken off here, for a while.
    pub(super) fn is_broken_off(&self, failure: Failure) -> bool {
        self.is_paused && self.end.is_none() && failure == Failure::Unreachable
    }

    /// Whoever waits for a file hears soon that it does not come, as without a worker.
    pub(super) fn has_lost_patience(&self, tries: u32) -> bool {
        self.is_waited_for && tries >= retry::TRIES_WAITED_FOR
    }
}
