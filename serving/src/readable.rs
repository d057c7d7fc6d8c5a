//! Which answers a page of another origin may read: objects and patches, whose names say what they are, and nothing that
//! could be a page. So a site may fetch them from a mirror that is near.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use package::Digest;

/// Whether what is at `path` is named by its content, or by the contents that a patch leads from and to.
pub fn is_named_by_content(path: &str) -> bool {
    let object = path.strip_suffix(".br").or(path.strip_suffix(".zst"));
    package::object_digest(path).is_some()
        || object.is_some_and(|object| package::object_digest(object).is_some())
        || patch(path).is_some()
}

/// What the patch at `path` leads from and to.
pub(crate) fn patch(path: &str) -> Option<(Digest, Digest)> {
    let (from, to) = path.strip_prefix("/d/")?.split_once('/')?;
    Some((Digest::from_hex(from)?, Digest::from_hex(to)?))
}

/// Lets pages of every origin read the answer, and measure how long it took.
pub fn allow_reading(headers: &mut HeaderMap) {
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        (
            "access-control-expose-headers",
            "content-encoding, content-length, content-range, etag",
        ),
        ("cross-origin-resource-policy", "cross-origin"),
        ("timing-allow-origin", "*"),
    ] {
        let name = HeaderName::from_static(name);
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Whether a page of another origin may ask for what it may read with headers of its own: it may.
pub(crate) fn preflight() -> Response {
    let headers = [
        ("access-control-allow-headers", "*"),
        ("access-control-allow-methods", "GET, HEAD"),
        ("access-control-max-age", "86400"),
        ("cache-control", "no-store"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_carries_digests_is_named_by_content() {
        let hex = "0f".repeat(32);
        for path in [
            format!("/c/{hex}.js"),
            format!("/c/{hex}.js.br"),
            format!("/d/{hex}/{hex}"),
        ] {
            assert!(is_named_by_content(&path), "{path}");
        }
        for path in [
            format!("/c/{hex}"),
            format!("/d/{hex}"),
            format!("/d/{hex}/{hex}/"),
            "/c/page.html".to_owned(),
            format!("/{hex}.js"),
        ] {
            assert!(!is_named_by_content(&path), "{path}");
        }
    }
}
