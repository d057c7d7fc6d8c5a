//! A SHA-256 value and its one spelling: 64 lower-case hexadecimal digits.

use core::fmt;

/// The SHA-256 of some bytes: their name everywhere in Layer-W.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The length of the spelling.
    pub const HEX_BYTES: usize = 64;

    /// The digest of no bytes at all.
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// The digest that `hex` spells.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != Self::HEX_BYTES {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }

    /// The spelling.
    pub fn to_hex(&self) -> String {
        let mut hex = String::with_capacity(Self::HEX_BYTES);
        for byte in self.0 {
            hex.push(char::from(HEX[usize::from(byte >> 4)]));
            hex.push(char::from(HEX[usize::from(byte & 15)]));
        }
        hex
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_comes_back_from_its_spelling() {
        let digest = Digest(core::array::from_fn(|index| (index * 37) as u8));
        assert_eq!(Digest::from_hex(&digest.to_hex()), Some(digest));
    }

    #[test]
    fn only_64_lower_case_digits_are_a_digest() {
        let hex = "a".repeat(64);
        assert!(Digest::from_hex(&hex).is_some());
        assert!(Digest::from_hex(&hex[1..]).is_none());
        assert!(Digest::from_hex(&hex.to_uppercase()).is_none());
        assert!(Digest::from_hex(&format!("{}g", &hex[1..])).is_none());
        assert!(Digest::from_hex(&"é".repeat(32)).is_none());
    }
}
