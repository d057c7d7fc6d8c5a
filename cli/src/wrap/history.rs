//! What was wrapped into the folder before: the releases that players may come from, and the patches from there.
//!
//! A file's place holds its newest version only, so older ones lie beside, in a folder that is never served.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use delta::Limits;
use layout::{DECODERS_FILE, Pair, head_from_release, whole};
use package::{
    Digest, File, Head, MAX_FILE_BYTES, MAX_HEAD_BYTES, MAX_RELEASE_BYTES, Patch, Release,
    digest_from_bytes, is_object_path,
};

use super::files::{Pieces, Sent, put};
use crate::progress::Progress;
use crate::{files, parallel, publish};

/// From how many releases before there are patches.
const KEPT: usize = 8;
/// Old versions, named by their digests.
const OLD: &str = ".layerw";
const MAX_DECODERS_BYTES: u64 = 1 << 16;
/// What naming a patch adds to a release file after compression: mostly a digest that is nowhere else.
const LINE_BYTES: u64 = 48;

/// What the folder offers, and what it offered before.
pub(super) struct History {
    folder: PathBuf,
    /// The release that is replaced or written again, and its worker.
    newest: Option<(Release, Vec<u8>)>,
    /// Every kept release, the newest first.
    releases: Vec<Release>,
}

/// A patch that pays, with its bytes.
struct Made {
    patch: Patch,
    bytes: Vec<u8>,
    age: usize,
    saved_bytes: u64,
}

impl History {
    /// A folder without one.
    pub(super) fn none(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            newest: None,
            releases: Vec::new(),
        }
    }

    /// The history of the folder; none where there is no such folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut history = Self::none(folder);
        let Ok(head) = files::read(&folder.join("head"), MAX_HEAD_BYTES as u64) else {
            return Ok(history);
        };
        let what = || format!("{} is damaged: wrap into another --out", folder.display());
        let head = Head::from_bytes(&head).with_context(what)?;
        let newest = history.release(&head.release_path()).with_context(what)?;
        let worker = fs::read(folder.join("sw.js")).with_context(what)?;
        for entry in fs::read_dir(folder.join("c")).with_context(what)? {
            let name = entry.with_context(what)?.file_name();
            let name = name.to_string_lossy();
            // Not every text is a release, and one that is damaged has no players left to serve.
            if name.ends_with(".txt")
                && let Ok(release) = history.release(&format!("/c/{name}"))
                && release.number() <= newest.number()
            {
                history.releases.push(release);
            }
        }
        history
            .releases
            .sort_by_key(|release| u64::MAX - release.number());
        history.newest = Some((newest, worker));
        Ok(history)
    }

    /// The number of the release that is there.
    pub(super) fn newest(&self) -> Option<u64> {
        self.newest.as_ref().map(|(release, _)| release.number())
    }

    /// The release that is there, where `is_same` says so of it and its worker.
    pub(super) fn is_newest(&self, is_same: impl Fn(&Release, &[u8]) -> bool) -> bool {
        self.newest
            .as_ref()
            .is_some_and(|(release, worker)| is_same(release, worker))
    }

    /// The file that names the decoders that are there; empty where there is none.
    pub(super) fn decoders(&self) -> String {
        let file = files::read(&self.folder.join(DECODERS_FILE), MAX_DECODERS_BYTES);
        let text = file.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        text.unwrap_or_default()
    }

    /// The object at `path`, where it is there and whole.
    pub(super) fn object(&self, path: &str) -> Option<Vec<u8>> {
        self.old(package::object_digest(path)?, path)
    }

    /// The compressed twin of the file `name`, made before for the same content.
    pub(super) fn twin(&self, name: &str, digest: Digest) -> Option<Vec<u8>> {
        let (newest, _) = self.newest.as_ref()?;
        let path = layout::path_from_name(name);
        newest.file(&path).filter(|file| file.digest == digest)?;
        let twin = fs::read(self.folder.join(format!("{name}.br"))).ok()?;
        let bytes = publish::untwined(&twin, MAX_FILE_BYTES).ok()?;
        (digest_from_bytes(&bytes) == digest).then_some(twin)
    }

    /// What a player of the release before fetches for `release`, where it is known.
    pub(super) fn update_bytes(&self, release: &Release) -> Option<u64> {
        let before = self.before(release.number()).next()?;
        let had = |digest: Digest| before.files().iter().any(|file| file.digest == digest);
        let mut bytes = release.to_text().len() as u64;
        for file in release.files().iter().filter(|file| !had(file.digest)) {
            let patches = release.patches_to(file.digest).iter();
            let patches = patches.filter(|patch| had(patch.from));
            bytes += patches.map(|patch| patch.bytes).min().unwrap_or(file.bytes);
        }
        Some(bytes)
    }

    /// Makes the patches to `release` that pay, and puts them below `folder`.
    pub(super) fn patches(
        &self,
        release: &Release,
        pieces: &Pieces,
        sent: &Sent,
        folder: &Path,
        progress: &Progress,
    ) -> Result<Vec<Patch>> {
        let before: Vec<Release> = self.before(release.number()).cloned().collect();
        let pairs = layout::pairs(&before, before.len(), release);
        let bar = progress.bar("patches", pairs.iter().map(|pair| pair.new.bytes).sum())?;
        let made = parallel::map(&pairs, parallel::processors(), |pair| {
            let made = self.patch(pair, pieces, sent);
            bar.inc(pair.new.bytes);
            made
        })?;
        bar.finish_and_clear();
        let mut made: Vec<Made> = made.into_iter().flatten().collect();
        made.extend(self.bodies(release, pieces, sent, progress)?);
        // The release file has a limit: those that most players need and that save most come first.
        made.sort_by_key(|made| (made.age, u64::MAX - made.saved_bytes, made.patch));
        made.truncate(release.room_for_patches());
        let mut patches = Vec::new();
        for Made { patch, bytes, .. } in made {
            put(&folder.join(patch.path().trim_start_matches('/')), &bytes)?;
            patches.push(patch);
        }
        Ok(patches)
    }

    /// The patches from nothing to long files, so that their download goes on after a kill.
    fn bodies(
        &self,
        release: &Release,
        pieces: &Pieces,
        sent: &Sent,
        progress: &Progress,
    ) -> Result<Vec<Made>> {
        let sent_bytes = |file: &File| sent.get(&file.digest).copied().unwrap_or(file.bytes);
        // A file with two addresses needs one.
        let long: BTreeMap<Digest, &File> = release
            .files()
            .iter()
            .filter(|file| whole::is_long(file, sent_bytes(file)))
            .map(|file| (file.digest, file))
            .collect();
        let long: Vec<&File> = long.into_values().collect();
        let bar = progress.bar("LZMA", long.iter().map(|file| file.bytes).sum())?;
        let made = parallel::map(&long, parallel::processors(), |file| {
            let new = pieces.bytes(file.digest)?;
            let mut patch = Patch {
                to: file.digest,
                from: Digest::EMPTY,
                bytes: 0,
            };
            let there = self.there(&patch, &[], &new);
            let bytes = there.unwrap_or_else(|| publish::whole_body(&new, sent_bytes(file)));
            patch.bytes = bytes.len() as u64;
            bar.inc(file.bytes);
            let is_kept = whole::is_offered(file, patch.bytes, sent_bytes(file));
            Ok(is_kept.then_some(Made {
                patch,
                bytes,
                age: KEPT,
                saved_bytes: 0,
            }))
        })?;
        bar.finish_and_clear();
        Ok(made.into_iter().flatten().collect())
    }

    /// The bytes of `patch` as they are in the folder, where they make `new`.
    fn there(&self, patch: &Patch, old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
        let limits = Limits {
            max_new_bytes: new.len() as u64,
        };
        let path = patch.path();
        let there = fs::read(self.folder.join(path.trim_start_matches('/'))).ok()?;
        let made = delta::decode(old, &there, limits);
        made.is_ok_and(|made| made == new).then_some(there)
    }

    /// Puts below `folder` what open pages of older releases may ask for, and what patches of later ones start from.
    pub(super) fn keep(&self, release: &Release, folder: &Path) -> Result<()> {
        let is_here = |digest: Digest| release.files().iter().any(|file| file.digest == digest);
        for before in self.before(release.number()) {
            let text = before.to_text();
            let path = head_from_release(before).release_path();
            put(&folder.join(path.trim_start_matches('/')), text.as_bytes())?;
            for file in before.files().iter().filter(|file| !is_here(file.digest)) {
                let Some(bytes) = self.old(file.digest, &file.path) else {
                    continue;
                };
                if is_object_path(&file.path) {
                    put(&folder.join(file.path.trim_start_matches('/')), &bytes)?;
                } else if publish::is_worth_a_patch(file.bytes, file.bytes) {
                    put(&folder.join(OLD).join(file.digest.to_hex()), &bytes)?;
                }
            }
        }
        Ok(())
    }

    /// The kept releases before `number`, the newest first.
    fn before(&self, number: u64) -> impl Iterator<Item = &Release> {
        let older = self.releases.iter();
        older
            .filter(move |release| release.number() < number)
            .take(KEPT)
    }

    fn patch(&self, pair: &Pair<'_>, pieces: &Pieces, sent: &Sent) -> Result<Option<Made>> {
        if !publish::is_worth_a_patch(pair.old.bytes, pair.new.bytes) {
            return Ok(None);
        }
        let Some(old) = self.old(pair.old.digest, &pair.old.path) else {
            return Ok(None);
        };
        let new = pieces.bytes(pair.new.digest)?;
        let mut patch = Patch {
            to: pair.new.digest,
            from: pair.old.digest,
            bytes: 0,
        };
        let there = self.there(&patch, &old, &new);
        let bytes = there.unwrap_or_else(|| publish::encoded(&old, &new));
        patch.bytes = bytes.len() as u64;
        let whole = sent.get(&patch.to).copied().unwrap_or(pair.new.bytes);
        let is_kept = !bytes.is_empty() && patch.bytes + LINE_BYTES < whole;
        Ok(is_kept.then(|| Made {
            patch,
            bytes,
            age: pair.age,
            saved_bytes: whole - patch.bytes,
        }))
    }

    /// The file with this digest that was at `path`, where it is still there.
    fn old(&self, digest: Digest, path: &str) -> Option<Vec<u8>> {
        let beside = self.folder.join(OLD).join(digest.to_hex());
        let in_place = layout::name_from_path(path).map(|name| self.folder.join(name));
        let mut places = [Some(beside), in_place].into_iter().flatten();
        places.find_map(|place| {
            let bytes = fs::read(place).ok()?;
            (digest_from_bytes(&bytes) == digest).then_some(bytes)
        })
    }

    fn release(&self, path: &str) -> Result<Release> {
        let file = self.folder.join(path.trim_start_matches('/'));
        Ok(Release::from_bytes(&files::read(
            &file,
            MAX_RELEASE_BYTES as u64,
        )?)?)
    }
}
