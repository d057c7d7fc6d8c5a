//! The line to the engine: a worker, or the page's own thread where the browser has no canvas for workers.

use super::document::{document, listen, window};
use crate::error::Error;
use js_sys::{Array, Uint8Array};
use protocol::engine::{FromEngine, ToEngine};
use protocol::{bytes_from_message, message_from_bytes};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    ErrorEvent, EventTarget, HtmlScriptElement, MessageChannel, MessageEvent, MessagePort,
    OffscreenCanvas, Worker, WorkerOptions, WorkerType,
};

/// The event by which an engine on the page's own thread says that it listens, and the first word of the message that
/// then tells it where its port and canvas are.
const GREETING: &str = "layerw-engine";

/// An open line.
#[derive(Debug, Clone)]
pub enum Link {
    /// To a worker.
    Worker(Worker),
    /// To an engine on this thread, started by this script.
    Page(MessagePort, HtmlScriptElement),
}

impl Link {
    /// Starts the engine at `url` in a worker.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser has no module workers.
    pub fn to_worker(url: &str) -> Result<Self, Error> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        Worker::new_with_options(url, &options)
            .map(Self::Worker)
            .map_err(Error::refused("a worker"))
    }

    /// Starts the engine at `url` on this thread; it draws on the canvas `canvas_id`.
    ///
    /// # Errors
    /// [`Error::Refused`] where the script cannot be added.
    pub fn to_page(url: &str, canvas_id: &'static str) -> Result<Self, Error> {
        let what = "the engine on the page";
        let channel = MessageChannel::new().map_err(Error::refused(what))?;
        let document = document().ok_or(Error::Unavailable("document"))?;
        let script: HtmlScriptElement = document
            .create_element("script")
            .map_err(Error::refused(what))?
            .unchecked_into();
        script.set_type("module");
        script.set_src(url);
        let port = channel.port2();
        let window = window().ok_or(Error::Unavailable("window"))?;
        // The engine's word that it listens: browsers differ in when a script counts as loaded.
        listen(&window, GREETING, move |_| greet(&port, canvas_id));
        let head = document.head().ok_or(Error::Unavailable("document"))?;
        head.append_child(&script).map_err(Error::refused(what))?;
        Ok(Self::Page(channel.port1(), script))
    }

    /// The engine runs in a worker.
    pub fn is_worker(&self) -> bool {
        matches!(self, Self::Worker(_))
    }

    /// Calls `handler` for every message, and `failed` where the engine could not be started or died.
    pub fn listen(
        &self,
        handler: impl Fn(FromEngine) + 'static,
        failed: impl Fn() + Clone + 'static,
    ) {
        let target: &EventTarget = match self {
            Self::Worker(worker) => worker,
            Self::Page(port, _) => port,
        };
        listen(target, "message", move |event| {
            let data = event.unchecked_into::<MessageEvent>().data();
            let Some(bytes) = data.dyn_ref::<Uint8Array>() else {
                return;
            };
            // Page and engine are of one release: bytes that are no message cannot come from it.
            if let Ok(message) = message_from_bytes(&bytes.to_vec()) {
                handler(message);
            }
        });
        match self {
            Self::Worker(worker) => listen(worker, "error", move |_| failed()),
            Self::Page(port, script) => {
                port.start();
                listen_for_errors(script, failed);
            }
        }
    }

    /// Sends `message`.
    pub fn post(&self, message: &ToEngine) {
        self.post_parts(&Array::of1(&bytes(message)), &Array::new());
    }

    /// Sends `message` and gives `canvas` away with it.
    pub fn post_with_canvas(&self, message: &ToEngine, canvas: &OffscreenCanvas) {
        self.post_parts(&Array::of2(&bytes(message), canvas), &Array::of1(canvas));
    }

    /// Ends the engine.
    pub fn stop(&self) {
        match self {
            Self::Worker(worker) => worker.terminate(),
            Self::Page(port, _) => port.close(),
        }
    }

    fn post_parts(&self, parts: &Array, transfer: &Array) {
        let posted = match self {
            Self::Worker(worker) => worker.post_message_with_transfer(parts, transfer),
            Self::Page(port, _) => port.post_message_with_transferable(parts, transfer),
        };
        // What cannot be posted is a canvas that was given away before, and the engine already has that one.
        let _ = posted;
    }
}

/// Calls `failed` where `script` cannot be had, or throws.
fn listen_for_errors(script: &HtmlScriptElement, failed: impl Fn() + Clone + 'static) {
    let Some(window) = window() else { return };
    let url = script.src();
    listen(script, "error", {
        let failed = failed.clone();
        move |_| failed()
    });
    listen(&window, "error", move |event| {
        let is_ours = |error: &ErrorEvent| error.filename() == url;
        if event.dyn_ref().is_some_and(is_ours) {
            failed();
        }
    });
}

fn bytes(message: &ToEngine) -> JsValue {
    Uint8Array::from(bytes_from_message(message).as_slice()).into()
}

fn greet(port: &MessagePort, canvas_id: &str) {
    let Some(window) = window() else { return };
    let greeting = Array::of3(
        &JsValue::from_str(GREETING),
        port,
        &JsValue::from_str(canvas_id),
    );
    let origin = window.location().origin().unwrap_or_default();
    // The port is fresh, so it can be given away.
    let _ = window.post_message_with_transfer(&greeting, &origin, &Array::of1(port));
}
