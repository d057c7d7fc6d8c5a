//! The service worker as the page sees it: registration, messages, and the change to a new one.

use super::document::{listen, property, window};
use crate::error::Error;
use js_sys::Uint8Array;
use protocol::worker::{FromWorker, ToWorker};
use protocol::{bytes_from_message, message_from_bytes};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MessageEvent, RegistrationOptions, ServiceWorkerContainer, ServiceWorkerUpdateViaCache,
};

const SCRIPT: &str = "/sw.js";

/// Registers the worker. `update_via_cache: none`, or a host's caching header could hold an update back.
///
/// # Errors
/// [`Error`] where the browser has no workers here or refuses this one.
pub async fn register() -> Result<(), Error> {
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let promise = container()?.register_with_options(SCRIPT, &options);
    JsFuture::from(promise)
        .await
        .map(drop)
        .map_err(Error::refused("a service worker"))
}

/// Calls `handler` for every message of the worker.
pub fn on_message(handler: impl Fn(FromWorker) + 'static) {
    let Ok(container) = container() else { return };
    listen(&container, "message", move |event| {
        let data = event.unchecked_into::<MessageEvent>().data();
        let Some(bytes) = data.dyn_ref::<Uint8Array>() else {
            return;
        };
        // A message of another release is not for this page; its worker learns our release from `Hello`.
        if let Ok(message) = message_from_bytes(&bytes.to_vec()) {
            handler(message);
        }
    });
    // Messages wait until the page asks for them; the interface has no binding of its own.
    let start = property(&container, "startMessages");
    if let Some(start) = start.dyn_ref::<js_sys::Function>() {
        // Asking twice is allowed and asking is never refused.
        let _ = start.call0(&container);
    }
}

/// Calls `handler` when another worker takes this page over.
pub fn on_controller_change(handler: impl Fn() + 'static) {
    if let Ok(container) = container() {
        listen(&container, "controllerchange", move |_| handler());
    }
}

/// A worker answers for this page.
pub fn is_controlled() -> bool {
    container().is_ok_and(|container| container.controller().is_some())
}

/// Sends `message` to the worker that answers for this page; before the first one does, nobody hears it.
pub fn post(message: &ToWorker) {
    let Some(worker) = container()
        .ok()
        .and_then(|container| container.controller())
    else {
        return;
    };
    let bytes = Uint8Array::from(bytes_from_message(message).as_slice());
    // A worker that is gone cannot be told anything; its successor announces itself.
    let _ = worker.post_message(&bytes);
}

fn container() -> Result<ServiceWorkerContainer, Error> {
    let navigator = window().ok_or(Error::Unavailable("window"))?.navigator();
    if property(&navigator, "serviceWorker").is_undefined() {
        return Err(Error::Unavailable("service worker"));
    }
    Ok(navigator.service_worker())
}
