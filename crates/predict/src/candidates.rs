//! What may come: everything that followed one of the contexts, with what each of them says about it.

use alloc::vec::Vec;

use crate::Item;
use crate::best::Best;
use crate::mixer::{Evidence, SOURCES, Said};
use crate::table::Row;

/// More than these are not looked at: the likeliest by the best single context stay.
const CANDIDATES: usize = 32;

/// Something that may come, and later what came of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) item: Item,
    pub(crate) evidence: Evidence,
    /// The greatest share of visits that any context gives it.
    pub(crate) share: f32,
    /// As the how many-eth item it was entered; 0 is not yet.
    pub(crate) entered_after: u8,
}

/// The candidates that `rows` name, without those that are `known` already, the likeliest first.
pub(crate) fn candidates_from_rows(
    rows: &[Option<Row>; SOURCES],
    known: impl Fn(Item) -> bool,
) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::with_capacity(CANDIDATES * 2);
    for (source, row) in rows.iter().enumerate() {
        let Some(row) = row else { continue };
        for (item, followed) in row.followers() {
            if known(*item) {
                continue;
            }
            let at = all.iter().position(|one| one.item == *item);
            let at = at.unwrap_or_else(|| {
                all.push(Candidate::new(*item, rows));
                all.len() - 1
            });
            all[at].evidence.said[source].followed = *followed;
            let share = f32::from(*followed) / (f32::from(row.visits) + 2.0);
            all[at].share = all[at].share.max(share);
        }
    }
    let mut best = Best::new(CANDIDATES);
    for (at, candidate) in all.iter().enumerate() {
        best.add(candidate.share, at);
    }
    best.into_places().map(|at| all[at]).collect()
}

impl Candidate {
    fn new(item: Item, rows: &[Option<Row>; SOURCES]) -> Self {
        let said = rows.each_ref().map(|row| Said {
            followed: 0,
            visits: row.as_ref().map_or(0, |row| row.visits),
        });
        Self {
            item,
            evidence: Evidence {
                said,
                rates: Default::default(),
            },
            share: 0.0,
            entered_after: 0,
        }
    }
}
