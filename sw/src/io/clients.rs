//! The open pages, and this worker's place among workers.

use delivery::{Client, Event};
use js_sys::{Array, Reflect, Uint8Array};
use protocol::worker::ToWorker;
use wasm_bindgen::prelude::*;
use web_sys::{
    Client as Page, ClientQueryOptions, ClientType, FrameType, ServiceWorker, ServiceWorkerState,
};

use super::{global, promise::wait};

/// The open pages.
pub(crate) async fn list() -> Event {
    let client = |page: Page| Client {
        id: page.id(),
        path: global::page_path(&page.url()),
    };
    // A frame goes where the page around it goes.
    let is_page = |page: &Page| page.frame_type() != FrameType::Nested;
    let pages = pages().await.into_iter().filter(is_page);
    let clients = pages.map(client).collect();
    let registration = global::scope().registration();
    let successor = registration.installing().is_some() || registration.waiting().is_some();
    let behind = state().map(|state| {
        let leads = [
            ServiceWorkerState::Activating,
            ServiceWorkerState::Activated,
        ]
        .contains(&state);
        !leads && registration.active().is_some()
    });
    Event::Clients {
        clients,
        successor,
        behind,
    }
}

/// This worker's own state, in browsers that tell it.
fn state() -> Option<ServiceWorkerState> {
    let itself = Reflect::get(&global::scope(), &"serviceWorker".into()).ok()?;
    Some(itself.dyn_into::<ServiceWorker>().ok()?.state())
}

/// Sends `data` to one page, or to all.
pub(crate) async fn post(client: Option<&str>, data: &JsValue) {
    for page in pages().await {
        if client.is_none_or(|client| page.id() == client) {
            page.post_message(data).ok();
        }
    }
}

pub(crate) async fn claim() {
    wait(global::scope().clients().claim()).await;
}

pub(crate) async fn skip_waiting() {
    if let Ok(skipped) = global::scope().skip_waiting() {
        wait(skipped).await;
    }
}

/// Starts the worker that waits or is being installed, so that it counts the agreements, or lets the browser look for a
/// newer one.
pub(crate) async fn update() {
    let registration = global::scope().registration();
    match registration.waiting().or_else(|| registration.installing()) {
        Some(successor) => {
            let bytes = protocol::bytes_from_message(&ToWorker::Status);
            successor
                .post_message(&Uint8Array::from(bytes.as_slice()))
                .ok();
        }
        None => {
            if let Ok(updated) = registration.update() {
                wait(updated).await;
            }
        }
    }
}

async fn pages() -> Vec<Page> {
    let query = ClientQueryOptions::new();
    query.set_include_uncontrolled(true);
    query.set_type(ClientType::Window);
    let pages = wait(global::scope().clients().match_all_with_options(&query))
        .await
        .unwrap_or_default();
    Array::from(&pages)
        .iter()
        .map(JsCast::unchecked_into)
        .collect()
}
