//! The module that looks after the store: the machine at work, events in, effects out, until nothing is under way.
//!
//! It is loaded for the installation, the activation and the messages of pages, never to answer a request.

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use delivery::{Anchor, Delivery, Effect, Event};
use js_sys::{Array, Date, Function, Promise, Uint8Array};
use package::Head;
use protocol::worker::ToWorker;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use crate::io::{
    self, downloads::Downloads, files::Files, on_demand::OnDemand, predictor::Predictor,
    routes::InstallEvent, waiting::Waiting,
};

thread_local! {
    static KEEPER: OnceCell<Keeper> = const { OnceCell::new() };
}

/// Says for which release this worker was generated, where its decoder and its predictor are, and with which root of which
/// site: none where the version is 0. Called once, before anything else.
#[wasm_bindgen]
#[expect(
    clippy::too_many_arguments,
    reason = "each is a blank of public/sw.js, where a record would be more code"
)]
pub fn start(
    number: f64,
    release_file: &str,
    bytes: u32,
    decoder: String,
    predictor: String,
    site: String,
    root_version: f64,
    root: String,
) {
    if let Some(digest) = package::object_digest(release_file) {
        let own = Head {
            number: number as u64,
            digest,
            bytes: u64::from(bytes),
        };
        let anchor = (root_version > 0.0).then_some(Anchor {
            id: site,
            root_version: root_version as u64,
            root,
        });
        KEEPER.with(|keeper| {
            keeper
                .set(Keeper::new(own, anchor, decoder, predictor))
                .ok()
        });
    }
}

/// Installs this worker. Calls `reject` where the browser is to drop it and try again later.
#[wasm_bindgen]
pub fn install(event: InstallEvent, resolve: Function, reject: Function) {
    if let Some(keeper) = keeper() {
        keeper.install(event, resolve, reject);
    }
}

/// Activates this worker.
#[wasm_bindgen]
pub fn activate(resolve: Function) {
    if let Some(keeper) = keeper() {
        keeper.activate(resolve);
    }
}

/// Takes in a page's message, or a list of it and a file; calls `resolve` when all that it set off is done.
#[wasm_bindgen]
pub fn message(client: String, data: JsValue, resolve: Function) {
    if let Some(keeper) = keeper() {
        keeper.message(client, &data, resolve);
    }
}

/// A page waits for something that is not stored.
#[wasm_bindgen]
pub fn demanded() {
    if let Some(keeper) = keeper() {
        keeper.handle(Event::Demanded);
    }
}

/// Calls `resolve` with a response that says in words how things stand.
#[wasm_bindgen]
pub fn state(resolve: Function) {
    if let Some(keeper) = keeper() {
        spawn_local(async move { keeper.state(resolve).await });
    }
}

/// A page waits for the file at `path`, which one release has under this name, or for a range of it. Calls `resolve` with
/// true once it is stored, with false where it cannot be had, and with nothing where the origin is to answer.
#[wasm_bindgen]
pub fn wanted(path: String, ranged: bool, resolve: Function) {
    if let Some(keeper) = keeper() {
        keeper.0.waiting.add(&path, ranged, resolve);
        keeper.handle(Event::Wanted { path, ranged });
    }
}

fn keeper() -> Option<Keeper> {
    KEEPER.with(|keeper| keeper.get().cloned())
}

/// The keeper. Cloning it gives another hold of the same.
#[derive(Clone)]
pub(crate) struct Keeper(Rc<Inner>);

struct Inner {
    machine: RefCell<Delivery>,
    downloads: Downloads,
    decoder: OnDemand,
    predictor: Predictor,
    files: Files,
    waiting: Waiting,
    wake_at: Cell<u64>,
    install: Cell<Option<Install>>,
    /// To be called when the browser's wait is over: for the activation, and for the end of everything under way.
    activated: Cell<Vec<Function>>,
    idle: Cell<Vec<Function>>,
}

struct Install {
    event: InstallEvent,
    resolve: Function,
    reject: Function,
}

impl Keeper {
    fn new(own: Head, anchor: Option<Anchor>, decoder: String, predictor: String) -> Self {
        let machine = Delivery::new(own);
        let machine = match anchor {
            Some(anchor) => machine.with_anchor(anchor),
            None => machine,
        };
        Self(Rc::new(Inner {
            machine: RefCell::new(machine),
            downloads: Downloads::default(),
            decoder: OnDemand::new(decoder),
            predictor: Predictor::new(predictor),
            files: Files::default(),
            waiting: Waiting::default(),
            wake_at: Cell::new(u64::MAX),
            install: Cell::default(),
            activated: Cell::default(),
            idle: Cell::default(),
        }))
    }

    /// What applies patches of WebAssembly.
    pub(crate) fn decoder(&self) -> &OnDemand {
        &self.0.decoder
    }

    /// What pages brought.
    pub(crate) fn files(&self) -> &Files {
        &self.0.files
    }

    fn install(&self, event: InstallEvent, resolve: Function, reject: Function) {
        self.0.install.set(Some(Install {
            event,
            resolve,
            reject,
        }));
        self.handle(Event::Install);
    }

    fn activate(&self, resolve: Function) {
        add(&self.0.activated, resolve);
        self.handle(Event::Activate);
    }

    async fn state(&self, resolve: Function) {
        let idle = Promise::new(&mut |resolve, _| add(&self.0.idle, resolve));
        // Whoever answers to nobody looks at the store all the same.
        self.handle(Event::Message {
            client: String::new(),
            message: ToWorker::Status,
        });
        io::state::soon(idle).await;
        let lines = self.0.machine.borrow().explain();
        let response = io::state::response(&self.0.predictor, lines).await;
        resolve.call1(&JsValue::UNDEFINED, &response).ok();
    }

    fn message(&self, client: String, data: &JsValue, resolve: Function) {
        add(&self.0.idle, resolve);
        let (bytes, file) = match data.dyn_ref::<Array>() {
            Some(list) => (list.get(0), list.get(1).dyn_into::<Blob>().ok()),
            None => (data.clone(), None),
        };
        // What cannot be read is another release's, or not ours: there is no telling what it wants.
        let Ok(message) = protocol::message_from_bytes(&Uint8Array::new(&bytes).to_vec()) else {
            return self.handle(Event::Wake);
        };
        let Some(blob) = file else {
            return self.handle(Event::Message { client, message });
        };
        let (file, bytes) = self.0.files.hold(blob);
        self.handle(Event::Brought {
            client,
            message,
            file,
            bytes,
        });
    }

    /// Takes in an event and begins the effects that it has.
    pub(crate) fn handle(&self, event: Event) {
        // An instance that trapped is silent: what still comes back to it would trap again, and end the next one.
        let Ok(mut machine) = self.0.machine.try_borrow_mut() else {
            return;
        };
        machine.handle(Date::now() as u64, event);
        drop(machine);
        loop {
            let Some(effect) = self.0.machine.borrow_mut().poll() else {
                break;
            };
            let keeper = self.clone();
            spawn_local(async move {
                if let Some(answer) = keeper.carry_out(effect).await {
                    keeper.handle(answer);
                }
            });
        }
        self.sleep();
        if self.0.machine.borrow().is_idle() {
            call(&self.0.idle);
        }
    }

    async fn carry_out(&self, effect: Effect) -> Option<Event> {
        let downloads = &self.0.downloads;
        match effect {
            Effect::Load => return Some(Event::Loaded(io::database::load().await)),
            Effect::Save(changes) => {
                return Some(Event::Saved(io::database::save(changes).await));
            }
            Effect::List => return Some(Event::Listed(io::store::list().await)),
            Effect::Estimate => return Some(Event::Estimated(io::store::quota_bytes().await)),
            Effect::ListClients => return Some(io::clients::list().await),
            Effect::Lock(name) => return Some(Event::Locked(io::locks::take(&name).await)),
            Effect::Unlock(name) => {
                io::locks::give_back(&name);
                return Some(Event::Unlocked);
            }
            Effect::Read {
                path,
                limit_bytes,
                stored,
            } => {
                return Some(Event::Read(
                    io::fetch::read(&path, limit_bytes, stored).await,
                ));
            }
            Effect::Judge {
                belief,
                now_unix_secs,
                news,
            } => {
                return Some(Event::Judged(io::patch::judge(
                    &belief,
                    now_unix_secs,
                    &news,
                )));
            }
            Effect::Peek { file, bytes } => {
                return Some(Event::Read(self.0.files.peek(file, bytes).await));
            }
            Effect::LetGo { file } => self.0.files.let_go(file),
            Effect::Pack {
                client,
                message,
                top,
                objects,
            } => {
                let packed = io::files::pack(&client, &message, &top, &objects).await;
                return Some(Event::Packed(packed));
            }
            Effect::Fetch {
                path,
                bytes,
                source,
                way,
            } => {
                let result = downloads.fetch(self, &path, bytes, &source, &way).await;
                return Some(Event::Fetched { path, result });
            }
            Effect::FetchSegment {
                path,
                segment,
                way,
                hedge_millis,
            } => {
                let fetched = downloads.fetch_segment(self, &path, &segment, &way, hedge_millis);
                let (result, from) = (fetched.await, segment.from);
                return Some(Event::Segmented { path, from, result });
            }
            Effect::Probe { base } => {
                let millis = io::fetch::probe(&base).await;
                return Some(Event::Probed { base, millis });
            }
            Effect::Keep { path, cache } => {
                let result = downloads.keep(&path, &cache).await;
                return Some(Event::Kept { path, result });
            }
            Effect::Delete { cache, paths } => {
                io::store::delete(&cache, &paths).await;
                return Some(Event::Deleted);
            }
            Effect::DeleteCache(cache) => {
                io::store::delete_cache(&cache).await;
                return Some(Event::Deleted);
            }
            Effect::Hash { cache, path } => {
                let digest = io::store::hash(&cache, &path).await;
                return Some(Event::Hashed {
                    cache,
                    path,
                    digest,
                });
            }
            Effect::Serve { path, from } => self.0.waiting.answer(&path, from),
            Effect::Predict(question) => {
                return Some(Event::Guessed(self.0.predictor.ask(&question).await));
            }
            Effect::Abort { path } => downloads.abort(&path),
            Effect::Discard { path } => downloads.discard(&path),
            Effect::Installed { cache, paths } => {
                if let Some(install) = self.0.install.take() {
                    io::routes::add(&install.event, &cache, &paths).await;
                    install.resolve.call0(&JsValue::UNDEFINED).ok();
                }
            }
            Effect::NotInstalled => {
                if let Some(install) = self.0.install.take() {
                    install.reject.call0(&JsValue::UNDEFINED).ok();
                }
            }
            Effect::Activated => call(&self.0.activated),
            Effect::Claim => io::clients::claim().await,
            Effect::SkipWaiting => io::clients::skip_waiting().await,
            Effect::Update => io::clients::update().await,
            Effect::Post { client, message } => {
                let bytes = protocol::bytes_from_message(&message);
                io::clients::post(client.as_deref(), &Uint8Array::from(bytes.as_slice())).await;
            }
        }
        None
    }

    /// Sets a timer for the machine's next wish, unless an earlier one is set.
    fn sleep(&self) {
        let next_wake = self.0.machine.borrow().next_wake();
        let Some(wake_at) = next_wake.filter(|wake_at| *wake_at < self.0.wake_at.get()) else {
            return;
        };
        self.0.wake_at.set(wake_at);
        let keeper = self.clone();
        let millis = wake_at.saturating_sub(Date::now() as u64) as i32;
        spawn_local(async move {
            io::timer::sleep(millis).await;
            keeper.0.wake_at.set(u64::MAX);
            keeper.handle(Event::Wake);
        });
    }
}

fn add(ends: &Cell<Vec<Function>>, end: Function) {
    let mut all = ends.take();
    all.push(end);
    ends.set(all);
}

fn call(ends: &Cell<Vec<Function>>) {
    for end in ends.take() {
        end.call0(&JsValue::UNDEFINED).ok();
    }
}
