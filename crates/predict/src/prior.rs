//! What others learned, as a file that a game ships: counts of what followed what, with their contexts spelt out, so that
//! any device counts them on top of its own whatever the size of its memory, and two priors become one by addition.
//!
//! ```text
//! u8 version · rows, in growing order:
//!   u8 kind · u16 item · u16 item (not for kind 0) · number visits · number followers · each: u16 item · number count
//! ```
//! Numbers are LEB128, the rest is little-endian. The file is an object of a signed release like every other; its digest
//! there is what makes it trusted.
//!
//! Deliberately absent: who the counts are from. What is to be shipped is decided, and anonymised, by whoever counts.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use crate::context::{Context, KINDS, LAST, Moments, REACH, hash};
use crate::reader::{Reader, push_number};
use crate::{Error, Item, NO_ITEM, Predictor};

/// The most that a prior may have, bytes.
pub const PRIOR_MAX_BYTES: usize = 64 << 10;

const VERSION: u8 = 1;
/// A row is scaled to so many visits at most: what the device sees itself soon counts for more.
const APPLIED_VISITS: u32 = 24;
/// Followers with a smaller share of the visits, one in so many, are left out.
const SHARE_MIN: u32 = 16;

/// Where a row belongs: kind and items of its context.
type Place = (u8, Context);

/// How often a context was met, and what followed it how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Counts {
    visits: u32,
    followers: BTreeMap<Item, u32>,
}

/// Counts to ship.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prior {
    rows: BTreeMap<Place, Counts>,
}

impl Prior {
    /// Counts sessions over `items` items, each a list in the order in which they were entered.
    pub fn from_sessions<'a>(items: usize, sessions: impl IntoIterator<Item = &'a [Item]>) -> Self {
        let mut prior = Self::default();
        // What was not expected depends on what was learned, here as on the device.
        let mut predictor = Predictor::new(crate::MAX_BYTES, items);
        for session in sessions {
            predictor.begin();
            let mut moments: Moments<[Context; KINDS]> = Moments::new();
            for item in session.iter().copied().filter(|item| *item != NO_ITEM) {
                for contexts in moments.credited(item) {
                    prior.count(contexts, Some(item));
                }
                predictor.enter(item);
                let contexts = predictor.contexts();
                prior.count(&contexts, None);
                moments.enter(item, contexts);
            }
            predictor.end();
        }
        prior
    }

    fn count(&mut self, contexts: &[Context; KINDS], item: Option<Item>) {
        for (kind, context) in contexts.iter().enumerate() {
            let row = self.rows.entry((kind as u8, *context)).or_default();
            match item {
                Some(item) => {
                    let count = row.followers.entry(item).or_default();
                    *count = count.saturating_add(1);
                }
                None => row.visits = row.visits.saturating_add(1),
            }
        }
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        for (place, counts) in &other.rows {
            let row = self.rows.entry(*place).or_default();
            row.visits = row.visits.saturating_add(counts.visits);
            for (item, count) in &counts.followers {
                let sum = row.followers.entry(*item).or_default();
                *sum = sum.saturating_add(*count);
            }
        }
    }

    /// The file, of the rows that were met most, and of each what followed more than seldom, in at most
    /// [`PRIOR_MAX_BYTES`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rows: Vec<(&Place, &Counts)> = self.rows.iter().collect();
        // A context that looks further back must have been met more often to be worth as much.
        let worth = |(place, counts): &(&Place, &Counts)| {
            let reach = REACH[usize::from(place.0)];
            counts.visits / (1 + 2 * reach)
        };
        rows.sort_by_key(|row| core::cmp::Reverse(worth(row)));
        let mut left = PRIOR_MAX_BYTES - 1;
        let mut written: BTreeMap<&Place, Vec<u8>> = BTreeMap::new();
        for (place, counts) in rows {
            let row = row_bytes(place, counts);
            if row.is_empty() {
                continue;
            }
            let Some(rest) = left.checked_sub(row.len()) else {
                break;
            };
            left = rest;
            written.insert(place, row);
        }
        let mut bytes = vec![VERSION];
        bytes.extend(written.into_values().flatten());
        bytes
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Where it is too long, of another version, or not what [`Self::to_bytes`] would write.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rows = BTreeMap::new();
        read_rows(bytes, &mut |place, row| {
            let followers = row.followers.iter().copied().collect();
            let visits = row.visits;
            rows.insert(place, Counts { visits, followers });
        })?;
        Ok(Self { rows })
    }
}

impl Predictor {
    /// Counts a prior, a file's bytes, on top of what is known.
    ///
    /// # Errors
    /// As [`Prior::from_bytes`]; then nothing was counted.
    pub fn add_prior(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.add_renumbered_prior(bytes, Some)
    }

    /// The same, where its items have other numbers here: `number` says which. What has none is left out.
    ///
    /// # Errors
    /// As [`Self::add_prior`].
    pub fn add_renumbered_prior(
        &mut self,
        bytes: &[u8],
        number: impl Fn(Item) -> Option<Item>,
    ) -> Result<(), Error> {
        let in_context = |item: Item| match item {
            NO_ITEM => Some(NO_ITEM),
            item => number(item),
        };
        read_rows(bytes, &mut |_, _| {})?;
        read_rows(bytes, &mut |(kind, context), row| {
            let kind = usize::from(kind);
            let [Some(first), Some(second)] = context.map(in_context) else {
                return;
            };
            let context = [first, second];
            let key = self.table.key(hash(kind, context), REACH[kind]);
            let visits = row.visits.min(APPLIED_VISITS);
            let scaled = |count: u32| {
                let count = u64::from(count.min(row.visits));
                (count * u64::from(visits) / u64::from(row.visits)) as u8
            };
            let followers = row.followers.iter();
            let followers =
                followers.filter_map(|(item, count)| Some((number(*item)?, scaled(*count))));
            let followers: Vec<(Item, u8)> = followers.filter(|(_, count)| *count > 0).collect();
            self.table.add_row(key, visits as u8, &followers);
        })
    }
}

/// A row as it is read.
struct Row {
    visits: u32,
    /// In growing order.
    followers: Vec<(Item, u32)>,
}

/// Lets `take` have every row of a file. What it has before an error is found is of no use.
fn read_rows(bytes: &[u8], take: &mut dyn FnMut(Place, &Row)) -> Result<(), Error> {
    if bytes.len() > PRIOR_MAX_BYTES {
        return Err(Error::TooLong {
            want: PRIOR_MAX_BYTES,
            got: bytes.len(),
        });
    }
    let mut reader = Reader::new(bytes);
    reader.version(VERSION);
    let mut last = None;
    while !reader.is_over() {
        let at = reader.at();
        let (place, row) = read_row(&mut reader);
        let is_next = last.is_none_or(|last| last < place);
        reader.expect(is_next && row.visits > 0, at);
        reader.so_far()?;
        take(place, &row);
        last = Some(place);
    }
    reader.so_far()
}

/// A row as it is written; nothing where nothing followed often enough.
fn row_bytes((kind, context): &Place, counts: &Counts) -> Vec<u8> {
    let followers: Vec<(&Item, &u32)> = counts
        .followers
        .iter()
        .filter(|(_, count)| **count > 1 && **count > counts.visits / SHARE_MIN)
        .collect();
    if followers.is_empty() || counts.visits == 0 {
        return Vec::new();
    }
    let mut bytes = vec![*kind];
    bytes.extend(context[0].to_le_bytes());
    if usize::from(*kind) != LAST {
        bytes.extend(context[1].to_le_bytes());
    }
    push_number(&mut bytes, counts.visits);
    push_number(&mut bytes, followers.len() as u32);
    for (item, count) in followers {
        bytes.extend(item.to_le_bytes());
        push_number(&mut bytes, *count);
    }
    bytes
}

/// The next row.
fn read_row(reader: &mut Reader<'_>) -> (Place, Row) {
    let kind = reader.small(KINDS - 1);
    let first = reader.item();
    let second = match kind {
        LAST => NO_ITEM,
        _ => reader.item(),
    };
    let mut row = Row {
        visits: reader.number(),
        followers: Vec::new(),
    };
    // Nothing is reserved for so many: each takes three bytes at least, and there are no more than those.
    for _ in 0..reader.number() {
        if reader.is_wrong() {
            break;
        }
        let at = reader.at();
        let item = reader.item();
        let grows = row.followers.last().is_none_or(|(last, _)| *last < item);
        reader.expect(item != NO_ITEM && grows, at);
        row.followers.push((item, reader.number()));
    }
    ((kind as u8, [first, second]), row)
}
