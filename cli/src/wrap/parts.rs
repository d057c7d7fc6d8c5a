//! What a built site has that a wrapped game needs: the worker's scripts and the page around the game.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use package::{MAX_FILE_BYTES, digest_from_bytes, object_digest};

use crate::files;

const FILE: &str = "parts.txt";
const MAX_PARTS_BYTES: u64 = 1 << 20;

/// A file of the site under its address there, which carries its digest.
pub(super) struct Part {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

/// The parts.
pub(super) struct Parts {
    /// `sw.js` without its release.
    pub(super) template: Part,
    /// The worker's scripts.
    pub(super) scripts: [Part; 3],
    /// The module that the worker fetches for the first patch of WebAssembly.
    pub(super) decoder: Part,
    /// The module that the worker fetches for a game's first report.
    pub(super) predictor: Part,
    pub(super) launcher: Part,
    pub(super) launcher_wasm: Part,
    pub(super) launcher_style: Part,
    /// The page's HTML with its blanks.
    pub(super) launcher_page: Part,
}

impl Parts {
    /// The parts of the site in `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let list = folder.join(FILE);
        let what = || {
            format!(
                "{} is not a built site: `cargo xtask build` makes one in target/site",
                folder.display()
            )
        };
        let list = files::read(&list, MAX_PARTS_BYTES).with_context(what)?;
        let list = String::from_utf8(list).with_context(what)?;
        let part = |name: &str| part(folder, &list, name);
        Ok(Self {
            template: part("template")?,
            scripts: [part("worker")?, part("keeper")?, part("patcher")?],
            decoder: part("decoder")?,
            predictor: part("predictor")?,
            launcher: part("launcher")?,
            launcher_wasm: part("launcher_wasm")?,
            launcher_style: part("launcher_style")?,
            launcher_page: part("launcher_page")?,
        })
    }
}

fn part(folder: &Path, list: &str, name: &str) -> Result<Part> {
    let mut lines = list.lines();
    let path = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let digest = path.and_then(object_digest);
    let (Some(path), Some(digest)) = (path, digest) else {
        anyhow::bail!(
            "{} has no {name}: build the site anew with this version of Layer-W",
            folder.display()
        );
    };
    let file: PathBuf = folder.join(path.trim_start_matches('/'));
    let bytes = files::read(&file, MAX_FILE_BYTES)?;
    if digest_from_bytes(&bytes) != digest {
        anyhow::bail!("{} is damaged: build the site anew", file.display());
    }
    Ok(Part {
        path: path.to_owned(),
        bytes,
    })
}
