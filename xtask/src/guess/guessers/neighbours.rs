//! What was entered in sessions like this one: nearest neighbours among sessions, the last items weighing more (V-SkNN,
//! Ludewig and Jannach 2018).

use std::collections::{BTreeMap, BTreeSet};

use super::{Guesser, Scored, surest};

/// Sessions that are compared, the newest of those that share an item.
const RECENT: usize = 500;
/// Of these, the likest.
const NEAREST: usize = 100;
/// Items of this session that are compared.
const COMPARED: usize = 20;

#[derive(Default)]
pub(crate) struct Neighbours {
    sessions: Vec<Vec<u32>>,
    of_item: BTreeMap<u32, Vec<usize>>,
    now: Vec<u32>,
}

impl Neighbours {
    /// Sessions like this one, and how like.
    fn nearest(&self) -> Vec<(usize, f32)> {
        let mut likeness: BTreeMap<usize, f32> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (back, item) in self.now.iter().rev().enumerate().take(COMPARED) {
            if !seen.insert(*item) {
                continue;
            }
            let weight = 1.0 - back as f32 / self.now.len() as f32;
            for session in self.of_item.get(item).into_iter().flatten() {
                *likeness.entry(*session).or_default() += weight;
            }
        }
        let newest = likeness.into_iter().rev().take(RECENT);
        let mut nearest: Vec<(usize, f32)> = newest.collect();
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
        nearest.truncate(NEAREST);
        nearest
    }
}

impl Guesser for Neighbours {
    fn begin(&mut self) {
        self.now.clear();
    }

    fn enter(&mut self, item: u32) {
        self.now.push(item);
    }

    fn guess(&mut self) -> Vec<Scored> {
        let nearest = self.nearest();
        let total: f32 = nearest.iter().map(|(_, likeness)| likeness).sum();
        let mut scores: BTreeMap<u32, f32> = BTreeMap::new();
        for (session, likeness) in nearest {
            for item in &self.sessions[session] {
                *scores.entry(*item).or_default() += likeness / total;
            }
        }
        let seen: BTreeSet<u32> = self.now.iter().copied().collect();
        scores.retain(|item, _| !seen.contains(item));
        surest(scores.into_iter().collect())
    }

    fn end(&mut self) {
        let items: BTreeSet<u32> = self.now.iter().copied().collect();
        let number = self.sessions.len();
        for item in &items {
            let sessions = self.of_item.entry(*item).or_default();
            sessions.push(number);
            let from = sessions.len().saturating_sub(RECENT);
            sessions.drain(..from);
        }
        self.sessions.push(items.into_iter().collect());
    }
}
