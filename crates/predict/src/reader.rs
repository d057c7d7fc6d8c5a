//! Numbers as bytes. Reading them out of bytes that come from elsewhere: what is wrong first is kept, and from then on
//! everything that is read is zero, so that whoever reads looks once, at the end. Asking each time was a tenth of the module.
//!
//! A count that was read says nothing until then: whoever counts on it stops where [`Reader::is_wrong`].

use alloc::vec::Vec;

use crate::{Error, Item};

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    wrong: Option<Error>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            wrong: None,
        }
    }

    /// Where the next byte is.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn is_wrong(&self) -> bool {
        self.wrong.is_some()
    }

    /// Nothing is left, or nothing that says anything.
    pub(crate) fn is_over(&self) -> bool {
        self.is_wrong() || self.at >= self.bytes.len()
    }

    /// Whatever is read from now on is zero.
    pub(crate) fn refuse(&mut self, error: Error) {
        self.wrong.get_or_insert(error);
    }

    /// Everything was as it should be so far.
    pub(crate) fn so_far(&self) -> Result<(), Error> {
        self.wrong.map_or(Ok(()), Err)
    }

    /// The same, and everything was read.
    pub(crate) fn end(&mut self) -> Result<(), Error> {
        if !self.is_over() {
            self.refuse(Error::Length { at: self.at });
        }
        self.so_far()
    }

    pub(crate) fn version(&mut self, want: u8) {
        let got = self.byte();
        if got != want {
            self.refuse(Error::Version { want, got });
        }
    }

    /// A byte that is at most `max`.
    pub(crate) fn small(&mut self, max: usize) -> usize {
        let at = self.at;
        let number = usize::from(self.byte());
        self.expect(number <= max, at);
        number.min(max)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let [byte] = self.fixed();
        byte
    }

    pub(crate) fn item(&mut self) -> Item {
        Item::from_le_bytes(self.fixed())
    }

    pub(crate) fn word(&mut self) -> u32 {
        u32::from_le_bytes(self.fixed())
    }

    pub(crate) fn long(&mut self) -> u64 {
        u64::from_le_bytes(self.fixed())
    }

    /// A number that is neither infinite nor none.
    pub(crate) fn finite(&mut self) -> f32 {
        let at = self.at;
        let number = f32::from_bits(self.word());
        self.expect(number.is_finite(), at);
        if number.is_finite() { number } else { 0.0 }
    }

    /// Refuses the number at `at` unless it is `sound`.
    pub(crate) fn expect(&mut self, sound: bool, at: usize) {
        if !sound {
            self.refuse(Error::Number { at });
        }
    }

    /// A number of LEB128.
    pub(crate) fn number(&mut self) -> u32 {
        let at = self.at;
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            self.expect(shift < 28, at);
        }
        self.expect(number <= u64::from(u32::MAX), at);
        number as u32
    }

    fn fixed<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest.first_chunk() {
            Some(bytes) if self.wrong.is_none() => {
                self.at += COUNT;
                *bytes
            }
            _ => {
                let at = self.bytes.len();
                self.refuse(Error::Length { at });
                [0; COUNT]
            }
        }
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
