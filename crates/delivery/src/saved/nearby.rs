//! The record of the edges: their addresses, and which was chosen when.

use super::{
    EDGES, change,
    numbers::{Numbers, pair},
};
use crate::{Change, Table};

/// What is known of the edges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Nearby {
    /// When the origin's list was read, milliseconds since 1970; 0 where it never was.
    pub(crate) read_millis: u64,
    /// When the nearest was chosen; 0 where it never was.
    pub(crate) chosen_millis: u64,
    /// Its base; empty where that is the origin's.
    pub(crate) chosen: String,
    /// The bases of all.
    pub(crate) bases: Vec<String>,
}

impl Nearby {
    pub(super) fn from_numbers(mut numbers: Numbers<'_>) -> Option<Self> {
        let _game = numbers.game();
        let (read_millis, chosen_millis) = (numbers.number()?, numbers.number()?);
        let text = core::str::from_utf8(numbers.0).ok()?;
        let mut lines = text.split('\n');
        Some(Self {
            read_millis,
            chosen_millis,
            chosen: lines.next().unwrap_or_default().to_owned(),
            bases: lines.map(str::to_owned).collect(),
        })
    }
}

/// Workers of older releases take this record for that of a game that is neither installed nor being fetched.
pub(crate) fn set_nearby(nearby: &Nearby) -> Change {
    let mut bytes = pair(0, 0);
    bytes.extend(pair(nearby.read_millis, nearby.chosen_millis));
    bytes.extend_from_slice(nearby.chosen.as_bytes());
    for base in &nearby.bases {
        bytes.push(b'\n');
        bytes.extend_from_slice(base.as_bytes());
    }
    change(Table::Regions, EDGES, Some(bytes))
}
