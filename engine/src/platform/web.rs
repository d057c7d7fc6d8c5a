//! The browser: as a worker with the page's canvas, or on the page's own thread where a browser has no
//! `OffscreenCanvas`.
//!
//! In a worker the page's messages come to the worker itself. On the page's own thread the engine dispatches an event
//! `layerw-engine` on the window once it listens; the page then posts `["layerw-engine", MessagePort, canvas id]` to
//! the window and talks through that port. Absent on purpose:
//! listening to devices, which only the page can.

mod boot;
mod browser;
mod fetch;
mod host;
mod module;
mod picture;
mod play;
mod port;
mod timer;

use crate::render::Canvas;
use host::Host;
use js_sys::Array;
use port::Port;
use wasm_bindgen::{JsCast, JsValue, prelude::*};
use web_sys::{
    DedicatedWorkerGlobalScope, Event, HtmlCanvasElement, MessageEvent, MessagePort, Window,
};

/// How an engine on the page's own thread says that it listens, and how the page calls it.
const CALL: &str = "layerw-engine";

/// Runs when the module is loaded.
#[wasm_bindgen(start)]
fn start() {
    let scope = js_sys::global();
    match scope.dyn_into::<DedicatedWorkerGlobalScope>() {
        Ok(worker) => Host::listen(Port::Worker(worker), None),
        Err(scope) => wait_for_call(scope.unchecked_into()),
    }
}

/// Listens for the page's call; only the page itself may call.
fn wait_for_call(window: Window) {
    let origin = window.location().origin().unwrap_or_default();
    let called = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if event.origin() != origin {
            return;
        }
        if let Some((port, canvas)) = call(&event.data()) {
            Host::listen(Port::Channel(port), Some(canvas));
        }
    });
    // Fails only where the window is no event target, which a window always is.
    let _ = window.add_event_listener_with_callback("message", called.as_ref().unchecked_ref());
    called.forget();
    if let Ok(listening) = Event::new(CALL) {
        // An event that nobody waits for is no failure.
        let _ = window.dispatch_event(&listening);
    }
}

/// The port and the canvas that a call names.
fn call(data: &JsValue) -> Option<(MessagePort, Canvas)> {
    let parts = data.dyn_ref::<Array>()?;
    if parts.get(0).as_string()? != CALL {
        return None;
    }
    let port = parts.get(1).dyn_into::<MessagePort>().ok()?;
    let document = web_sys::window()?.document()?;
    let element = document.get_element_by_id(&parts.get(2).as_string()?)?;
    let canvas = element.dyn_into::<HtmlCanvasElement>().ok()?;
    Some((port, Canvas::Element(canvas)))
}
