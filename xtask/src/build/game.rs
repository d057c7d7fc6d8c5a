//! Games: what `game.toml` says about each, and its files in the site.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use package::Region;

use super::draft::Draft;
use super::optimise;
use super::packed;
use super::parts::{self, Parts};
use crate::content;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// What a game says about itself.
pub(crate) struct Game {
    /// Its name in addresses, which is also its package's and its folder's.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) tagline: String,
    pub(crate) cover: Cover,
    /// Its module, where it comes compiled.
    pub(crate) module: Option<Vec<u8>>,
}

/// The picture that the library shows.
pub(crate) struct Cover {
    pub(crate) bytes: Vec<u8>,
    pub(crate) extension: String,
}

/// The games below `examples/`, by name, and those in the files `packed`.
pub(crate) fn all(workspace: &Workspace, packed: &[PathBuf]) -> Result<Vec<Game>> {
    let folder = workspace.path("examples");
    let described = content::files_below(&folder)?
        .into_iter()
        .filter(|path| path.ends_with("/game.toml") && path.split('/').count() == 2);
    let mut games: Vec<Game> = described
        .map(|path| from_file(&folder.join(path)))
        .collect::<Result<_>>()?;
    for path in packed {
        let game = packed::from_file(path)?;
        if games.iter().any(|other| other.id == game.id) {
            bail!("{}: there is a game {} already", path.display(), game.id);
        }
        games.push(game);
    }
    if games.is_empty() {
        bail!("no game: nothing matches examples/*/game.toml");
    }
    Ok(games)
}

/// Adds the files of `games`, whose modules stand in the same order, and what pages say about them.
pub(crate) fn add(
    workspace: &Workspace,
    tools: &Tools,
    games: &[Game],
    modules: &[Vec<u8>],
    mut parts: Parts,
    draft: &mut Draft,
) -> Result<Parts> {
    for (game, module) in games.iter().zip(modules) {
        let region = Region::Game(game.id.clone());
        let module = optimise::wasm(workspace, tools, &game.id, module)?;
        parts.games.push(parts::Game {
            id: game.id.clone(),
            title: game.title.clone(),
            tagline: game.tagline.clone(),
            url: draft.add_object(&module, "wasm", region.clone())?,
            module_bytes: module.len(),
            total_bytes: module.len() + game.cover.bytes.len(),
            cover: draft.add_object(&game.cover.bytes, &game.cover.extension, region)?,
        });
    }
    Ok(parts)
}

fn from_file(path: &Path) -> Result<Game> {
    let what = || format!("{} does not describe a game", path.display());
    let table: toml::Table = content::read_text(path)?.parse().with_context(what)?;
    let text = |key: &str| {
        let value = table.get(key).and_then(toml::Value::as_str);
        let value = value.filter(|value| !value.is_empty() && !value.contains('\n'));
        value
            .map(str::to_owned)
            .with_context(|| format!("want one line for `{key}`"))
            .with_context(what)
    };
    let folder = path.parent().unwrap_or(path);
    let id = text("id")?;
    if !folder.ends_with(&id) {
        bail!(
            "{}: the game {id} must stand in a folder of that name",
            path.display()
        );
    }
    Ok(Game {
        id,
        title: text("title")?,
        tagline: text("tagline")?,
        cover: cover(&folder.join(text("cover")?))?,
        module: None,
    })
}

fn cover(path: &Path) -> Result<Cover> {
    let extension = path.extension().and_then(|text| text.to_str());
    let extension = extension.with_context(|| format!("{} has no extension", path.display()))?;
    Ok(Cover {
        bytes: content::read(path)?,
        extension: extension.to_owned(),
    })
}
