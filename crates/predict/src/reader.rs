//! Numbers as bytes. Reading them out of bytes that come from elsewhere: an end that comes too early is an error, never a panic.

use crate::{Error, Item};

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Where the next byte is.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn is_over(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Everything must have been read.
    pub(crate) fn end(&self) -> Result<(), Error> {
        let is_end = self.at == self.bytes.len();
        is_end.then_some(()).ok_or(Error::Length { at: self.at })
    }

    pub(crate) fn version(&mut self, want: u8) -> Result<(), Error> {
        match self.byte()? {
            got if got == want => Ok(()),
            got => Err(Error::Version { want, got }),
        }
    }

    /// A byte that is at most `max`.
    pub(crate) fn small(&mut self, max: usize) -> Result<usize, Error> {
        let at = self.at;
        let number = usize::from(self.byte()?);
        (number <= max)
            .then_some(number)
            .ok_or(Error::Number { at })
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Error> {
        self.fixed::<1>().map(|[byte]| byte)
    }

    pub(crate) fn item(&mut self) -> Result<Item, Error> {
        self.fixed().map(Item::from_le_bytes)
    }

    pub(crate) fn word(&mut self) -> Result<u32, Error> {
        self.fixed().map(u32::from_le_bytes)
    }

    pub(crate) fn long(&mut self) -> Result<u64, Error> {
        self.fixed().map(u64::from_le_bytes)
    }

    /// A number that is neither infinite nor none.
    pub(crate) fn finite(&mut self) -> Result<f32, Error> {
        let at = self.at;
        let number = f32::from_le_bytes(self.fixed()?);
        let is_number = number.is_finite();
        is_number.then_some(number).ok_or(Error::Number { at })
    }

    fn fixed<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], Error> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(bytes) = rest.first_chunk() else {
            return Err(Error::Length {
                at: self.bytes.len(),
            });
        };
        self.at += COUNT;
        Ok(*bytes)
    }

    /// A number of LEB128.
    pub(crate) fn number(&mut self) -> Result<u32, Error> {
        let at = self.at;
        let mut number = 0_u32;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            let part = u32::from(byte & 0x7f);
            number |= part << shift;
            if shift == 28 && part > 0xf {
                break;
            }
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Error::Number { at })
    }
}

/// Writes a number of LEB128.
pub(crate) fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends a part. One function that is never inlined: there are twenty places, and the code for it would be in the module
/// twenty times.
#[inline(never)]
pub(crate) fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(part);
}
