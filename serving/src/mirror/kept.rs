//! The folder of a mirror: what is in it, fetching what is not, and making room.
//!
//! Nothing is put in place before it was checked, so a mirror that is killed keeps what it has. Deliberately absent: a file
//! that says what is there; the folder itself does.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use axum::http::{HeaderValue, StatusCode, header};
use moka::future::Cache;
use moka::notification::RemovalCause;
use moka::policy::EvictionPolicy;
use package::{Digest, MAX_FILE_BYTES};

use super::origin::{Answer, Origin};
use super::{Mirrored, check};
use crate::{Error, readable};

/// Where files are while they come.
const PARTS: &str = "parts";
/// Where answers without a digest are, by the digest of what was asked.
pub(super) const NAMED: &str = "named";
const TOPS: [&str; 3] = ["c", "d", NAMED];
/// So many names that lead nowhere are remembered for a moment.
const MOST_ABSENT: u64 = 10_000;
/// What an entry costs the disk besides its bytes, about.
const ENTRY_BYTES: u64 = 4096;

/// How an object came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brought {
    /// It was here.
    Hit,
    /// For this request, or for one at the same time.
    Fetched,
}

/// The folder; clones are the same one.
#[derive(Clone)]
pub(super) struct Kept {
    folder: Arc<Path>,
    origin: Origin,
    /// Bytes by name. What was not asked for longest goes first, and its files with it.
    index: Cache<String, u64>,
    /// The names of objects by their digests.
    names: Cache<Digest, Arc<str>>,
    absent: Cache<String, ()>,
    part: Arc<AtomicU64>,
}

impl Kept {
    /// Opens the folder and takes up what is in it.
    pub(super) async fn open(mirrored: &Mirrored, origin: Origin) -> Result<Self, Error> {
        let folder: Arc<Path> = mirrored.folder.clone().into();
        refuse_others(&folder)?;
        let parts = folder.join(PARTS);
        if parts.exists() {
            fs::remove_dir_all(&parts)?;
        }
        for top in TOPS.into_iter().chain([PARTS]) {
            fs::create_dir_all(folder.join(top))?;
        }
        let leaving = Arc::clone(&folder);
        let leave = move |name: Arc<String>, _: u64, cause: RemovalCause| {
            if cause != RemovalCause::Replaced {
                remove(&leaving.join(name.as_str()));
            }
        };
        let weigh = |_: &String, bytes: &u64| {
            u32::try_from(bytes.saturating_add(ENTRY_BYTES)).unwrap_or(u32::MAX)
        };
        let index = Cache::builder()
            .max_capacity(mirrored.max_bytes)
            .weigher(weigh)
            .eviction_policy(EvictionPolicy::lru())
            .eviction_listener(leave)
            .build();
        let absent = Cache::builder()
            .max_capacity(MOST_ABSENT)
            .time_to_live(mirrored.fresh);
        let kept = Self {
            folder,
            origin,
            index,
            names: Cache::new(mirrored.max_bytes / ENTRY_BYTES),
            absent: absent.build(),
            part: Arc::default(),
        };
        kept.take_up().await?;
        Ok(kept)
    }

    /// Enters what the last mirror left, oldest first, so that the newest stays where room is short.
    async fn take_up(&self) -> Result<(), Error> {
        let mut found = Vec::new();
        for top in TOPS {
            below(&self.folder, top, &mut found)?;
        }
        found.sort();
        for (_, name, bytes) in found {
            self.enter(&name, bytes).await;
        }
        self.index.run_pending_tasks().await;
        Ok(())
    }

    pub(super) async fn enter(&self, name: &str, bytes: u64) {
        if let Some(digest) = package::object_digest(&format!("/{name}")) {
            self.names.insert(digest, name.into()).await;
        }
        self.index.insert(name.to_owned(), bytes).await;
    }

    /// Whether `name` is here; it was asked for, and others go before it.
    pub(super) async fn touch(&self, name: &str) -> bool {
        self.index.get(name).await.is_some()
    }

    pub(super) async fn forget(&self, name: &str) {
        self.index.invalidate(name).await;
    }

    /// Whether a patch from the object with this digest can be checked here.
    pub(super) async fn has_digest(&self, digest: Digest) -> bool {
        digest == Digest::EMPTY || self.path_of(digest).await.is_some()
    }

    async fn path_of(&self, digest: Digest) -> Option<PathBuf> {
        let name = self.names.get(&digest).await?;
        let is_here = self.index.contains_key(name.as_ref());
        is_here.then(|| self.folder.join(name.as_ref()))
    }

    /// Sees to it that `name` is here; nothing where the origin has no such thing.
    pub(super) async fn bring(&self, name: &str) -> Result<Option<Brought>, Arc<Error>> {
        if self.touch(name).await {
            return Ok(Some(Brought::Hit));
        }
        if self.absent.contains_key(name) {
            return Ok(None);
        }
        let (this, key) = (self.clone(), name.to_owned());
        // A task of its own: whoever asked first may go away, and the others still wait for the same fetch.
        let fetched = tokio::spawn(async move {
            let fetch = this.fetch(&key);
            let fetched = this.index.try_get_with_by_ref(key.as_str(), fetch).await;
            // Room is made now, not when somebody asks again.
            this.index.run_pending_tasks().await;
            fetched
        });
        match fetched.await {
            Ok(Ok(_)) => Ok(Some(Brought::Fetched)),
            Ok(Err(failed)) => match &*failed {
                None => {
                    self.absent.insert(name.to_owned(), ()).await;
                    Ok(None)
                }
                Some(error) => Err(Arc::clone(error)),
            },
            Err(error) => Err(Arc::new(Error::Io(std::io::Error::other(error)))),
        }
    }

    async fn fetch(&self, name: &str) -> Result<u64, Option<Arc<Error>>> {
        let fetched = self.fetched(name).await;
        if matches!(fetched, Err(Error::Damaged { .. } | Error::TooLong { .. })) {
            self.origin.counts().refused();
        }
        match fetched {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(None),
            Err(error) => Err(Some(Arc::new(error))),
        }
    }

    async fn fetched(&self, name: &str) -> Result<Option<u64>, Error> {
        let path = format!("/{name}");
        let patch = readable::patch(&path);
        let coding = match patch {
            Some(_) => "identity",
            None => "br",
        };
        let asked = [(header::ACCEPT_ENCODING, HeaderValue::from_static(coding))];
        let answer = self.origin.ask(&path, &asked).await?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(None),
            _ => return Err(answer.refused()),
        }
        let is_packed = is_packed(&answer)?;
        let part = Part::new(self);
        answer.save(&part.sent, MAX_FILE_BYTES).await?;
        let old = match patch {
            Some((from, _)) if from != Digest::EMPTY => {
                let old = self.path_of(from).await;
                Some(old.ok_or(std::io::ErrorKind::NotFound)?)
            }
            _ => None,
        };
        let (name, place) = (name.to_owned(), self.folder.join(name));
        let put = move || part.put(&name, is_packed, old.as_deref(), &place);
        let bytes = tokio::task::spawn_blocking(put).await;
        let bytes = bytes.map_err(std::io::Error::other)??;
        if let Some(digest) = package::object_digest(&path) {
            let name = path.trim_start_matches('/');
            self.names.insert(digest, name.into()).await;
        }
        Ok(Some(bytes))
    }

    /// A new file for what is not checked yet.
    pub(super) fn part(&self) -> PathBuf {
        let part = self.part.fetch_add(1, Ordering::Relaxed);
        self.folder.join(PARTS).join(part.to_string())
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Whether the answer is packed; one that is packed in a way that nobody asked for is no answer.
fn is_packed(answer: &Answer) -> Result<bool, Error> {
    let coding = answer.headers().get(header::CONTENT_ENCODING);
    match coding.map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(false),
        Some(b"br") => Ok(true),
        Some(_) => Err(answer.refused()),
    }
}

/// Files that go unless they are put in place.
struct Part {
    sent: PathBuf,
    unpacked: PathBuf,
}

impl Part {
    fn new(kept: &Kept) -> Self {
        Self {
            sent: kept.part(),
            unpacked: kept.part(),
        }
    }

    /// Checks what was sent and puts it at `place`; gives its bytes. Takes as long as the file says.
    fn put(
        &self,
        name: &str,
        is_packed: bool,
        old: Option<&Path>,
        place: &Path,
    ) -> Result<u64, Error> {
        let path = format!("/{name}");
        let is_good = match (package::object_digest(&path), readable::patch(&path)) {
            (Some(digest), _) if is_packed => {
                check::unpacks_to_object(&self.sent, &self.unpacked, digest)?
            }
            (Some(digest), _) => check::is_object(&self.sent, digest)?,
            (None, Some((_, to))) if !is_packed => check::is_patch(&self.sent, old, to)?,
            (None, _) => false,
        };
        if !is_good {
            return Err(Error::Damaged {
                name: name.to_owned(),
            });
        }
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let sent_bytes = fs::metadata(&self.sent)?.len();
        if !is_packed {
            fs::rename(&self.sent, place)?;
            return Ok(sent_bytes);
        }
        let bytes = fs::metadata(&self.unpacked)?.len();
        // The twin first: an object that is here has all that belongs to it.
        fs::rename(&self.sent, twin(place))?;
        fs::rename(&self.unpacked, place)?;
        Ok(bytes + sent_bytes)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // They are gone where all went well.
        let _ = fs::remove_file(&self.sent);
        let _ = fs::remove_file(&self.unpacked);
    }
}

/// Fails where something lies in the folder that no mirror put there: making room would remove what others need.
fn refuse_others(folder: &Path) -> Result<(), Error> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // What a disk of its own and those who look at it leave there; what is pushed to a place lies in `.oci`.
        let is_system = (name.starts_with('.') && name != ".oci") || name == "lost+found";
        if !is_system && name != PARTS && !TOPS.contains(&name.as_str()) {
            return Err(Error::Taken {
                folder: folder.display().to_string(),
                name,
            });
        }
    }
    Ok(())
}

fn twin(place: &Path) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

fn remove(place: &Path) {
    // The object first: a twin alone is never asked for.
    let _ = fs::remove_file(place);
    let _ = fs::remove_file(twin(place));
}

/// Every file of `folder` below `above` but twins, which count with their objects: when it came, its name and its bytes.
fn below(
    folder: &Path,
    above: &str,
    found: &mut Vec<(SystemTime, String, u64)>,
) -> Result<(), Error> {
    for entry in fs::read_dir(folder.join(above))? {
        let entry = entry?;
        let name = format!("{above}/{}", entry.file_name().to_string_lossy());
        let about = entry.metadata()?;
        if about.is_dir() {
            below(folder, &name, found)?;
        } else if !name.ends_with(".br") {
            let twin_bytes = fs::metadata(twin(&entry.path())).map_or(0, |twin| twin.len());
            found.push((about.modified()?, name, about.len() + twin_bytes));
        } else if !entry.path().with_extension("").exists() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
