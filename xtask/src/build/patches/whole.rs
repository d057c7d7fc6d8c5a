//! Patches from nothing: a long file as one opaque body, of which a browser can ask for the rest (decision 11).
//!
//! Deliberately absent: files that come in one piece anyway, and those that LZMA makes no smaller, whose pieces a browser
//! asks for as they are.

use std::path::Path;

use anyhow::Result;
use delta::Codec;
use package::{Digest, File, Patch, Release, is_object_path};

use super::name_from_url;
use crate::build::compress;
use crate::content;
use crate::parallel;
use crate::workspace::Workspace;

/// What the client fetches in one piece, and what one kill may cost.
const LONG_BYTES: usize = 256 << 10;
/// A first visitor pays no more than this, in hundredths of the brotli copy, for being able to go on after a kill.
const MOST_HUNDREDTHS: usize = 103;

/// The patches from nothing to the long files of `release`; their bytes are put below `site`.
pub(super) fn all(workspace: &Workspace, site: &Path, release: &Release) -> Result<Vec<Patch>> {
    let files = release
        .files()
        .iter()
        .filter(|file| is_object_path(&file.path));
    let made = parallel::each(files.collect(), |file| made_for(workspace, site, file))?;
    Ok(made.into_iter().flatten().collect())
}

fn made_for(workspace: &Workspace, site: &Path, file: &File) -> Result<Option<Patch>> {
    if file.bytes <= LONG_BYTES as u64 {
        return Ok(None);
    }
    let new = content::read(&site.join(name_from_url(&file.path)))?;
    let sent = compress::sent_bytes(workspace, &file.path, &new)?;
    if sent <= LONG_BYTES {
        return Ok(None);
    }
    let recipe = content::recipe(&format!("whole {}", delta::VERSION), &[&new]);
    let bytes = content::kept(&workspace.kept(format!("patches/{recipe}")), || {
        Ok(delta::encode_with(Codec::Lzma, &[], &new).unwrap_or_default())
    })?;
    if !pays(bytes.len(), sent, new.len()) {
        return Ok(None);
    }
    let patch = Patch {
        to: file.digest,
        from: Digest::EMPTY,
        bytes: bytes.len() as u64,
    };
    content::write(&site.join(name_from_url(&patch.path())), &bytes)?;
    Ok(Some(patch))
}

fn pays(bytes: usize, sent: usize, whole: usize) -> bool {
    (1..whole).contains(&bytes) && bytes <= sent / 100 * MOST_HUNDREDTHS
}

#[cfg(test)]
mod tests {
    use super::*;
    use package::{Region, digest_from_bytes};

    #[test]
    fn a_long_file_gets_a_patch_from_nothing_that_makes_it_and_a_short_one_none() {
        let workspace = Workspace::find().unwrap();
        let site = std::env::temp_dir().join(format!("xtask-whole-{}", std::process::id()));
        // Noise, which nothing packs, and a rest that everything does.
        let mut state = 1_u64;
        let mut long: Vec<u8> = (0..270_000)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        long.resize(370_000, 0);
        let file = |content: &[u8]| {
            let digest = digest_from_bytes(content);
            let path = format!("/c/{digest}.txt");
            content::write(&site.join(&path[1..]), content).unwrap();
            File {
                path,
                digest,
                bytes: content.len() as u64,
                region: Region::Shell,
            }
        };
        let files = vec![file(&long), file(&long[100_000..])];
        let to = files[0].digest;
        let release = Release::new(1, files).unwrap();
        let patches = all(&workspace, &site, &release).unwrap();
        assert_eq!(
            patches.iter().map(|patch| patch.to).collect::<Vec<_>>(),
            [to]
        );
        let body = content::read(&site.join(&patches[0].path()[1..])).unwrap();
        assert_eq!(body.len() as u64, patches[0].bytes);
        let limits = delta::Limits {
            max_new_bytes: long.len() as u64,
        };
        assert_eq!(delta::decode(&[], &body, limits).unwrap(), long);
        release.with_patches(patches).unwrap();
        std::fs::remove_dir_all(site).unwrap();
    }

    #[test]
    fn a_first_visitor_never_pays_much_for_it() {
        assert!(pays(103_000, 100_000, 300_000));
        assert!(!pays(103_001, 100_000, 300_000));
        assert!(!pays(300_000, 300_000, 300_000));
        assert!(!pays(0, 300_000, 300_000));
    }
}
