//! What was learned and what was spent, as bytes. Both are read with suspicion: a store may be damaged, and another release
//! may have written it.
//!
//! ```text
//! table: u8 version · u64 hash of the prior · predictor
//! account: u8 version · u8 choices · u16 entered since the table was written, each: u16, 65,535 where a session begins ·
//!   account of the planner
//! ```
//! Everything is little-endian; predictor and account are those of `crates/predict`.

use alloc::vec;
use alloc::vec::Vec;

use predict::{Item, Planner, Predictor};

use crate::game::Choices;

const VERSION: u8 = 2;
const OFF: u8 = 1;
const METERED: u8 = 2;

/// What was learned.
pub(crate) struct Learned {
    pub(crate) predictor: Predictor,
    /// Of the prior that was counted; 0 where none was.
    pub(crate) prior_hash: u64,
}

pub(crate) fn table_to_bytes(predictor: &Predictor, prior_hash: u64) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend(prior_hash.to_le_bytes());
    predictor.append_to(&mut bytes);
    bytes
}

/// Nothing where another version wrote it, or nobody.
pub(crate) fn table_from_bytes(bytes: &[u8], items: usize) -> Option<Learned> {
    let (prior_hash, table) = of_this_version(bytes)?.split_first_chunk()?;
    Some(Learned {
        predictor: Predictor::from_bytes(table, items).ok()?,
        prior_hash: u64::from_le_bytes(*prior_hash),
    })
}

pub(crate) fn account_to_bytes(choices: Choices, entered: &[Item], planner: &Planner) -> Vec<u8> {
    let off = if choices.is_off { OFF } else { 0 };
    let metered = if choices.metered_agreed { METERED } else { 0 };
    let mut bytes = vec![VERSION, off | metered];
    bytes.extend((entered.len() as u16).to_le_bytes());
    for item in entered {
        bytes.extend(item.to_le_bytes());
    }
    bytes.extend(planner.account_to_bytes());
    bytes
}

/// Choices, what was entered since the table was written, and the planner's part.
pub(crate) fn account_from_bytes(bytes: &[u8]) -> Option<(Choices, Vec<Item>, &[u8])> {
    let ([version, choices], rest) = bytes.split_first_chunk()?;
    let choices = Choices {
        is_off: choices & OFF != 0,
        metered_agreed: choices & METERED != 0,
    };
    // What the player chose stands there in every version.
    if *version != VERSION {
        return Some((choices, Vec::new(), &[]));
    }
    let (count, rest) = rest.split_first_chunk()?;
    let (items, account) = rest.split_at_checked(usize::from(u16::from_le_bytes(*count)) * 2)?;
    let item = |item: &[u8]| Item::from_le_bytes([item[0], item[1]]);
    Some((choices, items.chunks_exact(2).map(item).collect(), account))
}

fn of_this_version(bytes: &[u8]) -> Option<&[u8]> {
    let (version, rest) = bytes.split_first()?;
    (*version == VERSION).then_some(rest)
}
