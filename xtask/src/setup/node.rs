//! Node.js: the machine's own where it is new enough, else one from npm's registry, kept in the cache.
//!
//! Debian 12 has version 18, which is too old for the browser tests, but new enough to fetch its successor.

use std::env::consts::ARCH;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::debian;
use crate::content;
use crate::program::{self, Program};
use crate::step::step;
use crate::workspace::Workspace;

const OLDEST: u32 = 20;
const VERSION: &str = "22.23.3";
const NPM_VERSION: &str = "10.9.9";
/// What the folder in the cache offers, and where each leads.
const COMMANDS: [(&str, &str); 2] = [("npm", "npm-cli.js"), ("npx", "npx-cli.js")];

/// From now on programs find a new enough Node.js. Asks for nothing where `needed` is false: then what an earlier run
/// put into the cache is taken, and otherwise the machine's own.
pub(super) fn bring(workspace: &Workspace, needed: bool) -> Result<()> {
    let folder = workspace.cache(format!("node-{VERSION}"));
    let commands = folder.join("bin");
    if !commands.is_dir() {
        if !needed || has_own() {
            return Ok(());
        }
        fetch(workspace, &folder)?;
    }
    program::prefer(commands);
    Ok(())
}

fn has_own() -> bool {
    let version = Program::new("node").args(["--version"]).read();
    let is_new = version.is_ok_and(|text| major(&text).is_some_and(|major| major >= OLDEST));
    is_new && Program::new("npm").args(["--version"]).succeeds()
}

fn fetch(workspace: &Workspace, folder: &Path) -> Result<()> {
    let architecture = match (debian::way(), ARCH) {
        (debian::Way::Open, "x86_64") => "x64",
        (debian::Way::Open, "aarch64") => "arm64",
        _ => bail!(
            "Node.js {OLDEST} or newer and npm are needed: install them from https://nodejs.org"
        ),
    };
    if !Program::new("npm").args(["--version"]).succeeds() {
        debian::install(workspace, "Node.js", &["nodejs", "npm"])?;
    }
    step(&format!("Node.js {VERSION} from npm"), || {
        let package = format!("node-linux-{architecture}");
        content::folder(folder, |part| {
            install(workspace, part, &package)?;
            link_commands(part, &package)
        })
    })
}

fn install(workspace: &Workspace, part: &Path, package: &str) -> Result<()> {
    let wanted = format!(
        r#"{{"private":true,"dependencies":{{"{package}":"{VERSION}","npm":"{NPM_VERSION}"}}}}"#
    );
    content::write(&part.join("package.json"), wanted.as_bytes())?;
    let npm = Program::new("npm").folder(part);
    let npm = npm.args(["install", "--no-package-lock", "--ignore-scripts"]);
    let done = npm
        .args(["--no-audit", "--no-fund"])
        .logged(&workspace.log("npm-node")?);
    done.context("Node.js cannot be had from npm: check the network, then run this again")
}

fn link_commands(part: &Path, package: &str) -> Result<()> {
    let commands = part.join("bin");
    fs::create_dir_all(&commands)?;
    symlink(
        format!("../node_modules/{package}/bin/node"),
        commands.join("node"),
    )?;
    for (name, script) in COMMANDS {
        let target = format!("../node_modules/npm/bin/{script}");
        symlink(target, commands.join(name))?;
    }
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    let digits = version.trim().strip_prefix('v')?;
    digits.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("node"), None);
        assert!(major(&format!("v{VERSION}")) >= Some(OLDEST));
    }
}
