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

/// How many bytes a number is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As few as will do.
    Shortest,
    /// As many as its type may have, as linkers write what they patch later.
    Widest,
    /// As few as would do if it were signed, which Go's linker writes and no sign needs.
    Signed,
}

/// One operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operand {
    pub(crate) kind: Kind,
    pub(crate) form: Form,
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
        let mut operands = Vec::new();
        let groups = read_locals(&mut bytes, &mut operands)?;
        self.push(OP_LOCALS, &operands[..1]);
        for group in operands[1..].chunks_exact(2).take(groups) {
            self.push(OP_GROUP, group);
        }
        while !bytes.is_empty() {
            let op = read_instruction(&mut bytes, &mut operands)?;
            self.push(op, &operands);
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

    fn push(&mut self, op: u16, operands: &[Operand]) {
        self.ops.push(op);
        self.operands.extend_from_slice(operands);
        self.starts.push(self.operands.len() as u32);
    }
}

/// Reads a body's declarations of locals: the number of groups, then two operands each.
pub(crate) fn read_locals(bytes: &mut &[u8], operands: &mut Vec<Operand>) -> Option<usize> {
    operands.clear();
    let groups = Operand::read(bytes, Kind::Count)?;
    operands.push(groups);
    for _ in 0..groups.value {
        operands.push(Operand::read(bytes, Kind::Count)?);
        let of_type = Operand::read(bytes, Kind::Byte)?;
        if matches!(of_type.value, 0x63 | 0x64) {
            return None;
        }
        operands.push(of_type);
    }
    usize::try_from(groups.value).ok()
}

/// Reads an instruction; nothing at the end and for one that is not understood.
pub(crate) fn read_instruction(bytes: &mut &[u8], operands: &mut Vec<Operand>) -> Option<u16> {
    operands.clear();
    let op = read_op(bytes)?;
    for kind in shape(op)? {
        let operand = Operand::read(bytes, *kind)?;
        if *kind == Kind::Align && operand.value >= 64 {
            return None;
        }
        operands.push(operand);
        for _ in 0..extra_operands(*kind, op, operand.value) {
            operands.push(Operand::read(bytes, shape::listed(op))?);
        }
    }
    Some(op)
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
    (sub.value < limit && sub.form == Form::Shortest).then_some(page + sub.value as u16)
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
    #[inline(always)]
    pub(super) fn read(bytes: &mut &[u8], kind: Kind) -> Option<Self> {
        let (value, form) = match kind {
            Kind::Byte => (i64::from(take(bytes)?), Form::Shortest),
            Kind::Raw4 => (raw(bytes, 4)?, Form::Shortest),
            Kind::Raw8 => (raw(bytes, 8)?, Form::Shortest),
            Kind::I32 | Kind::Block => leb(bytes, true, 5)?,
            Kind::I64 => leb(bytes, true, 10)?,
            _ => leb(bytes, false, 5)?,
        };
        Some(Self { kind, form, value })
    }

    /// The same form for another value.
    pub(crate) fn with_value(&self, value: i64) -> Self {
        let is_shortest =
            self.form == Form::Signed && signed_bytes(value) == unsigned_bytes(value as u64);
        Self {
            kind: self.kind,
            form: if is_shortest {
                Form::Shortest
            } else {
                self.form
            },
            value,
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self.kind {
            Kind::Byte => out.push(self.value as u8),
            Kind::Raw4 => out.extend_from_slice(&(self.value as u32).to_le_bytes()),
            Kind::Raw8 => out.extend_from_slice(&self.value.to_le_bytes()),
            Kind::I32 | Kind::Block => write_signed(out, self.value, self.form.width(5, 0)),
            Kind::I64 => write_signed(out, self.value, self.form.width(10, 0)),
            _ => {
                let width = self.form.width(5, signed_bytes(self.value));
                write_unsigned(out, self.value as u64, width);
            }
        }
    }
}

impl Form {
    /// The least width.
    fn width(self, widest: usize, signed: usize) -> usize {
        match self {
            Self::Shortest => 0,
            Self::Widest => widest,
            Self::Signed => signed,
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

/// A LEB128 integer in one of the forms known.
#[inline(always)]
fn leb(bytes: &mut &[u8], is_signed: bool, widest: usize) -> Option<(i64, Form)> {
    let &first = bytes.first()?;
    if first < 0x80 {
        *bytes = &bytes[1..];
        let sign = if is_signed {
            i64::from(first & 0x40)
        } else {
            0
        };
        return Some((i64::from(first) - 2 * sign, Form::Shortest));
    }
    long_leb(bytes, is_signed, widest)
}

fn long_leb(bytes: &mut &[u8], is_signed: bool, widest: usize) -> Option<(i64, Form)> {
    let last = bytes.iter().take(widest).position(|byte| *byte < 0x80)?;
    let mut value = 0u64;
    for (index, byte) in bytes[..=last].iter().enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index as u32);
    }
    let bits = 7 * (last as u32 + 1);
    if is_signed && bytes[last] & 0x40 != 0 && bits < 64 {
        value |= u64::MAX << bits;
    }
    let value = value as i64;
    let shortest = if is_signed {
        signed_bytes(value)
    } else {
        unsigned_bytes(value as u64)
    };
    let form = match last + 1 {
        width if width == shortest => Form::Shortest,
        width if width == widest => Form::Widest,
        width if !is_signed && width == signed_bytes(value) => Form::Signed,
        _ => return None,
    };
    // The most bytes may carry bits beyond the type.
    if last + 1 == widest {
        let mut again = Vec::new();
        match is_signed {
            true => write_signed(&mut again, value, widest),
            false => write_unsigned(&mut again, value as u64, widest),
        }
        if again != bytes[..widest] {
            return None;
        }
    }
    *bytes = &bytes[last + 1..];
    Some((value, form))
}

fn unsigned_bytes(value: u64) -> usize {
    (64 - value.leading_zeros()).div_ceil(7).max(1) as usize
}

pub(crate) fn signed_bytes(value: i64) -> usize {
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

pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64, width: usize) {
    let end = out.len() + width.max(signed_bytes(value));
    while out.len() + 1 < end {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8 & 0x7f);
}

/// An unsigned integer of at most 32 bits, in either of its forms.
pub(crate) fn read_unsigned(bytes: &mut &[u8]) -> Option<(usize, bool)> {
    let (value, form) = leb(bytes, false, 5)?;
    let value = usize::try_from(value).ok()?;
    (form != Form::Signed).then_some((value, form == Form::Widest))
}
