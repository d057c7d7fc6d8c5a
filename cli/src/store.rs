//! Where an origin's files lie: a few blocking calls, and behind them a local folder or a bucket.
//!
//! Deliberately absent: listing a bucket. Everything a publisher needs has a name that it can work out.

mod bucket;
#[cfg(feature = "cloud")]
mod cloud;
#[cfg(not(feature = "cloud"))]
#[path = "store/no_cloud.rs"]
mod cloud;
mod folder;

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Result, bail};
use object_store::{ObjectStore, UpdateVersion};

pub use bucket::Bucket;
pub use folder::Folder;

/// A place for files that are named by paths without a leading `/`. A file is there whole or not at all.
pub trait Store: Sync {
    /// The file at `path`, at most `max_bytes`, with what [`Store::swap`] wants; nothing where there is none.
    ///
    /// # Errors
    /// Where the place cannot be read or the file is longer.
    fn read(&self, path: &str, max_bytes: u64) -> Result<Option<Seen>>;

    /// The length of the file at `path`; nothing where there is none.
    ///
    /// # Errors
    /// Where the place cannot be read.
    fn length(&self, path: &str) -> Result<Option<u64>>;

    /// Writes or replaces the file at `path`.
    ///
    /// # Errors
    /// Where the place cannot be written.
    fn write(&self, path: &str, bytes: &[u8], about: About) -> Result<()>;

    /// Writes the file at `path` if it still is what was `seen` there; tells whether it was. A bucket also says so where
    /// exactly `bytes` are there already: it cannot tell who wrote them.
    ///
    /// # Errors
    /// Where the place cannot be written or cannot compare.
    fn swap(&self, path: &str, seen: Option<&Seen>, bytes: &[u8]) -> Result<bool>;

    /// Keeps `layerw gc` away for as long as the answer is held; nothing where nobody collects.
    ///
    /// # Errors
    /// Where the place cannot be written, or is being collected.
    fn hold(&self) -> Result<Option<File>> {
        Ok(None)
    }
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What a bucket calls this state of the file.
    version: Option<UpdateVersion>,
}

/// What a host should say about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Never changes; of this media type.
    Object(&'static str),
    /// May change at any time.
    Changing,
}

/// What buckets' addresses begin with, as `object_store` reads them.
const SCHEMES: [&str; 12] = [
    "s3", "s3a", "gs", "az", "adl", "azure", "abfs", "abfss", "wasb", "wasbs", "https", "http",
];

/// The local folder that `destination` names, if it is one.
pub(crate) fn folder(destination: &str) -> Option<PathBuf> {
    match destination.split_once("://") {
        None => Some(PathBuf::from(destination)),
        Some(("file", path)) => Some(PathBuf::from(path)),
        Some(_) => None,
    }
}

/// The place that `destination` names: a folder, or a URL of a bucket.
///
/// # Errors
/// Where the URL is none that this program can reach.
pub fn open(destination: &str) -> Result<Box<dyn Store>> {
    if let Some(folder) = folder(destination) {
        if folder.as_os_str().is_empty() {
            bail!(
                "no place was named: name a folder, as site, or a bucket, as s3://my-bucket/games"
            );
        }
        if folder.exists() && !folder.is_dir() {
            bail!("{} is a file: name a folder", folder.display());
        }
        return Ok(Box::new(Folder::new(folder)));
    }
    let (store, prefix) = bucket_at(destination)?;
    Ok(Box::new(Bucket::new(store, prefix)?))
}

/// The place that `destination` names, for a server, which answers many at once.
///
/// # Errors
/// Where the URL is none that this program can reach, or there is no such folder.
pub(crate) fn served(destination: &str) -> Result<serving::Place> {
    if let Some(folder) = folder(destination) {
        return Ok(serving::Place::of_folder(&folder)?);
    }
    let (store, prefix) = bucket_at(destination)?;
    Ok(serving::Place::new(store.into(), prefix))
}

/// Makes this program ready to ask the server at `url`.
///
/// # Errors
/// Where it cannot: it is no address of a server, or one that speaks TLS, and this program does not.
pub(crate) fn prepare(url: &str) -> Result<()> {
    match url.split_once("://") {
        Some(("http" | "https", _)) => cloud::prepare(url),
        _ => bail!("{url} is no address of a server: name one, as https://games.example.com"),
    }
}

fn bucket_at(destination: &str) -> Result<(Box<dyn ObjectStore>, object_store::path::Path)> {
    let scheme = destination.split("://").next().unwrap_or_default();
    if !SCHEMES.contains(&scheme) {
        bail!(
            "{scheme}:// is no place that layerw knows: name a folder, or one of {}",
            SCHEMES.map(|known| format!("{known}://")).join(" ")
        );
    }
    cloud::open(destination)
}
