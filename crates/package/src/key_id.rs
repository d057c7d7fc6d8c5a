//! The name of a key. Apart from keys, so that a refusal can name one where nothing is signed.

use core::fmt;

/// The first 8 bytes of the SHA-256 of a public key: enough to find a key, never enough to trust one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl KeyId {
    /// The id that 16 lower-case hexadecimal digits spell.
    pub fn from_hex(hex: &str) -> Option<Self> {
        bytes_from_hex(hex).map(Self)
    }

    /// The spelling.
    pub fn to_hex(&self) -> String {
        hex_from_bytes(&self.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// Two lower-case hexadecimal digits for each byte.
pub(crate) fn hex_from_bytes(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    hex
}

/// The `N` bytes that twice as many lower-case hexadecimal digits spell.
pub(crate) fn bytes_from_hex<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let digits = hex.as_bytes();
    if digits.len() != N * 2 || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16);
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = (nibble(pair[0])? << 4 | nibble(pair[1])?) as u8;
    }
    Some(bytes)
}
