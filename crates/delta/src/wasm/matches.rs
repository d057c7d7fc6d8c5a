//! Where the last instructions stood in the old code, so that what followed there foretells what is put in here.
//!
//! The idea is that of match models in context mixing (Mahoney, "Data Compression Explained", section 4.3), on
//! instructions instead of bytes. Deliberately absent: how what is foretold is coded.

use core::ops::Range;

use super::instruction::{Kind, Operand, read_instruction, read_locals, shape};
use super::maps::{FIRST_ADDRESS, Maps};
use crate::model::hash;

/// How many instructions must agree before what followed them is believed.
pub(super) const REACH: usize = 6;
const FACTOR: u32 = 0x9e37_79b1;
/// [`FACTOR`] to the power of [`REACH`].
const LEAVING: u32 = FACTOR.wrapping_pow(REACH as u32);
/// A match tells of no more locals.
const MAX_LOCALS: usize = 256;
const MIN_LOG2: u32 = 10;
const MAX_LOG2: u32 = 20;

/// What an instruction adds to the key of a place: numbers that differ from function to function are left out.
#[inline(always)]
pub(super) fn key_with(key: u32, kind: Kind, value: i64) -> u32 {
    match kind {
        Kind::Function | Kind::Type | Kind::Global | Kind::Local | Kind::Block => key,
        Kind::I32 | Kind::Offset if value >= FIRST_ADDRESS => key,
        _ => hash(key, value as u32),
    }
}

/// The key of the place after instructions with these keys, the newest first.
fn place(keys: &[u32; REACH]) -> u32 {
    keys.iter()
        .rev()
        .fold(0u32, |place, key| moved(place, *key))
}

/// The key of the place one instruction on.
fn moved(place: u32, key: u32) -> u32 {
    place.wrapping_mul(FACTOR).wrapping_add(key)
}

/// An index of the old code, and the place in it that is followed.
pub(super) struct Matches<'a> {
    old: &'a [u8],
    /// Keys of places and where they are in `old`.
    table: Vec<(u32, u32)>,
    /// The next instruction foretold, if any, and where it ends.
    op: Option<u16>,
    operands: Vec<Operand>,
    end: usize,
    /// Old and new locals, as far as this match told.
    locals: Vec<(i64, i64)>,
    /// How many instructions in a row were foretold.
    pub(super) length: u32,
    /// Which of the last ones were, the newest lowest.
    pub(super) hits: u32,
}

impl<'a> Matches<'a> {
    pub(super) fn new(old: &'a [u8], bodies: &[Range<usize>]) -> Self {
        let bytes: usize = bodies.iter().map(Range::len).sum();
        let log2 = (usize::BITS - (bytes / 4).leading_zeros()).clamp(MIN_LOG2, MAX_LOG2);
        let mut matches = Self {
            old,
            table: vec![(0, 0); 1 << log2],
            op: None,
            operands: Vec::new(),
            end: 0,
            locals: Vec::new(),
            length: 0,
            hits: 0,
        };
        bodies.iter().for_each(|body| matches.learn(body));
        matches
    }

    fn learn(&mut self, body: &Range<usize>) {
        let mut rest = &self.old[body.clone()];
        if read_locals(&mut rest, &mut self.operands).is_none() {
            return;
        }
        let (mut keys, mut place, mut newest) = ([0u32; REACH], 0u32, 0);
        while let Some(key) = read_key(&mut rest, &mut self.operands) {
            place = moved(place, key).wrapping_sub(keys[newest].wrapping_mul(LEAVING));
            keys[newest] = key;
            newest = (newest + 1) % REACH;
            let spot = self.spot(place);
            self.table[spot] = (place, (body.end - rest.len()) as u32);
        }
    }

    fn spot(&self, place: u32) -> usize {
        hash(place, 0) as usize & (self.table.len() - 1)
    }

    /// The operation foretold after the instructions with these keys.
    pub(super) fn foretold(&mut self, keys: &[u32; REACH]) -> Option<u16> {
        if self.op.is_none() {
            let place = place(keys);
            let (found, at) = self.table[self.spot(place)];
            if found == place && at > 0 {
                self.length = 0;
                self.locals.clear();
                self.read(at as usize);
            }
        }
        self.op
    }

    /// The operand foretold, if the operation came true.
    pub(super) fn operand(&self, index: usize, maps: &Maps) -> Option<Operand> {
        let operand = self.operands.get(index)?;
        let known = |(old, new): &(i64, i64)| (*old == operand.value).then_some(*new);
        let value = match operand.kind {
            Kind::Local => self.locals.iter().rev().find_map(known),
            kind => Some(maps.carried(kind, operand.value)),
        };
        Some(operand.with_value(value.unwrap_or(operand.value)))
    }

    /// Takes note of the operand that came.
    pub(super) fn learn_operand(&mut self, index: usize, new: i64) {
        let local = self
            .operands
            .get(index)
            .filter(|old| old.kind == Kind::Local);
        if let Some(old) = local
            && self.locals.len() < MAX_LOCALS
        {
            self.locals.push((old.value, new));
        }
    }

    /// Goes on behind the instruction foretold when it came, leaves the place when another came.
    pub(super) fn follow(&mut self, op: u16) {
        let Some(foretold) = self.op else { return };
        let is_hit = foretold == op;
        self.hits = self.hits << 1 | u32::from(is_hit);
        if is_hit {
            self.length += 1;
            self.read(self.end);
        } else {
            self.op = None;
        }
    }

    pub(super) fn leave(&mut self) {
        self.op = None;
        self.hits = 0;
    }

    fn read(&mut self, at: usize) {
        let mut rest = self.old.get(at..).unwrap_or_default();
        self.op = read_instruction(&mut rest, &mut self.operands);
        self.end = self.old.len() - rest.len();
    }
}

/// Reads past an instruction; gives its key.
#[inline(always)]
fn read_key(rest: &mut &[u8], operands: &mut Vec<Operand>) -> Option<u32> {
    let (&op, after) = rest.split_first()?;
    let Some(kinds) = PLAIN[usize::from(op)] else {
        let op = read_instruction(rest, operands)?;
        let key = |key, it: &Operand| key_with(key, it.kind, it.value);
        return Some(operands.iter().fold(u32::from(op) + 1, key));
    };
    *rest = after;
    let mut key = u32::from(op) + 1;
    for kind in kinds {
        key = key_with(key, *kind, Operand::read(rest, *kind)?.value);
    }
    Some(key)
}

/// The operands of operations of one byte without lists of operands.
const PLAIN: [Option<&[Kind]>; 256] = {
    let mut plain = [None; 256];
    let mut op = 0;
    while op < 0xfc {
        if op != 0x0e && op != 0x1c {
            plain[op as usize] = shape(op);
        }
        op += 1;
    }
    plain
};
