//! Finds for each new function the old one that tells it best. Deliberately absent: names, which builds often drop.
//!
//! First by equal content with numbers of functions, types, globals and addresses left out; then by the short runs of
//! operations that two bodies share, rare ones first.

use crate::model::hash;
use crate::wasm::instruction::{Body, Kind};
use crate::wasm::module::Module;

/// Operations in a run.
const RUN_OPS: usize = 5;
/// A run found in more old functions than this says nothing.
const COMMON: usize = 24;
/// Constants from here on may be addresses.
const FIRST_ADDRESS: i64 = 1024;

/// A function as far as matching goes.
struct Outline {
    content: u64,
    /// Runs of operations, sorted, each once.
    runs: Vec<u32>,
}

/// The old function for each new one.
pub(super) fn references(
    old: &[u8],
    old_module: &Module,
    new: &[u8],
    new_module: &Module,
) -> Vec<Option<usize>> {
    let old = outlines(old, old_module);
    let new = outlines(new, new_module);
    let mut references = by_content(&old, &new);
    by_runs(&old, &new, &mut references);
    references
}

fn outlines(bytes: &[u8], module: &Module) -> Vec<Outline> {
    let mut body = Body::default();
    let outline = |range: &core::ops::Range<usize>| match body.read(&bytes[range.clone()]) {
        Some(()) => outline(&body),
        None => opaque(&bytes[range.clone()]),
    };
    module.bodies.iter().map(outline).collect()
}

fn outline(body: &Body) -> Outline {
    let mut content = [1u32, 2];
    for at in 0..body.len() {
        let mut token = u32::from(body.ops[at]);
        for operand in body.operands(at) {
            let value = match operand.kind {
                Kind::Function | Kind::Type | Kind::Global => -1,
                Kind::Block if operand.value >= 0 => -1,
                Kind::I32 | Kind::Offset if operand.value >= FIRST_ADDRESS => -1,
                _ => operand.value,
            };
            token = hash(token, value as u32);
        }
        content = [
            hash(content[0], token),
            hash(content[1], token.rotate_left(7)),
        ];
    }
    let run = |ops: &[u16]| ops.iter().fold(0, |run, op| hash(run, u32::from(*op)));
    let mut runs: Vec<u32> = body
        .ops
        .windows(RUN_OPS.min(body.len().max(1)))
        .map(run)
        .collect();
    runs.sort_unstable();
    runs.dedup();
    Outline {
        content: u64::from(content[0]) << 32 | u64::from(content[1]),
        runs,
    }
}

/// The outline of a body that is not understood: its bytes stand for operations.
fn opaque(bytes: &[u8]) -> Outline {
    let fold = |bytes: &[u8]| {
        bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
        })
    };
    let mut runs: Vec<u32> = bytes
        .windows(2 * RUN_OPS)
        .map(|run| (fold(run) >> 32) as u32)
        .collect();
    runs.sort_unstable();
    runs.dedup();
    Outline {
        content: fold(bytes),
        runs,
    }
}

fn by_content(old: &[Outline], new: &[Outline]) -> Vec<Option<usize>> {
    let mut index: Vec<(u64, usize)> = old
        .iter()
        .enumerate()
        .map(|(at, it)| (it.content, at))
        .collect();
    index.sort_unstable();
    let group = |content: u64| {
        let start = index.partition_point(|entry| entry.0 < content);
        let end = index.partition_point(|entry| entry.0 <= content);
        &index[start..end]
    };
    let mut counts: Vec<u64> = new.iter().map(|it| it.content).collect();
    counts.sort_unstable();
    let is_single = |content: u64| {
        counts.partition_point(|it| *it <= content) - counts.partition_point(|it| *it < content)
            == 1
    };
    let mut used = vec![false; old.len()];
    let mut references = vec![None; new.len()];
    for (at, it) in new.iter().enumerate() {
        if let ([(_, found)], true) = (group(it.content), is_single(it.content)) {
            references[at] = Some(*found);
            used[*found] = true;
        }
    }
    // Equal ones keep their order: each takes what follows its neighbour's, or else the nearest that is free.
    let mut expected = 0;
    for (at, it) in new.iter().enumerate() {
        if references[at].is_none() {
            let free = group(it.content)
                .iter()
                .map(|entry| entry.1)
                .filter(|found| !used[*found]);
            if let Some(found) = free.min_by_key(|found| (found.abs_diff(expected), *found)) {
                references[at] = Some(found);
                used[found] = true;
            }
        }
        expected = references[at].map_or(expected, |found| found + 1);
    }
    references
}

fn by_runs(old: &[Outline], new: &[Outline], references: &mut [Option<usize>]) {
    let mut index: Vec<(u32, u32)> = Vec::new();
    for (at, it) in old.iter().enumerate() {
        index.extend(it.runs.iter().map(|run| (*run, at as u32)));
    }
    index.sort_unstable();
    let mut used = vec![false; old.len()];
    references
        .iter()
        .flatten()
        .for_each(|found| used[*found] = true);
    let mut votes = vec![0u32; old.len()];
    let mut expected = 0;
    for at in 0..new.len() {
        if references[at].is_none() {
            let found = nearest(old, &new[at], &index, &mut votes, &used, expected);
            references[at] = found;
            if let Some(found) = found {
                used[found] = true;
            }
        }
        expected = references[at].map_or(expected, |found| found + 1);
    }
}

/// The old function that shares most with a new one.
fn nearest(
    old: &[Outline],
    new: &Outline,
    index: &[(u32, u32)],
    votes: &mut [u32],
    used: &[bool],
    expected: usize,
) -> Option<usize> {
    let mut touched = Vec::new();
    for run in &new.runs {
        let start = index.partition_point(|entry| entry.0 < *run);
        let group = index[start..]
            .iter()
            .take(COMMON + 1)
            .take_while(|entry| entry.0 == *run);
        let group: Vec<usize> = group.map(|entry| entry.1 as usize).collect();
        if group.len() > COMMON {
            continue;
        }
        for found in group {
            if votes[found] == 0 {
                touched.push(found);
            }
            votes[found] += 1 + 8 / (1 + votes_weight(start, index, *run));
        }
    }
    let near = expected.saturating_sub(2)..(expected + 6).min(old.len());
    touched.extend(near);
    touched.sort_unstable();
    touched.dedup();
    touched.sort_unstable_by_key(|found| {
        core::cmp::Reverse((votes[*found], usize::MAX - found.abs_diff(expected)))
    });
    let best = touched
        .iter()
        .take(12)
        .map(|found| (likeness(&old[*found], new, used[*found]), *found));
    let near = (expected.saturating_sub(2)..(expected + 6).min(old.len())).map(|found| {
        (
            likeness(&old[found], new, used[found]) + u64::from(found == expected) * 30,
            found,
        )
    });
    let best = best
        .chain(near)
        .max_by_key(|(score, found)| (*score, usize::MAX - found.abs_diff(expected)));
    touched.iter().for_each(|found| votes[*found] = 0);
    best.filter(|(score, _)| *score >= 150)
        .map(|(_, found)| found)
}

fn votes_weight(start: usize, index: &[(u32, u32)], run: u32) -> u32 {
    index[start..]
        .iter()
        .take(COMMON)
        .take_while(|entry| entry.0 == run)
        .count() as u32
}

/// Shared runs in thousandths of all; one that tells another already is worth a little less.
fn likeness(old: &Outline, new: &Outline, is_used: bool) -> u64 {
    let (mut a, mut b, mut shared) = (0, 0, 0u64);
    while a < old.runs.len() && b < new.runs.len() {
        match old.runs[a].cmp(&new.runs[b]) {
            core::cmp::Ordering::Less => a += 1,
            core::cmp::Ordering::Greater => b += 1,
            core::cmp::Ordering::Equal => {
                (a, b) = (a + 1, b + 1);
                shared += 1;
            }
        }
    }
    let all = (old.runs.len() + 3 * new.runs.len()).max(1) as u64;
    let score = 4000 * shared / all;
    if is_used { score * 9 / 10 } else { score }
}
