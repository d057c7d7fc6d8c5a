//! What the caches hold, by name only.
//!
//! `objects` holds the files that name their own content and is shared by all releases. Every release keeps its other
//! files (pages, manifest, icons) in a cache of its own, so that no entry is ever overwritten.

use std::collections::{BTreeMap, BTreeSet};

use package::{Head, is_object_path};

/// The cache of content-addressed files.
pub const OBJECTS: &str = "objects";
const PAGES: &str = "pages-";
const DIGEST_DIGITS: usize = 16;

/// The cache of a release's path-addressed files. The digest is part of the name so that a release that was built
/// twice under one number (as happens on a developer's machine) never mixes.
pub fn pages_cache(head: &Head) -> String {
    [
        PAGES,
        &head.number.to_string(),
        "-",
        &head.digest.to_hex()[..DIGEST_DIGITS],
    ]
    .concat()
}

/// The number of the release whose cache is called `name`.
pub(crate) fn pages_number(name: &str) -> Option<u64> {
    name.strip_prefix(PAGES)?.split_once('-')?.0.parse().ok()
}

/// The cache that the file at `path` of the release with this pages cache belongs in.
pub(crate) fn cache_of<'a>(path: &str, pages: &'a str) -> &'a str {
    if is_object_path(path) { OBJECTS } else { pages }
}

/// The paths in every cache.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    caches: BTreeMap<String, BTreeSet<String>>,
}

impl Inventory {
    /// Notes that `cache` exists and holds `paths`.
    pub fn add_cache(&mut self, cache: String, paths: impl IntoIterator<Item = String>) {
        self.caches.entry(cache).or_default().extend(paths);
    }

    /// The caches.
    pub fn caches(&self) -> impl Iterator<Item = &String> {
        self.caches.keys()
    }

    /// The paths in `cache`.
    pub fn paths(&self, cache: &str) -> impl Iterator<Item = &String> {
        self.caches.get(cache).into_iter().flatten()
    }

    /// Whether `cache` holds `path`.
    pub fn holds(&self, cache: &str, path: &str) -> bool {
        self.caches
            .get(cache)
            .is_some_and(|paths| paths.contains(path))
    }

    pub(crate) fn insert(&mut self, cache: &str, path: &str) {
        self.caches
            .entry(cache.to_owned())
            .or_default()
            .insert(path.to_owned());
    }

    pub(crate) fn remove(&mut self, cache: &str, path: &str) {
        if let Some(paths) = self.caches.get_mut(cache) {
            paths.remove(path);
        }
    }

    pub(crate) fn remove_cache(&mut self, cache: &str) {
        self.caches.remove(cache);
    }
}
