//! The versions of public packages that benches of patches take: fetched from the npm registry once, kept in the cache.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// Two versions of a file in a package of the registry.
pub(super) struct Pair {
    pub(super) name: &'static str,
    package: &'static str,
    pub(super) versions: [&'static str; 2],
    /// How its path in the package ends.
    pub(super) file: &'static str,
}

const fn pair(
    name: &'static str,
    package: &'static str,
    versions: [&'static str; 2],
    file: &'static str,
) -> Pair {
    Pair {
        name,
        package,
        versions,
        file,
    }
}

const SQLITE: (&str, &str) = ("@sqlite.org/sqlite-wasm", "/sqlite3.wasm");
const HAVOK: (&str, &str) = ("@babylonjs/havok", "/esm/HavokPhysics.wasm");
const RAPIER: (&str, &str) = ("@dimforge/rapier3d", "/rapier_wasm3d_bg.wasm");
const PYODIDE: (&str, &str) = ("pyodide", "/pyodide.asm.wasm");
const CANVASKIT: (&str, &str) = ("canvaskit-wasm", "/bin/canvaskit.wasm");
const DUCKDB: (&str, &str) = ("@duckdb/duckdb-wasm", "/dist/duckdb-eh.wasm");
const FFMPEG: (&str, &str) = ("@ffmpeg/core", "/umd/ffmpeg-core.wasm");

/// Consecutive versions: of most packages a small step and a larger one.
pub(super) const PAIRS: [Pair; 14] = [
    pair(
        "sqlite-minor",
        SQLITE.0,
        ["3.50.4-build1", "3.51.1-build1"],
        SQLITE.1,
    ),
    pair(
        "sqlite-patch",
        SQLITE.0,
        ["3.51.1-build1", "3.51.2-build9"],
        SQLITE.1,
    ),
    pair("havok-minor", HAVOK.0, ["1.3.8", "1.3.10"], HAVOK.1),
    pair("havok-patch", HAVOK.0, ["1.3.11", "1.3.12"], HAVOK.1),
    pair("rapier-minor", RAPIER.0, ["0.18.2", "0.19.0"], RAPIER.1),
    pair("rapier-patch", RAPIER.0, ["0.19.2", "0.19.3"], RAPIER.1),
    pair("pyodide-minor", PYODIDE.0, ["0.28.3", "0.29.4"], PYODIDE.1),
    pair("pyodide-patch", PYODIDE.0, ["0.29.4", "0.29.5"], PYODIDE.1),
    pair(
        "canvaskit-minor",
        CANVASKIT.0,
        ["0.40.0", "0.41.0"],
        CANVASKIT.1,
    ),
    pair(
        "canvaskit-patch",
        CANVASKIT.0,
        ["0.41.0", "0.41.1"],
        CANVASKIT.1,
    ),
    pair("duckdb", DUCKDB.0, ["1.31.0", "1.32.0"], DUCKDB.1),
    // 0.12.9 and 0.12.10 have the same module.
    pair("ffmpeg", FFMPEG.0, ["0.12.6", "0.12.10"], FFMPEG.1),
    pair(
        "three",
        "three",
        ["0.178.0", "0.179.1"],
        "/build/three.core.js",
    ),
    pair(
        "playcanvas",
        "playcanvas",
        ["2.19.6", "2.19.7"],
        "/build/playcanvas.js",
    ),
];

/// The pairs with these names, all without.
pub(super) fn chosen(names: &[String]) -> Result<Vec<&'static Pair>> {
    let known = |name: &String| PAIRS.iter().any(|pair| pair.name == name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        bail!("no pair is called {unknown}");
    }
    let is_chosen = |pair: &&Pair| names.is_empty() || names.iter().any(|it| it == pair.name);
    Ok(PAIRS.iter().filter(is_chosen).collect())
}

/// A name that no other run has.
pub(super) fn part() -> String {
    format!("part-{}", std::process::id())
}

/// The file of `pair` in `version`, outside the checkout.
pub(super) fn fetched(workspace: &Workspace, pair: &Pair, version: &str) -> Result<PathBuf> {
    let folder = workspace.cache("bench-delta");
    let name = pair.file.rsplit('/').next().unwrap_or(pair.file);
    let stem = pair.package.replace(['@', '/'], "-");
    let file = folder.join(format!("{stem}-{version}-{name}"));
    if file.is_file() {
        return Ok(file);
    }
    fs::create_dir_all(&folder)?;
    let package = format!("{}@{version}", pair.package);
    step(&package, || {
        let npm = Program::new("npm").args(["pack", "--silent", &package]);
        let said = npm.folder(&folder).read()?;
        let packed = said.lines().last().context("npm named no file")?;
        unpack(&folder, packed, pair.file, &file)
    })?;
    Ok(file)
}

fn unpack(folder: &Path, packed: &str, member: &str, file: &Path) -> Result<()> {
    let scratch = folder.join(part());
    fs::create_dir_all(&scratch)?;
    let listed = Program::new("tar").args(["-tzf", packed]).folder(folder);
    let listed = listed.read()?;
    // A package moves its folders around more often than it renames its files.
    let mut members = listed.lines().filter(|line| line.ends_with(member));
    let member = members
        .next()
        .with_context(|| format!("{packed} has no {member}"))?;
    let tar = Program::new("tar").args(["-xzf", packed, "-C"]);
    tar.arg(&scratch).arg(member).folder(folder).read()?;
    fs::rename(scratch.join(member), file)?;
    fs::remove_file(folder.join(packed))?;
    fs::remove_dir_all(&scratch)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_chosen_by_name() {
        assert_eq!(chosen(&[]).unwrap().len(), PAIRS.len());
        assert_eq!(chosen(&["three".to_owned()]).unwrap()[0].package, "three");
        assert!(chosen(&["four".to_owned()]).is_err());
    }
}
