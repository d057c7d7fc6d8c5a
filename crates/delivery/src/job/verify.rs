//! Hashing every stored file, letting the damaged ones go and fetching them again.

use protocol::worker::FromWorker;

use super::{Job, Next};
use crate::{
    Effect, Priority,
    inventory::{OBJECTS, pages_cache},
    plan::Item,
    state::State,
};

/// Files hashed at once: each is in memory whole.
const PARALLEL: usize = 4;

/// Who asked for it, how many files are hashed, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verify {
    client: String,
    objects: u32,
    step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Begin,
    Refreshed,
    Hashing(Vec<(String, String)>),
    Deleted,
    Filled,
}

impl Verify {
    pub(crate) fn new(client: String) -> Self {
        Self {
            client,
            objects: 0,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(mut self, state: &mut State) -> Next {
        self.step = match self.step {
            Step::Begin => {
                state.refresh();
                Step::Refreshed
            }
            Step::Refreshed => {
                state.damaged.clear();
                let left = promised(state);
                self.objects = left.len() as u32;
                Step::Hashing(left)
            }
            Step::Hashing(mut left) if !left.is_empty() => {
                for (cache, path) in left.drain(..left.len().min(PARALLEL)) {
                    state.ask(Effect::Hash { cache, path });
                }
                Step::Hashing(left)
            }
            Step::Hashing(_) => {
                let_damaged_go(state);
                Step::Deleted
            }
            Step::Deleted => {
                let items = wanted(state);
                state.fill(items, Priority::Visible);
                Step::Filled
            }
            Step::Filled => {
                state.filled();
                let is_back =
                    |(cache, path): &&(String, String)| state.inventory.holds(cache, path);
                let repaired = state.damaged.iter().filter(is_back).count() as u32;
                let damaged = state.damaged.len() as u32;
                let found = FromWorker::Verified {
                    objects: self.objects,
                    damaged,
                    repaired,
                };
                state.post(Some(self.client), found);
                return Next::Done;
            }
        };
        Next::Then(Job::Verify(self))
    }
}

/// Lets go what was found damaged: nobody is served it.
pub(super) fn let_damaged_go(state: &mut State) {
    for (cache, path) in state.damaged.clone() {
        state.inventory.remove(&cache, &path);
        state.ask(Effect::Delete {
            cache,
            paths: vec![path],
        });
    }
}

/// Every stored file whose digest we know.
pub(super) fn promised(state: &State) -> Vec<(String, String)> {
    let pages = pages_cache(&state.own);
    let in_cache = |cache: &str| -> Vec<(String, String)> {
        let paths = state
            .inventory
            .paths(cache)
            .iter()
            .filter(|path| state.promised(cache, path).is_some());
        paths.map(|path| (cache.to_owned(), path.clone())).collect()
    };
    in_cache(OBJECTS)
        .into_iter()
        .chain(in_cache(&pages))
        .collect()
}

/// What was damaged, as far as a release still names it, and what else was missing.
pub(super) fn wanted(state: &State) -> Vec<Item> {
    let mut items = state.missing(|region| state.is_kept(region));
    for (cache, path) in &state.damaged {
        let releases = state.saved.releases.iter().rev();
        let mut files = releases.filter_map(|known| known.release.file(path));
        let file = files
            .find(|file| state.promised(cache, path) == Some(file.digest))
            .or_else(|| state.package_file(path));
        let item = file.map(|file| Item::from_file(file, &pages_cache(&state.own)));
        let is_new = |item: &Item| {
            let same = |other: &Item| (&other.cache, &other.path) == (&item.cache, &item.path);
            !items.iter().any(same)
        };
        let item = item.filter(is_new);
        items.extend(item);
    }
    items
}
