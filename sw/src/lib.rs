//! The service worker's shell: it carries out what `delivery` decides.
//!
//! `public/sw.js` holds the listeners and calls the five functions here. An effect is one call into one file of `io`.
//! Deliberately absent: decisions, listeners, and anything that must outlast the worker, which the browser stops at will.

mod answer;
mod io;
mod worker;

use js_sys::{Function, Uint8Array};
use package::Head;
use wasm_bindgen::prelude::*;
use web_sys::Request;

use worker::Worker;

thread_local! {
    static WORKER: std::cell::OnceCell<Worker> = const { std::cell::OnceCell::new() };
}

/// Says for which release this worker was generated. Called once, before anything else.
#[wasm_bindgen]
pub fn start(number: f64, release_file: &str, bytes: u32) {
    if let Some(digest) = package::object_digest(release_file) {
        let own = Head {
            number: number as u64,
            digest,
            bytes: u64::from(bytes),
        };
        WORKER.with(|worker| worker.set(Worker::new(own)).ok());
    }
}

/// Answers a request through `resolve`; false where the browser is to answer as if there were no worker.
#[wasm_bindgen]
pub fn answer(request: Request, resolve: Function) -> bool {
    worker().is_some_and(|worker| answer::answer(&worker, request, resolve))
}

/// Installs this worker. Calls `reject` where the browser is to drop it and try again later.
#[wasm_bindgen]
pub fn install(event: io::routes::InstallEvent, resolve: Function, reject: Function) {
    if let Some(worker) = worker() {
        worker.install(event, resolve, reject);
    }
}

/// Activates this worker.
#[wasm_bindgen]
pub fn activate(resolve: Function) {
    if let Some(worker) = worker() {
        worker.activate(resolve);
    }
}

/// Takes in a page's message; calls `resolve` when all that it set off is done.
#[wasm_bindgen]
pub fn message(client: String, bytes: Uint8Array, resolve: Function) {
    if let Some(worker) = worker() {
        worker.message(client, &bytes, resolve);
    }
}

fn worker() -> Option<Worker> {
    WORKER.with(|worker| worker.get().cloned())
}
