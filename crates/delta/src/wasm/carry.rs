//! A body with nothing but its numbers carried over: bytes are copied, and only what the maps move is written anew.
//!
//! Most functions of an update are this, so it works on bytes and keeps nothing. Deliberately absent: whether the new
//! body is that, which one coded decision tells.

use super::instruction::{Kind, signed_bytes, write_signed, write_unsigned};
use super::maps::Maps;

/// What follows an operation's byte, as far as carrying over is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Bare,
    /// A number of any width that stays.
    Number,
    Mapped(Kind),
    /// A type, then a number that stays.
    Indirect,
    /// A number that stays, then an offset.
    Access,
    Raw(u8),
    /// A count and that many more, and one.
    Labels,
    Misc,
    Vector,
    Atomic,
    Unknown,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Unknown; 256];
    let mut op = 0;
    while op < 256 {
        classes[op] = match op {
            0x00 | 0x01 | 0x05 | 0x0a | 0x0b | 0x0f | 0x19..=0x1b | 0x45..=0xc4 | 0xd1 => {
                Class::Bare
            }
            0x02..=0x04 | 0x06 => Class::Mapped(Kind::Block),
            0x07..=0x09 | 0x0c | 0x0d | 0x18 | 0x20..=0x22 | 0x25 | 0x26 | 0x3f | 0x40 | 0x42 => {
                Class::Number
            }
            0x0e => Class::Labels,
            0x10 | 0x12 | 0xd2 => Class::Mapped(Kind::Function),
            0x11 | 0x13 => Class::Indirect,
            0x23 | 0x24 => Class::Mapped(Kind::Global),
            0x28..=0x3e => Class::Access,
            0x41 => Class::Mapped(Kind::I32),
            0x43 => Class::Raw(4),
            0x44 => Class::Raw(8),
            0xd0 => Class::Raw(1),
            0xfc => Class::Misc,
            0xfd => Class::Vector,
            0xfe => Class::Atomic,
            _ => Class::Unknown,
        };
        op += 1;
    }
    classes
};

/// Appends what `maps` make of the body `old` to `out`; a body that is not understood is taken as it is.
pub(super) fn body(old: &[u8], maps: &Maps, out: &mut Vec<u8>) {
    let start = out.len();
    let mut carrier = Carrier {
        old,
        at: 0,
        copied: 0,
        maps,
        out,
    };
    if carrier.locals().is_some() && carrier.instructions().is_some() {
        let rest = carrier.copied;
        out.extend_from_slice(&old[rest..]);
    } else {
        out.truncate(start);
        out.extend_from_slice(old);
    }
}

struct Carrier<'a> {
    old: &'a [u8],
    at: usize,
    /// What was written so far tells the old bytes up to here.
    copied: usize,
    maps: &'a Maps,
    out: &'a mut Vec<u8>,
}

impl Carrier<'_> {
    fn locals(&mut self) -> Option<()> {
        for _ in 0..self.number()? {
            self.number()?;
            self.at += 1;
            if matches!(self.old.get(self.at - 1)?, 0x63 | 0x64) {
                return None;
            }
        }
        Some(())
    }

    fn instructions(&mut self) -> Option<()> {
        while let Some(&op) = self.old.get(self.at) {
            self.at += 1;
            match CLASSES[usize::from(op)] {
                Class::Bare => {}
                Class::Number => self.skip()?,
                Class::Mapped(kind) => self.mapped(kind)?,
                Class::Indirect => {
                    self.mapped(Kind::Type)?;
                    self.skip()?;
                }
                Class::Access => {
                    self.skip()?;
                    self.mapped(Kind::Offset)?;
                }
                Class::Raw(bytes) => self.at += usize::from(bytes),
                Class::Labels => {
                    for _ in 0..=self.number()? {
                        self.skip()?;
                    }
                }
                Class::Misc => self.misc()?,
                Class::Vector => self.vector()?,
                Class::Atomic => match self.number()? {
                    0..=2 | 0x10..=0x4e => {
                        self.skip()?;
                        self.mapped(Kind::Offset)?;
                    }
                    3 => self.at += 1,
                    _ => return None,
                },
                Class::Unknown => return None,
            }
        }
        (self.at == self.old.len()).then_some(())
    }

    fn misc(&mut self) -> Option<()> {
        let numbers = match self.number()? {
            0..=7 => 0,
            9 | 0x0b | 0x0d | 0x0f..=0x11 => 1,
            8 | 0x0a | 0x0c | 0x0e => 2,
            _ => return None,
        };
        (0..numbers).try_for_each(|_| self.skip())
    }

    fn vector(&mut self) -> Option<()> {
        match self.number()? {
            0..=11 | 0x5c | 0x5d => {
                self.skip()?;
                self.mapped(Kind::Offset)?;
            }
            12 | 13 => self.at += 16,
            0x15..=0x22 => self.at += 1,
            0x54..=0x5b => {
                self.skip()?;
                self.mapped(Kind::Offset)?;
                self.at += 1;
            }
            0x0e..=0x14 | 0x23..=0x1ff => {}
            _ => return None,
        }
        Some(())
    }

    #[inline(always)]
    fn skip(&mut self) -> Option<()> {
        while *self.old.get(self.at)? >= 0x80 {
            self.at += 1;
        }
        self.at += 1;
        Some(())
    }

    /// The bits of a number, at most 35.
    #[inline(always)]
    fn bits(&mut self) -> Option<u64> {
        let first = *self.old.get(self.at)?;
        self.at += 1;
        if first < 0x80 {
            return Some(u64::from(first));
        }
        let mut bits = u64::from(first & 0x7f);
        for shift in [7, 14, 21, 28] {
            let byte = *self.old.get(self.at)?;
            self.at += 1;
            bits |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(bits);
            }
        }
        None
    }

    fn number(&mut self) -> Option<u32> {
        u32::try_from(self.bits()?).ok()
    }

    #[inline(always)]
    fn mapped(&mut self, kind: Kind) -> Option<()> {
        let begin = self.at;
        let mut old = self.bits()? as i64;
        let is_signed = matches!(kind, Kind::I32 | Kind::Block);
        if is_signed {
            let unused = 64 - 7 * (self.at - begin) as u32;
            old = old << unused >> unused;
        }
        let new = self.maps.carried(kind, old);
        if new != old {
            self.out.extend_from_slice(&self.old[self.copied..begin]);
            self.write(is_signed, new, old, self.at - begin);
            self.copied = self.at;
        }
        Some(())
    }

    #[inline(never)]
    fn write(&mut self, is_signed: bool, new: i64, old: i64, old_bytes: usize) {
        let writer = |out: &mut Vec<u8>, value: i64, width| match is_signed {
            true => write_signed(out, value, width),
            false => write_unsigned(out, value as u64, width),
        };
        let start = self.out.len();
        writer(self.out, old, 0);
        let shortest = self.out.len() - start;
        self.out.truncate(start);
        let width = match old_bytes {
            bytes if bytes == shortest => 0,
            5 => 5,
            _ => signed_bytes(new),
        };
        writer(self.out, new, width);
    }
}
