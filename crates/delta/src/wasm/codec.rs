//! One function's body told by an old one: instructions taken over with predicted operands, patched, put in, left out.
//!
//! Written once for both directions; a reader has no [`Target`]. Deliberately absent: how the steps are chosen.

mod history;

use history::History;

use super::instruction::{Body, Kind, OP_BITS, Operand, extra_operands, listed, shape, write_op};
use super::maps::Maps;
use crate::Error;
use crate::coder::Coder;
use crate::model::{Flags, INPUTS, Model, hash};

/// What happens to the instruction at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "only a writer has steps")]
pub(crate) enum Step {
    /// It is taken over; its operands may differ.
    Copy,
    /// A new one is put before it.
    Insert,
    /// It is left out.
    Delete,
}

/// What a writer knows and a reader does not.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) new: &'a Body,
    pub(crate) steps: &'a [Step],
}

const PATCH: u32 = 0;
const INSERT: u32 = 1;
const DELETE: u32 = 2;
const END: u32 = 3;
const SAME: u32 = 4;

const MIX_ACTION: usize = 0;
const MIX_OP: usize = 1;
const MIX_MISS: usize = 2;
const MIX_FORM: usize = 3;
const MIX_PERFECT: usize = 4;
const MIX_VALUE: usize = 8;
const MIX_DELTA: usize = 32;
const FLAG_BITS: u32 = 16;

/// Codes bodies one after another.
pub(crate) struct Codec {
    pub(crate) model: Model,
    flags: Flags,
    pub(crate) maps: Maps,
    history: History,
}

impl Codec {
    pub(crate) fn new(model: Model, maps: Maps) -> Self {
        Self {
            model,
            flags: Flags::new(FLAG_BITS),
            maps,
            history: History::default(),
        }
    }

    /// Codes a body; writes it to `out`, which may grow to `limit` bytes.
    pub(crate) fn body<C: Coder>(
        &mut self,
        coder: &mut C,
        old: &Body,
        target: Option<Target<'_>>,
        out: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(), Error> {
        self.maps.begin_function();
        let is_perfect = target.is_some_and(|target| self.is_perfect(old, target.new));
        let contexts = self.history.perfect_contexts(old.len());
        let is_perfect = self
            .model
            .symbol(coder, &contexts, MIX_PERFECT, 1, u32::from(is_perfect))
            == 1;
        self.history.begin_function(is_perfect);
        if is_perfect {
            (0..old.len()).for_each(|at| self.same(old, at, out));
            return checked(coder, out, limit);
        }
        let (mut at, mut made, mut step) = (0, 0, 0);
        loop {
            let want = target.map_or(END, |target| self.wanted(old, at, target, made, step));
            let action = self.action(coder, old, at, want);
            match action {
                SAME => self.same(old, at, out),
                PATCH => self.patch(
                    coder,
                    old,
                    at,
                    target.map(|target| target.new.operands(made)),
                    out,
                ),
                INSERT => {
                    let new =
                        target.map(|target| (target.new.ops[made], target.new.operands(made)));
                    self.insert(coder, (old, at), new, out, limit)?;
                }
                DELETE => {}
                _ => return Ok(()),
            }
            self.history.act(action);
            at += usize::from(action != INSERT);
            made += usize::from(action != DELETE);
            step += 1;
            checked(coder, out, limit)?;
        }
    }

    fn moved(&self, operand: &Operand) -> Operand {
        Operand {
            value: self.maps.predict(operand),
            ..*operand
        }
    }

    fn is_perfect(&self, old: &Body, new: &Body) -> bool {
        old.ops == new.ops && (0..old.len()).all(|at| self.is_predicted(old, at, new, at))
    }

    fn is_predicted(&self, old: &Body, at: usize, new: &Body, made: usize) -> bool {
        let (old, new) = (old.operands(at), new.operands(made));
        old.len() == new.len()
            && old
                .iter()
                .zip(new)
                .all(|(old, new)| self.moved(old) == *new)
    }

    fn wanted(&self, old: &Body, at: usize, target: Target<'_>, made: usize, step: usize) -> u32 {
        match target.steps.get(step) {
            Some(Step::Copy) if self.is_predicted(old, at, target.new, made) => SAME,
            Some(Step::Copy) => PATCH,
            Some(Step::Insert) => INSERT,
            Some(Step::Delete) => DELETE,
            None => END,
        }
    }

    fn action<C: Coder>(&mut self, coder: &mut C, old: &Body, at: usize, want: u32) -> u32 {
        let Some(&op) = old.ops.get(at) else {
            let contexts = self.history.action_contexts(u32::MAX, 0);
            let more =
                self.model
                    .symbol(coder, &contexts, MIX_ACTION, 1, u32::from(want == INSERT));
            return if more == 1 { INSERT } else { END };
        };
        let contexts = self.history.same_contexts(op);
        if self.flags.flag(coder, contexts, u32::from(want == SAME)) == 1 {
            return SAME;
        }
        let next = old.ops.get(at + 1).copied().unwrap_or_default();
        let contexts = self.history.action_contexts(u32::from(op), u32::from(next));
        self.model.symbol(coder, &contexts, MIX_ACTION, 2, want & 3)
    }

    fn same(&mut self, old: &Body, at: usize, out: &mut Vec<u8>) {
        let op = old.ops[at];
        write_op(out, op);
        self.history.begin(op);
        for operand in old.operands(at) {
            let new = self.moved(operand);
            new.write(out);
            self.history.operand(&new);
        }
    }

    fn patch<C: Coder>(
        &mut self,
        coder: &mut C,
        old: &Body,
        at: usize,
        new: Option<&[Operand]>,
        out: &mut Vec<u8>,
    ) {
        let op = old.ops[at];
        write_op(out, op);
        self.history.begin(op);
        for (index, operand) in old.operands(at).iter().enumerate() {
            let guess = self.moved(operand);
            let want = new.map_or(guess, |new| new[index]);
            let contexts = self.history.miss_contexts(&guess, index as u32);
            let miss = self
                .model
                .symbol(coder, &contexts, MIX_MISS, 1, u32::from(want != guess));
            let coded = if miss == 1 {
                self.missed(coder, &guess, want)
            } else {
                guess
            };
            if coded.value != guess.value {
                self.maps.learn(operand, coded.value);
            }
            coded.write(out);
            self.history.operand(&coded);
        }
    }

    /// Codes an operand that was predicted wrongly: anew, or by its distance from the prediction.
    fn missed<C: Coder>(&mut self, coder: &mut C, guess: &Operand, want: Operand) -> Operand {
        let kind = guess.kind as usize;
        let distance = want.value.wrapping_sub(guess.value);
        let is_near = self.history.is_near(guess, &want);
        let contexts = self.history.form_contexts(guess);
        let is_near = self
            .model
            .symbol(coder, &contexts, MIX_FORM, 1, u32::from(is_near))
            == 1;
        if is_near {
            let contexts = self.history.distance_contexts(guess);
            let distance = self
                .model
                .signed(coder, &contexts, MIX_DELTA + kind, distance);
            self.history.distance(guess.kind, distance);
            let value = limited(guess.kind, guess.value.wrapping_add(distance));
            let is_padded = self.padding(coder, guess.kind, want.is_padded);
            return Operand {
                value,
                is_padded,
                ..*guess
            };
        }
        let contexts = self
            .history
            .value_contexts(guess.kind, hash(1, guess.value as u32));
        self.operand(coder, &contexts, guess.kind, Some(&want))
    }

    fn insert<C: Coder>(
        &mut self,
        coder: &mut C,
        (old, at): (&Body, usize),
        new: Option<(u16, &[Operand])>,
        out: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(), Error> {
        let around = |at: Option<usize>| {
            at.and_then(|at| old.ops.get(at))
                .map_or(0, |op| u32::from(*op) + 1)
        };
        let here = hash(around(Some(at)), around(at.checked_sub(1)));
        let contexts = self.history.op_contexts(here);
        let op = self.model.symbol(
            coder,
            &contexts,
            MIX_OP,
            OP_BITS,
            new.map_or(0, |new| u32::from(new.0)),
        );
        let op = op as u16;
        let kinds = shape(op).ok_or(Error::Damaged {
            at: out.len() as u64,
        })?;
        write_op(out, op);
        self.history.begin(op);
        let mut index = 0;
        for kind in kinds {
            let value = self.inserted(coder, *kind, (old, at), new, index, out);
            index += 1;
            for _ in 0..extra_operands(*kind, op, value) {
                self.inserted(coder, listed(op), (old, at), new, index, out);
                index += 1;
                checked(coder, out, limit)?;
            }
        }
        Ok(())
    }

    fn inserted<C: Coder>(
        &mut self,
        coder: &mut C,
        kind: Kind,
        (old, at): (&Body, usize),
        new: Option<(u16, &[Operand])>,
        index: usize,
        out: &mut Vec<u8>,
    ) -> i64 {
        let beside = if at < old.len() {
            old.operands(at).first().map_or(0, |it| it.value as u32)
        } else {
            0
        };
        let contexts = self.history.value_contexts(kind, hash(2, beside));
        let operand = self.operand(coder, &contexts, kind, new.map(|new| &new.1[index]));
        operand.write(out);
        self.history.operand(&operand);
        operand.value
    }

    fn operand<C: Coder>(
        &mut self,
        coder: &mut C,
        contexts: &[u32; INPUTS],
        kind: Kind,
        want: Option<&Operand>,
    ) -> Operand {
        let value = want.map_or(0, |want| want.value);
        let mixer = MIX_VALUE + kind as usize;
        let value = match kind {
            Kind::Block | Kind::I32 | Kind::I64 => self.model.signed(coder, contexts, mixer, value),
            _ => self.model.value(coder, contexts, mixer, value as u64) as i64,
        };
        let is_padded = self.padding(coder, kind, want.is_some_and(|want| want.is_padded));
        Operand {
            kind,
            is_padded,
            value: limited(kind, value),
        }
    }

    fn padding<C: Coder>(&mut self, coder: &mut C, kind: Kind, want: bool) -> bool {
        if matches!(kind, Kind::Byte | Kind::Raw4 | Kind::Raw8) {
            return false;
        }
        let context = hash(kind as u32, 0x7ad);
        self.flags.flag(coder, [context, context], u32::from(!want)) == 0
    }
}

/// A value that its kind can hold; only a damaged patch says others.
fn limited(kind: Kind, value: i64) -> i64 {
    match kind {
        Kind::I64 | Kind::Raw8 => value,
        Kind::I32 | Kind::Block => i64::from(value as i32),
        Kind::Byte => value & 0xff,
        _ => i64::from(value as u32),
    }
}

fn checked<C: Coder>(coder: &C, out: &[u8], limit: usize) -> Result<(), Error> {
    if coder.is_exhausted() || out.len() > limit {
        return Err(Error::Damaged {
            at: out.len() as u64,
        });
    }
    Ok(())
}
