//! Letting go of what nobody needs.
//!
//! Kept, always: what our own release and the active one need, whatever a newer release has already got, and for every
//! open page the shell and engine of its release and the game it plays. Without a database we cannot know what other
//! releases need, so then only files that our own release names are ever let go.

use package::{Head, Region};

use crate::{
    Change, Effect,
    inventory::{OBJECTS, is_pages_cache, pages_cache},
    saved::{self, Known},
    state::State,
};

/// What is let go besides files that no release in use names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sweep {
    /// Nothing.
    Orphans,
    /// One game, unless it is being played.
    Game(String),
    /// Every game that is neither installed nor being played.
    Games,
}

impl State {
    /// Lets go of what `sweep` says; returns whether there was anything.
    pub(crate) fn sweep(&mut self, sweep: &Sweep) -> bool {
        let Some(own) = self.known() else {
            return false;
        };
        let goes = |path: &&String| match (self.needs(path, sweep), self.has_database) {
            (needed, true) => !needed,
            (needed, false) => !needed && own.release.file(path).is_some(),
        };
        let paths: Vec<String> = self
            .inventory
            .paths(OBJECTS)
            .iter()
            .filter(goes)
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

    fn needs(&self, path: &str, sweep: &Sweep) -> bool {
        let mut in_use = self
            .saved
            .releases
            .iter()
            .filter(|known| self.is_in_use(&known.head));
        in_use.any(|known| {
            known.head.release_path() == path || self.release_needs(known, path, sweep)
        })
    }

    fn release_needs(&self, known: &Known, path: &str, sweep: &Sweep) -> bool {
        let Some(file) = known.release.file(path) else {
            return false;
        };
        let Region::Game(id) = &file.region else {
            return true;
        };
        self.is_played(id)
            || match sweep {
                Sweep::Orphans => true,
                Sweep::Game(gone) => id != gone,
                Sweep::Games => self.is_kept(&file.region),
            }
    }

    fn is_in_use(&self, head: &Head) -> bool {
        let is_next = || {
            self.successor
                || self
                    .saved
                    .offer
                    .as_ref()
                    .is_some_and(|offer| offer.head == *head)
        };
        // Where it is not known which worker is active, its release may be any.
        let is_active = self.saved.active.is_none_or(|active| active == head.digest);
        *head == self.own
            || is_active
            || self.may_be_open(head.number)
            || (head.number >= self.own.number && is_next())
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
