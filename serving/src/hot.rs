//! Objects in memory: short ones whole, with everything that is said about them, so that a hot one costs no look at the
//! place. The bytes are bounded and what was not asked for longest goes first.
//!
//! An object is hashed when it comes in: what is damaged is refused here before any player finds out. Deliberately absent:
//! anything whose content can change, and what was not hashed, as long objects and patches: it may be half a file that is
//! being copied.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use brotli::Decompressor;
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use package::{Digest, MAX_FILE_BYTES};

use crate::place::{About, Place};
use crate::{Error, readable, tools};

/// Longer objects are read as they are sent.
pub(crate) const SHORT_BYTES: u64 = 1 << 20;
/// What an entry costs besides its bytes, about.
const ENTRY_BYTES: u32 = 512;
/// For so long a twin that was not there is not looked for again, and of so many this is known.
const ABSENT: Duration = Duration::from_secs(1);
const MOST_ABSENT: u64 = 10_000;

/// The endings of compressed twins, the shortest first, and how answers call them.
pub(crate) const TWINS: [(&str, &str); 2] = [(".br", "br"), (".zst", "zstd")];

/// What is known about an object, a twin or a patch.
#[derive(Debug)]
pub(crate) struct Held {
    /// Where it lies.
    pub(crate) file: String,
    pub(crate) about: About,
    /// Nothing where it was not hashed.
    pub(crate) bytes: Option<Bytes>,
}

/// The objects in memory; clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Hot {
    held: Cache<String, Arc<Held>>,
    absent: Cache<String, ()>,
}

/// What is told to those who ask now and not remembered.
enum Passing {
    /// What was not hashed, or nothing.
    Seen(Option<Arc<Held>>),
    Failed(Arc<Error>),
}

impl Hot {
    /// At most `max_bytes`.
    pub(crate) fn new(max_bytes: u64) -> Self {
        let weigh = |name: &String, held: &Arc<Held>| {
            let bytes = held.bytes.as_ref().map_or(0, Bytes::len);
            u32::try_from(bytes + name.len()).map_or(u32::MAX, |it| it.saturating_add(ENTRY_BYTES))
        };
        let held = Cache::builder()
            .max_capacity(max_bytes)
            .weigher(weigh)
            .eviction_policy(EvictionPolicy::lru());
        let absent = Cache::builder()
            .max_capacity(MOST_ABSENT)
            .time_to_live(ABSENT);
        Self {
            held: held.build(),
            absent: absent.build(),
        }
    }

    /// What is at `name`, read from `place` once however many ask; nothing where there is nothing, which is asked anew.
    pub(crate) async fn held(
        &self,
        place: &Place,
        name: &str,
    ) -> Result<Option<Arc<Held>>, Arc<Error>> {
        if let Some(held) = self.held.get(name).await {
            return Ok(Some(held));
        }
        let read = async {
            match read(place, name).await {
                Ok(Some(held)) if held.bytes.is_some() => Ok(Arc::new(held)),
                Ok(held) => Err(Passing::Seen(held.map(Arc::new))),
                Err(error) => Err(Passing::Failed(Arc::new(error))),
            }
        };
        match self.held.try_get_with(name.to_owned(), read).await {
            Ok(held) => Ok(Some(held)),
            Err(passing) => match &*passing {
                Passing::Seen(held) => Ok(held.clone()),
                Passing::Failed(error) => Err(Arc::clone(error)),
            },
        }
    }

    /// The same for a twin: a damaged one is as good as none.
    pub(crate) async fn twin(&self, place: &Place, name: &str) -> Option<Arc<Held>> {
        if self.absent.contains_key(name) {
            return None;
        }
        let held = self.held(place, name).await;
        if matches!(held, Ok(None)) {
            self.absent.insert(name.to_owned(), ()).await;
        }
        held.ok().flatten()
    }
}

async fn read(place: &Place, name: &str) -> Result<Option<Held>, Error> {
    let Some((file, about)) = find(place, name).await? else {
        return Ok(None);
    };
    let path = format!("/{name}");
    // Only whoever has the file that it leads from can judge a patch.
    if about.bytes > SHORT_BYTES || readable::patch(&path).is_some() {
        return Ok(Some(Held {
            file,
            about,
            bytes: None,
        }));
    }
    let Some((about, bytes)) = place.read_with(&file, SHORT_BYTES).await? else {
        return Ok(None);
    };
    let checked = bytes.clone();
    let is_good = tokio::task::spawn_blocking(move || is_whole(&path, &checked)).await;
    if !is_good.unwrap_or(false) {
        return Err(Error::Damaged {
            name: name.to_owned(),
        });
    }
    Ok(Some(Held {
        file,
        about,
        bytes: Some(bytes),
    }))
}

/// The file of an object: its own, or, of a module, the blob that a tool pushed.
async fn find(place: &Place, name: &str) -> Result<Option<(String, About)>, Error> {
    if let Some(about) = place.about(name).await? {
        return Ok(Some((name.to_owned(), about)));
    }
    let digest = package::object_digest(&format!("/{name}"));
    let Some(digest) = digest.filter(|_| name.ends_with(".wasm")) else {
        return Ok(None);
    };
    let file = tools::blob_name(&digest.to_hex());
    let about = place.about(&file).await?;
    Ok(about.map(|about| (file, about)))
}

/// Whether `bytes` are what `path` says.
fn is_whole(path: &str, bytes: &[u8]) -> bool {
    if let Some(digest) = package::object_digest(path) {
        return package::digest_from_bytes(bytes) == digest;
    }
    let named = |end: &str| path.strip_suffix(end).and_then(package::object_digest);
    if let Some(digest) = named(".br") {
        return unpacks_to(Decompressor::new(bytes, 4096), digest);
    }
    if let Some(digest) = named(".zst") {
        let unpacked = zstd::stream::read::Decoder::with_buffer(bytes);
        return unpacked.is_ok_and(|unpacked| unpacks_to(unpacked, digest));
    }
    false
}

fn unpacks_to(from: impl std::io::Read, digest: Digest) -> bool {
    let mut from = from.take(MAX_FILE_BYTES);
    let mut hasher = package::Hasher::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return hasher.digest() == digest,
            Ok(count) => hasher.update(piece.get(..count).unwrap_or_default()),
            Err(_) => return false,
        }
    }
}
