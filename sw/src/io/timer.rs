//! Timers: the card's `web-sys` has `setTimeout` only for windows and for workers of its own kind.

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set(call: &Function, millis: i32) -> i32;
}
