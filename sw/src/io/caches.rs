//! Cache Storage, what is looked up in it.

use wasm_bindgen::JsCast;
use web_sys::{CacheQueryOptions, CacheStorage, Response};

use super::{global, promise::wait};

/// The response that `cache` holds at `path`. Asked of the storage, not of the opened cache: one answer to wait for.
pub(crate) async fn find(cache: &str, path: &str) -> Option<Response> {
    let options = CacheQueryOptions::new();
    options.set_cache_name(cache);
    let found = storage()?.match_with_str_and_options(path, &options);
    wait(found).await?.dyn_into().ok()
}

pub(crate) fn storage() -> Option<CacheStorage> {
    global::scope().caches().ok()
}
