//! Where saves and choices are kept: the database, or this page's memory where the browser refuses one.

pub mod shared;

use crate::browser::database::Database;
use crate::error::Error;
use core::cell::RefCell;
use std::rc::Rc;

/// The store of this page.
#[derive(Debug, Clone)]
pub struct Store(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    database: Option<Database>,
    // What the database did not take; empty as long as all is well.
    memory: RefCell<Vec<(String, Vec<u8>)>>,
}

impl Store {
    /// Opens the database, or does without.
    pub async fn open() -> Self {
        Self(Rc::new(Inner {
            database: Database::open().await.ok(),
            memory: RefCell::default(),
        }))
    }

    /// What is stored outlives this page.
    pub fn lasts(&self) -> bool {
        self.0.database.is_some() && self.0.memory.borrow().is_empty()
    }

    /// Keeps `save` as `game`'s newest.
    ///
    /// # Errors
    /// [`Error`] where it is kept in memory only.
    pub async fn put_save(&self, game: &str, save: &[u8]) -> Result<(), Error> {
        let stored = match &self.0.database {
            Some(database) => database.put_save(game, save).await,
            None => Err(Error::Unavailable("database")),
        };
        let mut memory = self.0.memory.borrow_mut();
        memory.retain(|(unstored, _)| unstored != game);
        if stored.is_err() {
            memory.push((game.to_owned(), save.to_vec()));
        }
        stored
    }

    /// The newest save of `game`.
    pub async fn save(&self, game: &str) -> Option<Vec<u8>> {
        let unstored = {
            let memory = self.0.memory.borrow();
            let found = memory.iter().find(|(unstored, _)| unstored == game);
            found.map(|(_, save)| save.clone())
        };
        match (unstored, &self.0.database) {
            (None, Some(database)) => database.save(game).await.ok().flatten(),
            (unstored, _) => unstored,
        }
    }

    /// Every game's newest save.
    pub async fn saves(&self) -> Vec<(String, Vec<u8>)> {
        let mut games = match &self.0.database {
            Some(database) => database.games().await.unwrap_or_default(),
            None => Vec::new(),
        };
        for (game, _) in self.0.memory.borrow().iter() {
            if !games.contains(game) {
                games.push(game.clone());
            }
        }
        let mut saves = Vec::with_capacity(games.len());
        for game in games {
            if let Some(save) = self.save(&game).await {
                saves.push((game, save));
            }
        }
        saves
    }

    /// Lets every save go.
    ///
    /// # Errors
    /// [`Error`] where the database keeps them.
    pub async fn clear_saves(&self) -> Result<(), Error> {
        self.0.memory.borrow_mut().clear();
        match &self.0.database {
            Some(database) => database.clear_saves().await,
            None => Ok(()),
        }
    }

    /// Keeps the newest save of `game` aside as it is now, before a release on trial can write another.
    pub async fn set_aside(&self, game: &str) {
        if let Some(database) = &self.0.database {
            // Where the browser does not store it, a release that fails has most likely stored nothing either.
            let _ = database.set_aside(game).await;
        }
    }

    /// Makes the saves that were set aside the newest ones again: the release that wrote later ones failed.
    pub async fn take_back(&self) {
        if let Some(database) = &self.0.database {
            // What could not be taken back stays set aside for the next page.
            let _ = database.take_back().await;
        }
    }

    /// Lets the saves go that were set aside: the release proved good.
    pub async fn forget_set_aside(&self) {
        if let Some(database) = &self.0.database {
            // They cost a few bytes until the next trial ends.
            let _ = database.forget_set_aside().await;
        }
    }

    /// Keeps the newest save of a published game aside, with which `former` was left, before its release `trial` can write
    /// another; that there is none, too.
    pub async fn set_game_aside(&self, game: &str, former: u64, trial: u64) {
        if let Some(database) = &self.0.database {
            // As with a release.
            let _ = database.set_game_aside(game, former, trial).await;
        }
    }

    /// Makes the save with which `former` was left the newest one again, unless it was set aside for a trial after
    /// `newest`. Whether there was one.
    pub async fn take_game_back(&self, game: &str, former: u64, newest: u64) -> bool {
        match &self.0.database {
            // What could not be taken back stays set aside for the next page.
            Some(database) => database.take_game_back(game, former, newest).await == Ok(true),
            None => false,
        }
    }

    /// Lets the save go that was set aside for a published game, which proved good.
    pub async fn forget_game_aside(&self, game: &str) {
        if let Some(database) = &self.0.database {
            // It costs a few bytes until the next trial ends.
            let _ = database.forget_game_aside(game).await;
        }
    }

    /// The text of the choices.
    pub async fn settings(&self) -> Option<String> {
        self.0.database.as_ref()?.settings().await.ok().flatten()
    }

    /// Keeps the text of the choices.
    ///
    /// # Errors
    /// [`Error`] where they hold for this page only.
    pub async fn put_settings(&self, text: &str) -> Result<(), Error> {
        match &self.0.database {
            Some(database) => database.put_settings(text).await,
            None => Err(Error::Unavailable("database")),
        }
    }
}
