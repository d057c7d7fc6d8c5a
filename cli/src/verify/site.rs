//! Checking a folder that games were published to: from the roots down to the last patch, then whatever else lies there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use delta::Limits;
use package::{Digest, MAX_FILE_BYTES, Patch, SignedHead, digest_from_bytes, object_digest};

use super::{Findings, games};
use crate::date;
use crate::keys::SignedRoot;
use crate::listed::{self, Damage};
use crate::origin::{self, Offered};
use crate::publish::untwined;
use crate::store::{Folder, Store};

/// Where each object is. One of two that differ in their extension alone stands for both.
type Objects = BTreeMap<Digest, String>;

/// Checks the folder at `path`.
pub(super) fn check(path: &Path, findings: &mut Findings) -> Result<()> {
    let place = Folder::new(path);
    let there = objects(path, findings)?;
    let games = games(path)?;
    for id in &games {
        check_game(&place, &there, id, findings)?;
    }
    check_list(path, &place, &games, findings);
    check_names(&place, &there, findings);
    Ok(())
}

fn check_game(place: &Folder, there: &Objects, id: &str, findings: &mut Findings) -> Result<()> {
    let folder = format!("games/{id}");
    let roots = origin::roots(place, id).and_then(|roots| roots.context("no root is there"));
    let Some((roots, trust)) = findings.check(&format!("{folder}/root"), roots) else {
        return Ok(());
    };
    let path = origin::head_path(id);
    let now = date::now_unix_secs()?;
    let head = origin::head(place, id).and_then(|seen| {
        let seen = seen.context("there is no head: nothing was published to its end")?;
        let head = origin::judged(trust.root(), id, &seen.bytes)?;
        match trust.after_head(now, &seen.bytes) {
            Ok(_) => Ok(head),
            Err(refusal) => Err(anyhow!("{}: {refusal}: publish again", refusal.id())),
        }
    });
    let Some(head) = findings.check(&path, head) else {
        return Ok(());
    };
    let until = date::text(head.expires_unix_secs);
    findings.notes.push(format!(
        "{id}: release {}, believed until {until}",
        head.number
    ));
    check_releases(place, there, &roots, head, findings)
}

/// Every game with a release is listed as its manifest calls it, and no other.
fn check_list(path: &Path, place: &Folder, games: &[String], findings: &mut Findings) {
    let list = listed::read(place, Damage::Told);
    let Some((list, _)) = findings.check(listed::PATH, list) else {
        return;
    };
    for id in games {
        // What is wrong with the game itself was found before.
        let Ok(published) = origin::published(&format!("{}/{id}", path.display())) else {
            continue;
        };
        let title = &published.offered.manifest.title;
        let listed = list.games().iter().find(|game| game.id == *id);
        if listed.is_none_or(|listed| listed.title != *title) {
            let what = format!("it does not list {id} as {title}: publish that again");
            findings.fault(listed::PATH, what);
        }
    }
    for game in list.games() {
        let id = &game.id;
        if !games.contains(id) {
            let what = format!("it lists {id}, which is not there: `layerw gc` takes it out");
            findings.fault(listed::PATH, what);
        }
    }
}

/// The present release and the former ones whose objects are kept.
fn check_releases(
    place: &Folder,
    there: &Objects,
    roots: &[SignedRoot],
    head: SignedHead,
    findings: &mut Findings,
) -> Result<()> {
    let (id, last) = (head.id.clone(), head.number);
    check_release(place, there, head, findings);
    let first = last.saturating_sub(origin::KEPT_RELEASES as u64 - 1).max(1);
    for number in (first..last).rev() {
        let Some(seen) = origin::past_head(place, &id, number)? else {
            continue;
        };
        let judged = origin::judged_by_any(roots, &id, &seen.bytes);
        if let Some(head) = findings.check(&origin::past_head_path(&id, number), judged) {
            check_release(place, there, head, findings);
        }
    }
    Ok(())
}

fn check_release(place: &Folder, there: &Objects, head: SignedHead, findings: &mut Findings) {
    let name = format!("release {} of {}", head.number, head.id);
    let Some(offered) = findings.check(&name, origin::offered(place, head)) else {
        return;
    };
    let names = names(&offered);
    let (digest, bytes) = (offered.head.digest, offered.head.bytes);
    let path = origin::text_path(digest);
    let label = format!("{path} (the file of {name})");
    findings.check(&label, check_object(place, &path, digest, bytes));
    for file in offered.release.files() {
        let path = origin::file_path(file);
        let checked = check_object(place, &path, file.digest, file.bytes);
        let label = match names.get(&file.digest) {
            Some(what) => format!("{path} ({what})"),
            None => path,
        };
        findings.check(&label, checked);
    }
    for (digest, bytes) in offered.manifest.objects() {
        let mut files = offered.release.files().iter();
        if !files.any(|file| file.digest == digest && file.bytes == bytes) {
            findings.fault(
                &name,
                format!("{digest}, which the manifest lists, is not in the release file"),
            );
        }
    }
    for patch in offered.release.patches() {
        findings.check(
            &origin::patch_path(patch),
            check_patch(place, there, &offered, patch),
        );
    }
}

/// What each object is, as its author calls it.
fn names(offered: &Offered) -> BTreeMap<Digest, String> {
    let mut names = BTreeMap::from([(offered.manifest_digest, "the manifest".to_owned())]);
    for component in &offered.manifest.components {
        names.insert(component.digest, format!("component {}", component.name));
    }
    for asset in &offered.manifest.assets {
        names.insert(asset.digest, format!("asset {}", asset.path));
    }
    names
}

fn check_object(place: &Folder, path: &str, digest: Digest, want: u64) -> Result<()> {
    let bytes = origin::object(place, path, digest, MAX_FILE_BYTES)?;
    if bytes.len() as u64 != want {
        bail!("{} bytes long, want {want}", bytes.len());
    }
    let path = origin::twin_path(path);
    if let Some(twin) = place.read(&path, want)?
        && untwined(&twin.bytes, want).ok() != Some(bytes)
    {
        bail!("{path} is not the same after decompressing");
    }
    Ok(())
}

fn check_patch(place: &Folder, there: &Objects, offered: &Offered, patch: &Patch) -> Result<()> {
    let bytes = place
        .read(&origin::patch_path(patch), patch.bytes)?
        .context("it is missing")?
        .bytes;
    if bytes.len() as u64 != patch.bytes {
        bail!("{} bytes long, want {}", bytes.len(), patch.bytes);
    }
    let old = match there.get(&patch.from) {
        Some(old) => origin::object(place, old, patch.from, MAX_FILE_BYTES)?,
        None if patch.from == Digest::EMPTY => Vec::new(),
        // Its start left with an old release; a client that still has that needs the patch all the same.
        None => return Ok(()),
    };
    let made = offered
        .release
        .files()
        .iter()
        .find(|file| file.digest == patch.to);
    let limits = Limits {
        max_new_bytes: made.map_or(0, |file| file.bytes),
    };
    let new = delta::decode(&old, &bytes, limits)?;
    let got = digest_from_bytes(&new);
    if got != patch.to {
        bail!("it makes {got}");
    }
    Ok(())
}

/// The objects that lie there, by their digests; what is called otherwise is noted.
fn objects(path: &Path, findings: &mut Findings) -> Result<Objects> {
    let folder = path.join("c");
    let mut objects = Objects::new();
    if !folder.is_dir() {
        return Ok(objects);
    }
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().to_str().map(str::to_owned));
    }
    names.sort();
    for name in names {
        let digest = |name: &str| object_digest(&format!("/c/{name}"));
        let is_twin = name
            .strip_suffix(".br")
            .is_some_and(|name| digest(name).is_some());
        match digest(&name) {
            Some(digest) => {
                objects.insert(digest, format!("c/{name}"));
            }
            None if is_twin => {}
            None => findings.notes.push(format!(
                "c/{name} is no object; `layerw gc` removes what is left over"
            )),
        }
    }
    Ok(objects)
}

/// Every object has the digest that its name says, whoever needs it.
fn check_names(place: &Folder, there: &Objects, findings: &mut Findings) {
    for (digest, path) in there {
        let mut faults = findings.faults.iter();
        if !faults.any(|fault| fault.path.starts_with(path)) {
            let object = origin::object(place, path, *digest, MAX_FILE_BYTES);
            findings.check(path, object);
        }
    }
}
