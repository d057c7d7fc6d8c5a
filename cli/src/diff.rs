//! `layerw diff`: what an update from one package to another would cost each player, and why.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use package::Digest;
use serde_json::json;

use crate::contents::Contents;
use crate::parallel;
use crate::progress::Progress;
use crate::publish::{changed, encoded, is_worth_a_patch, twin};
use crate::report::{self, Report};

/// Show what an update would cost, file by file.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  layerw diff site/my-game my-game    what publishing my-game to the folder site would cost its players
  layerw diff my-game-1.0.0.lwpkg my-game-1.1.0.lwpkg")]
pub(crate) struct Arguments {
    /// A packed file, a project folder, or a place and a published game with a / between.
    old: String,
    /// The one that follows it.
    new: String,
}

/// A file to fetch, and what it may be made of.
struct Work<'a> {
    what: String,
    old: Option<&'a [u8]>,
    new: &'a [u8],
}

/// What a patch could start from.
#[derive(Clone, Copy)]
enum Start {
    Old,
    TooLong,
    None,
}

/// What one file costs.
struct Row {
    what: String,
    start: Start,
    full_bytes: usize,
    twin_bytes: usize,
    patch_bytes: Option<usize>,
}

impl Row {
    /// Why it is that way.
    fn why(&self) -> &'static str {
        match (self.start, self.cheapest().0) {
            (Start::Old, "patch") => "changed: a patch is smallest",
            (Start::Old, _) => "changed so much that a patch is no smaller",
            (Start::TooLong, _) => "changed, but too long or empty: patches are made up to 64 MiB",
            (Start::None, _) => "new: there is nothing to start from",
        }
    }

    /// The cheapest way and what it costs.
    fn cheapest(&self) -> (&'static str, usize) {
        let full = if self.twin_bytes < self.full_bytes {
            ("brotli", self.twin_bytes)
        } else {
            ("full", self.full_bytes)
        };
        match self.patch_bytes {
            Some(bytes) if bytes < full.1 => ("patch", bytes),
            _ => full,
        }
    }
}

/// Compares.
pub(crate) fn run(arguments: &Arguments, quiet: bool) -> Result<Report> {
    let (old, new) = (
        Contents::find(&arguments.old)?,
        Contents::find(&arguments.new)?,
    );
    let before: BTreeMap<Digest, Digest> = changed(&old.manifest, &new.manifest)
        .into_iter()
        .map(|(from, to)| (to, from))
        .collect();
    let (old_text, new_text) = (old.manifest.to_text(), new.manifest.to_text());
    let mut work: Vec<Work<'_>> = Vec::new();
    if old_text != new_text {
        work.push(Work {
            what: "manifest".to_owned(),
            old: Some(old_text.as_bytes()),
            new: new_text.as_bytes(),
        });
    }
    let mut unchanged = 0;
    for (digest, what) in names(&new) {
        if old.objects.contains_key(&digest) {
            unchanged += 1;
            continue;
        }
        let bytes = new
            .objects
            .get(&digest)
            .context("an object of the package")?;
        let start = before.get(&digest).and_then(|from| old.objects.get(from));
        let old = start.map(Vec::as_slice);
        work.push(Work {
            what,
            old,
            new: bytes,
        });
    }
    let total_bytes = work.iter().map(|work| work.new.len() as u64).sum();
    let bar = Progress::new(quiet).bar("compare", total_bytes)?;
    let rows = parallel::map(&work, parallel::processors(), |work| {
        row(work, |count| bar.inc(count))
    })?;
    bar.finish_and_clear();
    Ok(report(&rows, unchanged, &notes(&old, &new)))
}

fn names(contents: &Contents) -> BTreeMap<Digest, String> {
    let components = contents.manifest.components.iter();
    let mut names: BTreeMap<Digest, String> = components
        .map(|one| (one.digest, format!("component {}", one.name)))
        .collect();
    for asset in &contents.manifest.assets {
        names
            .entry(asset.digest)
            .or_insert_with(|| asset.path.clone());
    }
    names
}

fn row(work: &Work<'_>, read: impl Fn(u64)) -> Result<Row> {
    let bytes = work.new;
    let is_worth = |old: &&[u8]| is_worth_a_patch(old.len() as u64, bytes.len() as u64);
    let start = work.old.filter(is_worth);
    Ok(Row {
        start: match (work.old, start) {
            (_, Some(_)) => Start::Old,
            (Some(_), None) => Start::TooLong,
            (None, None) => Start::None,
        },
        what: work.what.clone(),
        full_bytes: bytes.len(),
        twin_bytes: twin(bytes, read)?.map_or(bytes.len(), |twin| twin.len()),
        patch_bytes: start.map(|start| encoded(start, bytes).len()),
    })
}

/// What players meet besides bytes.
fn notes(old: &Contents, new: &Contents) -> Vec<String> {
    let (before, after) = (&old.manifest, &new.manifest);
    let mut notes = Vec::new();
    if before.id != after.id {
        notes.push(format!("{} and {} are two games", before.id, after.id));
    }
    let is_changed = before.to_text() != after.to_text();
    if is_changed && before.version == after.version {
        let version = after.version.to_text();
        notes.push(format!(
            "both have version {version}: raise `version` in layerw.toml"
        ));
    }
    let asked = after.capabilities.iter();
    for capability in asked.filter(|one| !before.capabilities.contains(one)) {
        notes.push(format!(
            "asks players for {}, which it did not before",
            capability.name()
        ));
    }
    let gone = names(old).into_iter();
    let gone = gone.filter(|(digest, _)| !new.objects.contains_key(digest));
    let is_there = |what: &String| names(new).values().any(|other| other == what);
    for (_, what) in gone.filter(|(_, what)| !is_there(what)) {
        notes.push(format!("{what} is gone"));
    }
    notes
}

fn report(rows: &[Row], unchanged: usize, notes: &[String]) -> Report {
    let total: usize = rows.iter().map(|row| row.cheapest().1).sum();
    let whole: usize = rows
        .iter()
        .map(|row| row.full_bytes.min(row.twin_bytes))
        .sum();
    let mut text = Vec::new();
    if !rows.is_empty() {
        text.push(format!(
            "{:>11} {:>11} {:>11}  fetched as, what, why",
            "full", "brotli", "patch"
        ));
    }
    text.extend(rows.iter().map(|row| {
        let patch = row
            .patch_bytes
            .map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
        format!(
            "{:>11} {:>11} {patch:>11}  {:6}  {}  ({})",
            row.full_bytes,
            row.twin_bytes,
            row.cheapest().0,
            row.what,
            row.why()
        )
    }));
    text.extend(notes.iter().map(|note| format!("note: {note}")));
    text.push(if rows.is_empty() {
        "nothing to fetch".to_owned()
    } else {
        format!(
            "an update is {}, without patches {}; as they are: {}",
            report::bytes(total as u64),
            report::bytes(whole as u64),
            report::counted(unchanged, "object")
        )
    });
    let objects = rows.iter().map(|row| {
        json!({
            "object": row.what, "full_bytes": row.full_bytes, "brotli_bytes": row.twin_bytes,
            "patch_bytes": row.patch_bytes, "method": row.cheapest().0, "why": row.why(),
            "bytes": row.cheapest().1,
        })
    });
    let json = json!({
        "objects": objects.collect::<Vec<_>>(), "unchanged": unchanged, "bytes": total,
        "bytes_without_patches": whole, "notes": notes,
    });
    Report::good(text.join("\n"), json)
}
