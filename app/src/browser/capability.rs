//! What this browser has of what the player needs.

use super::document::{property, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Something that the player needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// `https:` or this very computer.
    SecureContext,
    /// Drawing on the graphics processor.
    WebGpu,
    /// Pages and games without the network.
    ServiceWorker,
    /// Saves.
    IndexedDb,
    /// Drawing beside the page instead of on it.
    OffscreenCanvas,
    /// Memory shared between workers.
    SharedMemory,
}

/// The browser offers `capability`; whether WebGPU finds an adapter is only known by [`has_adapter`].
pub fn has(capability: Capability) -> bool {
    let Some(window) = window() else { return false };
    let navigator = window.navigator();
    let there = |object: &JsValue, name| !property(object, name).is_undefined();
    match capability {
        Capability::SecureContext => window.is_secure_context(),
        Capability::WebGpu => there(&navigator, "gpu"),
        Capability::ServiceWorker => there(&navigator, "serviceWorker"),
        Capability::IndexedDb => property(&window, "indexedDB").is_object(),
        Capability::OffscreenCanvas => {
            let canvas = property(&property(&window, "HTMLCanvasElement"), "prototype");
            there(&canvas, "transferControlToOffscreen") && there(&window, "Worker")
        }
        Capability::SharedMemory => property(&window, "crossOriginIsolated").is_truthy(),
    }
}

/// WebGPU finds something to draw with.
pub async fn has_adapter() -> bool {
    let Some(window) = window() else { return false };
    let gpu = property(&window.navigator(), "gpu");
    let request = property(&gpu, "requestAdapter");
    let Some(request) = request.dyn_ref::<js_sys::Function>() else {
        return false;
    };
    let Ok(promise) = request.call0(&gpu) else {
        return false;
    };
    let adapter = JsFuture::from(js_sys::Promise::resolve(&promise)).await;
    adapter.is_ok_and(|adapter| adapter.is_object())
}
