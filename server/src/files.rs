//! Files whose content changes under one name: pages, `head`, `sw.js`. They are asked for anew each time and answered
//! with 304 where nothing changed. Files under `/c/` never change and are left to tower-http.

use std::{
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// The file for `path` below `root`, if the path is one that stays below it.
pub(crate) fn file_from_path(root: &Path, path: &str) -> Option<PathBuf> {
    let relative = path.strip_prefix('/')?;
    let safe = |segment: &str| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it))
    };
    let (segments, last) = match relative.strip_suffix('/') {
        Some(folder) => (folder, Some("index.html")),
        None if relative.is_empty() => ("", Some("index.html")),
        None => (relative, None),
    };
    let mut file = root.to_path_buf();
    if !segments.is_empty() {
        for segment in segments.split('/') {
            if !safe(segment) {
                return None;
            }
            file.push(segment);
        }
    }
    file.extend(last);
    Some(file)
}

/// The answer to a request for `file`, or `None` where there is no such file.
pub(crate) async fn answer(
    file: &Path,
    request: &HeaderMap,
    status: StatusCode,
) -> Option<Response> {
    let metadata = tokio::fs::metadata(file)
        .await
        .ok()
        .filter(std::fs::Metadata::is_file)?;
    let modified_nanos = metadata
        .modified()
        .ok()
        .and_then(|it| it.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |it| it.as_nanos());
    let compressed = brotli_twin(file, request).await;
    let suffix = if compressed.is_some() { "-br" } else { "" };
    let tag = format!("\"{:x}-{modified_nanos:x}{suffix}\"", metadata.len());
    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|it| it.as_bytes() == tag.as_bytes());
    let headers = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, tag),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if known && status == StatusCode::OK {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let body = tokio::fs::read(compressed.as_deref().unwrap_or(file))
        .await
        .ok()?;
    let mut response = (
        status,
        headers,
        [(header::CONTENT_TYPE, mime(file))],
        Body::from(body),
    )
        .into_response();
    if let Some(link) = link(file).await {
        response.headers_mut().insert(header::LINK, link);
    }
    if compressed.is_some() {
        response.headers_mut().insert(
            header::CONTENT_ENCODING,
            header::HeaderValue::from_static("br"),
        );
    }
    Some(response)
}

/// What a page loads first, for an edge that tells browsers early.
async fn link(file: &Path) -> Option<header::HeaderValue> {
    let is_page = file.extension().is_some_and(|it| it == "html");
    let page = match is_page {
        true => tokio::fs::read_to_string(file).await.ok()?,
        false => return None,
    };
    serving::link_from_page(&page)
}

async fn brotli_twin(file: &Path, request: &HeaderMap) -> Option<PathBuf> {
    let accepted = request.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    accepted
        .split(',')
        .map(str::trim)
        .find(|it| *it == "br" || it.starts_with("br;"))?;
    let mut name = file.file_name()?.to_owned();
    name.push(".br");
    let twin = file.with_file_name(name);
    tokio::fs::metadata(&twin).await.ok().map(|_| twin)
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|it| it.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("txt") | None => "text/plain; charset=utf-8",
        Some(_) => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_the_root() {
        let root = Path::new("site");
        assert_eq!(file_from_path(root, "/"), Some(root.join("index.html")));
        assert_eq!(
            file_from_path(root, "/play/x/"),
            Some(root.join("play/x/index.html"))
        );
        assert_eq!(file_from_path(root, "/sw.js"), Some(root.join("sw.js")));
        for outside in [
            "/../x",
            "/a/../../x",
            "//x",
            "/a//b",
            "/.env",
            "/a/%2e%2e/b",
            "x",
            "/a\\b",
        ] {
            assert_eq!(file_from_path(root, outside), None, "{outside}");
        }
    }
}
