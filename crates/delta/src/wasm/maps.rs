//! Which number of the old module is which of the new one. Deliberately absent: how corrections are coded.
//!
//! What the sections tell is known from the start; the rest is learned from each correction, in the same order by
//! writer and reader, so that no map is transmitted.

use std::collections::BTreeMap;

use super::instruction::{Kind, Operand};

/// Constants from here on may be addresses.
const FIRST_ADDRESS: i64 = 1024;
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
    /// Small offsets and constants that moved in the function at hand.
    small: Vec<(Kind, i64, i64)>,
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
        self.locals.0.clear();
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
            Kind::I32 | Kind::Offset => {
                self.small
                    .retain(|(kind, value, _)| (*kind, *value) != (operand.kind, old));
                self.small.push((operand.kind, old, new));
            }
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

    /// The likely new value of an address.
    pub(crate) fn address(&self, old: i64) -> i64 {
        self.addresses.predict(old)
    }

    fn predict_small(&self, operand: &Operand) -> i64 {
        let same =
            |(kind, value, _): &&(Kind, i64, i64)| (*kind, *value) == (operand.kind, operand.value);
        self.small
            .iter()
            .find(same)
            .map_or(operand.value, |(_, _, new)| *new)
    }
}

/// Numbers that moved, each with those around it.
#[derive(Default)]
struct Shifts(BTreeMap<i64, i64>);

impl Shifts {
    fn predict(&self, old: i64) -> i64 {
        if self.0.is_empty() {
            return old;
        }
        let below = self.0.range(..=old).next_back();
        let above = self.0.range(old..).next();
        let shift = match (below, above) {
            (Some(below), Some(above)) if old - below.0 <= above.0 - old => below.1,
            (_, Some(above)) => above.1,
            (Some(below), None) => below.1,
            (None, None) => &0,
        };
        old.wrapping_add(*shift)
    }

    fn learn(&mut self, old: i64, new: i64) {
        self.0.insert(old, new.wrapping_sub(old));
    }
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
