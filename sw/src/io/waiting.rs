//! Requests of pages that wait for a file.

use std::cell::RefCell;

use delivery::Served;
use js_sys::Function;
use wasm_bindgen::JsValue;

/// Who waits for which path.
#[derive(Default)]
pub(crate) struct Waiting(RefCell<Vec<(String, Function)>>);

impl Waiting {
    pub(crate) fn add(&self, path: &str, resolve: Function) {
        self.0.borrow_mut().push((path.to_owned(), resolve));
    }

    /// Tells all who wait for `path` where it is.
    pub(crate) fn answer(&self, path: &str, from: Served) {
        let answer = match from {
            Served::Stored => JsValue::TRUE,
            Served::Nowhere => JsValue::FALSE,
            Served::Elsewhere => JsValue::UNDEFINED,
        };
        let (due, others) = self.0.take().into_iter().partition(|it| it.0 == path);
        self.0.replace(others);
        let due: Vec<(String, Function)> = due;
        for (_, resolve) in due {
            resolve.call1(&JsValue::UNDEFINED, &answer).ok();
        }
    }
}
