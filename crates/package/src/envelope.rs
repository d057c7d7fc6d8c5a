//! The envelope: who signed some bytes, for what, and the bytes. Deliberately absent: whether the signers are trusted;
//! a root decides that.
//!
//! A first line, a line for each signature in the order of key ids, an empty line, and the payload untouched to the end.

use crate::lines::{self, Lines};
use crate::{Error, Field, KeyId, MAX_ENVELOPE_BYTES, PublicKey, Refusal, SecretKey, Signature};

/// The most signatures of one envelope: the keys of an old root and those of a new one.
pub const MAX_SIGNATURES: usize = 32;

const FORMAT: &str = "layerw-signed";
const VERSION: u64 = 1;
/// Two first lines, and for each signature `key`, its id and itself.
const _: () = assert!(MAX_ENVELOPE_BYTES == 64 + MAX_SIGNATURES * (4 + 17 + 129));

/// What a signature is for. It is part of what is signed, so no signature serves two purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Says which keys may sign what.
    Root,
    /// Says which release is offered, and what a package is.
    Release,
}

impl Role {
    /// Every role, in the order of their names.
    pub const ALL: [Self; 2] = [Self::Release, Self::Root];

    /// The role that `name` spells.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Release => "release",
        }
    }

    /// What a key of this role signs in place of `payload`.
    pub fn message(self, payload: &[u8]) -> Vec<u8> {
        [b"layerw ", self.name().as_bytes(), b" v1\n", payload].concat()
    }
}

/// Bytes with their signatures, none of them checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    role: Role,
    signatures: Vec<(KeyId, Signature)>,
    payload: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// The envelope in `bytes`, with a payload of at most `max_payload_bytes`.
    ///
    /// # Errors
    /// [`Refusal`] where the bytes are not exactly what [`seal`] writes.
    pub fn from_bytes(bytes: &'a [u8], max_payload_bytes: usize) -> Result<Self, Refusal> {
        let want = MAX_ENVELOPE_BYTES + max_payload_bytes;
        if bytes.len() > want {
            let got = bytes.len();
            return Err(Error::TooLong { want, got }.into());
        }
        let within = &bytes[..bytes.len().min(MAX_ENVELOPE_BYTES)];
        let Some(end) = within.windows(2).position(|pair| pair == b"\n\n") else {
            // Not an envelope at all, or one with too many signatures: the first fault in it says which.
            let top = lines::ascii(within, MAX_ENVELOPE_BYTES)?;
            top_from_text(top)?;
            return Err(Error::Cut.into());
        };
        let (top, payload) = (&bytes[..=end], &bytes[end + 2..]);
        if payload.len() > max_payload_bytes {
            return Err(Error::TooLong {
                want: max_payload_bytes,
                got: payload.len(),
            }
            .into());
        }
        let (role, signatures) = top_from_text(lines::ascii(top, MAX_ENVELOPE_BYTES)?)?;
        Ok(Self {
            role,
            signatures,
            payload,
        })
    }

    /// What the signatures are for.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The bytes that were signed. Not to be believed before the signatures are checked.
    pub fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// The keys that are said to have signed, sorted.
    pub fn signers(&self) -> impl Iterator<Item = KeyId> {
        self.signatures.iter().map(|&(id, _)| id)
    }

    /// Fails where `key` is said to have signed and did not; tells whether it signed.
    ///
    /// # Errors
    /// [`Refusal::WrongSignature`].
    pub fn is_signed_by(&self, key: &PublicKey) -> Result<bool, Refusal> {
        let id = key.id();
        let Some((_, signature)) = self.signatures.iter().find(|(signer, _)| *signer == id) else {
            return Ok(false);
        };
        if key.is_signed(&self.role.message(self.payload), signature) {
            Ok(true)
        } else {
            Err(Refusal::WrongSignature { id })
        }
    }
}

/// `payload` in an envelope that `keys` sign, in any order.
///
/// # Errors
/// [`Refusal`] where no key signs, one signs twice, or more than [`MAX_SIGNATURES`] do.
pub fn seal(role: Role, payload: &[u8], keys: &[&SecretKey]) -> Result<Vec<u8>, Refusal> {
    if keys.len() > MAX_SIGNATURES {
        return Err(too_many(keys.len()));
    }
    let message = role.message(payload);
    let sign = |key: &&SecretKey| (key.public().id(), key.sign(&message));
    let mut signatures: Vec<_> = keys.iter().map(sign).collect();
    signatures.sort_by_key(|&(id, _)| id);
    if signatures.is_empty() {
        return Err(Refusal::TooFewSignatures { want: 1, got: 0 });
    }
    if let Some(pair) = signatures.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(Refusal::SameKey { id: pair[0].0 });
    }
    let mut top = String::new();
    lines::push(&mut top, &[FORMAT, "1", role.name()]);
    for (id, signature) in signatures {
        lines::push(&mut top, &["key", &id.to_hex(), &signature.to_hex()]);
    }
    top.push('\n');
    Ok([top.as_bytes(), payload].concat())
}

fn too_many(got: usize) -> Refusal {
    Refusal::TooMany {
        what: Field::Signature,
        want: MAX_SIGNATURES,
        got,
    }
}

fn top_from_text(text: &str) -> Result<(Role, Vec<(KeyId, Signature)>), Refusal> {
    let first = text.split('\n').next().unwrap_or("");
    let (header, role) = first.rsplit_once(' ').unwrap_or((first, ""));
    Lines::new(header).header(FORMAT, VERSION)?;
    let mut lines = Lines::new(text);
    let line = lines.any();
    let role = Role::from_name(role).ok_or_else(|| line.refusal(Field::Role))?;
    let mut signatures: Vec<(KeyId, Signature)> = Vec::new();
    while let Some(line) = lines.next_if("key") {
        let [id, signature] = line.words("key")?;
        let id = KeyId::from_hex(id).ok_or_else(|| line.refusal(Field::KeyId))?;
        line.after(signatures.last().map(|(id, _)| id), &id)?;
        let signature = Signature::from_hex(signature);
        let signature = signature.ok_or_else(|| line.refusal(Field::Signature))?;
        if signatures.len() == MAX_SIGNATURES {
            return Err(too_many(MAX_SIGNATURES + 1));
        }
        signatures.push((id, signature));
    }
    lines.end()?;
    if signatures.is_empty() {
        return Err(Refusal::TooFewSignatures { want: 1, got: 0 });
    }
    Ok((role, signatures))
}
