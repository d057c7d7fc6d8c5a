//! Waiting for the browser. One function that is never inlined: there are fifty places that wait, and the code for it
//! would be in the worker fifty times.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// What a promise comes to; nothing where it is rejected.
pub(crate) struct Wait(JsFuture);

/// Waits for `promise`.
#[inline(never)]
pub(crate) fn wait(promise: Promise) -> Wait {
    Wait(JsFuture::from(promise))
}

impl Future for Wait {
    type Output = Option<JsValue>;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<JsValue>> {
        Pin::new(&mut self.0).poll(context).map(Result::ok)
    }
}
