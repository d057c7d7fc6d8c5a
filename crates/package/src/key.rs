//! Ed25519 keys, as RFC 8032 defines them. Deliberately absent: where a secret comes from. A core has no randomness, so
//! whoever makes a key brings its 32 bytes.

use core::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::key_id::{bytes_from_hex, hex_from_bytes};
use crate::{Digest, KeyId, Refusal, digest_from_bytes};

/// What verifies signatures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// What signs.
pub struct SecretKey(SigningKey);

/// 64 bytes that one key made from one message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

impl PublicKey {
    /// The key in `bytes`.
    ///
    /// # Errors
    /// [`Refusal::BadKey`] where they are not the one spelling of a point of the curve, or spell one of the eight for
    /// which anybody can sign.
    pub fn new(bytes: [u8; 32]) -> Result<Self, Refusal> {
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| Refusal::BadKey)?;
        let is_canonical = key.to_edwards().compress().to_bytes() == bytes;
        if key.is_weak() || !is_canonical {
            Err(Refusal::BadKey)
        } else {
            Ok(Self(bytes))
        }
    }

    /// The key that 64 lower-case hexadecimal digits spell, if they spell one.
    pub fn from_hex(hex: &str) -> Option<Self> {
        bytes_from_hex(hex).and_then(|bytes| Self::new(bytes).ok())
    }

    /// The spelling.
    pub fn to_hex(&self) -> String {
        Digest(self.0).to_hex()
    }

    /// The key's name.
    pub fn id(&self) -> KeyId {
        let digest = digest_from_bytes(&self.0).0;
        KeyId(core::array::from_fn(|index| digest[index]))
    }

    /// Whether this key made `signature` from `message`. Only the one encoding of a signature that RFC 8032 allows is.
    pub fn is_signed(&self, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }
}

impl SecretKey {
    /// The key that grows from `seed`, which must come from a source of good randomness.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// What verifies its signatures.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// The one signature of `message`.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl Signature {
    /// The signature that 128 lower-case hexadecimal digits spell.
    pub fn from_hex(hex: &str) -> Option<Self> {
        bytes_from_hex(hex).map(Self)
    }

    /// The spelling.
    pub fn to_hex(&self) -> String {
        hex_from_bytes(&self.0)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the secret of {}", self.public().id())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}
