//! A map for the few dozen entries that we ever have: a vector sorted by key. The standard library's trees would be a
//! quarter of the worker's code.

/// Values by name, in the order of the names.
#[derive(Debug, Clone)]
pub(crate) struct Map<V>(Vec<(String, V)>);

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Map<V> {
    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Sets the value of `key`, or removes it.
    pub(crate) fn set(&mut self, key: &str, value: Option<V>) {
        self.0.retain(|(name, _)| name != key);
        if let Some(value) = value {
            let index = self
                .0
                .iter()
                .take_while(|(name, _)| name.as_str() < key)
                .count();
            self.0.insert(index, (key.to_owned(), value));
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &V)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

/// Whether `names`, which are sorted, contain `name`; else where it belongs.
pub(crate) fn find(names: &[String], name: &str) -> Result<usize, usize> {
    names.binary_search_by(|other| other.as_str().cmp(name))
}
