//! Compression dictionaries (RFC 9842): an object told by an older one that the browser still has in its HTTP cache.
//!
//! Every object may serve as the dictionary of a later one of its kind. A browser names the one it has by its SHA-256,
//! which is the object's own name here, so nothing has to be remembered. What goes out that way is made once, kept within
//! bounds, and never longer than the ordinary answer. Deliberately absent: `dcb`, and anything on disk
//! (docs/decisions/0017-compression-dictionaries.md).

mod dcz;
mod kept;
mod wish;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use package::{Digest, digest_from_bytes};
use tokio::sync::Semaphore;

use self::kept::{Kept, Made, Told};
pub(crate) use self::wish::{Wish, accepts};
use crate::Error;
use crate::place::Place;

const USE_AS_DICTIONARY: HeaderName = HeaderName::from_static("use-as-dictionary");
const AVAILABLE_DICTIONARY: HeaderName = HeaderName::from_static("available-dictionary");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding, available-dictionary");
/// Longer files are neither told by another nor offered as dictionaries: this one takes some seconds.
const MAX_BYTES: u64 = 16 << 20;
/// So many are made at once.
const AT_ONCE: usize = 2;
/// Who has waited so long gets the ordinary answer; what is made serves the next.
const PATIENCE: Duration = Duration::from_millis(500);

/// What was made so far, and how much is being made; clones share it.
#[derive(Clone)]
pub(crate) struct Dictionaries(Arc<Shared>);

struct Shared {
    kept: Mutex<Kept>,
    makers: Semaphore,
}

/// `site`, whose objects are in `c` at `place`, with compression dictionaries for whoever has some.
pub fn with_dictionaries(site: Router, place: Place) -> Router {
    let state = (place, Dictionaries::new());
    site.layer(from_fn_with_state(state, answer))
}

async fn answer(
    State((place, dictionaries)): State<(Place, Dictionaries)>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let wish = Wish::of(&request);
    if let Some(response) = dictionaries.answer(|| Ok(place.clone()), wish).await {
        return response;
    }
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    offer(&path, response.status(), response.headers_mut());
    response
}

/// Says in an ordinary answer for `path` that it may serve as a dictionary, where it may.
pub(crate) fn offer(path: &str, status: StatusCode, headers: &mut HeaderMap) {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let is_short = length.is_none_or(|length| length <= MAX_BYTES);
    if status == StatusCode::OK
        && is_short
        && let Some(kind) = wish::kind(path)
        && let Some(digest) = package::object_digest(path)
        && let Some(value) = use_as_dictionary(kind, digest)
    {
        headers.insert(USE_AS_DICTIONARY, value);
        headers.insert(header::VARY, VARY);
    }
}

/// Names say content, so the next version of an object has another: any of its kind may be one.
fn use_as_dictionary(kind: &str, digest: Digest) -> Option<HeaderValue> {
    let hex = digest.to_hex();
    let id = hex.get(..16).unwrap_or(&hex);
    HeaderValue::from_str(&format!("match=\"/c/*.{kind}\", id=\"{id}\"")).ok()
}

impl Dictionaries {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            kept: Mutex::new(Kept::default()),
            makers: Semaphore::new(AT_ONCE),
        }))
    }

    /// The object that is wished for, told by the dictionary that the browser has; nothing where the ordinary answer is the
    /// right one: no such wish, no such dictionary, no gain, or no time.
    pub(crate) async fn answer(
        &self,
        place: impl FnOnce() -> Result<Place, Error>,
        wish: Option<Wish>,
    ) -> Option<axum::response::Response> {
        let wish = wish?;
        let files = Files::of(place().ok()?, &wish).await?;
        let mut told = self.told(&wish, files)?;
        let made = tokio::time::timeout(PATIENCE, told.wait_for(Option::is_some)).await;
        let made = made.ok()?.ok()?.clone()?;
        let Made::Bytes(bytes) = made else {
            return None;
        };
        response(&wish, bytes)
    }

    /// Where the answer to `wish` will be told or was; nothing where too many are being made.
    fn told(&self, wish: &Wish, files: Files) -> Option<Told> {
        let key = (wish.dictionary, wish.object);
        let mut kept = self.0.kept.lock().ok()?;
        if let Some(told) = kept.get(key) {
            return Some(told);
        }
        let (teller, told) = kept.begin(key)?;
        let shared = Arc::clone(&self.0);
        tokio::spawn(async move {
            let made = match shared.makers.acquire().await {
                Ok(_held) => made(files, key).await,
                Err(_) => Made::Useless,
            };
            if let Ok(mut kept) = shared.kept.lock() {
                kept.done(key, &made);
            }
            teller.send(Some(made)).ok();
        });
        Some(told)
    }
}

/// What an answer is made of.
struct Files {
    place: Place,
    dictionary: String,
    object: String,
    /// Bytes of the ordinary answer.
    ordinary_bytes: u64,
}

impl Files {
    /// The files of `wish` at `place`, where both are there and neither is too long.
    async fn of(place: Place, wish: &Wish) -> Option<Self> {
        let named = |digest: Digest| format!("c/{digest}.{}", wish.kind);
        let (dictionary, object) = (named(wish.dictionary), named(wish.object));
        length(&place, &dictionary).await?;
        let object_bytes = length(&place, &object).await?;
        let twin_bytes = length(&place, &format!("{object}.br")).await;
        Some(Self {
            place,
            dictionary,
            object,
            ordinary_bytes: twin_bytes.unwrap_or(object_bytes),
        })
    }
}

/// The length of a file that is not too long.
async fn length(place: &Place, name: &str) -> Option<u64> {
    let about = place.about(name).await.ok()??;
    (about.bytes <= MAX_BYTES).then_some(about.bytes)
}

async fn made(files: Files, (dictionary, object): (Digest, Digest)) -> Made {
    let old = files.place.read(&files.dictionary, MAX_BYTES).await;
    let new = files.place.read(&files.object, MAX_BYTES).await;
    let (Ok(Some(old)), Ok(Some(new))) = (old, new) else {
        return Made::Useless;
    };
    // Takes as long as the lengths of the files say: not for the threads that answer.
    let encode = move || {
        // A damaged dictionary would make another file out of a good answer.
        if digest_from_bytes(&old) != dictionary || digest_from_bytes(&new) != object {
            return Made::Useless;
        }
        match dcz::encoded(&old, dictionary, &new) {
            Ok(bytes) if (bytes.len() as u64) < files.ordinary_bytes => {
                Made::Bytes(Bytes::from(bytes))
            }
            _ => Made::Useless,
        }
    };
    let made = tokio::task::spawn_blocking(encode).await;
    made.unwrap_or(Made::Useless)
}

fn response(wish: &Wish, bytes: Bytes) -> Option<axum::response::Response> {
    Response::builder()
        .header(
            header::CONTENT_TYPE,
            layout::type_from_path(&format!(".{}", wish.kind)),
        )
        .header(header::CONTENT_ENCODING, dcz::NAME)
        .header(header::CACHE_CONTROL, crate::IMMUTABLE)
        .header(header::VARY, VARY)
        .header(
            USE_AS_DICTIONARY,
            use_as_dictionary(&wish.kind, wish.object)?,
        )
        .body(Body::from(bytes))
        .ok()
}

#[cfg(test)]
mod tests;
