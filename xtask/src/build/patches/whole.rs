//! Makes patches from nothing for a site's long objects. Deliberately absent: which of them pay, which `layout` decides.

use std::path::Path;

use anyhow::Result;
use delta::Codec;
use layout::whole;
use package::{Digest, File, Patch, Release, is_object_path};

use super::name_from_url;
use crate::build::compress;
use crate::content;
use crate::parallel;
use crate::workspace::Workspace;

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
    // What is short as it is need not be compressed to know.
    if !whole::is_long(file, file.bytes) {
        return Ok(None);
    }
    let new = content::read(&site.join(name_from_url(&file.path)))?;
    let sent_bytes = compress::sent_bytes(workspace, &file.path, &new)? as u64;
    if !whole::is_long(file, sent_bytes) {
        return Ok(None);
    }
    let recipe = content::recipe(&format!("whole {}", delta::VERSION), &[&new]);
    let bytes = content::kept(&workspace.kept(format!("patches/{recipe}")), || {
        Ok(delta::encode_with(Codec::Lzma, &[], &new).unwrap_or_default())
    })?;
    if !whole::is_offered(file, bytes.len() as u64, sent_bytes) {
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
}
