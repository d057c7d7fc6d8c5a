//! Which number of the old module is which of the new one. Deliberately absent: how corrections are coded.
//!
//! What the sections tell is known from the start; the rest is learned from each correction, in the same order by
//! writer and reader, so that no map is transmitted.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::instruction::{Kind, Operand};

/// Constants from here on may be addresses.
pub(super) const FIRST_ADDRESS: i64 = 1024;
/// An old number that has no new one.
pub(crate) const NONE: u32 = u32::MAX;

/// What is known about numbers.
#[derive(Default)]
pub(crate) struct Maps {
    functions: Vec<u32>,
    types: Vec<u32>,
    addresses: Shifts,
    globals: Shifts,
    locals: Shifts,
    /// Small offsets and constants that moved in the function at hand, in order: an interpreter's loop has hundreds.
    small: Vec<((Kind, i64), i64)>,
}

impl Maps {
    /// Maps of functions and types, where each old number has its new one or [`NONE`].
    pub(crate) fn new(functions: Vec<u32>, types: Vec<u32>) -> Self {
        Self {
            functions: filled(functions),
            types: filled(types),
            ..Self::default()
        }
    }

    /// Forgets what held for one function only.
    pub(crate) fn begin_function(&mut self) {
        self.locals.clear();
        self.small.clear();
    }

    /// The likely new value of an old operand.
    pub(crate) fn predict(&self, operand: &Operand) -> i64 {
        let value = operand.value;
        match operand.kind {
            Kind::Function => mapped(&self.functions, value),
            Kind::Type => mapped(&self.types, value),
            Kind::Block if value >= 0 => mapped(&self.types, value),
            Kind::Global => self.globals.predict(value),
            Kind::Local => self.locals.predict(value),
            Kind::I32 | Kind::Offset if value >= FIRST_ADDRESS => self.addresses.predict(value),
            Kind::I32 | Kind::Offset | Kind::Label | Kind::I64 => self.predict_small(operand),
            _ => value,
        }
    }

    /// The likely new value where nothing of the function at hand was corrected yet.
    #[inline(always)]
    pub(crate) fn carried(&self, kind: Kind, value: i64) -> i64 {
        match kind {
            Kind::Function => mapped(&self.functions, value),
            Kind::Type => mapped(&self.types, value),
            Kind::Block if value >= 0 => mapped(&self.types, value),
            Kind::Global => self.globals.predict(value),
            Kind::I32 | Kind::Offset if value >= FIRST_ADDRESS => self.addresses.predict(value),
            _ => value,
        }
    }

    /// Takes note that a prediction was wrong.
    pub(crate) fn learn(&mut self, operand: &Operand, new: i64) {
        let old = operand.value;
        match operand.kind {
            Kind::Function => learn_mapped(&mut self.functions, old, new),
            Kind::Type => learn_mapped(&mut self.types, old, new),
            Kind::Block if old >= 0 => learn_mapped(&mut self.types, old, new),
            Kind::Global => self.globals.learn(old, new),
            Kind::Local => self.locals.learn(old, new),
            Kind::I32 | Kind::Offset if old >= FIRST_ADDRESS => self.addresses.learn(old, new),
            Kind::I32 | Kind::Offset => match self.small_spot(operand) {
                Ok(spot) => self.small[spot].1 = new,
                Err(spot) => self.small.insert(spot, ((operand.kind, old), new)),
            },
            _ => {}
        }
    }

    /// The new number of a function, as far as known.
    pub(crate) fn function(&self, old: i64) -> i64 {
        mapped(&self.functions, old)
    }

    /// The new number of a type, as far as known.
    pub(crate) fn of_type(&self, old: i64) -> i64 {
        mapped(&self.types, old)
    }

    /// The addresses that moved, in order, each with by how much.
    pub(super) fn moved_addresses(&self) -> Vec<(i64, i64)> {
        self.addresses.pairs().collect()
    }

    fn predict_small(&self, operand: &Operand) -> i64 {
        match self.small_spot(operand) {
            Ok(spot) => self.small[spot].1,
            Err(_) => operand.value,
        }
    }

    /// Where it is, or where it would be.
    fn small_spot(&self, operand: &Operand) -> Result<usize, usize> {
        let key = (operand.kind, operand.value);
        self.small.binary_search_by_key(&key, |(key, _)| *key)
    }
}

/// Numbers that moved, each with those around it.
#[derive(Default)]
struct Shifts {
    shifts: BTreeMap<i64, i64>,
    /// Between which two of them, with their shifts, was asked last: questions come in clusters.
    last: Cell<[(i64, i64); 2]>,
}

impl Shifts {
    fn predict(&self, old: i64) -> i64 {
        let mut around = self.last.get();
        if old <= around[0].0 || old >= around[1].0 {
            if self.shifts.is_empty() {
                return old;
            }
            around = self.around(old);
            self.last.set(around);
        }
        moved(old, around)
    }

    /// The nearest number at or below that moved, and the nearest at or above.
    fn around(&self, old: i64) -> [(i64, i64); 2] {
        let pair = |(number, shift): (&i64, &i64)| (*number, *shift);
        let below = self.shifts.range(..=old).next_back().map(pair);
        let above = self.shifts.range(old..).next().map(pair);
        ends(below, above)
    }

    fn pairs(&self) -> impl Iterator<Item = (i64, i64)> {
        let pair = |(number, shift): (&i64, &i64)| (*number, *shift);
        self.shifts.iter().map(pair)
    }

    fn learn(&mut self, old: i64, new: i64) {
        self.shifts.insert(old, new.wrapping_sub(old));
        self.last.take();
    }

    fn clear(&mut self) {
        self.shifts.clear();
        self.last.take();
    }
}

/// The likely new value of an address, where `pairs` are those that moved, in order, each with by how much.
pub(super) fn moved_among(pairs: &[(i64, i64)], old: i64) -> i64 {
    let after = pairs.partition_point(|pair| pair.0 <= old);
    let below = after.checked_sub(1).map(|index| pairs[index]);
    let above = below.filter(|pair| pair.0 == old);
    let above = above.or_else(|| pairs.get(after).copied());
    moved(old, ends(below, above))
}

/// Where one of the nearest two is missing, the other's shift counts.
fn ends(below: Option<(i64, i64)>, above: Option<(i64, i64)>) -> [(i64, i64); 2] {
    let shift = above.or(below).map_or(0, |pair| pair.1);
    let below = below.unwrap_or((i64::MIN / 2, shift));
    [below, above.unwrap_or((i64::MAX / 2, below.1))]
}

fn moved(old: i64, [below, above]: [(i64, i64); 2]) -> i64 {
    let is_nearer = old.wrapping_sub(below.0) <= above.0.wrapping_sub(old);
    let shift = if is_nearer { below.1 } else { above.1 };
    old.wrapping_add(shift)
}

fn mapped(map: &[u32], old: i64) -> i64 {
    let new = usize::try_from(old).ok().and_then(|old| map.get(old));
    new.map_or(old, |new| i64::from(*new))
}

fn learn_mapped(map: &mut [u32], old: i64, new: i64) {
    let spot = usize::try_from(old).ok().and_then(|old| map.get_mut(old));
    if let (Some(spot), Ok(new)) = (spot, u32::try_from(new)) {
        *spot = new;
    }
}

/// Gives what has no number the one after its predecessor's.
fn filled(mut map: Vec<u32>) -> Vec<u32> {
    let mut next = 0u32;
    for new in &mut map {
        if *new == NONE {
            *new = next;
        }
        next = new.wrapping_add(1);
    }
    map
}
