//! Binary arithmetic coding: one trait, so that the models are written once for both directions, and the reading half.
//!
//! Carryless range coding as in Mahoney's lpaq (public description: "Data Compression Explained", section 4.1).
//! Deliberately absent: the writing half, which only a publisher needs.

/// Codes one binary decision at a time.
pub(crate) trait Coder {
    /// Codes `bit`, which is 1 with probability `one` / 65536; a reader ignores `bit` and gives what was coded.
    fn bit(&mut self, bit: u32, one: u32) -> u32;

    /// Whether more was asked for than there is.
    fn is_exhausted(&self) -> bool;
}

/// Reads decisions.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    next: usize,
    low: u32,
    high: u32,
    code: u32,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self {
            bytes,
            next: 0,
            low: 0,
            high: u32::MAX,
            code: 0,
        };
        for _ in 0..4 {
            reader.shift();
        }
        reader
    }

    fn shift(&mut self) {
        let byte = self.bytes.get(self.next).copied().unwrap_or(0);
        self.code = self.code << 8 | u32::from(byte);
        self.next += 1;
    }
}

impl Coder for Reader<'_> {
    fn bit(&mut self, _: u32, one: u32) -> u32 {
        let middle = split(self.low, self.high, one);
        let bit = u32::from(self.code <= middle);
        if bit == 1 {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
            self.shift();
        }
        bit
    }

    /// A writer drops trailing zeros, of which no more than eight matter.
    fn is_exhausted(&self) -> bool {
        self.next > self.bytes.len() + 8
    }
}

/// Where the range is cut: a one lies at or below.
pub(crate) fn split(low: u32, high: u32, one: u32) -> u32 {
    let range = u64::from(high - low);
    low + ((range * u64::from(one)) >> 16) as u32
}
