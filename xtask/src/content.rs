//! Files named by what is in them: digests, and results that are kept until their inputs change.
//!
//! Files appear under their name only when they are whole, so a build that was stopped leaves nothing half done.

use std::fs;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};
use package::Digest;
use package::digest_from_bytes;

/// The digest of a recipe: what is done (with its version) and everything it is done with.
pub(crate) fn recipe(what: &str, inputs: &[&[u8]]) -> Digest {
    let mut bytes = Vec::from(what);
    for input in inputs {
        // Digests have one length, so no two lists of inputs run together to the same bytes.
        bytes.extend_from_slice(&digest_from_bytes(input).0);
    }
    digest_from_bytes(&bytes)
}

/// The bytes at `path`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The text at `path`.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes `bytes` to `path`, whole or not at all, and makes the folders on the way.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let what = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(what)?;
    }
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let part = path.with_extension(format!("part-{}-{count}", process::id()));
    fs::write(&part, bytes).with_context(what)?;
    fs::rename(&part, path).with_context(what)
}

/// The bytes kept at `path`, or those that `make` gives, which are then kept there.
pub(crate) fn kept(path: &Path, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    if let Ok(bytes) = fs::read(path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    write(path, &bytes)?;
    Ok(bytes)
}

/// Every file below `folder` as its path relative to it, with `/` between, sorted.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(relative) = waiting.pop() {
        let here = folder.join(&relative);
        let entries = fs::read_dir(&here);
        for entry in entries.with_context(|| format!("cannot list {}", here.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if relative.is_empty() {
                name
            } else {
                format!("{relative}/{name}")
            };
            if entry.path().is_dir() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The folder `path`, filled by `fill` under another name: it gets its own when it is whole.
pub(crate) fn folder(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".part-{}", process::id()));
    let part = Path::new(&part);
    let made = fill(part).and_then(|()| {
        fs::rename(part, path).with_context(|| format!("cannot make {}", path.display()))
    });
    if made.is_err() && part.exists() {
        fs::remove_dir_all(part)?;
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_changes_with_each_input_and_their_order() {
        let base = recipe("optimise 1", &[b"a", b"b"]);
        assert_eq!(base, recipe("optimise 1", &[b"a", b"b"]));
        assert_ne!(base, recipe("optimise 2", &[b"a", b"b"]));
        assert_ne!(base, recipe("optimise 1", &[b"b", b"a"]));
        assert_ne!(base, recipe("optimise 1", &[b"ab", b""]));
    }

    #[test]
    fn a_kept_result_is_made_once() {
        let folder = std::env::temp_dir().join(format!("xtask-kept-{}", process::id()));
        let path = folder.join("deep/result");
        let first = kept(&path, || Ok(b"made".to_vec())).unwrap();
        let second = kept(&path, || anyhow::bail!("made again")).unwrap();
        assert_eq!((first, second), (b"made".to_vec(), b"made".to_vec()));
        assert_eq!(files_below(&folder).unwrap(), ["deep/result"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_failed_result_is_not_kept() {
        let path = std::env::temp_dir().join(format!("xtask-failed-{}", process::id()));
        assert!(kept(&path, || anyhow::bail!("no")).is_err());
        assert!(!path.exists());
    }
}
