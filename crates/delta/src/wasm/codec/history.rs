//! What was coded last, as contexts for what comes next. Deliberately absent: probabilities.

use super::super::instruction::{KINDS, Kind, OP_LOCALS, Operand};
use super::super::matches::{REACH, key_with};
use crate::model::{INPUTS, hash};

/// The recent past of the new module.
#[derive(Default)]
pub(super) struct History {
    ops: [u32; 4],
    /// The last instructions with their operands.
    whole: [u32; 3],
    /// What the last instructions are for an index.
    keys: [u32; REACH],
    last: [i64; KINDS],
    before: [i64; KINDS],
    distances: [i64; KINDS],
    actions: u32,
    perfect: u32,
    /// How many functions came before.
    function: u32,
}

impl History {
    pub(super) fn begin_function(&mut self, is_perfect: bool) {
        self.perfect = self.perfect << 1 | u32::from(is_perfect);
        self.function = self.function.wrapping_add(1);
        self.ops = [0; 4];
        self.whole = [0; 3];
        self.keys = [0; REACH];
        self.actions = 0;
    }

    pub(super) fn begin(&mut self, op: u16) {
        let [a, b, c, _] = self.ops;
        self.ops = [u32::from(op) + 1, a, b, c];
        let [x, y, _] = self.whole;
        self.whole = [u32::from(op) + 1, x, y];
        if a > u32::from(OP_LOCALS) {
            self.keys = [0; REACH];
        }
        self.keys.copy_within(..REACH - 1, 1);
        self.keys[0] = u32::from(op) + 1;
    }

    pub(super) fn operand(&mut self, operand: &Operand) {
        let kind = operand.kind as usize;
        self.before[kind] = self.last[kind];
        self.last[kind] = operand.value;
        self.whole[0] = hash(self.whole[0], operand.value as u32);
        self.keys[0] = key_with(self.keys[0], operand.kind, operand.value);
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

    pub(super) fn doubt_contexts(&self, op: u16, next: u16, value: u32) -> [u32; INPUTS] {
        let (op, next) = (u32::from(op) + 1, u32::from(next));
        let recent = self.actions & 0x3f;
        let here = hash(op, value);
        [
            hash(0x700, hash(self.actions & 0xfff, op)),
            hash(0x701, self.actions & 0x3ff_ffff),
            hash(0x702, hash(here, recent & 7)),
            hash(0x703, hash(hash(op, next), recent)),
            hash(
                0x704,
                hash(hash(self.ops[0], self.ops[1]), hash(op, recent)),
            ),
            hash(0x705, hash(hash(self.whole[0], here), recent & 7)),
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

    /// The last operation.
    pub(super) fn op(&self) -> u16 {
        self.ops[0].wrapping_sub(1) as u16
    }

    /// What the last instructions are for an index, the newest first.
    pub(super) fn keys(&self) -> &[u32; REACH] {
        &self.keys
    }

    pub(super) fn foretold_contexts(&self, op: u16, hits: u32, here: u32) -> [u32; INPUTS] {
        let op = u32::from(op) + 1;
        [
            hash(0x800, hits & 0xffff),
            hash(0x801, hash(op, hits & 0xff)),
            hash(0x802, hash(op, hash(self.ops[0], self.ops[1]))),
            hash(0x803, hash(op, hash(here, hits & 3))),
            hash(0x804, hash(op, self.whole[0])),
            hash(0x805, hash(op, hash(self.whole[0], self.whole[1]))),
        ]
    }

    pub(super) fn foretold_operand_contexts(&self, guess: &Operand, hits: u32) -> [u32; INPUTS] {
        let kind = guess.kind as u32;
        let value = guess.value as u32;
        let last = self.last[guess.kind as usize] as u32;
        [
            hash(0x900, hash(kind, hits & 0xf)),
            hash(0x901, hash(kind, hits & 0xfff)),
            hash(0x902, hash(kind, hash(self.ops[0], hits & 0xf))),
            hash(0x903, hash(kind, value)),
            hash(0x904, hash(kind, hash(value, self.whole[1]))),
            hash(0x905, hash(kind, hash(value, last))),
        ]
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
        if kind == Kind::Local {
            // Which local is which differs from function to function.
            let here = hash(self.function, op);
            return [
                hash(base, op),
                hash(base + 1, hash(op, before)),
                hash(base + 2, hash(here, last)),
                hash(base + 3, hash(hash(last, older), op)),
                hash(
                    base + 4,
                    hash(self.whole[0], hash(self.whole[1], self.whole[2])),
                ),
                hash(base + 5, hash(op, beside)),
            ];
        }
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
