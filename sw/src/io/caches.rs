//! Cache Storage.

use delivery::{Failure, Inventory, OBJECTS};
use js_sys::Array;
use package::Digest;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Request, Response};

use super::{global, hash};

/// Everything in our caches.
pub(crate) async fn list() -> Inventory {
    let mut inventory = Inventory::default();
    for name in names().await {
        if name == OBJECTS || name.starts_with("pages-") {
            let paths = paths(&name).await;
            inventory.add_cache(name, paths);
        }
    }
    inventory
}

pub(crate) async fn open(name: &str) -> Result<Cache, JsValue> {
    JsFuture::from(storage()?.open(name))
        .await
        .map(JsCast::unchecked_into)
}

/// The stored response at `path`, or `undefined`.
pub(crate) async fn find(cache: &Cache, path: &str) -> Result<JsValue, JsValue> {
    JsFuture::from(cache.match_with_str(path)).await
}

/// Stores `response` unless something is stored there: overwriting an entry is not safe from a crash.
pub(crate) async fn put(name: &str, path: &str, response: &Response) -> Result<(), Failure> {
    let put = async {
        let cache = open(name).await?;
        if find(&cache, path).await?.is_undefined() {
            JsFuture::from(cache.put_with_str(path, response)).await?;
        }
        Ok::<(), JsValue>(())
    };
    // Whatever a browser calls it, a write that fails means that it takes no more.
    put.await.map_err(|_| Failure::Full)
}

pub(crate) async fn delete(name: &str, paths: &[String]) {
    let Ok(cache) = open(name).await else { return };
    for path in paths {
        JsFuture::from(cache.delete_with_str(path)).await.ok();
    }
}

pub(crate) async fn delete_cache(name: &str) {
    if let Ok(storage) = storage() {
        JsFuture::from(storage.delete(name)).await.ok();
    }
}

/// The digest of what is stored; nothing where nothing is or it cannot be read.
pub(crate) async fn hash(name: &str, path: &str) -> Option<Digest> {
    let cache = open(name).await.ok()?;
    let response: Response = find(&cache, path).await.ok()?.dyn_into().ok()?;
    hash::sha256_of_body(&response).await
}

fn storage() -> Result<CacheStorage, JsValue> {
    global::scope().caches()
}

async fn names() -> Vec<String> {
    let Ok(storage) = storage() else {
        return Vec::new();
    };
    let names = JsFuture::from(storage.keys()).await;
    names.map_or_else(
        |_| Vec::new(),
        |names| {
            Array::from(&names)
                .iter()
                .filter_map(|name| name.as_string())
                .collect()
        },
    )
}

async fn paths(name: &str) -> Vec<String> {
    let Ok(cache) = open(name).await else {
        return Vec::new();
    };
    let Ok(requests) = JsFuture::from(cache.keys()).await else {
        return Vec::new();
    };
    let path = |request: JsValue| {
        Some(global::path(&request.unchecked_into::<Request>().url())?.to_owned())
    };
    Array::from(&requests).iter().filter_map(path).collect()
}
