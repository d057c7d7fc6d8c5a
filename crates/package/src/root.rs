//! The root: which keys may sign what, how many of them must, and which never may again.

use crate::envelope::{Envelope, Role};
use crate::lines::{self, Lines};
use crate::{Field, KeyId, MAX_NUMBER, MAX_ROOT_BYTES, PublicKey, Refusal, decimal};

const FORMAT: &str = "layerw-root";
const VERSION: u64 = 1;
const MAX_KEYS: usize = 16;
const MAX_REVOKED: usize = 256;

/// Who holds a role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holders {
    /// How many of the keys must sign, 1 to their number.
    pub threshold: usize,
    /// The keys, sorted, at most 16.
    pub keys: Vec<PublicKey>,
}

/// Which keys may sign what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// 1 for the first, then one more each time.
    pub version: u64,
    /// From this moment on nothing is believed on this root's word, seconds since 1970.
    pub expires_unix_secs: u64,
    /// Who may sign heads and packages.
    pub release: Holders,
    /// Who may sign the next root.
    pub root: Holders,
    /// Keys that were withdrawn, sorted, at most 256. No later root may leave one out.
    pub revoked: Vec<KeyId>,
}

impl Root {
    /// The root in `bytes`, which an envelope carried.
    ///
    /// # Errors
    /// [`Refusal`] where the bytes are not exactly what [`Root::to_text`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut lines = Lines::new(lines::ascii(bytes, MAX_ROOT_BYTES)?);
        lines.header(FORMAT, VERSION)?;
        let line = lines.any();
        let [version] = line.words("version")?;
        let version = line.whole(version, Field::Number, 1, MAX_NUMBER)?;
        let line = lines.any();
        let [expires] = line.words("expires")?;
        let expires_unix_secs = line.whole(expires, Field::Seconds, 1, MAX_NUMBER)?;
        let release = holders(&mut lines, Role::Release)?;
        let root = holders(&mut lines, Role::Root)?;
        let mut revoked: Vec<KeyId> = Vec::new();
        while let Some(line) = lines.next_if("revoked") {
            let [id] = line.words("revoked")?;
            let id = KeyId::from_hex(id).ok_or_else(|| line.refusal(Field::KeyId))?;
            line.after(revoked.last(), &id)?;
            revoked.push(id);
            at_most(Field::KeyId, MAX_REVOKED, revoked.len())?;
        }
        lines.end()?;
        let read = Self {
            version,
            expires_unix_secs,
            release,
            root,
            revoked,
        };
        read.check_keys()?;
        Ok(read)
    }

    /// The one text of this root.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        lines::push(&mut text, &[FORMAT, "1"]);
        lines::push(&mut text, &["version", &decimal::text(self.version)]);
        let expires = decimal::text(self.expires_unix_secs);
        lines::push(&mut text, &["expires", &expires]);
        for role in Role::ALL {
            let holders = self.holders(role);
            let threshold = decimal::text(holders.threshold as u64);
            lines::push(&mut text, &["threshold", role.name(), &threshold]);
            for key in &holders.keys {
                lines::push(&mut text, &["key", role.name(), &key.to_hex()]);
            }
        }
        for id in &self.revoked {
            lines::push(&mut text, &["revoked", &id.to_hex()]);
        }
        text
    }

    /// Who holds `role`.
    pub fn holders(&self, role: Role) -> &Holders {
        match role {
            Role::Root => &self.root,
            Role::Release => &self.release,
        }
    }

    /// The payload of `envelope`, where enough keys of its role signed it and no other key did.
    ///
    /// # Errors
    /// [`Refusal`] that names the first signature to object to, or the number missing.
    pub fn payload<'a>(&self, envelope: &Envelope<'a>) -> Result<&'a [u8], Refusal> {
        let holders = self.holders(envelope.role());
        for id in envelope.signers() {
            if self.revoked.contains(&id) {
                return Err(Refusal::RevokedKey { id });
            }
            if !holders.has(id) {
                return Err(Refusal::UnknownKey { id });
            }
        }
        holders.check(envelope)?;
        Ok(envelope.payload())
    }

    /// No two keys of a role share an id, and none of them is withdrawn.
    fn check_keys(&self) -> Result<(), Refusal> {
        for role in Role::ALL {
            let keys = &self.holders(role).keys;
            let ids: Vec<KeyId> = keys.iter().map(PublicKey::id).collect();
            for (index, &id) in ids.iter().enumerate() {
                if ids[..index].contains(&id) {
                    return Err(Refusal::SameKey { id });
                }
                if self.revoked.contains(&id) {
                    return Err(Refusal::RevokedKey { id });
                }
            }
        }
        Ok(())
    }
}

impl Holders {
    /// Whether one of the keys has this id.
    pub fn has(&self, id: KeyId) -> bool {
        self.keys.iter().any(|key| key.id() == id)
    }

    /// Fails where a key is said to have signed and did not, or where too few did.
    pub(crate) fn check(&self, envelope: &Envelope<'_>) -> Result<(), Refusal> {
        let mut got = 0;
        for key in &self.keys {
            got += usize::from(envelope.is_signed_by(key)?);
        }
        let want = self.threshold.max(1);
        if got < want {
            return Err(Refusal::TooFewSignatures { want, got });
        }
        Ok(())
    }
}

fn at_most(what: Field, want: usize, got: usize) -> Result<(), Refusal> {
    if got > want {
        Err(Refusal::TooMany { what, want, got })
    } else {
        Ok(())
    }
}

fn holders(lines: &mut Lines<'_>, role: Role) -> Result<Holders, Refusal> {
    let top = lines.any();
    let [name, threshold] = top.words("threshold")?;
    if name != role.name() {
        return Err(top.refusal(Field::Role));
    }
    let mut keys: Vec<PublicKey> = Vec::new();
    while let Some(line) = lines.next_if("key") {
        let [name, key] = line.words("key")?;
        if name != role.name() {
            return Err(line.refusal(Field::Role));
        }
        let key = PublicKey::from_hex(key).ok_or_else(|| line.refusal(Field::PublicKey))?;
        line.after(keys.last(), &key)?;
        keys.push(key);
        at_most(Field::PublicKey, MAX_KEYS, keys.len())?;
    }
    let threshold = top.whole(threshold, Field::Threshold, 1, keys.len() as u64)?;
    Ok(Holders {
        threshold: threshold as usize,
        keys,
    })
}
