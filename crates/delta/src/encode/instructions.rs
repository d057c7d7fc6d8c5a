//! Finds the steps that tell a body by another: common ends, then rare runs as anchors, then the cheapest path between.
//!
//! Deliberately absent: what the steps cost exactly; the weights are rounded from measured bits.

use crate::model::hash;
use crate::wasm::codec::Step;
use crate::wasm::instruction::Body;
use crate::wasm::maps::Maps;

/// Most cells that one exact search may fill.
const MAX_CELLS: usize = 6_000_000;
const INSERTED: u32 = 12;
const DELETED: u32 = 2;
const PATCHED: u32 = 6;
/// What it costs to leave off copying.
const OPENED: u32 = 5;

/// How to make `new` out of `old`, given what `maps` predict.
pub(super) fn steps(old: &Body, new: &Body, maps: &Maps) -> Vec<Step> {
    let mut search = Search {
        old: tokens(old, Some(maps)),
        new: tokens(new, None),
        steps: Vec::new(),
    };
    search.between(0..old.len(), 0..new.len(), 12);
    search.steps
}

/// An instruction: what it is wholly, and what must agree for a copy.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Token {
    whole: u32,
    form: u32,
}

fn tokens(body: &Body, maps: Option<&Maps>) -> Vec<Token> {
    let token = |at: usize| {
        let operands = body.operands(at);
        let form = hash(u32::from(body.ops[at]), operands.len() as u32);
        let value = |operand| maps.map_or(0, |maps| maps.predict(operand));
        let whole = operands.iter().fold(form, |whole, operand| {
            let value = if maps.is_some() {
                value(operand)
            } else {
                operand.value
            };
            hash(hash(whole, value as u32), (value >> 32) as u32)
        });
        Token { whole, form }
    };
    (0..body.len()).map(token).collect()
}

struct Search {
    old: Vec<Token>,
    new: Vec<Token>,
    steps: Vec<Step>,
}

type Span = core::ops::Range<usize>;

impl Search {
    fn between(&mut self, mut old: Span, mut new: Span, run: usize) {
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            self.steps.push(Step::Copy);
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        let mut behind = 0;
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            behind += 1;
            (old.end, new.end) = (old.end - 1, new.end - 1);
        }
        self.middle(old, new, run);
        self.steps.extend(core::iter::repeat_n(Step::Copy, behind));
    }

    fn middle(&mut self, old: Span, new: Span, run: usize) {
        if old.is_empty() || new.is_empty() {
            self.replace(old.len(), new.len());
        } else if (old.len() + 1).saturating_mul(new.len() + 1) <= MAX_CELLS / 6 || run == 0 {
            self.cheapest(old, new);
        } else {
            self.anchored(old, new, run);
        }
    }

    fn replace(&mut self, deleted: usize, inserted: usize) {
        self.steps
            .extend(core::iter::repeat_n(Step::Insert, inserted));
        self.steps
            .extend(core::iter::repeat_n(Step::Delete, deleted));
    }

    /// Divides at runs that both have exactly once, in the longest order that both keep.
    fn anchored(&mut self, old: Span, new: Span, run: usize) {
        let whole = |token: &Token| token.whole;
        let form = |token: &Token| token.form;
        let mut anchors = increasing(shared(
            &self.old[old.clone()],
            &self.new[new.clone()],
            run,
            whole,
        ));
        if anchors.is_empty() {
            anchors = increasing(shared(
                &self.old[old.clone()],
                &self.new[new.clone()],
                run,
                form,
            ));
        }
        if anchors.is_empty() {
            return self.middle(old, new, run / 2);
        }
        let (mut old_at, mut new_at) = (old.start, new.start);
        for (old_anchor, new_anchor) in anchors {
            let (old_anchor, new_anchor) = (old.start + old_anchor, new.start + new_anchor);
            if old_anchor < old_at || new_anchor < new_at {
                continue;
            }
            self.between(old_at..old_anchor, new_at..new_anchor, run / 2);
            self.steps.extend(core::iter::repeat_n(Step::Copy, run));
            (old_at, new_at) = (old_anchor + run, new_anchor + run);
        }
        self.between(old_at..old.end, new_at..new.end, run / 2);
    }

    /// The path of least cost through all alignments, within a band when there are too many.
    fn cheapest(&mut self, old: Span, new: Span) {
        let (rows, columns) = (new.len() + 1, old.len() + 1);
        if rows.saturating_mul(columns) > MAX_CELLS {
            // Halves are told apart from each other: never the best, always bounded.
            let (old_half, new_half) = (old.start + old.len() / 2, new.start + new.len() / 2);
            self.between(old.start..old_half, new.start..new_half, 0);
            return self.between(old_half..old.end, new_half..new.end, 0);
        }
        let far = u32::MAX / 2;
        // Costs of ending in a copy and of ending in a gap; from where each came.
        let mut copies = vec![far; columns];
        let mut gaps = vec![far; columns];
        let mut from = vec![0u8; rows * columns];
        copies[0] = 0;
        for column in 1..columns {
            gaps[column] = OPENED + DELETED * column as u32;
            from[column] = FROM_DELETE | if column == 1 { OPENING } else { 0 };
        }
        for row in 1..rows {
            let mut diagonal = (copies[0], gaps[0]);
            let opens = copies[0] + OPENED <= gaps[0];
            gaps[0] = gaps[0].min(copies[0] + OPENED) + INSERTED;
            copies[0] = far;
            from[row * columns] = FROM_INSERT | if opens { OPENING } else { 0 };
            let made = self.new[new.start + row - 1];
            for column in 1..columns {
                let above = (copies[column], gaps[column]);
                let had = self.old[old.start + column - 1];
                let mut came = 0;
                copies[column] = if had.form == made.form {
                    came |= if diagonal.1 < diagonal.0 {
                        COPY_AFTER_GAP
                    } else {
                        0
                    };
                    diagonal.0.min(diagonal.1) + if had.whole == made.whole { 0 } else { PATCHED }
                } else {
                    far
                };
                let insert = above.1.min(above.0 + OPENED) + INSERTED;
                let left = (copies[column - 1], gaps[column - 1]);
                let delete = left.1.min(left.0 + OPENED) + DELETED;
                if insert <= delete {
                    came |= FROM_INSERT
                        | if above.0 + OPENED < above.1 {
                            OPENING
                        } else {
                            0
                        };
                    gaps[column] = insert;
                } else {
                    came |= FROM_DELETE | if left.0 + OPENED < left.1 { OPENING } else { 0 };
                    gaps[column] = delete;
                }
                from[row * columns + column] = came;
                diagonal = above;
            }
        }
        let in_gap = gaps[columns - 1] < copies[columns - 1];
        self.trace(&from, columns, rows - 1, in_gap);
    }

    fn trace(&mut self, from: &[u8], columns: usize, mut row: usize, mut in_gap: bool) {
        let mut column = columns - 1;
        let start = self.steps.len();
        while row > 0 || column > 0 {
            let came = from[row * columns + column];
            if !in_gap {
                self.steps.push(Step::Copy);
                in_gap = came & COPY_AFTER_GAP != 0;
                (row, column) = (row - 1, column - 1);
                continue;
            }
            in_gap = came & OPENING == 0;
            if came & FROM_INSERT != 0 {
                self.steps.push(Step::Insert);
                row -= 1;
            } else {
                self.steps.push(Step::Delete);
                column -= 1;
            }
        }
        self.steps[start..].reverse();
    }
}

const COPY_AFTER_GAP: u8 = 1;
const FROM_INSERT: u8 = 2;
const FROM_DELETE: u8 = 4;
const OPENING: u8 = 8;

/// Where both have a run of `length` that each has only once.
fn shared(
    old: &[Token],
    new: &[Token],
    length: usize,
    key: impl Fn(&Token) -> u32 + Copy,
) -> Vec<(usize, usize)> {
    let old = singles(old, length, key);
    let new = singles(new, length, key);
    let mut pairs = Vec::new();
    let mut at = 0;
    for (run, new_at) in new {
        while at < old.len() && old[at].0 < run {
            at += 1;
        }
        if let Some((_, old_at)) = old.get(at).filter(|found| found.0 == run) {
            pairs.push((*old_at, new_at));
        }
    }
    pairs.sort_unstable_by_key(|pair| pair.1);
    pairs
}

fn singles(tokens: &[Token], length: usize, key: impl Fn(&Token) -> u32) -> Vec<(u64, usize)> {
    let run = |tokens: &[Token]| {
        tokens.iter().fold(0u64, |run, token| {
            (run ^ u64::from(key(token)))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(23)
        })
    };
    let mut runs: Vec<(u64, usize)> = tokens
        .windows(length.max(1))
        .enumerate()
        .map(|(at, it)| (run(it), at))
        .collect();
    runs.sort_unstable();
    let is_single = |at: usize| {
        (at == 0 || runs[at - 1].0 != runs[at].0)
            && (at + 1 == runs.len() || runs[at + 1].0 != runs[at].0)
    };
    (0..runs.len())
        .filter(|at| is_single(*at))
        .map(|at| runs[at])
        .collect()
}

/// The longest part of `pairs`, sorted by the second, whose firsts increase.
fn increasing(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; pairs.len()];
    for (at, pair) in pairs.iter().enumerate() {
        let length = tails.partition_point(|tail| pairs[*tail].0 < pair.0);
        if length > 0 {
            before[at] = tails[length - 1];
        }
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut chosen = Vec::new();
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    while at != usize::MAX {
        chosen.push(pairs[at]);
        at = before[at];
    }
    chosen.reverse();
    chosen
}
