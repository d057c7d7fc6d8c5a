//! Order for the few dozen entries that we ever have: a map that is a vector sorted by key, and sorting by insertion. The
//! standard library's trees would be a quarter of the worker's code; its sorting, made anew for each type, was a tenth of the
//! keeper's.

use core::cmp::Ordering;

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

/// `items` in their order, each once.
pub(crate) fn each_once<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut sorted = Vec::new();
    for item in items {
        if let Err(index) = sorted.binary_search(&item) {
            sorted.insert(index, item);
        }
    }
    sorted
}

/// `items` in the order of `compare`; what it calls equal stays as it was.
pub(crate) fn by<T>(
    items: impl IntoIterator<Item = T>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let mut sorted = Vec::new();
    for item in items {
        let index = sorted.partition_point(|other| compare(other, &item) != Ordering::Greater);
        sorted.insert(index, item);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_twice_is_kept_once_and_in_order() {
        assert_eq!(each_once([3, 1, 2, 3, 1]), [1, 2, 3]);
        assert!(each_once::<u8>([]).is_empty());
    }

    #[test]
    fn equals_stay_in_the_order_in_which_they_came() {
        let items = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        let sorted = by(items, |one, other| one.0.cmp(&other.0));
        assert_eq!(sorted, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
