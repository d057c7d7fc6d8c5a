//! How things stand, for the pages.

use protocol::worker::{FromWorker, Game, Region, Status, Update, UpdateState};

use crate::{
    inventory::{cache_of, pages_cache},
    plan,
    state::State,
};

/// Progress is told no more often than this.
const PROGRESS_MILLIS: u64 = 100;

impl State {
    /// Tells the pages that asked, and all of them where something changed.
    pub(crate) fn announce(&mut self) {
        let is_due = self.transfer.is_none() || self.now >= self.posted_at + PROGRESS_MILLIS;
        if !self.is_settled() || (self.curious.is_empty() && !is_due) {
            return;
        }
        let message = FromWorker::Status(self.status());
        let bytes = protocol::bytes_from_message(&message);
        // A worker that waits answers who asks it, but how things stand is the active worker's to tell.
        if self.posted != bytes && !self.is_successor() {
            self.posted = bytes;
            self.posted_at = self.now;
            self.curious.clear();
            self.post(None, message);
            return;
        }
        while let Some(client) = self.curious.pop() {
            let message = FromWorker::Status(self.status());
            self.post(Some(client), message);
        }
    }

    pub(crate) fn status(&self) -> Status {
        Status {
            release: self.own.number,
            update: self.update(),
            games: self.games(),
            regions: self.regions(),
            trouble: self.shown_trouble(),
            online: self.online,
        }
    }

    fn update(&self) -> Option<Update> {
        let (offer, _) = self.offer()?;
        let missing = self.missing_of_offer();
        let total_bytes = offer.total_bytes.max(plan::wire_bytes(&missing));
        let left_bytes: u64 = missing
            .iter()
            .map(|item| {
                item.wire_bytes()
                    .saturating_sub(self.arrived_bytes(&item.path))
            })
            .sum();
        let (agreed, clients) = self.agreement();
        let state = if missing.is_empty() {
            UpdateState::Ready { agreed, clients }
        } else if offer.wanted && self.transfer.is_some() {
            UpdateState::Fetching
        } else {
            UpdateState::Available
        };
        Some(Update {
            release: offer.head.number,
            total_bytes,
            done_bytes: total_bytes - left_bytes,
            state,
        })
    }

    fn games(&self) -> Vec<Game> {
        let Some(known) = self.known() else {
            return Vec::new();
        };
        let mut games: Vec<Game> = Vec::new();
        for file in known.release.files() {
            let Some(id) = file.region.game() else {
                continue;
            };
            let index = games
                .iter()
                .position(|game| game.id == id)
                .unwrap_or_else(|| {
                    let installed = self.is_kept(&file.region);
                    games.push(Game {
                        id: id.to_owned(),
                        total_bytes: 0,
                        stored_bytes: 0,
                        installed,
                    });
                    games.len() - 1
                });
            let stored = self
                .inventory
                .holds(cache_of(&file.path, &pages_cache(&known.head)), &file.path);
            games[index].total_bytes += file.bytes;
            games[index].stored_bytes += if stored {
                file.bytes
            } else {
                self.arrived_bytes(&file.path)
            };
        }
        games
    }

    /// Every stored file once, under the region that the newest release gives it.
    fn regions(&self) -> Vec<Region> {
        let mut regions: Vec<Region> = Vec::new();
        for (index, known) in self.saved.releases.iter().enumerate() {
            let pages = pages_cache(&known.head);
            let newer = &self.saved.releases[index + 1..];
            for file in known.release.files() {
                let cache = cache_of(&file.path, &pages);
                let is_counted = cache != pages
                    && newer
                        .iter()
                        .any(|newer| newer.release.file(&file.path).is_some());
                if is_counted || !self.inventory.holds(cache, &file.path) {
                    continue;
                }
                let name = file.region.name();
                let index = regions
                    .iter()
                    .position(|region| region.name == name)
                    .unwrap_or_else(|| {
                        regions.push(Region {
                            name,
                            objects: 0,
                            bytes: 0,
                        });
                        regions.len() - 1
                    });
                regions[index].objects += 1;
                regions[index].bytes += file.bytes;
            }
        }
        regions
    }

    fn arrived_bytes(&self, path: &str) -> u64 {
        self.transfer
            .as_ref()
            .map_or(0, |transfer| transfer.peak_bytes(path))
    }
}
