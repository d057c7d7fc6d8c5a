//! The worker's global scope, and where it is.

use wasm_bindgen::JsCast;
use web_sys::ServiceWorkerGlobalScope;

pub(crate) fn scope() -> ServiceWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The path of a URL of our own origin, without query and fragment.
pub(crate) fn path(url: &str) -> Option<&str> {
    let path = url.strip_prefix(&scope().location().origin())?;
    let end = path.find(['?', '#']).unwrap_or(path.len());
    path.get(..end).filter(|path| path.starts_with('/'))
}
