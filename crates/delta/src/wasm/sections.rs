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
use super::words::Words;
use crate::Error;
use crate::blob::{self, Piece};
use crate::coder::Coder;
use crate::flags::Flags;
use crate::model::{INPUTS, Model, hash};

type FindPieces<'a> = &'a dyn Fn(&[u8], &[u8]) -> Vec<Piece>;
type FindSteps<'a> = &'a dyn Fn(usize, &Body, &Body, &Maps) -> Vec<Step>;

/// What a writer knows and a reader does not.
pub(crate) struct Aim<'a> {
    pub(crate) new: &'a [u8],
    pub(crate) module: &'a Module,
    /// The old function that each new one is told by.
    pub(crate) references: &'a [Option<usize>],
    /// How large a model is worth its while.
    pub(crate) model_log2: u32,
    /// Whether what is put in is looked for in the old code.
    pub(crate) is_matched: bool,
    /// Finds the copies that tell the second text by the first.
    pub(crate) pieces: FindPieces<'a>,
    /// Finds the steps that tell the second body, that of the function so numbered, by the first.
    pub(crate) steps: FindSteps<'a>,
}

const MIX_LAYOUT: usize = 5;
const MAX_SECTIONS: usize = 10_000;
/// Its length, no locals, its end.
const MIN_FUNCTION_BYTES: usize = 3;
/// Sizes of the model of instructions; a reader makes no larger one.
pub(crate) const MIN_MODEL_LOG2: u32 = 12;
/// The model of the sections before code is no larger than this.
const FRONT_MODEL_LOG2: u32 = 18;
const MAX_MODEL_LOG2: u32 = 22;

/// The largest model that a module of `new_bytes` bytes may ask for.
pub(crate) fn most_model_log2(new_bytes: usize) -> u32 {
    let log2 = usize::BITS - new_bytes.leading_zeros() + 1;
    log2.clamp(MIN_MODEL_LOG2, MAX_MODEL_LOG2)
}

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
    flags: Flags,
    /// What the payloads so far add up to.
    made: usize,
}

impl<'a> Sections<'a> {
    pub(crate) fn new(old: &'a [u8], module: &'a Module, new_bytes: usize) -> Self {
        Self {
            old,
            module,
            new_bytes,
            entries: Vec::new(),
            model: Model::new(MIN_MODEL_LOG2),
            flags: Flags::new(12),
            made: 0,
        }
    }

    /// Codes the module; gives it.
    pub(crate) fn code<C: Coder>(
        mut self,
        coder: &mut C,
        aim: Option<&Aim<'_>>,
    ) -> Result<Vec<u8>, Error> {
        let model_log2 = aim.map_or(0, |aim| u64::from(aim.model_log2));
        let model_log2 = self.number(coder, 14, 0, model_log2) as u32;
        if !(MIN_MODEL_LOG2..=most_model_log2(self.new_bytes)).contains(&model_log2) {
            return Err(self.damaged());
        }
        self.model = Model::new(model_log2.min(FRONT_MODEL_LOG2));
        self.layout(coder, aim)?;
        for index in self.with(|id| !matches!(id, 0 | SECTION_FUNCTION | SECTION_EXPORT | 8..=11)) {
            let like = self.like(index);
            self.payload(coder, index, like, aim)?;
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
        let mut codec = Codec::new(Model::new(model_log2), maps);
        let is_matched = aim.is_some_and(|aim| aim.is_matched);
        if self.number(coder, 15, 0, u64::from(is_matched)) == 1 {
            codec = codec.with_matches(self.old, &self.module.bodies);
        }
        for index in self.with(|id| id == SECTION_CODE) {
            self.bodies(coder, index, &references, &mut codec, aim)?;
        }
        // One large model at a time: instructions tell nothing about data.
        drop(codec.model);
        self.model = Model::new(model_log2);
        let slots = predict::slot_map(
            self.old_payload(SECTION_ELEMENT),
            self.first(SECTION_ELEMENT).unwrap_or(&empty),
            &codec.maps,
        );
        for index in self.with(|id| id == SECTION_DATA) {
            self.data(coder, index, &codec.maps, &slots, aim)?;
        }
        for index in self.with(|id| id == SECTION_CUSTOM) {
            let like = self.like(index);
            self.payload(coder, index, like, aim)?;
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
            let aim = want.zip(pieces.as_deref());
            blob::code(coder, &mut self.model, like, bytes, aim)?
        };
        Ok(())
    }

    /// Codes a data section: how it is divided tells where addresses went, so that comes first.
    fn data<C: Coder>(
        &mut self,
        coder: &mut C,
        index: usize,
        maps: &Maps,
        slots: &[u32],
        aim: Option<&Aim<'_>>,
    ) -> Result<(), Error> {
        let like = self.like(index);
        let new = aim.map(|aim| aim.payload(index));
        if self.number(coder, 4, 1, u64::from(new == Some(like))) == 1 {
            self.spend(like.len())?;
            self.entries[index].payload = like.to_vec();
            return Ok(());
        }
        let bytes = self.number(coder, 7, 0, new.map_or(0, <[u8]>::len) as u64);
        let bytes = self.spend(usize::try_from(bytes).map_err(|_| self.damaged())?)?;
        let pieces = new.zip(aim).map(|(new, aim)| {
            // What moves in many places hides what stayed, and moving all hides what is no address.
            let moved = Words::new(like, &[], maps, slots).all_moved();
            let choices = [(aim.pieces)(like, new), (aim.pieces)(&moved, new)];
            choices
                .into_iter()
                .min_by_key(|pieces| blob::cost(pieces))
                .unwrap_or_default()
        });
        let pieces = pieces.as_deref();
        let pieces = blob::code_pieces(coder, &mut self.model, like.len(), bytes, pieces)?;
        let like = Words::new(like, &pieces, maps, slots).code(
            coder,
            &mut self.flags,
            &mut self.model,
            new,
        );
        let payload = blob::code_content(coder, &mut self.model, &like, bytes, &pieces, new)?;
        self.entries[index].payload = payload;
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
            .filter(|count| *count <= self.new_bytes / MIN_FUNCTION_BYTES);
        let count = count.ok_or(self.damaged())?;
        let mut references = Vec::new();
        let (mut expected, mut past) = (0i64, 0u32);
        for index in 0..count {
            let want = aim.and_then(|aim| aim.references[index]);
            let is_next = want.is_some_and(|old| old as i64 == expected);
            let near = [hash(past & 0xff, 1), hash(past & 0xffff, 2)];
            let is_next = self.flags.flag(coder, near, u32::from(is_next)) == 1;
            past <<= 2;
            let reference = if is_next {
                Some(expected)
            } else {
                let near = contexts(8, past & 0xff);
                let is_none =
                    self.model
                        .symbol(coder, &near, MIX_LAYOUT, 1, u32::from(want.is_none()));
                past |= 1 + is_none;
                let distance = want.map_or(0, |old| old as i64 - expected);
                let contexts = contexts(9, past & 0xff);
                (is_none == 0).then(|| {
                    let distance = self.model.signed(coder, &contexts, MIX_LAYOUT, distance);
                    expected.wrapping_add(distance)
                })
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
        codec: &mut Codec<'_>,
        aim: Option<&Aim<'_>>,
    ) -> Result<(), Error> {
        let padding = aim.map_or([false; 2], |aim| aim.module.code_padding);
        let mut is_padded = |context, is_padded: bool| {
            let contexts = [hash(10, context); 2];
            self.flags.flag(coder, contexts, u32::from(!is_padded)) == 0
        };
        let (count_padding, length_padding) = (is_padded(0, padding[0]), is_padded(1, padding[1]));
        let width = |is_padded| if is_padded { 5 } else { 0 };
        let limit = self.new_bytes - self.made;
        // Here the whole module will stand.
        let mut out = Vec::with_capacity(self.new_bytes);
        write_unsigned(&mut out, references.len() as u64, width(count_padding));
        let (mut bodies, mut text) = ([Body::default(), Body::default()], Vec::new());
        for (index, reference) in references.iter().enumerate() {
            let old_bytes =
                reference.map_or(&[][..], |old| &self.old[self.module.bodies[old].clone()]);
            let new_bytes = aim.map(|aim| &aim.new[aim.module.bodies[index].clone()]);
            text.clear();
            let is_carried =
                !old_bytes.is_empty() && codec.is_carried(coder, old_bytes, new_bytes, &mut text);
            if !is_carried {
                self.reshaped(
                    coder,
                    (index, old_bytes, new_bytes),
                    codec,
                    aim,
                    (&mut bodies, &mut text),
                )?;
            }
            if coder.is_exhausted() || out.len() + text.len() > limit {
                return Err(self.damaged());
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

    /// Codes a body that is more than an old one carried over.
    fn reshaped<C: Coder>(
        &mut self,
        coder: &mut C,
        (index, old_bytes, new_bytes): (usize, &[u8], Option<&[u8]>),
        codec: &mut Codec<'_>,
        aim: Option<&Aim<'_>>,
        ([old, new], text): (&mut [Body; 2], &mut Vec<u8>),
    ) -> Result<(), Error> {
        let limit = self.new_bytes - self.made;
        if old_bytes.is_empty() || old.read(old_bytes).is_none() {
            old.clear();
        }
        let is_readable = new_bytes.is_none_or(|bytes| new.read(bytes).is_some());
        let is_opaque = [hash(12, 0); 2];
        if self.flags.flag(coder, is_opaque, u32::from(is_readable)) == 0 {
            let bytes = self.number(coder, 13, 0, new_bytes.map_or(0, <[u8]>::len) as u64);
            let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= limit);
            let bytes = bytes.ok_or(self.damaged())?;
            let pieces = aim
                .zip(new_bytes)
                .map(|(aim, bytes)| (aim.pieces)(old_bytes, bytes));
            let aim = new_bytes.zip(pieces.as_deref());
            *text = blob::code(coder, &mut codec.model, old_bytes, bytes, aim)?;
            return Ok(());
        }
        let steps = aim.map(|aim| (aim.steps)(index, old, new, &codec.maps));
        let target = steps.as_deref().map(|steps| Target { new, steps });
        codec.body(coder, old, target, text, limit)
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

    /// The module, made around its largest section so that this is not held twice.
    fn joined(mut self) -> Vec<u8> {
        let largest =
            (0..self.entries.len()).max_by_key(|index| self.entries[*index].payload.len());
        let mut text = PREAMBLE.to_vec();
        for (index, entry) in self.entries.iter_mut().enumerate() {
            let payload = core::mem::take(&mut entry.payload);
            let width = if entry.is_padded { 5 } else { 0 };
            text.push(entry.id);
            write_unsigned(&mut text, payload.len() as u64, width);
            if Some(index) == largest {
                let mut out = payload;
                out.splice(0..0, text);
                text = out;
            } else {
                text.extend_from_slice(&payload);
            }
        }
        text
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
