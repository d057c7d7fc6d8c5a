//! Timers.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::promise::wait;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &Function, millis: i32);
}

/// Waits so long.
pub(crate) async fn sleep(millis: i32) {
    wait(Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, millis);
    }))
    .await;
}
