//! What effects come back with, and what it changes.

use crate::{
    Body, Effect, Event, Failure, Sender, edges::Edges, saved::Saved, segments::SEGMENTS,
    state::State, transfer::Transfer,
};

impl State {
    /// Takes note of an answer.
    pub(crate) fn answer(&mut self, event: Event) {
        match event {
            Event::Loaded(rows) => {
                self.has_database = rows.is_some();
                if let Some(rows) = rows {
                    self.saved = Saved::from_rows(rows);
                    self.take_edges();
                }
                self.heard[0] = true;
            }
            Event::Listed(inventory) => {
                self.inventory = inventory;
                for (cache, path) in self.demands.take_stored() {
                    self.inventory.insert(&cache, &path);
                }
                self.heard[1] = true;
            }
            Event::Clients {
                clients,
                successor,
                behind,
            } => {
                // Every page's address ends in a slash. An image opened in a tab has no say and needs nothing.
                self.clients = clients;
                self.clients.retain(|client| client.path.ends_with('/'));
                self.successor = successor;
                self.behind = behind;
                self.heard[2] = true;
            }
            Event::Locked(is_ours) => self.is_locked = is_ours,
            Event::Estimated(bytes) => self.quota_bytes = bytes,
            Event::Read(result) => self.text = Some(result),
            Event::Packed(result) => self.packed = Some(result),
            Event::Judged(result) => self.faith.judged = Some(result),
            Event::Hashed {
                cache,
                path,
                digest,
            } => {
                if digest != self.promised(&cache, &path) {
                    self.damaged.push((cache, path));
                }
            }
            Event::Saved(result) => {
                self.unsaved_bytes = result.err().map(|_| self.saving_bytes);
            }
            Event::Deleted | Event::Unlocked => {}
            Event::Fetched { path, result } => return self.fetched(&path, result),
            Event::Probed { base, millis } => return self.probed(&base, millis),
            Event::Kept { path, result } => return self.kept(&path, result),
            Event::Segmented { path, from, result } => {
                return self.segmented(&path, from, result);
            }
            Event::Arrived { path, bytes } => {
                let now = self.now;
                if let Some(transfer) = self.transfer_of(&path).0 {
                    transfer.arrived(now, &path, bytes);
                }
                return;
            }
            Event::Install
            | Event::Activate
            | Event::Message { .. }
            | Event::Brought { .. }
            | Event::FetchAhead { .. }
            | Event::Demanded
            | Event::Wanted { .. }
            | Event::Guessed(_)
            | Event::Wake => return,
        }
        self.asked = self.asked.saturating_sub(1);
    }

    /// What fetches the file at `path`, and what that needs.
    fn transfer_of(&mut self, path: &str) -> (Option<&mut Transfer>, &mut Edges, &mut Vec<Effect>) {
        let demanded = self.demands.transfer_of(path);
        let transfer = demanded.or(self.transfer.as_mut());
        (transfer, &mut self.edges, &mut self.effects)
    }

    fn fetched(&mut self, path: &str, result: Result<Body, Failure>) {
        let now = self.now;
        if let (Some(transfer), edges, effects) = self.transfer_of(path) {
            transfer.fetched(now, path, result, edges, effects);
            let names = transfer.wrong_segments();
            self.forget_segments(names);
        }
    }

    fn segmented(&mut self, path: &str, from: u64, result: Result<Sender, Failure>) {
        let now = self.now;
        let (Some(transfer), edges, effects) = self.transfer_of(path) else {
            return;
        };
        let stored = transfer.segmented(now, path, from, result, edges, effects);
        let names = transfer.wrong_segments();
        if let Some(name) = stored {
            self.inventory.insert(SEGMENTS, &name);
        }
        self.forget_segments(names);
    }

    fn kept(&mut self, path: &str, result: Result<(), Failure>) {
        let now = self.now;
        let (Some(transfer), ..) = self.transfer_of(path) else {
            return;
        };
        if let Some(item) = transfer.kept(now, path, result) {
            self.inventory.insert(&item.cache, &item.path);
            self.note_demand_stored(&item);
            self.forget_segments(item.segment_names());
        }
    }
}
