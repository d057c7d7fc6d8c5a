//! Bodies on their way into the store. A body stays on the JavaScript side: it is counted and hashed, never copied here.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use delivery::{Body, Event, Failure, Patch, Segment, Sender, Source, Way};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_streams::ReadableStream;
use web_sys::{AbortController, AbortSignal, Headers, RequestCache, Response};

use super::{caches, fetch, hash, patch, promise::wait, segments, store, timer};
use crate::keeper::Keeper;

/// Headers that are true of one version only.
const VERSION: [&str; 3] = ["date", "etag", "last-modified"];

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
        way: &Way,
    ) -> Result<Body, Failure> {
        let signal = self.begin(path)?.signal();
        let fetched = fetch_body(keeper, path, bytes, source, way, &signal).await;
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

    /// Fetches a segment of a body for `path` and stores it; where an edge has not sent it after `hedge_millis` the origin is
    /// asked as well.
    pub(crate) async fn fetch_segment(
        &self,
        keeper: &Keeper,
        path: &str,
        segment: &Segment,
        way: &Way,
        hedge_millis: Option<u64>,
    ) -> Result<Sender, Failure> {
        let asked = self.begin(path)?;
        let signal = asked.signal();
        let first = fetch_segment(keeper, path, segment, way, &signal);
        let origin = Way {
            base: String::new(),
            priority: way.priority,
        };
        let also = AbortController::new().map_err(|_| Failure::Unreachable)?;
        let second = async {
            timer::sleep(hedge_millis.unwrap_or_default() as i32).await;
            self.add(path, &also);
            fetch_segment(keeper, path, segment, &origin, &also.signal()).await
        };
        let fetched = match hedge_millis {
            None => first.await.map(|body| (body, Sender::Asked)),
            Some(_) => sooner(first, second).await,
        };
        // Whoever is too late need not go on.
        for controller in [&asked, &also] {
            controller.abort();
            self.0
                .borrow_mut()
                .retain(|it| it.controller != *controller);
        }
        let (body, sender) = fetched?;
        segments::put(segment, &body).await?;
        Ok(sender)
    }

    fn begin(&self, path: &str) -> Result<AbortController, Failure> {
        let controller = AbortController::new().map_err(|_| Failure::Unreachable)?;
        self.add(path, &controller);
        Ok(controller)
    }

    fn add(&self, path: &str, controller: &AbortController) {
        self.0.borrow_mut().push(Download {
            path: path.to_owned(),
            controller: controller.clone(),
            held: None,
        });
    }

    pub(crate) fn abort(&self, path: &str) {
        for download in self.0.borrow().iter().filter(|it| it.path == path) {
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
            .and_then(|held| store::response(&held.body, &held.headers))
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

/// What `asked` brings, or `also` where that is there first. Where `also` fails it is left to `asked`, whose failure ends
/// both: the machine knows better whom to ask then.
async fn sooner(
    asked: impl Future<Output = Result<Uint8Array, Failure>>,
    also: impl Future<Output = Result<Uint8Array, Failure>>,
) -> Result<(Uint8Array, Sender), Failure> {
    let (mut asked, mut also) = (pin!(asked), pin!(also));
    let mut failed = false;
    poll_fn(|context| {
        if let Poll::Ready(done) = asked.as_mut().poll(context) {
            return Poll::Ready(done.map(|body| (body, Sender::Asked)));
        }
        if !failed && let Poll::Ready(done) = also.as_mut().poll(context) {
            match done {
                Ok(body) => return Poll::Ready(Ok((body, Sender::Origin))),
                Err(_) => failed = true,
            }
        }
        Poll::Pending
    })
    .await
}

async fn fetch_body(
    keeper: &Keeper,
    path: &str,
    bytes: u64,
    source: &Source,
    way: &Way,
    signal: &AbortSignal,
) -> Result<(Held, Body), Failure> {
    let held = match source {
        Source::Segments(patch) => {
            let body = segments::body(&patch.path, patch.bytes).await;
            let body = body.ok_or(Failure::Unpatched)?;
            patched(keeper, path, &body, patch, bytes, signal).await?
        }
        Source::OwnSegments => {
            let body = segments::body(path, bytes).await;
            Held {
                body: body.ok_or(Failure::Unpatched)?,
                headers: fetch::ask_head(path, signal).await?.headers(),
            }
        }
        Source::Patch(patch) => {
            let asked = fetch::ask_by(way, &patch.path, RequestCache::Default, signal);
            let response = asked.await?;
            let body = read(keeper, path, &response, patch.bytes as u32).await?;
            patched(keeper, path, &body, patch, bytes, signal).await?
        }
        Source::File(slice) => {
            let (body, headers) = keeper.files().part(slice, bytes).await?;
            Held { body, headers }
        }
        _ => {
            let response = ask(path, source, way, signal).await?;
            Held {
                body: read(keeper, path, &response, bytes as u32).await?,
                headers: headers(path, way, &response)?,
            }
        }
    };
    let digest = hash::sha256(&held.body).await.ok_or(Failure::Unreachable)?;
    let measured = Body {
        bytes: u64::from(held.body.length()),
        digest,
    };
    Ok((held, measured))
}

async fn fetch_segment(
    keeper: &Keeper,
    path: &str,
    segment: &Segment,
    way: &Way,
    signal: &AbortSignal,
) -> Result<Uint8Array, Failure> {
    let response = fetch::ask_range(way, segment, signal).await?;
    let bytes = (segment.to - segment.from) as u32;
    let body = read(keeper, path, &response, bytes).await?;
    let is_whole = body.length() == bytes;
    is_whole.then_some(body).ok_or(Failure::Unreachable)
}

/// Makes a body of at most `bytes` out of a patch's body and the stored file it is for, whose headers it gets.
async fn patched(
    keeper: &Keeper,
    path: &str,
    patch_body: &Uint8Array,
    patch: &Patch,
    bytes: u64,
    signal: &AbortSignal,
) -> Result<Held, Failure> {
    let bytes = bytes as u32;
    if patch.seed_path.is_empty() {
        // Nothing has no headers: the origin says what the file would have come with.
        let response = fetch::ask_head(path, signal).await?;
        let seed_body = Uint8Array::new_with_length(0);
        return Ok(Held {
            body: patch::apply(keeper.decoder(), &seed_body, patch_body, bytes).await?,
            headers: response.headers(),
        });
    }
    let seed = caches::find(&patch.seed_cache, &patch.seed_path).await;
    let seed = seed.ok_or(Failure::Unpatched)?;
    let headers = seed.headers();
    for name in VERSION {
        headers.delete(name).map_err(|_| Failure::Unpatched)?;
    }
    let seed_body = seed.array_buffer().map_err(|_| Failure::Unpatched)?;
    let seed_body = Uint8Array::new(&wait(seed_body).await.ok_or(Failure::Unpatched)?);
    Ok(Held {
        body: patch::apply(keeper.decoder(), &seed_body, patch_body, bytes).await?,
        headers,
    })
}

/// The headers to store a whole body with. Those of an edge are nobody's word.
fn headers(path: &str, way: &Way, response: &Response) -> Result<Headers, Failure> {
    let inert = package::inert_type(path).filter(|_| !way.base.is_empty());
    let Some(inert) = inert else {
        return Ok(response.headers());
    };
    let headers = Headers::new().map_err(|_| Failure::Unreachable)?;
    let set = headers.set("content-type", inert);
    set.map_err(|_| Failure::Unreachable)?;
    Ok(headers)
}

async fn ask(
    path: &str,
    source: &Source,
    way: &Way,
    signal: &AbortSignal,
) -> Result<Response, Failure> {
    // Objects never change, so the HTTP cache may have them; a page under its name may.
    let http_cache = match source {
        Source::Cache(cache) => {
            return caches::find(cache, path).await.ok_or(Failure::Unreachable);
        }
        Source::Origin => RequestCache::Reload,
        Source::HttpCache => RequestCache::OnlyIfCached,
        Source::Network if package::is_object_path(path) => RequestCache::Default,
        _ => RequestCache::NoCache,
    };
    fetch::ask_by(way, path, http_cache, signal).await
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
        // A body's chunks are of this type; made anew each would be copied.
        let chunk: Uint8Array = chunk.unchecked_into();
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
