//! Which part of the protocol a path asks for. What is not spelled as the specification has it is nothing.

use package::Digest;

const MOST_NAME_BYTES: usize = 255;
const MOST_TAG_BYTES: usize = 128;

/// What is asked for, below `/v2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    Version,
    Tags(Name),
    Manifest(Name, Reference),
    Blob(Name, Digest),
    Uploads(Name),
    Upload(Name, String),
}

/// A checked name of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name(String);

impl Name {
    fn new(text: &str) -> Option<Self> {
        let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let is_part = |part: &str| {
            let bytes = part.as_bytes();
            let mut all = bytes.iter();
            let is_plain =
                all.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"._-".contains(it));
            is_plain && is_end(bytes.first()) && is_end(bytes.last()) && !part.contains("..")
        };
        let is_name = text.len() <= MOST_NAME_BYTES && text.split('/').all(is_part);
        is_name.then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same as one part of a path; no name has a plus.
    pub(super) fn folder(&self) -> String {
        self.0.replace('/', "+")
    }
}

/// Which manifest of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    Tag(String),
    Digest(Digest),
}

impl Reference {
    fn new(text: &str) -> Option<Self> {
        if let Some(digest) = digest(text) {
            return Some(Self::Digest(digest));
        }
        let is_word = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
        let first = text.bytes().next()?;
        let is_tag = is_word(first)
            && text.len() <= MOST_TAG_BYTES
            && text.bytes().all(|it| is_word(it) || b".-".contains(&it));
        is_tag.then(|| Self::Tag(text.to_owned()))
    }
}

/// A digest as the protocol spells it; of other kinds than SHA-256 there are none here.
pub(super) fn digest(text: &str) -> Option<Digest> {
    Digest::from_hex(text.strip_prefix("sha256:")?)
}

impl Route {
    pub(super) fn of(path: &str) -> Option<Self> {
        if path.is_empty() || path == "/" {
            return Some(Self::Version);
        }
        let path = path.strip_prefix('/')?;
        if let Some(name) = path.strip_suffix("/tags/list") {
            return Some(Self::Tags(Name::new(name)?));
        }
        if let Some(name) = path
            .strip_suffix("/blobs/uploads")
            .or(path.strip_suffix("/blobs/uploads/"))
        {
            return Some(Self::Uploads(Name::new(name)?));
        }
        let (rest, last) = path.rsplit_once('/')?;
        if let Some(name) = rest.strip_suffix("/blobs/uploads") {
            let is_id = last.len() == 32 && last.bytes().all(|it| it.is_ascii_hexdigit());
            return Some(Self::Upload(
                Name::new(name)?,
                is_id.then(|| last.to_owned())?,
            ));
        }
        if let Some(name) = rest.strip_suffix("/blobs") {
            return Some(Self::Blob(Name::new(name)?, digest(last)?));
        }
        let name = rest.strip_suffix("/manifests")?;
        Some(Self::Manifest(Name::new(name)?, Reference::new(last)?))
    }
}

/// The value of `wanted` in a query, its `%XX` undone where they are ASCII.
pub(super) fn query(uri: &axum::http::Uri, wanted: &str) -> Option<String> {
    let mut pairs = uri
        .query()?
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == wanted)?;
    package::name_from_path(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_protocol_has_its_path() {
        let hex = "0f".repeat(32);
        let name = || Name("a/b-c".to_owned());
        let digest = Digest::from_hex(&hex).unwrap();
        for (path, want) in [
            ("", Route::Version),
            ("/", Route::Version),
            ("/a/b-c/tags/list", Route::Tags(name())),
            ("/a/b-c/blobs/uploads/", Route::Uploads(name())),
            (
                &format!("/a/b-c/blobs/sha256:{hex}"),
                Route::Blob(name(), digest),
            ),
            (
                "/a/b-c/manifests/1.2.0",
                Route::Manifest(name(), Reference::Tag("1.2.0".to_owned())),
            ),
            (
                &format!("/a/b-c/manifests/sha256:{hex}"),
                Route::Manifest(name(), Reference::Digest(digest)),
            ),
            (
                &format!("/a/b-c/blobs/uploads/{}", &hex[..32]),
                Route::Upload(name(), hex[..32].to_owned()),
            ),
        ] {
            assert_eq!(Route::of(path), Some(want), "{path}");
        }
    }

    #[test]
    fn what_could_lead_elsewhere_is_nothing() {
        for path in [
            "/../tags/list",
            "/a/../b/tags/list",
            "/a..b/tags/list",
            "/A/tags/list",
            "/a+b/tags/list",
            "//tags/list",
            "/a/manifests/..",
            "/a/manifests/-x",
            "/a/manifests/a%2fb",
            "/a/blobs/sha256:0f",
            "/a/blobs/sha512:0f",
            "/a/blobs/uploads/../../x",
            "/tags/list",
            "/_catalog",
            "x",
        ] {
            assert_eq!(Route::of(path), None, "{path}");
        }
        let long = format!("/{}/tags/list", "a".repeat(MOST_NAME_BYTES + 1));
        assert_eq!(Route::of(&long), None);
    }
}
