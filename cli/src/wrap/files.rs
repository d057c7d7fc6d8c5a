//! The files of the folder in the making: what each is made of, what the release says about it, and what of it is sent.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use package::{Digest, File, MAX_FILE_BYTES, Region, Release, digest_from_bytes};

use super::export::{Found, INDEX, PLAY};
use super::history::History;
use crate::progress::Progress;
use crate::{files, parallel, publish};

/// What is compressed in itself: a trial would only find that out.
const PACKED: [&str; 19] = [
    "avif", "br", "flac", "gif", "gz", "jpeg", "jpg", "ktx2", "m4a", "mp3", "mp4", "oga", "ogg",
    "opus", "png", "webm", "webp", "woff2", "zip",
];

/// Read by hosts, never sent.
pub(super) const HEADERS: &str = "_headers";

/// What a file is made of.
enum Source {
    Disk(PathBuf),
    Bytes(Vec<u8>),
}

/// A file of the folder.
pub(super) struct Piece {
    /// Relative to the folder, with `/` between.
    pub(super) name: String,
    pub(super) digest: Digest,
    source: Source,
}

/// All of them, and what the release lists.
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    listed: Vec<File>,
}

/// How many bytes each file is sent in, by digest.
pub(super) type Sent = BTreeMap<Digest, u64>;

impl Pieces {
    /// The files of the export, in `region`.
    pub(super) fn new(found: Vec<Found>, region: Region) -> Result<Self> {
        let mut all = Self {
            pieces: Vec::new(),
            listed: Vec::new(),
        };
        let count = found.len();
        for one in found {
            let name = match one.name.as_str() {
                INDEX => PLAY.to_owned(),
                _ => one.name,
            };
            for path in paths(&name) {
                all.listed.push(File {
                    path,
                    digest: one.digest,
                    bytes: one.bytes,
                    region: region.clone(),
                });
            }
            all.pieces.push(Piece {
                name,
                digest: one.digest,
                source: Source::Disk(one.file),
            });
        }
        all.release(1).with_context(|| {
            format!("{count} files are too many for one release, which lists about 2000: have the engine pack them")
        })?;
        Ok(all)
    }

    /// Adds or replaces the file `name`, listed at `paths` in the region `shell`.
    pub(super) fn list(&mut self, name: &str, paths: &[&str], bytes: Vec<u8>) {
        self.list_in(Region::Shell, name, paths, bytes);
    }

    /// The same in any region.
    pub(super) fn list_in(&mut self, region: Region, name: &str, paths: &[&str], bytes: Vec<u8>) {
        let digest = digest_from_bytes(&bytes);
        self.listed
            .retain(|file| !paths.contains(&file.path.as_str()));
        for path in paths {
            self.listed.push(File {
                path: (*path).to_owned(),
                digest,
                bytes: bytes.len() as u64,
                region: region.clone(),
            });
        }
        self.unlisted(name, bytes);
    }

    /// The same, for a file that no release lists.
    pub(super) fn unlisted(&mut self, name: &str, bytes: Vec<u8>) {
        self.pieces.retain(|piece| piece.name != name);
        self.pieces.push(Piece {
            name: name.to_owned(),
            digest: digest_from_bytes(&bytes),
            source: Source::Bytes(bytes),
        });
    }

    /// What the release lists, in no order.
    pub(super) fn listed(&self) -> &[File] {
        &self.listed
    }

    /// The release `number` of them, without patches.
    pub(super) fn release(&self, number: u64) -> Result<Release> {
        Ok(Release::new(number, self.listed.clone())?)
    }

    /// The bytes of the file with this digest.
    pub(super) fn bytes(&self, digest: Digest) -> Result<Vec<u8>> {
        let piece = self.pieces.iter().find(|piece| piece.digest == digest);
        piece.context("a file of this release")?.bytes()
    }
}

impl Piece {
    fn bytes(&self) -> Result<Vec<u8>> {
        let bytes = match &self.source {
            Source::Disk(file) => files::read(file, MAX_FILE_BYTES)?,
            Source::Bytes(bytes) => bytes.clone(),
        };
        if digest_from_bytes(&bytes) != self.digest {
            anyhow::bail!("{} changed while it was wrapped: wrap again", self.name);
        }
        Ok(bytes)
    }
}

/// The addresses of the file `name`: under its own, and an index also under that of its folder.
fn paths(name: &str) -> Vec<String> {
    let short = layout::path_from_name(name);
    match short.ends_with('/') {
        true => vec![format!("{short}{INDEX}"), short],
        false => vec![short],
    }
}

/// Writes all of `pieces` below `folder`, each with its compressed twin where that is smaller.
pub(super) fn write(
    pieces: &Pieces,
    history: &History,
    folder: &Path,
    progress: &Progress,
) -> Result<Sent> {
    let mut total = 0;
    for piece in &pieces.pieces {
        total += match &piece.source {
            Source::Disk(file) => fs::metadata(file)?.len(),
            Source::Bytes(bytes) => bytes.len() as u64,
        };
    }
    let bar = progress.bar("brotli", total)?;
    let sent = parallel::map(&pieces.pieces, parallel::processors(), |piece| {
        let bytes = piece.bytes()?;
        put(&folder.join(&piece.name), &bytes)?;
        let twin = match () {
            () if is_packed(&piece.name) => None,
            () => match history.twin(&piece.name, piece.digest) {
                Some(twin) => Some(twin),
                None => publish::twin(&bytes, |_| ())?,
            },
        };
        bar.inc(bytes.len() as u64);
        let mut sent = bytes.len() as u64;
        if let Some(twin) = twin {
            sent = twin.len() as u64;
            put(&folder.join(format!("{}.br", piece.name)), &twin)?;
        }
        Ok((piece.digest, sent))
    })?;
    bar.finish_and_clear();
    Ok(sent.into_iter().collect())
}

/// Writes a file of a folder that nobody serves yet.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let what = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(what)?;
    }
    fs::write(path, bytes).with_context(what)
}

fn is_packed(name: &str) -> bool {
    if name == HEADERS {
        return true;
    }
    let extension = name.rsplit_once('.').map(|(_, it)| it.to_ascii_lowercase());
    extension.is_some_and(|it| PACKED.contains(&it.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_also_at_the_address_of_its_folder() {
        assert_eq!(
            paths("levels/index.html"),
            ["/levels/index.html", "/levels/"]
        );
        assert_eq!(paths("my level.json"), ["/my%20level.json"]);
        assert_eq!(paths(PLAY), ["/layerw-play.html"]);
    }

    #[test]
    fn what_is_packed_in_itself_is_known_by_its_ending() {
        assert!(is_packed("music/Theme.OGG") && is_packed("a.png"));
        assert!(!is_packed("game.pck") && !is_packed("png"));
    }
}
