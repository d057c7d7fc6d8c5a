//! A mirror of an origin: what is asked for is fetched once, however many ask at the same time, and kept in a folder of
//! bounded length.
//!
//! What is named by its content is checked against its name before anybody gets a byte of it, and then kept for as long
//! as there is room; everything else is fresh for a moment, asked for anew after that, and given as it was where the
//! origin cannot be reached. Deliberately absent: any belief in the origin beyond that, and the tool door.

mod check;
mod kept;
mod named;
mod origin;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use tower::ServiceExt as _;

use crate::hot::Hot;
use crate::place::Place;
use crate::readable::{self, allow_reading, preflight};
use crate::site::{self, IsDamaged, Memory};
use crate::watch::{Counts, failure};
use crate::{Error, is_named_by_content};
use kept::{Brought, Kept};
use named::Named;
use origin::Origin;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// An object may be lost in the moment in which it is asked for, but not twice.
const ATTEMPTS: usize = 2;

/// What is mirrored, and where it is kept.
#[derive(Debug, Clone)]
pub struct Mirrored {
    /// The origin's address, `http://…` or `https://…`.
    pub origin: String,
    /// The folder, which belongs to this mirror alone.
    pub folder: PathBuf,
    /// The most that the folder may hold, but for what is being fetched.
    pub max_bytes: u64,
    /// How long heads, lists and pages are given without asking the origin.
    pub fresh: Duration,
}

struct Mirror {
    kept: Kept,
    named: Named,
    /// Answers from the folder.
    site: Router,
}

/// Everything at the origin that `mirrored` names.
///
/// # Errors
/// Where the folder cannot be written.
pub async fn mirror(mirrored: Mirrored, memory: Memory, counts: &Counts) -> Result<Router, Error> {
    let origin = Origin::new(&mirrored.origin, counts.clone())?;
    let kept = Kept::open(&mirrored, origin.clone()).await?;
    let place = Place::of_folder(&mirrored.folder)?;
    let mirror = Mirror {
        named: Named::new(mirrored.fresh, origin, kept.clone()),
        site: site::with_hot(place, Hot::new(memory.max_bytes)),
        kept,
    };
    Ok(Router::new().fallback(answer).with_state(Arc::new(mirror)))
}

async fn answer(State(mirror): State<Arc<Mirror>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let is_object = is_named_by_content(&path);
    let mut response = match *request.method() {
        Method::GET | Method::HEAD => {
            let can_be_checked = match readable::patch(&path) {
                Some((from, _)) => mirror.kept.has_digest(from).await,
                None => is_object,
            };
            match can_be_checked {
                true => mirror.object(&path, request).await,
                false => {
                    let question = question(request.uri());
                    mirror.named.answer(&question, request).await
                }
            }
        }
        Method::OPTIONS if is_object => preflight(),
        _ => {
            let allow = [(header::ALLOW, "GET, HEAD")];
            (StatusCode::METHOD_NOT_ALLOWED, allow).into_response()
        }
    };
    if is_object {
        allow_reading(response.headers_mut());
    }
    response
}

impl Mirror {
    async fn object(&self, path: &str, request: Request) -> Response {
        let name = path.trim_start_matches('/');
        // A twin comes with its object or not at all.
        let twin = path.strip_suffix(".br").or(path.strip_suffix(".zst"));
        let twin = twin.filter(|whole| package::object_digest(whole).is_some());
        let whole = twin.map_or(name, |whole| whole.trim_start_matches('/'));
        for _ in 0..ATTEMPTS {
            let brought = match self.kept.bring(whole).await {
                Ok(Some(brought)) => brought,
                Ok(None) => return missing(),
                Err(error) => return failure(StatusCode::BAD_GATEWAY, error.to_string()),
            };
            let Ok(mut response) = self.site.clone().oneshot(copied(&request)).await;
            // A disk that does not answer now is no reason to throw away what is on it.
            let is_lost = response.status() == StatusCode::NOT_FOUND
                || response.extensions().get::<IsDamaged>().is_some();
            if is_lost && whole == name {
                // It had to make room in this very moment, or the disk changed it.
                self.kept.forget(whole).await;
                continue;
            }
            let said = match brought {
                Brought::Hit => "layerw; hit",
                Brought::Fetched => "layerw; fwd=miss; stored",
            };
            let headers = response.headers_mut();
            headers.insert(CACHE_STATUS, HeaderValue::from_static(said));
            return response;
        }
        let what = format!("{whole} does not stay in the mirror's folder: is there room for it?");
        failure(StatusCode::BAD_GATEWAY, what)
    }
}

/// What the origin is asked for. Lists for tools come in pages, which the query names; everything else is the same
/// whatever the query.
fn question(asked: &Uri) -> String {
    let whole = asked.path_and_query().map(PathAndQuery::as_str);
    let whole = whole.filter(|_| asked.path().ends_with("/tags/list"));
    whole.unwrap_or(asked.path()).to_owned()
}

/// What the origin does not have may be published a moment later.
fn missing() -> Response {
    let headers = [(header::CACHE_CONTROL, "no-cache")];
    (StatusCode::NOT_FOUND, headers).into_response()
}

/// A request without a body may be asked twice.
fn copied(request: &Request) -> Request {
    let mut copy = Request::default();
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}
