//! Prediction by partial matching of order 3: the longest context that was met before, and with what is left of the
//! certainty the shorter ones (escape method C, with exclusion; Moffat 1990).

use std::collections::{BTreeMap, BTreeSet};

use super::{Guesser, Scored, surest};

const ORDER: usize = 3;

#[derive(Default)]
pub(crate) struct Ppm {
    rows: BTreeMap<Vec<u32>, BTreeMap<u32, u32>>,
    recent: Vec<u32>,
}

impl Ppm {
    fn context(&self, order: usize) -> Option<&[u32]> {
        let from = self.recent.len().checked_sub(order)?;
        Some(&self.recent[from..])
    }
}

impl Guesser for Ppm {
    fn begin(&mut self) {
        self.recent.clear();
    }

    fn enter(&mut self, item: u32) {
        for order in 1..=ORDER {
            if let Some(context) = self.context(order) {
                let row = self.rows.entry(context.to_vec()).or_default();
                *row.entry(item).or_default() += 1;
            }
        }
        self.recent.push(item);
        let from = self.recent.len().saturating_sub(ORDER);
        self.recent.drain(..from);
    }

    fn guess(&mut self) -> Vec<Scored> {
        let mut left = 1.0_f64;
        let mut told = BTreeSet::new();
        let mut all = Vec::new();
        for order in (1..=ORDER).rev() {
            let row = self
                .context(order)
                .and_then(|context| self.rows.get(context));
            let followers = row.into_iter().flatten();
            let new: Vec<(u32, u32)> = followers
                .map(|(item, count)| (*item, *count))
                .filter(|(item, _)| !told.contains(item))
                .collect();
            let total: u32 = new.iter().map(|(_, count)| count).sum();
            if total == 0 {
                continue;
            }
            let whole = f64::from(total) + new.len() as f64;
            for (item, count) in &new {
                told.insert(*item);
                all.push((*item, (left * f64::from(*count) / whole) as f32));
            }
            left *= new.len() as f64 / whole;
        }
        surest(all)
    }

    fn bytes(&self) -> Option<usize> {
        let followers: usize = self.rows.values().map(BTreeMap::len).sum();
        Some(self.rows.len() * 6 + followers * 4)
    }
}
