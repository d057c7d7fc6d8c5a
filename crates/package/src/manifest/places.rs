//! Where the objects of a manifest lie at an origin and in a client's store, and as what they are sent.
//!
//! Publisher and client both ask this, so that a game that came in a file is the same objects under the same paths as
//! the one that its author published.

use super::{Kind, Manifest};
use crate::{Digest, File, Region, extension_from_path};

/// Plans, and texts of ours.
const TEXT: (&str, &str) = ("txt", "text/plain");
const CODE: (&str, &str) = ("wasm", "application/wasm");

/// An object of a package, each digest once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Its line in a release file, under `/c/`.
    pub file: File,
    /// What its path ends in.
    pub extension: &'a str,
    /// Its media type, as the manifest says it.
    pub mime: &'a str,
}

impl Manifest {
    /// Every object, in the order in which components and assets first name it: extension and type are those of the
    /// first, the region is the one that matters most.
    pub fn listed(&self) -> Vec<Listed<'_>> {
        let mut all = Vec::new();
        let own = Region::Game(self.id.clone());
        for component in &self.components {
            let sort = match component.kind {
                Kind::Plan => TEXT,
                Kind::Component | Kind::Module => CODE,
            };
            add(&mut all, component.digest, component.bytes, &own, sort);
        }
        for asset in &self.assets {
            let sort = (extension_from_path(&asset.path), asset.mime.as_str());
            add(&mut all, asset.digest, asset.bytes, &asset.region, sort);
        }
        all
    }
}

fn add<'a>(
    all: &mut Vec<Listed<'a>>,
    digest: Digest,
    bytes: u64,
    region: &Region,
    (extension, mime): (&'a str, &'a str),
) {
    if let Some(before) = all.iter_mut().find(|it| it.file.digest == digest) {
        before.file.region = before.file.region.clone().min(region.clone());
        return;
    }
    all.push(Listed {
        file: File {
            path: ["/c/", &digest.to_hex(), ".", extension].concat(),
            digest,
            bytes,
            region: region.clone(),
        },
        extension,
        mime,
    });
}
