//! What is needed for certain: an item's own dependencies, as its author listed them, and theirs.
//!
//! Deliberately absent: any guess.

use std::collections::BTreeMap;

use crate::Item;

/// Who needs whom.
#[derive(Debug, Clone, Default)]
pub struct Closure {
    needs: BTreeMap<Item, Vec<Item>>,
}

impl Closure {
    /// Notes that whoever enters `item` needs `other`.
    pub fn add(&mut self, item: Item, other: Item) {
        let needs = self.needs.entry(item).or_default();
        if !needs.contains(&other) {
            needs.push(other);
        }
    }

    /// All that `item` needs, the nearest first, without itself. A circle ends where it began.
    pub fn of(&self, item: Item) -> Vec<Item> {
        let mut all = vec![item];
        let mut at = 0;
        while let Some(next) = all.get(at).copied() {
            for other in self.needs.get(&next).into_iter().flatten() {
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
