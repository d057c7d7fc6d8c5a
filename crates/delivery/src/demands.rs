//! Files that pages wait for: each is fetched by itself, at once and before everything else, verified, stored, and only then
//! given to the page.
//!
//! Jobs wait for one another and for answers from the origin; a page that plays does not wait for them. Deliberately absent:
//! ranges of what is fetched, since a digest is one of the whole file, and files of another release than the worker's own.

use crate::{
    Effect, MAX_WHOLE_BYTES, Served,
    inventory::{cache_of, pages_cache},
    plan::{self, Item},
    state::State,
    transfer::{Outcome, Progress, Transfer},
};

/// So many files come at once in any case.
const ALWAYS_AT_ONCE: usize = 4;
/// More come at once as long as all of them are not longer: the last of too many would get no byte for so long that it seems
/// to have come to a stop.
const AT_ONCE_BYTES: u64 = 2 << 20;

/// What is waited for.
#[derive(Debug, Default)]
pub(crate) struct Demands {
    /// Not looked at yet: paths, and whether a range is enough.
    asked: Vec<(String, bool)>,
    open: Vec<Demand>,
    /// Caches and paths of what was stored since a list of the store was asked for: it may have been made before.
    stored: Vec<(String, String)>,
    /// A file came that is not what the release says: the origin may have a newer one.
    pub(crate) has_doubts: bool,
}

#[derive(Debug)]
struct Demand {
    path: String,
    bytes: u64,
    is_begun: bool,
    transfer: Transfer,
}

impl Demands {
    /// Whether pages wait for anything.
    pub(crate) fn is_busy(&self) -> bool {
        !self.asked.is_empty() || !self.open.is_empty()
    }

    /// What fetches the file at `path`, where a page waits for it.
    pub(crate) fn transfer_of(&mut self, path: &str) -> Option<&mut Transfer> {
        let mut open = self.open.iter_mut();
        let demand = open.find(|demand| demand.path == path)?;
        Some(&mut demand.transfer)
    }

    /// Whether one has begun, or may now: each in its turn.
    fn begin(&mut self, index: usize) -> bool {
        let (before, rest) = self.open.split_at_mut(index);
        let bytes: u64 = before.iter().map(|demand| demand.bytes).sum();
        let is_its_turn = before.last().is_none_or(|demand| demand.is_begun);
        let Some(demand) = rest.first_mut() else {
            return false;
        };
        let has_room = index < ALWAYS_AT_ONCE || bytes + demand.bytes <= AT_ONCE_BYTES;
        demand.is_begun |= is_its_turn && has_room;
        demand.is_begun
    }

    pub(crate) fn transfers(&mut self) -> impl Iterator<Item = &mut Transfer> {
        self.open.iter_mut().map(|demand| &mut demand.transfer)
    }

    pub(crate) fn take_stored(&mut self) -> Vec<(String, String)> {
        core::mem::take(&mut self.stored)
    }

    pub(crate) fn next_wake(&self) -> Option<u64> {
        let open = self.open.iter();
        open.filter_map(|demand| demand.transfer.next_wake()).min()
    }
}

/// What is known of a file that a page asked for.
enum Place {
    Is(Served),
    ToFetch(Box<Item>),
}

impl State {
    /// A page waits for the file at `path`, or for a range of it.
    pub(crate) fn want(&mut self, path: String, ranged: bool) {
        let wish = (path, ranged);
        if self.demands.asked.contains(&wish) {
            return;
        }
        let (path, _) = &wish;
        // It was not found: either it has just been stored, or it went and the list is wrong.
        if self.inventory.holds(&pages_cache(&self.own), path) {
            self.doubt_list();
        }
        self.demands.asked.push(wish);
    }

    /// Moves everything on that pages wait for: called with every event.
    pub(crate) fn serve(&mut self) {
        if !self.demands.is_busy() {
            return;
        }
        if !self.has_looked() {
            if self.asked == 0 {
                self.refresh();
            }
            return;
        }
        for (path, ranged) in core::mem::take(&mut self.demands.asked) {
            self.take_up(path, ranged);
        }
        if !self.demands.open.is_empty() {
            self.demanded();
        }
        self.give_way();
        let mut index = 0;
        while index < self.demands.open.len() {
            if !self.demands.begin(index) {
                index += 1;
                continue;
            }
            match self.advance_demand(index) {
                None => index += 1,
                Some(from) => {
                    let demand = self.demands.open.remove(index);
                    let path = demand.path;
                    self.tell(Effect::Serve { path, from });
                    // There is room for one before it.
                    index = 0;
                }
            }
        }
    }

    /// Whatever else would have fetched `item`, which a page waited for, need not.
    pub(crate) fn note_demand_stored(&mut self, item: &Item) {
        if self.demands.transfer_of(&item.path).is_none() {
            return;
        }
        if let Some(transfer) = &mut self.transfer {
            transfer.drop_item(item);
        }
        let stored = (item.cache.clone(), item.path.clone());
        self.demands.stored.push(stored);
    }

    /// What else is fetched stands still as long as a page waits.
    pub(crate) fn give_way(&mut self) {
        if let Some(transfer) = &mut self.transfer {
            if self.demands.is_busy() {
                transfer.pause(&mut self.effects);
            } else {
                transfer.resume();
            }
        }
    }

    fn take_up(&mut self, path: String, ranged: bool) {
        let item = match self.place(&path, ranged) {
            Place::Is(from) => return self.tell(Effect::Serve { path, from }),
            Place::ToFetch(item) => item,
        };
        if self.demands.transfer_of(&path).is_some() {
            return;
        }
        let bytes_per_sec = self.saved.bytes_per_sec();
        let split = self.transfer.as_mut().and_then(|it| it.split(&item));
        if split.is_none() && self.transfer.as_ref().is_some_and(|it| it.has_open(&path)) {
            // The next release's file of that name is on its way, and the shell knows one body by one name.
            return self.demands.asked.push((path, ranged));
        }
        let bytes = item.wire_bytes();
        let transfer = split.unwrap_or_else(|| Transfer::new_waited_for(*item, bytes_per_sec));
        self.demands.open.push(Demand {
            is_begun: transfer.has_open(&path),
            path,
            bytes,
            transfer,
        });
    }

    fn place(&self, path: &str, ranged: bool) -> Place {
        let known = self.known_as(&self.own);
        let Some((known, file)) = known.and_then(|known| Some((known, known.release.file(path)?)))
        else {
            return Place::Is(Served::Elsewhere);
        };
        let pages = pages_cache(&known.head);
        if self.inventory.holds(cache_of(path, &pages), path) {
            return Place::Is(Served::Stored);
        }
        if ranged && file.bytes > MAX_WHOLE_BYTES {
            return Place::Is(Served::InRanges);
        }
        let item = plan::item(file, known, &self.saved.releases, &self.inventory);
        Place::ToFetch(Box::new(item))
    }

    /// Moves one on; where it is once nothing more happens.
    fn advance_demand(&mut self, index: usize) -> Option<Served> {
        let demand = self.demands.open.get_mut(index)?;
        let transfer = &mut demand.transfer;
        if !transfer.has_open(&demand.path) {
            transfer.resume();
        }
        transfer.advance(self.now, &mut self.edges, &mut self.effects);
        let served = match transfer.progress() {
            Progress::Running => return None,
            Progress::Full(_) => {
                transfer.give_up_full(&mut self.effects);
                Served::Elsewhere
            }
            Progress::Over(Outcome::Complete) => Served::Stored,
            Progress::Over(Outcome::Failed(trouble)) => {
                let is_wrong = matches!(trouble, protocol::worker::Trouble::Damaged { .. });
                self.demands.has_doubts |= is_wrong;
                Served::Nowhere
            }
            Progress::Over(Outcome::Cancelled | Outcome::Yielded) => Served::Nowhere,
        };
        let samples = transfer.pace.take_samples();
        if self.saved.bytes_per_sec().is_none() {
            self.note_pace(samples);
        }
        Some(served)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demands(lengths: &[u64]) -> Demands {
        let demand = |bytes: &u64| Demand {
            path: String::new(),
            bytes: *bytes,
            is_begun: false,
            transfer: Transfer::default(),
        };
        Demands {
            open: lengths.iter().map(demand).collect(),
            ..Demands::default()
        }
    }

    fn begun(demands: &mut Demands) -> Vec<bool> {
        let all = 0..demands.open.len();
        all.map(|index| demands.begin(index)).collect()
    }

    #[test]
    fn four_come_at_once_however_long_and_more_while_they_are_short() {
        let mut long = demands(&[AT_ONCE_BYTES; 6]);
        assert_eq!(begun(&mut long), [true, true, true, true, false, false]);
        assert_eq!(begun(&mut long), [true, true, true, true, false, false]);
        long.open.remove(1);
        assert_eq!(begun(&mut long), [true, true, true, true, false]);
        let mut short = demands(&[AT_ONCE_BYTES / 8; 10]);
        let count = begun(&mut short).iter().filter(|begun| **begun).count();
        assert_eq!(count, 8);
    }

    #[test]
    fn a_short_one_does_not_overtake_a_long_one() {
        let mut demands = demands(&[1, 1, 1, 1, AT_ONCE_BYTES, 1, 1]);
        let want = [true, true, true, true, false, false, false];
        assert_eq!(begun(&mut demands), want);
        demands.open.remove(0);
        assert_eq!(begun(&mut demands), [true, true, true, true, false, false]);
    }
}
