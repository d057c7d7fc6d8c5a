//! `layerw serve`: a folder of games or of a whole site over HTTP, as a static host should send it.
//!
//! Deliberately absent: TLS and anything that changes the folder.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

use crate::report::Report;

/// Serve a folder that games were published to, or a built site, until it is stopped.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  layerw serve site
  layerw serve site --wrapped wrapped        a wrapped game is at http://ID.localhost:3000/")]
pub(crate) struct Arguments {
    /// The folder.
    folder: PathBuf,
    /// Where to listen; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// Also serve the games that `layerw wrap` put into this folder, each at its own host, ID. before the site's.
    #[arg(long, value_name = "FOLDER")]
    wrapped: Option<PathBuf>,
}

/// For pages that share memory between threads, and against guessing what a file is.
const ALWAYS: [(&str, &str); 5] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];

/// Serves; `say` is given the address once requests are answered.
pub(crate) fn run(arguments: &Arguments, say: impl Fn(Report)) -> Result<Report> {
    let folder = &arguments.folder;
    if !folder.join("games").is_dir() && !folder.join("index.html").is_file() {
        bail!(
            "{} has neither games nor a page: `layerw publish my-game --to {}` puts a game there",
            folder.display(),
            folder.display()
        );
    }
    let files = ServeDir::new(folder).precompressed_br();
    let router = Router::new().fallback_service(files);
    let router = serving::with_dictionaries(router, folder.clone()).layer(from_fn(answer));
    let router = match &arguments.wrapped {
        Some(folder) => serving::with_wrapped(router, folder.clone()),
        None => router,
    };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let addr = arguments.addr;
        let listener = TcpListener::bind(addr).await.with_context(|| {
            format!("cannot listen on {addr}: choose another address with --addr")
        })?;
        let url = format!("http://{}/", listener.local_addr()?);
        let text = format!("serving {} at {url}", folder.display());
        say(Report::good(text, json!({ "url": url })));
        axum::serve(listener, router)
            .await
            .context("the server stopped")
    })?;
    Ok(Report::raw(Vec::new()))
}

async fn answer(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if is_private(&path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = next.run(request).await;
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let is_object = ["/d/", "/c/"].iter().any(|top| path.starts_with(top));
    // What is missing may be published a moment later.
    let keep = match is_there && is_object {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if is_there && (path.starts_with("/c/") || path.starts_with("/games/")) {
        let kind = HeaderValue::from_static(kind(&path));
        headers.insert(header::CONTENT_TYPE, kind);
    }
    response
}

/// Names that belong to tools, and secrets that were left in the folder.
fn is_private(path: &str) -> bool {
    path.split('/')
        .any(|name| name.starts_with('.') || name.ends_with(".key"))
}

/// The media type of a published text or object, whatever the system's own list of types says.
fn kind(path: &str) -> &'static str {
    const TEXT: &str = "text/plain; charset=utf-8";
    if path.starts_with("/games/") {
        return TEXT;
    }
    match layout::type_from_path(path) {
        "text/plain" => TEXT,
        other => other,
    }
}
