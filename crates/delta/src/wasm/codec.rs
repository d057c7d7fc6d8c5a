//! One function's body told by an old one: instructions taken over with predicted operands, patched, put in, left out.
//!
//! Written once for both directions; a reader has no [`Target`]. Deliberately absent: how the steps are chosen.

mod history;

use core::ops::Range;

use history::History;

use super::carry;
use super::instruction::{
    Body, Form, Kind, OP_BITS, Operand, extra_operands, listed, shape, write_op,
};
use super::maps::Maps;
use super::matches::Matches;
use crate::Error;
use crate::coder::Coder;
use crate::flags::Flags;
use crate::model::{INPUTS, Model, hash};

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
const MIX_PAGED: usize = 6;
const MIX_SAME: usize = 7;
const MIX_VALUE: usize = 8;
const MIX_DELTA: usize = 32;
/// Three mixers from here on.
const MIX_FORETOLD: usize = 56;
const FLAG_BITS: u32 = 16;
/// Operations from here on do not fit a byte or are rare: they are told after this one.
const OP_PAGED: u32 = 0xfc;

/// Codes bodies one after another.
pub(crate) struct Codec<'a> {
    pub(crate) model: Model,
    matches: Option<Matches<'a>>,
    /// Which of the last operands foretold came, the newest lowest.
    foretold_hits: u32,
    flags: Flags,
    pub(crate) maps: Maps,
    history: History,
}

impl<'a> Codec<'a> {
    pub(crate) fn new(model: Model, maps: Maps) -> Self {
        Self {
            model,
            matches: None,
            foretold_hits: 0,
            flags: Flags::new(FLAG_BITS),
            maps,
            history: History::default(),
        }
    }

    /// Looks for what is put in among the `bodies` in `old` too.
    pub(crate) fn with_matches(mut self, old: &'a [u8], bodies: &[Range<usize>]) -> Self {
        self.matches = Some(Matches::new(old, bodies));
        self
    }

    /// Codes whether a body is the `old` one carried over; if so, writes it to `out`.
    pub(crate) fn is_carried<C: Coder>(
        &mut self,
        coder: &mut C,
        old: &[u8],
        new: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> bool {
        self.maps.begin_function();
        let start = out.len();
        if new.is_some() {
            carry::body(old, &self.maps, out);
        }
        let is_carried = new.is_some_and(|new| out[start..] == *new);
        out.truncate(start);
        let contexts = self.history.perfect_contexts(old.len());
        let is_carried = self
            .model
            .symbol(coder, &contexts, MIX_PERFECT, 1, u32::from(is_carried))
            == 1;
        self.history.begin_function(is_carried);
        if is_carried {
            carry::body(old, &self.maps, out);
        }
        is_carried
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
        if let Some(matches) = &mut self.matches {
            matches.leave();
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
            if let Some(matches) = &mut self.matches {
                match action {
                    DELETE => {}
                    _ => matches.follow(self.history.op()),
                }
            }
            at += usize::from(action != INSERT);
            made += usize::from(action != DELETE);
            step += 1;
            checked(coder, out, limit)?;
        }
    }

    fn moved(&self, operand: &Operand) -> Operand {
        operand.with_value(self.maps.predict(operand))
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
        let next = old.ops.get(at + 1).copied().unwrap_or_default();
        let value = old.operands(at).first().map_or(0, |it| it.value as u32);
        let (history, model) = (&self.history, &mut self.model);
        let is_same = self.flags.flag_with(
            coder,
            history.same_contexts(op),
            u32::from(want == SAME),
            |coder, case, bit| {
                let contexts = history.doubt_contexts(op, next, value);
                model.decision(coder, &contexts, MIX_SAME, case, bit)
            },
        );
        if is_same == 1 {
            return SAME;
        }
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
            let form = self.form(coder, guess.kind, value, want.form);
            return Operand {
                value,
                form,
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
        let want = new.map_or(0, |new| new.0);
        let keys = self.history.keys();
        let foretold = self.matches.as_mut().and_then(|it| it.foretold(keys));
        let op = self.inserted_op(coder, foretold, here, want);
        let kinds = shape(op).ok_or(Error::Damaged {
            at: out.len() as u64,
        })?;
        write_op(out, op);
        self.history.begin(op);
        let beside = if at < old.len() {
            old.operands(at).first().map_or(0, |it| it.value as u32)
        } else {
            0
        };
        let place = (beside, foretold == Some(op));
        let mut index = 0;
        for kind in kinds {
            let value = self.inserted(coder, *kind, place, new, index, out);
            index += 1;
            for _ in 0..extra_operands(*kind, op, value) {
                self.inserted(coder, listed(op), place, new, index, out);
                index += 1;
                checked(coder, out, limit)?;
            }
        }
        Ok(())
    }

    fn inserted_op<C: Coder>(
        &mut self,
        coder: &mut C,
        foretold: Option<u16>,
        here: u32,
        want: u16,
    ) -> u16 {
        let mut contexts = self.history.op_contexts(here);
        if let (Some(matches), Some(foretold)) = (&self.matches, foretold) {
            let near = self.history.foretold_contexts(foretold, matches.hits, here);
            let case = matches.length.min(15) as usize;
            let is_it = u32::from(want == foretold);
            let is_it = self.model.decision(coder, &near, MIX_FORETOLD, case, is_it);
            if is_it == 1 {
                return foretold;
            }
            contexts[5] = hash(0x506, u32::from(foretold));
        }
        let want = u32::from(want);
        let byte = self
            .model
            .symbol(coder, &contexts, MIX_OP, 8, want.min(OP_PAGED));
        if byte < OP_PAGED {
            return byte as u16;
        }
        let contexts = contexts.map(|context| hash(context, OP_PAGED));
        self.model
            .symbol(coder, &contexts, MIX_PAGED, OP_BITS, want) as u16
    }

    fn inserted<C: Coder>(
        &mut self,
        coder: &mut C,
        kind: Kind,
        (beside, is_foretold): (u32, bool),
        new: Option<(u16, &[Operand])>,
        index: usize,
        out: &mut Vec<u8>,
    ) -> i64 {
        let want = new.map(|new| &new.1[index]);
        let matches = self.matches.as_ref().filter(|_| is_foretold);
        let guess = matches.and_then(|it| it.operand(index, &self.maps));
        let guess = guess.filter(|guess| guess.kind == kind);
        let operand = match guess {
            Some(guess) => self.foretold(coder, guess, want),
            None => {
                let contexts = self.history.value_contexts(kind, hash(2, beside));
                self.operand(coder, &contexts, kind, want)
            }
        };
        if let (Some(matches), true) = (&mut self.matches, is_foretold) {
            matches.learn_operand(index, operand.value);
        }
        operand.write(out);
        self.history.operand(&operand);
        operand.value
    }

    /// Codes an operand that a match foretold.
    fn foretold<C: Coder>(
        &mut self,
        coder: &mut C,
        guess: Operand,
        want: Option<&Operand>,
    ) -> Operand {
        let kind = guess.kind as usize;
        let is_it = u32::from(want == Some(&guess));
        let contexts = self
            .history
            .foretold_operand_contexts(&guess, self.foretold_hits);
        let mixer = MIX_FORETOLD + 1 + kind / 16;
        let is_it = self
            .model
            .decision(coder, &contexts, mixer, kind % 16, is_it);
        self.foretold_hits = self.foretold_hits << 1 | is_it;
        if is_it == 1 {
            return guess;
        }
        let contexts = self
            .history
            .value_contexts(guess.kind, hash(3, guess.value as u32));
        self.operand(coder, &contexts, guess.kind, want)
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
        let value = limited(kind, value);
        let form = want.map_or(Form::Shortest, |want| want.form);
        let form = self.form(coder, kind, value, form);
        Operand { kind, form, value }
    }

    fn form<C: Coder>(&mut self, coder: &mut C, kind: Kind, value: i64, want: Form) -> Form {
        if matches!(kind, Kind::Byte | Kind::Raw4 | Kind::Raw8) {
            return Form::Shortest;
        }
        // Where its sign would matter, a number may be written as if it had one.
        let is_signed = u32::from((64..128).contains(&value));
        let contexts = [0, 1].map(|turn| [hash(kind as u32, 0x7ad + 2 * is_signed + turn); 2]);
        let is_shortest = u32::from(want == Form::Shortest);
        if self.flags.flag(coder, contexts[0], is_shortest) == 1 {
            return Form::Shortest;
        }
        let is_widest = u32::from(want == Form::Widest);
        match self.flags.flag(coder, contexts[1], is_widest) {
            1 => Form::Widest,
            _ => Form::Signed,
        }
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
