//! What the sections around the code will hold, from the old ones and the maps. Deliberately absent: code.

use std::collections::BTreeMap;

use super::instruction::{read_unsigned, write_unsigned};
use super::maps::{Maps, NONE};
use super::module::{
    Module, SECTION_ELEMENT, SECTION_EXPORT, SECTION_FUNCTION, imports, type_entries,
};

/// Old function numbers to new ones; nothing when the new imports make no sense.
pub(crate) fn function_map(
    old: &[u8],
    module: &Module,
    new_imports: &[u8],
    references: &[Option<usize>],
) -> Option<Vec<u32>> {
    let new = if new_imports.is_empty() {
        Vec::new()
    } else {
        imports(new_imports, 0)?
    };
    let mut numbers = BTreeMap::new();
    for (number, names) in new.iter().enumerate() {
        numbers.insert(&new_imports[names.clone()], number as u32);
    }
    let mut map = Vec::with_capacity(module.imports.len() + module.bodies.len());
    for names in &module.imports {
        map.push(numbers.get(&old[names.clone()]).copied().unwrap_or(NONE));
    }
    map.resize(module.imports.len() + module.bodies.len(), NONE);
    for (index, reference) in references.iter().enumerate() {
        if let Some(old) = reference {
            let spot = &mut map[module.imports.len() + old];
            // The first to name an old function is its successor.
            if *spot == NONE {
                *spot = (new.len() + index) as u32;
            }
        }
    }
    Some(map)
}

/// Old type numbers to new ones, by what the types are.
pub(crate) fn type_map(old: &[u8], new: &[u8]) -> Vec<u32> {
    let (Some(old_entries), Some(new_entries)) = (type_entries(old), type_entries(new)) else {
        return Vec::new();
    };
    let mut numbers = BTreeMap::new();
    for (number, entry) in new_entries.iter().enumerate() {
        numbers.entry(&new[entry.clone()]).or_insert(number as u32);
    }
    old_entries
        .iter()
        .map(|entry| numbers.get(&old[entry.clone()]).copied().unwrap_or(NONE))
        .collect()
}

/// The likely payload of a function, export or element section; any other is expected to stay.
pub(super) fn section(
    id: u8,
    old: &[u8],
    maps: &Maps,
    module: &Module,
    references: &[Option<usize>],
) -> Vec<u8> {
    let predicted = match id {
        SECTION_FUNCTION => Some(functions(maps, module, references)),
        SECTION_EXPORT => exports(old, maps),
        SECTION_ELEMENT => elements(old).map(|segments| renumbered(old, &segments, maps)),
        _ => None,
    };
    predicted.unwrap_or_else(|| old.to_vec())
}

fn functions(maps: &Maps, module: &Module, references: &[Option<usize>]) -> Vec<u8> {
    let mut out = Vec::new();
    write_unsigned(&mut out, references.len() as u64, 0);
    for reference in references {
        let old = reference
            .and_then(|old| module.types.get(old))
            .copied()
            .unwrap_or(0);
        write_unsigned(&mut out, maps.of_type(i64::from(old)) as u64, 0);
    }
    out
}

fn exports(old: &[u8], maps: &Maps) -> Option<Vec<u8>> {
    let mut rest = old;
    let (count, _) = read_unsigned(&mut rest)?;
    let mut out = old[..old.len() - rest.len()].to_vec();
    for _ in 0..count {
        let start = rest;
        let (length, _) = read_unsigned(&mut rest)?;
        rest = rest.get(length..)?;
        let (&kind, after) = rest.split_first()?;
        rest = after;
        out.extend_from_slice(&start[..start.len() - rest.len()]);
        let (number, _) = read_unsigned(&mut rest)?;
        let number = if kind == 0 {
            maps.function(number as i64)
        } else {
            number as i64
        };
        write_unsigned(&mut out, number as u64, 0);
    }
    Some(out)
}

/// An element segment: its first slot and the functions in it, with where they stand.
struct Segment {
    first_slot: usize,
    begin: usize,
    end: usize,
    functions: Vec<usize>,
}

/// The segments of an element section that only holds plain ones.
fn elements(payload: &[u8]) -> Option<Vec<Segment>> {
    let mut rest = payload;
    let (count, _) = read_unsigned(&mut rest)?;
    let mut segments = Vec::new();
    for _ in 0..count {
        rest = rest.strip_prefix(&[0])?;
        let first_slot = match rest.strip_prefix(&[0x41]) {
            Some(after) => {
                rest = after;
                read_unsigned(&mut rest)?.0
            }
            None => {
                rest = rest.strip_prefix(&[0x23])?;
                read_unsigned(&mut rest)?;
                0
            }
        };
        rest = rest.strip_prefix(&[0x0b])?;
        let (length, _) = read_unsigned(&mut rest)?;
        let begin = payload.len() - rest.len();
        let mut functions = Vec::new();
        for _ in 0..length {
            functions.push(read_unsigned(&mut rest)?.0);
        }
        segments.push(Segment {
            first_slot,
            begin,
            end: payload.len() - rest.len(),
            functions,
        });
    }
    rest.is_empty().then_some(segments)
}

fn renumbered(old: &[u8], segments: &[Segment], maps: &Maps) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    for segment in segments {
        out.extend_from_slice(&old[at..segment.begin]);
        for function in &segment.functions {
            write_unsigned(&mut out, maps.function(*function as i64) as u64, 0);
        }
        at = segment.end;
    }
    out.extend_from_slice(&old[at..]);
    out
}

/// Old table slots to new ones, by the functions in them.
pub(super) fn slot_map(old: &[u8], new: &[u8], maps: &Maps) -> Vec<u32> {
    let (Some(old), Some(new)) = (elements(old), elements(new)) else {
        return Vec::new();
    };
    let mut slots = BTreeMap::new();
    for segment in &new {
        for (index, function) in segment.functions.iter().enumerate() {
            slots
                .entry(*function as i64)
                .or_insert((segment.first_slot + index) as u32);
        }
    }
    let mut map = Vec::new();
    for segment in &old {
        let length = segment.first_slot.min(1 << 20) + segment.functions.len();
        map.resize(length.max(map.len()), NONE);
        for (index, function) in segment.functions.iter().enumerate() {
            let slot = slots.get(&maps.function(*function as i64)).copied();
            if let Some(spot) = map.get_mut(segment.first_slot + index) {
                *spot = slot.unwrap_or(NONE);
            }
        }
    }
    map
}

/// Address, place in the payload and length of each active data segment.
pub(super) fn data_segments(payload: &[u8]) -> Option<Vec<(usize, usize, usize)>> {
    let mut rest = payload;
    let (count, _) = read_unsigned(&mut rest)?;
    let mut segments = Vec::new();
    for _ in 0..count {
        let (&flags, after) = rest.split_first()?;
        rest = after;
        let mut address = 0;
        if flags == 0 {
            if let Some(after) = rest.strip_prefix(&[0x41]) {
                rest = after;
                address = constant(&mut rest)?;
            } else {
                // Code that can be placed anywhere counts from where it is placed.
                rest = rest.strip_prefix(&[0x23])?;
                read_unsigned(&mut rest)?;
            }
            rest = rest.strip_prefix(&[0x0b])?;
        } else if flags != 1 {
            return None;
        }
        let (length, _) = read_unsigned(&mut rest)?;
        segments.push((address, payload.len() - rest.len(), length));
        rest = rest.get(length..)?;
    }
    Some(segments)
}

/// A constant's bits; the sign of an address does not matter.
fn constant(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0u64;
    for shift in (0..35).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return usize::try_from(value & 0xffff_ffff).ok();
        }
    }
    None
}
