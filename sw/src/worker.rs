//! The machine at work: events in, effects out, until nothing is under way.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use delivery::{Delivery, Effect, Event, Snapshot};
use js_sys::{Date, Function, Promise, Uint8Array};
use package::Head;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::io::{self, downloads::Downloads, routes::InstallEvent};

/// One instance of the worker. Cloning it gives another hold of the same.
#[derive(Clone)]
pub(crate) struct Worker(Rc<Inner>);

struct Inner {
    machine: RefCell<Delivery>,
    snapshot: Snapshot,
    downloads: Downloads,
    wake_at: Cell<u64>,
    install_event: RefCell<Option<InstallEvent>>,
    installed: RefCell<Vec<[Function; 2]>>,
    activated: RefCell<Vec<[Function; 2]>>,
    idle: RefCell<Vec<[Function; 2]>>,
}

impl Worker {
    pub(crate) fn new(own: Head) -> Self {
        let machine = Delivery::new(own);
        Self(Rc::new(Inner {
            snapshot: machine.snapshot(),
            machine: RefCell::new(machine),
            downloads: Downloads::default(),
            wake_at: Cell::new(u64::MAX),
            install_event: RefCell::default(),
            installed: RefCell::default(),
            activated: RefCell::default(),
            idle: RefCell::default(),
        }))
    }

    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.0.snapshot
    }

    pub(crate) fn report(&self) -> String {
        self.0.machine.borrow().report()
    }

    pub(crate) fn install(&self, event: InstallEvent) -> Promise {
        self.0.install_event.replace(Some(event));
        let installed = promise(&self.0.installed);
        self.handle(Event::Install);
        installed
    }

    pub(crate) fn activate(&self) -> Promise {
        let activated = promise(&self.0.activated);
        self.handle(Event::Activate);
        activated
    }

    pub(crate) fn message(&self, client: String, bytes: &Uint8Array) -> Promise {
        match protocol::message_from_bytes(&bytes.to_vec()) {
            Ok(message) => self.until_idle(Event::Message { client, message }),
            // Another release's page, or nobody of ours: there is no telling what it wants.
            Err(_) => Promise::resolve(&JsValue::UNDEFINED),
        }
    }

    /// Takes in an event; resolves when all that it set off is done.
    pub(crate) fn until_idle(&self, event: Event) -> Promise {
        let idle = promise(&self.0.idle);
        self.handle(event);
        idle
    }

    /// Takes in an event and begins the effects that it has.
    pub(crate) fn handle(&self, event: Event) {
        self.0.machine.borrow_mut().handle(now(), event);
        loop {
            let Some(effect) = self.0.machine.borrow_mut().poll() else {
                break;
            };
            let worker = self.clone();
            spawn_local(async move {
                if let Some(answer) = worker.carry_out(effect).await {
                    worker.handle(answer);
                }
            });
        }
        self.sleep();
        self.settle();
    }

    async fn carry_out(&self, effect: Effect) -> Option<Event> {
        let downloads = &self.0.downloads;
        match effect {
            Effect::Load => Some(Event::Loaded(io::database::load().await)),
            Effect::Save(changes) => {
                io::database::save(changes).await;
                Some(Event::Saved)
            }
            Effect::List => Some(Event::Listed(io::caches::list().await)),
            Effect::ListClients => Some(io::clients::list().await),
            Effect::Read {
                path,
                limit_bytes,
                stored,
            } => Some(Event::Read(
                io::fetch::read(&path, limit_bytes, stored).await,
            )),
            Effect::Fetch { path, bytes, fresh } => {
                let arrived = |bytes| {
                    self.handle(Event::Arrived {
                        path: path.clone(),
                        bytes,
                    })
                };
                let result = downloads.fetch(&path, bytes, fresh, arrived).await;
                Some(Event::Fetched { path, result })
            }
            Effect::Abort { path } => {
                downloads.abort(&path);
                None
            }
            Effect::Keep { path, cache } => {
                let result = downloads.keep(&path, &cache).await;
                Some(Event::Kept { path, result })
            }
            Effect::Discard { path } => {
                downloads.discard(&path);
                None
            }
            Effect::Delete { cache, paths } => {
                io::caches::delete(&cache, &paths).await;
                Some(Event::Deleted)
            }
            Effect::DeleteCache(cache) => {
                io::caches::delete_cache(&cache).await;
                Some(Event::Deleted)
            }
            Effect::Hash { cache, path } => {
                let digest = io::caches::hash(&cache, &path).await;
                Some(Event::Hashed {
                    cache,
                    path,
                    digest,
                })
            }
            Effect::Route { cache, paths } => {
                if let Some(event) = self.0.install_event.take() {
                    io::routes::add(&event, &cache, &paths).await;
                }
                None
            }
            Effect::Installed(installed) => {
                resolve(&self.0.installed, installed);
                None
            }
            Effect::Activated => {
                resolve(&self.0.activated, true);
                None
            }
            Effect::Claim => {
                io::clients::claim().await;
                None
            }
            Effect::SkipWaiting => {
                io::clients::skip_waiting().await;
                None
            }
            Effect::Update => {
                io::clients::update().await;
                None
            }
            Effect::Post { client, message } => {
                io::clients::post(client.as_deref(), &protocol::bytes_from_message(&message)).await;
                None
            }
        }
    }

    /// Sets a timer for the machine's next wish, unless an earlier one is set.
    fn sleep(&self) {
        let Some(wake_at) = self
            .0
            .machine
            .borrow()
            .next_wake()
            .filter(|wake_at| *wake_at < self.0.wake_at.get())
        else {
            return;
        };
        self.0.wake_at.set(wake_at);
        let worker = self.clone();
        let wake = Closure::once_into_js(move || {
            worker.0.wake_at.set(u64::MAX);
            worker.handle(Event::Wake);
        });
        io::timer::set(wake.unchecked_ref(), wake_at.saturating_sub(now()) as i32);
    }

    /// Ends the browser's wait where nothing is under way.
    fn settle(&self) {
        if self.0.machine.borrow().is_idle() {
            resolve(&self.0.idle, true);
        }
    }
}

fn now() -> u64 {
    Date::now() as u64
}

fn promise(ends: &RefCell<Vec<[Function; 2]>>) -> Promise {
    Promise::new(&mut |resolve, reject| ends.borrow_mut().push([resolve, reject]))
}

fn resolve(ends: &RefCell<Vec<[Function; 2]>>, well: bool) {
    for [resolve, reject] in ends.take() {
        let end = if well { resolve } else { reject };
        end.call0(&JsValue::UNDEFINED).ok();
    }
}
