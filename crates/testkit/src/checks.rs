//! What must hold at every moment, whatever was lost and whoever was stopped.

use delivery::{OBJECTS, pages_cache};
use package::{Head, Region, digest_from_bytes};

use crate::{Browser, Page};

impl Browser {
    /// Checked after every step.
    pub(crate) fn check(&self) {
        assert_eq!(
            self.store.saves.get("ember").map(Vec::as_slice),
            Some(b"level 3".as_slice()),
            "saves are untouched"
        );
        for status in self.pages.values().filter_map(Page::status) {
            let update = status
                .update
                .iter()
                .map(|update| (update.done_bytes, update.total_bytes));
            let games = status
                .games
                .iter()
                .map(|game| (game.stored_bytes, game.total_bytes));
            let mut counts = update.chain(games);
            assert!(
                counts.all(|(done, total)| done <= total),
                "more is done than there is: {status:?}"
            );
        }
    }

    /// Nothing is under way, so no worker may believe that something is.
    pub(crate) fn check_nothing_hangs(&self) {
        for (slot, worker) in &self.workers {
            assert!(
                worker.machine.is_idle(),
                "the {slot:?} worker waits for something that will not come: {:?}",
                worker.machine
            );
        }
    }

    /// A stored body is exactly what was promised.
    pub(crate) fn check_is_right(&self, cache: &str, path: &str, body: &[u8]) {
        let digest = Some(digest_from_bytes(body));
        assert_eq!(
            digest,
            self.origin.promised(cache, path),
            "{path} in {cache} is not what its release promises"
        );
    }

    /// An installed release has everything it needs.
    pub(crate) fn check_is_installed(&self, own: &Head) {
        if self.store.quota_bytes.is_some() || self.store.refusal.is_some() {
            return;
        }
        assert_eq!(
            self.missing(own),
            Vec::<String>::new(),
            "release {} is installed but not whole",
            own.number
        );
    }

    /// The files of shell and engine that are not stored or not right.
    pub fn missing(&self, own: &Head) -> Vec<String> {
        let pages = pages_cache(own);
        let files = self.origin.release(own.number).files().iter();
        let needed = files.filter(|file| matches!(file.region, Region::Shell | Region::Engine));
        needed
            .filter(|file| !self.is_right(&pages, file))
            .map(|file| file.path.clone())
            .collect()
    }

    /// Whether every file of a game is stored and right.
    pub fn is_offline_ready(&self, own: &Head, game: &str) -> bool {
        let pages = pages_cache(own);
        let files = self.origin.release(own.number).files().iter();
        let mut files = files.filter(|file| file.region.game() == Some(game));
        files.all(|file| self.is_right(&pages, file))
    }

    /// Whether a file is stored and right; `pages` is the cache of its release.
    fn is_right(&self, pages: &str, file: &package::File) -> bool {
        let cache = match package::is_object_path(&file.path) {
            true => OBJECTS,
            false => pages,
        };
        let body = self.store.get(cache, &file.path);
        body.map(|body| digest_from_bytes(body)) == Some(file.digest)
    }

    /// An object may go only if no open page needs it, or if it is damaged.
    pub(crate) fn check_may_go(&self, cache: &str, path: &str) {
        let body = self.store.get(cache, path);
        let is_damaged = body.map(|body| digest_from_bytes(body)) != package::object_digest(path);
        if cache != OBJECTS || is_damaged {
            return;
        }
        for page in self.pages.values() {
            let Some(file) = self.origin.release(page.release).file(path) else {
                continue;
            };
            let is_needed = match &file.region {
                Region::Shell | Region::Engine => true,
                Region::Game(id) => page.path == format!("/play/{id}/"),
            };
            assert!(
                !is_needed,
                "{path} was deleted under {} of release {}",
                page.path, page.release
            );
        }
        if let Some(active) = self.active() {
            let file = self.origin.release(active.number).file(path);
            let is_needed = file.is_some_and(|file| file.region.game().is_none());
            assert!(!is_needed, "{path} was deleted under the active release");
        }
    }

    pub(crate) fn check_cache_may_go(&self, cache: &str) {
        for (slot, own) in &self.registration {
            assert!(
                pages_cache(own) != cache,
                "{cache} was deleted under the {slot:?} worker"
            );
        }
    }
}
