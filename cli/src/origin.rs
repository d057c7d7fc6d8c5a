//! What lies where at an origin, and reading it back: roots, heads, release files, manifests.

use core::fmt;

use anyhow::{Context as _, Result, anyhow};
use package::{
    Digest, Envelope, File, MAX_ENVELOPE_BYTES, MAX_MANIFEST_BYTES, MAX_RELEASE_BYTES,
    MAX_SIGNED_HEAD_BYTES, Manifest, Patch, Release, Role, Root, SignedHead, Trust,
    digest_from_bytes, is_object_path,
};

use crate::keys::{self, SignedRoot};
use crate::store::{self, Seen, Store};

/// A head and its envelope.
const MAX_HEAD_FILE_BYTES: u64 = (MAX_SIGNED_HEAD_BYTES + MAX_ENVELOPE_BYTES) as u64;
/// The roots that are followed one after the other.
const MAX_ROOTS: u64 = 1024;

/// How many releases keep their objects and get patches.
pub(crate) const KEPT_RELEASES: usize = 8;

pub(crate) fn head_path(id: &str) -> String {
    format!("games/{id}/head")
}

pub(crate) fn past_head_path(id: &str, number: u64) -> String {
    format!("games/{id}/heads/{number}")
}

pub(crate) fn root_path(id: &str, version: u64) -> String {
    format!("games/{id}/roots/{version}")
}

/// Where an object is: beside those of a site that may lie at the same origin, under the rules that hold for them.
pub(crate) fn object_path(digest: Digest, extension: &str) -> String {
    format!("c/{digest}.{extension}")
}

/// Where release files and manifests are.
pub(crate) fn text_path(digest: Digest) -> String {
    object_path(digest, "txt")
}

/// Where the compressed twin of the object at `object` is.
pub(crate) fn twin_path(object: &str) -> String {
    format!("{object}.br")
}

/// Where the bytes of a listed file are: the manifest's are an object, too.
pub(crate) fn file_path(file: &File) -> String {
    if is_object_path(&file.path) {
        file.path.trim_start_matches('/').to_owned()
    } else {
        text_path(file.digest)
    }
}

pub(crate) fn patch_path(patch: &Patch) -> String {
    patch.path().trim_start_matches('/').to_owned()
}

/// A file of an origin is gone or has other bytes: trying again does not help, publishing anew does.
#[derive(Debug)]
pub(crate) struct Damaged(String);

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Damaged {}

/// What `result` gives, or nothing where it fails because something is [`Damaged`].
pub(crate) fn unless_damaged<T>(result: Result<T>) -> Result<std::result::Result<T, Damaged>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error) => error.downcast::<Damaged>().map(Err),
    }
}

/// A game that an origin offers, by the newest root that is there.
pub(crate) struct Published {
    pub(crate) place: Box<dyn Store>,
    /// Every root, from version 1 on.
    pub(crate) roots: Vec<SignedRoot>,
    pub(crate) offered: Offered,
}

/// The game that `what` names: a place and an id with a `/` between, as `site/my-game`.
pub(crate) fn published(what: &str) -> Result<Published> {
    let (place, id) = what
        .trim_end_matches('/')
        .rsplit_once('/')
        .with_context(|| format!("there is no {what}: {WANT}"))?;
    let place = store::open(place)?;
    let (roots, trust) =
        roots(&*place, id)?.with_context(|| format!("there is no {what}: {WANT}"))?;
    let seen = head(&*place, id)?
        .with_context(|| format!("{what} has no release yet: its publish did not end"))?;
    let head = judged(trust.root(), id, &seen.bytes)?;
    let offered = offered(&*place, head)?;
    Ok(Published {
        place,
        roots,
        offered,
    })
}

const WANT: &str = "name a packed file, a folder with layerw.toml, or a place and a published game, as site/my-game";

/// One release of a game as an origin has it.
pub(crate) struct Offered {
    pub(crate) head: SignedHead,
    pub(crate) release: Release,
    pub(crate) manifest_digest: Digest,
    pub(crate) manifest: Manifest,
}

impl Offered {
    /// Where this release has the bytes with this digest.
    pub(crate) fn path(&self, digest: Digest) -> Option<String> {
        let mut files = self.release.files().iter();
        files.find(|file| file.digest == digest).map(file_path)
    }
}

/// The roots of `id` at `store`, and the belief they lead to.
pub(crate) fn roots(store: &dyn Store, id: &str) -> Result<Option<(Vec<SignedRoot>, Trust)>> {
    let mut found: Option<(Vec<SignedRoot>, Trust)> = None;
    for version in 1..=MAX_ROOTS {
        let path = root_path(id, version);
        let Some(seen) = store.read(&path, keys::MAX_SIGNED_ROOT_BYTES)? else {
            break;
        };
        let before = found.as_ref().map(|(_, trust)| trust);
        let next = Trust::next(before, id, &seen.bytes);
        let trust = next.map_err(|refusal| anyhow!("{path}: {}: {refusal}", refusal.id()))?;
        let mut roots = found.map_or(Vec::new(), |(roots, _)| roots);
        roots.push(SignedRoot {
            bytes: seen.bytes,
            root: trust.root().clone(),
        });
        found = Some((roots, trust));
    }
    Ok(found)
}

/// The head of `id` at `store`, not judged.
pub(crate) fn head(store: &dyn Store, id: &str) -> Result<Option<Seen>> {
    store.read(&head_path(id), MAX_HEAD_FILE_BYTES)
}

/// A former head of `id`, not judged.
pub(crate) fn past_head(store: &dyn Store, id: &str, number: u64) -> Result<Option<Seen>> {
    let path = past_head_path(id, number);
    store.read(&path, MAX_HEAD_FILE_BYTES)
}

/// The head in `bytes` if `root` vouches for it; a moment that has passed is no fault here, as a publisher renews it.
pub(crate) fn judged(root: &Root, id: &str, bytes: &[u8]) -> Result<SignedHead> {
    let judge = || {
        let envelope = Envelope::from_bytes(bytes, MAX_SIGNED_HEAD_BYTES)?;
        if envelope.role() != Role::Release {
            return Err(package::Refusal::WrongRole);
        }
        let head = SignedHead::from_bytes(root.payload(&envelope)?)?;
        if head.id == id {
            Ok(head)
        } else {
            Err(package::Refusal::OtherId {
                want: id.to_owned(),
                got: head.id,
            })
        }
    };
    judge().map_err(|refusal| anyhow!("{}: {refusal}", refusal.id()))
}

/// The former head in `bytes`, if the newest root vouches for it or, where that withdrew its key, an earlier one did.
pub(crate) fn judged_by_any(roots: &[SignedRoot], id: &str, bytes: &[u8]) -> Result<SignedHead> {
    let mut error = None;
    for signed in roots.iter().rev() {
        match judged(&signed.root, id, bytes) {
            Ok(head) => return Ok(head),
            Err(other) => error = error.or(Some(other)),
        }
    }
    Err(error.context("no root")?)
}

/// The object at `path`, its bytes checked.
pub(crate) fn object(
    store: &dyn Store,
    path: &str,
    digest: Digest,
    max_bytes: u64,
) -> Result<Vec<u8>> {
    let Some(seen) = store.read(path, max_bytes)? else {
        return Err(Damaged(format!("{path} is missing")).into());
    };
    let got = digest_from_bytes(&seen.bytes);
    if got != digest {
        let what = format!("{path} has other bytes than its name says: their digest is {got}");
        return Err(Damaged(what).into());
    }
    Ok(seen.bytes)
}

/// The release that `head` names, its file and manifest checked.
pub(crate) fn offered(store: &dyn Store, head: SignedHead) -> Result<Offered> {
    let path = text_path(head.digest);
    let bytes = object(store, &path, head.digest, MAX_RELEASE_BYTES as u64)?;
    let release = Release::from_bytes(&bytes)
        .map_err(|error| Damaged(format!("{path}: {}: {error}", error.id())))?;
    if release.number() != head.number || bytes.len() as u64 != head.bytes {
        return Err(Damaged(format!(
            "{path} is not the release file that the head names"
        ))
        .into());
    }
    let manifest = release.file(&Manifest::path(&head.id));
    let manifest_digest = manifest
        .with_context(|| format!("{path} names no manifest of {}", head.id))?
        .digest;
    let path = text_path(manifest_digest);
    let bytes = object(store, &path, manifest_digest, MAX_MANIFEST_BYTES as u64)?;
    let manifest = Manifest::from_bytes(&bytes)
        .map_err(|refusal| anyhow!("{path}: {}: {refusal}", refusal.id()))?;
    Ok(Offered {
        head,
        release,
        manifest_digest,
        manifest,
    })
}

/// The present release and those before it, newest first, at most [`KEPT_RELEASES`]; they end at the first whose head is
/// gone or not vouched for any more. Those that are damaged are left out and named in `damaged`.
pub(crate) fn kept(
    store: &dyn Store,
    judge: impl Fn(&[u8]) -> Result<SignedHead>,
    present: SignedHead,
    damaged: &mut Vec<(u64, Damaged)>,
) -> Result<Vec<Offered>> {
    let (id, last) = (present.id.clone(), present.number);
    let first = last.saturating_sub(KEPT_RELEASES as u64 - 1).max(1);
    let mut next = Some(present);
    let mut kept = Vec::new();
    for number in (first..=last).rev() {
        let head = match next.take() {
            Some(head) => head,
            None => {
                let Some(seen) = past_head(store, &id, number)? else {
                    break;
                };
                let Some(head) = judge(&seen.bytes).ok().filter(|head| head.number == number)
                else {
                    break;
                };
                head
            }
        };
        match unless_damaged(offered(store, head))? {
            Ok(offered) => kept.push(offered),
            Err(error) => damaged.push((number, error)),
        }
    }
    Ok(kept)
}
