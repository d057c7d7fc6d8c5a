//! How the browser carries an effect out.

use delivery::{Body, Client, Effect, Event, Failure, OBJECTS, Source, Text};
use package::digest_from_bytes;
use protocol::worker::ToWorker;

use crate::{
    Browser, Kill, Slot,
    weather::Delivered,
    worker::{Deed, Task, Worker},
};

impl Worker {
    /// Takes up an effect, to be carried out when it is due.
    pub(crate) fn begin(&mut self, due: u64, effect: Effect) {
        let due = if matches!(effect, Effect::Load | Effect::Save(_)) {
            self.database_due = due.max(self.database_due + 1);
            self.database_due
        } else {
            due
        };
        self.tasks.push(Task {
            due,
            deed: Deed::Do(effect),
        });
    }
}

impl Browser {
    pub(crate) fn carry_out(&mut self, slot: Slot, deed: Deed) {
        match deed {
            Deed::Tell(event) => self.tell(slot, event),
            Deed::Hang { .. } => {}
            Deed::Deliver { path, body } => {
                let result = Ok(Body {
                    bytes: body.len() as u64,
                    digest: digest_from_bytes(&body),
                });
                if let Some(worker) = self.workers.get_mut(&slot) {
                    worker.bodies.insert(path.clone(), body);
                }
                self.tell(slot, Event::Fetched { path, result });
            }
            Deed::Do(effect) => {
                self.effects += 1;
                let (before, after) = match self.kill {
                    Kill::Never => (false, false),
                    Kill::At { effect, after } => (
                        self.effects == effect && !after,
                        self.effects == effect && after,
                    ),
                    Kill::Percent(percent) => {
                        (self.dice.percent(percent), self.dice.percent(percent))
                    }
                };
                if before {
                    return self.stop(slot);
                }
                if let Some(answer) = self.perform(slot, effect) {
                    if after {
                        return self.stop(slot);
                    }
                    self.tell(slot, answer);
                } else if after {
                    self.stop(slot);
                }
            }
        }
    }

    /// Carries an effect out; its answer, where it is answered at once.
    fn perform(&mut self, slot: Slot, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Load => Some(Event::Loaded(self.store.rows())),
            Effect::Save(changes) => {
                self.store.save(changes);
                Some(Event::Saved)
            }
            Effect::List => Some(Event::Listed(self.store.inventory())),
            Effect::ListClients => Some(self.clients(slot)),
            Effect::Read {
                path,
                limit_bytes,
                stored,
            } => Some(Event::Read(self.read(&path, limit_bytes, stored))),
            Effect::Fetch {
                path,
                bytes,
                source,
            } => self.fetch(slot, path, bytes, &source),
            Effect::Abort { path } => self.abort(slot, &path),
            Effect::Keep { path, cache } => Some(self.keep(slot, path, &cache)),
            Effect::Discard { path } => {
                let held = self
                    .workers
                    .get_mut(&slot)
                    .and_then(|worker| worker.bodies.remove(&path));
                assert!(held.is_some(), "{path} is discarded but was not held");
                None
            }
            Effect::Delete { cache, paths } => {
                for path in paths {
                    self.check_may_go(&cache, &path);
                    self.store.lose(&cache, &path);
                }
                Some(Event::Deleted)
            }
            Effect::DeleteCache(cache) => {
                self.check_cache_may_go(&cache);
                self.store.delete_cache(&cache);
                Some(Event::Deleted)
            }
            Effect::Hash { cache, path } => {
                let digest = self
                    .store
                    .get(&cache, &path)
                    .map(|body| digest_from_bytes(body));
                Some(Event::Hashed {
                    cache,
                    path,
                    digest,
                })
            }
            Effect::Installed { cache, paths } => {
                for path in paths {
                    assert!(
                        self.store.get(&cache, &path).is_some(),
                        "{path} is routed but not stored"
                    );
                }
                self.installed(slot, true);
                None
            }
            Effect::NotInstalled => {
                self.installed(slot, false);
                None
            }
            Effect::Claim => {
                self.greet_all();
                None
            }
            Effect::Activated => None,
            Effect::SkipWaiting => {
                self.activate();
                None
            }
            Effect::Update => {
                if self.waiting().is_some() {
                    self.send_to(Slot::Waiting, "", ToWorker::Status);
                } else {
                    self.look_for_update();
                }
                None
            }
            Effect::Post { client, message } => {
                let to_all = client.is_none();
                assert!(
                    !to_all || slot == Slot::Active || self.active().is_none(),
                    "how things stand is the active worker's to tell"
                );
                let pages = self
                    .pages
                    .values_mut()
                    .filter(|page| to_all || client.as_ref() == Some(&page.id));
                pages.for_each(|page| page.told.push(message.clone()));
                None
            }
        }
    }

    fn clients(&self, slot: Slot) -> Event {
        let client = |page: &crate::Page| Client {
            id: page.id.clone(),
            path: page.path.clone(),
        };
        let successor = self.registration.keys().any(|slot| *slot != Slot::Active);
        Event::Clients {
            clients: self.pages.values().map(client).collect(),
            successor,
            behind: Some(slot != Slot::Active && self.active().is_some()),
        }
    }

    fn read(&mut self, path: &str, limit_bytes: u64, stored: bool) -> Result<Text, Failure> {
        let text = |bytes: Vec<u8>| Text {
            digest: digest_from_bytes(&bytes),
            bytes,
        };
        if let Some(body) = self.store.get(OBJECTS, path).filter(|_| stored) {
            return Ok(text(body.clone()));
        }
        *self.requests.entry(path.to_owned()).or_default() += 1;
        match self.weather.deliver(&mut self.dice, self.origin.get(path)) {
            Delivered::Body(body) if body.len() as u64 > limit_bytes => Err(Failure::TooLong),
            Delivered::Body(body) => Ok(text(body)),
            Delivered::Lost | Delivered::Stalled => Err(Failure::Unreachable),
            Delivered::Refused(status) => Err(Failure::Refused(status)),
        }
    }

    fn fetch(&mut self, slot: Slot, path: String, bytes: u64, source: &Source) -> Option<Event> {
        let cached = match source {
            Source::Network => self.http_cache.get(&path).cloned(),
            Source::Origin => None,
            Source::Cache(cache) => {
                let Some(body) = self.store.get(cache, &path).cloned() else {
                    let result = Err(Failure::Unreachable);
                    return Some(Event::Fetched { path, result });
                };
                Some(body)
            }
        };
        let delivered = cached.map_or_else(
            || {
                *self.requests.entry(path.clone()).or_default() += 1;
                self.weather.deliver(&mut self.dice, self.origin.get(&path))
            },
            Delivered::Body,
        );
        let body = match delivered {
            Delivered::Lost => {
                return Some(Event::Fetched {
                    path,
                    result: Err(Failure::Unreachable),
                });
            }
            Delivered::Refused(status) => {
                return Some(Event::Fetched {
                    path,
                    result: Err(Failure::Refused(status)),
                });
            }
            Delivered::Stalled => {
                self.later(slot, 0, Deed::Hang { path });
                return None;
            }
            Delivered::Body(body) => body,
        };
        if package::is_object_path(&path) {
            self.http_cache.insert(path.clone(), body.clone());
        }
        if body.len() as u64 > bytes {
            return Some(Event::Fetched {
                path,
                result: Err(Failure::TooLong),
            });
        }
        for quarters in [1, 3] {
            let arrived = Event::Arrived {
                path: path.clone(),
                bytes: body.len() as u64 * quarters / 4,
            };
            self.later(slot, 12 * quarters, Deed::Tell(arrived));
        }
        let millis = 40 + self.dice.below(100);
        self.later(slot, millis, Deed::Deliver { path, body });
        None
    }

    fn abort(&mut self, slot: Slot, path: &str) -> Option<Event> {
        let worker = self.workers.get_mut(&slot)?;
        let is_fetch = |task: &Task| match &task.deed {
            Deed::Deliver { path: other, .. }
            | Deed::Hang { path: other }
            | Deed::Do(Effect::Fetch { path: other, .. }) => other == path,
            Deed::Do(_) | Deed::Tell(_) => false,
        };
        let index = worker.tasks.iter().position(is_fetch)?;
        worker.tasks.remove(index);
        Some(Event::Fetched {
            path: path.to_owned(),
            result: Err(Failure::Unreachable),
        })
    }

    fn keep(&mut self, slot: Slot, path: String, cache: &str) -> Event {
        let worker = self
            .workers
            .get_mut(&slot)
            .expect("the worker that asks is running");
        let body = worker
            .bodies
            .remove(&path)
            .expect("a body that is kept is held");
        self.check_is_right(cache, &path, &body);
        let result = if self.store.put(cache, &path, &body) {
            Ok(())
        } else {
            Err(Failure::Full)
        };
        if result.is_err()
            && let Some(worker) = self.workers.get_mut(&slot)
        {
            worker.bodies.insert(path.clone(), body);
        }
        Event::Kept { path, result }
    }

    fn installed(&mut self, slot: Slot, installed: bool) {
        assert_eq!(slot, Slot::Installing, "only an installation ends as one");
        let Some(own) = self.registration.remove(&slot) else {
            return;
        };
        let Some(worker) = self.workers.remove(&slot).filter(|_| installed) else {
            return;
        };
        self.check_is_installed(&own);
        self.registration.insert(Slot::Waiting, own);
        self.workers.insert(Slot::Waiting, worker);
        self.activate_if_free();
    }
}
