//! Files as a tool should write them: under another name first, so that nobody ever meets half of one.

use std::fs::{self, File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::report;
use anyhow::{Context as _, Result, bail};
use tempfile::{Builder, NamedTempFile};

/// The bytes of the file at `path`, at most `max_bytes`.
pub(crate) fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>> {
    let what = || format!("cannot read {}", path.display());
    let file = File::open(path).with_context(what)?;
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .with_context(what)?;
    if bytes.len() as u64 > max_bytes {
        bail!(
            "{} is longer than {}",
            path.display(),
            report::bytes(max_bytes)
        );
    }
    Ok(bytes)
}

/// Keeps others away from `folder`, which is made where it is not there, for as long as the answer is held. Where somebody
/// has it, that is said: `busy`, then the folder.
pub(crate) fn hold_alone(folder: &Path, busy: &str) -> Result<File> {
    let lock = lock_of(folder)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            bail!("{busy} {}: try again when that is done", folder.display())
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| cannot_lock(folder)),
    }
}

/// The folder itself, to be locked: that leaves nothing behind, whenever this program ends.
pub(crate) fn lock_of(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| cannot_write(folder))?;
    File::open(folder).with_context(|| cannot_lock(folder))
}

pub(crate) fn cannot_lock(folder: &Path) -> String {
    format!("cannot lock {}", folder.display())
}

/// Writes or replaces the file at `path`.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary(path, bytes, 0o644)?;
    temporary
        .persist(path)
        .map_err(|error| error.error)
        .with_context(|| cannot_write(path))?;
    Ok(())
}

/// Writes the file at `path`, which must not exist yet, for its owner's eyes only.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary(path, bytes, 0o600)?;
    let kept = temporary
        .persist_noclobber(path)
        .map_err(|error| error.error);
    kept.with_context(|| cannot_write(path))?;
    Ok(())
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

fn temporary(path: &Path, bytes: &[u8], mode: u32) -> Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    let what = || cannot_write(path);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(what)?;
    let mut file = Builder::new()
        .prefix(".layerw-")
        .permissions(fs::Permissions::from_mode(mode))
        .tempfile_in(folder)
        .with_context(what)?;
    file.write_all(bytes).with_context(what)?;
    file.as_file().sync_all().with_context(what)?;
    Ok(file)
}
