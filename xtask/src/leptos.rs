//! `cargo xtask leptos`: cargo-leptos with this project's tools, for machines where it is not in `PATH`.

use std::env;

use anyhow::{Context as _, Result, bail};

use crate::program::{self, Program};
use crate::setup;
use crate::workspace::Workspace;

/// Run cargo-leptos: `cargo xtask leptos watch`, `build` or `end-to-end`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What cargo-leptos is told.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    arguments: Vec<String>,
}

/// Sets cargo-leptos up and runs it.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let (mut folders, toolchain) = setup::for_leptos(workspace)?;
    folders.extend(env::split_paths(&program::path()));
    let path = env::join_paths(folders).context("a folder in PATH has a colon in its name")?;
    let mut leptos = Program::clean("cargo").folder(workspace.root());
    if let Some(name) = toolchain.name() {
        leptos = leptos.env("RUSTUP_TOOLCHAIN", name);
    }
    let leptos = leptos.env("PATH", path).args(["leptos"]);
    let status = leptos.args(&arguments.arguments).show()?;
    if !status.success() {
        bail!("cargo-leptos ended: {status}");
    }
    Ok(())
}
