//! Wrapped games. The first label of the host says which game's folder answers, so each game is an origin that shares
//! nothing with another or with the site.
//!
//! Deliberately absent: the site itself, and reading of one game's files by another origin.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::services::ServeDir;

use crate::dictionaries::{self, Dictionaries, Wish};
use crate::place::Place;
use crate::{IMMUTABLE, ranges};

/// For games that share memory between threads, and so that only their own pages frame them.
const ALWAYS: [(&str, &str); 4] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("content-security-policy", "frame-ancestors 'self'"),
];
/// The only service worker of such an origin.
const WORKER: &str = "/sw.js";

/// `site` with the games in `folder` before it: a request for another host, or for one without a game, goes to the site.
pub fn with_wrapped(site: Router, folder: PathBuf) -> Router {
    let state = (Arc::new(folder), Dictionaries::new());
    site.layer(from_fn_with_state(state, answer))
}

async fn answer(
    State((folder, dictionaries)): State<(Arc<PathBuf>, Dictionaries)>,
    request: Request,
    next: Next,
) -> Response {
    match game(&folder, &request) {
        Some(game) => ranges::answered(request, |it| file(&game, &dictionaries, it)).await,
        None => next.run(request).await,
    }
}

/// The folder of the game whose host is asked.
fn game(folder: &Path, request: &Request) -> Option<PathBuf> {
    let named = request.headers().get(header::HOST);
    let host = named.and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().host())?;
    let game = folder.join(layout::game_of_host(host)?);
    game.join(layout::WRAPPED_FILE).is_file().then_some(game)
}

async fn file(folder: &Path, dictionaries: &Dictionaries, mut request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let wish = Wish::of(&request);
    let mut response =
        if let Some(told) = dictionaries.answer(|| Place::of_folder(folder), wish).await {
            told
        } else if is_private(&path) {
            StatusCode::NOT_FOUND.into_response()
        } else if is_other_worker(&path, request.headers()) {
            // A second worker would take the game out of the hands of the one that keeps it.
            (StatusCode::FORBIDDEN, "one origin, one service worker").into_response()
        } else {
            let is_object = ["/c/", "/d/"].iter().any(|top| path.starts_with(top));
            if !is_object {
                // Two versions within a second would be taken for one.
                request.headers_mut().remove(header::IF_MODIFIED_SINCE);
            }
            let mut response = found(folder, request).await;
            let is_there = response.status().is_success() || response.status().is_redirection();
            let keep = match is_there && is_object {
                true => IMMUTABLE,
                false => HeaderValue::from_static("no-cache"),
            };
            if !is_object {
                response.headers_mut().remove(header::LAST_MODIFIED);
            }
            response.headers_mut().insert(header::CACHE_CONTROL, keep);
            dictionaries::offer(&path, response.status(), response.headers_mut());
            response
        };
    for (name, value) in ALWAYS {
        let value = HeaderValue::from_static(value);
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
    response
}

async fn found(folder: &Path, request: Request) -> Response {
    let mut files = ServeDir::new(folder).precompressed_br();
    match files.try_call(request).await {
        Ok(response) => response.map(Body::new),
        // What is not there comes as an error, and what cannot be read is not there for anybody else.
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What begins with a point belongs to tools, however the point is written.
fn is_private(path: &str) -> bool {
    let name = package::name_from_path(path);
    name.is_none_or(|name| name.split('/').any(|part| part.starts_with('.')))
}

fn is_other_worker(path: &str, headers: &HeaderMap) -> bool {
    let is_for_worker = headers.get("service-worker").is_some();
    is_for_worker && path != WORKER
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tower::ServiceExt as _;

    use super::*;

    async fn ask(folder: &Path, host: &str, path: &str, name: &'static str) -> Response {
        ask_with(folder, host, path, &[(name, "script")]).await
    }

    async fn ask_with(folder: &Path, host: &str, path: &str, said: &[(&str, &str)]) -> Response {
        let mut request = Request::builder().uri(path).header(header::HOST, host);
        for (name, value) in said {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let site = Router::new().fallback(async || StatusCode::IM_A_TEAPOT);
        let router = with_wrapped(site, folder.to_owned());
        router.oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_host_is_answered_from_its_games_folder_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for game in ["rocks", "stones"] {
            fs::create_dir_all(folder.join(game).join(".layerw")).unwrap();
            fs::create_dir_all(folder.join(game).join("c")).unwrap();
            fs::write(folder.join(game).join(layout::WRAPPED_FILE), "").unwrap();
            for name in [
                "index.html",
                "my level.json",
                "sw.js",
                "own.js",
                "c/0.js",
                ".layerw/old",
            ] {
                fs::write(folder.join(game).join(name), game).unwrap();
            }
        }
        fs::create_dir(folder.join("bare")).unwrap();
        fs::write(folder.join("bare/index.html"), "bare").unwrap();
        let status = async |host: &str, path: &str, name| {
            ask(folder, host, path, name).await.status().as_u16()
        };
        for (host, path, want) in [
            ("rocks.localhost:3000", "/", 200),
            ("stones.games.example.com", "/my%20level.json", 200),
            ("rocks.localhost:3000", "/c/0.js", 200),
            ("rocks.localhost:3000", "/../stones/index.html", 404),
            ("rocks.localhost:3000", "/%2e%2e/stones/index.html", 404),
            ("rocks.localhost:3000", "/..%2fstones/index.html", 404),
            ("rocks.localhost:3000", "/.layerw/old", 404),
            ("rocks.localhost:3000", "/%2Elayerw/old", 404),
            ("rocks.localhost:3000", "/gone.js", 404),
            ("localhost:3000", "/", 418),
            ("bare.localhost:3000", "/", 418),
            ("pebbles.localhost:3000", "/", 418),
        ] {
            assert_eq!(status(host, path, "accept").await, want, "{host}{path}");
        }
        let worker = "service-worker";
        assert_eq!(status("rocks.localhost", "/sw.js", worker).await, 200);
        assert_eq!(status("rocks.localhost", "/own.js", worker).await, 403);
        let object = ask(folder, "rocks.localhost", "/c/0.js", "accept").await;
        assert_eq!(object.headers()[header::CACHE_CONTROL], IMMUTABLE);
        let page = ask(folder, "rocks.localhost", "/", "accept").await;
        assert_eq!(page.headers()[header::CACHE_CONTROL], "no-cache");
        for (name, value) in ALWAYS {
            assert_eq!(page.headers()[name], value);
        }
    }

    #[tokio::test]
    async fn half_of_an_older_file_is_not_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir_all(folder.join("rocks/.layerw")).unwrap();
        fs::create_dir_all(folder.join("rocks/c")).unwrap();
        for name in [layout::WRAPPED_FILE, "level.bin", "c/0.bin"] {
            fs::write(folder.join("rocks").join(name), "0123456789").unwrap();
        }
        let ask = async |path: &str, begun_with: &str| {
            let said = [("range", "bytes=4-"), ("if-range", begun_with)];
            ask_with(folder, "rocks.localhost", path, &said)
                .await
                .status()
                .as_u16()
        };
        let object = ask_with(folder, "rocks.localhost", "/c/0.bin", &[]).await;
        let date = object.headers()[header::LAST_MODIFIED].to_str().unwrap();
        assert_eq!(ask("/c/0.bin", date).await, 206);
        // What may change within a second is not told apart by its date.
        for (path, begun_with) in [
            ("/c/0.bin", "\"a\""),
            ("/level.bin", "\"a\""),
            ("/level.bin", date),
        ] {
            assert_eq!(ask(path, begun_with).await, 200, "{path} {begun_with}");
        }
        let range = [("range", "bytes=4-")];
        let part = ask_with(folder, "rocks.localhost", "/level.bin", &range).await;
        assert_eq!(part.status().as_u16(), 206);
    }
}
