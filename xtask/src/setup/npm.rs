//! Tools from npm: wasm-opt and esbuild for builds, and what the browser tests import.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// The tools for builds with their versions; also the name of their folder.
pub(crate) const VERSION: &str = "binaryen-132.0.0-esbuild-0.28.2";
const PACKAGE: &str =
    r#"{"private":true,"dependencies":{"binaryen":"132.0.0","esbuild":"0.28.2"}}"#;
const OLDEST_NODE: u32 = 20;

/// The `node_modules` with the tools for builds.
pub(crate) fn bring(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.cache(VERSION);
    let modules = folder.join("node_modules");
    if modules.is_dir() {
        return Ok(modules);
    }
    node()?;
    step("wasm-opt and esbuild from npm", || {
        // The folder gets its name when it is whole.
        let part = workspace.cache(format!("{VERSION}.part-{}", std::process::id()));
        content::write(&part.join("package.json"), PACKAGE.as_bytes())?;
        let install = ["install", "--no-package-lock", "--ignore-scripts"];
        let installed = npm(workspace, "npm-tools", &install, &part).and_then(|()| {
            fs::rename(&part, &folder).with_context(|| format!("cannot make {}", folder.display()))
        });
        if installed.is_err() && part.exists() {
            fs::remove_dir_all(&part)?;
        }
        installed
    })?;
    Ok(modules)
}

/// The packages of `end2end/`, as its lock file says.
pub(crate) fn bring_tests(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("end2end");
    let lock = content::read(&folder.join("package-lock.json"))?;
    let stamp = content::recipe("npm ci", &[&lock]).to_hex();
    let stamped = folder.join("node_modules/.layerw-stamp");
    if fs::read_to_string(&stamped).is_ok_and(|text| text == stamp) {
        return Ok(());
    }
    node()?;
    step("packages of end2end from npm", || {
        npm(workspace, "npm-end2end", &["ci"], &folder)?;
        content::write(&stamped, stamp.as_bytes())
    })
}

fn npm(workspace: &Workspace, log: &str, args: &[&str], folder: &std::path::Path) -> Result<()> {
    let npm = Program::new("npm")
        .args(args)
        .args(["--no-audit", "--no-fund"]);
    // Playwright must not fetch browsers of its own: the machine's are used.
    let npm = npm
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .folder(folder);
    let done = npm.logged(&workspace.log(log)?);
    done.context("npm's packages cannot be had: check the network, then run this again")
}

/// Checks that node and npm are there, and new enough.
fn node() -> Result<()> {
    let version = Program::new("node").args(["--version"]).read();
    let major = version.ok().and_then(|text| major(&text));
    let has_npm = Program::new("npm").args(["--version"]).succeeds();
    match major {
        Some(major) if major >= OLDEST_NODE && has_npm => Ok(()),
        Some(major) if major < OLDEST_NODE => bail!(
            "Node.js {major} is too old: install version {OLDEST_NODE} or newer from https://nodejs.org"
        ),
        _ => bail!(
            "Node.js or npm is missing: install version {OLDEST_NODE} or newer from https://nodejs.org"
        ),
    }
}

fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("node"), None);
    }

    #[test]
    fn the_folder_is_named_after_what_is_in_it() {
        let package: serde_json::Value = serde_json::from_str(PACKAGE).unwrap();
        let dependencies = package["dependencies"].as_object().unwrap();
        let named: Vec<String> = dependencies
            .iter()
            .map(|(name, version)| format!("{name}-{}", version.as_str().unwrap()))
            .collect();
        assert_eq!(named.join("-"), VERSION);
    }
}
