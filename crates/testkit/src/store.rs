//! Cache Storage and IndexedDB: what survives a killed worker.

use std::collections::BTreeMap;

use delivery::{Change, Inventory, Row, Table};

/// The browser's storage of one origin.
#[derive(Debug, Clone, Default)]
pub struct Store {
    rows: BTreeMap<(Table, String), Vec<u8>>,
    caches: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    /// The app's own database. Nothing of ours may touch it.
    pub saves: BTreeMap<String, Vec<u8>>,
    /// A write that would go beyond this fails.
    pub quota_bytes: Option<u64>,
    /// The browser refuses to open the database.
    pub database_refused: bool,
}

impl Store {
    /// What `cache` holds at `path`.
    pub fn get(&self, cache: &str, path: &str) -> Option<&Vec<u8>> {
        self.caches.get(cache)?.get(path)
    }

    /// The caches and what is in them.
    pub fn caches(&self) -> &BTreeMap<String, BTreeMap<String, Vec<u8>>> {
        &self.caches
    }

    /// All bytes in the caches.
    pub fn bytes(&self) -> u64 {
        self.caches
            .values()
            .flat_map(BTreeMap::values)
            .map(|body| body.len() as u64)
            .sum()
    }

    /// Flips a bit of a stored file, as a failing disk does.
    ///
    /// # Panics
    /// Where the file is not stored.
    pub fn damage(&mut self, cache: &str, path: &str) {
        let body = self
            .caches
            .get_mut(cache)
            .and_then(|cache| cache.get_mut(path));
        body.expect("a stored file")[0] ^= 1;
    }

    /// Stores a file that no release names.
    pub fn put_unnamed(&mut self, cache: &str, path: &str, bytes: usize) {
        self.put(cache, path, &vec![0; bytes]);
    }

    /// Stores a file behind everybody's back.
    pub fn put_body(&mut self, cache: &str, path: &str, body: &[u8]) {
        self.put(cache, path, body);
    }

    /// Deletes a stored file behind everybody's back.
    pub fn lose(&mut self, cache: &str, path: &str) {
        if let Some(cache) = self.caches.get_mut(cache) {
            cache.remove(path);
        }
    }

    /// Every row of the database, or `None` while it is refused.
    pub(crate) fn rows(&self) -> Option<Vec<Row>> {
        let row = |((table, key), value): (&(Table, String), &Vec<u8>)| Row {
            table: *table,
            key: key.clone(),
            value: value.clone(),
        };
        (!self.database_refused).then(|| self.rows.iter().map(row).collect())
    }

    pub(crate) fn save(&mut self, changes: Vec<Change>) {
        if self.database_refused {
            return;
        }
        for change in changes {
            let key = (change.table, change.key);
            match change.value {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
    }

    pub(crate) fn inventory(&self) -> Inventory {
        let mut inventory = Inventory::default();
        for (cache, files) in &self.caches {
            inventory.add_cache(cache.clone(), files.keys().cloned());
        }
        inventory
    }

    /// Stores `body` unless it is stored; false where there is no room.
    pub(crate) fn put(&mut self, cache: &str, path: &str, body: &[u8]) -> bool {
        if self.get(cache, path).is_some() {
            return true;
        }
        if self
            .quota_bytes
            .is_some_and(|quota| self.bytes() + body.len() as u64 > quota)
        {
            return false;
        }
        self.caches
            .entry(cache.to_owned())
            .or_default()
            .insert(path.to_owned(), body.to_vec());
        true
    }

    pub(crate) fn delete_cache(&mut self, cache: &str) {
        self.caches.remove(cache);
    }
}
