//! What was found once: a module is coded several times with models of different sizes, which changes no step.
//!
//! Deliberately absent: the searches.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{instructions, pieces};
use crate::blob::Piece;
use crate::wasm::codec::Step;
use crate::wasm::instruction::Body;
use crate::wasm::maps::Maps;

/// Divisions by the texts' lengths and digests; steps by the number of the function.
#[derive(Default)]
pub(super) struct Found {
    pieces: RefCell<BTreeMap<[u64; 4], Vec<Piece>>>,
    steps: RefCell<BTreeMap<usize, Vec<Step>>>,
}

impl Found {
    pub(super) fn pieces(&self, old: &[u8], new: &[u8]) -> Vec<Piece> {
        let key = [old.len() as u64, digest(old), new.len() as u64, digest(new)];
        let mut known = self.pieces.borrow_mut();
        let found = known.entry(key).or_insert_with(|| pieces::pieces(old, new));
        found.clone()
    }

    pub(super) fn steps(&self, index: usize, old: &Body, new: &Body, maps: &Maps) -> Vec<Step> {
        let mut known = self.steps.borrow_mut();
        let found = known
            .entry(index)
            .or_insert_with(|| instructions::steps(old, new, maps));
        found.clone()
    }
}

fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    })
}
