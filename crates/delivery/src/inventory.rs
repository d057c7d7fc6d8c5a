//! What the caches hold, by name only.
//!
//! `objects` holds the files that name their own content and is shared by all releases. Every release keeps its other
//! files (pages, manifest, icons) in a cache of its own, so that no entry is ever overwritten.

use package::{Digest, Head, decimal, is_object_path};

use crate::sorted;

/// The cache of content-addressed files.
pub const OBJECTS: &str = "objects";
const PAGES: &str = "pages-";
const DIGEST_DIGITS: usize = 16;

/// The cache of a release's path-addressed files. The digest is part of the name so that a release that was built
/// twice under one number (as happens on a developer's machine) never mixes.
pub fn pages_cache(head: &Head) -> String {
    [
        PAGES,
        &decimal::text(head.number),
        "-",
        &head.digest.to_hex()[..DIGEST_DIGITS],
    ]
    .concat()
}

/// Whether `name` is the cache of a release's path-addressed files.
pub(crate) fn is_pages_cache(name: &str) -> bool {
    name.starts_with(PAGES)
}

/// The cache that the file at `path` of the release with this pages cache belongs in.
pub(crate) fn cache_of<'a>(path: &str, pages: &'a str) -> &'a str {
    if is_object_path(path) { OBJECTS } else { pages }
}

/// The paths in every cache.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Names and sorted paths. There are never more than a few caches.
    caches: Vec<(String, Vec<String>)>,
}

impl Inventory {
    /// Notes that `cache` exists and holds `paths`.
    pub fn add_cache(&mut self, cache: String, paths: impl IntoIterator<Item = String>) {
        let index = self.position(&cache);
        for path in paths {
            let paths = &mut self.caches[index].1;
            if let Err(place) = sorted::find(paths, &path) {
                paths.insert(place, path);
            }
        }
    }

    /// The caches.
    pub fn caches(&self) -> impl Iterator<Item = &String> {
        self.caches.iter().map(|(cache, _)| cache)
    }

    /// The paths in `cache`, sorted.
    pub fn paths(&self, cache: &str) -> &[String] {
        let paths = self.caches.iter().find(|(name, _)| name == cache);
        paths.map_or(&[], |(_, paths)| paths)
    }

    /// Whether `cache` holds `path`.
    pub fn holds(&self, cache: &str, path: &str) -> bool {
        sorted::find(self.paths(cache), path).is_ok()
    }

    /// The path of the object with this digest, whatever its extension.
    pub(crate) fn object(&self, digest: Digest) -> Option<&str> {
        let paths = self.paths(OBJECTS);
        let place = match sorted::find(paths, &["/c/", &digest.to_hex()].concat()) {
            Ok(place) | Err(place) => place,
        };
        let path = paths.get(place)?;
        (package::object_digest(path) == Some(digest)).then_some(path)
    }

    pub(crate) fn insert(&mut self, cache: &str, path: &str) {
        self.add_cache(cache.to_owned(), Some(path.to_owned()));
    }

    pub(crate) fn remove(&mut self, cache: &str, path: &str) {
        let index = self.position(cache);
        self.caches[index].1.retain(|other| other != path);
    }

    pub(crate) fn remove_cache(&mut self, cache: &str) {
        self.caches.retain(|(name, _)| name != cache);
    }

    fn position(&mut self, cache: &str) -> usize {
        let position = self.caches.iter().position(|(name, _)| name == cache);
        position.unwrap_or_else(|| {
            self.caches.push((cache.to_owned(), Vec::new()));
            self.caches.len() - 1
        })
    }
}
