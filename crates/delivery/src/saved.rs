//! What outlasts the worker: the records of the database, and how each is spelled.
//!
//! A record is a few numbers of fixed width, least significant byte first. One that cannot be read is as good as absent:
//! it was written by another version, and everything here can be found out again.

mod nearby;
mod numbers;

use package::{Belief, Digest, Head, Release, decimal};

use crate::{Change, Row, Table, packages::Package, sorted::Map};
pub(crate) use nearby::{Nearby, set_nearby};
use numbers::{Numbers, PAIR_BYTES, bytes_from_head, known_from_bytes, pair};

const ACTIVE: &str = "active";
const BELIEF: &str = "belief";
const OFFER: &str = "offer";
const GOOD: &str = "good";
const REFUSED: &str = "refused";
const GAME: &str = "game/";
const USED: &str = "used/";
const TOP: &str = "packed/";
const PACE: &str = "pace";
const SCRUB: &str = "scrub";
const EDGES: &str = "edges";

/// Everything that was saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Saved {
    /// The release file digest of the active worker.
    pub(crate) active: Option<Digest>,
    /// The newest release that proved good: what there is to go back to.
    pub(crate) good: Option<Head>,
    /// The newest release that failed in this browser, or 0.
    pub(crate) refused: u64,
    /// The newer release that the origin offers.
    pub(crate) offer: Option<Offer>,
    /// What is believed of the origin, where its operator signs.
    pub(crate) belief: Option<Belief>,
    /// Every release in use, the oldest first.
    pub(crate) releases: Vec<Known>,
    /// What the player decided about each game.
    pub(crate) games: Map<Game>,
    /// Games that their authors published, as far as they were looked at.
    pub(crate) packages: Map<Package>,
    /// What the packed file of a game begins with, by the game.
    pub(crate) tops: Map<Vec<u8>>,
    /// How fast bodies came, bytes a second, the oldest first.
    pub(crate) pace: Vec<u64>,
    /// How far the look at what is stored has got.
    pub(crate) scrub: Scrub,
    /// The edges that the origin lists, and which of them is the nearest.
    pub(crate) nearby: Nearby,
    /// When each game was used last, milliseconds since 1970.
    pub(crate) used: Map<u64>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// How far the look at what is stored has got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scrub {
    /// When it began, or the last one did, milliseconds since 1970.
    pub(crate) began_millis: u64,
    /// The last file that was looked at; nothing where it is through.
    pub(crate) cursor: String,
}

/// What is known of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Member {
    /// The release its HTML comes from, or 0 where it has not said.
    pub(crate) release: u64,
    /// The release it agreed to go on with, or 0.
    pub(crate) agreed: u64,
}

impl Known {
    /// The release in `text`, whose digest is known.
    pub(crate) fn from_text(digest: Digest, text: &[u8]) -> Result<Self, package::Error> {
        let release = Release::from_bytes(text)?;
        let head = Head {
            number: release.number(),
            digest,
            bytes: text.len() as u64,
        };
        Ok(Self { head, release })
    }
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
            Table::Heads if key == GOOD => {
                self.good = numbers.and_then(|mut numbers| numbers.head());
            }
            Table::Heads if key == REFUSED => {
                self.refused = numbers
                    .and_then(|mut numbers| numbers.number())
                    .unwrap_or(0);
            }
            Table::Heads if key == BELIEF => self.belief = value.and_then(Belief::from_bytes),
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
            Table::Regions if key == PACE => {
                self.pace = numbers.map_or_else(Vec::new, Numbers::pace);
            }
            Table::Regions if key == SCRUB => {
                self.scrub = numbers.and_then(Numbers::scrub).unwrap_or_default();
            }
            Table::Regions if key == EDGES => {
                self.nearby = numbers.and_then(Nearby::from_numbers).unwrap_or_default();
            }
            Table::Regions if key.starts_with(USED) => {
                let used_millis = numbers.as_mut().and_then(Numbers::number);
                self.used
                    .set(key.strip_prefix(USED).unwrap_or(key), used_millis);
            }
            Table::Regions if key.starts_with(TOP) => {
                let id = key.strip_prefix(TOP).unwrap_or(key);
                let top = value.and_then(|value| value.get(PAIR_BYTES..));
                self.tops.set(id, top.map(<[u8]>::to_vec));
            }
            Table::Regions => {
                let game = numbers.as_mut().and_then(Numbers::game);
                let package = numbers.and_then(|numbers| Package::from_bytes(numbers.0));
                let id = key.strip_prefix(GAME).unwrap_or(key);
                self.games.set(id, game);
                self.packages.set(id, package);
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

pub(crate) fn set_belief(belief: &Belief) -> Change {
    change(Table::Heads, BELIEF, Some(belief.to_bytes()))
}

pub(crate) fn set_offer(offer: Option<&Offer>) -> Change {
    let bytes = |offer: &Offer| {
        let mut bytes = bytes_from_head(&offer.head);
        bytes.extend(pair(u64::from(offer.wanted), offer.total_bytes));
        bytes
    };
    change(Table::Heads, OFFER, offer.map(bytes))
}

pub(crate) fn set_good(head: &Head) -> Change {
    change(Table::Heads, GOOD, Some(bytes_from_head(head)))
}

pub(crate) fn set_refused(number: u64) -> Change {
    change(Table::Heads, REFUSED, Some(number.to_le_bytes().to_vec()))
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

/// What the player decided, and behind it what is known of a game that its author published.
pub(crate) fn set_game(id: &str, game: Option<Game>, package: Option<&Package>) -> Change {
    let bytes = |game: Game| {
        let mut bytes = pair(u64::from(game.installed), u64::from(game.fetching));
        bytes.extend(package.map(Package::to_bytes).unwrap_or_default());
        bytes
    };
    change(Table::Regions, &[GAME, id].concat(), game.map(bytes))
}

/// Workers of older releases take this record for that of a game that is neither installed nor being fetched.
pub(crate) fn set_pace(pace: &[u64]) -> Change {
    let mut bytes = pair(0, 0);
    bytes.extend(pace.iter().flat_map(|sample| sample.to_le_bytes()));
    change(Table::Regions, PACE, Some(bytes))
}

/// Workers of older releases take this record for that of a game that is neither installed nor being fetched.
pub(crate) fn set_scrub(scrub: &Scrub) -> Change {
    let mut bytes = pair(0, 0);
    bytes.extend_from_slice(&scrub.began_millis.to_le_bytes());
    bytes.extend_from_slice(scrub.cursor.as_bytes());
    change(Table::Regions, SCRUB, Some(bytes))
}

/// Workers of older releases take this record for that of a game that is neither installed nor being fetched.
pub(crate) fn set_top(id: &str, top: Option<&[u8]>) -> Change {
    let bytes = top.map(|top| [&pair(0, 0), top].concat());
    change(Table::Regions, &[TOP, id].concat(), bytes)
}

/// Workers of older releases take this record for that of a game that no release has.
pub(crate) fn set_used(id: &str, used_millis: Option<u64>) -> Change {
    let bytes = used_millis.map(|millis| millis.to_le_bytes().to_vec());
    change(Table::Regions, &[USED, id].concat(), bytes)
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
