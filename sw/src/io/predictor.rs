//! The predictor, a module of its own: one instance for the worker's life, fetched for a game's first report, and a database
//! of its own for what it wants kept.
//!
//! Deliberately absent: what the bytes mean. Where there is no predictor nothing is fetched ahead, and nothing else changes.

use std::cell::{Cell, RefCell};

use idb::TransactionMode;
use js_sys::{ArrayBuffer, Date, Uint8Array};
use predict::HINTS_MAX_BYTES;
use protocol::ahead::{Answer, Question};
use wasm_bindgen::prelude::*;

use super::{
    caches,
    database::{Entry, Schema, transaction, write},
    on_demand::OnDemand,
    promise::wait,
};

const PATHS: &str = "paths";
const TABLES: &str = "tables";
const ACCOUNTS: &str = "accounts";
const SCHEMA: Schema = Schema {
    name: "layerw-predictor",
    tables: &[PATHS, TABLES, ACCOUNTS],
};

/// Where it did not come it is not asked for again for so long: nobody waits for it, and every report would ask.
const REST_MILLIS: f64 = 60_000.0;

#[wasm_bindgen]
extern "C" {
    type Module;
    type Instance;
    #[wasm_bindgen(catch, js_name = layerwModule)]
    fn layerw_module(name: &str, module: &JsValue) -> Result<Module, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn begin(this: &Module) -> Result<Instance, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn ask(
        this: &Instance,
        question: &Uint8Array,
        paths: Option<Uint8Array>,
        table: Option<Uint8Array>,
        account: Option<Uint8Array>,
        hints: Option<Uint8Array>,
    ) -> Result<Option<Uint8Array>, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn due(this: &Instance, part: u32) -> Result<Option<Uint8Array>, JsValue>;
}

/// The predictor.
pub(crate) struct Predictor {
    module: OnDemand,
    instance: RefCell<Option<Instance>>,
    rests_until_millis: Cell<f64>,
    /// The game that it was told of.
    game: RefCell<String>,
}

/// What only the beginning needs.
#[derive(Default)]
struct Known {
    parts: [Option<Uint8Array>; 3],
    hints: Option<Uint8Array>,
}

impl Predictor {
    pub(crate) fn new(path: String) -> Self {
        Self {
            module: OnDemand::new(path),
            instance: RefCell::default(),
            rests_until_millis: Cell::default(),
            game: RefCell::default(),
        }
    }

    /// Its answer, once what it wants kept is written; nothing where there is none, or where it trapped. The next question
    /// goes to a new instance then, which says that it was told nothing.
    pub(crate) async fn ask(&self, question: &Question) -> Option<Answer> {
        if Date::now() < self.rests_until_millis.get() {
            return None;
        }
        let Ok(module) = self.module.module().await else {
            self.rests_until_millis.set(Date::now() + REST_MILLIS);
            return None;
        };
        let known = self.known(question).await;
        let Some((answer, entries)) = self.answer(&module, question, known) else {
            self.instance.take();
            return None;
        };
        if !entries.is_empty() {
            // What was learned is a gain and no save: where it cannot be kept it lasts as long as this worker.
            write(SCHEMA, entries).await.ok();
        }
        Some(answer)
    }

    async fn known(&self, question: &Question) -> Known {
        let Question::Begin { game, hints, .. } = question else {
            return Known::default();
        };
        self.game.replace(game.clone());
        let hints = match hints {
            Some((cache, path)) => read_hints(cache, path).await,
            None => None,
        };
        Known {
            parts: stored(game).await.unwrap_or_default(),
            hints,
        }
    }

    fn answer(
        &self,
        module: &JsValue,
        question: &Question,
        known: Known,
    ) -> Option<(Answer, Vec<Entry>)> {
        let mut held = self.instance.borrow_mut();
        let instance = match held.take() {
            Some(instance) => instance,
            None => {
                let module = layerw_module("layerwPredictor", module).ok()?;
                module.begin().ok()?
            }
        };
        let instance = held.insert(instance);
        let question = protocol::bytes_from_message(question);
        let [paths, table, account] = known.parts;
        let answer = instance.ask(
            &Uint8Array::from(question.as_slice()),
            paths,
            table,
            account,
            known.hints,
        );
        let answer = answer.ok()??.to_vec();
        let mut entries = Vec::new();
        for (part, table) in SCHEMA.tables.iter().enumerate() {
            let value = instance.due(part as u32).ok()?;
            entries.extend(value.map(|value| Entry {
                table,
                key: self.game.borrow().clone(),
                value: Some(value),
            }));
        }
        Some((protocol::message_from_bytes(&answer).ok()?, entries))
    }
}

/// What is kept of `game`, in the order of the tables.
async fn stored(game: &str) -> Option<[Option<Uint8Array>; 3]> {
    let transaction = transaction(SCHEMA, TransactionMode::ReadOnly).await.ok()?;
    let mut parts = [const { None }; 3];
    for (table, part) in SCHEMA.tables.iter().zip(&mut parts) {
        let store = transaction.object_store(table).ok()?;
        let value = store.get(JsValue::from_str(game)).ok()?.await.ok()?;
        *part = value.and_then(|value| value.dyn_into().ok());
    }
    Some(parts)
}

async fn read_hints(cache: &str, path: &str) -> Option<Uint8Array> {
    let response = caches::find(cache, path).await?;
    let body: ArrayBuffer = wait(response.array_buffer().ok()?).await?.unchecked_into();
    let is_short = body.byte_length() as usize <= HINTS_MAX_BYTES;
    is_short.then(|| Uint8Array::new(&body))
}
