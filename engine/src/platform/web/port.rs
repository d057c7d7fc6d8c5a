//! The line to the page. Absent on purpose: what the messages mean.

use js_sys::{Array, Function, Uint8Array};
use protocol::engine::{FromEngine, ToEngine};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessagePort};

/// Where messages come from and go to.
pub(super) enum Port {
    /// The worker itself.
    Worker(DedicatedWorkerGlobalScope),
    /// A channel, on the page's own thread.
    Channel(MessagePort),
}

impl Port {
    /// Has `heard` called with each message.
    pub(super) fn listen(&self, heard: &Function) {
        match self {
            Self::Worker(scope) => scope.set_onmessage(Some(heard)),
            Self::Channel(port) => port.set_onmessage(Some(heard)),
        }
    }
}

/// Sends messages through one buffer, which is kept, so that sending one of a size seen before allocates nothing.
pub(super) struct Outbox {
    port: Port,
    buffer: Vec<u8>,
}

impl Outbox {
    pub(super) fn new(port: Port) -> Self {
        Self {
            port,
            buffer: Vec::with_capacity(1024),
        }
    }

    /// Tells the page.
    pub(super) fn post(&mut self, message: &FromEngine) {
        let mut buffer = core::mem::take(&mut self.buffer);
        buffer.clear();
        // Appending to a vector fails only for types without a known length, and the protocol has none.
        let Ok(bytes) = postcard::to_extend(message, buffer) else {
            return;
        };
        let array = Uint8Array::from(bytes.as_slice());
        // A page that is gone hears nothing and needs nothing.
        let _ = match &self.port {
            Port::Worker(scope) => scope.post_message(&array),
            Port::Channel(port) => port.post_message(&array),
        };
        self.buffer = bytes;
    }
}

/// The message and what came with it: `[Uint8Array, …]`.
pub(super) fn received(data: &JsValue) -> Option<(ToEngine, JsValue)> {
    let parts = data.dyn_ref::<Array>()?;
    let bytes = parts.get(0).dyn_into::<Uint8Array>().ok()?.to_vec();
    let message = protocol::message_from_bytes(&bytes).ok()?;
    Some((message, parts.get(1)))
}
