//! `layerw new`: a small game that builds, plays and packs as it stands.
//!
//! What it is written against, `crates/component`, goes along as a folder, so that a game needs no checkout of Layer-W
//! and no network. Deliberately absent: building it; that is cargo's.

mod files;

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context as _, Result, bail};
use package::Region;
use serde_json::json;

use crate::report::{self, Report};

/// The package that every game gets beside itself.
const BORDER: &str = "layer-w";

/// Begin a game: a folder with one that can be built, packed and published as it is.
#[derive(clap::Args)]
#[command(after_help = "Example: layerw new my-game
The last part of the folder's name is the game's id: 1 to 64 lower-case letters, digits and hyphens.")]
pub(crate) struct Arguments {
    /// The folder to make; it may exist if it is empty.
    folder: PathBuf,
    /// What players read; made of the id if nothing is said.
    #[arg(long)]
    title: Option<String>,
}

/// Writes the folder.
pub(crate) fn run(arguments: &Arguments) -> Result<Report> {
    let folder = &arguments.folder;
    let id = id(folder)?;
    let title = arguments.title.clone().unwrap_or_else(|| title(&id));
    // Within quotation marks of two files, and a line of a third.
    if title.is_empty()
        || title.len() > 128
        || title.contains(['"', '\\'])
        || title.contains(char::is_control)
    {
        bail!("{title:?} cannot be a title: use 1 to 128 visible bytes without \" and \\");
    }
    if folder.is_dir() && fs::read_dir(folder)?.next().is_some() || folder.is_file() {
        bail!(
            "{} is there and not empty: choose another name",
            folder.display()
        );
    }
    let written = files::all();
    for (path, text) in &written {
        let text = text.replace("%ID%", &id).replace("%TITLE%", &title);
        crate::files::write(&folder.join(path), text.as_bytes())?;
    }
    let enter = if folder == Path::new(".") {
        String::new()
    } else {
        format!("  cd {}\n", folder.display())
    };
    Ok(Report::good(
        format!(
            "{title}: {} in {}; next:\n{enter}  cargo build --release --target wasm32-unknown-unknown\n  layerw pack .",
            report::counted(written.len(), "file"),
            folder.display()
        ),
        json!({
            "id": id, "title": title, "path": folder,
            "files": written.iter().map(|(path, _)| path).collect::<Vec<_>>(),
        }),
    ))
}

/// The id in the folder's name; `.` is the folder that the program was started in.
fn id(folder: &Path) -> Result<String> {
    let whole = env::current_dir()?.join(folder);
    let whole = fs::canonicalize(&whole).unwrap_or(whole);
    let name = whole.file_name().and_then(|name| name.to_str());
    let name = name.with_context(|| format!("{} has no name", folder.display()))?;
    let is_id = Region::from_name(&format!("game/{name}")).is_some();
    // Cargo wants a letter first, and one name belongs to what comes along.
    let is_package = name.starts_with(|first: char| first.is_ascii_lowercase()) && name != BORDER;
    if is_id && is_package {
        return Ok(name.to_owned());
    }
    bail!(
        "{name:?} cannot be a game's id: use up to 64 lower-case letters, digits and hyphens, a letter first, as my-game"
    );
}

/// `my-game` as `My game`.
fn title(id: &str) -> String {
    let words = id.replace('-', " ");
    let (first, rest) = words.split_at(words.len().min(1));
    format!("{}{rest}", first.to_ascii_uppercase())
}
