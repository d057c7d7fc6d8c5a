//! Unpacking LZMA, as Igor Pavlov's public "LZMA specification" describes it: the codec of files that come without an
//! older one. As small as brotli's best, read fifty times as fast as [`crate::Codec::Bytes`], and a few kilobytes of
//! code where a reader of brotli needs a dictionary.
//!
//! Deliberately absent: packing, the header of `.lzma` files (one byte with the parameters goes first) and the mark of
//! the end: the length is known.

use crate::Error;

/// One byte: (positions × 5 + position bits) × 9 + context bits, each limited as LZMA2 limits them.
const MAX_PARAMETERS: u8 = (4 * 5 + 4) * 9 + 8;
const MAX_LITERAL_BITS: u32 = 4;
/// Decisions about literals in one context.
const LITERALS: usize = 0x300;
const STATES: usize = 12;
const POSITIONS: usize = 16;
/// From this state on the last thing was a copy.
const COPIED: usize = 7;

/// The chance of a zero, of 2048.
type Chance = u16;
const EVEN: Chance = 1024;

/// Makes `new_bytes` bytes out of `body`.
// Two codecs call it, and a client pays for each copy.
#[inline(never)]
pub(crate) fn unpack(body: &[u8], new_bytes: usize) -> Result<Vec<u8>, Error> {
    let (&parameters, body) = body.split_first().ok_or(Error::Cut)?;
    let damaged = Error::Damaged { at: 0 };
    let (rest, literal_bits) = (parameters / 9, u32::from(parameters % 9));
    let (position_bits, shift_bits) = (u32::from(rest / 5), u32::from(rest % 5));
    if parameters > MAX_PARAMETERS || literal_bits + shift_bits > MAX_LITERAL_BITS {
        return Err(damaged);
    }
    let reader = Reader::new(body)?;
    let mut unpacker = Unpacker {
        reader,
        literal_bits,
        shift_mask: (1 << shift_bits) - 1,
        position_mask: (1 << position_bits) - 1,
        literals: vec![EVEN; LITERALS << (literal_bits + shift_bits)],
        chances: Chances::default(),
        state: 0,
        recent: [0; 4],
        new: Vec::with_capacity(new_bytes),
    };
    while unpacker.new.len() < new_bytes {
        if unpacker.reader.is_exhausted() {
            return Err(Error::Cut);
        }
        let at = unpacker.new.len() as u64;
        let done = unpacker.step(new_bytes);
        done.ok_or(Error::Damaged { at })?;
    }
    Ok(unpacker.new)
}

/// Reads decisions out of a range.
struct Reader<'a> {
    bytes: &'a [u8],
    next: usize,
    range: u32,
    code: u32,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let [0, a, b, c, d, ..] = bytes else {
            return Err(Error::Damaged { at: 0 });
        };
        Ok(Self {
            bytes,
            next: 5,
            range: u32::MAX,
            code: u32::from_be_bytes([*a, *b, *c, *d]),
        })
    }

    fn is_exhausted(&self) -> bool {
        self.next > self.bytes.len()
    }

    fn normalise(&mut self) {
        if self.range < 1 << 24 {
            let byte = self.bytes.get(self.next).copied().unwrap_or(0);
            self.next += 1;
            self.range <<= 8;
            self.code = self.code << 8 | u32::from(byte);
        }
    }

    fn bit(&mut self, chance: &mut Chance) -> usize {
        self.normalise();
        let bound = (self.range >> 11) * u32::from(*chance);
        if self.code < bound {
            self.range = bound;
            *chance += (2048 - *chance) >> 5;
            0
        } else {
            self.range -= bound;
            self.code -= bound;
            *chance -= *chance >> 5;
            1
        }
    }

    /// Bits that are as likely as not.
    fn plain(&mut self, count: u32) -> u32 {
        let mut value = 0;
        for _ in 0..count {
            self.normalise();
            self.range >>= 1;
            let bit = u32::from(self.code >= self.range);
            self.code -= self.range * bit;
            value = value << 1 | bit;
        }
        value
    }

    /// A number of `bits` bits, the highest first.
    fn tree(&mut self, chances: &mut [Chance], bits: u32) -> usize {
        let mut node = 1;
        for _ in 0..bits {
            node = node << 1 | self.bit(&mut chances[node]);
        }
        node - (1 << bits)
    }

    /// The same, the lowest first.
    fn reverse_tree(&mut self, chances: &mut [Chance], bits: u32) -> u32 {
        let (mut node, mut value) = (1, 0);
        for place in 0..bits {
            let bit = self.bit(&mut chances[node]);
            node = node << 1 | bit;
            value |= (bit as u32) << place;
        }
        value
    }
}

/// How long a copy is.
struct Lengths {
    is_longer: [Chance; 2],
    low: [[Chance; 8]; POSITIONS],
    middle: [[Chance; 8]; POSITIONS],
    high: [Chance; 256],
}

impl Default for Lengths {
    fn default() -> Self {
        Self {
            is_longer: [EVEN; 2],
            low: [[EVEN; 8]; POSITIONS],
            middle: [[EVEN; 8]; POSITIONS],
            high: [EVEN; 256],
        }
    }
}

impl Lengths {
    /// The length without the two bytes that every copy has.
    fn read(&mut self, reader: &mut Reader<'_>, position: usize) -> usize {
        if reader.bit(&mut self.is_longer[0]) == 0 {
            reader.tree(&mut self.low[position], 3)
        } else if reader.bit(&mut self.is_longer[1]) == 0 {
            8 + reader.tree(&mut self.middle[position], 3)
        } else {
            16 + reader.tree(&mut self.high, 8)
        }
    }
}

/// All that is learned but literals.
struct Chances {
    is_copy: [[Chance; POSITIONS]; STATES],
    is_recent: [Chance; STATES],
    is_older: [[Chance; STATES]; 3],
    is_long: [[Chance; POSITIONS]; STATES],
    slots: [[Chance; 64]; 4],
    /// Trees of distances, one behind the other.
    middle: [Chance; 115],
    low: [Chance; 16],
    lengths: Lengths,
    recent_lengths: Lengths,
}

impl Default for Chances {
    fn default() -> Self {
        Self {
            is_copy: [[EVEN; POSITIONS]; STATES],
            is_recent: [EVEN; STATES],
            is_older: [[EVEN; STATES]; 3],
            is_long: [[EVEN; POSITIONS]; STATES],
            slots: [[EVEN; 64]; 4],
            middle: [EVEN; 115],
            low: [EVEN; 16],
            lengths: Lengths::default(),
            recent_lengths: Lengths::default(),
        }
    }
}

struct Unpacker<'a> {
    reader: Reader<'a>,
    literal_bits: u32,
    shift_mask: usize,
    position_mask: usize,
    literals: Vec<Chance>,
    chances: Chances,
    state: usize,
    /// The last four distances less one, the newest first.
    recent: [u32; 4],
    new: Vec<u8>,
}

impl Unpacker<'_> {
    /// One literal or one copy; nothing where it is impossible.
    fn step(&mut self, new_bytes: usize) -> Option<()> {
        let position = self.new.len() & self.position_mask;
        let state = self.state;
        let chances = &mut self.chances;
        let reader = &mut self.reader;
        if reader.bit(&mut chances.is_copy[state][position]) == 0 {
            return self.literal();
        }
        if reader.bit(&mut chances.is_recent[state]) == 0 {
            let length = chances.lengths.read(reader, position);
            let distance = distance(reader, chances, length);
            self.recent = [distance, self.recent[0], self.recent[1], self.recent[2]];
            self.state = if state < COPIED { 7 } else { 10 };
            return self.copy(length + 2, new_bytes);
        }
        if reader.bit(&mut chances.is_older[0][state]) == 1 {
            let age = 1 + match reader.bit(&mut chances.is_older[1][state]) {
                0 => 0,
                _ => 1 + reader.bit(&mut chances.is_older[2][state]),
            };
            self.recent[..=age].rotate_right(1);
        } else if reader.bit(&mut chances.is_long[state][position]) == 0 {
            self.state = if state < COPIED { 9 } else { 11 };
            return self.copy(1, new_bytes);
        }
        let length = chances.recent_lengths.read(reader, position);
        self.state = if state < COPIED { 8 } else { 11 };
        self.copy(length + 2, new_bytes)
    }

    fn literal(&mut self) -> Option<()> {
        let before = self.new.last().map_or(0, |byte| usize::from(*byte));
        let context = (self.new.len() & self.shift_mask) << self.literal_bits
            | before >> (8 - self.literal_bits);
        let from = LITERALS * context;
        let chances = self.literals.get_mut(from..from + LITERALS)?;
        let mut symbol = 1;
        if self.state >= COPIED {
            // What a copy would have gone on with foretells the literal up to the first bit that differs.
            let at = self.new.len().checked_sub(self.recent[0] as usize + 1)?;
            let mut foretold = usize::from(self.new[at]);
            while symbol < 0x100 {
                let expected = foretold >> 7 & 1;
                foretold <<= 1;
                let bit = self.reader.bit(&mut chances[(1 + expected) << 8 | symbol]);
                symbol = symbol << 1 | bit;
                if bit != expected {
                    break;
                }
            }
        }
        while symbol < 0x100 {
            symbol = symbol << 1 | self.reader.bit(&mut chances[symbol]);
        }
        self.new.push(symbol as u8);
        self.state = match self.state {
            0..4 => 0,
            4..10 => self.state - 3,
            _ => self.state - 6,
        };
        Some(())
    }

    /// Copies from the newest distance.
    fn copy(&mut self, length: usize, new_bytes: usize) -> Option<()> {
        let distance = usize::try_from(self.recent[0]).ok()?.checked_add(1)?;
        let from = self.new.len().checked_sub(distance)?;
        if length > new_bytes - self.new.len() {
            return None;
        }
        if distance >= length {
            self.new.extend_from_within(from..from + length);
        } else {
            for at in from..from + length {
                self.new.push(self.new[at]);
            }
        }
        Some(())
    }
}

/// The distance of a copy of this length, less one.
fn distance(reader: &mut Reader<'_>, chances: &mut Chances, length: usize) -> u32 {
    let slot = reader.tree(&mut chances.slots[length.min(3)], 6);
    if slot < 4 {
        return slot as u32;
    }
    let bits = (slot as u32 >> 1) - 1;
    let high = (2 | slot as u32 & 1) << bits;
    if slot < 14 {
        let tree = &mut chances.middle[high as usize - slot..];
        high + reader.reverse_tree(tree, bits)
    } else {
        let middle = reader.plain(bits - 4) << 4;
        high.wrapping_add(middle)
            .wrapping_add(reader.reverse_tree(&mut chances.low, 4))
    }
}
