//! The order in which a module's sections are coded: first what the rest refers to, then code, then what code explains.
//!
//! Deliberately absent: what a section means; `predict` knows it.

use super::codec::{Codec, Step, Target};
use super::instruction::{Body, write_unsigned};
use super::maps::Maps;
use super::module::{
    Module, PREAMBLE, SECTION_CODE, SECTION_CUSTOM, SECTION_DATA, SECTION_ELEMENT, SECTION_EXPORT,
    SECTION_FUNCTION, SECTION_IMPORT, SECTION_TYPE,
};
use super::predict;
use crate::Error;
use crate::blob::{self, Guide, Piece};
use crate::coder::Coder;
use crate::model::{INPUTS, Model, hash};

/// What a writer knows and a reader does not.
pub(crate) struct Aim<'a> {
    pub(crate) new: &'a [u8],
    pub(crate) module: &'a Module,
    /// The old function that each new one is told by.
    pub(crate) references: &'a [Option<usize>],
    /// Finds the copies that tell the second text by the first.
    pub(crate) pieces: fn(&[u8], &[u8]) -> Vec<Piece>,
    /// Finds the steps that tell the second body by the first.
    pub(crate) steps: fn(&Body, &Body, &Maps) -> Vec<Step>,
}

const MIX_LAYOUT: usize = 5;
const MAX_SECTIONS: usize = 10_000;

/// A section of the new module.
struct Entry {
    id: u8,
    is_padded: bool,
    /// The old section it resembles, from 1; 0 for none.
    like: usize,
    payload: Vec<u8>,
}

/// The state of coding one module.
pub(crate) struct Sections<'a> {
    old: &'a [u8],
    module: &'a Module,
    new_bytes: usize,
    entries: Vec<Entry>,
    model: Model,
    /// What the payloads so far add up to.
    made: usize,
}

impl<'a> Sections<'a> {
    pub(crate) fn new(old: &'a [u8], module: &'a Module, new_bytes: usize) -> Self {
        let model = Model::of_bytes(new_bytes / 8);
        Self {
            old,
            module,
            new_bytes,
            entries: Vec::new(),
            model,
            made: 0,
        }
    }

    /// Codes the module; gives it.
    pub(crate) fn code<C: Coder>(
        mut self,
        coder: &mut C,
        aim: Option<&Aim<'_>>,
    ) -> Result<Vec<u8>, Error> {
        self.layout(coder, aim)?;
        for index in self.with(|id| !matches!(id, 0 | SECTION_FUNCTION | SECTION_EXPORT | 8..=11)) {
            let like = self.like(index).to_vec();
            self.payload(coder, index, &like, aim)?;
        }
        let references = self.references(coder, aim)?;
        let empty = Vec::new();
        let new_imports = self.first(SECTION_IMPORT).unwrap_or(&empty);
        let functions = predict::function_map(self.old, self.module, new_imports, &references)
            .ok_or(self.damaged())?;
        let old_types = self.old_payload(SECTION_TYPE);
        let types = predict::type_map(old_types, self.first(SECTION_TYPE).unwrap_or(&empty));
        let maps = Maps::new(functions, types);
        for index in
            self.with(|id| matches!(id, SECTION_FUNCTION | SECTION_EXPORT | 8 | SECTION_ELEMENT))
        {
            let like = predict::section(
                self.entries[index].id,
                self.like(index),
                &maps,
                self.module,
                &references,
            );
            self.payload(coder, index, &like, aim)?;
        }
        let mut codec = Codec::new(Model::of_bytes(self.new_bytes), maps);
        for index in self.with(|id| id == SECTION_CODE) {
            self.bodies(coder, index, &references, &mut codec, aim)?;
        }
        let slots = predict::slot_map(
            self.old_payload(SECTION_ELEMENT),
            self.first(SECTION_ELEMENT).unwrap_or(&empty),
            &codec.maps,
        );
        for index in self.with(|id| id == SECTION_DATA) {
            let like = self.like(index);
            let form = aim.map_or(0, |aim| {
                best_data_form(like, aim.payload(index), &codec.maps, &slots)
            });
            let form = self.number(coder, 7, 0, u64::from(form));
            let like = predict::data(self.like(index), &codec.maps, &slots, form as u32);
            self.payload(coder, index, &like, aim)?;
        }
        for index in self.with(|id| id == SECTION_CUSTOM) {
            let like = self.like(index).to_vec();
            self.payload(coder, index, &like, aim)?;
        }
        Ok(self.joined())
    }

    fn layout<C: Coder>(&mut self, coder: &mut C, aim: Option<&Aim<'_>>) -> Result<(), Error> {
        let wanted = aim.map_or(0, |aim| aim.module.sections.len());
        let count = self.number(coder, 0, 0, wanted as u64) as usize;
        if count > MAX_SECTIONS {
            return Err(self.damaged());
        }
        let mut expected = 1;
        for index in 0..count {
            let section = aim.map(|aim| &aim.module.sections[index]);
            let like = section.map_or(0, |section| self.alike(section.id, aim, index));
            let like = self.number(coder, 1, expected as u32, like as u64) as usize;
            let old = like
                .checked_sub(1)
                .map(|like| self.module.sections.get(like).ok_or(self.damaged()));
            let old = old.transpose()?;
            let guess = old.map_or((0, false), |old| (old.id, old.is_padded));
            let id = section.map_or(0, |section| section.id);
            let id = if old.is_some() {
                guess.0
            } else {
                self.number(coder, 2, 0, u64::from(id)) as u8
            };
            let is_padded = section.is_some_and(|section| section.is_padded);
            let is_padded = self.number(coder, 3, u32::from(guess.1), u64::from(is_padded)) == 1;
            self.entries.push(Entry {
                id,
                is_padded,
                like,
                payload: Vec::new(),
            });
            expected = like + 1;
        }
        Ok(())
    }

    /// The old section, from 1, that a new one is coded against.
    fn alike(&self, id: u8, aim: Option<&Aim<'_>>, index: usize) -> usize {
        let sections = &self.module.sections;
        let name = |bytes: &[u8]| bytes.get(..usize::from(bytes[0]) + 1).map(<[u8]>::to_vec);
        let new = aim
            .map(|aim| aim.payload(index))
            .filter(|new| !new.is_empty());
        let found = sections.iter().position(|old| {
            let payload = &self.old[old.range.clone()];
            old.id == id
                && (id != SECTION_CUSTOM
                    || (!payload.is_empty() && new.is_some_and(|new| name(new) == name(payload))))
        });
        found.map_or(0, |found| found + 1)
    }

    /// Codes a payload as a change of `like`.
    fn payload<C: Coder>(
        &mut self,
        coder: &mut C,
        index: usize,
        like: &[u8],
        aim: Option<&Aim<'_>>,
    ) -> Result<(), Error> {
        let want = aim.map(|aim| aim.payload(index));
        let is_same = self.number(coder, 4, 0, u64::from(want == Some(like))) == 1;
        self.entries[index].payload = if is_same {
            self.spend(like.len())?;
            like.to_vec()
        } else {
            let bytes = self.number(coder, 5, 0, want.map_or(0, <[u8]>::len) as u64);
            let bytes = self.spend(usize::try_from(bytes).map_err(|_| self.damaged())?)?;
            let pieces = aim.map(|aim| (aim.pieces)(like, aim.payload(index)));
            let guide = want
                .zip(pieces.as_deref())
                .map(|(new, pieces)| Guide { new, pieces });
            blob::code(coder, &mut self.model, like, bytes, guide)?
        };
        Ok(())
    }

    /// Takes `bytes` from what the new module may still hold.
    fn spend(&mut self, bytes: usize) -> Result<usize, Error> {
        if bytes > self.new_bytes - self.made {
            return Err(self.damaged());
        }
        self.made += bytes;
        Ok(bytes)
    }

    /// Which old function tells each new one.
    fn references<C: Coder>(
        &mut self,
        coder: &mut C,
        aim: Option<&Aim<'_>>,
    ) -> Result<Vec<Option<usize>>, Error> {
        let count = self.number(
            coder,
            6,
            0,
            aim.map_or(0, |aim| aim.references.len()) as u64,
        );
        let count = usize::try_from(count)
            .ok()
            .filter(|count| *count <= self.new_bytes);
        let count = count.ok_or(self.damaged())?;
        let mut references = Vec::new();
        let (mut expected, mut past) = (0i64, 0u32);
        for index in 0..count {
            let want = aim.and_then(|aim| aim.references[index]);
            let form = match want {
                Some(old) if old as i64 == expected => 0,
                Some(_) => 1,
                None => 2,
            };
            let form = self.number(coder, 8, past & 0xff, form);
            past = past << 2 | form as u32;
            let reference = match form {
                0 => Some(expected),
                1 => {
                    let distance = want.map_or(0, |old| old as i64 - expected);
                    let contexts = contexts(9, past & 0xff);
                    let distance = self.model.signed(coder, &contexts, MIX_LAYOUT, distance);
                    Some(expected.wrapping_add(distance))
                }
                _ => None,
            };
            if let Some(reference) = reference {
                expected = reference.wrapping_add(1);
            }
            let reference = reference.map(|old| {
                usize::try_from(old)
                    .ok()
                    .filter(|old| *old < self.module.bodies.len())
            });
            let reference = reference.map(|old| old.ok_or(self.damaged())).transpose()?;
            references.push(reference);
            if coder.is_exhausted() {
                return Err(Error::Cut);
            }
        }
        Ok(references)
    }

    fn bodies<C: Coder>(
        &mut self,
        coder: &mut C,
        section: usize,
        references: &[Option<usize>],
        codec: &mut Codec,
        aim: Option<&Aim<'_>>,
    ) -> Result<(), Error> {
        let padding = aim.map_or([false; 2], |aim| aim.module.code_padding);
        let count_padding = self.number(coder, 10, 0, u64::from(padding[0])) == 1;
        let length_padding = self.number(coder, 10, 1, u64::from(padding[1])) == 1;
        let width = |is_padded| if is_padded { 5 } else { 0 };
        let limit = self.new_bytes - self.made;
        let mut out = Vec::with_capacity(limit);
        write_unsigned(&mut out, references.len() as u64, width(count_padding));
        let (mut old, mut new, mut text) = (Body::default(), Body::default(), Vec::new());
        for (index, reference) in references.iter().enumerate() {
            let old_bytes =
                reference.map_or(&[][..], |old| &self.old[self.module.bodies[old].clone()]);
            let new_bytes = aim.map(|aim| &aim.new[aim.module.bodies[index].clone()]);
            let is_told = old_bytes.is_empty() || old.read(old_bytes).is_some();
            if !is_told || old_bytes.is_empty() {
                old.clear();
            }
            let is_readable = new_bytes.is_none_or(|bytes| new.read(bytes).is_some());
            text.clear();
            if self.number(coder, 12, 0, u64::from(!is_readable)) == 1 {
                let bytes =
                    self.number(coder, 13, 0, new_bytes.map_or(0, <[u8]>::len) as u64) as usize;
                if bytes > limit {
                    return Err(self.damaged());
                }
                let pieces = aim
                    .zip(new_bytes)
                    .map(|(aim, bytes)| (aim.pieces)(old_bytes, bytes));
                let guide = new_bytes
                    .zip(pieces.as_deref())
                    .map(|(new, pieces)| Guide { new, pieces });
                text = blob::code(coder, &mut self.model, old_bytes, bytes, guide)?;
            } else {
                let steps = aim.map(|aim| (aim.steps)(&old, &new, &codec.maps));
                let target = steps.as_deref().map(|steps| Target { new: &new, steps });
                codec.body(coder, &old, target, &mut text, limit)?;
            }
            write_unsigned(&mut out, text.len() as u64, width(length_padding));
            out.extend_from_slice(&text);
            if out.len() > limit {
                return Err(self.damaged());
            }
        }
        self.spend(out.len())?;
        self.entries[section].payload = out;
        Ok(())
    }

    /// The sections for which `wanted` holds, in order.
    fn with(&self, wanted: impl Fn(u8) -> bool) -> Vec<usize> {
        (0..self.entries.len())
            .filter(|index| wanted(self.entries[*index].id))
            .collect()
    }

    /// The old payload that a section resembles.
    fn like(&self, index: usize) -> &'a [u8] {
        let like = self.entries[index].like.checked_sub(1);
        like.map_or(&[], |like| {
            &self.old[self.module.sections[like].range.clone()]
        })
    }

    fn first(&self, id: u8) -> Option<&Vec<u8>> {
        self.entries
            .iter()
            .find(|entry| entry.id == id)
            .map(|entry| &entry.payload)
    }

    fn old_payload(&self, id: u8) -> &'a [u8] {
        let section = self.module.sections.iter().find(|section| section.id == id);
        section.map_or(&[], |section| &self.old[section.range.clone()])
    }

    fn joined(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.new_bytes);
        out.extend(PREAMBLE);
        for entry in self.entries {
            out.push(entry.id);
            write_unsigned(
                &mut out,
                entry.payload.len() as u64,
                if entry.is_padded { 5 } else { 0 },
            );
            out.extend_from_slice(&entry.payload);
        }
        out
    }

    fn number<C: Coder>(&mut self, coder: &mut C, kind: u32, context: u32, value: u64) -> u64 {
        self.model
            .value(coder, &contexts(kind, context), MIX_LAYOUT, value)
    }

    fn damaged(&self) -> Error {
        Error::Damaged {
            at: self.made as u64,
        }
    }
}

impl Aim<'_> {
    fn payload(&self, index: usize) -> &[u8] {
        &self.new[self.module.sections[index].range.clone()]
    }
}

/// The form of data prediction after which the fewest bytes differ.
fn best_data_form(like: &[u8], new: &[u8], maps: &Maps, slots: &[u32]) -> u32 {
    let differing = |form: &u32| {
        let guess = predict::data(like, maps, slots, *form);
        predict::differing(&guess, new)
    };
    (0..predict::DATA_FORMS).min_by_key(differing).unwrap_or(0)
}

fn contexts(kind: u32, context: u32) -> [u32; INPUTS] {
    let base = 0x2000 + kind;
    let specific = hash(base, context);
    [
        base,
        specific,
        specific ^ 1,
        base ^ 0x4000,
        specific ^ 0x8000,
        base ^ 0x1_0000,
    ]
}
