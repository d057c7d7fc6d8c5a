//! Cache Storage, as far as keeping it needs.

use delivery::{Failure, Inventory, OBJECTS};
use js_sys::Array;
use package::Digest;
use wasm_bindgen::prelude::*;
use web_sys::{Cache, Request, Response};

use super::{
    caches::{find, storage},
    global, hash,
    promise::wait,
};

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

/// Stores `response` unless something is stored there: overwriting an entry is not safe from a crash.
pub(crate) async fn put(name: &str, path: &str, response: &Response) -> Result<(), Failure> {
    // Whatever a browser calls it, a write that fails means that it takes no more.
    if find(name, path).await.is_none() {
        let cache = open(name).await.ok_or(Failure::Full)?;
        wait(cache.put_with_str(path, response))
            .await
            .ok_or(Failure::Full)?;
    }
    Ok(())
}

pub(crate) async fn delete(name: &str, paths: &[String]) {
    let Some(cache) = open(name).await else {
        return;
    };
    for path in paths {
        wait(cache.delete_with_str(path)).await;
    }
}

pub(crate) async fn delete_cache(name: &str) {
    if let Some(storage) = storage() {
        wait(storage.delete(name)).await;
    }
}

/// The digest of what is stored; nothing where nothing is or it cannot be read.
pub(crate) async fn hash(name: &str, path: &str) -> Option<Digest> {
    let response = find(name, path).await?;
    let body = wait(response.array_buffer().ok()?).await?;
    hash::sha256(body.unchecked_ref()).await
}

async fn open(name: &str) -> Option<Cache> {
    Some(wait(storage()?.open(name)).await?.unchecked_into())
}

async fn names() -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let names = wait(storage.keys()).await.unwrap_or_default();
    Array::from(&names)
        .iter()
        .filter_map(|name| name.as_string())
        .collect()
}

async fn paths(name: &str) -> Vec<String> {
    let Some(cache) = open(name).await else {
        return Vec::new();
    };
    let Some(requests) = wait(cache.keys()).await else {
        return Vec::new();
    };
    let path = |request: JsValue| {
        Some(global::path(&request.unchecked_into::<Request>().url())?.to_owned())
    };
    Array::from(&requests).iter().filter_map(path).collect()
}
