//! Saves set aside while a release is on trial: beside the settings, under `aside/GAME`, as bare bytes.

use super::{Database, SETTINGS, range_of};
use crate::error::Error;
use js_sys::Uint8Array;
use rexie::TransactionMode;
use wasm_bindgen::{JsCast, JsValue};

const ASIDE: &str = "aside";

impl Database {
    /// Copies the newest save of `game`, unless there is a copy from this trial already.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not store it.
    pub async fn set_aside(&self, game: &str) -> Result<(), Error> {
        let refused = || Error::database("to set a save aside");
        let Some(save) = self.save(game).await? else {
            return Ok(());
        };
        let transaction = self
            .0
            .transaction(&[SETTINGS], TransactionMode::ReadWrite)
            .map_err(refused())?;
        let store = transaction.store(SETTINGS).map_err(refused())?;
        let key = JsValue::from_str(&format!("{ASIDE}/{game}"));
        if store.get(key.clone()).await.map_err(refused())?.is_none() {
            let save = Uint8Array::from(save.as_slice());
            store.put(&save, Some(&key)).await.map_err(refused())?;
        }
        transaction.done().await.map(drop).map_err(refused())
    }

    /// Stores every copy as its game's newest save, where that is another, and lets the copies go.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not store one; the copies are untouched then.
    pub async fn take_back(&self) -> Result<(), Error> {
        for (game, save) in self.all_aside().await? {
            if self.save(&game).await?.as_ref() != Some(&save) {
                self.put_save(&game, &save).await?;
            }
        }
        self.forget_set_aside().await
    }

    /// Lets the copies go.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not write.
    pub async fn forget_set_aside(&self) -> Result<(), Error> {
        self.clear_settings(ASIDE).await
    }

    /// Lets everything go that is kept beside the settings under `name`.
    pub(super) async fn clear_settings(&self, name: &str) -> Result<(), Error> {
        let refused = || Error::database("to let saves go");
        let transaction = self
            .0
            .transaction(&[SETTINGS], TransactionMode::ReadWrite)
            .map_err(refused())?;
        let store = transaction.store(SETTINGS).map_err(refused())?;
        let range = range_of(name)?.into();
        store.delete(range).await.map_err(refused())?;
        transaction.done().await.map(drop).map_err(refused())
    }

    async fn all_aside(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let refused = || Error::database("to read saves");
        let transaction = self
            .0
            .transaction(&[SETTINGS], TransactionMode::ReadOnly)
            .map_err(refused())?;
        let store = transaction.store(SETTINGS).map_err(refused())?;
        let keys = store.get_all_keys(Some(range_of(ASIDE)?), None).await;
        let mut all = Vec::new();
        for key in keys.map_err(refused())? {
            let name = key.as_string().unwrap_or_default();
            let save = store.get(key).await.map_err(refused())?;
            let save = save.and_then(|save| save.dyn_into::<Uint8Array>().ok());
            let game = name.split_once('/').map(|(_, game)| game.to_owned());
            all.extend(game.zip(save.map(|save| save.to_vec())));
        }
        Ok(all)
    }
}
