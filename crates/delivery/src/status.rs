//! How things stand, for the pages.

use std::collections::BTreeMap;

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
        if !self.is_settled() {
            return;
        }
        let is_due = self.transfer.is_none() || self.now >= self.posted_at + PROGRESS_MILLIS;
        if self.curious.is_empty() && !is_due {
            return;
        }
        let status = self.status();
        // A worker that waits answers who asks it, but how things stand is the active worker's to tell.
        if self.posted.as_ref() != Some(&status) && !self.is_successor() {
            self.posted = Some(status.clone());
            self.posted_at = self.now;
            self.curious.clear();
            self.post(None, FromWorker::Status(status));
            return;
        }
        while let Some(client) = self.curious.pop_first() {
            self.post(Some(client), FromWorker::Status(status.clone()));
        }
    }

    pub(crate) fn status(&self) -> Status {
        let regions = self.regions();
        Status {
            release: self.own.number,
            update: self.update(),
            games: self.games(),
            regions: regions.into_values().collect(),
            trouble: self.shown_trouble(),
            online: self.online,
        }
    }

    fn update(&self) -> Option<Update> {
        let (offer, _) = self.offer()?;
        let missing = self.missing_of_offer();
        let total_bytes = offer.total_bytes.max(plan::bytes(&missing));
        let left_bytes: u64 = missing
            .iter()
            .map(|item| item.bytes - self.arrived_bytes(&item.path))
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
                    let installed = self.saved.games.get(id).is_some_and(|game| game.installed);
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
    fn regions(&self) -> BTreeMap<package::Region, Region> {
        let mut regions: BTreeMap<package::Region, Region> = BTreeMap::new();
        for (number, known) in &self.saved.releases {
            let pages = pages_cache(&known.head);
            let newer = || self.saved.releases.range(number + 1..);
            for file in known.release.files() {
                let cache = cache_of(&file.path, &pages);
                let is_counted = cache != pages
                    && newer().any(|(_, newer)| newer.release.file(&file.path).is_some());
                if self.inventory.holds(cache, &file.path) && !is_counted {
                    let region = regions
                        .entry(file.region.clone())
                        .or_insert_with(|| Region {
                            name: file.region.name(),
                            objects: 0,
                            bytes: 0,
                        });
                    region.objects += 1;
                    region.bytes += file.bytes;
                }
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
