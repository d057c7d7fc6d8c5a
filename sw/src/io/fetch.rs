//! The network.

use delivery::{
    Failure, OBJECTS, PROBE_TIMEOUT_MILLIS, Priority, READ_TIMEOUT_MILLIS, Segment, Text, Way,
};
use js_sys::{Date, Reflect, Uint8Array};
use package::decimal;
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortSignal, Headers, RequestCache, RequestInit, RequestMode, RequestRedirect, Response,
};

use super::{caches, global, hash, promise::wait, store};

/// Asks the origin for `path`. `cache` says what the browser's HTTP cache may add.
pub(crate) async fn ask(
    path: &str,
    cache: RequestCache,
    signal: &AbortSignal,
) -> Result<Response, Failure> {
    answered(send(path, cache, signal, &RequestInit::new(), None).await?)
}

/// Asks for `path` the way that is said: the origin with what `cache` adds, or an edge past the HTTP cache.
pub(crate) async fn ask_by(
    way: &Way,
    path: &str,
    cache: RequestCache,
    signal: &AbortSignal,
) -> Result<Response, Failure> {
    answered(send(path, cache, signal, &RequestInit::new(), Some(way)).await?)
}

/// How long an edge, or the origin, takes for a small answer. What it says does not matter, unless it says that it is
/// not well.
pub(crate) async fn probe(base: &str) -> Option<u64> {
    let way = Way {
        base: base.to_owned(),
        priority: Priority::Critical,
    };
    let signal = AbortSignal::timeout_with_u32(PROBE_TIMEOUT_MILLIS);
    let asked_millis = Date::now();
    let options = RequestInit::new();
    let asked = send(
        "/probe",
        RequestCache::NoStore,
        &signal,
        &options,
        Some(&way),
    );
    let status = asked.await.ok()?.status();
    (status < 500).then(|| (Date::now() - asked_millis) as u64)
}

/// Asks the origin for the headers of `path` alone.
pub(crate) async fn ask_head(path: &str, signal: &AbortSignal) -> Result<Response, Failure> {
    let options = RequestInit::new();
    options.set_method("HEAD");
    answered(send(path, RequestCache::Default, signal, &options, None).await?)
}

/// Asks for a segment of a body, past the HTTP cache: it is stored once, and not by that.
pub(crate) async fn ask_range(
    way: &Way,
    segment: &Segment,
    signal: &AbortSignal,
) -> Result<Response, Failure> {
    let range = [
        &decimal::text(segment.from),
        "-",
        &decimal::text(segment.to - 1),
    ]
    .concat();
    let headers = Headers::new().map_err(|_| Failure::Unreachable)?;
    let asked = headers.set("range", &["bytes=", &range].concat());
    asked.map_err(|_| Failure::Unranged)?;
    let options = RequestInit::new();
    options.set_headers(&headers);
    let response = send(
        &segment.path,
        RequestCache::NoStore,
        signal,
        &options,
        Some(way),
    );
    let response = answered(response.await?)?;
    let came = response.headers().get("content-range").ok().flatten();
    let whole = decimal::text(segment.whole_bytes);
    let is_it = came == Some(["bytes ", &range, "/", &whole].concat());
    is_it.then_some(response).ok_or(Failure::Unranged)
}

async fn send(
    path: &str,
    cache: RequestCache,
    signal: &AbortSignal,
    options: &RequestInit,
    way: Option<&Way>,
) -> Result<Response, Failure> {
    let base = way.map_or("", |way| &way.base);
    if base.is_empty() {
        options.set_cache(cache);
        // Without it a browser refuses to answer from its HTTP cache alone.
        options.set_mode(RequestMode::SameOrigin);
    } else {
        // What an edge sent is nothing to keep under an address before its digest was looked at.
        options.set_cache(RequestCache::NoStore);
    }
    if let Some(way) = way {
        // A browser that does not know it does as it likes.
        Reflect::set(options, &"priority".into(), &way.priority.name().into()).ok();
    }
    // A redirected response cannot answer a navigation, and none of our files is anywhere else.
    options.set_redirect(RequestRedirect::Error);
    options.set_signal(Some(signal));
    let address = [base, path].concat();
    let asked = wait(global::scope().fetch_with_str_and_init(&address, options)).await;
    Ok(asked.ok_or(Failure::Unreachable)?.unchecked_into())
}

fn answered(response: Response) -> Result<Response, Failure> {
    if response.ok() {
        Ok(response)
    } else {
        Err(Failure::Refused(response.status()))
    }
}

/// A small file, whole; where it may be `stored`, it is afterwards, if it is what its name says.
pub(crate) async fn read(path: &str, limit_bytes: u64, stored: bool) -> Result<Text, Failure> {
    let found = if stored {
        caches::find(OBJECTS, path).await
    } else {
        None
    };
    let is_found = found.is_some();
    let response = match found {
        Some(response) => response,
        None => {
            // Two workers may ask at once: one answer serves both. What changes under its name comes past the HTTP cache: a
            // head that was damaged on its way would be taken for the honest one, whose entity tag it has.
            let cache = match stored {
                true => RequestCache::Default,
                false => RequestCache::NoStore,
            };
            let signal = AbortSignal::timeout_with_u32(READ_TIMEOUT_MILLIS);
            ask(path, cache, &signal).await?
        }
    };
    let body = response.array_buffer().map_err(|_| Failure::Unreachable)?;
    let body = Uint8Array::new(&wait(body).await.ok_or(Failure::Unreachable)?);
    if u64::from(body.length()) > limit_bytes {
        return Err(Failure::TooLong);
    }
    let digest = hash::sha256(&body).await.ok_or(Failure::Unreachable)?;
    let is_new = stored && !is_found && package::object_digest(path) == Some(digest);
    let is_stored = match store::response(&body, &response.headers()).filter(|_| is_new) {
        Some(response) => store::put(OBJECTS, path, &response).await.is_ok(),
        None => is_found,
    };
    Ok(Text {
        bytes: body.to_vec(),
        digest,
        is_stored,
    })
}
