//! `cargo xtask bench delta`: what an update costs as our patch, beside what it costs in other ways.
//!
//! The versions are public packages of the npm registry, kept in the cache. `crates/delta/examples/measure.rs` makes
//! and applies every patch; this file fetches, and judges. Deliberately absent: chunk stores, which lose on code by a
//! factor of four and more, and tools that need a server.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::program::Program;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::step::step;
use crate::workspace::Workspace;

/// Two versions of a file in a package of the registry.
struct Pair {
    name: &'static str,
    package: &'static str,
    versions: [&'static str; 2],
    /// How its path in the package ends.
    file: &'static str,
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

/// Consecutive versions: of each package a small step and a larger one.
const PAIRS: [Pair; 12] = [
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

/// Over the WebAssembly pairs, ours as a share of the smaller of `dcb` and `dcz` (RFC 9842).
const MEAN_SHARE: f64 = 0.33;
const TOTAL_SHARE: f64 = 0.50;
/// What our container may cost over the best other way.
const SLACK_BYTES: f64 = 256.0;

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &report::Options) -> Result<()> {
    setup::for_build(workspace)?;
    let mut files = Vec::new();
    for pair in &PAIRS {
        for version in pair.versions {
            files.push(fetched(workspace, pair, version)?);
        }
    }
    let cargo = Program::cargo(None).folder(workspace.root());
    let cargo = cargo.args(["run", "--quiet", "--release", "--package", "delta"]);
    let cargo = cargo.args(["--features", "encode", "--example", "measure", "--"]);
    let table = step("patches, made and applied", || cargo.args(&files).read())?;
    report::finish(options, &measures(&table)?)
}

/// The file of `pair` in `version`, outside the checkout.
fn fetched(workspace: &Workspace, pair: &Pair, version: &str) -> Result<PathBuf> {
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
    let scratch = folder.join(format!("part-{}", std::process::id()));
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

/// The rows of the table that the example prints, by the names of its columns.
fn measures(table: &str) -> Result<Vec<Measure>> {
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim().trim_matches('|');
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    let mut lines = table.lines().filter(|line| line.starts_with('|'));
    let names = cells(lines.next().context("the example printed no table")?);
    let rows: Vec<Vec<String>> = lines.skip(1).map(cells).collect();
    if rows.len() != PAIRS.len() {
        bail!("want {} rows, got {}", PAIRS.len(), rows.len());
    }
    let mut list = Vec::new();
    let (mut logarithms, mut total_ours, mut total_rfc) = (Vec::new(), 0.0, 0.0);
    for (pair, row) in PAIRS.iter().zip(&rows) {
        let cell = |name: &str| -> Result<f64> {
            let column = names.iter().position(|it| it == name);
            let text = column.and_then(|column| row.get(column));
            let number = text.and_then(|text| text.parse().ok());
            number.with_context(|| format!("{} has no {name}", pair.name))
        };
        let peers = ["brotli-11", "zstd-19", "dcz", "dcb"];
        let others: Vec<f64> = peers.iter().map(|peer| cell(peer)).collect::<Result<_>>()?;
        let best = others.iter().copied().fold(f64::INFINITY, f64::min);
        let ours = cell("ours")?;
        let mut measure = Measure::new(pair.name, "bytes", ours, Goal::AtMost(best + SLACK_BYTES));
        for (peer, bytes) in peers.iter().zip(&others) {
            measure = measure.with_peer(peer, *bytes);
        }
        list.push(measure);
        if pair.file.ends_with(".wasm") {
            let rfc = cell("dcz")?.min(cell("dcb")?);
            logarithms.push((ours / rfc).ln());
            total_ours += ours;
            total_rfc += rfc;
        }
        for (name, words) in [("encode ms", "encode"), ("decode ms", "decode")] {
            let name_of = format!("{}: {words}", pair.name);
            list.push(Measure::new(name_of, "ms", cell(name)?, Goal::Open));
        }
    }
    let mean = (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
    let share = |name, value, goal| Measure::new(name, "of RFC 9842", value, Goal::AtMost(goal));
    list.push(share("wasm: geometric mean", mean, MEAN_SHARE));
    list.push(share("wasm: total", total_ours / total_rfc, TOTAL_SHARE));
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(ours: u32) -> String {
        let mut text =
            "| new | brotli-11 | zstd-19 | dcz | dcb | ours | encode ms | decode ms |\n|---|\n"
                .to_owned();
        for pair in &PAIRS {
            text += &format!(
                "| {} | 5000 | 6000 | 1100 | 1000 | {ours} | 9 | 1 |\n",
                pair.name
            );
        }
        text
    }

    #[test]
    fn shares_are_of_the_smaller_of_the_two_dictionaries() {
        let measures = measures(&table(300)).unwrap();
        assert_eq!(report::missed(&measures), Vec::<&str>::new());
        assert_eq!(measures.len(), PAIRS.len() * 3 + 2);
    }

    #[test]
    fn a_patch_larger_than_the_best_other_way_is_named() {
        let measures = measures(&table(1300)).unwrap();
        let missed = report::missed(&measures);
        assert!(
            missed.contains(&"three") && missed.contains(&"wasm: total"),
            "{missed:?}"
        );
    }

    #[test]
    fn a_table_with_too_few_rows_is_an_error() {
        assert!(measures("| new | ours |\n|---|\n").is_err());
    }
}
