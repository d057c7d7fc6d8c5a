//! IndexedDB, where the records live. A browser may refuse it (private windows do); then nothing is remembered.

use std::cell::RefCell;

use delivery::{Change, Row, Table};
use idb::{Database, Error, Factory, ObjectStoreParams, Transaction, TransactionMode};
use js_sys::{JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "layerw";
const VERSION: u32 = 1;

thread_local! {
    static OPEN: RefCell<Option<std::rc::Rc<Database>>> = const { RefCell::new(None) };
}

/// Every record; nothing where the browser refuses.
pub(crate) async fn load() -> Option<Vec<Row>> {
    let load = async {
        let transaction = transaction(TransactionMode::ReadOnly).await?;
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
pub(crate) async fn save(changes: Vec<Change>) {
    let save = async {
        let transaction = transaction(TransactionMode::ReadWrite).await?;
        for change in changes {
            let store = transaction.object_store(change.table.name())?;
            let key = JsValue::from_str(&change.key);
            match change.value {
                Some(value) => drop(store.put(&Uint8Array::from(value.as_slice()), Some(&key))?),
                None => drop(store.delete(key)?),
            }
        }
        transaction.commit()?.await?;
        Ok::<_, Error>(())
    };
    save.await.ok();
}

async fn transaction(mode: TransactionMode) -> Result<Transaction, Error> {
    let open = OPEN.with_borrow(Clone::clone);
    let database = match open {
        Some(database) => database,
        None => std::rc::Rc::new(open_database().await?),
    };
    OPEN.set(Some(database.clone()));
    database.transaction(&Table::ALL.map(Table::name), mode)
}

async fn open_database() -> Result<Database, Error> {
    let mut open = Factory::new()?.open(NAME, Some(VERSION))?;
    open.on_upgrade_needed(|event| {
        let Ok(database) = idb::event::DatabaseEvent::database(&event) else {
            return;
        };
        for table in Table::ALL {
            database
                .create_object_store(table.name(), ObjectStoreParams::new())
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
