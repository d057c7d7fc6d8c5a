//! Numbers of fixed width in a record, least significant byte first.

use package::{Digest, Head, MAX_NUMBER};

use super::{Game, Known, Member, Offer, Scrub};

/// The length of two numbers.
pub(super) const PAIR_BYTES: usize = 16;

pub(super) fn pair(first: u64, second: u64) -> Vec<u8> {
    let mut bytes = first.to_le_bytes().to_vec();
    bytes.extend_from_slice(&second.to_le_bytes());
    bytes
}

pub(super) fn bytes_from_head(head: &Head) -> Vec<u8> {
    let mut bytes = head.digest.0.to_vec();
    bytes.extend(pair(head.number, head.bytes));
    bytes
}

pub(super) fn known_from_bytes(bytes: &[u8]) -> Option<Known> {
    let (digest, text) = bytes.split_first_chunk::<32>()?;
    Known::from_text(Digest(*digest), text).ok()
}

/// Reads a record from its start.
pub(super) struct Numbers<'a>(pub(super) &'a [u8]);

impl Numbers<'_> {
    pub(super) fn digest(&mut self) -> Option<Digest> {
        let (digest, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(Digest(*digest))
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number)).filter(|number| *number <= MAX_NUMBER)
    }

    pub(super) fn head(&mut self) -> Option<Head> {
        let digest = self.digest()?;
        Some(Head {
            number: self.number()?,
            digest,
            bytes: self.number()?,
        })
    }

    pub(super) fn offer(&mut self) -> Option<Offer> {
        Some(Offer {
            head: self.head()?,
            wanted: self.number()? != 0,
            total_bytes: self.number()?,
        })
    }

    pub(super) fn game(&mut self) -> Option<Game> {
        Some(Game {
            installed: self.number()? != 0,
            fetching: self.number()? != 0,
        })
    }

    pub(super) fn pace(mut self) -> Vec<u64> {
        let _game = self.game();
        core::iter::from_fn(|| self.number()).collect()
    }

    pub(super) fn scrub(mut self) -> Option<Scrub> {
        let _game = self.game();
        let began_millis = self.number()?;
        let cursor = core::str::from_utf8(self.0).ok()?.to_owned();
        Some(Scrub {
            began_millis,
            cursor,
        })
    }

    pub(super) fn member(&mut self) -> Option<Member> {
        Some(Member {
            release: self.number()?,
            agreed: self.number()?,
        })
    }
}
