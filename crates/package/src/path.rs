//! Which URL paths a release may list.
//!
//! Paths under `/c/` name their own content, so they are immutable and shared by all releases; every other path
//! belongs to one release.

use crate::Digest;

const MAX_PATH_BYTES: usize = 512;
const OBJECTS: &str = "/c/";

/// Not part of a release: each names a release, so a release cannot name it.
const OUTSIDE: [&str; 2] = ["/head", "/sw.js"];

/// Whether `path` is content-addressed.
pub fn is_object_path(path: &str) -> bool {
    path.starts_with(OBJECTS)
}

/// The digest that a content-addressed path carries.
pub fn object_digest(path: &str) -> Option<Digest> {
    let name = path.strip_prefix(OBJECTS)?;
    let (hex, extension) = name.split_once('.')?;
    let short = !extension.is_empty() && extension.len() <= 8;
    let plain = extension
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if short && plain {
        Digest::from_hex(hex)
    } else {
        None
    }
}

/// Whether a release may list `path`: absolute, in its shortest form, nothing that a URL parser would change.
pub(crate) fn is_listable(path: &str) -> bool {
    if path.len() > MAX_PATH_BYTES || OUTSIDE.contains(&path) || !path.starts_with('/') {
        return false;
    }
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
    if !path.bytes().all(plain) {
        return false;
    }
    let inner = path[1..].strip_suffix('/').unwrap_or(&path[1..]);
    path == "/"
        || inner
            .split('/')
            .all(|segment| !matches!(segment, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_a_url_parser_would_change_are_refused() {
        for good in [
            "/",
            "/settings/",
            "/play/emberfall/",
            "/icons/192.png",
            "/favicon.svg",
        ] {
            assert!(is_listable(good), "{good}");
        }
        let long = format!("/{}", "a".repeat(MAX_PATH_BYTES));
        for bad in [
            "", "a", "//", "//host/x", "/a//b", "/a/../b", "/./a", "/a?b", "/a#b", "/a%2fb", "/é",
            "/head", &long,
        ] {
            assert!(!is_listable(bad), "{bad}");
        }
    }

    #[test]
    fn an_object_path_carries_its_digest() {
        let hex = "0f".repeat(32);
        assert_eq!(
            object_digest(&format!("/c/{hex}.wasm")),
            Digest::from_hex(&hex)
        );
        for bad in [
            format!("/c/{hex}"),
            format!("/c/{hex}."),
            format!("/c/{hex}.WASM"),
            format!("/c/{hex}.a/b"),
            "/c/x.js".into(),
        ] {
            assert_eq!(object_digest(&bad), None, "{bad}");
        }
    }
}
