//! The segments of long bodies, in a database of their own: the records' cannot get another table without a higher
//! version, and that would shut out the workers of older releases.

use delivery::{Failure, Segment};
use idb::TransactionMode;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

use super::database::{Entry, Schema, transaction, write};

const TABLE: &str = delivery::SEGMENTS;
const SCHEMA: Schema = Schema {
    name: "layerw-segments",
    tables: &[TABLE],
};

/// The names of all.
pub(crate) async fn names() -> Vec<String> {
    let keys = async {
        let transaction = transaction(SCHEMA, TransactionMode::ReadOnly).await?;
        let store = transaction.object_store(TABLE)?;
        store.get_all_keys(None, None)?.await
    };
    let keys: Vec<JsValue> = keys.await.unwrap_or_default();
    keys.iter().filter_map(JsValue::as_string).collect()
}

/// Stores a segment.
pub(crate) async fn put(segment: &Segment, body: &Uint8Array) -> Result<(), Failure> {
    let put = write(SCHEMA, vec![entry(segment.name(), Some(body.clone()))]);
    // Whatever a browser calls it, a write that fails means that it takes no more.
    put.await.map_err(|_| Failure::Full)
}

pub(crate) async fn delete(names: &[String]) {
    let entries = names.iter().map(|name| entry(name.clone(), None));
    write(SCHEMA, entries.collect()).await.ok();
}

fn entry(key: String, value: Option<Uint8Array>) -> Entry {
    Entry {
        table: TABLE,
        key,
        value,
    }
}

/// The body of `bytes` at `path`, of which every segment is stored.
pub(crate) async fn body(path: &str, bytes: u64) -> Option<Uint8Array> {
    let whole = Uint8Array::new_with_length(bytes as u32);
    let transaction = transaction(SCHEMA, TransactionMode::ReadOnly).await.ok()?;
    let store = transaction.object_store(TABLE).ok()?;
    for segment in Segment::all_of(path, bytes) {
        let name = JsValue::from_str(&segment.name());
        let stored = store.get(name).ok()?.await.ok()??;
        let stored = stored.dyn_into::<Uint8Array>().ok()?;
        if u64::from(stored.length()) != segment.to - segment.from {
            return None;
        }
        whole.set(&stored, segment.from as u32);
    }
    Some(whole)
}
