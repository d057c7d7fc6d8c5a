//! Fetching what may be wanted next, where nobody wants anything now: one file at a time, within the budget of the region
//! `prefetch`, and given up at once for whatever else there is to do.
//!
//! Deliberately absent: what may be wanted. Whoever guesses sends [`crate::Event::FetchAhead`]. No room is made for it and
//! no trouble is told: it was a guess.

use super::{Job, Next};
use crate::{
    Priority,
    inventory::{cache_of, pages_cache},
    plan::{self, Item},
    regions,
    state::State,
    transfer::Outcome,
};
use package::Region;

/// After something was asked for that is not stored, so long nothing is fetched ahead.
const REST_MILLIS: u64 = 1000;
/// Of what may be wanted, the first so many count.
const MOST_PATHS: usize = 64;

/// How far it has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    Begin,
    Refreshed,
    Filled,
}

impl Ahead {
    pub(crate) fn step(self, state: &mut State) -> Next {
        match self {
            Self::Begin if state.rests_from_ahead() => Next::Done,
            Self::Begin => {
                state.refresh();
                Next::Then(Job::Ahead(Self::Refreshed))
            }
            Self::Refreshed => {
                let items = state.items_ahead();
                if items.is_empty() {
                    state.ahead.clear();
                    return Next::Done;
                }
                state.fill(items, Priority::Prefetch);
                Next::Then(Job::Ahead(Self::Filled))
            }
            Self::Filled => {
                match state.outcome.take() {
                    Some(Outcome::Yielded) if !state.rests_from_ahead() => {
                        state.later.push(Job::Ahead(Self::Begin));
                    }
                    Some(Outcome::Yielded) => {}
                    _ => state.ahead.clear(),
                }
                Next::Done
            }
        }
    }
}

impl State {
    /// From now on these objects are fetched ahead, in this order, and no others.
    pub(crate) fn wish_ahead(&mut self, mut paths: Vec<String>) {
        paths.truncate(MOST_PATHS);
        self.ahead = paths;
    }

    /// A page waits for something: whatever is fetched ahead is in its way.
    pub(crate) fn demanded(&mut self) {
        if !self.ahead.is_empty() {
            self.ahead_at = Some(self.now + REST_MILLIS);
        }
    }

    pub(crate) fn rests_from_ahead(&self) -> bool {
        self.ahead_at.is_some()
    }

    /// Whether the rest is over; told once.
    pub(crate) fn ends_rest_from_ahead(&mut self) -> bool {
        let is_over = self.ahead_at.is_some_and(|ahead_at| ahead_at <= self.now);
        if is_over {
            self.ahead_at = None;
        }
        is_over
    }

    /// The transfer under way goes on with what is wished for now; not where it fetches something else at this moment.
    pub(crate) fn goes_on_ahead(&mut self) -> bool {
        let items = self.items_ahead();
        let transfer = self.transfer.as_mut();
        transfer.is_some_and(|transfer| !items.is_empty() && transfer.go_on_with(items))
    }

    /// What is wished for and may be fetched: files of games that the release in use or a kept game names, as long as the
    /// budget lasts.
    fn items_ahead(&self) -> Vec<Item> {
        let mut missing = Vec::new();
        for (id, _) in self.saved.packages.iter() {
            if self.is_played(id) || self.is_kept(&Region::Game(id.clone())) {
                missing.extend(self.missing_of_package(id));
            }
        }
        let mut left_bytes = self.left_ahead_bytes();
        let mut items = Vec::new();
        for path in &self.ahead {
            let index = missing.iter().position(|item| item.path == *path);
            let of_package = index.map(|index| missing.remove(index));
            let Some(item) = self.item_ahead(path).or(of_package) else {
                continue;
            };
            if let Some(left) = left_bytes.checked_sub(item.bytes) {
                left_bytes = left;
                items.push(item);
            }
        }
        items
    }

    /// The file of a game of the release in use, where it is not stored.
    fn item_ahead(&self, path: &str) -> Option<Item> {
        let known = self.known()?;
        let file = known.release.file(path)?;
        let pages = pages_cache(&known.head);
        let is_stored = self.inventory.holds(cache_of(path, &pages), path);
        let is_it = file.region.game().is_some() && !is_stored;
        is_it.then(|| plan::item(file, known, &self.saved.releases, &self.inventory))
    }

    /// There is no room for what is fetched ahead, and none is made.
    pub(crate) fn give_up_ahead(&mut self) {
        if let Some(transfer) = &mut self.transfer {
            transfer.give_up_full(&mut self.effects);
        }
    }

    fn left_ahead_bytes(&self) -> u64 {
        let regions = self.regions();
        let ahead = regions.iter().find(|it| it.name == regions::PREFETCH);
        let taken_bytes = ahead.map_or(0, |region| region.bytes);
        let budget = regions::policy(regions::PREFETCH).budget;
        let most_bytes = budget.limit_bytes(self.quota_bytes);
        most_bytes.unwrap_or(0).saturating_sub(taken_bytes)
    }
}
