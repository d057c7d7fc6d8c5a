//! The files of a game's assets folder and the paths under which a package lists them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Deeper folders than these are a loop or a mistake.
const MAX_DEPTH: usize = 32;

/// A file to pack.
pub(super) struct Found {
    pub(super) file: PathBuf,
    /// Absolute within the package.
    pub(super) path: String,
}

/// Every file below `folder`, sorted by path. Names that begin with a point are left out: they belong to tools.
pub(super) fn below(folder: &Path) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    add(folder, "", 0, &mut all)?;
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

fn add(folder: &Path, above: &str, depth: usize, all: &mut Vec<Found>) -> Result<()> {
    let what = || format!("cannot read the folder {}", folder.display());
    if depth > MAX_DEPTH {
        return Err(super::refuse(
            folder,
            "more than 32 folders deep: move it up",
        ));
    }
    for entry in fs::read_dir(folder).with_context(what)? {
        let entry = entry.with_context(what)?;
        let file = entry.path();
        let name = entry.file_name();
        let name = name.to_str().unwrap_or("\u{fffd}");
        if name.starts_with('.') {
            continue;
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        if !name.bytes().all(plain) {
            let why =
                "the name becomes part of an address: rename it to letters, digits and - _ . ~";
            return Err(super::refuse(&file, why));
        }
        let path = format!("{above}/{name}");
        let kind = entry.file_type().with_context(what)?;
        if kind.is_symlink() {
            return Err(super::refuse(
                &file,
                "links are not followed: put the file itself here",
            ));
        }
        if kind.is_dir() {
            add(&file, &path, depth + 1, all)?;
        } else if !kind.is_file() {
            let why = "not a file that can be read to its end: take it away";
            return Err(super::refuse(&file, why));
        } else if path.starts_with("/c/")
            || path.len() > 512
            || ["/head", "/sw.js"].contains(&path.as_str())
        {
            return Err(super::refuse(
                &file,
                "a package cannot have this path: rename it",
            ));
        } else {
            all.push(Found { file, path });
        }
    }
    Ok(())
}
