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
        self.0.borrow_mut().retain(|(waited_for, ranged, resolve)| {
            let is_due = waited_for == path && (*ranged || from != Served::InRanges);
            if is_due {
                resolve.call1(&JsValue::UNDEFINED, &answer).ok();
            }
            !is_due
        });
    }
}
