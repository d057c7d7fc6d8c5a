//! A place over HTTP: objects and patches for ever and readable from everywhere, everything else asked for anew each time.
//!
//! Deliberately absent: who may ask, counts and limits; those stand around this.

use std::ops::Range;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use moka::future::Cache;

use crate::dictionaries::{accepts, with_dictionaries};
use crate::hot::{Held, Hot, SHORT_BYTES, TWINS};
use crate::place::{About, Place};
use crate::plan::Plan;
use crate::readable::{allow_reading, is_named_by_content, preflight};
use crate::watch::failure;
use crate::{Error, IMMUTABLE, links};

/// For pages that share memory between threads, and against guessing what a file is.
const ALWAYS: [(&str, &str); 5] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");
/// So many pages are remembered by what they load.
const MOST_PAGES: u64 = 1024;

/// How much memory answers may be kept in.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Bytes of objects.
    pub max_bytes: u64,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
        }
    }
}

/// Stands in an answer about a file that has other bytes than its name says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IsDamaged;

struct Served {
    place: Place,
    hot: Hot,
    /// What pages load, by name and state.
    links: Cache<String, Option<HeaderValue>>,
}

/// Everything at `place`, objects also told by older ones that a browser has.
pub fn site(place: Place, memory: Memory) -> Router {
    with_hot(place, Hot::new(memory.max_bytes))
}

/// The same with objects in `hot`.
pub(crate) fn with_hot(place: Place, hot: Hot) -> Router {
    let served = Served {
        place: place.clone(),
        hot,
        links: Cache::new(MOST_PAGES),
    };
    let files = Router::new().fallback(answer).with_state(Arc::new(served));
    with_dictionaries(files, place).layer(from_fn(guard))
}

/// One of the forms in which a file lies there.
struct Form {
    name: String,
    about: About,
    /// The bytes, where they are in memory.
    held: Option<Arc<Held>>,
    /// Which of the twins it is.
    twin: Option<usize>,
}

async fn answer(State(served): State<Arc<Served>>, request: Request) -> Response {
    let path = request.uri().path();
    let is_object = is_named_by_content(path);
    match *request.method() {
        Method::GET | Method::HEAD => {
            let found = served.found(path, is_object, request.method(), request.headers());
            found.await.unwrap_or_else(|error| trouble(&error))
        }
        Method::OPTIONS if is_object => preflight(),
        _ => {
            let allow = [(header::ALLOW, "GET, HEAD")];
            (StatusCode::METHOD_NOT_ALLOWED, allow).into_response()
        }
    }
}

/// The headers that every answer has, whoever made it.
async fn guard(request: Request, next: Next) -> Response {
    let is_object = is_named_by_content(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        let value = HeaderValue::from_static(value);
        headers.insert(HeaderName::from_static(name), value);
    }
    if is_object {
        allow_reading(headers);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        // What is missing may be published a moment later.
        headers.insert(header::CACHE_CONTROL, NO_CACHE);
    }
    response
}

/// What nobody can be told more about; the log has it.
fn trouble(error: &Error) -> Response {
    let mut response = failure(StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
    if error.is_damage() {
        response.extensions_mut().insert(IsDamaged);
    }
    response
}

impl Served {
    async fn found(
        &self,
        path: &str,
        is_object: bool,
        method: &Method,
        asked: &HeaderMap,
    ) -> Result<Response, Error> {
        let Some(name) = layout::name_from_path(path).filter(|name| !is_private(name)) else {
            return Ok(StatusCode::NOT_FOUND.into_response());
        };
        let mut told = self.told(&name, is_object, method, asked).await;
        if matches!(told, Err(Error::Changed { .. })) {
            // What was said about it is of another edition than its bytes.
            told = self.told(&name, is_object, method, asked).await;
        }
        match told? {
            Some(response) => Ok(response),
            None => self.missing(path, &name).await,
        }
    }

    /// What is called `name`, if it is there.
    async fn told(
        &self,
        name: &str,
        is_object: bool,
        method: &Method,
        asked: &HeaderMap,
    ) -> Result<Option<Response>, Error> {
        let form = match is_object {
            true => self.object(name, asked).await?,
            false => self.changing(name, asked).await?,
        };
        match form {
            Some(form) => self.sent(name, form, is_object, method, asked).await,
            None => Ok(None),
        }
    }

    /// The form of an object that whoever asks can read: the shortest that is there and whole.
    async fn object(&self, name: &str, asked: &HeaderMap) -> Result<Option<Form>, Error> {
        let held = self.hot.held(&self.place, name).await;
        let Some(held) = held.map_err(plain)? else {
            return Ok(None);
        };
        if package::object_digest(&format!("/{name}")).is_none() {
            return Ok(Some(Form::of_held(held, None)));
        }
        for (twin, (end, coding)) in TWINS.iter().enumerate() {
            if !accepts(asked, coding) {
                continue;
            }
            let name = format!("{name}{end}");
            if let Some(held) = self.hot.twin(&self.place, &name).await {
                return Ok(Some(Form::of_held(held, Some(twin))));
            }
        }
        Ok(Some(Form::of_held(held, None)))
    }

    async fn changing(&self, name: &str, asked: &HeaderMap) -> Result<Option<Form>, Error> {
        let Some(about) = self.place.about(name).await? else {
            return Ok(None);
        };
        for (twin, (end, coding)) in TWINS.iter().enumerate() {
            if accepts(asked, coding) {
                let name = format!("{name}{end}");
                if let Some(about) = self.place.about(&name).await? {
                    return Ok(Some(Form::of_file(name, about, Some(twin))));
                }
            }
        }
        Ok(Some(Form::of_file(name.to_owned(), about, None)))
    }

    async fn sent(
        &self,
        name: &str,
        form: Form,
        is_object: bool,
        method: &Method,
        asked: &HeaderMap,
    ) -> Result<Option<Response>, Error> {
        let tag = form.tag(name, is_object);
        let plan = Plan::of(asked, &tag, form.about.bytes);
        let mut headers = form.headers(name, is_object, &plan);
        headers.insert(header::ETAG, tag);
        if plan == Plan::Whole
            && name.ends_with(".html")
            && let Some(link) = self.links(name).await?
        {
            headers.insert(header::LINK, link);
        }
        let body = match method {
            &Method::HEAD => Some(Body::empty()),
            _ => self.body(&form, &plan).await?,
        };
        // Gone in this very moment.
        let Some(body) = body else {
            return Ok(None);
        };
        let mut response = Response::new(body);
        *response.status_mut() = plan.status();
        *response.headers_mut() = headers;
        Ok(Some(response))
    }

    async fn body(&self, form: &Form, plan: &Plan) -> Result<Option<Body>, Error> {
        let range = match plan {
            Plan::Whole => 0..form.about.bytes,
            Plan::Part(range) => range.clone(),
            _ => return Ok(Some(Body::empty())),
        };
        let held = form.held.as_ref().and_then(|held| held.bytes.as_ref());
        let (Some(bytes), Ok(start), Ok(end)) = (
            held,
            usize::try_from(range.start),
            usize::try_from(range.end),
        ) else {
            return self.place.stream(&form.name, &form.about, range).await;
        };
        Ok(Some(Body::from(bytes.slice(start..end))))
    }

    /// What the page called `name` loads first.
    async fn links(&self, name: &str) -> Result<Option<HeaderValue>, Error> {
        let about = self.place.about(name).await?;
        let Some(about) = about.filter(|about| about.bytes <= SHORT_BYTES) else {
            return Ok(None);
        };
        let key = format!("{name} {}", about.state);
        if let Some(known) = self.links.get(&key).await {
            return Ok(known);
        }
        let page = self.place.read(name, SHORT_BYTES).await?;
        let text = page.as_deref().map(core::str::from_utf8);
        let link = text.and_then(Result::ok).and_then(links::link_from_page);
        self.links.insert(key, link.clone()).await;
        Ok(link)
    }

    /// A folder without the slash at its end is sent to the one with it, as static hosts do.
    async fn missing(&self, path: &str, name: &str) -> Result<Response, Error> {
        let index = format!("{name}/index.html");
        if path.ends_with('/') || self.place.about(&index).await?.is_none() {
            return Ok(StatusCode::NOT_FOUND.into_response());
        }
        // Two at the beginning would name another host.
        let with_slash = format!("/{}/", path.trim_matches('/'));
        let place = [(header::LOCATION, with_slash)];
        Ok((StatusCode::TEMPORARY_REDIRECT, place).into_response())
    }
}

impl Form {
    fn of_held(held: Arc<Held>, twin: Option<usize>) -> Self {
        Self {
            name: held.file.clone(),
            about: held.about.clone(),
            held: Some(held),
            twin,
        }
    }

    fn of_file(name: String, about: About, twin: Option<usize>) -> Self {
        Self {
            name,
            about,
            held: None,
            twin,
        }
    }

    fn coding(&self) -> Option<&'static str> {
        let (_, coding) = TWINS.get(self.twin?)?;
        Some(coding)
    }

    /// An object's is its name, the same wherever it lies; what else there is has the state that its place tells.
    fn tag(&self, name: &str, is_object: bool) -> HeaderValue {
        let digest = package::object_digest(&format!("/{name}")).filter(|_| is_object);
        let state = digest.map_or_else(|| self.about.state.clone(), |digest| digest.to_hex());
        let end = self
            .coding()
            .map_or(String::new(), |coding| format!("-{coding}"));
        let tag = HeaderValue::from_str(&format!("\"{state}{end}\""));
        tag.unwrap_or(HeaderValue::from_static("\"\""))
    }

    fn headers(&self, name: &str, is_object: bool, plan: &Plan) -> HeaderMap {
        let bytes = self.about.bytes;
        let mut headers = HeaderMap::with_capacity(24);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::VARY, VARY);
        if is_object {
            headers.insert(header::CACHE_CONTROL, IMMUTABLE);
        }
        if let Some(coding) = self.coding() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        let length = match plan {
            Plan::Whole => Some(bytes),
            Plan::Part(Range { start, end }) => Some(end - start),
            Plan::Beyond => Some(0),
            Plan::NotModified | Plan::Other => None,
        };
        if let Some(length) = length {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        if let Some(part) = plan.content_range(bytes) {
            headers.insert(header::CONTENT_RANGE, part);
        }
        if matches!(plan, Plan::NotModified | Plan::Other | Plan::Beyond) {
            headers.remove(header::CONTENT_TYPE);
        }
        headers
    }
}

/// An error that several were waiting for.
fn plain(error: Arc<Error>) -> Error {
    Arc::try_unwrap(error).unwrap_or_else(Error::Shared)
}

/// Names that belong to tools, and secrets that were left in the folder.
fn is_private(name: &str) -> bool {
    name.split('/')
        .any(|part| part.starts_with('.') || part.ends_with(".key"))
}

/// The media type of a file, whatever its place says.
fn kind(name: &str) -> &'static str {
    const TEXT: &str = "text/plain; charset=utf-8";
    if name.starts_with("games/") || name == "head" || name.starts_with("roots/") {
        return TEXT;
    }
    match layout::type_from_path(name) {
        "text/plain" => TEXT,
        "text/html" => "text/html; charset=utf-8",
        "text/javascript" => "text/javascript; charset=utf-8",
        other => other,
    }
}

#[cfg(test)]
mod tests;
