//! `cargo xtask deny`: licences and advisories of every dependency, as `deny.toml` says.
//!
//! Not part of `test`: cargo-deny takes minutes to build and wants a network for its advisories.

use anyhow::{Result, bail};

use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

const VERSION: &str = "0.20.2";

/// Check licences, sources and advisories with cargo-deny.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Leave out the advisories, which need a network.
    #[arg(long)]
    offline: bool,
}

/// Builds cargo-deny where it is missing, and runs it.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let folder = workspace.cache(format!("cargo-deny-{VERSION}"));
    let program = folder.join("bin/cargo-deny");
    if !program.is_file() {
        step("cargo-deny", || {
            let cargo = Program::cargo(None).args(["install", "cargo-deny", "--locked"]);
            let cargo = cargo.args(["--version", VERSION, "--root"]).arg(&folder);
            cargo.logged(&workspace.log("install-cargo-deny")?)
        })?;
    }
    let mut checks = vec!["bans", "licenses", "sources"];
    if !arguments.offline {
        checks.push("advisories");
    }
    let deny = Program::clean(&program).folder(workspace.root());
    let status = deny.args(["check"]).args(checks).show()?;
    if !status.success() {
        bail!("cargo-deny found something");
    }
    Ok(())
}
