//! `cargo xtask setup`: brings what this machine lacks, and does nothing where nothing is missing.
//!
//! Tools go to a cache outside the checkout, so `cargo clean` keeps them. Deliberately absent: anything that a
//! command does not need; `serve` wants no browser and nobody but cargo-leptos' users wants cargo-leptos.

mod browsers;
mod debian;
mod leptos;
mod node;
mod npm;
pub(crate) mod servers;
mod toolchain;

use std::path::PathBuf;

use anyhow::Result;

use crate::workspace::Workspace;
pub(crate) use servers::{for_load, for_tests as for_servers};
pub(crate) use toolchain::Toolchain;

/// Bring what is missing on this machine.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Also what the tests need: Chromium, Firefox and the packages of end2end/.
    #[arg(long)]
    browsers: bool,
    /// Also what the origin is tested and measured against: SeaweedFS, docker-registry, skopeo, wkg, nginx, wrk.
    #[arg(long)]
    servers: bool,
    /// Also cargo-leptos and the wasm-bindgen command (many minutes from source).
    #[arg(long)]
    leptos: bool,
    /// Only the wasm toolchain: the one part that may need root.
    #[arg(long, conflicts_with_all = ["browsers", "servers", "leptos"])]
    toolchain: bool,
}

/// What a build works with.
pub(crate) struct Tools {
    pub(crate) toolchain: Toolchain,
    pub(crate) wasm_opt: PathBuf,
    pub(crate) esbuild: PathBuf,
    /// Changes whenever one of the tools may give other results.
    pub(crate) version: &'static str,
}

/// Brings what `arguments` ask for.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    if arguments.toolchain {
        toolchain::bring(workspace)?;
    } else {
        for_build(workspace)?;
    }
    if arguments.browsers {
        for_browsers(workspace)?;
    }
    if arguments.servers {
        for_servers(workspace)?;
        for_load(workspace)?;
    }
    if arguments.leptos {
        for_leptos(workspace)?;
    }
    println!("this machine is set up");
    Ok(())
}

/// What `build` and `serve` need.
pub(crate) fn for_build(workspace: &Workspace) -> Result<Tools> {
    let toolchain = toolchain::bring(workspace)?;
    let modules = npm::bring(workspace)?;
    Ok(Tools {
        toolchain,
        wasm_opt: modules.join(".bin/wasm-opt"),
        esbuild: modules.join(".bin/esbuild"),
        version: npm::VERSION,
    })
}

/// What `test` and `e2e` need besides.
pub(crate) fn for_browsers(workspace: &Workspace) -> Result<()> {
    browsers::bring(workspace)?;
    npm::bring_tests(workspace)
}

/// The folders with cargo-leptos and what it calls, to be put before `PATH`, and the toolchain it must use.
pub(crate) fn for_leptos(workspace: &Workspace) -> Result<(Vec<PathBuf>, Toolchain)> {
    let tools = for_build(workspace)?;
    let mut folders = leptos::bring(workspace, tools.toolchain)?;
    folders.extend(tools.wasm_opt.parent().map(PathBuf::from));
    Ok((folders, tools.toolchain))
}
