//! Lines of text for people, put together from words.
//!
//! Deliberately absent: `core::fmt`, which would be a fifth of a small module of the worker.

use crate::decimal;

/// Lines.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// Adds a line of `words`, with nothing between them.
    pub fn line(&mut self, words: &[&str]) {
        words.iter().for_each(|word| self.0.push_str(word));
        self.0.push('\n');
    }

    /// All of them.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// A number of bytes, exact.
pub fn bytes(number: u64) -> String {
    decimal::text(number) + " bytes"
}
