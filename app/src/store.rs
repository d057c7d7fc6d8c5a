//! Where saves and choices are kept: the database, or this page's memory where the browser refuses one.

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
