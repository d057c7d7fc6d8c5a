//! cargo-leptos and the wasm-bindgen command it calls, built from source into the cache.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::toolchain::Toolchain;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

const CARGO_LEPTOS: &str = "0.3.11";
const WASM_BINDGEN: &str = "0.2.130";
/// What cargo-leptos' lock file asks for.
const OLDEST_RUST_MINOR: u32 = 96;

/// The folders with the two programs.
pub(crate) fn bring(workspace: &Workspace, toolchain: Toolchain) -> Result<Vec<PathBuf>> {
    let bindgen = format!("wasm-bindgen-cli-{WASM_BINDGEN}");
    let folder = workspace.cache(&bindgen);
    if !folder.join("bin/wasm-bindgen").is_file() {
        step("wasm-bindgen command", || {
            let cargo = Program::cargo(toolchain.name()).args(["install", "wasm-bindgen-cli"]);
            // Its own lock file asks for versions that not every registry mirror has.
            let cargo = cargo
                .args(["--version", WASM_BINDGEN, "--root"])
                .arg(&folder);
            cargo.logged(&workspace.log("install-wasm-bindgen")?)
        })?;
    }
    let leptos = workspace.cache(format!("cargo-leptos-{CARGO_LEPTOS}"));
    if !leptos.join("bin/cargo-leptos").is_file() {
        let compiler = compiler(toolchain)?;
        step("cargo-leptos", || {
            let cargo = Program::cargo(compiler).args(["install", "cargo-leptos"]);
            let cargo = cargo
                .args(["--locked", "--version", CARGO_LEPTOS, "--root"])
                .arg(&leptos);
            // It would fetch binaries of wasm-bindgen and wasm-opt: those of the cache are used.
            let cargo = cargo.args(["--features", "no_downloads"]);
            cargo.logged(&workspace.log("install-cargo-leptos")?)
        })?;
    }
    Ok(vec![folder.join("bin"), leptos.join("bin")])
}

/// A toolchain that is new enough to build cargo-leptos.
fn compiler(toolchain: Toolchain) -> Result<Option<&'static str>> {
    let candidates = [toolchain.name(), Some("stable"), None];
    let is_new = |name: &Option<&'static str>| {
        let version = Program::rustc(*name).args(["--version"]).read();
        version
            .ok()
            .and_then(|text| minor(&text))
            .is_some_and(|minor| minor >= OLDEST_RUST_MINOR)
    };
    let found = candidates.into_iter().find(is_new);
    let Some(found) = found else {
        bail!(
            "cargo-leptos needs Rust 1.{OLDEST_RUST_MINOR}: run `rustup toolchain install stable`"
        );
    };
    Ok(found)
}

fn minor(version: &str) -> Option<u32> {
    let number = version.strip_prefix("rustc 1.")?;
    let (minor, _) = number.split_once('.')?;
    minor.parse().context("not a number").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_the_compiler_is_read() {
        assert_eq!(minor("rustc 1.96.0 (abc 2026-05-01)"), Some(96));
        assert_eq!(minor("error"), None);
    }
}
