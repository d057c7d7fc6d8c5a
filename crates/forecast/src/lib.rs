//! What the predictor of the service worker answers: which files are fetched ahead of a game, what came of that, and why.
//!
//! A [`Forecast`] is asked one question at a time and knows one game. Everything that it knows is also bytes, so that a
//! worker may be killed after any answer: what is to be written comes out of [`Forecast::to_store`] and goes in again with
//! [`Question::Begin`].
//!
//! Deliberately absent: clock, store and network; the guessing itself (`crates/predict`); and words, which are for whoever
//! shows them.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;

mod game;
mod paths;
mod report;
mod stored;

use alloc::boxed::Box;
use alloc::vec::Vec;

use protocol::ahead::{Answer, Question};

use game::Game;

/// What is kept of a game, each part written as a whole; nothing where it is not there, or is not to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Which file has which number.
    pub paths: Option<Vec<u8>>,
    /// What was learned.
    pub table: Option<Vec<u8>>,
    /// What was spent, what the player chose, and what was entered since the table was written.
    pub account: Option<Vec<u8>>,
}

/// Answers questions.
#[derive(Debug, Default)]
pub struct Forecast {
    game: Option<Game>,
}

impl Forecast {
    /// Answers `question`. What is `stored` of the game and its author's `hints` only count for [`Question::Begin`].
    pub fn ask(&mut self, question: Question, stored: &Parts, hints: Option<&[u8]>) -> Answer {
        match (question, &mut self.game) {
            (Question::Begin { game, files, .. }, _) => {
                self.game = Some(Game::new(game, &files, stored, hints));
                Answer::Begun
            }
            (_, None) => Answer::Unknown,
            (
                Question::Used {
                    used,
                    missing,
                    bytes_per_sec,
                },
                Some(game),
            ) => Answer::Ahead(game.used(used, &missing, bytes_per_sec)),
            (Question::Wish(wish), Some(game)) => {
                game.wish(wish);
                Answer::Report(Box::new(game.report()))
            }
        }
    }

    /// What is to be written before the last answer counts, in one transaction.
    pub fn to_store(&mut self) -> Parts {
        self.game.as_mut().map(Game::take_due).unwrap_or_default()
    }
}
