//! Cache Storage and IndexedDB: what survives a killed worker.

use std::collections::BTreeMap;

use delivery::{Change, Inventory, Row, Table};

/// The browser's storage of one origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Store {
    rows: BTreeMap<(Table, String), Vec<u8>>,
    caches: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    segments: BTreeMap<String, Vec<u8>>,
    /// Bytes of files and segments that were ever written.
    pub written_bytes: u64,
    /// The app's own database. Nothing of ours may touch it.
    pub saves: BTreeMap<String, Vec<u8>>,
    /// A write that would go beyond this fails.
    pub quota_bytes: Option<u64>,
    /// Writes that the browser refuses, whatever room there is.
    pub refusal: Option<Refusal>,
    /// Writes that were tried so far: files, segments and transactions.
    pub writes: u32,
    /// The browser refuses to open the database.
    pub database_refused: bool,
}

/// Which writes the browser refuses, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// This one.
    At(u32),
    /// This one and every later one.
    From(u32),
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
            .chain(self.segments.values())
            .map(|body| body.len() as u64)
            .sum()
    }

    /// The segments, by name.
    pub fn segments(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.segments
    }

    /// Flips a bit of every segment.
    pub fn damage_segments(&mut self) {
        for body in self.segments.values_mut() {
            body[0] ^= 1;
        }
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

    /// A record of the database.
    pub fn record(&self, table: Table, key: &str) -> Option<&Vec<u8>> {
        self.rows.get(&(table, key.to_owned()))
    }

    /// Writes a record behind everybody's back, as another version of the program may.
    pub fn put_record(&mut self, table: Table, key: &str, value: Vec<u8>) {
        self.rows.insert((table, key.to_owned()), value);
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

    /// Writes records, all of them or none; false where they are refused.
    pub(crate) fn save(&mut self, changes: Vec<Change>) -> bool {
        if self.database_refused || self.refuses_write() {
            return false;
        }
        for change in changes {
            let key = (change.table, change.key);
            match change.value {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
        true
    }

    pub(crate) fn inventory(&self) -> Inventory {
        let mut inventory = Inventory::default();
        for (cache, files) in &self.caches {
            inventory.add_cache(cache.clone(), files.keys().cloned());
        }
        let segments = self.segments.keys().cloned();
        inventory.add_cache(delivery::SEGMENTS.to_owned(), segments);
        inventory
    }

    /// Stores `body` unless it is stored; false where there is no room.
    pub(crate) fn put(&mut self, cache: &str, path: &str, body: &[u8]) -> bool {
        if self.get(cache, path).is_some() {
            return true;
        }
        if self.refuses_write() || !self.has_room(body) {
            return false;
        }
        self.written_bytes += body.len() as u64;
        self.caches
            .entry(cache.to_owned())
            .or_default()
            .insert(path.to_owned(), body.to_vec());
        true
    }

    /// Stores a segment over whatever has its name; false where there is no room or no database.
    pub(crate) fn put_segment(&mut self, name: &str, body: &[u8]) -> bool {
        if self.database_refused || self.refuses_write() || !self.has_room(body) {
            return false;
        }
        self.written_bytes += body.len() as u64;
        self.segments.insert(name.to_owned(), body.to_vec());
        true
    }

    pub(crate) fn delete_segment(&mut self, name: &str) {
        self.segments.remove(name);
    }

    /// Counts a write and says whether it is refused.
    fn refuses_write(&mut self) -> bool {
        self.writes += 1;
        match self.refusal {
            None => false,
            Some(Refusal::At(write)) => self.writes == write,
            Some(Refusal::From(write)) => self.writes >= write,
        }
    }

    fn has_room(&self, body: &[u8]) -> bool {
        let most = self.quota_bytes.unwrap_or(u64::MAX);
        self.bytes() + body.len() as u64 <= most
    }

    pub(crate) fn delete_cache(&mut self, cache: &str) {
        self.caches.remove(cache);
    }
}
