//! What followed the last item, by its share: the idea of Guess.js, learned while playing.

use std::collections::BTreeMap;

use super::{Guesser, Scored, surest};

#[derive(Default)]
pub(crate) struct Markov {
    rows: BTreeMap<u32, (u32, BTreeMap<u32, u32>)>,
    last: Option<u32>,
}

impl Guesser for Markov {
    fn begin(&mut self) {
        self.last = None;
    }

    fn enter(&mut self, item: u32) {
        if let Some(last) = self.last {
            let (visits, followers) = self.rows.entry(last).or_default();
            *visits += 1;
            *followers.entry(item).or_default() += 1;
        }
        self.last = Some(item);
    }

    fn guess(&mut self) -> Vec<Scored> {
        let Some((visits, followers)) = self.last.and_then(|last| self.rows.get(&last)) else {
            return Vec::new();
        };
        let share = |count: &u32| *count as f32 / *visits as f32;
        surest(
            followers
                .iter()
                .map(|(item, count)| (*item, share(count)))
                .collect(),
        )
    }

    fn bytes(&self) -> Option<usize> {
        // As the others are counted in the literature: six bytes a context, four a follower.
        let followers: usize = self.rows.values().map(|(_, row)| row.len()).sum();
        Some(self.rows.len() * 6 + followers * 4)
    }
}
