//! Packed games on their way between player and worker: a chosen file, a dropped one, one that the system opens with this
//! app, and one that the worker made. No byte of any of them comes into this module's memory.

use super::document::{document, listen, property, window};
use super::{file, service_worker};
use crate::error::Error;
use core::cell::Cell;
use js_sys::{Array, Function, Uint8Array};
use protocol::worker::{FromWorker, ToWorker};
use protocol::{bytes_from_message, message_from_bytes};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DragEvent, Event, File, HtmlInputElement, MessageEvent};

thread_local! {
    // Files from the worker are offered to the player as they come.
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// The file chosen in `input`, which is emptied so that the same file can be chosen again.
pub fn chosen(input: &HtmlInputElement) -> Option<File> {
    let file = input.files().and_then(|files| files.get(0));
    input.set_value("");
    file
}

/// Sends `message` and a file to the worker that answers for this page.
pub fn send(message: &ToWorker, file: &File) {
    let bytes = Uint8Array::from(bytes_from_message(message).as_slice());
    service_worker::post_data(&Array::of2(&bytes, file));
}

/// Offers every file that the worker sends from now on as a download.
pub fn offer_what_comes() {
    let Ok(container) = service_worker::container() else {
        return;
    };
    if LISTENS.replace(true) {
        return;
    }
    listen(&container, "message", |event| {
        let data = event.unchecked_into::<MessageEvent>().data();
        // What is no list is a message without a file.
        let _ = data.dyn_ref::<Array>().map(offer);
    });
}

fn offer(list: &Array) -> Result<(), Error> {
    let bytes = Uint8Array::new(&list.get(0)).to_vec();
    match (message_from_bytes(&bytes), list.get(1).dyn_into::<Blob>()) {
        (Ok(FromWorker::Packed { name, .. }), Ok(blob)) => file::offer(&name, &blob),
        _ => Ok(()),
    }
}

/// Calls `open` for a file that is dropped anywhere on the page, the first of several; the page is marked while it may be.
pub fn on_drop(open: impl Fn(File) + 'static) {
    let Some(window) = window() else { return };
    listen(&window, "dragover", |event| {
        if brings_files(&event) {
            // Otherwise the browser would leave the page and show the file.
            event.prevent_default();
            mark_drag(true);
        }
    });
    listen(&window, "dragleave", |event| {
        // Only who leaves the window comes to nowhere.
        mark_drag(!property(&event, "relatedTarget").is_null());
    });
    listen(&window, "drop", move |event| {
        if brings_files(&event) {
            event.prevent_default();
            mark_drag(false);
            let dropped = event.unchecked_into::<DragEvent>().data_transfer();
            let files = dropped.and_then(|dropped| dropped.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                open(file);
            }
        }
    });
}

fn brings_files(event: &Event) -> bool {
    let dragged = event.unchecked_ref::<DragEvent>().data_transfer();
    dragged.is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0))
}

fn mark_drag(is_over: bool) {
    if let Some(page) = document().and_then(|document| document.document_element()) {
        // A page that cannot be marked takes the file all the same.
        let _ = page.toggle_attribute_with_force("data-drag", is_over);
    }
}

/// Calls `open` for each file that the system opens with this app, where it is installed and the browser can.
pub fn on_launch(open: impl Fn(File) + Clone + 'static) {
    let queue = window().map(|window| property(&window, "launchQueue"));
    let Some(queue) = queue.filter(JsValue::is_object) else {
        return;
    };
    let consumer = Closure::<dyn Fn(JsValue)>::new(move |params: JsValue| {
        let handle = Array::from(&property(&params, "files")).get(0);
        let open = open.clone();
        super::task::spawn(async move {
            let Some(get) = property(&handle, "getFile").dyn_ref::<Function>().cloned() else {
                return;
            };
            let Ok(file) = get.call0(&handle) else { return };
            let file = JsFuture::from(js_sys::Promise::resolve(&file)).await;
            if let Some(file) = file.ok().and_then(|file| file.dyn_into().ok()) {
                open(file);
            }
        });
    });
    if let Some(set) = property(&queue, "setConsumer").dyn_ref::<Function>() {
        // Refused or not, a player can still choose the file.
        let _ = set.call1(&queue, consumer.as_ref());
        consumer.forget();
    }
}
