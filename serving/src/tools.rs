//! The door for tools of WebAssembly registries and containers: the OCI distribution protocol, reading for everybody and
//! writing for whoever has the operator's token, and where `wkg` looks for it.
//!
//! A published game can be pulled as well: its manifest is made of its release file, and its blobs are the objects that
//! lie there anyway. Deliberately absent: removing anything, a catalogue, and signatures, which are in what is pulled.

mod blobs;
mod game;
mod manifests;
mod pushed;
mod refusal;
mod route;
mod token;
mod uploads;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::Error;
use crate::place::Place;
use crate::watch::failure;
pub use pushed::named_by_pushed;
use refusal::Refusal;
use route::Route;
pub use token::Token;
use uploads::Uploads;

/// Where `wkg` looks.
const WELL_KNOWN: &str = "/.well-known/wasm-pkg/registry.json";
/// Everything that tools wrote. A browser is given none of it by that name.
const FOLDER: &str = ".oci";
const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");
const VERSION: HeaderName = HeaderName::from_static("docker-distribution-api-version");

struct Door {
    place: Place,
    uploads: Uploads,
    token: Option<Token>,
}

/// Why a request of a tool is not carried out.
enum Trouble {
    /// It says so itself.
    Refused(Refusal),
    /// The place failed.
    Ours(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// `router` with the door to `place` before it; without a token nobody writes.
pub fn with_tools(router: Router, place: Place, token: Option<Token>) -> Router {
    let door = Door {
        place,
        uploads: Uploads::new(),
        token,
    };
    router.layer(from_fn_with_state(Arc::new(door), answer))
}

/// Where the bytes of a pushed blob are, for the browsers' door as well.
pub(crate) fn blob_name(hex: &str) -> String {
    format!("{FOLDER}/blobs/{hex}")
}

async fn answer(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path == WELL_KNOWN {
        return well_known(request.headers());
    }
    let Some(rest) = path
        .strip_prefix("/v2")
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
    else {
        return next.run(request).await;
    };
    let mut response = match Route::of(rest) {
        Some(route) => match door.carried_out(route, request).await {
            Ok(response) => response,
            Err(Trouble::Refused(refusal)) => refusal.into_response(),
            Err(Trouble::Ours(error)) => {
                failure(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
            }
        },
        None => Refusal::NameUnknown.into_response(),
    };
    let version = HeaderValue::from_static("registry/2.0");
    response.headers_mut().insert(VERSION, version);
    response
}

/// Says that this very host is the registry.
fn well_known(headers: &HeaderMap) -> Response {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let Some(host) = host else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let text = json!({ "preferredProtocol": "oci", "oci": { "registry": host } }).to_string();
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

impl Door {
    async fn carried_out(&self, route: Route, request: Request) -> Result<Response, Trouble> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        if !is_read {
            self.check_token(request.headers())?;
        }
        let method = request.method().clone();
        match (route, &method) {
            (Route::Version, _) if is_read => Ok(self.version()),
            (Route::Tags(name), &Method::GET) => self.tags(&name, request.uri()).await,
            (Route::Manifest(name, reference), _) if is_read => {
                self.manifest(&name, &reference, &method).await
            }
            (Route::Manifest(name, reference), &Method::PUT) => {
                self.put_manifest(&name, &reference, request).await
            }
            (Route::Blob(name, digest), _) if is_read => {
                self.blob(&name, digest, &method, request.headers()).await
            }
            (Route::Uploads(name), &Method::POST) => self.begin(&name, request).await,
            (Route::Upload(name, id), &Method::PATCH) => self.go_on(&name, &id, request).await,
            (Route::Upload(name, id), &Method::PUT) => self.finish(&name, &id, request).await,
            (Route::Upload(name, id), &Method::GET) => self.progress(&name, &id).await,
            (Route::Upload(_, id), &Method::DELETE) => {
                self.uploads.end(&id).await;
                Ok(StatusCode::NO_CONTENT.into_response())
            }
            _ => Err(Refusal::Unsupported.into()),
        }
    }

    /// Tells that the protocol is spoken here, and how to show a token.
    fn version(&self) -> Response {
        let mut response = ([(header::CONTENT_TYPE, "application/json")], "{}").into_response();
        if self.token.is_some() {
            // Tools show a token only where they were asked for one; reading works without.
            let value = HeaderValue::from_static(refusal::CHALLENGE);
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }

    fn check_token(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        match &self.token {
            None => Err(Refusal::Denied),
            Some(token) if token.is_shown(headers) => Ok(()),
            Some(_) => Err(Refusal::Unauthorized),
        }
    }
}

#[cfg(test)]
mod tests;
