//! How signed bytes change a belief: [`Trust`] for clients that keep what they believe as a record.

use super::Belief;
use crate::{
    EdgeList, Envelope, Head, MAX_EDGE_LIST_BYTES, MAX_MANIFEST_BYTES, MAX_NUMBER, MAX_ROOT_BYTES,
    Refusal, Role, Root, SignedHead, Top, Trust, digest_from_bytes,
};

/// How a head without an envelope begins. Reading the rest of it would add nothing but code.
const UNSIGNED: &[u8] = b"layerw-head ";
const UNSIGNED_EDGES: &[u8] = b"layerw-edges ";

impl Belief {
    /// Belief after the head in `bytes`, at the moment `now_unix_secs`: see [`Trust::after_head`].
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault; [`Refusal::Unsigned`] where it is a head without an envelope.
    pub fn after_head(&self, now_unix_secs: u64, bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.starts_with(UNSIGNED) {
            return Err(Refusal::Unsigned);
        }
        let trust = self.trust()?.after_head(now_unix_secs, bytes)?;
        let until = |head: &SignedHead| head.expires_unix_secs.min(trust.root().expires_unix_secs);
        Ok(Self {
            seen: trust.head().map(head_from_signed),
            until_unix_secs: trust.head().map_or(0, until),
            head: bytes.to_vec(),
            ..self.clone()
        })
    }

    /// Belief after the next root, in `bytes`, or after the first: see [`Trust::next`]. The head is to be judged again under it.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault.
    pub fn after_root(&self, bytes: &[u8]) -> Result<Self, Refusal> {
        let trust = if self.is_blank() {
            Trust::new(&self.id, bytes)?
        } else {
            self.trust()?.after_root(bytes)?
        };
        // A root has one spelling, so what was read is the text.
        let text = Envelope::from_bytes(bytes, MAX_ROOT_BYTES)?.payload();
        Ok(Self {
            seen: trust.head().map(head_from_signed),
            ..Self::new(&self.id, trust.root().version, text)
        })
    }

    /// Belief after the packed file that begins with `bytes`: its top is whole, and its manifest is signed under the root
    /// that is believed, or, where none is, under the one that came along. Nothing in it expires: a file that is kept
    /// for years stays what it was. What it is a release of is not said, so no number counts as seen.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault; [`Refusal::Unsigned`] where nobody signed.
    pub fn after_package(&self, bytes: &[u8]) -> Result<Self, Refusal> {
        let top = Top::from_bytes(bytes)?;
        let (want, got) = (top.digest(), digest_from_bytes(top.hashed()));
        if want != got {
            return Err(Refusal::Damaged { want, got });
        }
        if top.signature().is_empty() || top.root().is_empty() {
            return Err(Refusal::Unsigned);
        }
        let belief = if self.is_blank() {
            let head = top.signature().to_vec();
            Self {
                head,
                ..self.after_root(top.root())?
            }
        } else {
            self.clone()
        };
        let envelope = Envelope::from_bytes(top.signed(), MAX_MANIFEST_BYTES)?;
        if envelope.role() != Role::Release {
            return Err(Refusal::WrongRole);
        }
        let payload = belief.trust()?.root().payload(&envelope)?;
        if payload != top.manifest() {
            return Err(Refusal::Unsigned);
        }
        Ok(belief)
    }

    /// Belief after the list of edges in `bytes`, at the moment `now_unix_secs`: the same, where the list is this site's,
    /// holds, and is signed under the root that is believed.
    ///
    /// # Errors
    /// [`Refusal`] that names the first fault; [`Refusal::Unsigned`] where it is a list without an envelope.
    pub fn after_edges(&self, now_unix_secs: u64, bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.starts_with(UNSIGNED_EDGES) {
            return Err(Refusal::Unsigned);
        }
        let envelope = Envelope::from_bytes(bytes, MAX_EDGE_LIST_BYTES)?;
        if envelope.role() != Role::Release {
            return Err(Refusal::WrongRole);
        }
        let trust = self.trust()?;
        let list = EdgeList::from_bytes(trust.root().payload(&envelope)?)?;
        if list.id != self.id {
            return Err(Refusal::OtherId {
                want: self.id.clone(),
                got: list.id,
            });
        }
        let want = list.expires_unix_secs.min(trust.root().expires_unix_secs);
        if now_unix_secs >= want {
            let got = now_unix_secs;
            return Err(Refusal::Expired { want, got });
        }
        Ok(self.clone())
    }

    fn trust(&self) -> Result<Trust, Refusal> {
        let signed = |head: &Head| SignedHead {
            id: self.id.clone(),
            number: head.number,
            digest: head.digest,
            bytes: head.bytes,
            // It only says what is old and what is not: that never expires.
            expires_unix_secs: MAX_NUMBER,
        };
        let root = Root::from_bytes(&self.root)?;
        Ok(Trust::restored(
            &self.id,
            root,
            self.seen.as_ref().map(signed),
        ))
    }
}

fn head_from_signed(head: &SignedHead) -> Head {
    Head {
        number: head.number,
        digest: head.digest,
        bytes: head.bytes,
    }
}
