//! The module that says what is fetched ahead: an object, fetched for the first report of a game
//! (`docs/decisions/0025-prediction.md`).
//!
//! The patcher's script has its glue. Deliberately absent: everything but the border; `crates/forecast` answers.

#[cfg(target_arch = "wasm32")]
mod heap;

use std::cell::RefCell;

use forecast::{Forecast, Parts};
use wasm_bindgen::prelude::*;

thread_local! {
    static FORECAST: RefCell<Forecast> = RefCell::default();
    static DUE: RefCell<Parts> = RefCell::default();
}

/// Answers a question, both as messages. The rest only counts for its beginning: what is stored of the game, and what its
/// author says about its files. No answer where the question is none.
#[wasm_bindgen]
pub fn ask(
    now_millis: f64,
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
    let answer = FORECAST.with_borrow_mut(|forecast| {
        let answer = forecast.ask(now_millis as u64, question, &stored, hints.as_deref());
        DUE.set(forecast.to_store());
        answer
    });
    Some(protocol::bytes_from_message(&answer))
}

/// What the last answer wants written of `table`, a name of the database; nothing where that stays as it is.
#[wasm_bindgen]
pub fn due(table: &str) -> Option<Vec<u8>> {
    DUE.with_borrow_mut(|due| match table {
        "paths" => due.paths.take(),
        "tables" => due.table.take(),
        "accounts" => due.account.take(),
        _ => None,
    })
}
