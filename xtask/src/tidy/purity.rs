//! No crate below `crates/` brings a browser, a clock, a thread pool, a network or randomness with it.

use anyhow::Result;

use crate::content;
use crate::program::Program;
use crate::workspace::Workspace;

/// Crates that touch the world outside, as far as this project could meet them.
const IMPURE: [&str; 24] = [
    "async-std",
    "axum",
    "fastrand",
    "getrandom",
    "gloo-net",
    "gloo-timers",
    "hyper",
    "idb",
    "js-sys",
    "leptos",
    "mio",
    "naga",
    "rand",
    "reqwest",
    "rexie",
    "smol",
    "socket2",
    "tokio",
    "ureq",
    "wasm-bindgen",
    "web-sys",
    "web-time",
    "wgpu",
    "winit",
];

/// Which core pulls what.
pub(super) fn problems(workspace: &Workspace) -> Result<Vec<String>> {
    let manifests = content::files_below(&workspace.path("crates"))?;
    let cores = manifests
        .iter()
        .filter_map(|path| path.strip_suffix("/Cargo.toml"))
        .filter(|core| !core.contains('/'));
    let mut problems = Vec::new();
    for core in cores {
        let cargo = Program::cargo(None).folder(workspace.root()).args([
            "tree",
            "--locked",
            "--package",
            core,
        ]);
        // All targets at once: native and wasm are both among them.
        let cargo = cargo.args([
            "--edges",
            "normal,build",
            "--target",
            "all",
            "--all-features",
        ]);
        let tree = cargo.args(["--prefix", "none", "--format", "{p}"]).read()?;
        problems.extend(impure(core, &tree));
    }
    Ok(problems)
}

fn impure(core: &str, tree: &str) -> Vec<String> {
    let mut found: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| IMPURE.contains(name))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .map(|name| format!("crates/{core}: depends on {name}, which is not pure"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_that_reaches_outside_is_found_once() {
        let tree = "delivery v0.0.0\npackage v0.0.0\nweb-sys v0.3.107\njs-sys v0.3.107\nweb-sys v0.3.107 (*)\n";
        let want = [
            "crates/delivery: depends on js-sys, which is not pure",
            "crates/delivery: depends on web-sys, which is not pure",
        ];
        assert_eq!(impure("delivery", tree), want);
        assert!(impure("delivery", "delivery v0.0.0\nserde v1.0.229\n").is_empty());
    }
}
