//! What outlasts the worker: the records of the database, and how each is spelled.
//!
//! A record is a few numbers of fixed width, least significant byte first. One that cannot be read is as good as absent:
//! it was written by another version, and everything here can be found out again.

use package::{Digest, Head, MAX_NUMBER, MAX_RELEASE_BYTES, Release, decimal};

use crate::{Change, Row, Table, sorted::Map};

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
    /// Every release in use, the oldest first.
    pub(crate) releases: Vec<Known>,
    /// What the player decided about each game.
    pub(crate) games: Map<Game>,
    /// The pages that said which release they come from.
    pub(crate) members: Map<Member>,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Game {
    /// It is to play offline.
    pub(crate) installed: bool,
    /// It is being fetched: go on after a restart.
    pub(crate) fetching: bool,
}

/// What is known of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Member {
    /// The release its HTML comes from, or 0 where it has not said.
    pub(crate) release: u64,
    /// The release it agreed to go on with, or 0.
    pub(crate) agreed: u64,
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
        let mut numbers = value.map(Numbers);
        match table {
            Table::Heads if key == ACTIVE => {
                self.active = numbers.and_then(|mut numbers| numbers.digest());
            }
            Table::Heads => self.offer = numbers.and_then(|mut numbers| numbers.offer()),
            Table::Releases => {
                self.releases
                    .retain(|known| decimal::text(known.head.number) != key);
                if let Some(known) = value.and_then(known_from_bytes) {
                    let older = |other: &&Known| other.head.number < known.head.number;
                    let index = self.releases.iter().take_while(older).count();
                    self.releases.insert(index, known);
                }
            }
            Table::Regions => {
                let game = numbers.as_mut().and_then(Numbers::game);
                self.games.set(key.strip_prefix(GAME).unwrap_or(key), game);
            }
            Table::Clients => self
                .members
                .set(key, numbers.as_mut().and_then(Numbers::member)),
        }
    }
}

pub(crate) fn set_active(digest: Digest) -> Change {
    change(Table::Heads, ACTIVE, Some(digest.0.to_vec()))
}

pub(crate) fn set_offer(offer: Option<&Offer>) -> Change {
    let bytes = |offer: &Offer| {
        let mut bytes = offer.head.digest.0.to_vec();
        for number in [
            offer.head.number,
            offer.head.bytes,
            u64::from(offer.wanted),
            offer.total_bytes,
        ] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    };
    change(Table::Heads, OFFER, offer.map(bytes))
}

/// The text as it was published, behind its digest: the parser is the only reader it ever needs.
pub(crate) fn add_release(head: &Head, text: &[u8]) -> Change {
    let mut value = head.digest.0.to_vec();
    value.extend_from_slice(text);
    change(Table::Releases, &decimal::text(head.number), Some(value))
}

pub(crate) fn drop_release(number: u64) -> Change {
    change(Table::Releases, &decimal::text(number), None)
}

pub(crate) fn set_game(id: &str, game: Option<Game>) -> Change {
    let bytes = |game: Game| pair(u64::from(game.installed), u64::from(game.fetching));
    change(Table::Regions, &[GAME, id].concat(), game.map(bytes))
}

pub(crate) fn set_member(client: &str, member: Option<Member>) -> Change {
    change(
        Table::Clients,
        client,
        member.map(|member| pair(member.release, member.agreed)),
    )
}

fn change(table: Table, key: &str, value: Option<Vec<u8>>) -> Change {
    Change {
        table,
        key: key.to_owned(),
        value,
    }
}

fn pair(first: u64, second: u64) -> Vec<u8> {
    let mut bytes = first.to_le_bytes().to_vec();
    bytes.extend_from_slice(&second.to_le_bytes());
    bytes
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

/// Reads a record from its start.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn digest(&mut self) -> Option<Digest> {
        let (digest, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(Digest(*digest))
    }

    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number)).filter(|number| *number <= MAX_NUMBER)
    }

    fn offer(&mut self) -> Option<Offer> {
        let digest = self.digest()?;
        let head = Head {
            number: self.number()?,
            digest,
            bytes: self.number()?,
        };
        Some(Offer {
            head,
            wanted: self.number()? != 0,
            total_bytes: self.number()?,
        })
    }

    fn game(&mut self) -> Option<Game> {
        Some(Game {
            installed: self.number()? != 0,
            fetching: self.number()? != 0,
        })
    }

    fn member(&mut self) -> Option<Member> {
        Some(Member {
            release: self.number()?,
            agreed: self.number()?,
        })
    }
}
