//! Requests of pages that wait for a file.

use std::cell::RefCell;

use delivery::Served;
use js_sys::Function;
use wasm_bindgen::JsValue;

/// Who waits for which path, and whether for a range of it.
#[derive(Default)]
pub(crate) struct Waiting(RefCell<Vec<(String, bool, Function)>>);

impl Waiting {
    pub(crate) fn add(&self, path: &str, ranged: bool, resolve: Function) {
        self.0.borrow_mut().push((path.to_owned(), ranged, resolve));
    }

    /// Tells all who wait for `path` where it is.
    pub(crate) fn answer(&self, path: &str, from: Served) {
        let answer = match from {
            Served::Stored => JsValue::TRUE,
            Served::Nowhere => JsValue::FALSE,
            Served::Elsewhere | Served::InRanges => JsValue::UNDEFINED,
        };
        let (due, others) = self
            .0
            .take()
            .into_iter()
            .partition(|(waited_for, ranged, _)| {
                waited_for == path && (*ranged || from != Served::InRanges)
            });
        self.0.replace(others);
        let due: Vec<(String, bool, Function)> = due;
        for (_, _, resolve) in due {
            resolve.call1(&JsValue::UNDEFINED, &answer).ok();
        }
    }
}
