//! How the browser fetches: whole bodies, patches, segments of them, and what becomes of those it breaks off.

use delivery::{Effect, Event, Failure, Patch, SEGMENT_BYTES, Segment, Sender, Source, Way};

use crate::{
    Browser, Slot, diff,
    origin::Ranges,
    weather::Delivered,
    worker::{Deed, Task},
};

impl Browser {
    pub(crate) fn fetch(
        &mut self,
        slot: Slot,
        path: String,
        bytes: u64,
        source: &Source,
        way: &Way,
    ) -> Option<Event> {
        self.note_priority(&path, way);
        let cached = match source {
            Source::Network => self.http_cache.get(&path).cloned(),
            Source::Origin => None,
            Source::HttpCache => {
                let Some(body) = self.http_cache.get(&path).cloned() else {
                    return Some(failed(path, Failure::Unreachable));
                };
                Some(body)
            }
            Source::OwnSegments => {
                let body = self.body_from_segments(&path, bytes);
                return self.deliver_patched(slot, path, body);
            }
            Source::File(slice) => {
                let Some(body) = self.slice(slot, slice, bytes) else {
                    return Some(failed(path, Failure::TooLong));
                };
                self.deliver_later(slot, path, body, false);
                return None;
            }
            Source::Patch(patch) => return self.fetch_patched(slot, path, patch, way),
            Source::Segments(patch) => return self.patch_from_segments(slot, path, patch),
            Source::Cache(cache) => {
                let Some(body) = self.store.get(cache, &path).cloned() else {
                    return Some(failed(path, Failure::Unreachable));
                };
                Some(body)
            }
        };
        let way = Some(way).filter(|_| cached.is_none());
        let is_from_origin = way.is_some_and(|way| way.base.is_empty());
        let is_cacheable = is_from_origin && package::is_object_path(&path);
        let delivered = match cached {
            Some(body) => Delivered::Body(body),
            None => self.ask(&path, way),
        };
        let body = match delivered {
            Delivered::Lost => return Some(failed(path, Failure::Unreachable)),
            Delivered::Refused(status) => return Some(failed(path, Failure::Refused(status))),
            Delivered::Trickling => {
                self.trickle(slot, &path);
                self.hang(slot, path);
                return None;
            }
            Delivered::Stalled => {
                self.hang(slot, path);
                return None;
            }
            Delivered::Body(body) => body,
        };
        if body.len() as u64 > bytes {
            return Some(failed(path, Failure::TooLong));
        }
        for quarters in [1, 3] {
            let arrived = Event::Arrived {
                path: path.clone(),
                bytes: body.len() as u64 * quarters / 4,
            };
            self.later(slot, 12 * quarters, Deed::Tell(arrived));
        }
        let millis = self.body_millis(way, body.len() as u64);
        self.deliver_in(slot, millis, path, body, is_cacheable);
        None
    }

    fn note_priority(&mut self, path: &str, way: &Way) {
        let noted = (self.now, path.to_owned(), way.priority);
        self.priorities.push(noted);
    }

    /// Fetches one range of a body, to be stored when it has come.
    pub(crate) fn fetch_segment(
        &mut self,
        slot: Slot,
        path: String,
        segment: Segment,
        way: &Way,
        hedge_millis: Option<u64>,
    ) -> Option<Event> {
        self.note_priority(&path, way);
        let from = segment.from;
        let failed = |path, failure| {
            let result = Err(failure);
            Some(Event::Segmented { path, from, result })
        };
        let is_for_origin = way.base.is_empty();
        if is_for_origin {
            *self.requests.entry(segment.path.clone()).or_default() += 1;
        }
        let body = self.origin.get(&segment.path).cloned();
        let whole_bytes = body.as_ref().map(|body| body.len() as u64);
        let range = |body: Vec<u8>| {
            body.get(from as usize..segment.to as usize)
                .map(<[u8]>::to_vec)
        };
        let body = body.map(|body| range(body).unwrap_or_default());
        let delivered = if is_for_origin {
            let asked = self.asked_bytes.entry(segment.path.clone()).or_default();
            *asked += body.as_ref().map_or(0, |body| body.len() as u64);
            self.weather.deliver(&mut self.dice, body.as_ref())
        } else {
            self.ask_edge(way, body)
        };
        let delivered = match (delivered, hedge_millis) {
            (Delivered::Stalled | Delivered::Trickling, Some(hedge_millis)) if self.hedges => {
                return self.hedge(slot, path, segment, hedge_millis);
            }
            (delivered, _) => delivered,
        };
        match delivered {
            Delivered::Lost => failed(path, Failure::Unreachable),
            Delivered::Refused(status) => failed(path, Failure::Refused(status)),
            Delivered::Stalled | Delivered::Trickling => {
                if delivered == Delivered::Trickling {
                    self.trickle(slot, &path);
                }
                let segment = Some(from);
                self.later(slot, 0, Deed::Hang { path, segment });
                None
            }
            Delivered::Body(_)
                if self.origin.ranges != Ranges::Answered
                    || whole_bytes != Some(segment.whole_bytes) =>
            {
                failed(path, Failure::Unranged)
            }
            Delivered::Body(body) if body.len() as u64 > segment.to - from => {
                failed(path, Failure::TooLong)
            }
            // The browser says so: the answer named its length.
            Delivered::Body(body) if body.len() as u64 != segment.to - from => {
                failed(path, Failure::Unreachable)
            }
            Delivered::Body(body) => {
                let bytes = body.len() as u64;
                let (millis, sender) = self.segment_millis(way, bytes, hedge_millis);
                let deed = Deed::Store {
                    path,
                    segment,
                    body,
                    sender,
                };
                self.later(slot, millis, deed);
                None
            }
        }
    }

    /// The edge sends nothing, so the origin does.
    fn hedge(
        &mut self,
        slot: Slot,
        path: String,
        segment: Segment,
        hedge_millis: u64,
    ) -> Option<Event> {
        let body = self.origin.get(&segment.path)?;
        let body = body.get(segment.from as usize..segment.to as usize)?;
        let body = body.to_vec();
        self.hedged_bytes += body.len() as u64;
        let millis = hedge_millis + self.body_millis(None, body.len() as u64);
        let deed = Deed::Store {
            path,
            segment,
            body,
            sender: Sender::Origin,
        };
        self.later(slot, millis, deed);
        None
    }

    fn fetch_patched(
        &mut self,
        slot: Slot,
        path: String,
        patch: &Patch,
        way: &Way,
    ) -> Option<Event> {
        let result = match self.ask(&patch.path, Some(way)) {
            Delivered::Trickling => {
                self.trickle(slot, &path);
                self.hang(slot, path);
                return None;
            }
            Delivered::Stalled => {
                self.hang(slot, path);
                return None;
            }
            Delivered::Lost => Err(Failure::Unreachable),
            Delivered::Refused(status) => Err(Failure::Refused(status)),
            Delivered::Body(body) if body.len() as u64 > patch.bytes => Err(Failure::TooLong),
            Delivered::Body(body) => self.patched(patch, &body),
        };
        self.deliver_patched(slot, path, result)
    }

    fn patch_from_segments(&mut self, slot: Slot, path: String, patch: &Patch) -> Option<Event> {
        let body = self.body_from_segments(&patch.path, patch.bytes);
        let result = body.and_then(|body| self.patched(patch, &body));
        self.deliver_patched(slot, path, result)
    }

    fn body_from_segments(&self, path: &str, bytes: u64) -> Result<Vec<u8>, Failure> {
        let names = (0..bytes).step_by(SEGMENT_BYTES as usize);
        let names = names.map(|from| format!("{path} {from}"));
        let stored: Option<Vec<Vec<u8>>> = names
            .map(|name| self.store.segments().get(&name).cloned())
            .collect();
        Ok(stored.ok_or(Failure::Unpatched)?.concat())
    }

    fn patched(&self, patch: &Patch, body: &[u8]) -> Result<Vec<u8>, Failure> {
        let made = if patch.seed_path.is_empty() {
            diff::unpack(body)
        } else {
            let seed = self.store.get(&patch.seed_cache, &patch.seed_path);
            seed.and_then(|seed| diff::apply(seed, body))
        };
        made.ok_or(Failure::Unpatched)
    }

    fn deliver_patched(
        &mut self,
        slot: Slot,
        path: String,
        result: Result<Vec<u8>, Failure>,
    ) -> Option<Event> {
        match result {
            Ok(body) => {
                self.deliver_later(slot, path, body, false);
                None
            }
            Err(failure) => Some(failed(path, failure)),
        }
    }

    /// What is answered to a request for the whole of `path`.
    fn ask(&mut self, path: &str, way: Option<&Way>) -> Delivered {
        if let Some(way) = way.filter(|way| !way.base.is_empty()) {
            let body = self.origin.get(path).cloned();
            return self.ask_edge(way, body);
        }
        *self.requests.entry(path.to_owned()).or_default() += 1;
        let body = self.origin.get(path);
        let asked = self.asked_bytes.entry(path.to_owned()).or_default();
        *asked += body.map_or(0, |body| body.len() as u64);
        self.weather.deliver(&mut self.dice, body)
    }

    fn deliver_later(&mut self, slot: Slot, path: String, body: Vec<u8>, is_cacheable: bool) {
        let millis = 40 + self.dice.below(100);
        self.deliver_in(slot, millis, path, body, is_cacheable);
    }

    fn deliver_in(
        &mut self,
        slot: Slot,
        millis: u64,
        path: String,
        body: Vec<u8>,
        is_cacheable: bool,
    ) {
        let deed = Deed::Deliver {
            path,
            body,
            is_cacheable,
        };
        self.later(slot, millis, deed);
    }

    fn hang(&mut self, slot: Slot, path: String) {
        let segment = None;
        self.later(slot, 0, Deed::Hang { path, segment });
    }

    /// Breaks off everything that is fetched for `path`; every answer still comes.
    pub(crate) fn abort(&mut self, slot: Slot, path: &str) -> Option<Event> {
        let worker = self.workers.get_mut(&slot)?;
        let is_fetch = |task: &Task| match &task.deed {
            Deed::Deliver { path: other, .. }
            | Deed::Store { path: other, .. }
            | Deed::Hang { path: other, .. }
            | Deed::Do(Effect::Fetch { path: other, .. })
            | Deed::Tell(Event::Arrived { path: other, .. })
            | Deed::Do(Effect::FetchSegment { path: other, .. }) => other == path,
            Deed::Do(_) | Deed::Tell(_) => false,
        };
        let tasks = core::mem::take(&mut worker.tasks).into_iter();
        let (gone, kept): (Vec<Task>, Vec<Task>) = tasks.partition(is_fetch);
        worker.tasks = kept;
        for answer in gone.into_iter().filter_map(|task| broken_off(task.deed)) {
            self.later(slot, 0, Deed::Tell(answer));
        }
        None
    }
}

fn failed(path: String, failure: Failure) -> Event {
    let result = Err(failure);
    Event::Fetched { path, result }
}

/// The answer to a fetch that was broken off.
fn broken_off(deed: Deed) -> Option<Event> {
    let result = Err(Failure::Unreachable);
    match deed {
        Deed::Store { path, segment, .. }
        | Deed::Do(Effect::FetchSegment { path, segment, .. }) => {
            let from = segment.from;
            Some(Event::Segmented { path, from, result })
        }
        Deed::Hang {
            path,
            segment: Some(from),
        } => Some(Event::Segmented { path, from, result }),
        Deed::Deliver { path, .. }
        | Deed::Hang { path, .. }
        | Deed::Do(Effect::Fetch { path, .. }) => Some(failed(path, Failure::Unreachable)),
        Deed::Do(_) | Deed::Tell(_) => None,
    }
}
