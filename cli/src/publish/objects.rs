//! The objects of a release: which are there already, and writing those that are not.

use std::collections::BTreeMap;

use anyhow::Result;
use package::{Digest, File, Listed, MAX_TOP_BYTES, Manifest, Region, Top, digest_from_bytes};

use super::{Manner, own_region, twin};
use crate::contents::Contents;
use crate::keys::Keys;
use crate::origin::Offered;
use crate::progress::Progress;
use crate::store::{About, Store};
use crate::{origin, parallel};

/// A bucket answers slowly and many at once.
pub(super) const WRITERS: usize = 8;

/// The objects of a release, its manifest and the top of its packed file among them.
pub(super) struct Objects<'a> {
    /// The digest of the manifest.
    pub(super) manifest: Digest,
    /// The digest of the top.
    packed: Digest,
    text: String,
    top: Vec<u8>,
    all: BTreeMap<Digest, Object<'a>>,
}

struct Object<'a> {
    bytes: &'a [u8],
    region: Region,
    sort: Sort<'a>,
}

/// How an object is called and sent.
#[derive(Clone, Copy)]
pub(super) struct Sort<'a> {
    pub(super) extension: &'a str,
    pub(super) mime: &'static str,
}

/// Release files, manifests and tops of packed files.
pub(super) const TEXT: Sort<'static> = Sort {
    extension: "txt",
    mime: "text/plain",
};

impl<'a> Objects<'a> {
    pub(super) fn new(contents: &'a Contents, keys: &Keys) -> Result<Self> {
        let text = contents.manifest.to_text();
        let (signed, root) = keys.sign(&contents.manifest)?;
        let top = package::top(&contents.manifest, &signed, &root)?;
        let listed = contents.manifest.listed().into_iter();
        let given = listed.filter_map(|it| Some((contents.objects.get(&it.file.digest)?, it)));
        let object = |(bytes, listed): (&'a Vec<u8>, Listed<'a>)| {
            let sort = Sort {
                extension: listed.extension,
                mime: layout::known_type(listed.mime),
            };
            let region = listed.file.region;
            let object = Object {
                bytes,
                region,
                sort,
            };
            (listed.file.digest, object)
        };
        Ok(Self {
            manifest: digest_from_bytes(text.as_bytes()),
            packed: digest_from_bytes(&top),
            text,
            top,
            all: given.map(object).collect(),
        })
    }

    /// The bytes of the object with this digest.
    pub(super) fn bytes(&self, digest: Digest) -> Option<&[u8]> {
        if digest == self.manifest {
            return Some(self.text.as_bytes());
        }
        self.all.get(&digest).map(|object| object.bytes)
    }

    /// Where the object with this digest goes.
    pub(super) fn path(&self, digest: Digest) -> Option<String> {
        if digest == self.manifest {
            return Some(origin::text_path(digest));
        }
        let object = self.all.get(&digest)?;
        Some(origin::object_path(digest, object.sort.extension))
    }

    /// The lines of the release file: manifest and top under their paths, every other object under its own.
    pub(super) fn files(&self, contents: &Contents) -> Vec<File> {
        let id = &contents.manifest.id;
        let text = |path: String, digest: Digest, bytes: usize| File {
            path,
            digest,
            bytes: bytes as u64,
            region: own_region(id),
        };
        let mut files = vec![
            text(Manifest::path(id), self.manifest, self.text.len()),
            text(Manifest::packed_path(id), self.packed, self.top.len()),
        ];
        files.extend(self.all.iter().map(|(&digest, object)| File {
            path: format!("/{}", origin::object_path(digest, object.sort.extension)),
            digest,
            bytes: object.bytes.len() as u64,
            region: object.region.clone(),
        }));
        files
    }

    /// Whether the files that players save of `offered` are signed by the same key: one that was withdrawn since, or a
    /// release from before there were such files, takes a new release. A renewed root does not.
    pub(super) fn is_signed_alike(&self, place: &dyn Store, offered: &Offered) -> bool {
        let top = || {
            let path = Manifest::packed_path(&offered.head.id);
            let file = offered.release.file(&path)?;
            let path = origin::file_path(file);
            origin::object(place, &path, file.digest, MAX_TOP_BYTES as u64).ok()
        };
        let signature = |top: &[u8]| Top::from_bytes(top).map(|top| top.signature().to_vec());
        top().is_some_and(|top| signature(&top) == signature(&self.top))
    }

    /// Writes those that are not there, or all to repair them; gives their number and bytes.
    pub(super) fn write(
        &self,
        place: &dyn Store,
        manner: Manner,
        progress: &Progress,
    ) -> Result<(usize, u64)> {
        let mut all: Vec<(Digest, &[u8], Sort<'_>)> = vec![
            (self.manifest, self.text.as_bytes(), TEXT),
            (self.packed, &self.top, TEXT),
        ];
        all.extend(
            self.all
                .iter()
                .map(|(&digest, object)| (digest, object.bytes, object.sort)),
        );
        let there = parallel::map(&all, WRITERS, |(digest, _, sort)| {
            place.length(&origin::object_path(*digest, sort.extension))
        })?;
        let absent = all.into_iter().zip(there);
        let absent = absent
            .filter(|((_, bytes, _), there)| manner.repair || *there != Some(bytes.len() as u64));
        let absent: Vec<_> = absent.map(|(object, _)| object).collect();
        let total_bytes = absent.iter().map(|(_, bytes, _)| bytes.len() as u64).sum();
        let bar = progress.bar("objects", total_bytes)?;
        parallel::map(
            &absent,
            parallel::processors().max(2),
            |&(digest, bytes, sort)| write_one(place, digest, bytes, sort, |count| bar.inc(count)),
        )?;
        bar.finish_and_clear();
        Ok((absent.len(), total_bytes))
    }
}

/// Writes one object, its twin first: an object that is there has all that belongs to it. `read` is told each length that
/// was gone through.
pub(super) fn write_one(
    place: &dyn Store,
    digest: Digest,
    bytes: &[u8],
    sort: Sort<'_>,
    read: impl Fn(u64),
) -> Result<()> {
    let path = origin::object_path(digest, sort.extension);
    let twin = if is_compressed(sort.mime) {
        read(bytes.len() as u64);
        None
    } else {
        twin(bytes, read)?
    };
    if let Some(twin) = twin {
        place.write(&origin::twin_path(&path), &twin, About::Object(sort.mime))?;
    }
    place.write(&path, bytes, About::Object(sort.mime))
}

/// Files of these types are compressed in themselves.
fn is_compressed(mime: &str) -> bool {
    let kinds = [
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "font/woff2",
        "application/zip",
    ];
    let is_stream = mime.starts_with("audio/") && mime != "audio/wav" && mime != "audio/midi";
    kinds.contains(&mime) || is_stream || mime.starts_with("video/")
}
