//! A module's sections and bodies as ranges of its bytes. Deliberately absent: their contents.

use core::ops::Range;

use super::instruction::read_unsigned;

pub(crate) const SECTION_CUSTOM: u8 = 0;
pub(crate) const SECTION_TYPE: u8 = 1;
pub(crate) const SECTION_IMPORT: u8 = 2;
pub(crate) const SECTION_FUNCTION: u8 = 3;
pub(crate) const SECTION_EXPORT: u8 = 7;
pub(crate) const SECTION_ELEMENT: u8 = 9;
pub(crate) const SECTION_CODE: u8 = 10;
pub(crate) const SECTION_DATA: u8 = 11;
/// Magic and version.
pub(crate) const PREAMBLE: [u8; 8] = *b"\0asm\x01\0\0\0";

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) id: u8,
    pub(crate) is_padded: bool,
    pub(crate) range: Range<usize>,
}

/// A module.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) sections: Vec<Section>,
    /// The bodies of the functions it defines, without their lengths.
    pub(crate) bodies: Vec<Range<usize>>,
    /// Whether the bodies' count, and whether their lengths, are padded.
    pub(crate) code_padding: [bool; 2],
    /// The type of each function it defines.
    pub(crate) types: Vec<u32>,
    /// The functions it imports: module and name as they stand, and type.
    pub(crate) imports: Vec<Range<usize>>,
}

impl Module {
    /// Reads a module; nothing when it is not one that could be written back byte by byte.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&PREAMBLE)?;
        let mut module = Self::default();
        while let Some((&id, after)) = rest.split_first() {
            let mut after = after;
            let (length, is_padded) = read_unsigned(&mut after)?;
            let start = bytes.len() - after.len();
            rest = after.get(length..)?;
            module.sections.push(Section {
                id,
                is_padded,
                range: start..start + length,
            });
            let payload = &bytes[start..start + length];
            match id {
                SECTION_IMPORT => module.imports = imports(payload, start)?,
                SECTION_FUNCTION => module.types = types(payload)?,
                SECTION_CODE => module.bodies(payload, start)?,
                _ => {}
            }
        }
        (module.types.len() == module.bodies.len()).then_some(module)
    }

    fn bodies(&mut self, payload: &[u8], start: usize) -> Option<()> {
        if !self.bodies.is_empty() {
            return None;
        }
        let end = start + payload.len();
        let mut rest = payload;
        let (count, is_count_padded) = read_unsigned(&mut rest)?;
        let mut paddings = [0, 0];
        for _ in 0..count {
            let (length, is_padded) = read_unsigned(&mut rest)?;
            paddings[usize::from(is_padded)] += 1;
            let body = end - rest.len();
            rest = rest.get(length..)?;
            self.bodies.push(body..body + length);
        }
        self.code_padding = [is_count_padded, paddings[1] > 0];
        (rest.is_empty() && (paddings[0] == 0 || paddings[1] == 0)).then_some(())
    }
}

fn types(mut payload: &[u8]) -> Option<Vec<u32>> {
    let (count, _) = read_unsigned(&mut payload)?;
    let mut types = Vec::new();
    for _ in 0..count {
        types.push(read_unsigned(&mut payload)?.0 as u32);
    }
    payload.is_empty().then_some(types)
}

/// Names of the imported functions, as ranges of the module.
pub(crate) fn imports(payload: &[u8], start: usize) -> Option<Vec<Range<usize>>> {
    let end = start + payload.len();
    let mut rest = payload;
    let (count, _) = read_unsigned(&mut rest)?;
    let mut functions = Vec::new();
    for _ in 0..count {
        let begin = end - rest.len();
        for _ in 0..2 {
            let (length, _) = read_unsigned(&mut rest)?;
            rest = rest.get(length..)?;
        }
        let names = begin..end - rest.len();
        let (&kind, after) = rest.split_first()?;
        rest = after;
        match kind {
            0 => {
                read_unsigned(&mut rest)?;
                functions.push(names);
            }
            1 => {
                rest = rest.get(1..)?;
                limits(&mut rest)?;
            }
            2 => limits(&mut rest)?,
            3 => rest = rest.get(2..)?,
            4 => {
                rest = rest.get(1..)?;
                read_unsigned(&mut rest)?;
            }
            _ => return None,
        }
    }
    Some(functions)
}

fn limits(rest: &mut &[u8]) -> Option<()> {
    let (&flags, after) = rest.split_first()?;
    *rest = after;
    read_unsigned(rest)?;
    if flags & 1 != 0 {
        read_unsigned(rest)?;
    }
    Some(())
}

/// The entries of a type section, as ranges of its payload; nothing when one is not a plain function type.
pub(crate) fn type_entries(payload: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut rest = payload;
    let (count, _) = read_unsigned(&mut rest)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let begin = payload.len() - rest.len();
        rest = rest.strip_prefix(&[0x60])?;
        for _ in 0..2 {
            let (length, _) = read_unsigned(&mut rest)?;
            rest = rest.get(length..)?;
        }
        entries.push(begin..payload.len() - rest.len());
    }
    rest.is_empty().then_some(entries)
}
