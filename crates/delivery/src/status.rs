//! How things stand, for the pages.

use package::{File, is_object_path};
use protocol::worker::{FromWorker, Game, Region, Status, Update, UpdateState};

use crate::{
    inventory::{cache_of, pages_cache},
    plan,
    regions::{self, Claim, Holder},
    sorted,
    state::State,
};

/// Progress is told no more often than this.
const PROGRESS_MILLIS: u64 = 100;

impl State {
    /// Tells the pages that asked, and all of them where something changed.
    pub(crate) fn announce(&mut self) {
        let is_calm = self.transfer.is_none() && !self.demands.is_busy();
        let is_due = is_calm || self.now >= self.posted_at + PROGRESS_MILLIS;
        if !self.is_settled() || (self.curious.is_empty() && !is_due) {
            return;
        }
        let message = FromWorker::Status(Box::new(self.status()));
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
            let message = FromWorker::Status(Box::new(self.status()));
            self.post(Some(client), message);
        }
    }

    pub(crate) fn status(&self) -> Status {
        Status {
            release: self.serving().number,
            update: self.update(),
            games: self.games(),
            packages: self.packages(),
            regions: self.regions(),
            trouble: self.shown_trouble(),
            online: self.online,
            room: self.room.clone(),
            bytes_per_sec: self.saved.bytes_per_sec(),
            trials: self.trials(),
            from_files: self.games_from_files(),
        }
    }

    fn update(&self) -> Option<Update> {
        let (offer, _) = self.offer()?;
        let missing = self.missing_of_offer();
        let total_bytes = offer.total_bytes.max(plan::wire_bytes(&missing));
        let left_bytes: u64 = missing
            .iter()
            .map(|item| {
                let arrived_bytes = self.arrived_bytes(&item.path);
                item.wire_bytes()
                    .saturating_sub(arrived_bytes.max(item.stored_bytes()))
            })
            .sum();
        let (agreed, clients) = self.agreement();
        let state = if missing.is_empty() {
            UpdateState::Ready { agreed, clients }
        } else if offer.wanted && (self.transfer.is_some() || self.is_waiting) {
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

    /// Every stored file once, under the region that the newest release gives it, unless it is shared or fetched ahead.
    pub(crate) fn regions(&self) -> Vec<Region> {
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
                let name = self.region_name(file);
                count(&mut regions, name, file.bytes);
            }
        }
        self.add_package_regions(&mut regions);
        regions
    }

    /// The region that a stored file counts to.
    pub(crate) fn region_name(&self, file: &File) -> String {
        let claims = self.claims(&file.path);
        let is_ahead_of = |holder: &Holder| match holder {
            Holder::Ahead => true,
            // What a release has under a name of its own stays as long as that.
            Holder::Game(_) if !is_object_path(&file.path) => false,
            Holder::Game(id) => !self.is_kept(&package::Region::Game(id.clone())),
            Holder::Fallback | Holder::Former(_) => false,
        };
        let is_ahead = |claim: &Claim| claim.0.iter().any(is_ahead_of);
        let holders = claims.iter().flat_map(|claim| &claim.0);
        let games = sorted::each_once(holders.filter(|it| matches!(it, Holder::Game(_))));
        if !claims.is_empty() && claims.iter().all(is_ahead) {
            regions::PREFETCH.to_owned()
        } else if games.len() > 1 {
            regions::SHARED.to_owned()
        } else {
            file.region.name()
        }
    }

    pub(crate) fn arrived_bytes(&self, path: &str) -> u64 {
        self.transfer
            .as_ref()
            .map_or(0, |transfer| transfer.peak_bytes(path))
    }
}

/// Counts a stored file to the region `name`.
pub(crate) fn count(regions: &mut Vec<Region>, name: String, bytes: u64) {
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
    regions[index].bytes += bytes;
}
