//! IndexedDB, where the records live. A browser may refuse it (private windows do); then nothing is remembered.

use std::{cell::RefCell, rc::Rc};

use delivery::{Change, Failure, Row, Table};
use idb::{Database, Error, Factory, ObjectStoreParams, Transaction, TransactionMode};
use js_sys::{JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

const RECORDS: Schema = Schema {
    name: "layerw",
    tables: &Table::NAMES,
};
/// A higher version would shut out the workers of older releases, which a browser may still run.
const VERSION: u32 = 1;

/// A database that one of our files looks after.
#[derive(Clone, Copy)]
pub(super) struct Schema {
    pub(super) name: &'static str,
    pub(super) tables: &'static [&'static str],
}

/// A value to write, or nothing to drop what is there.
pub(super) struct Entry {
    pub(super) table: &'static str,
    pub(super) key: String,
    pub(super) value: Option<Uint8Array>,
}

thread_local! {
    static OPEN: RefCell<Vec<(&'static str, Rc<Database>)>> = const { RefCell::new(Vec::new()) };
}

/// Every record; nothing where the browser refuses.
pub(crate) async fn load() -> Option<Vec<Row>> {
    let load = async {
        let transaction = transaction(RECORDS, TransactionMode::ReadOnly).await?;
        let mut rows = Vec::new();
        for table in Table::ALL {
            let store = transaction.object_store(table.name())?;
            let keys = store.get_all_keys(None, None)?.await?;
            let values = store.get_all(None, None)?.await?;
            rows.extend(
                keys.into_iter()
                    .zip(values)
                    .filter_map(|(key, value)| row(table, &key, &value)),
            );
        }
        Ok::<_, Error>(rows)
    };
    load.await.ok()
}

/// Writes `changes` in one transaction. Where that fails they are lost, as every record may be; the next load tells.
pub(crate) async fn save(changes: Vec<Change>) -> Result<(), Failure> {
    let entry = |change: Change| Entry {
        table: change.table.name(),
        key: change.key,
        value: change.value.map(|value| Uint8Array::from(value.as_slice())),
    };
    let entries = changes.into_iter().map(entry).collect();
    // Whatever a browser calls it, a write that fails means that it takes no more.
    write(RECORDS, entries).await.map_err(|_| Failure::Full)
}

/// Writes `entries` in one transaction.
pub(super) async fn write(schema: Schema, entries: Vec<Entry>) -> Result<(), Error> {
    let transaction = transaction(schema, TransactionMode::ReadWrite).await?;
    for entry in entries {
        let store = transaction.object_store(entry.table)?;
        let key = JsValue::from_str(&entry.key);
        match entry.value {
            Some(value) => drop(store.put(&value, Some(&key))?),
            None => drop(store.delete(key)?),
        }
    }
    transaction.commit()?.await?;
    Ok(())
}

/// A transaction over all tables of a database.
pub(super) async fn transaction(
    schema: Schema,
    mode: TransactionMode,
) -> Result<Transaction, Error> {
    let is_it = |open: &&(&str, Rc<Database>)| open.0 == schema.name;
    let open = OPEN.with_borrow(|open| Some(open.iter().find(is_it)?.1.clone()));
    // A browser may have closed it under us, when the player cleared the site's data or its store failed.
    if let Some(Ok(transaction)) = open.map(|open| open.transaction(schema.tables, mode)) {
        return Ok(transaction);
    }
    let database = Rc::new(open_database(schema).await?);
    let transaction = database.transaction(schema.tables, mode);
    OPEN.with_borrow_mut(|open| {
        open.retain(|(name, _)| *name != schema.name);
        open.push((schema.name, database));
    });
    transaction
}

async fn open_database(schema: Schema) -> Result<Database, Error> {
    let mut open = Factory::new()?.open(schema.name, Some(VERSION))?;
    open.on_upgrade_needed(move |event| {
        let Ok(database) = idb::event::DatabaseEvent::database(&event) else {
            return;
        };
        for table in schema.tables {
            database
                .create_object_store(table, ObjectStoreParams::new())
                .ok();
        }
    });
    open.await
}

fn row(table: Table, key: &JsValue, value: &JsValue) -> Option<Row> {
    let key = key.dyn_ref::<JsString>()?.into();
    let value = value.dyn_ref::<Uint8Array>()?.to_vec();
    Some(Row { table, key, value })
}
