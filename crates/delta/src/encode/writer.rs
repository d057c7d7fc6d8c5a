//! The writing half of the arithmetic coder. Deliberately absent: probabilities.

use crate::coder::{Coder, split};

/// Collects coded decisions.
pub(super) struct Writer {
    bytes: Vec<u8>,
    low: u32,
    high: u32,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            bytes: Vec::new(),
            low: 0,
            high: u32::MAX,
        }
    }
}

impl Coder for Writer {
    fn bit(&mut self, bit: u32, one: u32) -> u32 {
        let middle = split(self.low, self.high, one);
        if bit == 1 {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.bytes.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
        }
        bit
    }

    fn is_exhausted(&self) -> bool {
        false
    }
}

impl Writer {
    /// The coded bytes; zeros at the end are implied.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.low > 0 {
            // low and high differ in their first byte, so low's successor there lies between them.
            self.bytes.push((self.low >> 24) as u8 + 1);
        }
        while self.bytes.last() == Some(&0) {
            self.bytes.pop();
        }
        self.bytes
    }
}
