//! What a release still needs, in the order in which it is fetched.

use package::{Digest, File, Head, Region, Release, is_object_path};

use crate::{
    Patch, Slice,
    inventory::{Inventory, OBJECTS, cache_of, pages_cache},
    regions,
    saved::Known,
    segments::Segments,
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
    /// The cheapest patch from a file that is stored.
    pub(crate) patch: Option<Patch>,
    /// What it lacks where it comes in segments.
    pub(crate) segments: Option<Segments>,
    /// The part of a file that a page brought, where it comes from there.
    pub(crate) slice: Option<Slice>,
}

impl Item {
    pub(crate) fn from_file(file: &File, pages: &str) -> Self {
        Self {
            path: file.path.clone(),
            cache: cache_of(&file.path, pages).to_owned(),
            digest: file.digest,
            bytes: file.bytes,
            twin: None,
            patch: None,
            segments: None,
            slice: None,
        }
    }

    /// What it costs to fetch: nothing where it is copied.
    pub(crate) fn wire_bytes(&self) -> u64 {
        match (&self.twin, &self.patch) {
            (Some(_), _) => 0,
            (None, Some(patch)) => patch.bytes,
            (None, None) => self.bytes,
        }
    }

    /// The release file itself: without a database it is what a restarted worker starts from.
    fn from_head(head: &Head) -> Self {
        Self {
            path: head.release_path(),
            cache: OBJECTS.to_owned(),
            digest: head.digest,
            bytes: head.bytes,
            twin: None,
            patch: None,
            segments: None,
            slice: None,
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
    for rank in 0..=regions::LAST_PRIORITY {
        for file in known.release.files() {
            let is_stored = || inventory.holds(cache_of(&file.path, &pages), &file.path);
            if self::rank(&file.region) == rank && wants(&file.region) && !is_stored() {
                items.push(item(file, known, releases, inventory));
            }
        }
    }
    items
}

/// How `file` of `known`, which is not stored, is fetched.
pub(crate) fn item(file: &File, known: &Known, releases: &[Known], inventory: &Inventory) -> Item {
    let twin = twin(file, releases, inventory);
    let patch = match twin {
        Some(_) => None,
        None => patch(file, &known.release, releases, inventory),
    };
    let mut item = Item {
        twin,
        patch,
        ..Item::from_file(file, &pages_cache(&known.head))
    };
    item.segments = Segments::missing(&item, inventory);
    item
}

/// The objects of a published game that are not stored: `files` are those of its `release`.
pub(crate) fn missing_objects<'a>(
    files: impl Iterator<Item = &'a File>,
    release: &Release,
    releases: &[Known],
    inventory: &Inventory,
) -> Vec<Item> {
    let missing = files.filter(|file| !inventory.holds(OBJECTS, &file.path));
    let items = missing.map(|file| {
        let mut item = Item {
            patch: patch(file, release, releases, inventory),
            ..Item::from_file(file, OBJECTS)
        };
        item.segments = Segments::missing(&item, inventory);
        item
    });
    items.collect()
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

/// The cheapest patch of `release` that makes `file` out of one that is stored.
fn patch(
    file: &File,
    release: &Release,
    releases: &[Known],
    inventory: &Inventory,
) -> Option<Patch> {
    let listed = release.patches_to(file.digest).iter();
    let applicable = listed.filter_map(|patch| {
        let (seed_cache, seed_path) = seed(patch.from, releases, inventory)?;
        Some(Patch {
            path: patch.path(),
            bytes: patch.bytes,
            seed_cache,
            seed_path,
        })
    });
    applicable.min_by_key(|patch| patch.bytes)
}

/// Where the file with this digest is stored: as an object, or as any release's page. The empty one always is.
fn seed(from: Digest, releases: &[Known], inventory: &Inventory) -> Option<(String, String)> {
    if from == Digest::EMPTY {
        return Some(Default::default());
    }
    if let Some(path) = inventory.object(from) {
        return Some((OBJECTS.to_owned(), path.to_owned()));
    }
    let mut pages = releases.iter().flat_map(|known| {
        let files = known.release.files().iter();
        let same = files.filter(|file| file.digest == from && !is_object_path(&file.path));
        same.map(|file| (pages_cache(&known.head), file.path.clone()))
    });
    pages.find(|(cache, path)| inventory.holds(cache, path))
}

/// What fetching all `items` costs.
pub(crate) fn wire_bytes(items: &[Item]) -> u64 {
    items.iter().map(Item::wire_bytes).sum()
}

/// What comes first: without the shell there is nothing to see, without the engine nothing to play.
fn rank(region: &Region) -> u8 {
    regions::policy(match region {
        Region::Shell => regions::SHELL,
        Region::Engine => regions::ENGINE,
        Region::Game(_) => regions::GAME,
    })
    .priority
}
