//! Saves of published games set aside while an edition is on trial: beside the settings, under
//! `game-aside/GAME/FORMER/TRIAL`, as bare bytes, none where there was no save.
//!
//! Apart from what a release on trial sets aside (`aside.rs`): either may end while the other goes on.

use super::{Database, SETTINGS, keys};
use crate::error::Error;
use js_sys::Uint8Array;
use rexie::TransactionMode;
use wasm_bindgen::{JsCast, JsValue};

fn name(game: &str) -> String {
    format!("game-aside/{game}")
}

/// The release that was left with this save, and the one that was on trial.
fn releases(key: &str) -> Option<(u64, u64)> {
    let (rest, trial) = key.rsplit_once('/')?;
    let (_, former) = rest.rsplit_once('/')?;
    Some((former.parse().ok()?, trial.parse().ok()?))
}

impl Database {
    /// Copies the newest save of `game`, unless there is a copy with which `former` was left already.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not store it.
    pub async fn set_game_aside(&self, game: &str, former: u64, trial: u64) -> Result<(), Error> {
        let refused = || Error::database("to set a save aside");
        let save = self.save(game).await?.unwrap_or_default();
        let transaction = self
            .0
            .transaction(&[SETTINGS], TransactionMode::ReadWrite)
            .map_err(refused())?;
        let store = transaction.store(SETTINGS).map_err(refused())?;
        let known = keys(&store, &name(game)).await?;
        let mut known = known.iter().filter_map(|key| releases(key));
        if known.all(|(left, _)| left != former) {
            let key = JsValue::from_str(&format!("{}/{former}/{trial}", name(game)));
            let save = Uint8Array::from(save.as_slice());
            store.put(&save, Some(&key)).await.map_err(refused())?;
        }
        transaction.done().await.map(drop).map_err(refused())
    }

    /// Stores the copy with which `former` was left as the newest save, where that is another, and lets every copy go;
    /// leaves them where it was made for a trial after `newest`. Whether there was one.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not store it; the copy is untouched then.
    pub async fn take_game_back(
        &self,
        game: &str,
        former: u64,
        newest: u64,
    ) -> Result<bool, Error> {
        let Some(save) = self.game_aside(game, former, newest).await? else {
            return Ok(false);
        };
        if self.save(game).await?.unwrap_or_default() != save {
            self.put_save(game, &save).await?;
        }
        self.forget_game_aside(game).await.map(|()| true)
    }

    /// Lets the copies go.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not write.
    pub async fn forget_game_aside(&self, game: &str) -> Result<(), Error> {
        self.clear_settings(&name(game)).await
    }

    async fn game_aside(
        &self,
        game: &str,
        former: u64,
        newest: u64,
    ) -> Result<Option<Vec<u8>>, Error> {
        let refused = || Error::database("to read saves");
        let transaction = self
            .0
            .transaction(&[SETTINGS], TransactionMode::ReadOnly)
            .map_err(refused())?;
        let store = transaction.store(SETTINGS).map_err(refused())?;
        let known = keys(&store, &name(game)).await?;
        let is_it = |key: &&String| {
            releases(key).is_some_and(|(left, trial)| left == former && trial <= newest)
        };
        let Some(key) = known.iter().find(is_it) else {
            return Ok(None);
        };
        let save = store.get(JsValue::from_str(key)).await.map_err(refused())?;
        let save = save.and_then(|save| save.dyn_into::<Uint8Array>().ok());
        Ok(save.map(|save| save.to_vec()))
    }
}
