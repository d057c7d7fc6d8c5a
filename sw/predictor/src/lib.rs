//! The module that says what is fetched ahead: an object, fetched for the first report of a game
//! (`docs/decisions/0025-prediction.md`).
//!
//! The patcher's script has its glue. Deliberately absent: everything but the border, `crates/forecast` answers; and the
//! standard library, whose words about panics nobody would read would be a tenth of the module.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[cfg(target_arch = "wasm32")]
mod bare;

use alloc::vec::Vec;
use core::mem::ManuallyDrop;

use forecast::{Forecast, Parts};
use wasm_bindgen::prelude::*;

/// Answers questions.
#[wasm_bindgen]
#[derive(Default)]
pub struct Predictor {
    // It goes with the whole instance: nobody needs the code that would take it apart.
    forecast: ManuallyDrop<Forecast>,
    due: Parts,
}

/// One that was told nothing.
#[wasm_bindgen]
pub fn begin() -> Predictor {
    Predictor::default()
}

#[wasm_bindgen]
impl Predictor {
    /// Answers a question, both as messages. The rest only counts for its beginning: what is stored of the game, and what
    /// its author says about its files. No answer where the question is none.
    pub fn ask(
        &mut self,
        question: &[u8],
        paths: Option<Vec<u8>>,
        table: Option<Vec<u8>>,
        account: Option<Vec<u8>>,
        hints: Option<Vec<u8>>,
    ) -> Option<Vec<u8>> {
        let question = protocol::message_from_bytes(question).ok()?;
        let stored = Parts {
            paths,
            table,
            account,
        };
        let answer = self.forecast.ask(question, &stored, hints.as_deref());
        self.due = self.forecast.to_store();
        Some(protocol::bytes_from_message(&answer))
    }

    /// What the last answer wants written of `part`: 0 paths, 1 table, 2 account. Nothing where that stays as it is.
    pub fn due(&mut self, part: u32) -> Option<Vec<u8>> {
        match part {
            0 => self.due.paths.take(),
            1 => self.due.table.take(),
            _ => self.due.account.take(),
        }
    }
}
