//! WebAssembly instructions as operation and operands, read and written without loss.
//!
//! Opcodes: WebAssembly core specification 3.0, binary format. Deliberately absent: validation, garbage collection
//! types, `try_table` and memories beyond the first; a body with one of them is carried as bytes.

mod shape;

pub(crate) use shape::{KINDS, Kind, PAGE_ATOMIC, PAGE_MISC, PAGE_SIMD, shape};

/// Pseudo-operation: how many groups of locals a body declares.
pub(crate) const OP_LOCALS: u16 = 0x500;
/// Pseudo-operation: a group of locals, how many and of what type.
pub(crate) const OP_GROUP: u16 = 0x501;
/// Operations are below this.
pub(crate) const OP_BITS: u32 = 11;

/// One operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operand {
    pub(crate) kind: Kind,
    /// Written in the most bytes its type may have, as linkers do to patch it later.
    pub(crate) is_padded: bool,
    pub(crate) value: i64,
}

/// A function's body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    pub(crate) ops: Vec<u16>,
    /// Where each operation's operands begin, and one end more.
    starts: Vec<u32>,
    operands: Vec<Operand>,
}

impl Body {
    /// Reads a whole body; nothing when it holds what is not understood or could not be written back byte by byte.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> Option<()> {
        self.clear();
        let mut bytes = bytes;
        self.begin(OP_LOCALS);
        let groups = self.operand(&mut bytes, Kind::Count)?;
        for _ in 0..groups {
            self.begin(OP_GROUP);
            self.operand(&mut bytes, Kind::Count)?;
            self.operand(&mut bytes, Kind::Byte)?;
            if matches!(self.operands.last()?.value, 0x63 | 0x64) {
                return None;
            }
        }
        while !bytes.is_empty() {
            let op = read_op(&mut bytes)?;
            self.begin(op);
            for kind in shape(op)? {
                let value = self.operand(&mut bytes, *kind)?;
                if *kind == Kind::Align && value >= 64 {
                    return None;
                }
                for _ in 0..extra_operands(*kind, op, value) {
                    self.operand(&mut bytes, shape::listed(op))?;
                }
            }
        }
        Some(())
    }

    pub(crate) fn clear(&mut self) {
        self.ops.clear();
        self.operands.clear();
        self.starts.clear();
        self.starts.push(0);
    }

    pub(crate) fn len(&self) -> usize {
        self.ops.len()
    }

    pub(crate) fn operands(&self, index: usize) -> &[Operand] {
        &self.operands[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    fn begin(&mut self, op: u16) {
        self.ops.push(op);
        self.starts.push(self.operands.len() as u32);
    }

    fn operand(&mut self, bytes: &mut &[u8], kind: Kind) -> Option<i64> {
        let operand = Operand::read(bytes, kind)?;
        self.operands.push(operand);
        if let Some(end) = self.starts.last_mut() {
            *end = self.operands.len() as u32;
        }
        Some(operand.value)
    }
}

/// How many more operands follow one of this kind, of [`shape::listed`]'s kind.
pub(crate) fn extra_operands(kind: Kind, op: u16, value: i64) -> i64 {
    match (kind, op) {
        (Kind::Count, shape::OP_BR_TABLE) => value + 1,
        (Kind::Count, shape::OP_SELECT_TYPED) => value,
        _ => 0,
    }
}

/// The kind of the operands that follow a count.
pub(crate) fn listed(op: u16) -> Kind {
    shape::listed(op)
}

fn read_op(bytes: &mut &[u8]) -> Option<u16> {
    let first = take(bytes)?;
    let (page, limit) = match first {
        0xfc => (PAGE_MISC, 0x100),
        0xfd => (PAGE_SIMD, 0x200),
        0xfe => (PAGE_ATOMIC, 0x100),
        _ => return Some(u16::from(first)),
    };
    let sub = Operand::read(bytes, Kind::Count)?;
    (sub.value < limit && !sub.is_padded).then_some(page + sub.value as u16)
}

/// Writes an operation; its operands follow.
pub(crate) fn write_op(out: &mut Vec<u8>, op: u16) {
    let (prefix, page) = match op {
        OP_LOCALS | OP_GROUP => return,
        0..0x100 => return out.push(op as u8),
        PAGE_MISC..PAGE_SIMD => (0xfc, PAGE_MISC),
        PAGE_SIMD..PAGE_ATOMIC => (0xfd, PAGE_SIMD),
        _ => (0xfe, PAGE_ATOMIC),
    };
    out.push(prefix);
    write_unsigned(out, u64::from(op - page), 0);
}

impl Operand {
    fn read(bytes: &mut &[u8], kind: Kind) -> Option<Self> {
        let (value, is_padded) = match kind {
            Kind::Byte => (i64::from(take(bytes)?), false),
            Kind::Raw4 => (raw(bytes, 4)?, false),
            Kind::Raw8 => (raw(bytes, 8)?, false),
            Kind::I32 | Kind::Block => leb(bytes, true, 5)?,
            Kind::I64 => leb(bytes, true, 10)?,
            _ => leb(bytes, false, 5)?,
        };
        Some(Self {
            kind,
            is_padded,
            value,
        })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self.kind {
            Kind::Byte => out.push(self.value as u8),
            Kind::Raw4 => out.extend_from_slice(&(self.value as u32).to_le_bytes()),
            Kind::Raw8 => out.extend_from_slice(&self.value.to_le_bytes()),
            Kind::I32 | Kind::Block => {
                write_signed(out, self.value, if self.is_padded { 5 } else { 0 });
            }
            Kind::I64 => write_signed(out, self.value, if self.is_padded { 10 } else { 0 }),
            _ => write_unsigned(out, self.value as u64, if self.is_padded { 5 } else { 0 }),
        }
    }
}

fn take(bytes: &mut &[u8]) -> Option<u8> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(first)
}

fn raw(bytes: &mut &[u8], count: usize) -> Option<i64> {
    let (head, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    let value = head
        .iter()
        .rev()
        .fold(0u64, |value, byte| value << 8 | u64::from(*byte));
    Some(value as i64)
}

/// A LEB128 integer in its shortest form, or in `widest` bytes.
fn leb(bytes: &mut &[u8], is_signed: bool, widest: usize) -> Option<(i64, bool)> {
    let mut value = 0u64;
    for index in 0..widest {
        let byte = *bytes.get(index)?;
        value |= u64::from(byte & 0x7f).checked_shl(7 * index as u32)?;
        if byte >= 0x80 {
            continue;
        }
        let bits = 7 * (index as u32 + 1);
        if is_signed && byte & 0x40 != 0 && bits < 64 {
            value |= u64::MAX << bits;
        }
        let value = value as i64;
        let shortest = if is_signed {
            signed_bytes(value)
        } else {
            unsigned_bytes(value as u64)
        };
        let read = &bytes[..=index];
        let is_padded = index + 1 != shortest;
        let mut again = Vec::new();
        if is_padded && index + 1 != widest {
            return None;
        }
        // A widest form may carry bits beyond its type.
        if index + 1 == widest {
            match is_signed {
                true => write_signed(&mut again, value, widest),
                false => write_unsigned(&mut again, value as u64, widest),
            }
            if again != read {
                return None;
            }
        }
        *bytes = &bytes[index + 1..];
        return Some((value, is_padded));
    }
    None
}

fn unsigned_bytes(value: u64) -> usize {
    (64 - value.leading_zeros()).div_ceil(7).max(1) as usize
}

fn signed_bytes(value: i64) -> usize {
    let magnitude = if value < 0 { !value } else { value } as u64;
    (64 - magnitude.leading_zeros() + 1).div_ceil(7) as usize
}

/// LEB128 in at least `width` bytes.
pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64, width: usize) {
    let end = out.len() + width.max(unsigned_bytes(value));
    while out.len() + 1 < end {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8 & 0x7f);
}

fn write_signed(out: &mut Vec<u8>, mut value: i64, width: usize) {
    let end = out.len() + width.max(signed_bytes(value));
    while out.len() + 1 < end {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8 & 0x7f);
}

/// An unsigned integer of at most 32 bits, in either of its forms.
pub(crate) fn read_unsigned(bytes: &mut &[u8]) -> Option<(usize, bool)> {
    let (value, is_padded) = leb(bytes, false, 5)?;
    Some((usize::try_from(value).ok()?, is_padded))
}
