//! A local folder as a place for files. What is written goes under another name first and is renamed.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::{About, Seen, Store};
use crate::files;

/// A local folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at `root`, which the first file makes.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Keeps every publish away for as long as the answer is held.
    ///
    /// # Errors
    /// Where somebody publishes here now.
    pub(crate) fn hold_alone(&self) -> Result<File> {
        let busy = "somebody publishes or collects now in";
        files::hold_alone(&self.root, busy)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

impl Store for Folder {
    fn read(&self, path: &str, max_bytes: u64) -> Result<Option<Seen>> {
        let path = self.at(path);
        let bytes =
            read(&path, max_bytes).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(bytes.map(|bytes| Seen {
            bytes,
            version: None,
        }))
    }

    fn length(&self, path: &str) -> Result<Option<u64>> {
        let path = self.at(path);
        match fs::metadata(&path) {
            Ok(about) => Ok(about.is_file().then_some(about.len())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    fn write(&self, path: &str, bytes: &[u8], _: About) -> Result<()> {
        files::write(&self.at(path), bytes)
    }

    fn swap(&self, path: &str, seen: Option<&Seen>, bytes: &[u8]) -> Result<bool> {
        let path = self.at(path);
        let folder = path.parent().context("a file without a folder")?;
        let what = || format!("cannot lock {}", folder.display());
        fs::create_dir_all(folder).with_context(what)?;
        // The folder's own lock leaves nothing behind, whenever this program ends.
        let lock = File::open(folder).with_context(what)?;
        lock.lock().with_context(what)?;
        let max_bytes = seen.map_or(0, |seen| seen.bytes.len() as u64);
        let is_same = match (read(&path, max_bytes), seen) {
            (Ok(Some(now)), Some(seen)) => now == seen.bytes,
            (Ok(None), None) => true,
            _ => false,
        };
        if is_same {
            files::write(&path, bytes)?;
        }
        Ok(is_same)
    }

    fn hold(&self) -> Result<Option<File>> {
        let lock = files::lock_of(&self.root)?;
        match lock.try_lock_shared() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => bail!(
                "`layerw gc` or a build of the site is at work in {}: publish when it is done",
                self.root.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| files::cannot_lock(&self.root))
            }
        }
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn read(path: &Path, max_bytes: u64) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        bail!("it is longer than {max_bytes} bytes");
    }
    Ok(Some(bytes))
}
