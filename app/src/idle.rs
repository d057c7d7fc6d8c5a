//! Nobody does anything: time for the worker to look at what it stored.
//!
//! Deliberately absent: which files, and how many. The worker says when it is through for today.

use crate::browser::{document, service_worker};
use crate::player::STAGE_ID;
use crate::shell::Shell;
use core::cell::Cell;
use protocol::worker::ToWorker;

const LOOK_MILLIS: i32 = 5_000;
/// Nobody touched anything for so long.
const REST_MILLIS: f64 = 15_000.0;
/// A worker that is through for today is left alone for so long.
const THROUGH_MILLIS: f64 = 30.0 * 60_000.0;
/// What a player does, other than reading.
const DEEDS: [&str; 4] = ["pointerdown", "pointermove", "keydown", "wheel"];

thread_local! {
    // From when on the worker may be asked, milliseconds since the page began to load.
    static RESTED_AT: Cell<f64> = const { Cell::new(REST_MILLIS) };
    static WANTED_AT: Cell<f64> = const { Cell::new(0.0) };
}

/// Watches for time in which nobody does anything. A game page has none.
pub fn watch(shell: Shell) {
    let Some(window) = document::window() else {
        return;
    };
    if document::element(STAGE_ID).is_some() {
        return;
    }
    for deed in DEEDS {
        document::listen(&window, deed, |_| {
            RESTED_AT.set(document::now_millis() + REST_MILLIS);
        });
    }
    document::every(LOOK_MILLIS, move || {
        let now = document::now_millis();
        let is_time = now >= RESTED_AT.get() && now >= WANTED_AT.get();
        let has_worker = || {
            shell
                .worker
                .with_untracked(|worker| worker.status().is_some())
        };
        if is_time && document::is_visible() && has_worker() {
            // A worker that does not answer, as one of an older release, is not asked again soon.
            WANTED_AT.set(now + THROUGH_MILLIS);
            service_worker::post(&ToWorker::Scrub);
        }
    });
}

/// The worker looked at a few files, and there may be more.
pub fn scrubbed(more: bool) {
    if more {
        WANTED_AT.set(0.0);
    }
}
