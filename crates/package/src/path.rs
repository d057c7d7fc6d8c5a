//! Which URL paths a release may list.
//!
//! Paths under `/c/` name their own content, so they are immutable and shared by all releases; every other path
//! belongs to one release. A byte that an address cannot hold, or that one program writes plainly and another does not,
//! is always written `%XX`, so that every file has one path whoever asks for it.

use crate::Digest;

/// Among a game's files, what its author says about them: `predict::Hints`.
pub const HINTS_PATH: &str = "/layerw-hints";

const MAX_PATH_BYTES: usize = 512;
const OBJECTS: &str = "/c/";

/// Not part of a release: each names a release, so a release cannot name it.
const OUTSIDE: [&str; 2] = ["/head", "/sw.js"];

/// The extensions of text and code, which get smaller.
const COMPRESSED: [&str; 9] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
    "xml",
];

/// Whether hosts send the file at `path` compressed, by its extension: pictures and sounds are compressed already.
pub fn is_compressed(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| COMPRESSED.contains(&extension))
}

/// What is only read or shown, by extension, and its media type.
const INERT: [(&str, &str); 13] = [
    ("avif", "image/avif"),
    ("bin", "application/octet-stream"),
    ("css", "text/css"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("png", "image/png"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
];

/// The media type of the object at `path`, where a browser needs no other header with it: not for scripts and documents,
/// which stand under the policy that came with them.
pub fn inert_type(path: &str) -> Option<&'static str> {
    object_digest(path)?;
    let (_, extension) = path.rsplit_once('.')?;
    let mut known = INERT.iter();
    known
        .find(|(known, _)| *known == extension)
        .map(|(_, mime)| *mime)
}

/// The extension of the object with the bytes of the file at `path`: its own where that is 1 to 8 of `a-z 0-9`, else `bin`.
pub fn extension_from_path(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if (1..=8).contains(&extension.len()) && extension.bytes().all(plain) {
        extension
    } else {
        "bin"
    }
}

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

/// The one spelling of the path of a URL, however it came: what is neither a letter, a digit nor one of `/ - _ . ~` is
/// `%XX` with upper-case digits, and nothing else is.
pub fn one_spelling(path: &str) -> String {
    let mut spelling = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = escaped_byte(rest);
        let byte = escaped.unwrap_or(first);
        rest = match escaped {
            Some(_) => rest.get(3..).unwrap_or_default(),
            None => after,
        };
        // An escaped slash is part of a name.
        if is_plain(byte) || (byte == b'/' && escaped.is_none()) {
            spelling.push(char::from(byte));
        } else {
            spelling.push('%');
            spelling.push(digit(byte >> 4));
            spelling.push(digit(byte & 15));
        }
    }
    spelling
}

/// What `path` says with its `%XX` undone; `None` where that is not UTF-8.
pub fn name_from_path(path: &str) -> Option<String> {
    let mut name = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = escaped_byte(rest);
        name.push(escaped.unwrap_or(first));
        rest = match escaped {
            Some(_) => rest.get(3..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8(name).ok()
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// The byte that stands escaped at the start of `text`.
fn escaped_byte(text: &[u8]) -> Option<u8> {
    let &[b'%', high, low, ..] = text else {
        return None;
    };
    let value = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(value(high)? << 4 | value(low)?).ok()
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

/// Whether a release may list `path`: absolute, in its shortest form and its one spelling, nothing that a URL parser
/// would change and no server would read in another way.
pub(crate) fn is_listable(path: &str) -> bool {
    if path.len() > MAX_PATH_BYTES || OUTSIDE.contains(&path) || !path.starts_with('/') {
        return false;
    }
    if path.contains('%') {
        let Some(name) = name_from_path(path) else {
            return false;
        };
        let is_refused = |it: char| it.is_control() || it == '\\';
        let slashes = |text: &str| text.matches('/').count();
        if name.contains(is_refused) || slashes(&name) != slashes(path) {
            return false;
        }
    }
    if one_spelling(path) != path {
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
    fn pictures_are_sent_as_they_are() {
        assert!(is_compressed("/c/0f.wasm"));
        assert!(is_compressed("/manifest.webmanifest"));
        assert!(!is_compressed("/icons/any-192.png"));
        assert!(!is_compressed("/head"));
    }

    #[test]
    fn paths_that_a_url_parser_would_change_are_refused() {
        for good in [
            "/",
            "/settings/",
            "/play/emberfall/",
            "/icons/192.png",
            "/favicon.svg",
            "/levels/first%20one%2B.json",
            "/%E7%81%AB.png",
        ] {
            assert!(is_listable(good), "{good}");
        }
        let long = format!("/{}", "a".repeat(MAX_PATH_BYTES));
        for bad in [
            "",
            "a",
            "//",
            "//host/x",
            "/a//b",
            "/a/../b",
            "/./a",
            "/a?b",
            "/a#b",
            "/a%2fb",
            "/é",
            "/head",
            &long,
            "/a%2Fb",
            "/%41",
            "/%e7%81%ab",
            "/%2E%2E/a",
            "/a%5Cb",
            "/a%0Ab",
            "/%FF",
            "/100%",
            "/a+b",
        ] {
            assert!(!is_listable(bad), "{bad}");
        }
    }

    #[test]
    fn every_spelling_of_a_path_becomes_one() {
        for (came, want) in [
            ("/play/", "/play/"),
            ("/a b", "/a%20b"),
            ("/a%20b", "/a%20b"),
            ("/icon@2x.png", "/icon%402x.png"),
            ("/icon%402x.png", "/icon%402x.png"),
            ("/%7Ename%2d", "/~name-"),
            ("/é", "/%C3%A9"),
            ("/%c3%A9", "/%C3%A9"),
            ("/a%2fb", "/a%2Fb"),
            ("/100%", "/100%25"),
            ("/%4", "/%254"),
        ] {
            assert_eq!(one_spelling(came), want, "{came}");
            assert_eq!(one_spelling(&one_spelling(came)), want, "{came}");
        }
        assert_eq!(name_from_path("/%C3%A9 %40").as_deref(), Some("/é @"));
        assert_eq!(name_from_path("/%FF"), None);
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
