//! The few functions of the browser that are the same in a worker and on a page. Absent on purpose: anything with a
//! decision in it.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the worker or page began.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn now_millis() -> f64;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(callback: &Function, millis: i32) -> i32;

    #[wasm_bindgen(js_name = fetch)]
    pub(super) fn fetch(url: &str) -> Promise;
}

/// Comes back after `millis`.
pub(super) async fn sleep(millis: i32) {
    let slept = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, millis);
    });
    // A promise that only a timer settles is never rejected.
    let _ = JsFuture::from(slept).await;
}

/// What a thrown value says.
pub(super) fn words(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => thrown.as_string().unwrap_or_default(),
    }
}
