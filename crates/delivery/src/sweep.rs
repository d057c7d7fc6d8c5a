//! Letting go of what nobody needs any more; who needs what is in `claims.rs`.

use package::Head;

use crate::{
    Change, Effect,
    inventory::{OBJECTS, is_pages_cache, pages_cache},
    regions::Holder,
    saved::{self, Known},
    state::State,
};

impl State {
    /// Lets go of what nobody but `gone` needs; returns whether there was anything.
    pub(crate) fn sweep(&mut self, gone: &[Holder]) -> bool {
        if self.known().is_none() {
            return false;
        }
        let is_free = |path: &&String| self.claims(path).iter().all(|claim| claim.is_void(gone));
        let paths: Vec<String> = self
            .inventory
            .paths(OBJECTS)
            .iter()
            .filter(is_free)
            .cloned()
            .collect();
        let caches: Vec<String> = self
            .inventory
            .caches()
            .filter(|cache| self.is_stale_cache(cache))
            .cloned()
            .collect();
        let swept = !paths.is_empty() || !caches.is_empty();
        for path in &paths {
            self.inventory.remove(OBJECTS, path);
        }
        if !paths.is_empty() {
            self.ask(Effect::Delete {
                cache: OBJECTS.to_owned(),
                paths,
            });
        }
        for cache in caches {
            self.inventory.remove_cache(&cache);
            self.ask(Effect::DeleteCache(cache));
        }
        let segments = self.stale_segments(gone);
        let swept = self.forget_segments(segments) || swept;
        let changes = self.stale_releases();
        self.save(changes);
        swept
    }

    /// Whether there is a release that nobody needs any more.
    pub(crate) fn has_stale_release(&self) -> bool {
        !self.stale_releases().is_empty()
    }

    fn stale_releases(&self) -> Vec<Change> {
        let stale = self
            .saved
            .releases
            .iter()
            .filter(|known| !self.is_in_use(&known.head));
        stale
            .map(|known| saved::drop_release(known.head.number))
            .collect()
    }

    pub(crate) fn is_in_use(&self, head: &Head) -> bool {
        let is_next = || {
            self.successor
                || self
                    .saved
                    .offer
                    .as_ref()
                    .is_some_and(|offer| offer.head == *head)
        };
        *head == self.own
            || self.is_active(head)
            || self.saved.good.as_ref() == Some(head)
            || self.may_be_open(head.number)
            || (head.number >= self.own.number && is_next())
    }

    /// Whether the active worker may be this release's. Where it is not known which worker is active, it may be any.
    pub(crate) fn is_active(&self, head: &Head) -> bool {
        self.saved.active.is_none_or(|active| active == head.digest)
    }

    /// While a worker is being installed or waits, its cache may be one that no record names yet.
    fn is_stale_cache(&self, cache: &str) -> bool {
        let in_use =
            |known: &Known| self.is_in_use(&known.head) && pages_cache(&known.head) == cache;
        self.has_database
            && !self.successor
            && is_pages_cache(cache)
            && !self.saved.releases.iter().any(in_use)
    }
}
