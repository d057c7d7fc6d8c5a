//! `layerw gc`: removes from a folder what no kept release and no pushed manifest names. It looks at all of them first and
//! removes nothing where one cannot be read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, bail};
use package::GameList;
use serde_json::json;

use crate::listed::{self, Damage};
use crate::report::{self, Report};
use crate::store::{Folder, Seen, Store as _};
use crate::{origin, verify};

/// Remove objects, patches and heads that no kept release names; the last 8 of each game are kept. What a manifest names
/// that a tool pushed is kept, too.
#[derive(clap::Args)]
#[command(after_help = "Example: layerw gc site --dry-run")]
pub(crate) struct Arguments {
    /// A folder that games were published to.
    folder: PathBuf,
    /// Say what would go and remove nothing.
    #[arg(long)]
    dry_run: bool,
    /// Leave alone what is younger than this: a publish that is not finished wrote it.
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    older_than_hours: u64,
}

/// Removes.
pub(crate) fn run(arguments: &Arguments) -> Result<Report> {
    let folder = &arguments.folder;
    if !folder.join("games").is_dir() {
        verify::games(folder)?;
    }
    if folder.join("sw.js").is_file() {
        bail!(
            "{} is a site, too, whose files layerw does not know: the next `cargo xtask build` into it keeps what games need and removes the rest",
            folder.display()
        );
    }
    // A publish that is under way may count on an object that nothing names yet.
    let _alone = Folder::new(folder).hold_alone()?;
    let (mut kept, unlisted) = (kept(folder)?, unlisted(folder)?);
    kept.insert(listed::PATH.to_owned());
    let pushed = serving::named_by_pushed(folder)
        .context("a manifest that a tool pushed cannot be read, so nothing was removed")?;
    let is_pushed = |path: &str| {
        let twin_of = |end| path.strip_suffix(end);
        let object = twin_of(".br").or_else(|| twin_of(".zst")).unwrap_or(path);
        let digest = package::object_digest(&format!("/{object}"));
        digest.is_some_and(|digest| pushed.contains(&digest))
    };
    let youngest = SystemTime::now().checked_sub(Duration::from_secs(
        arguments.older_than_hours.saturating_mul(3600),
    ));
    let youngest = youngest.context("--older-than-hours goes back too far")?;
    let mut gone: Vec<(String, u64)> = Vec::new();
    for top in ["c", "d", "games"] {
        let mut found = Vec::new();
        below(folder, top, &mut found)?;
        for (path, about) in found {
            if !kept.contains(&path) && !is_pushed(&path) && about.modified()? <= youngest {
                gone.push((path, about.len()));
            }
        }
    }
    gone.sort();
    if !arguments.dry_run {
        for (path, _) in &gone {
            fs::remove_file(folder.join(path)).with_context(|| format!("cannot remove {path}"))?;
        }
        unlisted.write(folder)?;
    }
    let bytes: u64 = gone.iter().map(|(_, bytes)| bytes).sum();
    let word = if arguments.dry_run {
        "would go"
    } else {
        "removed"
    };
    let mut text: Vec<String> = gone
        .iter()
        .map(|(path, bytes)| format!("{bytes:>10}  {path}"))
        .collect();
    text.extend(
        unlisted
            .ids
            .iter()
            .map(|id| format!("{id} is listed no more")),
    );
    text.push(format!(
        "{} ({}) {word}",
        report::counted(gone.len(), "file"),
        report::bytes(bytes)
    ));
    let files: Vec<_> = gone
        .iter()
        .map(|(path, bytes)| json!({ "path": path, "bytes": bytes }))
        .collect();
    let json = json!({ "dry_run": arguments.dry_run, "files": files, "bytes": bytes, "unlisted": unlisted.ids });
    Ok(Report::good(text.join("\n"), json))
}

/// Every path that a kept release needs.
fn kept(folder: &Path) -> Result<BTreeSet<String>> {
    let place = Folder::new(folder);
    let mut kept = BTreeSet::new();
    for id in verify::games(folder)? {
        let what =
            || format!("{id} cannot be read, so nothing was removed: `layerw verify` says more");
        let Some((roots, _)) = origin::roots(&place, &id).with_context(what)? else {
            continue;
        };
        kept.extend((1..=roots.len() as u64).map(|version| origin::root_path(&id, version)));
        let Some(seen) = origin::head(&place, &id)? else {
            continue;
        };
        kept.insert(origin::head_path(&id));
        let judge = |bytes: &[u8]| origin::judged_by_any(&roots, &id, bytes);
        let head = judge(&seen.bytes).with_context(what)?;
        let mut damaged = Vec::new();
        let releases = origin::kept(&place, judge, head, &mut damaged).with_context(what)?;
        if let Some((_, damaged)) = damaged.pop() {
            return Err(damaged).with_context(what);
        }
        for offered in releases {
            kept.insert(origin::past_head_path(&id, offered.head.number));
            let files = offered.release.files().iter().map(origin::file_path);
            for path in files.chain([origin::text_path(offered.head.digest)]) {
                kept.insert(origin::twin_path(&path));
                kept.insert(path);
            }
            kept.extend(offered.release.patches().iter().map(origin::patch_path));
        }
    }
    Ok(kept)
}

/// What the list of games names without need, and the list without it.
struct Unlisted {
    ids: Vec<String>,
    left: GameList,
    seen: Option<Seen>,
}

impl Unlisted {
    /// Writes the shorter list.
    fn write(&self, folder: &Path) -> Result<()> {
        let text = self.left.to_text();
        if self.ids.is_empty()
            || Folder::new(folder).swap(listed::PATH, self.seen.as_ref(), text.as_bytes())?
        {
            return Ok(());
        }
        bail!("somebody else changed {}: try again", listed::PATH)
    }
}

/// The games of the list that are not there any more.
fn unlisted(folder: &Path) -> Result<Unlisted> {
    let place = Folder::new(folder);
    let (list, seen) = listed::read(&place, Damage::Told)?;
    let (mut ids, mut left) = (Vec::new(), GameList::default());
    for game in list.games() {
        if origin::head(&place, &game.id)?.is_some() {
            left = left.with(&game.id, &game.title);
        } else {
            ids.push(game.id.clone());
        }
    }
    Ok(Unlisted { ids, left, seen })
}

/// Every file below `above` in `folder`, by its path from `folder`.
fn below(folder: &Path, above: &str, found: &mut Vec<(String, fs::Metadata)>) -> Result<()> {
    let path = folder.join(above);
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        let path = format!("{above}/{}", name.to_string_lossy());
        let about = entry.metadata()?;
        if about.is_dir() {
            below(folder, &path, found)?;
        } else {
            found.push((path, about));
        }
    }
    Ok(())
}
