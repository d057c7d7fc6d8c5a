//! A site in the making: a folder beside the one it will replace, and the list of what is in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context as _, Result};
use package::{File, Region, digest_from_bytes};

use super::remove_folder;
use crate::content;

/// A site in the making. Dropped unfinished, it leaves nothing behind.
pub(crate) struct Draft {
    folder: PathBuf,
    files: Vec<File>,
}

impl Draft {
    /// An empty site beside `folder`.
    pub(crate) fn beside(folder: &Path) -> Result<Self> {
        let folder = sibling(folder, "new");
        remove_folder(&folder)?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self {
            folder,
            files: Vec::new(),
        })
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a release of it lists, so far.
    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    /// Adds a file under an address made from its content, and returns the address.
    pub(crate) fn add_object(
        &mut self,
        bytes: &[u8],
        extension: &str,
        region: Region,
    ) -> Result<String> {
        let url = self.add_unlisted_object(bytes, extension)?;
        self.list(url.clone(), bytes, region);
        Ok(url)
    }

    /// The same, for a file that no release lists.
    pub(crate) fn add_unlisted_object(&self, bytes: &[u8], extension: &str) -> Result<String> {
        let name = format!("c/{}.{extension}", digest_from_bytes(bytes));
        self.add_unlisted(&name, bytes)?;
        Ok(format!("/{name}"))
    }

    /// Adds the file `name`, relative to the site.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8], region: Region) -> Result<()> {
        self.add_unlisted(name, bytes)?;
        self.list(url_from_name(name), bytes, region);
        Ok(())
    }

    /// The same, for a file that no release lists.
    pub(crate) fn add_unlisted(&self, name: &str, bytes: &[u8]) -> Result<()> {
        content::write(&self.folder.join(name), bytes)
    }

    /// Lists the file `name`, which another program wrote into the folder.
    pub(crate) fn list_written(&mut self, name: &str, region: Region) -> Result<()> {
        let bytes = content::read(&self.folder.join(name))?;
        let url = url_from_name(name);
        self.files.retain(|file| file.path != url);
        self.list(url, &bytes, region);
        Ok(())
    }

    /// Puts the site in the place of `folder`.
    pub(crate) fn replace(self, folder: &Path) -> Result<()> {
        let old = sibling(folder, "old");
        remove_folder(&old)?;
        let what = || format!("cannot replace {}", folder.display());
        if folder.exists() {
            fs::rename(folder, &old).with_context(what)?;
        }
        fs::rename(&self.folder, folder).with_context(what)?;
        remove_folder(&old)
    }

    fn list(&mut self, path: String, bytes: &[u8], region: Region) {
        // Two parts may have the same bytes; the first one decides how important they are.
        if self.files.iter().any(|file| file.path == path) {
            return;
        }
        self.files.push(File {
            path,
            digest: digest_from_bytes(bytes),
            bytes: bytes.len() as u64,
            region,
        });
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After `replace` there is nothing here; before it, an error is already on its way to the user.
        let _ = remove_folder(&self.folder);
    }
}

/// The address at which any file server offers the file `name`.
fn url_from_name(name: &str) -> String {
    let page = name.strip_suffix("index.html");
    format!("/{}", page.unwrap_or(name))
}

fn sibling(folder: &Path, kind: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{name}.{kind}-{}", process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("xtask-draft-{name}"))
    }

    #[test]
    fn a_page_is_listed_under_its_folder() {
        assert_eq!(url_from_name("index.html"), "/");
        assert_eq!(url_from_name("play/chess/index.html"), "/play/chess/");
        assert_eq!(url_from_name("icons/192.png"), "/icons/192.png");
    }

    #[test]
    fn the_same_bytes_are_listed_once() {
        let mut draft = Draft::beside(&place("once")).unwrap();
        let first = draft.add_object(b"x", "js", Region::Shell).unwrap();
        let second = draft.add_object(b"x", "js", Region::Engine).unwrap();
        assert_eq!(first, second);
        assert_eq!(draft.files().len(), 1);
        assert_eq!(draft.files()[0].region, Region::Shell);
    }

    #[test]
    fn a_site_that_was_not_finished_leaves_the_old_one() {
        let folder = place("unfinished");
        content::write(&folder.join("index.html"), b"old").unwrap();
        let mut draft = Draft::beside(&folder).unwrap();
        draft.add("index.html", b"new", Region::Shell).unwrap();
        let beside = draft.folder().to_owned();
        drop(draft);
        assert!(!beside.exists());
        assert_eq!(fs::read(folder.join("index.html")).unwrap(), b"old");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_finished_site_replaces_the_old_one_whole() {
        let folder = place("finished");
        content::write(&folder.join("gone.html"), b"old").unwrap();
        let mut draft = Draft::beside(&folder).unwrap();
        draft.add("index.html", b"new", Region::Shell).unwrap();
        draft.replace(&folder).unwrap();
        assert_eq!(content::files_below(&folder).unwrap(), ["index.html"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
