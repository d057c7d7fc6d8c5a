//! What a client believes about one game or site, and how signed bytes change that. Pure: the state, the moment and the
//! bytes go in, the next state or a named refusal comes out, and a refusal leaves the state as it was.

use crate::envelope::{Envelope, Role};
use crate::{KeyId, MAX_ROOT_BYTES, MAX_SIGNED_HEAD_BYTES, PublicKey, Refusal, Root, SignedHead};

/// What is believed about one game or site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    id: String,
    root: Root,
    head: Option<SignedHead>,
}

impl Trust {
    /// Belief on first sight in the root in `bytes`: it must be signed by enough of its own root keys.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault.
    pub fn new(id: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(Self::restored(id, root_from_bytes(bytes)?, None))
    }

    /// Belief after the root in `bytes`, which is the first where there was no belief `before`.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault.
    pub fn next(before: Option<&Self>, id: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        match before {
            None => Self::new(id, bytes),
            Some(trust) => trust.after_root(bytes),
        }
    }

    /// A belief as it was stored: the root, and the head with the highest number seen.
    pub fn restored(id: &str, root: Root, head: Option<SignedHead>) -> Self {
        Self {
            id: id.to_owned(),
            root,
            head,
        }
    }

    /// The game or site.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The newest root.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The head with the highest number seen.
    pub fn head(&self) -> Option<&SignedHead> {
        self.head.as_ref()
    }

    /// Belief after the next root, in `bytes`: its version is one more, and enough keys of the old root and of its own
    /// signed it. A root may have expired on the way to a newer one, so time plays no part here.
    ///
    /// Where it withdraws a key that could sign heads, the highest number seen is forgotten with it: whoever held that
    /// key may have signed the highest number there is.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault.
    pub fn after_root(&self, bytes: &[u8]) -> Result<Self, Refusal> {
        let envelope = root_envelope(bytes)?;
        for id in envelope.signers() {
            if self.root.revoked.contains(&id) {
                return Err(Refusal::RevokedKey { id });
            }
        }
        self.root.root.check(&envelope)?;
        let next = Root::from_bytes(envelope.payload())?;
        let is_known = |id: KeyId| next.root.has(id) || self.root.root.has(id);
        if let Some(id) = envelope.signers().find(|&id| !is_known(id)) {
            return Err(Refusal::UnknownKey { id });
        }
        next.root.check(&envelope)?;
        if next.version.checked_sub(1) != Some(self.root.version) {
            return Err(Refusal::RootVersion {
                want: self.root.version.saturating_add(1),
                got: next.version,
            });
        }
        let kept = |id: &&KeyId| next.revoked.contains(id);
        if let Some(&id) = self.root.revoked.iter().find(|id| !kept(id)) {
            return Err(Refusal::Unrevoked { id });
        }
        let old_keys = self.root.release.keys.iter().map(PublicKey::id);
        let withdrawn = old_keys.into_iter().any(|id| next.revoked.contains(&id));
        let head = self.head.clone().filter(|_| !withdrawn);
        Ok(Self::restored(&self.id, next, head))
    }

    /// Belief after the head in `bytes`, at the moment `now_unix_secs`.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault. [`Refusal::UnknownKey`], [`Refusal::RevokedKey`] and
    /// [`Refusal::RootExpired`] may be cured by the next root.
    pub fn after_head(&self, now_unix_secs: u64, bytes: &[u8]) -> Result<Self, Refusal> {
        let envelope = Envelope::from_bytes(bytes, MAX_SIGNED_HEAD_BYTES)?;
        if envelope.role() != Role::Release {
            return Err(Refusal::WrongRole);
        }
        let head = SignedHead::from_bytes(self.root.payload(&envelope)?)?;
        if now_unix_secs >= self.root.expires_unix_secs {
            return Err(Refusal::RootExpired {
                want: self.root.expires_unix_secs,
                got: now_unix_secs,
            });
        }
        if head.id != self.id {
            return Err(Refusal::OtherId {
                want: self.id.clone(),
                got: head.id,
            });
        }
        if now_unix_secs >= head.expires_unix_secs {
            return Err(Refusal::Expired {
                want: head.expires_unix_secs,
                got: now_unix_secs,
            });
        }
        if let Some(seen) = &self.head {
            check_follows(seen, &head)?;
        }
        Ok(Self::restored(&self.id, self.root.clone(), Some(head)))
    }
}

/// The root in `bytes`, where enough of its own keys signed it.
pub(crate) fn root_from_bytes(bytes: &[u8]) -> Result<Root, Refusal> {
    let envelope = root_envelope(bytes)?;
    let root = Root::from_bytes(envelope.payload())?;
    root.payload(&envelope)?;
    Ok(root)
}

fn root_envelope(bytes: &[u8]) -> Result<Envelope<'_>, Refusal> {
    let envelope = Envelope::from_bytes(bytes, MAX_ROOT_BYTES)?;
    if envelope.role() == Role::Root {
        Ok(envelope)
    } else {
        Err(Refusal::WrongRole)
    }
}

fn check_follows(seen: &SignedHead, head: &SignedHead) -> Result<(), Refusal> {
    if head.number < seen.number {
        return Err(Refusal::Older {
            want: seen.number,
            got: head.number,
        });
    }
    let is_same = (head.digest, head.bytes) == (seen.digest, seen.bytes);
    if head.number == seen.number && !is_same {
        return Err(Refusal::Mixed {
            want: seen.digest,
            got: head.digest,
        });
    }
    Ok(())
}
