//! The game changed: with a developer's small fix, and with faults.
//!
//! Compiled from a copy of the sources, because what the compiler makes of a small change is what the tests are about.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::build;
use crate::content;
use crate::workspace::Workspace;

const GAME: &str = "emberfall";

/// What is changed in one file of the game.
pub(super) struct Change {
    /// The folder below `target/end2end` that it is compiled in.
    folder: &'static str,
    file: &'static str,
    /// What stands there once, and what stands there instead.
    lines: &'static [(&'static str, &'static str)],
}

/// One function differs.
pub(super) const FIXED: Change = Change {
    folder: "changed",
    file: "examples/emberfall/src/ember.rs",
    lines: &[(
        "self.at = self.at.toward(heart, PULL_SPEED * STEP_SECS);",
        "let pull = PULL_SPEED * (PULL_RADIUS - distance).max(REACH);
        self.at = self.at.toward(heart, pull * STEP_SECS);",
    )],
};

/// Traps, hangs, draws nothing or draws black, as the seed says; `end2end/fixtures/site.ts` knows the seeds.
pub(super) const BROKEN: Change = Change {
    folder: "broken",
    file: "examples/emberfall/src/lib.rs",
    lines: &[
        (
            "impl Game for Emberfall {",
            "static SEED: core::sync::atomic::AtomicU64 = core::sync::atomic::AtomicU64::new(0);
impl Game for Emberfall {",
        ),
        (
            "self.session = Session::new(config.seed,",
            "SEED.store(config.seed, core::sync::atomic::Ordering::Relaxed);
        self.session = Session::new(config.seed,",
        ),
        (
            "self.session.step(&InputFrame::from_bytes(input)?);",
            "match SEED.load(core::sync::atomic::Ordering::Relaxed) {
            1001 => panic!(\"release 5 traps\"),
            1002 => loop {
                core::hint::spin_loop();
            },
            _ => self.session.step(&InputFrame::from_bytes(input)?),
        }",
        ),
        (
            "draw::frame(&self.session, blend, &mut self.scratch, commands);",
            concat!(
                "let seed = SEED.load(core::sync::atomic::Ordering::Relaxed);
        if seed != 1003 {
            draw::frame(&self.session, blend, &mut self.scratch, commands);
        }
        if seed == 1004 {",
                black_scene!(),
                "}"
            ),
        ),
    ],
};

/// Compiles it; the game's id and the module's file.
pub(super) fn game(workspace: &Workspace, change: &Change) -> Result<(String, PathBuf)> {
    let root = workspace.target("end2end").join(change.folder);
    for name in ["Cargo.toml", "Cargo.lock"] {
        copy(workspace, &root, name, change)?;
    }
    // Cargo reads every member before it compiles one.
    for name in member_folders(&content::read_text(&workspace.path("Cargo.toml"))?)? {
        let files = content::files_below(&workspace.path(&name))?;
        remove_others(&root.join(&name), &files)?;
        for below in files {
            copy(workspace, &root, &format!("{name}/{below}"), change)?;
        }
    }
    let arguments = ["--locked", "--profile", "wasm-release", "--package", GAME];
    let what = format!("a {} game", change.folder);
    build::game_elsewhere(workspace, &root, &what, &arguments)?;
    let module = root.join(format!(
        "target/wasm32-unknown-unknown/wasm-release/{GAME}.wasm"
    ));
    Ok((GAME.to_owned(), module))
}

/// The folders at the top of the workspace that its members are in.
fn member_folders(manifest: &str) -> Result<BTreeSet<String>> {
    let manifest: toml::Table = manifest.parse()?;
    let members = manifest.get("workspace").and_then(|it| it.get("members"));
    let members = members.and_then(|it| it.as_array());
    let names = members.context("the workspace lists no members")?.iter();
    let names = names.filter_map(|name| name.as_str()?.split('/').next());
    Ok(names.map(str::to_owned).collect())
}

/// Lets go what an earlier copy had in `folder` and the sources have no more: cargo would take it for a part of them.
fn remove_others(folder: &Path, files: &[String]) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for below in content::files_below(folder)? {
        if !files.contains(&below) {
            let path = folder.join(below);
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// Writes what differs only, so that cargo compiles what differs only.
fn copy(workspace: &Workspace, root: &Path, name: &str, change: &Change) -> Result<()> {
    let mut bytes = content::read(&workspace.path(name))?;
    if name == change.file {
        bytes = changed(&bytes, change)?;
    }
    let to = root.join(name);
    if content::read(&to).ok().as_ref() == Some(&bytes) {
        return Ok(());
    }
    content::write(&to, &bytes)
}

fn changed(source: &[u8], change: &Change) -> Result<Vec<u8>> {
    let mut source = String::from_utf8_lossy(source).into_owned();
    for (before, after) in change.lines {
        if source.matches(before).count() != 1 {
            let file = change.file;
            bail!("{file} does not have the one line that the tests change: {before}");
        }
        source = source.replace(before, after);
    }
    Ok(source.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_of_the_workspace_is_copied() {
        let folders = member_folders(include_str!("../../../Cargo.toml")).unwrap();
        for name in ["app", "crates", "launcher", "xtask"] {
            assert!(folders.contains(name), "{name}: {folders:?}");
        }
    }

    #[test]
    fn a_file_that_went_from_the_sources_goes_from_the_copy() {
        let folder = std::env::temp_dir().join(format!("layerw-copy-{}", std::process::id()));
        remove_others(&folder, &[]).unwrap();
        for name in ["a/kept.rs", "a/gone.rs"] {
            content::write(&folder.join(name), b"").unwrap();
        }
        remove_others(&folder, &["a/kept.rs".to_owned()]).unwrap();
        let left = content::files_below(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(left, ["a/kept.rs"]);
    }

    #[test]
    fn the_sources_have_the_lines_that_are_changed() {
        let sources: [(&[u8], Change); 2] = [
            (
                include_bytes!("../../../examples/emberfall/src/ember.rs"),
                FIXED,
            ),
            (
                include_bytes!("../../../examples/emberfall/src/lib.rs"),
                BROKEN,
            ),
        ];
        for (source, change) in sources {
            assert_ne!(changed(source, &change).unwrap(), source);
            assert!(changed(b"another file", &change).is_err());
        }
    }
}
