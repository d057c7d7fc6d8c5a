//! A Rust that compiles for the browser: the one in use where it has the target, else the target from rustup, else
//! Debian's (docs/decisions/0001-toolchain.md).

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};

use super::debian;
use crate::content;
use crate::program::{End, Program};
use crate::step::Running;
use crate::workspace::Workspace;

/// Which cargo builds for the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that `rust-toolchain.toml` names.
    Usual,
    /// Debian's, linked into rustup.
    Debian,
}

const TARGET: &str = "wasm32-unknown-unknown";
/// Where the network is closed rustup waits without end; where another way is open that wait is kept short.
const SHORT: Duration = Duration::from_secs(20);
const LONG: Duration = Duration::from_secs(600);

impl Toolchain {
    /// Its name for `cargo +name`.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Usual => None,
            Self::Debian => Some(debian::NAME),
        }
    }
}

/// The toolchain that this machine has, or has after this call.
pub(crate) fn bring(workspace: &Workspace) -> Result<Toolchain> {
    if let Some(found) = find(workspace) {
        return Ok(found);
    }
    let way = debian::way();
    let limit = if way.is_open() { SHORT } else { LONG };
    if from_rustup(workspace, limit)? && find(workspace) == Some(Toolchain::Usual) {
        return Ok(Toolchain::Usual);
    }
    match way {
        debian::Way::Open => debian::bring(workspace).map(|()| Toolchain::Debian),
        debian::Way::NotRoot => bail!(
            "rustup could not add the {TARGET} target, and Debian's packages need root: run \
             `sudo env PATH=\"$PATH\" HOME=\"$HOME\" cargo xtask setup --toolchain` once"
        ),
        debian::Way::NotDebian => bail!(
            "rustup could not add the {TARGET} target and this is not Debian, where packages could replace it: \
             run `rustup target add {TARGET}` with a network that reaches static.rust-lang.org"
        ),
    }
}

/// The toolchain that this machine has.
fn find(workspace: &Workspace) -> Option<Toolchain> {
    let has_target = |toolchain: Toolchain| standard_library(workspace, toolchain).is_some();
    if has_target(Toolchain::Usual) {
        return Some(Toolchain::Usual);
    }
    let works = has_target(Toolchain::Debian) && debian::is_whole(workspace);
    works.then_some(Toolchain::Debian)
}

/// Where `toolchain` keeps its compiled standard library for the browser, if it has one.
pub(super) fn standard_library(workspace: &Workspace, toolchain: Toolchain) -> Option<PathBuf> {
    let rustc = rustc(workspace, toolchain).args(["--print", "sysroot"]);
    let sysroot = rustc.read().ok()?;
    let folder = library_folder(Path::new(sysroot.trim()));
    let names = content::files_below(&folder).ok()?;
    let library = names
        .iter()
        .find(|name| name.starts_with("libstd-") && name.ends_with(".rlib"))?;
    Some(folder.join(library))
}

/// Where a toolchain keeps compiled libraries for the browser.
pub(super) fn library_folder(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// The compiler of `toolchain`, asked in the checkout, where `rust-toolchain.toml` counts.
pub(super) fn rustc(workspace: &Workspace, toolchain: Toolchain) -> Program {
    Program::rustc(toolchain.name()).folder(workspace.root())
}

fn from_rustup(workspace: &Workspace, limit: Duration) -> Result<bool> {
    if !Program::new("rustup").args(["--version"]).succeeds() {
        return Ok(false);
    }
    let running = Running::start("wasm target from rustup");
    let log = workspace.log("rustup")?;
    let rustup = Program::new("rustup").args(["target", "add", TARGET]);
    let end = rustup.folder(workspace.root()).logged_within(&log, limit)?;
    let how = match end {
        End::Success => "",
        End::Failure => ": refused",
        End::TooLate => ": no answer",
    };
    running.finish(
        &format!("wasm target from rustup{how}"),
        end == End::Success,
    );
    Ok(end == End::Success)
}
