//! What is put around the game: the page at the root of its origin, the web manifest, the icon, the worker and the head.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use layout::{DECODERS_FILE, Scripts, head_from_release, with_release, with_scripts};
use package::{MAX_FILE_BYTES, MAX_TITLE_BYTES, Release, digest_from_bytes};
use serde_json::json;

use super::export::{Found, INDEX, PLAY};
use super::files::{Pieces, put};
use super::history::History;
use super::icon::{self, Icon};
use super::parts::{Part, Parts};
use super::{Arguments, text};
use crate::{files, publish};

const MANIFEST: &str = "layerw-manifest.webmanifest";
const WORKER: &str = "sw.js";
/// Where the page says when it shows the game.
const START: &str = "%START%";

/// What players see of the game before they see the game.
pub(super) struct About {
    pub(super) id: String,
    pub(super) title: String,
    icon: Icon,
    /// The game is shown before it is whole.
    is_at_once: bool,
}

/// What `arguments` say about the game, or what its page does.
pub(super) fn about(
    arguments: &Arguments,
    files: &[Found],
    id: &str,
    notes: &mut Vec<String>,
) -> Result<About> {
    let index = files.iter().find(|found| found.name == INDEX);
    let index = index.context("the export's page")?;
    let html = files::read(&index.file, MAX_FILE_BYTES)?;
    let html = String::from_utf8_lossy(&html);
    let elsewhere = text::elsewhere(&html);
    if let Some(first) = elsewhere.first() {
        let rest = match elsewhere.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        notes.push(format!(
            "index.html loads {first}{rest} from another host: that is not kept, so the game may not start offline"
        ));
    }
    let title = match &arguments.title {
        Some(title) => title.clone(),
        None => text::title(&html).unwrap_or_else(|| id.to_owned()),
    };
    if title.is_empty() || title.len() > MAX_TITLE_BYTES || title.contains(char::is_control) {
        bail!("{title:?} cannot be a title: say --title with 1 to {MAX_TITLE_BYTES} visible bytes");
    }
    let icon = match &arguments.icon {
        Some(file) => icon::said(file)?,
        None => icon::found(&html, files).unwrap_or_else(|| icon::drawn(id)),
    };
    Ok(About {
        id: id.to_owned(),
        title,
        icon,
        is_at_once: arguments.play_at_once,
    })
}

/// Adds the page and what it needs to `pieces`, and gives the release: the one that is there where nothing differs, or the
/// next.
pub(super) fn add(
    parts: &Parts,
    about: &About,
    history: &History,
    pieces: &mut Pieces,
) -> Result<Release> {
    // The worker's own scripts are stored by the browser, with the registration. The predictors of the releases before are
    // not carried along: a worker that finds none fetches nothing ahead, and its place is soon taken.
    for script in parts.scripts.iter().chain([&parts.predictor]) {
        pieces.unlisted(script.path.trim_start_matches('/'), script.bytes.clone());
    }
    add_decoders(&parts.decoder, history, pieces);
    for part in [&parts.launcher, &parts.launcher_wasm, &parts.launcher_style] {
        list_part(pieces, part);
    }
    let icon = &about.icon;
    let icon = Part {
        path: format!("/c/{}.{}", digest_from_bytes(&icon.bytes), icon.extension),
        bytes: icon.bytes.clone(),
    };
    list_part(pieces, &icon);
    let manifest = manifest(about, &icon.path);
    pieces.list(MANIFEST, &[&format!("/{MANIFEST}")], manifest.into_bytes());

    let number = history.newest().unwrap_or(1);
    let release = add_page(parts, about, &icon.path, number, pieces)?;
    let is_same = history.is_newest(|newest, worker_before| {
        newest.files() == release.files() && worker(parts, newest).as_bytes() == worker_before
    });
    if history.newest().is_none() || is_same {
        return Ok(release);
    }
    // The page carries the number, so it is written again.
    add_page(parts, about, &icon.path, number + 1, pieces)
}

/// Writes what names the release: its file, the worker, and last the head.
pub(super) fn finish(parts: &Parts, release: &Release, folder: &Path) -> Result<()> {
    let head = head_from_release(release);
    let text = release.to_text();
    let path = head.release_path();
    with_twin(folder, path.trim_start_matches('/'), text.as_bytes())?;
    let worker = worker(parts, release);
    if let Some(blank) = blank(&worker) {
        bail!(
            "this layerw does not know the {blank} of the site's worker: \
             build layerw and the site from one checkout, then wrap again"
        );
    }
    with_twin(folder, WORKER, worker.as_bytes())?;
    put(&folder.join("head"), head.to_text().as_bytes())
}

fn with_twin(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    if let Some(twin) = publish::twin(bytes, |_| ())? {
        put(&folder.join(format!("{name}.br")), &twin)?;
    }
    put(&folder.join(name), bytes)
}

/// Its own decoder and those of the releases before, whose workers apply the patches to this one.
fn add_decoders(own: &Part, history: &History, pieces: &mut Pieces) {
    let mut kept = layout::decoders(&own.path, &history.decoders());
    kept.retain(|path| {
        let bytes = match *path == own.path {
            true => Some(own.bytes.clone()),
            false => history.object(path),
        };
        let name = path.trim_start_matches('/');
        bytes.map(|bytes| pieces.unlisted(name, bytes)).is_some()
    });
    let text = layout::text_from_decoders(&kept);
    pieces.unlisted(DECODERS_FILE, text.into_bytes());
}

fn list_part(pieces: &mut Pieces, part: &Part) {
    let name = part.path.trim_start_matches('/');
    pieces.list(name, &[&part.path], part.bytes.clone());
}

fn add_page(
    parts: &Parts,
    about: &About,
    icon: &str,
    number: u64,
    pieces: &mut Pieces,
) -> Result<Release> {
    let page = String::from_utf8(parts.launcher_page.bytes.clone())
        .context("the page around the game is not text: build the site anew")?;
    if about.is_at_once && !page.contains(START) {
        bail!("the site's page around games shows them whole only: build the site anew");
    }
    let start = if about.is_at_once { "at-once" } else { "whole" };
    let page = page
        .replace(START, start)
        .replace("%ID%", &about.id)
        .replace("%RELEASE%", &number.to_string())
        .replace("%PLAY%", &format!("/{PLAY}"))
        .replace("%MANIFEST%", &format!("/{MANIFEST}"))
        .replace("%ICON%", icon)
        .replace("%STYLE%", &parts.launcher_style.path)
        .replace("%LAUNCHER%", &parts.launcher.path)
        // Last, because whoever chose it chose its signs too.
        .replace("%TITLE%", &text::escaped(&about.title));
    pieces.list(INDEX, &["/", "/index.html"], page.into_bytes());
    let release = pieces.release(number);
    release.context("these files cannot be listed as a release: have the engine pack them")
}

fn worker(parts: &Parts, release: &Release) -> String {
    let [worker, keeper, patcher] = &parts.scripts;
    let template = String::from_utf8_lossy(&parts.template.bytes);
    let scripts = Scripts {
        worker: &worker.path,
        keeper: &keeper.path,
        patcher: &patcher.path,
        decoder: &parts.decoder.path,
        predictor: &parts.predictor.path,
    };
    with_release(
        &with_scripts(&template, scripts),
        &head_from_release(release),
    )
}

/// A blank of the template that nothing filled.
fn blank(text: &str) -> Option<String> {
    let mut words = text.split('%').skip(1);
    let is_blank = |word: &&str| {
        let plain = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        word.len() > 1 && word.bytes().all(plain)
    };
    words.find(is_blank).map(|word| format!("%{word}%"))
}

fn manifest(about: &About, icon: &str) -> String {
    let icon = json!({
        "src": icon, "sizes": about.icon.sizes, "type": about.icon.mime, "purpose": "any",
    });
    let manifest = json!({
        "id": "/", "start_url": "/", "scope": "/", "name": about.title, "short_name": about.title,
        "display": "standalone", "display_override": ["fullscreen", "standalone"],
        "background_color": "#101418", "theme_color": "#101418", "icons": [icon],
    });
    format!("{manifest}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_that_was_not_filled_is_found() {
        assert_eq!(blank("const A = '%TRUST%';"), Some("%TRUST%".to_owned()));
        for whole in ["", "100% of 7 % 3", "%a%", "'%'", "%%"] {
            assert_eq!(blank(whole), None, "{whole}");
        }
    }
}
