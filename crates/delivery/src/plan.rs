//! What a release still needs, in the order in which it is fetched.

use package::{Digest, File, Head, Region, is_object_path};

use crate::{
    inventory::{Inventory, OBJECTS, cache_of, pages_cache},
    saved::Known,
};

/// A file to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) path: String,
    pub(crate) cache: String,
    pub(crate) digest: Digest,
    pub(crate) bytes: u64,
    /// Another release's cache that holds the same content under the same path.
    pub(crate) twin: Option<String>,
}

impl Item {
    pub(crate) fn from_file(file: &File, pages: &str) -> Self {
        Self {
            path: file.path.clone(),
            cache: cache_of(&file.path, pages).to_owned(),
            digest: file.digest,
            bytes: file.bytes,
            twin: None,
        }
    }

    /// What it costs to fetch: nothing where it is copied.
    pub(crate) fn wire_bytes(&self) -> u64 {
        self.twin.as_ref().map_or(self.bytes, |_| 0)
    }

    /// The release file itself: without a database it is what a restarted worker starts from.
    fn from_head(head: &Head) -> Self {
        Self {
            path: head.release_path(),
            cache: OBJECTS.to_owned(),
            digest: head.digest,
            bytes: head.bytes,
            twin: None,
        }
    }
}

/// The files of `known` that are not stored, of the regions that `wants` names: shell, then engine, then games.
/// `releases` are all whose content is known: where one keeps the same page, it is copied.
pub(crate) fn missing(
    known: &Known,
    releases: &[Known],
    inventory: &Inventory,
    wants: impl Fn(&Region) -> bool,
) -> Vec<Item> {
    let pages = pages_cache(&known.head);
    let mut items = Vec::new();
    let itself = Item::from_head(&known.head);
    if !inventory.holds(OBJECTS, &itself.path) {
        items.push(itself);
    }
    for rank in 0..=LAST_RANK {
        for file in known.release.files() {
            let is_stored = || inventory.holds(cache_of(&file.path, &pages), &file.path);
            if self::rank(&file.region) == rank && wants(&file.region) && !is_stored() {
                items.push(Item {
                    twin: twin(file, releases, inventory),
                    ..Item::from_file(file, &pages)
                });
            }
        }
    }
    items
}

/// The cache of another release that holds the content of `file` under its path.
fn twin(file: &File, releases: &[Known], inventory: &Inventory) -> Option<String> {
    if is_object_path(&file.path) {
        return None;
    }
    let is_same = |known: &&Known| {
        let other = known.release.file(&file.path);
        other.is_some_and(|other| (other.digest, other.bytes) == (file.digest, file.bytes))
    };
    let mut caches = releases
        .iter()
        .filter(is_same)
        .map(|known| pages_cache(&known.head));
    caches.find(|cache| inventory.holds(cache, &file.path))
}

/// What fetching all `items` costs.
pub(crate) fn wire_bytes(items: &[Item]) -> u64 {
    items.iter().map(Item::wire_bytes).sum()
}

const LAST_RANK: u8 = 2;

/// What comes first: without the shell there is nothing to see, without the engine nothing to play.
fn rank(region: &Region) -> u8 {
    match region {
        Region::Shell => 0,
        Region::Engine => 1,
        Region::Game(_) => LAST_RANK,
    }
}
