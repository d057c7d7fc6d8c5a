//! The service worker as the page sees it: registration, messages, and the change to a new one.

use super::document::{listen, property, window};
use crate::error::Error;
use js_sys::Uint8Array;
use protocol::worker::{FromWorker, ToWorker};
use protocol::{bytes_from_message, message_from_bytes};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MessageEvent, RegistrationOptions, ServiceWorker, ServiceWorkerContainer,
    ServiceWorkerRegistration, ServiceWorkerUpdateViaCache,
};

const SCRIPT: &str = "/sw.js";

/// Registers the worker, and asks it to take this page where it is active and does not answer for it. `update_via_cache: imports`: `sw.js` itself is asked for past the HTTP cache, whatever a host's
/// caching header says; what it imports is named by its content, so an update fetches only the scripts that changed.
///
/// # Errors
/// [`Error`] where the browser has no workers here or refuses this one.
pub async fn register() -> Result<(), Error> {
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::Imports);
    let promise = container()?.register_with_options(SCRIPT, &options);
    let registration: ServiceWorkerRegistration = JsFuture::from(promise)
        .await
        .map_err(Error::refused("a service worker"))?
        .unchecked_into();
    let active = registration.active().filter(|_| !is_controlled());
    if let Some(active) = active {
        send(&active, &ToWorker::Claim);
    }
    Ok(())
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
    post_data(&data_from_message(message));
}

/// The same for a message that is spelled already.
pub fn post_data(data: &JsValue) {
    let controller = container().map(|container| container.controller());
    if let Ok(Some(worker)) = controller {
        // A worker that is gone cannot be told anything; its successor announces itself.
        let _ = worker.post_message(data);
    }
}

fn send(worker: &ServiceWorker, message: &ToWorker) {
    // A worker that is gone cannot be told anything; its successor announces itself.
    let _ = worker.post_message(&data_from_message(message));
}

fn data_from_message(message: &ToWorker) -> JsValue {
    Uint8Array::from(bytes_from_message(message).as_slice()).into()
}

/// Where workers are known.
///
/// # Errors
/// [`Error::Unavailable`] where the browser has none here.
pub fn container() -> Result<ServiceWorkerContainer, Error> {
    let navigator = window().ok_or(Error::Unavailable("window"))?.navigator();
    if property(&navigator, "serviceWorker").is_undefined() {
        return Err(Error::Unavailable("service worker"));
    }
    Ok(navigator.service_worker())
}
