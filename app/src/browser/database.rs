//! The database `layerw-player`: saves and choices, through rexie. What a record means stands in `saves.rs`.

mod aside;
mod game_aside;

use crate::error::Error;
use crate::saves;
use js_sys::Uint8Array;
use rexie::{KeyRange, ObjectStore, Rexie, Store, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "layerw-player";
const SAVES: &str = "saves";
const SETTINGS: &str = "settings";
const SETTINGS_KEY: &str = "settings";

/// The open database.
#[derive(Debug)]
pub struct Database(Rexie);

impl Database {
    /// Opens it, and makes it on the first visit.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser denies it, as some private windows do.
    pub async fn open() -> Result<Self, Error> {
        Rexie::builder(NAME)
            .version(1)
            .add_object_store(ObjectStore::new(SAVES))
            .add_object_store(ObjectStore::new(SETTINGS))
            .build()
            .await
            .map(Self)
            .map_err(Error::database("a database"))
    }

    /// Stores `save` as the next version of `game`'s and lets the oldest go, in one transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not store it; the versions before it are untouched then.
    pub async fn put_save(&self, game: &str, save: &[u8]) -> Result<(), Error> {
        let refused = || Error::database("to store a save");
        let transaction = self
            .0
            .transaction(&[SAVES], TransactionMode::ReadWrite)
            .map_err(refused())?;
        let store = transaction.store(SAVES).map_err(refused())?;
        let known = keys(&store, game).await?;
        let (version, superfluous) = saves::next_version(&known);
        let record = Uint8Array::from(saves::record_from_save(save).as_slice());
        let key = JsValue::from_str(&saves::key(game, version));
        store.put(&record, Some(&key)).await.map_err(refused())?;
        for key in superfluous {
            store
                .delete(JsValue::from_str(key))
                .await
                .map_err(refused())?;
        }
        transaction.done().await.map(drop).map_err(refused())
    }

    /// The newest whole save of `game`; a torn one is passed over for the version before it.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not read.
    pub async fn save(&self, game: &str) -> Result<Option<Vec<u8>>, Error> {
        let refused = || Error::database("to read a save");
        let transaction = self
            .0
            .transaction(&[SAVES], TransactionMode::ReadOnly)
            .map_err(refused())?;
        let store = transaction.store(SAVES).map_err(refused())?;
        for key in keys(&store, game).await?.iter().rev() {
            let record = store.get(JsValue::from_str(key)).await.map_err(refused())?;
            let record = record.and_then(|record| record.dyn_into::<Uint8Array>().ok());
            let record = record.map(|record| record.to_vec()).unwrap_or_default();
            if let Ok(save) = saves::save_from_record(&record) {
                return Ok(Some(save.to_vec()));
            }
        }
        Ok(None)
    }

    /// The games that have a save.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not read.
    pub async fn games(&self) -> Result<Vec<String>, Error> {
        let refused = || Error::database("to list saves");
        let transaction = self
            .0
            .transaction(&[SAVES], TransactionMode::ReadOnly)
            .map_err(refused())?;
        let store = transaction.store(SAVES).map_err(refused())?;
        let keys = store.get_all_keys(None, None).await.map_err(refused())?;
        let mut games: Vec<String> = keys
            .iter()
            .filter_map(JsValue::as_string)
            .filter_map(|key| Some(saves::game_and_version(&key)?.0.to_owned()))
            .collect();
        games.dedup();
        Ok(games)
    }

    /// Lets every save go.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not write.
    pub async fn clear_saves(&self) -> Result<(), Error> {
        let refused = || Error::database("to clear saves");
        let transaction = self
            .0
            .transaction(&[SAVES], TransactionMode::ReadWrite)
            .map_err(refused())?;
        let store = transaction.store(SAVES).map_err(refused())?;
        store.clear().await.map_err(refused())?;
        transaction.done().await.map(drop).map_err(refused())
    }

    /// The text of the choices.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not read.
    pub async fn settings(&self) -> Result<Option<String>, Error> {
        let refused = || Error::database("to read the settings");
        let transaction = self
            .0
            .transaction(&[SETTINGS], TransactionMode::ReadOnly)
            .map_err(refused())?;
        let store = transaction.store(SETTINGS).map_err(refused())?;
        let text = store
            .get(JsValue::from_str(SETTINGS_KEY))
            .await
            .map_err(refused())?;
        Ok(text.and_then(|text| text.as_string()))
    }

    /// Stores the text of the choices.
    ///
    /// # Errors
    /// [`Error::Refused`] where the browser does not write.
    pub async fn put_settings(&self, text: &str) -> Result<(), Error> {
        let refused = || Error::database("to store the settings");
        let transaction = self
            .0
            .transaction(&[SETTINGS], TransactionMode::ReadWrite)
            .map_err(refused())?;
        let store = transaction.store(SETTINGS).map_err(refused())?;
        let key = JsValue::from_str(SETTINGS_KEY);
        store
            .put(&JsValue::from_str(text), Some(&key))
            .await
            .map_err(refused())?;
        transaction.done().await.map(drop).map_err(refused())
    }
}

/// The keys of `game`'s saves, oldest first.
async fn keys(store: &Store, game: &str) -> Result<Vec<String>, Error> {
    let keys = store
        .get_all_keys(Some(range_of(game)?), None)
        .await
        .map_err(Error::database("to list saves"))?;
    Ok(keys.iter().filter_map(JsValue::as_string).collect())
}

/// The keys that begin with `name` and a slash.
fn range_of(name: &str) -> Result<KeyRange, Error> {
    // '0' is the character after '/'.
    KeyRange::bound(
        &JsValue::from_str(&format!("{name}/")),
        &JsValue::from_str(&format!("{name}0")),
        None,
        Some(true),
    )
    .map_err(|error| Error::database("a range of keys")(error.into()))
}
