//! Cache Storage, as far as answering needs it.

use wasm_bindgen::JsCast;
use web_sys::{Cache, CacheStorage, Response};

use super::{global, promise::wait};

pub(crate) async fn open(name: &str) -> Option<Cache> {
    Some(wait(storage()?.open(name)).await?.unchecked_into())
}

/// The stored response at `path`.
pub(crate) async fn find(cache: &Cache, path: &str) -> Option<Response> {
    wait(cache.match_with_str(path)).await?.dyn_into().ok()
}

pub(crate) fn storage() -> Option<CacheStorage> {
    global::scope().caches().ok()
}
