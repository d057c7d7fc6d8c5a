//! Tools from npm: wasm-opt and esbuild for builds, and what the browser tests import.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::node;
use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// The tools for builds with their versions; also the name of their folder.
pub(crate) const VERSION: &str = "binaryen-132.0.0-esbuild-0.28.2";
const PACKAGE: &str =
    r#"{"private":true,"dependencies":{"binaryen":"132.0.0","esbuild":"0.28.2"}}"#;

/// The `node_modules` with the tools for builds.
pub(crate) fn bring(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.cache(VERSION);
    let modules = folder.join("node_modules");
    node::bring(workspace, !modules.is_dir())?;
    if modules.is_dir() {
        return Ok(modules);
    }
    step("wasm-opt and esbuild from npm", || {
        content::folder(&folder, |part| {
            content::write(&part.join("package.json"), PACKAGE.as_bytes())?;
            let install = ["install", "--no-package-lock", "--ignore-scripts"];
            npm(workspace, "npm-tools", &install, part)
        })
    })?;
    Ok(modules)
}

/// The packages of `end2end/`, as its lock file says.
pub(crate) fn bring_tests(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("end2end");
    let lock = content::read(&folder.join("package-lock.json"))?;
    let stamp = content::recipe("npm ci", &[&lock]).to_hex();
    let stamped = folder.join("node_modules/.layerw-stamp");
    let is_there = fs::read_to_string(&stamped).is_ok_and(|text| text == stamp);
    node::bring(workspace, !is_there)?;
    if is_there {
        return Ok(());
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
