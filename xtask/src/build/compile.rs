//! Cargo's part of a build: the wasm modules for the browser and the server for this machine.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Game;
use crate::content;
use crate::program::Program;
use crate::setup::{self, Tools};
use crate::step::step;
use crate::workspace::Workspace;

/// The target of everything the browser loads.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// What cargo made for the browser, before any other tool saw it.
pub(crate) struct Modules {
    pub(crate) app: Vec<u8>,
    pub(crate) engine: Vec<u8>,
    /// The part of the service worker that answers requests.
    pub(crate) worker: Vec<u8>,
    /// The part that looks after the store.
    pub(crate) keeper: Vec<u8>,
    /// The part that applies patches and judges signatures.
    pub(crate) patcher: Vec<u8>,
    /// What applies patches of WebAssembly.
    pub(crate) decoder: Vec<u8>,
    /// What says which files are fetched ahead.
    pub(crate) predictor: Vec<u8>,
    /// The page around a wrapped game.
    pub(crate) launcher: Vec<u8>,
    /// In the order of the games.
    pub(crate) games: Vec<Vec<u8>>,
}

/// What runs in browsers and is no game.
pub(crate) const SHELLS: [&str; 6] = ["app", "engine", "sw", "patcher", "decoder", "launcher"];

/// What is compiled for itself, with these arguments: the other half of `sw`, to which cargo gives the same name, and the
/// predictor, which has no standard library, as long as nobody else wants one of the same crates.
pub(crate) const ALONE: [(&str, &[&str]); 2] = [
    (
        "keeper",
        &["--package=sw", "--no-default-features", "--features=keeper"],
    ),
    ("predictor", &["--package=predictor"]),
];

/// Compiles the shells and `games` for the browser.
pub(crate) fn wasm(workspace: &Workspace, tools: &Tools, games: &[Game]) -> Result<Modules> {
    let ours = games.iter().filter(|game| game.module.is_none());
    let packages = SHELLS.into_iter().chain(ours.map(|game| &*game.id));
    let log = workspace.log("wasm")?;
    step("wasm: app, engine, sw and the games", || {
        // One invocation, so that the last step of each module, which uses one core, overlaps with the others'.
        let cargo = Program::cargo(tools.toolchain.name()).folder(workspace.root());
        let cargo = cargo.args(["build", "--locked", "--target", WASM, "--profile", PROFILE]);
        let cargo = cargo.args(packages.flat_map(|package| ["--package", package]));
        cargo.args(["--features", "app/hydrate"]).logged(&log)
    })?;
    step("wasm: the keeper of the store and the predictor", || {
        let mut all = ALONE.iter();
        all.try_for_each(|(name, arguments)| alone(workspace, tools, name, arguments))
    })?;
    let module = |package: &str| made(&workspace.target(""), package);
    Ok(Modules {
        app: module("app")?,
        engine: module("engine")?,
        worker: module("sw")?,
        keeper: made(&workspace.target("keeper"), "sw")?,
        patcher: module("patcher")?,
        decoder: module("decoder")?,
        predictor: made(&workspace.target("predictor"), "predictor")?,
        launcher: module("launcher")?,
        games: games
            .iter()
            .map(|game| game.module.clone().map_or_else(|| module(&game.id), Ok))
            .collect::<Result<_>>()?,
    })
}

/// Compiles one of [`ALONE`], in a folder of its own.
fn alone(workspace: &Workspace, tools: &Tools, name: &str, arguments: &[&str]) -> Result<()> {
    let cargo = Program::cargo(tools.toolchain.name()).folder(workspace.root());
    let cargo = cargo.args(["build", "--locked", "--target", WASM, "--profile", PROFILE]);
    let cargo = cargo.args(arguments).args(["--target-dir"]);
    let cargo = cargo.arg(workspace.target(name));
    cargo.logged(&workspace.log(name)?)
}

/// The module of `package` in cargo's folder `target`.
fn made(target: &Path, package: &str) -> Result<Vec<u8>> {
    let path = target.join(format!("{WASM}/{PROFILE}/{package}.wasm"));
    content::read(&path).with_context(|| {
        format!("{package} gave no wasm: its Cargo.toml needs crate-type = [\"cdylib\", \"rlib\"]")
    })
}

/// Compiles a game of another workspace, the one at `root`, as `arguments` say.
pub(crate) fn game_elsewhere(
    workspace: &Workspace,
    root: &Path,
    what: &str,
    arguments: &[&str],
) -> Result<()> {
    let tools = setup::for_build(workspace)?;
    let log = workspace.log("game-elsewhere")?;
    step(&format!("wasm: {what}"), || {
        let cargo = Program::cargo(tools.toolchain.name()).folder(root);
        let cargo = cargo.args(["build", "--target", WASM, "--target-dir", "target"]);
        cargo.args(arguments).logged(&log)
    })
}

/// Compiles the program that replays a recording on this machine.
pub(crate) fn replay(workspace: &Workspace) -> Result<PathBuf> {
    let log = workspace.log("replay")?;
    step("replay", || {
        let cargo = Program::cargo(None).folder(workspace.root());
        let cargo = cargo.args(["build", "--locked", "--profile", "serve"]);
        let cargo = cargo.args(["--package", "engine", "--example", "replay"]);
        cargo.logged(&log)
    })?;
    Ok(workspace.target("serve/examples/replay"))
}

/// Compiles `layerw` for this machine.
pub(crate) fn layerw(workspace: &Workspace) -> Result<PathBuf> {
    let log = workspace.log("layerw")?;
    step("layerw", || {
        let cargo = Program::cargo(None).folder(workspace.root());
        let cargo = cargo.args(["build", "--locked", "--profile", "serve"]);
        cargo.args(["--package", "cli"]).logged(&log)
    })?;
    Ok(workspace.target("serve/layerw"))
}

/// Compiles the server for this machine.
pub(crate) fn server(workspace: &Workspace) -> Result<PathBuf> {
    let log = workspace.log("server")?;
    step("server", || {
        let cargo = Program::cargo(None).folder(workspace.root());
        let cargo = cargo.args(["build", "--locked", "--profile", "serve"]);
        cargo.args(["--package", "server"]).logged(&log)
    })?;
    Ok(workspace.target("serve/server"))
}
