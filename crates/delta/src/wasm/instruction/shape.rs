//! Which operands each operation has. Deliberately absent: what they mean.

/// What an operand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    Block,
    Label,
    Function,
    Type,
    Table,
    Local,
    Global,
    Align,
    Offset,
    Memory,
    I32,
    I64,
    Raw4,
    Raw8,
    Count,
    Byte,
    Segment,
    Tag,
}

/// How many kinds there are.
pub(crate) const KINDS: usize = 18;

pub(crate) const PAGE_MISC: u16 = 0x100;
pub(crate) const PAGE_SIMD: u16 = 0x200;
pub(crate) const PAGE_ATOMIC: u16 = 0x400;
pub(super) const OP_BR_TABLE: u16 = 0x0e;
pub(super) const OP_SELECT_TYPED: u16 = 0x1c;

/// The kinds of an operation's operands; a count may be followed by more. Nothing for an unknown operation.
#[expect(clippy::match_same_arms, reason = "in the order of the specification")]
pub(crate) const fn shape(op: u16) -> Option<&'static [Kind]> {
    use Kind::*;
    let kinds: &[Kind] = match op {
        0x00 | 0x01 | 0x05 | 0x0a | 0x0b | 0x0f | 0x19..=0x1b | 0x45..=0xc4 | 0xd1 => &[],
        0x02..=0x04 | 0x06 => &[Block],
        0x07 | 0x08 => &[Tag],
        0x09 | 0x0c | 0x0d | 0x18 => &[Label],
        OP_BR_TABLE | OP_SELECT_TYPED => &[Count],
        0x10 | 0x12 | 0xd2 => &[Function],
        0x11 | 0x13 => &[Type, Table],
        0x20..=0x22 => &[Local],
        0x23 | 0x24 => &[Global],
        0x25 | 0x26 => &[Table],
        0x28..=0x3e => &[Align, Offset],
        0x3f | 0x40 => &[Memory],
        0x41 => &[I32],
        0x42 => &[I64],
        0x43 => &[Raw4],
        0x44 => &[Raw8],
        0xd0 => &[Byte],
        0x100..=0x107 => &[],
        0x108 => &[Segment, Memory],
        0x109 | 0x10d => &[Segment],
        0x10a => &[Memory, Memory],
        0x10b => &[Memory],
        0x10c => &[Segment, Table],
        0x10e => &[Table, Table],
        0x10f..=0x111 => &[Table],
        0x200..=0x20b | 0x25c | 0x25d => &[Align, Offset],
        0x20c | 0x20d => &[Raw8, Raw8],
        0x215..=0x222 => &[Byte],
        0x254..=0x25b => &[Align, Offset, Byte],
        0x20e..=0x214 | 0x223..=0x3ff => &[],
        0x400..=0x402 | 0x410..=0x44e => &[Align, Offset],
        0x403 => &[Byte],
        super::OP_LOCALS => &[Count],
        super::OP_GROUP => &[Count, Byte],
        _ => return None,
    };
    Some(kinds)
}

/// The kind of the operands that follow an operation's count.
pub(super) fn listed(op: u16) -> Kind {
    if op == OP_BR_TABLE {
        Kind::Label
    } else {
        Kind::Byte
    }
}
