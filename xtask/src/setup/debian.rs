//! Rust for the browser from Debian's packages, for machines that reach Debian but not rustup's server.
//!
//! Debian ships the compiler and the sources of the standard library, but not the library for this target, so it is
//! built here once and put where the compiler looks.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::toolchain::{self, Toolchain};
use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

/// The name under which rustup knows Debian's toolchain.
pub(crate) const NAME: &str = "layerw-wasm";
const TARGET: &str = "wasm32-unknown-unknown";
const PACKAGES: [&str; 6] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
    // The linker: `rust-lld` of rust-web-llvm is a link to it.
    "lld-22",
];

/// Whether packages can be installed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    NotRoot,
    NotDebian,
}

impl Way {
    pub(crate) fn is_open(self) -> bool {
        self == Self::Open
    }
}

/// Whether packages can be installed here.
pub(crate) fn way() -> Way {
    if !Path::new("/etc/debian_version").exists() {
        return Way::NotDebian;
    }
    let user = Program::new("id").args(["-u"]).read();
    if user.is_ok_and(|user| user.trim() == "0") {
        Way::Open
    } else {
        Way::NotRoot
    }
}

/// Installs `packages`, those that are there already included.
pub(crate) fn install(workspace: &Workspace, what: &str, packages: &[&str]) -> Result<()> {
    let apt = |name: &str| {
        Program::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args([name])
    };
    step(&format!("{what}: apt-get update"), || {
        let log = workspace.log("apt-update")?;
        let updated = apt("update").logged(&log);
        updated
            .context("Debian's package lists cannot be had: check the network, then run this again")
    })?;
    step(&format!("{what}: apt-get install"), || {
        let log = workspace.log("apt-install")?;
        let install = apt("install").args(["-y", "--no-install-recommends"]);
        let installed = install.args(packages).logged(&log);
        installed.with_context(|| format!("Debian's packages for {what} cannot be installed"))
    })
}

/// Makes Debian's toolchain whole.
pub(crate) fn bring(workspace: &Workspace) -> Result<()> {
    install(workspace, "Rust for wasm", &PACKAGES)?;
    if !library_compiles(workspace, Path::new("/usr/bin/rustc")) {
        step("Rust for wasm: standard library", || {
            build_library(workspace)
        })?;
    }
    if !Program::new("rustup").args(["--version"]).succeeds() {
        bail!(
            "the project starts Debian's Rust through rustup, which is missing: see https://rustup.rs"
        );
    }
    let link = Program::new("rustup").args(["toolchain", "link", NAME, "/usr"]);
    link.logged(&workspace.log("rustup-link")?)?;
    if !is_whole(workspace) {
        bail!(
            "Debian's Rust was set up, but does not compile for {TARGET}: see {}",
            workspace.kept("logs").display()
        );
    }
    Ok(())
}

/// Whether the standard library fits the compiler. Asked anew after either changed.
pub(crate) fn is_whole(workspace: &Workspace) -> bool {
    let Some(library) = toolchain::standard_library(workspace, Toolchain::Debian) else {
        return false;
    };
    let rustc = toolchain::rustc(workspace, Toolchain::Debian).args(["-vV"]);
    let Ok(version) = rustc.read() else {
        return false;
    };
    let name = library.to_string_lossy();
    let stamp = content::recipe("standard library", &[version.as_bytes(), name.as_bytes()]);
    let known = workspace.cache(format!("stamps/std-{stamp}"));
    let tried = || {
        let works = library_compiles(workspace, Path::new("/usr/bin/rustc"));
        works.then(Vec::new).context("the library does not fit")
    };
    content::kept(&known, tried).is_ok()
}

/// Compiles a few lines with link-time optimisation, which is what a wrong library fails at.
fn library_compiles(workspace: &Workspace, rustc: &Path) -> bool {
    let source = workspace.kept("probe/probe.rs");
    let text = "#[unsafe(no_mangle)]\npub extern \"C\" fn probe(n: usize) -> usize { vec![1u8; n].len() }\n";
    let Ok(log) = workspace.log("rustc-probe") else {
        return false;
    };
    let written = content::write(&source, text.as_bytes());
    let compile =
        Program::new(rustc).args(["--target", TARGET, "--edition=2024", "--crate-type=cdylib"]);
    let compile = compile.args(["-Copt-level=z", "-Clto=fat", "-Cpanic=abort", "--out-dir"]);
    let compile = compile.arg(workspace.kept("probe")).arg(&source);
    written
        .and_then(|()| compile.env("RUSTC", rustc).logged(&log))
        .is_ok()
}

fn build_library(workspace: &Workspace) -> Result<()> {
    let scratch = workspace.kept("std");
    content::write(&scratch.join("src/lib.rs"), b"")?;
    content::write(&scratch.join("Cargo.toml"), SCRATCH.as_bytes())?;
    let target = scratch.join("target");
    let cargo = Program::clean("/usr/bin/cargo").folder(&scratch);
    let cargo = cargo
        .env("RUSTC", "/usr/bin/rustc")
        .env("CARGO_TARGET_DIR", &target)
        // The only place where an unstable feature is used: to build what the package left out.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    let cargo = cargo.args(["build", "--release", "--target", TARGET]);
    cargo
        .args(["-Zbuild-std=std,panic_abort"])
        .logged(&workspace.log("std")?)?;
    let sysroot = Program::new("/usr/bin/rustc")
        .args(["--print", "sysroot"])
        .read()?;
    let place = toolchain::library_folder(Path::new(sysroot.trim()));
    replace_library(&target.join(TARGET).join("release/deps"), &place)
}

const SCRATCH: &str = "[package]\nname = \"scratch\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n[workspace]\n";

/// Puts the libraries in `built` at `place`, in the place of those of another compiler.
fn replace_library(built: &Path, place: &Path) -> Result<()> {
    let is_library = |name: &String| name.ends_with(".rlib") && !name.contains("scratch");
    let libraries: Vec<String> = content::files_below(built)?
        .into_iter()
        .filter(is_library)
        .collect();
    for library in &libraries {
        content::write(&place.join(library), &content::read(&built.join(library))?)?;
    }
    for found in content::files_below(place)? {
        if found.ends_with(".rlib") && !libraries.contains(&found) {
            fs::remove_file(place.join(&found))
                .with_context(|| format!("cannot remove {found}"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_of_another_compiler_make_room() {
        let folder = std::env::temp_dir().join(format!("xtask-std-{}", std::process::id()));
        let (built, place) = (folder.join("built"), folder.join("place"));
        for (folder, name) in [
            (&built, "libstd-2.rlib"),
            (&built, "libscratch.rlib"),
            (&place, "libstd-1.rlib"),
        ] {
            content::write(&folder.join(name), b"library").unwrap();
        }
        replace_library(&built, &place).unwrap();
        assert_eq!(content::files_below(&place).unwrap(), ["libstd-2.rlib"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
