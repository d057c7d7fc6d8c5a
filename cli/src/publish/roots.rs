//! Whose a game is: the roots that go to an origin with its first release, and which heads they vouch for.

use anyhow::{Context as _, Result, anyhow, bail};
use package::SignedHead;

use crate::keys::{self, Keys};
use crate::origin;
use crate::store::Store;

/// Writes a root where none is: a game that somebody else publishes for the first time at this moment stays theirs.
pub(super) fn write(place: &dyn Store, id: &str, path: &str, bytes: &[u8]) -> Result<()> {
    if place.swap(path, None, bytes)? {
        return Ok(());
    }
    let there = place.read(path, keys::MAX_SIGNED_ROOT_BYTES)?;
    if there.is_some_and(|there| there.bytes == bytes) {
        return Ok(());
    }
    Err(other_keys(id))
}

fn other_keys(id: &str) -> anyhow::Error {
    anyhow!(
        "the game {id} was published there with other keys: use those, or choose another id or place"
    )
}

/// The roots that the origin does not have yet. Fails where it has others.
pub(super) fn missing<'a>(
    place: &dyn Store,
    id: &str,
    keys: &'a Keys,
) -> Result<Vec<(String, &'a [u8])>> {
    let there = origin::roots(place, id)?.map_or(Vec::new(), |(roots, _)| roots);
    if there.len() > keys.roots.len() {
        bail!(
            "the origin has root {} of {id}, and the folder of keys does not: bring it there first",
            there.len()
        );
    }
    let mut missing = Vec::new();
    for (index, signed) in keys.roots.iter().enumerate() {
        match there.get(index) {
            Some(there) if there.bytes == signed.bytes => {}
            Some(_) => return Err(other_keys(id)),
            None => missing.push((origin::root_path(id, index as u64 + 1), &*signed.bytes)),
        }
    }
    Ok(missing)
}

/// The head in `bytes`, if the newest root vouches for it or, where that withdrew its key, an earlier one did.
pub(super) fn judged(keys: &Keys, id: &str, bytes: &[u8]) -> Result<SignedHead> {
    origin::judged_by_any(&keys.roots, id, bytes)
        .with_context(|| format!("the present head of {id} is not one of these keys"))
}
