//! Bodies on their way into the store. A body stays on the JavaScript side: it is counted and hashed, never copied here.

use std::cell::RefCell;

use delivery::{Body, Event, Failure, Source};
use js_sys::Uint8Array;
use wasm_streams::ReadableStream;
use web_sys::{AbortController, AbortSignal, Headers, RequestCache, Response, ResponseInit};

use super::{caches, fetch, hash, store};
use crate::keeper::Keeper;

/// Headers that describe how the bytes travelled, not what they are. `vary` goes too: this is the only variant.
const TRAVEL: [&str; 4] = [
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "vary",
];

/// Isolation, for a host that cannot set headers: from the second load on the product has it there too.
const ISOLATION: [(&str, &str); 3] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Bodies being fetched and bodies held.
#[derive(Default)]
pub(crate) struct Downloads(RefCell<Vec<Download>>);

struct Download {
    path: String,
    controller: AbortController,
    held: Option<Held>,
}

#[derive(Clone)]
struct Held {
    body: Uint8Array,
    headers: Headers,
}

impl Downloads {
    /// Fetches `path` and holds its body. `keeper` is told how much has come.
    pub(crate) async fn fetch(
        &self,
        keeper: &Keeper,
        path: &str,
        bytes: u64,
        source: &Source,
    ) -> Result<Body, Failure> {
        let controller = AbortController::new().map_err(|_| Failure::Unreachable)?;
        let signal = controller.signal();
        self.0.borrow_mut().push(Download {
            path: path.to_owned(),
            controller,
            held: None,
        });
        let fetched = fetch_body(keeper, path, bytes, source, &signal).await;
        match fetched {
            Ok((held, body)) => {
                let mut downloads = self.0.borrow_mut();
                if let Some(download) = downloads.iter_mut().find(|download| download.path == path)
                {
                    download.held = Some(held);
                }
                Ok(body)
            }
            Err(failure) => {
                self.discard(path);
                Err(failure)
            }
        }
    }

    pub(crate) fn abort(&self, path: &str) {
        if let Some(download) = self
            .0
            .borrow()
            .iter()
            .find(|download| download.path == path)
        {
            download.controller.abort();
        }
    }

    /// Stores the body held for `path` as a response that will be handed back untouched.
    pub(crate) async fn keep(&self, path: &str, cache: &str) -> Result<(), Failure> {
        let held = self
            .0
            .borrow()
            .iter()
            .find(|download| download.path == path)
            .and_then(|download| download.held.clone());
        let response = held
            .and_then(|held| response(&held))
            .ok_or(Failure::Unreachable)?;
        let kept = store::put(cache, path, &response).await;
        if kept.is_ok() {
            self.discard(path);
        }
        kept
    }

    pub(crate) fn discard(&self, path: &str) {
        self.0.borrow_mut().retain(|download| download.path != path);
    }
}

async fn fetch_body(
    keeper: &Keeper,
    path: &str,
    bytes: u64,
    source: &Source,
    signal: &AbortSignal,
) -> Result<(Held, Body), Failure> {
    let response = ask(path, source, signal).await?;
    let body = read(keeper, path, &response, bytes as u32).await?;
    let digest = hash::sha256(&body).await.ok_or(Failure::Unreachable)?;
    let measured = Body {
        bytes: u64::from(body.length()),
        digest,
    };
    Ok((
        Held {
            body,
            headers: response.headers(),
        },
        measured,
    ))
}

async fn ask(path: &str, source: &Source, signal: &AbortSignal) -> Result<Response, Failure> {
    // Objects never change, so the HTTP cache may have them; a page under its name may.
    let http_cache = match source {
        Source::Cache(cache) => {
            return caches::find(cache, path).await.ok_or(Failure::Unreachable);
        }
        Source::Origin => RequestCache::Reload,
        Source::Network if package::is_object_path(path) => RequestCache::Default,
        Source::Network => RequestCache::NoCache,
    };
    fetch::ask(path, http_cache, signal).await
}

/// Reads a body of at most `bytes`.
async fn read(
    keeper: &Keeper,
    path: &str,
    response: &Response,
    bytes: u32,
) -> Result<Uint8Array, Failure> {
    let body = Uint8Array::new_with_length(bytes);
    let Some(stream) = response.body() else {
        return Ok(body.subarray(0, 0));
    };
    let mut stream = ReadableStream::from_raw(stream);
    let mut reader = stream.try_get_reader().map_err(|_| Failure::Unreachable)?;
    let mut length = 0;
    while let Some(chunk) = reader.read().await.map_err(|_| Failure::Unreachable)? {
        let chunk = Uint8Array::new(&chunk);
        if chunk.length() > bytes - length {
            return Err(Failure::TooLong);
        }
        body.set(&chunk, length);
        length += chunk.length();
        keeper.handle(Event::Arrived {
            path: path.to_owned(),
            bytes: u64::from(length),
        });
    }
    Ok(body.subarray(0, length))
}

fn response(held: &Held) -> Option<Response> {
    let headers = Headers::new_with_headers(&held.headers).ok()?;
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
    Response::new_with_opt_js_u8_array_and_init(Some(&held.body), &options).ok()
}
