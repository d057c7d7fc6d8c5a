//! The routes. A folder made by `cargo xtask build` has every page as a file; one made by cargo-leptos has none, so
//! its pages are rendered for each request.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use app::Site;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use tower_http::services::ServeDir;

use crate::{files, headers, pages, settings::Settings};

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Where the heads of published games are, and the list of their names.
const GAMES: &str = "/games/";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

struct Served {
    root: PathBuf,
    /// Where parts.txt and the objects are.
    built: PathBuf,
    settings: Settings,
}

/// Everything the server answers.
pub(crate) fn router(settings: Settings) -> anyhow::Result<Router> {
    let root = settings.site_root.clone();
    let built = if root.join(pages::PARTS).exists() {
        root.clone()
    } else {
        settings.built_root.clone()
    };
    let edges = built.join(package::EDGE_LIST_PATH.trim_start_matches('/'));
    let edges = std::fs::read(edges).unwrap_or_default();
    let policy = headers::content_security_policy(settings.reload_port, &edges);
    let policy = HeaderValue::from_str(&policy).context("the policy is not a header")?;
    // What the site does not have may be a game's.
    let published = settings.published_root.clone();
    let served = Arc::new(Served {
        root,
        built: built.clone(),
        settings,
    });
    let objects = |root: &Path| {
        ServeDir::new(root)
            .precompressed_br()
            .append_index_html_on_directories(false)
    };
    let immutable = |folder| {
        let own = objects(&built.join(folder));
        let found = match &published {
            Some(published) => {
                let both = own.fallback(objects(&published.join(folder)));
                Router::new().fallback_service(both)
            }
            None => Router::new().fallback_service(own),
        };
        found
            .layer(middleware::map_response(make_immutable))
            .layer(middleware::from_fn(serving::honour_if_range))
    };
    let mut site = Router::new()
        .route("/boot.js", get(boot_module))
        .route("/reload.js", get(reload_module))
        .nest("/c", immutable("c"))
        .nest("/d", immutable("d"))
        .fallback(get(any_path))
        .with_state(served);
    for folder in published.iter().chain([&built]) {
        // A folder that is not there yet has no dictionaries.
        if let Ok(place) = serving::Place::of_folder(folder) {
            site = serving::with_dictionaries(site, place);
        }
    }
    Ok(site.layer(middleware::from_fn_with_state(policy, headers::add)))
}

/// A missing object is not immutable: it may be published a moment later.
async fn make_immutable(mut response: Response) -> Response {
    let value = if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        IMMUTABLE
    } else {
        HeaderValue::from_static("no-store")
    };
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

async fn any_path(State(served): State<Arc<Served>>, request: Request) -> Response {
    let path = request.uri().path();
    // A site's own list is the empty one that every build begins with.
    if let Some(root) = &served.settings.published_root
        && path.starts_with(GAMES)
        && let Some(file) = files::file_from_path(root, path)
        && let Some(answer) = files::answer(&file, request.headers(), StatusCode::OK).await
    {
        return answer;
    }
    if let Some(file) = files::file_from_path(&served.root, path)
        && let Some(answer) = files::answer(&file, request.headers(), StatusCode::OK).await
    {
        return answer;
    }
    if let Some(redirect) = slash_missing(&served, path) {
        return redirect;
    }
    let rendered_by_build = served.root.join("404.html");
    if let Some(answer) =
        files::answer(&rendered_by_build, request.headers(), StatusCode::NOT_FOUND).await
    {
        return answer;
    }
    let (page, found) = pages::render(path, &live_site(&served).await);
    let status = if found {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    (status, [(header::CACHE_CONTROL, "no-cache")], Html(page)).into_response()
}

/// Sends `/settings` to `/settings/`, as static hosts do.
fn slash_missing(served: &Served, path: &str) -> Option<Response> {
    let with_slash = format!("{path}/");
    let page = files::file_from_path(&served.root, &with_slash)?;
    let live = app::Route::from_path(&with_slash) != app::Route::Missing;
    (!path.ends_with('/') && (page.exists() || live)).then(|| {
        (
            StatusCode::MOVED_PERMANENTLY,
            [(header::LOCATION, with_slash)],
        )
            .into_response()
    })
}

/// The parts of a folder that cargo-leptos built: its module and style, and what `cargo xtask build` last made of
/// the rest, if it did.
async fn live_site(served: &Served) -> Site {
    let package = &served.settings.package;
    let stem = format!("{}/{}", package.folder, package.name);
    let built = tokio::fs::read_to_string(served.built.join(pages::PARTS))
        .await
        .unwrap_or_default();
    let mut site = Site::from_text(&built).unwrap_or_default();
    site.release = 0;
    site.app = "/boot.js".to_owned();
    site.app_wasm = format!("{stem}.wasm");
    site.style = format!("{stem}.css");
    if served.settings.reload_port.is_some() {
        site.reload = "/reload.js".to_owned();
    }
    site
}

/// Starts the module that cargo-leptos built; a build of ours has this call inside the module.
async fn boot_module(State(served): State<Arc<Served>>) -> Response {
    let package = &served.settings.package;
    let module = format!("{}/{}", package.folder, package.name);
    let text = format!(
        "import start from \"{module}.js\";\nstart({{ module_or_path: \"{module}.wasm\" }});\n"
    );
    (
        [
            (header::CONTENT_TYPE, JAVASCRIPT),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        text,
    )
        .into_response()
}

/// Reloads the page when cargo-leptos has built anew.
async fn reload_module(State(served): State<Arc<Served>>) -> Response {
    let Some(port) = served.settings.reload_port else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let text = format!(
        "new WebSocket(\"ws://127.0.0.1:{port}/live_reload\").onmessage = () => location.reload();\n"
    );
    (
        [
            (header::CONTENT_TYPE, JAVASCRIPT),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        text,
    )
        .into_response()
}

#[cfg(test)]
mod tests;
