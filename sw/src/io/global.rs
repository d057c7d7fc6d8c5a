//! The worker's global scope, and where it is.

use wasm_bindgen::JsCast;
use web_sys::ServiceWorkerGlobalScope;

use crate::url::path_of_url;

pub(crate) fn scope() -> ServiceWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The path of a URL of our own origin, without query and fragment.
pub(crate) fn path(url: &str) -> Option<&str> {
    path_of_url(url, &scope().location().origin())
}
