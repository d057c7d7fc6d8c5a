//! A release on trial: one that took over, and has not yet proved good in this browser.
//!
//! The pages judge, for they see what it does (`app/src/trial.js`, decision 14); the worker keeps what there is to go
//! back to. Until the new release proves good the one before it stays whole, and where the new one failed, new pages get
//! the one before it, under the new release's worker.

use package::Head;

use crate::{
    saved::{self, Known},
    state::State,
};

impl State {
    /// The release that new pages get: our own, unless it failed here and the one before it is still known.
    pub(crate) fn serving(&self) -> &Head {
        let good = self.saved.good.as_ref();
        let is_fallback = |good: &&Head| {
            self.saved.refused == self.own.number
                && good.number < self.own.number
                && self.known_as(good).is_some()
        };
        good.filter(is_fallback).unwrap_or(&self.own)
    }

    /// Whether release `number` is worth telling of: newer than our own, and it did not fail here.
    pub(crate) fn is_news(&self, number: u64) -> bool {
        number > self.own.number && number != self.saved.refused
    }

    /// The release that was active before this one took over; this one itself where there was none.
    pub(crate) fn predecessor(&self) -> Head {
        let was_active = |known: &&Known| Some(known.head.digest) == self.saved.active;
        let before = self.saved.releases.iter().find(was_active);
        before.map_or_else(|| self.own.clone(), |known| known.head.clone())
    }

    /// Takes note of what the pages found: the newest release that proved good, and the newest that failed. Returns
    /// whether either is new.
    pub(crate) fn note_trial(&mut self, good: u64, refused: u64) -> bool {
        let mut changes = Vec::new();
        let newest = self.saved.good.as_ref().map_or(0, |head| head.number);
        let proved = |known: &&Known| known.head.number == good && good > newest;
        if let Some(known) = self.saved.releases.iter().find(proved) {
            changes.push(saved::set_good(&known.head));
        }
        if refused > self.saved.refused {
            changes.push(saved::set_refused(refused));
        }
        let is_new = !changes.is_empty();
        self.save(changes);
        let offer = self.saved.offer.as_ref();
        if offer.is_some_and(|offer| offer.head.number == self.saved.refused) {
            self.set_offer(None);
        }
        is_new
    }

    /// There is no room for two releases: the one before is let go unproved.
    pub(crate) fn give_up_fallback(&mut self) {
        if self.can_give_up_fallback() {
            let change = saved::set_good(&self.own);
            self.save(vec![change]);
        }
    }

    /// Whether there is a release to go back to that no page gets now.
    pub(crate) fn can_give_up_fallback(&self) -> bool {
        let is_idle = *self.serving() == self.own && !self.is_successor();
        let is_before = |good: &Head| good.number < self.own.number;
        is_idle && self.saved.good.as_ref().is_some_and(is_before)
    }
}
