//! `layerw wrap`: a game that another engine exported for browsers becomes a site of its own: it installs, plays offline
//! and is updated by patches, its files as they are.
//!
//! Its code is somebody else's, so the folder is for an origin that nothing else is served from. Deliberately absent:
//! reading or changing what the game's code does.

mod export;
mod files;
mod hints;
mod history;
mod icon;
mod parts;
mod place;
mod shared;
mod shell;
mod text;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use layout::{Address, Wrapped};
use package::{EDGE_LIST_PATH, EdgeList, HINTS_PATH, MAX_NUMBER, Patch, Region, Release};
use serde_json::json;

use crate::progress::Progress;
use crate::report::{self, Report};
use export::Export;
use files::Pieces;
use history::History;
use parts::Parts;
use place::Place;

/// Turn a game that another engine exported for browsers into one that installs, plays offline and updates by patches.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The exported folder, with index.html.
    folder: PathBuf,
    /// A site of Layer-W, as `cargo xtask build` makes it: what keeps games for offline play is taken from there.
    #[arg(long, value_name = "FOLDER")]
    site: PathBuf,
    /// Where to: the game gets the folder of its id in there. Wrap it there again for an update.
    #[arg(long, value_name = "FOLDER", default_value = "wrapped")]
    out: PathBuf,
    /// The game's id, the first part of its host; made of the folder's name if nothing is said.
    #[arg(long)]
    id: Option<String>,
    /// What players read; the title of index.html if nothing is said.
    #[arg(long)]
    title: Option<String>,
    /// A picture, square and 144 points wide at least; found in the export or drawn if nothing is said.
    #[arg(long, value_name = "FILE")]
    icon: Option<PathBuf>,
    /// The address players open, https://my-game.example.com; the site's own host with the id before it if nothing is said.
    #[arg(long, value_name = "URL")]
    at: Option<String>,
    /// Accept an --at with a folder, on an origin that others share: the game's code can read and change what they stored.
    /// It then plays online only, and says so before it is opened.
    #[arg(long = place::SHARE, requires = "at")]
    share: bool,
    /// Show the game as soon as the page is there: its files come, verified, when the game asks for them, and those that it
    /// may ask for next come before. All of it is kept for offline play only where the player says so.
    #[arg(long, conflicts_with = "share")]
    play_at_once: bool,
    /// What players used, a line each time one played: user, seconds since 1970 and the paths of files in the order in which
    /// they were asked for, with tabs between and the paths set apart by spaces. Devices begin with what is learned of it.
    #[arg(long, value_name = "FILE", requires = "play_at_once")]
    sessions: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  layerw wrap export/web --site site --id my-game
  layerw serve site --wrapped wrapped        then open http://my-game.localhost:3000/

The game's code may do on its origin whatever it likes, so it gets one of its own: my-game.example.com beside example.com.
On a host with one origin only, as user.github.io/my-game, it could read what other games stored, and is refused.
Wrapping the next export into the same folder makes an update: players fetch what changed.";

/// Wraps.
pub(crate) fn run(arguments: &Arguments, quiet: bool) -> Result<Report> {
    let progress = Progress::new(quiet);
    let address = place::address(arguments.at.as_deref(), arguments.share)?;
    let id = place::id(arguments.id.as_deref(), &arguments.folder)?;
    let parts = Parts::read(&arguments.site)?;
    let Export { files, mut notes } = export::read(&arguments.folder, &progress)?;
    let about = shell::about(arguments, &files, &id, &mut notes)?;
    let bytes = files.iter().map(|file| file.bytes).sum();
    let wrapped = Wrapped {
        id: id.clone(),
        title: about.title.clone(),
        bytes,
        address,
    };
    let place = Place::open(&arguments.out, &id)?;
    if let Address::Shared(_) = wrapped.address {
        return shared::write(files, &wrapped, &place, notes, &progress);
    }
    let history = History::read(place.folder())?;
    let found = files.clone();
    let mut pieces = Pieces::new(files, Region::Game(id.clone()))?;
    if arguments.play_at_once {
        let sessions = arguments.sessions.as_deref();
        let hints = hints::file(&found, pieces.listed(), sessions, &mut notes)?;
        if let Some(hints) = hints {
            let (region, name) = (Region::Game(id.clone()), HINTS_PATH.trim_start_matches('/'));
            pieces.list_in(region, name, &[HINTS_PATH], hints);
        }
    }
    let release = shell::add(&parts, &about, &history, &mut pieces)?;
    pieces.unlisted(layout::WRAPPED_FILE, wrapped.to_text().into_bytes());
    // A game's origin has no edges, and its players ask.
    let edges = EdgeList {
        id: id.clone(),
        expires_unix_secs: MAX_NUMBER,
        bases: Vec::new(),
    };
    let list = edges.to_text().into_bytes();
    pieces.unlisted(EDGE_LIST_PATH.trim_start_matches('/'), list);
    pieces.unlisted(
        files::HEADERS,
        [HEADERS, layout::CACHING_HEADERS].concat().into_bytes(),
    );

    let draft = place.draft()?;
    let sent = files::write(&pieces, &history, draft.folder(), &progress)?;
    let patches = history.patches(&release, &pieces, &sent, draft.folder(), &progress)?;
    let release = release
        .with_patches(patches)
        .context("the patches cannot be listed")?;
    shell::finish(&parts, &release, draft.folder())?;
    history.keep(&release, draft.folder())?;
    draft.replace()?;
    if arguments.play_at_once {
        notes.insert(0, AT_ONCE.to_owned());
    }
    Ok(said(
        arguments,
        &wrapped,
        &release,
        &history,
        place.folder(),
        notes,
    ))
}

/// What is said of a game that is shown before it is whole.
const AT_ONCE: &str = "played at once: each file comes when the game asks for it, and all of it is kept where a player says so";

/// For hosts that read such a file. The page around the game carries its own policy.
const HEADERS: &str = "/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: frame-ancestors 'self'
";

fn said(
    arguments: &Arguments,
    wrapped: &Wrapped,
    release: &Release,
    history: &History,
    folder: &std::path::Path,
    notes: Vec<String>,
) -> Report {
    let number = release.number();
    let is_new = history.newest() != Some(number);
    let patches = release.patches();
    let mut lines = vec![format!(
        "{} is in {}: release {number}{}, {}",
        wrapped.title,
        folder.display(),
        if is_new { "" } else { " as before" },
        report::bytes(wrapped.bytes),
    )];
    if let Some(bytes) = history.update_bytes(release).filter(|_| is_new) {
        let text = report::bytes(bytes);
        lines.push(format!("players of the release before fetch {text}"));
    }
    if history.newest().is_none() && wrapped.address == Address::Beside {
        lines.push(format!(
            "to play it: layerw serve {} --wrapped {}, then open http://{}.localhost:3000/",
            arguments.site.display(),
            arguments.out.display(),
            wrapped.id,
        ));
    }
    lines.extend(notes.iter().map(|note| format!("note: {note}")));
    let patch = |patch: &Patch| json!({"from": patch.from.to_hex(), "to": patch.to.to_hex(), "bytes": patch.bytes});
    let json = json!({
        "id": wrapped.id, "title": wrapped.title, "path": folder, "release": number, "is_new": is_new,
        "files": release.files().len(), "bytes": wrapped.bytes, "address": page(wrapped),
        "at_once": arguments.play_at_once, "update_bytes": history.update_bytes(release),
        "patches": patches.iter().map(patch).collect::<Vec<_>>(), "notes": notes,
    });
    Report::good(lines.join("\n"), json)
}

/// The page that players open, where it is known already.
fn page(wrapped: &Wrapped) -> Option<String> {
    let page = || wrapped.address.page(&wrapped.id, "", "");
    (wrapped.address != Address::Beside).then(page)
}

/// Fails with one sentence about the file `name` of the export.
fn refuse<T>(name: &str, why: &str) -> Result<T> {
    bail!("{name}: {why}")
}
