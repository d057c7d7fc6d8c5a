//! The patches of a release: from what each file was in the releases before, where that is smaller than fetching it whole,
//! and from nothing to long files, so that their download goes on after a kill.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use delta::{Codec, Header, Limits};
use layout::whole;
use package::{Digest, File, Manifest, Patch, Release, digest_from_bytes, is_object_path};

use super::objects::{Objects, WRITERS};
use crate::contents::Contents;
use crate::origin::{self, Offered};
use crate::parallel;
use crate::progress::Progress;
use crate::store::{About, Store};

/// Comparing takes some ten times the memory of both files; longer ones are fetched whole.
const MAX_PATCHED_BYTES: u64 = 64 << 20;

/// A way that somebody may want to go.
struct Way {
    from: Digest,
    /// Where that is; nowhere for a way from nothing.
    from_path: Option<String>,
    to: Digest,
    /// 0 for the release before, 1 for the one before that.
    age: usize,
}

/// A patch that is worth its place, with its bytes where it is not at the origin yet.
struct Made {
    patch: Patch,
    /// How many releases further back than the last it starts.
    age: usize,
    saved_bytes: u64,
    bytes: Option<Vec<u8>>,
}

/// Makes the patches to `contents` from the `kept` releases and writes those that are not there.
pub(super) fn make(
    place: &dyn Store,
    contents: &Contents,
    objects: &Objects<'_>,
    kept: &[Offered],
    release: &Release,
    progress: &Progress,
) -> Result<Vec<Patch>> {
    let mut ways = ways(contents, objects, kept);
    ways.extend(from_nothing(release));
    let length = |way: &Way| objects.bytes(way.to).map_or(0, |bytes| bytes.len() as u64);
    let bar = progress.bar("patches", ways.iter().map(length).sum())?;
    let made = parallel::map(&ways, parallel::processors(), |way| {
        let made = one(place, objects, release, way);
        bar.inc(length(way));
        made
    })?;
    bar.finish_and_clear();
    let mut made: Vec<Made> = made.into_iter().flatten().collect();
    // The release file has a limit: those that most players need and that save most come first.
    made.sort_by_key(|made| (made.age, u64::MAX - made.saved_bytes, made.patch));
    made.truncate(release.room_for_patches());
    parallel::map(&made, WRITERS, |made| match &made.bytes {
        Some(bytes) => {
            let path = origin::patch_path(&made.patch);
            place.write(&path, bytes, About::Object("application/octet-stream"))
        }
        None => Ok(()),
    })?;
    Ok(made.into_iter().map(|made| made.patch).collect())
}

/// Makes anew those of `patches` whose bytes are not what they should be.
pub(super) fn repair(
    place: &dyn Store,
    objects: &Objects<'_>,
    kept: &[Offered],
    patches: &[Patch],
) -> Result<()> {
    for patch in patches {
        let new = objects
            .bytes(patch.to)
            .context("an object of this release")?;
        let from_path = kept.iter().find_map(|offered| offered.path(patch.from));
        if from_path.is_none() && patch.from != Digest::EMPTY {
            continue;
        }
        let Some(old) = start(place, patch.from, from_path.as_deref())? else {
            continue;
        };
        let path = origin::patch_path(patch);
        let object = objects
            .path(patch.to)
            .context("an object of this release")?;
        let bytes = bytes_of(patch.from, &old, new, sent_bytes(place, &object, new)?);
        // Another length than the release file says would be refused by players.
        if bytes.len() as u64 == patch.bytes {
            place.write(&path, &bytes, About::Object("application/octet-stream"))?;
        }
    }
    Ok(())
}

/// Which digest became which, by path and by name, between two manifests.
pub(crate) fn changed(old: &Manifest, new: &Manifest) -> Vec<(Digest, Digest)> {
    let mut before: BTreeMap<(bool, &str), Digest> = BTreeMap::new();
    before.extend(
        old.components
            .iter()
            .map(|one| ((false, one.name.as_str()), one.digest)),
    );
    before.extend(
        old.assets
            .iter()
            .map(|one| ((true, one.path.as_str()), one.digest)),
    );
    let components = new
        .components
        .iter()
        .map(|one| ((false, one.name.as_str()), one.digest));
    let assets = new
        .assets
        .iter()
        .map(|one| ((true, one.path.as_str()), one.digest));
    let pairs = components
        .chain(assets)
        .filter_map(|(place, to)| Some((*before.get(&place)?, to)));
    pairs.filter(|(from, to)| from != to).collect()
}

/// Whether two files of these lengths are compared at all.
pub(crate) fn is_worth_a_patch(old_bytes: u64, new_bytes: u64) -> bool {
    (1..=MAX_PATCHED_BYTES).contains(&old_bytes) && (1..=MAX_PATCHED_BYTES).contains(&new_bytes)
}

fn ways(contents: &Contents, objects: &Objects<'_>, kept: &[Offered]) -> Vec<Way> {
    let mut known = BTreeSet::new();
    let mut ways = Vec::new();
    for (age, offered) in kept.iter().enumerate() {
        let files: BTreeMap<Digest, &File> = offered
            .release
            .files()
            .iter()
            .map(|file| (file.digest, file))
            .collect();
        let mut pairs = changed(&offered.manifest, &contents.manifest);
        pairs.push((offered.manifest_digest, objects.manifest));
        for (from, to) in pairs {
            let new_bytes = objects.bytes(to).map_or(0, |bytes| bytes.len() as u64);
            let Some(old) = files.get(&from) else {
                continue;
            };
            // A file that only moved is there already.
            if !files.contains_key(&to)
                && is_worth_a_patch(old.bytes, new_bytes)
                && known.insert((from, to))
            {
                let from_path = Some(origin::file_path(old));
                ways.push(Way {
                    from,
                    from_path,
                    to,
                    age,
                });
            }
        }
    }
    ways
}

/// The ways to long objects for players who have nothing to start from.
fn from_nothing(release: &Release) -> Vec<Way> {
    let files = release.files().iter();
    let long = files.filter(|file| is_object_path(&file.path) && whole::is_long(file, file.bytes));
    let way = |file: &File| Way {
        from: Digest::EMPTY,
        from_path: None,
        to: file.digest,
        age: origin::KEPT_RELEASES,
    };
    long.map(way).collect()
}

/// The bytes of the file that a way starts from; nothing where they are damaged.
fn start(place: &dyn Store, from: Digest, path: Option<&str>) -> Result<Option<Vec<u8>>> {
    let Some(path) = path else {
        return Ok(Some(Vec::new()));
    };
    let old = origin::object(place, path, from, MAX_PATCHED_BYTES);
    Ok(origin::unless_damaged(old)?.ok())
}

fn one(
    place: &dyn Store,
    objects: &Objects<'_>,
    release: &Release,
    way: &Way,
) -> Result<Option<Made>> {
    let new = objects.bytes(way.to).context("an object of this release")?;
    let path = objects.path(way.to).context("an object of this release")?;
    let whole_bytes = sent_bytes(place, &path, new)?;
    let pays = |bytes: u64| match way.from_path {
        Some(_) => (1..whole_bytes).contains(&bytes),
        None => release.files().iter().any(|file| {
            file.digest == way.to
                && whole::is_long(file, whole_bytes)
                && whole::is_offered(file, bytes, whole_bytes)
        }),
    };
    let Some(old) = start(place, way.from, way.from_path.as_deref())? else {
        return Ok(None);
    };
    let mut patch = Patch {
        to: way.to,
        from: way.from,
        bytes: 0,
    };
    let there = place
        .read(&origin::patch_path(&patch), whole_bytes)
        .ok()
        .flatten();
    let there = there
        .map(|seen| seen.bytes)
        .filter(|bytes| leads(&old, bytes, way.to, new.len()));
    let is_there = there.is_some();
    let bytes = there.unwrap_or_else(|| bytes_of(way.from, &old, new, whole_bytes));
    patch.bytes = bytes.len() as u64;
    let is_kept = pays(patch.bytes) && leads(&old, &bytes, way.to, new.len());
    Ok(is_kept.then(|| Made {
        patch,
        age: way.age,
        saved_bytes: whole_bytes.saturating_sub(patch.bytes),
        bytes: (!is_there).then_some(bytes),
    }))
}

/// What fetching the object at `path` whole costs.
fn sent_bytes(place: &dyn Store, path: &str, new: &[u8]) -> Result<u64> {
    let twin_bytes = place.length(&origin::twin_path(path))?;
    Ok(twin_bytes.unwrap_or(u64::MAX).min(new.len() as u64))
}

/// A patch's bytes.
fn bytes_of(from: Digest, old: &[u8], new: &[u8], sent_bytes: u64) -> Vec<u8> {
    match from {
        Digest::EMPTY => whole_body(new, sent_bytes),
        _ => encoded(old, new),
    }
}

/// The patch from nothing to a file that is sent in `sent_bytes` otherwise: the codecs that make the smallest patches take
/// a client a second for a megabyte and a half.
pub(crate) fn whole_body(new: &[u8], sent_bytes: u64) -> Vec<u8> {
    let codec = match sent_bytes < new.len() as u64 {
        true => Codec::Lzma,
        false => Codec::Stored,
    };
    delta::encode_with(codec, &[], new).unwrap_or_default()
}

/// The patch that costs a client least.
pub(crate) fn encoded(old: &[u8], new: &[u8]) -> Vec<u8> {
    delta::encode_for_clients(old, new)
}

fn is_applied(codec: Codec) -> bool {
    matches!(codec, Codec::Lzma | Codec::Stored) || Codec::SMALL.contains(&codec)
}

/// Whether every client can apply the patch in `bytes`, and it makes what it should out of `old`.
fn leads(old: &[u8], bytes: &[u8], to: Digest, new_bytes: usize) -> bool {
    let limits = Limits {
        max_new_bytes: new_bytes as u64,
    };
    Header::read(bytes).is_ok_and(|(header, _)| is_applied(header.codec))
        && delta::decode(old, bytes, limits).is_ok_and(|new| digest_from_bytes(&new) == to)
}
