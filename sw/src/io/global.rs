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

/// The path under which the page at a URL of our own origin is known.
pub(crate) fn page_path(url: &str) -> String {
    let path = path(url).unwrap_or_default();
    let address = url.split('#').next().unwrap_or_default();
    let query = address.split_once('?').map_or("", |(_, query)| query);
    delivery::page_path(path, query)
}
