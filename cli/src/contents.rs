//! A package in memory: what `layerw pack` writes and `layerw publish` publishes.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use package::{Archive, Digest, MAX_ARCHIVE_BYTES, Manifest};

use crate::{files, origin, project};

/// A manifest and every object it lists.
pub struct Contents {
    /// The manifest.
    pub manifest: Manifest,
    /// The objects by their digests.
    pub objects: BTreeMap<Digest, Vec<u8>>,
}

impl Contents {
    /// The package of `manifest` and `objects`.
    pub fn new(manifest: Manifest, objects: BTreeMap<Digest, Vec<u8>>) -> Self {
        Self { manifest, objects }
    }

    /// The package of a project folder, of a packed file, or of a published game named as `site/my-game`.
    ///
    /// # Errors
    /// As [`Contents::read`], or where what is published cannot be read.
    pub fn find(what: &str) -> Result<Self> {
        let path = Path::new(what);
        if path.is_file() || path.join(project::FILE).exists() {
            return Self::read(path);
        }
        let published = origin::published(what)?;
        let offered = published.offered;
        let mut objects = BTreeMap::new();
        for (digest, bytes) in offered.manifest.objects() {
            let path = offered.path(digest);
            let path = path.with_context(|| format!("the release of {what} has no {digest}"))?;
            let object = origin::object(&*published.place, &path, digest, bytes)?;
            objects.insert(digest, object);
        }
        Ok(Self::new(offered.manifest, objects))
    }

    /// The package of the project in a folder, or the one in a packed file.
    ///
    /// # Errors
    /// A sentence about the first thing that is wrong, and what to do.
    pub fn read(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return project::read(path);
        }
        let what = || format!("{} is not a whole package", path.display());
        let bytes = files::read(path, MAX_ARCHIVE_BYTES)?;
        let archive = Archive::from_bytes(&bytes).with_context(what)?;
        let mut objects = BTreeMap::new();
        for object in archive.objects() {
            let object = object.with_context(what)?;
            objects.insert(object.digest, object.bytes.to_vec());
        }
        Ok(Self::new(archive.manifest().clone(), objects))
    }
}
