//! A game as its developer makes it: begun with `layerw new`, compiled, packed; and as long as others' games are.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::build;
use crate::content;
use crate::program::Program;
use crate::step::step;
use crate::workspace::Workspace;

const ID: &str = "falling-stars";
const MODULE: &str = "target/wasm32-unknown-unknown/release/game.wasm";
/// Six of the pieces that a long body is fetched in, none of which any packer makes smaller.
const BALLAST_BYTES: usize = 700_000;

/// Makes it; the packed file.
pub(super) fn game(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target("end2end").join(ID);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let packed = folder.join("packed.lwpkg");
    step("layerw new", || {
        layerw(workspace, &["new".as_ref(), folder.as_ref()])
    })?;
    build::game_elsewhere(workspace, &folder, "a packed game", &["--release"])?;
    let module = folder.join(MODULE);
    content::write(&module, &lengthened(content::read(&module)?))?;
    step("layerw pack", || {
        layerw(
            workspace,
            &["pack", "--out"]
                .map(OsStr::new)
                .into_iter()
                .chain([packed.as_os_str(), folder.as_os_str()])
                .collect::<Vec<_>>(),
        )
    })?;
    Ok(packed)
}

/// `module` with a section that no engine reads.
fn lengthened(mut module: Vec<u8>) -> Vec<u8> {
    const NAME: &[u8] = b"ballast";
    let mut length = NAME.len() + 1 + BALLAST_BYTES;
    module.push(0);
    while length >= 0x80 {
        module.push(length as u8 | 0x80);
        length >>= 7;
    }
    module.push(length as u8);
    module.push(NAME.len() as u8);
    module.extend(NAME);
    module.extend(noise(BALLAST_BYTES));
    module
}

/// Bytes that no packer makes smaller, the same every time (Knuth's MMIX generator).
pub(super) fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..bytes).map(|_| next()).collect()
}

/// The tool as the native tests compile it.
pub(super) fn layerw(workspace: &Workspace, arguments: &[&OsStr]) -> Result<()> {
    let cargo = Program::cargo(None).folder(workspace.root());
    let mut cargo = cargo.args([
        "run",
        "--locked",
        "--package",
        "cli",
        "--bin",
        "layerw",
        "--",
    ]);
    for argument in arguments {
        cargo = cargo.arg(Path::new(argument));
    }
    cargo.logged(&workspace.log("layerw")?)
}
