//! The list of games at an origin, `games/list`: which names there are. Deliberately absent: believing it; what a game is,
//! its signed head says.

use anyhow::{Context as _, Result, bail};
use package::{GameList, MAX_GAME_LIST_BYTES};

use crate::store::{Seen, Store};

/// Where it is.
pub(crate) const PATH: &str = "games/list";
/// The name that a game cannot have, because the list is there.
const TAKEN: &str = "list";
/// Every try that fails is one that another publisher won.
const TRIES: usize = 64;

/// Who may begin the list anew where it is damaged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    Told,
    Repaired,
}

/// The list at `place`; an empty one where none is.
pub(crate) fn read(place: &dyn Store, damage: Damage) -> Result<(GameList, Option<Seen>)> {
    let seen = place.read(PATH, MAX_GAME_LIST_BYTES as u64)?;
    let read = seen.as_ref().map(|seen| GameList::from_bytes(&seen.bytes));
    let list = match read.transpose() {
        Ok(list) => list.unwrap_or_default(),
        Err(_) if damage == Damage::Repaired => GameList::default(),
        Err(error) => bail!(
            "{PATH} is damaged ({}: {error}): `layerw publish --repair` begins it anew, and every other game comes back to it with its next publish",
            error.id()
        ),
    };
    Ok((list, seen))
}

/// Fails where the game `id` cannot be listed: asked before anything is written.
pub(crate) fn check(place: &dyn Store, id: &str, title: &str, damage: Damage) -> Result<()> {
    if id == TAKEN {
        bail!("no game can be called {TAKEN}: the list of games is there; choose another id");
    }
    with(&read(place, damage)?.0, id, title).map(drop)
}

/// Lists the game `id`, which is called `title`.
pub(crate) fn add(place: &dyn Store, id: &str, title: &str, damage: Damage) -> Result<()> {
    for _ in 0..TRIES {
        let (list, seen) = read(place, damage)?;
        let text = with(&list, id, title)?;
        let is_there = seen.as_ref().is_some_and(|seen| seen.bytes == text);
        if is_there || place.swap(PATH, seen.as_ref(), &text)? {
            return Ok(());
        }
    }
    bail!(
        "{id} is published, but others changed {PATH} each time that it should be listed: publish again"
    )
}

fn with(list: &GameList, id: &str, title: &str) -> Result<Vec<u8>> {
    let text = list.with(id, title).to_text().into_bytes();
    GameList::from_bytes(&text).with_context(|| {
        format!("{id} cannot be listed in {PATH}: that place has too many games")
    })?;
    Ok(text)
}
