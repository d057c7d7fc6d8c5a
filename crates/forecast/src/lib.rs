//! What the predictor of the service worker answers: which files are fetched ahead of a game, what came of that, and why.
//!
//! A [`Forecast`] is asked one question at a time and knows one game. Everything that it knows is also bytes, so that a
//! worker may be killed after any answer: what is to be written comes out of [`Forecast::to_store`] and goes in again with
//! [`Question::Begin`]. What was spent is written with every report, what was learned every few.
//!
//! Deliberately absent: clock, store and network; and the guessing itself (`crates/predict`).
#![warn(missing_docs)]

mod explain;
mod game;
mod paths;
mod report;
mod stored;

use protocol::ahead::{Answer, Question};

use game::Game;

/// What is kept of a game, each part written as a whole; nothing where it is not there, or is not to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Which file has which number.
    pub paths: Option<Vec<u8>>,
    /// What was learned.
    pub table: Option<Vec<u8>>,
    /// What was spent, what the player chose, and what was used since the table was written.
    pub account: Option<Vec<u8>>,
}

/// Answers questions.
#[derive(Debug, Default)]
pub struct Forecast {
    game: Option<Game>,
}

impl Forecast {
    /// Answers `question`. What is `stored` of the game and its author's `hints` only count for [`Question::Begin`].
    pub fn ask(
        &mut self,
        now_millis: u64,
        question: Question,
        stored: &Parts,
        hints: Option<&[u8]>,
    ) -> Answer {
        match (question, &mut self.game) {
            (Question::Begin { game, files, .. }, before) => {
                let before = before.as_ref().filter(|before| before.name() == game);
                // Whoever knows the game already knows it better than the store.
                let known = before.map(Game::parts);
                let known = known.as_ref().unwrap_or(stored);
                let mut begun = Game::new(now_millis, game, &files, known, hints);
                if let Some(before) = before {
                    begun.follow(before);
                }
                self.game = Some(begun);
                Answer::Begun
            }
            (Question::Explain, game) => Answer::Text(explain::text(game.as_ref())),
            (_, None) => Answer::Unknown,
            (
                Question::Used {
                    used,
                    missing,
                    bytes_per_sec,
                },
                Some(game),
            ) => Answer::Ahead(game.used(now_millis, used, &missing, bytes_per_sec)),
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
