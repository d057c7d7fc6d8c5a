//! What outlasts the worker: the records of the database, and how each is spelled.
//!
//! A record that cannot be read is as good as absent: it was written by another version, and everything here can be
//! found out again.

use std::collections::BTreeMap;

use package::{Digest, Head, MAX_RELEASE_BYTES, Release};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Change, Row, Table};

const ACTIVE: &str = "active";
const OFFER: &str = "offer";
const GAME: &str = "game/";

/// Everything that was saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Saved {
    /// The release file digest of the active worker.
    pub(crate) active: Option<Digest>,
    /// The newer release that the origin offers.
    pub(crate) offer: Option<Offer>,
    /// Every release in use.
    pub(crate) releases: BTreeMap<u64, Known>,
    /// What the player decided about each game.
    pub(crate) games: BTreeMap<String, Game>,
    /// The pages that said which release they come from.
    pub(crate) members: BTreeMap<String, Member>,
}

/// A newer release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) head: Head,
    /// The player wants it: fetch on after a restart, and install it whatever its size.
    pub(crate) wanted: bool,
    /// What was missing when it was found.
    pub(crate) total_bytes: u64,
}

/// A release and the file it was read from.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) head: Head,
    pub(crate) release: Release,
}

/// What the player decided about a game.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Game {
    /// It is to play offline.
    pub(crate) installed: bool,
    /// It is being fetched: go on after a restart.
    pub(crate) fetching: bool,
}

/// What is known of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    /// The release its HTML comes from, or 0 where it has not said.
    pub(crate) release: u64,
    /// The release it agreed to go on with, or 0.
    pub(crate) agreed: u64,
}

#[derive(Serialize, Deserialize)]
struct OfferRecord {
    number: u64,
    digest: [u8; 32],
    bytes: u64,
    wanted: bool,
    total_bytes: u64,
}

impl Saved {
    pub(crate) fn from_rows(rows: Vec<Row>) -> Self {
        let mut saved = Self::default();
        for row in rows {
            saved.set(row.table, &row.key, Some(&row.value));
        }
        saved
    }

    /// Brings `self` to what the database holds after `change`.
    pub(crate) fn apply(&mut self, change: &Change) {
        self.set(change.table, &change.key, change.value.as_deref());
    }

    fn set(&mut self, table: Table, key: &str, value: Option<&[u8]>) {
        match table {
            Table::Heads if key == ACTIVE => self.active = value.and_then(record).map(Digest),
            Table::Heads => self.offer = value.and_then(offer_from_bytes),
            Table::Releases => {
                if let Some((number, known)) =
                    number_from_key(key).zip(value.and_then(known_from_bytes))
                {
                    self.releases.insert(number, known);
                } else if let Some(number) = number_from_key(key) {
                    self.releases.remove(&number);
                }
            }
            Table::Regions => {
                if let Some(id) = key.strip_prefix(GAME) {
                    put(&mut self.games, id, value.and_then(record));
                }
            }
            Table::Clients => put(&mut self.members, key, value.and_then(record)),
        }
    }
}

pub(crate) fn set_active(digest: Digest) -> Change {
    change(Table::Heads, ACTIVE, bytes(&digest.0))
}

pub(crate) fn set_offer(offer: Option<&Offer>) -> Change {
    let record = |offer: &Offer| OfferRecord {
        number: offer.head.number,
        digest: offer.head.digest.0,
        bytes: offer.head.bytes,
        wanted: offer.wanted,
        total_bytes: offer.total_bytes,
    };
    change(
        Table::Heads,
        OFFER,
        offer.and_then(|offer| bytes(&record(offer))),
    )
}

/// The text as it was published, behind its digest: the parser is the only reader it ever needs.
pub(crate) fn add_release(head: &Head, text: &[u8]) -> Change {
    let value = [&head.digest.0, text].concat();
    change(Table::Releases, &head.number.to_string(), Some(value))
}

pub(crate) fn drop_release(number: u64) -> Change {
    change(Table::Releases, &number.to_string(), None)
}

pub(crate) fn set_game(id: &str, game: Option<Game>) -> Change {
    change(
        Table::Regions,
        &[GAME, id].concat(),
        game.and_then(|game| bytes(&game)),
    )
}

pub(crate) fn set_member(client: &str, member: Option<Member>) -> Change {
    change(
        Table::Clients,
        client,
        member.and_then(|member| bytes(&member)),
    )
}

fn change(table: Table, key: &str, value: Option<Vec<u8>>) -> Change {
    Change {
        table,
        key: key.to_owned(),
        value,
    }
}

fn bytes<T: Serialize>(record: &T) -> Option<Vec<u8>> {
    postcard::to_allocvec(record).ok()
}

fn record<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

fn number_from_key(key: &str) -> Option<u64> {
    key.parse().ok()
}

fn offer_from_bytes(bytes: &[u8]) -> Option<Offer> {
    let read: OfferRecord = record(bytes)?;
    let head = Head {
        number: read.number,
        digest: Digest(read.digest),
        bytes: read.bytes,
    };
    Some(Offer {
        head,
        wanted: read.wanted,
        total_bytes: read.total_bytes,
    })
}

fn known_from_bytes(bytes: &[u8]) -> Option<Known> {
    let (digest, text) = bytes.split_first_chunk::<32>()?;
    if text.len() > MAX_RELEASE_BYTES {
        return None;
    }
    let release = Release::from_bytes(text).ok()?;
    let head = Head {
        number: release.number(),
        digest: Digest(*digest),
        bytes: text.len() as u64,
    };
    Some(Known { head, release })
}

fn put<T>(map: &mut BTreeMap<String, T>, key: &str, value: Option<T>) {
    match value {
        Some(value) => map.insert(key.to_owned(), value),
        None => map.remove(key),
    };
}
