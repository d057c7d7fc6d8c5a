//! The first bytes of a patch. Deliberately absent: digests; who names the files knows them.

use crate::Error;

const MAGIC: [u8; 3] = *b"LWD";
/// The version of the format that this build writes and reads.
pub const VERSION: u8 = 2;
/// Magic, version and codec.
pub const START_BYTES: usize = 5;

/// How the rest of a patch is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Codec {
    /// The whole new file, brotli.
    Full,
    /// The new file, brotli with the old one as dictionary.
    Prefix,
    /// Copies out of the old file, corrected, and what is new; arithmetically coded.
    Bytes,
    /// WebAssembly: instructions predicted from the old module.
    Wasm,
    /// The whole new file, LZMA.
    Lzma,
    /// Copies out of the old file, corrected, and what is new packed apart, LZMA.
    Splice,
    /// The whole new file as it is: nothing packs it.
    Stored,
}

/// What a patch says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// How the rest is coded.
    pub codec: Codec,
    /// Length of the file it applies to, bytes.
    pub old_bytes: u64,
    /// Length of the file it makes, bytes.
    pub new_bytes: u64,
}

impl Codec {
    /// Every codec.
    pub const ALL: [Self; 7] = [
        Self::Full,
        Self::Prefix,
        Self::Bytes,
        Self::Wasm,
        Self::Lzma,
        Self::Splice,
        Self::Stored,
    ];
    /// The codecs that make a file out of an older one and that every build applies, also one without the feature
    /// `brotli`.
    pub const SMALL: [Self; 3] = [Self::Bytes, Self::Wasm, Self::Splice];

    /// The codec of the patch that begins with `start`: its first five bytes tell.
    ///
    /// # Errors
    /// [`Error::NotAPatch`] where they are not those of a patch of this version, [`Error::Codec`] for an unknown one.
    pub fn of_patch(start: &[u8]) -> Result<Self, Error> {
        let [a, b, c, version, codec, ..] = start else {
            return Err(Error::NotAPatch);
        };
        if [*a, *b, *c] != MAGIC || *version != VERSION {
            return Err(Error::NotAPatch);
        }
        Self::from_number(*codec)
    }

    fn number(self) -> u8 {
        match self {
            Self::Full => 0,
            Self::Prefix => 1,
            Self::Bytes => 2,
            Self::Wasm => 3,
            Self::Lzma => 4,
            Self::Splice => 5,
            Self::Stored => 6,
        }
    }

    fn from_number(number: u8) -> Result<Self, Error> {
        match number {
            0 => Ok(Self::Full),
            1 => Ok(Self::Prefix),
            2 => Ok(Self::Bytes),
            3 => Ok(Self::Wasm),
            4 => Ok(Self::Lzma),
            5 => Ok(Self::Splice),
            6 => Ok(Self::Stored),
            got => Err(Error::Codec { got }),
        }
    }
}

impl Header {
    /// Reads the header of `patch`; gives it and what follows.
    pub fn read(patch: &[u8]) -> Result<(Self, &[u8]), Error> {
        let codec = Codec::of_patch(patch)?;
        let rest = patch.get(START_BYTES..).unwrap_or_default();
        let (old_bytes, rest) = read_length(rest)?;
        let (new_bytes, rest) = read_length(rest)?;
        let (body_bytes, rest) = read_length(rest)?;
        match (rest.len() as u64).cmp(&body_bytes) {
            core::cmp::Ordering::Less => return Err(Error::Cut),
            core::cmp::Ordering::Greater => return Err(Error::Damaged { at: 0 }),
            core::cmp::Ordering::Equal => {}
        }
        let header = Self {
            codec,
            old_bytes,
            new_bytes,
        };
        Ok((header, rest))
    }

    /// The patch with this header and `body`.
    pub fn write(&self, body: &[u8]) -> Vec<u8> {
        let mut patch = MAGIC.to_vec();
        patch.extend([VERSION, self.codec.number()]);
        for length in [self.old_bytes, self.new_bytes, body.len() as u64] {
            write_length(&mut patch, length);
        }
        patch.extend_from_slice(body);
        patch
    }
}

/// LEB128, at most nine bytes.
fn read_length(mut bytes: &[u8]) -> Result<(u64, &[u8]), Error> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(Error::Cut)?;
        value |= u64::from(byte & 0x7f) << shift;
        bytes = rest;
        if byte < 0x80 {
            return Ok((value, bytes));
        }
    }
    Err(Error::NotAPatch)
}

fn write_length(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
