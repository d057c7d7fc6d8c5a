//! The network.

use delivery::{Failure, OBJECTS, READ_TIMEOUT_MILLIS, Text};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCache, RequestInit, RequestRedirect, Response};

use super::{caches, global, hash, promise::wait};

/// Asks the origin for `path`. `cache` says what the browser's HTTP cache may add.
pub(crate) async fn ask(
    path: &str,
    cache: RequestCache,
    signal: &AbortSignal,
) -> Result<Response, Failure> {
    let options = RequestInit::new();
    options.set_cache(cache);
    // A redirected response cannot answer a navigation, and none of our files is anywhere else.
    options.set_redirect(RequestRedirect::Error);
    options.set_signal(Some(signal));
    let asked = wait(global::scope().fetch_with_str_and_init(path, &options)).await;
    let response: Response = asked.ok_or(Failure::Unreachable)?.unchecked_into();
    if response.ok() {
        Ok(response)
    } else {
        Err(Failure::Refused(response.status()))
    }
}

/// A small file, whole.
pub(crate) async fn read(path: &str, limit_bytes: u64, stored: bool) -> Result<Text, Failure> {
    let found = if stored {
        caches::find(OBJECTS, path).await
    } else {
        None
    };
    let response = match found {
        Some(response) => response,
        None => {
            ask(
                path,
                RequestCache::NoStore,
                &AbortSignal::timeout_with_u32(READ_TIMEOUT_MILLIS),
            )
            .await?
        }
    };
    let body = response.array_buffer().map_err(|_| Failure::Unreachable)?;
    let body = Uint8Array::new(&wait(body).await.ok_or(Failure::Unreachable)?);
    if u64::from(body.length()) > limit_bytes {
        return Err(Failure::TooLong);
    }
    let digest = hash::sha256(&body).await.ok_or(Failure::Unreachable)?;
    Ok(Text {
        bytes: body.to_vec(),
        digest,
    })
}
