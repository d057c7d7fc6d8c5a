//! What effects come back with, and what it changes.

use crate::{Body, Event, Failure, Sender, saved::Saved, segments::SEGMENTS, state::State};

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
                if let Some(transfer) = &mut self.transfer {
                    transfer.arrived(self.now, &path, bytes);
                }
                return;
            }
            Event::Install
            | Event::Activate
            | Event::Message { .. }
            | Event::Brought { .. }
            | Event::FetchAhead { .. }
            | Event::Demanded
            | Event::Wake => return,
        }
        self.asked = self.asked.saturating_sub(1);
    }

    fn fetched(&mut self, path: &str, result: Result<Body, Failure>) {
        if let Some(transfer) = &mut self.transfer {
            let effects = &mut self.effects;
            transfer.fetched(self.now, path, result, &mut self.edges, effects);
        }
        self.forget_wrong_segments();
    }

    fn segmented(&mut self, path: &str, from: u64, result: Result<Sender, Failure>) {
        let Some(transfer) = &mut self.transfer else {
            return;
        };
        let (edges, effects) = (&mut self.edges, &mut self.effects);
        let stored = transfer.segmented(self.now, path, from, result, edges, effects);
        if let Some(name) = stored {
            self.inventory.insert(SEGMENTS, &name);
        }
        self.forget_wrong_segments();
    }

    fn forget_wrong_segments(&mut self) {
        if let Some(transfer) = &mut self.transfer {
            let names = transfer.wrong_segments();
            self.forget_segments(names);
        }
    }

    fn kept(&mut self, path: &str, result: Result<(), Failure>) {
        let Some(transfer) = &mut self.transfer else {
            return;
        };
        if let Some(item) = transfer.kept(self.now, path, result) {
            self.inventory.insert(&item.cache, &item.path);
            self.forget_segments(item.segment_names());
        }
    }
}
