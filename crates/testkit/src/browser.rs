//! The browser: it starts workers, stops them whenever it likes, and carries their effects out.

use std::collections::{BTreeMap, BTreeSet};

use delivery::{Decision, Event, Method, Priority, Request, Served, Snapshot, pages_cache, route};
use package::Head;
use protocol::{
    ahead::{Gate, Question},
    worker::ToWorker,
};

use crate::{
    Dice, Edge, Launches, Origin, Page, Store, Weather,
    worker::{Task, Worker},
};

/// Steps after which a schedule is taken to run forever.
const MAX_STEPS: u32 = 50_000;

/// When workers are stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    /// Never.
    Never,
    /// Once, at the effect of this number, before or after it is carried out.
    At {
        /// Counted from 1.
        effect: u32,
        /// The effect was carried out but never answered.
        after: bool,
    },
    /// So many times in a hundred effects.
    Percent(u32),
}

/// The place of a worker in a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// Being installed.
    Installing,
    /// Installed, not active yet.
    Waiting,
    /// Active.
    Active,
}

/// A browser with one origin's registration, storage and pages.
#[derive(Debug)]
pub struct Browser {
    /// Milliseconds.
    pub now: u64,
    /// The origin.
    pub origin: Origin,
    /// The network between.
    pub weather: Weather,
    /// The storage.
    pub store: Store,
    /// The open pages, by id.
    pub pages: BTreeMap<String, Page>,
    /// When workers are stopped.
    pub kill: Kill,
    /// Pages load anew when another worker takes over, as ours do; a page that does not keeps its old code.
    pub pages_reload: bool,
    /// Releases whose pages fail at every launch.
    pub broken: BTreeSet<u64>,
    /// Pages stay open long enough to prove a release good.
    pub pages_prove: bool,
    /// What pages remember of launches, as `app/src/trial.js` does.
    pub launches: Launches,
    /// Effects carried out so far.
    pub effects: u32,
    /// Requests that reached the origin, by path.
    pub requests: BTreeMap<String, u32>,
    /// Bytes of the bodies that the origin was asked for, by path, however much of them came.
    pub asked_bytes: BTreeMap<String, u64>,
    /// Files that pages were given, by their names.
    pub saved_files: BTreeMap<String, Vec<u8>>,
    /// Signatures were checked so often.
    pub judgements: u32,
    /// The edges, by their bases.
    pub edges: BTreeMap<String, Edge>,
    /// The origin is asked as well where an edge is late.
    pub hedges: bool,
    /// Bytes that were asked for twice for that.
    pub hedged_bytes: u64,
    /// How far away the origin is, there and back, for probes.
    pub origin_rtt_millis: u64,
    /// When each thing was asked of the network, and for what it was.
    pub priorities: Vec<(u64, String, Priority)>,
    /// When pages were answered that waited for a file, for which, and where it was.
    pub served: Vec<(u64, String, Served)>,
    /// What predictors were asked.
    pub questions: Vec<Question>,
    /// What they name as likely; they learn nothing.
    pub likely: Vec<String>,
    /// Why they say that nothing is fetched ahead, where a page asks.
    pub closed: Option<Gate>,
    /// They answer nothing any more.
    pub predictors_trap: bool,
    pub(crate) dice: Dice,
    pub(crate) http_cache: BTreeMap<String, Vec<u8>>,
    /// The release of each slot's worker: survives the worker's being stopped.
    pub(crate) registration: BTreeMap<Slot, Head>,
    pub(crate) workers: BTreeMap<Slot, Worker>,
    next_page: u32,
    pub(crate) next_file: u32,
}

impl Browser {
    /// A fresh profile.
    pub fn new(seed: u64, origin: Origin) -> Self {
        let mut store = Store::default();
        store.saves.insert("ember".to_owned(), b"level 3".to_vec());
        Self {
            now: 1_000_000,
            origin,
            weather: Weather::default(),
            store,
            pages: BTreeMap::new(),
            kill: Kill::Never,
            pages_reload: true,
            broken: BTreeSet::new(),
            pages_prove: true,
            launches: Launches::default(),
            effects: 0,
            requests: BTreeMap::new(),
            asked_bytes: BTreeMap::new(),
            saved_files: BTreeMap::new(),
            judgements: 0,
            edges: BTreeMap::new(),
            hedges: true,
            hedged_bytes: 0,
            origin_rtt_millis: 80,
            priorities: Vec::new(),
            served: Vec::new(),
            questions: Vec::new(),
            likely: Vec::new(),
            closed: None,
            predictors_trap: false,
            dice: Dice::new(seed),
            http_cache: BTreeMap::new(),
            registration: BTreeMap::new(),
            workers: BTreeMap::new(),
            next_page: 0,
            next_file: 0,
        }
    }

    /// The release of the active worker.
    pub fn active(&self) -> Option<&Head> {
        self.registration.get(&Slot::Active)
    }

    /// The release of the waiting worker.
    pub fn waiting(&self) -> Option<&Head> {
        self.registration.get(&Slot::Waiting)
    }

    /// Opens a page as a navigation does, lets it say hello, and looks for a newer worker as browsers then do. Returns
    /// the page's id, or nothing where the page could not be had at all.
    pub fn open(&mut self, path: &str) -> Option<String> {
        let release = self.launch(path)?;
        self.next_page += 1;
        let id = format!("page-{}", self.next_page);
        self.pages.insert(
            id.clone(),
            Page {
                id: id.clone(),
                path: path.to_owned(),
                release,
                told: Vec::new(),
            },
        );
        self.send(
            &id,
            ToWorker::Hello {
                protocol: protocol::VERSION,
                release,
            },
        );
        let Launches { good, refused, .. } = self.launches;
        self.send(&id, ToWorker::Tried { good, refused });
        self.look_for_update();
        Some(id)
    }

    /// A profile that visited once in calm weather: the newest release is installed and one page is open.
    ///
    /// # Panics
    /// Where that does not work.
    pub fn visited(seed: u64, origin: Origin) -> Self {
        let mut browser = Self::new(seed, origin);
        browser.open("/").expect("the origin answers");
        browser.settle();
        assert_eq!(
            browser.active(),
            browser.origin.head(),
            "the first visit installs"
        );
        browser
    }

    /// A page fetches `path`, so that the HTTP cache has it.
    pub fn http_cache_gets(&mut self, path: &str) {
        let body = self.origin.get(path).cloned();
        self.http_cache
            .extend(body.map(|body| (path.to_owned(), body)));
    }

    /// Puts an edge there, which the origin lists or will list.
    pub fn has_edge(&mut self, base: &str, edge: Edge) {
        self.edges.insert(base.to_owned(), edge);
    }

    /// Empties the HTTP cache.
    pub fn http_cache_is_empty(&mut self) {
        self.http_cache.clear();
    }

    /// Lets every page send a message.
    pub fn send_all(&mut self, message: &ToWorker) {
        for id in self.pages.keys().cloned().collect::<Vec<_>>() {
            self.send(&id, message.clone());
        }
    }

    /// Every page says hello, as pages do when they get a worker.
    pub(crate) fn greet_all(&mut self) {
        let pages: Vec<(String, u64)> = self
            .pages
            .values()
            .map(|page| (page.id.clone(), page.release))
            .collect();
        for (id, release) in pages {
            self.send(
                &id,
                ToWorker::Hello {
                    protocol: protocol::VERSION,
                    release,
                },
            );
        }
    }

    /// The HTML that a navigation gets: from the active worker's route, or the network.
    pub fn navigate(&self, path: &str) -> Option<String> {
        let network = |browser: &Self| {
            browser
                .origin
                .get(path)
                .filter(|_| !browser.weather.offline)
                .cloned()
        };
        let request = Request {
            method: Method::Get,
            same_origin: true,
            navigates: true,
            path,
        };
        let decision = self
            .active()
            .map(|own| route(&request, &Snapshot::new(pages_cache(own))));
        let body = match decision {
            Some(Decision::Stored { cache, path, .. }) => {
                let stored = |path: &str| self.store.get(&cache, path).cloned();
                stored(&path)
                    .or_else(|| network(self))
                    .or_else(|| stored(delivery::OFFLINE_PAGE))
            }
            Some(Decision::Redirect(path)) => return self.navigate(&path),
            Some(Decision::Network) | None => network(self),
        };
        body.and_then(|body| String::from_utf8(body).ok())
    }

    /// Closes a page.
    pub fn close(&mut self, id: &str) {
        self.pages.remove(id);
        self.activate_if_free();
    }

    /// Sends a page's message to the active worker, starting it where it is stopped.
    pub fn send(&mut self, id: &str, message: ToWorker) {
        self.send_to(Slot::Active, id, message);
    }

    /// Somebody guesses what will be wanted next.
    pub fn fetch_ahead(&mut self, paths: &[String]) {
        let paths = paths.to_vec();
        self.dispatch(Slot::Active, Event::FetchAhead { paths });
    }

    /// A page asks for something that is not stored.
    pub fn demand(&mut self) {
        self.dispatch(Slot::Active, Event::Demanded);
    }

    /// A page asks for the file at `path`, which is not stored.
    pub fn want(&mut self, path: &str) {
        self.want_part(path, false);
    }

    /// A page asks for the file at `path`, or for a range of it; it is not stored.
    pub fn want_part(&mut self, path: &str, ranged: bool) {
        let path = path.to_owned();
        self.dispatch(Slot::Active, Event::Wanted { path, ranged });
    }

    /// Sends a message to the worker in `slot`, starting it where it is stopped.
    pub fn send_to(&mut self, slot: Slot, id: &str, message: ToWorker) {
        self.dispatch(
            slot,
            Event::Message {
                client: id.to_owned(),
                message,
            },
        );
    }

    /// Lets the browser compare `/sw.js` with what it has.
    pub fn look_for_update(&mut self) {
        let Some(head) = self
            .origin
            .head()
            .filter(|_| !self.weather.offline)
            .cloned()
        else {
            return;
        };
        if self.registration.values().all(|known| *known != head) {
            self.registration.insert(Slot::Installing, head);
            self.workers.remove(&Slot::Installing);
            self.dispatch(Slot::Installing, Event::Install);
        }
    }

    /// Runs until nothing is under way.
    ///
    /// # Panics
    /// Where it never ends, or an invariant breaks.
    pub fn settle(&mut self) {
        for _ in 0..MAX_STEPS {
            if !self.step() {
                return;
            }
        }
        panic!("the schedule runs forever");
    }

    /// Runs until `done` says so; whether it ever did.
    pub fn run_until(&mut self, done: impl Fn(&Self) -> bool) -> bool {
        for _ in 0..MAX_STEPS {
            if done(self) {
                return true;
            }
            if !self.step() {
                return done(self);
            }
        }
        panic!("the schedule runs forever");
    }

    /// Stops a worker, as the browser may at any time.
    pub fn stop(&mut self, slot: Slot) {
        self.workers.remove(&slot);
        if slot == Slot::Installing {
            self.registration.remove(&slot);
        }
    }

    /// Lets the next thing happen; false where nothing will.
    pub fn step(&mut self) -> bool {
        let next = self.workers.iter().filter(|(_, worker)| !worker.is_idle());
        let next = next
            .filter_map(|(slot, worker)| worker.next_due().map(|due| (due, *slot)))
            .min();
        let Some((due, slot)) = next else {
            self.check_nothing_hangs();
            return false;
        };
        self.now = self.now.max(due);
        let deed = self
            .workers
            .get_mut(&slot)
            .and_then(|worker| worker.take_due(due));
        match deed {
            Some(deed) => self.carry_out(slot, deed),
            None => self.tell(slot, Event::Wake),
        }
        self.check();
        true
    }

    pub(crate) fn dispatch(&mut self, slot: Slot, event: Event) {
        let Some(own) = self.registration.get(&slot) else {
            return;
        };
        self.workers
            .entry(slot)
            .or_insert_with(|| Worker::new(own.clone(), self.origin.anchor(own.number)));
        self.tell(slot, event);
    }

    /// Gives an event to a running worker and takes up the effects it wants.
    pub(crate) fn tell(&mut self, slot: Slot, event: Event) {
        let Some(worker) = self.workers.get_mut(&slot) else {
            return;
        };
        worker.machine.handle(self.now, event);
        while let Some(effect) = worker.machine.poll() {
            let due = self.now + 1 + self.dice.below(40);
            worker.begin(due, effect);
        }
    }

    /// A waiting worker becomes active when no page is left, the first one at once.
    pub(crate) fn activate_if_free(&mut self) {
        let is_free = self.pages.is_empty() || !self.registration.contains_key(&Slot::Active);
        if is_free && self.registration.contains_key(&Slot::Waiting) {
            self.activate();
        }
    }

    /// Puts the waiting worker in the active one's place. Pages that agreed to it load anew.
    pub(crate) fn activate(&mut self) {
        let Some(own) = self.registration.remove(&Slot::Waiting) else {
            return;
        };
        let is_update = self
            .registration
            .insert(Slot::Active, own.clone())
            .is_some();
        self.workers.remove(&Slot::Active);
        let worker = self
            .workers
            .remove(&Slot::Waiting)
            .unwrap_or_else(|| Worker::new(own.clone(), self.origin.anchor(own.number)));
        self.workers.insert(Slot::Active, worker);
        self.tell(Slot::Active, Event::Activate);
        if is_update && self.pages_reload {
            let open: Vec<(String, String)> = self
                .pages
                .values()
                .map(|page| (page.id.clone(), page.path.clone()))
                .collect();
            for (id, path) in open {
                self.pages.remove(&id);
                self.open(&path);
            }
        }
    }

    pub(crate) fn later(&mut self, slot: Slot, millis: u64, deed: crate::worker::Deed) {
        let due = self.now + millis;
        if let Some(worker) = self.workers.get_mut(&slot) {
            worker.tasks.push(Task { due, deed });
        }
    }
}
