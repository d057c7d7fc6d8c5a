//! Cache Storage, as far as keeping it needs, and beside it the segments.

use delivery::{Failure, Inventory, OBJECTS, SEGMENTS};
use js_sys::{Array, Reflect, Uint8Array};
use package::Digest;
use wasm_bindgen::prelude::*;
use web_sys::{Cache, Headers, Request, Response, ResponseInit};

use super::{
    caches::{find, storage},
    global, hash,
    promise::wait,
    segments,
};

/// Headers that describe how the bytes travelled, not what they are: a long body came in ranges. `vary` goes too: this is the
/// only variant.
const TRAVEL: [&str; 5] = [
    "content-encoding",
    "content-length",
    "content-range",
    "transfer-encoding",
    "vary",
];

/// Isolation, for a host that cannot set headers: from the second load on the product has it there too.
const ISOLATION: [(&str, &str); 3] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Everything in our caches, and the segments.
pub(crate) async fn list() -> Inventory {
    let mut inventory = Inventory::default();
    for name in names().await {
        if name == OBJECTS || name.starts_with("pages-") {
            let paths = paths(&name).await;
            inventory.add_cache(name, paths);
        }
    }
    inventory.add_cache(SEGMENTS.to_owned(), segments::names().await);
    inventory
}

/// What is stored of a body that came with these headers.
pub(crate) fn response(body: &Uint8Array, headers: &Headers) -> Option<Response> {
    let headers = Headers::new_with_headers(headers).ok()?;
    for name in TRAVEL {
        headers.delete(name).ok()?;
    }
    for (name, value) in ISOLATION {
        if !headers.has(name).ok()? {
            headers.set(name, value).ok()?;
        }
    }
    let options = ResponseInit::new();
    options.set_headers(&headers);
    Response::new_with_opt_js_u8_array_and_init(Some(body), &options).ok()
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
    if name == SEGMENTS {
        return segments::delete(paths).await;
    }
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

/// What the browser says that it would store in all; nothing where it does not.
pub(crate) async fn quota_bytes() -> Option<u64> {
    let estimate = wait(global::scope().navigator().storage().estimate().ok()?).await?;
    let quota = Reflect::get(&estimate, &"quota".into()).ok()?.as_f64()?;
    Some(quota as u64)
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
