//! Patches from the releases before to the new one, at `/d/FROM/TO`, for every file where one costs less than the file.
//!
//! A patch is listed only where it is smaller than the file's brotli copy, so a client never loses by taking it; those
//! from nothing are `whole`'s.
//! Deliberately absent: patches of pages from releases further back than the last, whose pages are not there any more.

mod whole;

use std::path::{Path, PathBuf};

use anyhow::Result;
use layout::Pair;
use package::{Patch, Release};

use super::compress;
use crate::content;
use crate::parallel;
use crate::workspace::Workspace;

/// What naming a patch adds to a release file after brotli: mostly a digest that is nowhere else.
const LINE_BYTES: usize = 48;

/// The releases that a site still offers.
pub(crate) struct History {
    folder: PathBuf,
    /// The newest first.
    releases: Vec<Release>,
}

impl History {
    /// At most `most` releases in `folder` that are older than `number`, as far as their files are there.
    pub(crate) fn read(folder: &Path, number: u64, most: usize) -> Self {
        let names = content::files_below(&folder.join("c")).unwrap_or_default();
        let texts = names.iter().filter(|name| name.ends_with(".txt"));
        let bytes = texts.filter_map(|name| content::read(&folder.join("c").join(name)).ok());
        let mut releases: Vec<Release> = bytes
            .filter_map(|bytes| Release::from_bytes(&bytes).ok())
            .filter(|release| release.number() < number && !is_of_a_game(release))
            .collect();
        releases.sort_by_key(|release| core::cmp::Reverse(release.number()));
        releases.truncate(most);
        Self {
            folder: folder.to_path_buf(),
            releases,
        }
    }

    /// The releases, the newest first.
    pub(crate) fn releases(&self) -> &[Release] {
        &self.releases
    }
}

/// A game that was published into the folder has releases of its own, which list its manifest.
fn is_of_a_game(release: &Release) -> bool {
    let mut files = release.files().iter();
    files.any(|file| file.path.starts_with("/games/"))
}

/// `release`, whose files are below `site`, with every patch from `history` that pays; their bytes are put there too.
pub(crate) fn added(
    workspace: &Workspace,
    history: &History,
    site: &Path,
    release: Release,
) -> Result<Release> {
    // A patched page is served with the headers of the page before.
    let headers = |folder: &Path| content::read(&folder.join("_headers")).ok();
    let with_pages = headers(&history.folder) == headers(site);
    let pairs = layout::pairs(&history.releases, usize::from(with_pages), &release);
    let made = parallel::each(pairs, |pair| made_for(workspace, history, site, &pair))?;
    let mut patches: Vec<Patch> = made.into_iter().flatten().collect();
    patches.extend(whole::all(workspace, site, &release)?);
    Ok(release.with_patches(patches)?)
}

fn made_for(
    workspace: &Workspace,
    history: &History,
    site: &Path,
    pair: &Pair<'_>,
) -> Result<Option<Patch>> {
    let old = content::read(&history.folder.join(name_from_url(&pair.old.path)));
    // A site that someone has thinned out, or that was changed by hand, offers nothing to start from.
    let Some(old) = old
        .ok()
        .filter(|old| package::digest_from_bytes(old) == pair.old.digest)
    else {
        return Ok(None);
    };
    let new = content::read(&site.join(name_from_url(&pair.new.path)))?;
    let recipe = content::recipe(
        &format!(
            "patch splice {} {}",
            delta::VERSION,
            delta::WASM_SAVES_BYTES
        ),
        &[&old, &new],
    );
    let bytes = content::kept(&workspace.kept(format!("patches/{recipe}")), || {
        Ok(delta::encode_for_clients(&old, &new))
    })?;
    let whole = compress::sent_bytes(workspace, &pair.new.path, &new)?;
    if bytes.is_empty() || bytes.len() + LINE_BYTES >= whole {
        return Ok(None);
    }
    let patch = Patch {
        to: pair.new.digest,
        from: pair.old.digest,
        bytes: bytes.len() as u64,
    };
    content::write(&site.join(name_from_url(&patch.path())), &bytes)?;
    Ok(Some(patch))
}

/// The file, relative to the site, that is served at `url`.
pub(crate) fn name_from_url(url: &str) -> String {
    let name = url.trim_start_matches('/');
    if name.is_empty() || name.ends_with('/') {
        format!("{name}index.html")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_games_in_the_same_folder_are_not_the_sites() {
        let folder = std::env::temp_dir().join(format!("xtask-history-{}", std::process::id()));
        for (number, path) in [(1, "/"), (2, "/games/rocks/manifest"), (3, "/play/")] {
            let file = package::File {
                path: path.to_owned(),
                digest: package::digest_from_bytes(path.as_bytes()),
                bytes: 1,
                region: package::Region::Shell,
            };
            let text = Release::new(number, vec![file]).unwrap().to_text();
            let name = format!("c/{}.txt", package::digest_from_bytes(text.as_bytes()));
            content::write(&folder.join(name), text.as_bytes()).unwrap();
        }
        let history = History::read(&folder, 9, 8);
        let numbers: Vec<u64> = history.releases().iter().map(Release::number).collect();
        assert_eq!(numbers, [3, 1]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_page_is_the_index_of_its_folder() {
        for (url, name) in [
            ("/", "index.html"),
            ("/play/ember/", "play/ember/index.html"),
            ("/c/0.js", "c/0.js"),
        ] {
            assert_eq!(name_from_url(url), name);
        }
    }
}
