//! The exported folder: which of its files are taken, at which addresses, and what is said about the others.
//!
//! Every file keeps its bytes and its place, so whatever its code asks for, from the root or beside itself, is there. Only
//! the page itself goes to another name, because the root is where the worker is registered and progress is shown.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use package::{Digest, MAX_FILE_BYTES, digest_from_bytes};

use super::files::HEADERS;
use super::{refuse, text};
use crate::parallel;
use crate::progress::Progress;
use crate::{files, report};

/// The page of an export.
pub(super) const INDEX: &str = "index.html";
/// What the page is called here.
pub(super) const PLAY: &str = "layerw-play.html";
/// Names that begin so are ours.
const OURS: &str = "layerw-";
/// What an origin of ours has at its root besides.
const RESERVED: [&str; 4] = ["c", "d", "head", HEADERS];
const WORKER: &str = "sw.js";
const MAX_PATH_BYTES: usize = 512;
/// Longer scripts are no service workers.
const MAX_WORKER_BYTES: u64 = 1 << 20;

/// A file that is taken.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Where it is in the export, with `/` between.
    pub(super) name: String,
    /// The file itself.
    pub(super) file: PathBuf,
    pub(super) bytes: u64,
    pub(super) digest: Digest,
}

/// What is taken, and what the author should know, a sentence each.
pub(super) struct Export {
    pub(super) files: Vec<Found>,
    pub(super) notes: Vec<String>,
}

/// A file before it was read.
struct Named {
    name: String,
    file: PathBuf,
    bytes: u64,
}

/// Reads the export in `folder`.
pub(super) fn read(folder: &Path, progress: &Progress) -> Result<Export> {
    let mut notes = Vec::new();
    let names = below(folder, &mut notes)?;
    check_index(folder, &names)?;
    let names = without_twins(names, &mut notes)?;
    for named in &names {
        check_name(&named.name)?;
    }
    let bar = progress.bar("reading", names.iter().map(|named| named.bytes).sum())?;
    let found = parallel::map(&names, parallel::processors(), |named| {
        let found = found(named);
        bar.inc(named.bytes);
        found
    })?;
    bar.finish_and_clear();
    let mut taken = Vec::new();
    for (found, is_worker) in found {
        if is_worker {
            notes.push(format!(
                "{}, a service worker of its own, is left out: ours keeps the game, and one origin has room for one",
                found.name
            ));
        } else if found.name == WORKER {
            return refuse(
                WORKER,
                "that is where our worker goes: rename it in the export",
            );
        } else {
            taken.push(found);
        }
    }
    Ok(Export {
        files: taken,
        notes,
    })
}

fn found(named: &Named) -> Result<(Found, bool)> {
    if named.bytes > MAX_FILE_BYTES {
        let size = report::bytes(named.bytes);
        return refuse(
            &named.name,
            &format!(
                "{size}, and a file can have 256 MiB at most: export the game in several packs"
            ),
        );
    }
    let bytes = files::read(&named.file, MAX_FILE_BYTES)?;
    if package::is_secret(&bytes) {
        return refuse(
            &named.name,
            "a secret key, which would be published: move it out of the export",
        );
    }
    let is_script = named.name.ends_with(".js") || named.name.ends_with(".mjs");
    let is_worker = is_script
        && named.bytes <= MAX_WORKER_BYTES
        && text::is_service_worker(&String::from_utf8_lossy(&bytes));
    let found = Found {
        name: named.name.clone(),
        file: named.file.clone(),
        bytes: bytes.len() as u64,
        digest: digest_from_bytes(&bytes),
    };
    Ok((found, is_worker))
}

/// Every file below `folder`, sorted by name.
fn below(folder: &Path, notes: &mut Vec<String>) -> Result<Vec<Named>> {
    let mut found = Vec::new();
    let mut hidden = 0;
    let mut waiting = vec![String::new()];
    while let Some(relative) = waiting.pop() {
        let here = folder.join(&relative);
        let entries = fs::read_dir(&here);
        for entry in entries.with_context(|| format!("cannot read {}", here.display()))? {
            let entry = entry.with_context(|| format!("cannot read {}", here.display()))?;
            let Ok(name) = entry.file_name().into_string() else {
                let name = entry.file_name().to_string_lossy().into_owned();
                return refuse(
                    &name,
                    "its name is not UTF-8, so no address leads to it: rename it",
                );
            };
            if name.starts_with('.') {
                hidden += 1;
                continue;
            }
            let name = match relative.is_empty() {
                true => name,
                false => format!("{relative}/{name}"),
            };
            let file = entry.path();
            let about = fs::symlink_metadata(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            if about.is_dir() {
                waiting.push(name);
            } else if about.is_file() {
                let bytes = about.len();
                found.push(Named { name, file, bytes });
            } else {
                return refuse(
                    &name,
                    "neither a file nor a folder: put what it leads to there",
                );
            }
        }
    }
    if hidden > 0 {
        let what = report::counted_as(hidden, "name that begins", "names that begin");
        notes.push(format!("left out: {what} with a point"));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn check_index(folder: &Path, names: &[Named]) -> Result<()> {
    if names.iter().any(|named| named.name == INDEX) {
        return Ok(());
    }
    let shown = folder.display();
    let deeper = names.iter().map(|named| named.name.as_str());
    let deeper = deeper
        .filter_map(|name| name.strip_suffix("/index.html"))
        .min_by_key(|folder| folder.len());
    if let Some(deeper) = deeper {
        bail!("{shown} has no index.html, but {deeper} in it has: wrap {shown}/{deeper}");
    }
    let pages = names.iter().map(|named| named.name.as_str());
    let page = pages.clone().find(|name| name.ends_with(".html"));
    match page {
        Some(page) => bail!("{shown} has no index.html: export {page} under that name"),
        None => {
            bail!("{shown} has no index.html: wrap the folder that the engine exported for the web")
        }
    }
}

/// Leaves out what a builder compressed beside the file itself. Alone, it would reach the game undone by no one.
fn without_twins(names: Vec<Named>, notes: &mut Vec<String>) -> Result<Vec<Named>> {
    let is_there = |name: &str| {
        names
            .binary_search_by(|named| named.name.as_str().cmp(name))
            .is_ok()
    };
    let mut twins = Vec::new();
    for named in &names {
        let whole = [".br", ".gz"]
            .iter()
            .find_map(|end| named.name.strip_suffix(end));
        match whole {
            Some(whole) if is_there(whole) => twins.push(named.name.clone()),
            Some(whole)
                if whole.ends_with(".js")
                    || whole.ends_with(".wasm")
                    || whole.ends_with(".data") =>
            {
                return refuse(
                    &named.name,
                    "exported compressed: switch compression off in the export (Unity: Compression Format, Disabled); \
                     files are compressed on their way anyway",
                );
            }
            _ => {}
        }
    }
    if !twins.is_empty() {
        let what = report::counted_as(twins.len(), "compressed copy", "compressed copies");
        notes.push(format!("{what} left out: files are compressed anyway"));
    }
    let is_kept = |named: &Named| twins.binary_search(&named.name).is_err();
    Ok(names.into_iter().filter(is_kept).collect())
}

fn check_name(name: &str) -> Result<()> {
    let top = name.split('/').next().unwrap_or(name);
    if RESERVED.contains(&top) || top.starts_with(OURS) {
        return refuse(
            name,
            "an origin of Layer-W has files of its own there: rename it in the export",
        );
    }
    if name.contains(|it: char| it.is_control() || it == '\\') {
        return refuse(
            &name.escape_debug().to_string(),
            "no address leads to such a name: rename it",
        );
    }
    let length = layout::path_from_name(name).len();
    if length > MAX_PATH_BYTES {
        return refuse(
            name,
            "its address has more than 512 bytes: shorten the names in it",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Vec<Named> {
        let named = |name: &&str| Named {
            name: (*name).to_owned(),
            file: PathBuf::new(),
            bytes: 0,
        };
        names.iter().map(named).collect()
    }

    #[test]
    fn copies_that_a_builder_compressed_are_left_out_and_nothing_else() {
        let mut notes = Vec::new();
        let names = named(&["a.js", "a.js.br", "a.js.gz", "level.gz", "z.br"]);
        let kept = without_twins(names, &mut notes).unwrap();
        let kept: Vec<&str> = kept.iter().map(|named| named.name.as_str()).collect();
        assert_eq!(kept, ["a.js", "level.gz", "z.br"]);
        assert_eq!(
            notes,
            ["2 compressed copies left out: files are compressed anyway"]
        );
        let unity = without_twins(named(&["Build/a.wasm.br"]), &mut notes);
        assert!(unity.is_err_and(|error| error.to_string().contains("Compression Format")));
    }

    #[test]
    fn names_that_are_ours_or_have_no_address_are_refused() {
        for good in [
            "a/c/x",
            "headless.js",
            "my level.json",
            "火.png",
            "icon@2x.png",
        ] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        let long = "a".repeat(600);
        for bad in [
            "c/x",
            "d",
            "head",
            "layerw-play.html",
            "a\nb",
            "a\\b",
            &long,
        ] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }
}
