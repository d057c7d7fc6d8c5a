//! What is needed for certain: an item's own dependencies, as its author listed them, and theirs.
//!
//! Deliberately absent: any guess.

use alloc::vec;
use alloc::vec::Vec;

use crate::Item;

/// Who needs whom.
#[derive(Debug, Clone, Default)]
pub struct Closure {
    /// Who needs, and what, in growing order: a map of the standard library is code that the module has not yet.
    needs: Vec<(Item, Vec<Item>)>,
}

impl Closure {
    /// Notes that whoever enters `item` needs `other`.
    pub fn add(&mut self, item: Item, other: Item) {
        let place = self.needs.binary_search_by_key(&item, |(item, _)| *item);
        let at = place.unwrap_or_else(|at| {
            self.needs.insert(at, (item, Vec::new()));
            at
        });
        let needs = &mut self.needs[at].1;
        if !needs.contains(&other) {
            needs.push(other);
        }
    }

    /// All that `item` needs, the nearest first, without itself. A circle ends where it began.
    pub fn of(&self, item: Item) -> Vec<Item> {
        let mut all = vec![item];
        let mut at = 0;
        while let Some(next) = all.get(at).copied() {
            let place = self.needs.binary_search_by_key(&next, |(item, _)| *item);
            let needs = place.ok().map(|at| &self.needs[at].1);
            for other in needs.into_iter().flatten() {
                if !all.contains(other) {
                    all.push(*other);
                }
            }
            at += 1;
        }
        all.split_off(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_needed_is_listed_once_and_a_circle_ends() {
        let mut closure = Closure::default();
        for (item, other) in [(1, 2), (1, 3), (2, 4), (4, 1), (3, 4), (1, 2)] {
            closure.add(item, other);
        }
        assert_eq!(closure.of(1), [2, 3, 4]);
        assert_eq!(closure.of(4), [1, 2, 3]);
        assert!(closure.of(9).is_empty());
    }
}
