//! What tools pushed, for whoever tidies up the folder: an object that a manifest names is needed, though no game has it.
//!
//! Deliberately absent: removing anything.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use package::Digest;

use super::manifests::named;
use super::{FOLDER, blob_name};
use crate::Error;

/// The digests of everything that the manifests name which tools pushed to the folder at `root`.
///
/// # Errors
/// Where one of them cannot be read.
pub fn named_by_pushed(root: &Path) -> Result<BTreeSet<Digest>, Error> {
    let mut all = BTreeSet::new();
    for name in files(&root.join(FOLDER).join("names"))? {
        for manifest in files(&name.join("manifests"))? {
            let hex = manifest.file_name().unwrap_or_default().to_string_lossy();
            // What is no digest is no manifest, whoever left it there.
            let Some(digest) = Digest::from_hex(&hex) else {
                continue;
            };
            let name = blob_name(&hex);
            let damaged = || Error::Damaged { name: name.clone() };
            let bytes = fs::read(root.join(&name)).map_err(|_| damaged())?;
            let is_whole = package::digest_from_bytes(&bytes) == digest;
            let manifest = is_whole.then(|| serde_json::from_slice(&bytes).ok());
            let named = manifest.flatten().and_then(|manifest| named(&manifest));
            all.extend(named.ok_or_else(damaged)?);
        }
    }
    Ok(all)
}

/// What is in a folder, or would be.
fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        entries => entries?,
    };
    let paths: Result<_, std::io::Error> = entries.map(|entry| Ok(entry?.path())).collect();
    Ok(paths?)
}
