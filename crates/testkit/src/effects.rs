//! How the browser carries an effect out.

use delivery::{Body, Client, Effect, Event, Failure, News, OBJECTS, SEGMENTS, Text};
use package::{Belief, digest_from_bytes};
use protocol::{
    ahead::{AheadReport, Answer, Question},
    worker::ToWorker,
};

use crate::{
    Browser, Kill, Slot,
    weather::Delivered,
    worker::{Deed, Task, Worker},
};

/// Whoever reads a text gives up after so long.
const READ_MILLIS: u64 = 10_000;

impl Worker {
    /// Takes up an effect, to be carried out when it is due.
    pub(crate) fn begin(&mut self, due: u64, effect: Effect) {
        let in_order = match &effect {
            Effect::Load | Effect::Save(_) => Some(&mut self.database_due),
            Effect::Post { .. } => Some(&mut self.post_due),
            _ => None,
        };
        let due = in_order.map_or(due, |last| {
            *last = due.max(*last + 1);
            *last
        });
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
            Deed::Store {
                path,
                segment,
                body,
                sender,
            } => {
                let is_stored = self.store.put_segment(&segment.name(), &body);
                let event = Event::Segmented {
                    path,
                    from: segment.from,
                    result: is_stored.then_some(sender).ok_or(Failure::Full),
                };
                self.tell(slot, event);
            }
            Deed::Deliver {
                path,
                body,
                is_cacheable,
            } => {
                if is_cacheable {
                    self.http_cache.insert(path.clone(), body.clone());
                }
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
                let is_saved = self.store.save(changes);
                let result = is_saved.then_some(()).ok_or(Failure::Full);
                Some(Event::Saved(result))
            }
            Effect::List => Some(Event::Listed(self.store.inventory())),
            Effect::Estimate => Some(Event::Estimated(self.store.quota_bytes)),
            Effect::ListClients => Some(self.clients(slot)),
            Effect::Read {
                path,
                limit_bytes,
                stored,
            } => {
                let read = self.read(&path, limit_bytes, stored);
                if read.is_none() {
                    let late = Event::Read(Err(Failure::Unreachable));
                    self.later(slot, READ_MILLIS, Deed::Tell(late));
                }
                read.map(Event::Read)
            }
            Effect::Judge {
                belief,
                now_unix_secs,
                news,
            } => {
                self.judgements += 1;
                Some(Event::Judged(judge(&belief, now_unix_secs, &news)))
            }
            Effect::Fetch {
                path,
                bytes,
                source,
                way,
            } => self.fetch(slot, path, bytes, &source, &way),
            Effect::FetchSegment {
                path,
                segment,
                way,
                hedge_millis,
            } => self.fetch_segment(slot, path, segment, &way, hedge_millis),
            Effect::Probe { base } => {
                self.probe(slot, base);
                None
            }
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
            Effect::Delete { cache, paths } if cache == SEGMENTS => {
                paths
                    .iter()
                    .for_each(|name| self.store.delete_segment(name));
                Some(Event::Deleted)
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
                match self.workers.get_mut(&slot) {
                    Some(worker) if slot == Slot::Installing => worker.skips_waiting = true,
                    _ => self.activate(),
                }
                None
            }
            Effect::Update => {
                let successors = [Slot::Waiting, Slot::Installing];
                let is_there = |slot: &Slot| self.registration.contains_key(slot);
                match successors.into_iter().find(is_there) {
                    Some(successor) => self.send_to(successor, "", ToWorker::Status),
                    None => self.look_for_update(),
                }
                None
            }
            Effect::Lock(name) => Some(Event::Locked(self.lock(slot, name))),
            Effect::Unlock(name) => {
                if let Some(worker) = self.workers.get_mut(&slot) {
                    let had = worker.locks.remove(&name);
                    assert!(had, "{name} is given back but was not had");
                }
                Some(Event::Unlocked)
            }
            Effect::Peek { file, bytes } => Some(Event::Read(self.peek(slot, file, bytes))),
            Effect::LetGo { file } => {
                let worker = self.workers.get_mut(&slot);
                let held = worker.and_then(|worker| worker.files.remove(&file));
                assert!(held.is_some(), "file {file} is let go but was not held");
                None
            }
            Effect::Pack {
                client,
                message,
                top,
                objects,
            } => Some(Event::Packed(self.pack(&client, message, top, &objects))),
            Effect::Serve { path, from } => {
                self.served.push((self.now, path, from));
                None
            }
            Effect::Predict(question) => Some(Event::Guessed(self.predict(slot, question))),
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

    /// What a predictor answers that names the same whatever it is told.
    fn predict(&mut self, slot: Slot, question: Question) -> Option<Answer> {
        let worker = self.workers.get_mut(&slot)?;
        let answer = match &question {
            Question::Begin { .. } => {
                worker.has_begun = true;
                Answer::Begun
            }
            _ if self.predictors_trap => return None,
            _ if !worker.has_begun => Answer::Unknown,
            Question::Used { .. } => Answer::Ahead(self.likely.clone()),
            Question::Wish(_) => Answer::Report(Box::new(AheadReport {
                closed: self.closed,
                ..AheadReport::default()
            })),
        };
        self.questions.push(question);
        Some(answer)
    }

    fn lock(&mut self, slot: Slot, name: String) -> bool {
        let mut others = self.workers.iter().filter(|(other, _)| **other != slot);
        if others.any(|(_, worker)| worker.locks.contains(&name)) {
            return false;
        }
        if let Some(worker) = self.workers.get_mut(&slot) {
            worker.locks.insert(name);
        }
        true
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

    /// Nothing where the connection stays open and nothing comes.
    fn read(
        &mut self,
        path: &str,
        limit_bytes: u64,
        stored: bool,
    ) -> Option<Result<Text, Failure>> {
        let text = |bytes: Vec<u8>, is_stored| Text {
            digest: digest_from_bytes(&bytes),
            bytes,
            is_stored,
        };
        if let Some(body) = self.store.get(OBJECTS, path).filter(|_| stored) {
            return Some(Ok(text(body.clone(), true)));
        }
        *self.requests.entry(path.to_owned()).or_default() += 1;
        let read = match self.weather.deliver(&mut self.dice, self.origin.get(path)) {
            Delivered::Body(body) if body.len() as u64 > limit_bytes => Err(Failure::TooLong),
            Delivered::Body(body) => {
                let is_right = package::object_digest(path) == Some(digest_from_bytes(&body));
                let is_stored = stored && is_right && self.store.put(OBJECTS, path, &body);
                Ok(text(body, is_stored))
            }
            Delivered::Lost => Err(Failure::Unreachable),
            Delivered::Stalled | Delivered::Trickling => return None,
            Delivered::Refused(status) => Err(Failure::Refused(status)),
        };
        Some(read)
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
        let skips_waiting = worker.skips_waiting;
        self.registration.insert(Slot::Waiting, own);
        self.workers.insert(Slot::Waiting, worker);
        if skips_waiting {
            self.activate();
        } else {
            self.activate_if_free();
        }
    }
}

/// What the patcher module does.
fn judge(belief: &[u8], now_unix_secs: u64, news: &News) -> Result<Vec<u8>, String> {
    let belief = Belief::from_bytes(belief).expect("the machine writes records that can be read");
    let judged = match news {
        News::Head(bytes) => belief.after_head(now_unix_secs, bytes),
        News::Root(bytes) => belief.after_root(bytes),
        News::Package(bytes) => belief.after_package(bytes),
        News::Edges(bytes) => belief.after_edges(now_unix_secs, bytes),
    };
    match judged {
        Ok(belief) => Ok(belief.to_bytes()),
        Err(refusal) => Err(refusal.id().to_owned()),
    }
}
