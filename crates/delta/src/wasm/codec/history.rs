//! What was coded last, as contexts for what comes next. Deliberately absent: probabilities.

use super::super::instruction::{KINDS, Kind, Operand};
use crate::model::{INPUTS, hash};

/// The recent past of the new module.
#[derive(Default)]
pub(super) struct History {
    ops: [u32; 4],
    /// The last instructions with their operands.
    whole: [u32; 3],
    last: [i64; KINDS],
    before: [i64; KINDS],
    distances: [i64; KINDS],
    actions: u32,
    perfect: u32,
}

impl History {
    pub(super) fn begin_function(&mut self, is_perfect: bool) {
        self.perfect = self.perfect << 1 | u32::from(is_perfect);
        self.ops = [0; 4];
        self.whole = [0; 3];
        self.actions = 0;
    }

    pub(super) fn begin(&mut self, op: u16) {
        let [a, b, c, _] = self.ops;
        self.ops = [u32::from(op) + 1, a, b, c];
        let [a, b, _] = self.whole;
        self.whole = [u32::from(op) + 1, a, b];
    }

    pub(super) fn operand(&mut self, operand: &Operand) {
        let kind = operand.kind as usize;
        self.before[kind] = self.last[kind];
        self.last[kind] = operand.value;
        self.whole[0] = hash(self.whole[0], operand.value as u32);
    }

    pub(super) fn act(&mut self, action: u32) {
        self.actions = self.actions << 3 | action;
    }

    pub(super) fn distance(&mut self, kind: Kind, distance: i64) {
        self.distances[kind as usize] = distance;
    }

    pub(super) fn is_near(&self, guess: &Operand, want: &Operand) -> bool {
        let distance = want.value.wrapping_sub(guess.value);
        let reach = match guess.kind {
            Kind::Local | Kind::Raw4 | Kind::Raw8 | Kind::Byte => 0,
            Kind::Function | Kind::Type => 8,
            _ => want.value.unsigned_abs() as i64 / 8,
        };
        distance != 0
            && (distance == self.distances[guess.kind as usize]
                || distance.unsigned_abs() < reach.max(0) as u64)
    }

    pub(super) fn perfect_contexts(&self, length: usize) -> [u32; INPUTS] {
        let size = usize::BITS - length.leading_zeros();
        contexts(
            0,
            [
                self.perfect & 1,
                self.perfect & 7,
                size,
                hash(size, self.perfect & 3),
                self.perfect & 255,
            ],
        )
    }

    pub(super) fn same_contexts(&self, op: u16) -> [u32; 2] {
        let op = u32::from(op) + 1;
        [
            hash(self.actions & 0xfff, 1) ^ hash(op, 7),
            hash(self.actions & 0x3ffff, 2),
        ]
    }

    pub(super) fn action_contexts(&self, op: u32, next: u32) -> [u32; INPUTS] {
        let recent = self.actions & 0x1ff;
        let values = [
            recent,
            hash(recent, op),
            hash(self.actions & 0x3fff_ffff, 0),
            hash(op, next),
            hash(self.ops[0], hash(op, recent & 7)),
        ];
        contexts(1, values)
    }

    pub(super) fn miss_contexts(&self, guess: &Operand, index: u32) -> [u32; INPUTS] {
        let kind = hash(guess.kind as u32, index);
        let values = [
            kind,
            hash(kind, self.ops[0]),
            hash(kind, guess.value as u32),
            hash(kind, self.actions & 0x1ff),
            hash(kind, self.ops[1]),
        ];
        contexts(2, values)
    }

    pub(super) fn form_contexts(&self, guess: &Operand) -> [u32; INPUTS] {
        let kind = guess.kind as u32;
        let size = 64 - guess.value.leading_zeros();
        let values = [
            kind,
            hash(kind, self.ops[0]),
            hash(kind, size),
            hash(kind, guess.value as u32),
            hash(kind, self.distances[guess.kind as usize] as u32),
        ];
        contexts(3, values)
    }

    pub(super) fn distance_contexts(&self, guess: &Operand) -> [u32; INPUTS] {
        let kind = guess.kind as u32;
        let last = self.distances[guess.kind as usize] as u32;
        let size = 64 - guess.value.leading_zeros();
        let values = [
            kind,
            hash(kind, last),
            hash(kind, self.ops[0]),
            hash(kind, size),
            hash(kind, guess.value as u32),
        ];
        contexts(4, values)
    }

    pub(super) fn op_contexts(&self, here: u32) -> [u32; INPUTS] {
        let [a, b, c, d] = self.ops;
        let two = hash(a, b);
        [
            hash(0x500, a),
            hash(0x501, two),
            hash(0x502, hash(two, c)),
            hash(0x503, hash(hash(two, c), d)),
            hash(0x504, hash(self.whole[0], self.whole[1])),
            hash(0x505, hash(here, a)),
        ]
    }

    pub(super) fn value_contexts(&self, kind: Kind, beside: u32) -> [u32; INPUTS] {
        let base = hash(kind as u32, 0x600);
        let [op, before, ..] = self.ops;
        let (last, older) = (
            self.last[kind as usize] as u32,
            self.before[kind as usize] as u32,
        );
        [
            hash(base, op),
            hash(base + 1, hash(op, before)),
            hash(base + 2, hash(last, op)),
            hash(base + 3, hash(hash(last, older), op)),
            hash(
                base + 4,
                hash(self.whole[0], hash(self.whole[1], self.whole[2])),
            ),
            hash(base + 5, hash(op, beside)),
        ]
    }
}

fn contexts(kind: u32, values: [u32; 5]) -> [u32; INPUTS] {
    let base = 0x1000 + (kind << 4);
    let [a, b, c, d, e] = values;
    [
        hash(base, 0),
        hash(base + 1, a),
        hash(base + 2, b),
        hash(base + 3, c),
        hash(base + 4, d),
        hash(base + 5, e),
    ]
}
