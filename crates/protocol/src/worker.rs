//! Page ⇄ service worker.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::ahead::{AheadReport, AheadWish, Used};

/// What a page asks of the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToWorker {
    /// The first message of a page: the release its HTML was rendered for.
    Hello {
        /// Must be [`crate::VERSION`].
        protocol: u32,
        /// The page's release.
        release: u64,
    },
    /// Answer with [`FromWorker::Status`].
    Status,
    /// Look at the origin's head now.
    Check,
    /// Fetch the waiting release's objects.
    Download,
    /// Stop fetching; what has arrived stays for later.
    Cancel,
    /// This page agrees (or no longer agrees) to go on with the fetched release.
    Agree(bool),
    /// Fetch a game so that it plays offline.
    InstallGame {
        /// The game.
        id: String,
    },
    /// Let a game's objects go.
    RemoveGame {
        /// The game.
        id: String,
    },
    /// Re-hash every stored object and refetch what is damaged.
    Verify,
    /// Let everything go but what an open page needs.
    Clear,
    /// What this browser's pages found out about releases by running them.
    Tried {
        /// The newest that proved good.
        good: u64,
        /// The newest that failed, or 0: no page is to get it again.
        refused: u64,
    },
    /// No worker answers for this page: the active one is to take it. A page that is on its way while a worker takes its
    /// pages over is passed by, and so is one that was loaded anew by force.
    Claim,
    /// Look at a game that its author published at this origin, and tell everybody how things stand then, or this page
    /// [`FromWorker::NotFound`].
    Find {
        /// The game.
        id: String,
    },
    /// The player agrees to let these games go, for the room that they take.
    MakeRoom {
        /// Their ids.
        games: Vec<String>,
    },
    /// This page is visible and nobody does anything: look at a few stored files. Answer: [`FromWorker::Scrubbed`].
    Scrub,
    /// What a page found out about a release of a published game by playing it.
    GameTried {
        /// The game.
        id: String,
        /// The number of the release that was played.
        release: u64,
        /// What came of it.
        found: Found,
    },
    /// Say what is in the packed file that comes with this message. Answer: [`FromWorker::Opened`] or
    /// [`FromWorker::NotOpened`].
    OpenFile,
    /// Install what is in the packed file that comes with this message. Answer: statuses that have it, or
    /// [`FromWorker::NotOpened`].
    InstallFile {
        /// What [`FromWorker::Opened`] said: what was shown is what is installed.
        digest: String,
    },
    /// Make a packed file of an installed game. Answer: [`FromWorker::Packed`] or [`FromWorker::NotSaved`].
    SaveFile {
        /// The game.
        id: String,
    },
    /// These objects may be wanted next, the likeliest first: fetch them when nothing else is to be fetched. They take the
    /// place of those that were named before.
    FetchAhead {
        /// Their paths, as a release lists them.
        paths: Vec<String>,
    },
    /// This page waits for something that is not stored: nothing is to be fetched ahead now. A worker hears of most of
    /// that by itself, but not where a browser looks into the store without it.
    Demanded,
    /// What this page's game used since the last of these, and what may be fetched ahead for it now.
    Used(Used),
    /// About what is fetched ahead. Answer: [`FromWorker::Ahead`].
    Ahead(AheadWish),
}

/// What came of a release on trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// It was played: the one before it may go.
    Good,
    /// It traps, hangs or shows nothing: the one before it is to come back.
    Failed,
}

/// What the worker tells a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromWorker {
    /// How things stand; sent when asked and whenever something in it changed.
    Status(Box<Status>),
    /// A page that speaks another protocol is asked to reload.
    Reload {
        /// The worker's [`crate::VERSION`].
        protocol: u32,
    },
    /// What a [`ToWorker::Verify`] found.
    Verified {
        /// Objects hashed.
        objects: u32,
        /// Objects that were damaged.
        damaged: u32,
        /// Of those, how many were fetched again.
        repaired: u32,
    },
    /// What became of a [`ToWorker::Find`] that found nothing to believe.
    NotFound {
        /// The game.
        id: String,
        /// Why, as `docs/formats.md` names it.
        name: String,
    },
    /// Answers [`ToWorker::Scrub`].
    Scrubbed {
        /// There is more to look at today.
        more: bool,
    },
    /// Answers [`ToWorker::OpenFile`]: nothing of it is kept yet.
    Opened {
        /// What is in the file.
        package: Box<Package>,
        /// The file's name for its contents.
        digest: String,
    },
    /// A packed file that is not to be had, or not any more.
    NotOpened {
        /// Why, as `docs/formats.md` names it.
        name: String,
    },
    /// Answers [`ToWorker::SaveFile`]; the file comes with this message.
    Packed {
        /// The game.
        id: String,
        /// How the file is called.
        name: String,
    },
    /// No file was made of a game.
    NotSaved {
        /// The game.
        id: String,
        /// Why, as `docs/formats.md` names it.
        name: String,
    },
    /// Answers [`ToWorker::Ahead`].
    Ahead(Box<AheadReport>),
}

/// How things stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The release that new pages get.
    pub release: u64,
    /// The origin's release, where it is newer.
    pub update: Option<Update>,
    /// Every game of the release.
    pub games: Vec<Game>,
    /// Every game that was looked at of those that their authors published at this origin.
    pub packages: Vec<Package>,
    /// Every region of the store.
    pub regions: Vec<Region>,
    /// The last thing that went wrong and is not mended yet.
    pub trouble: Option<Trouble>,
    /// The origin answered the last time it was asked.
    pub online: bool,
    // What was added later stands last: a page of an older release reads what stands before it.
    /// What the player may let go, where that makes the room that is missing.
    pub room: Option<Room>,
    /// How fast bodies came lately, bytes a second, where that was measured.
    pub bytes_per_sec: Option<u64>,
    /// Every published game that is on trial, or of which a release failed here.
    pub trials: Vec<PackageTrial>,
    /// Games that came in a file, as long as this origin offered no release of them.
    pub from_files: Vec<String>,
}

/// How a published game's trial stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageTrial {
    /// The game.
    pub id: String,
    /// The number of the release that comes back if the installed one fails; nothing where that is not on trial.
    pub former: Option<u64>,
    /// The newest release that failed here and is not to come again.
    pub failed: Option<FailedPackage>,
}

/// A release of a published game that failed here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedPackage {
    /// Its number.
    pub release: u64,
    /// Its version.
    pub version: String,
}

/// What may go so that something else has room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// What is still to be stored, bytes.
    pub needed_bytes: u64,
    /// Games that were not played for long; together they are enough, and none of them is superfluous.
    pub games: Vec<Share>,
    /// The game that needs the room; nothing for an update.
    pub game: Option<String>,
}

/// A game and what letting it go would free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The game.
    pub id: String,
    /// What that frees after those before it, bytes.
    pub bytes: u64,
}

/// A newer release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Its number.
    pub release: u64,
    /// What is still to be fetched when it was found, bytes.
    pub total_bytes: u64,
    /// What has been fetched and verified of that, bytes.
    pub done_bytes: u64,
    /// Where it stands.
    pub state: UpdateState,
}

/// Where an update stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UpdateState {
    /// Known, not fetched.
    Available,
    /// Being fetched.
    Fetching,
    /// All there; waits until `agreed` of `clients` pages is all of them.
    Ready {
        /// Pages that agreed.
        agreed: u32,
        /// Open pages.
        clients: u32,
    },
}

/// A game of the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Game {
    /// Its id.
    pub id: String,
    /// All its objects, bytes.
    pub total_bytes: u64,
    /// Those that are stored, bytes.
    pub stored_bytes: u64,
    /// The player asked for it to be kept.
    pub installed: bool,
}

impl Game {
    /// Every object is stored: the game plays with the network gone.
    pub fn offline_ready(&self) -> bool {
        self.stored_bytes == self.total_bytes
    }
}

/// A game that its author published at this origin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Its id.
    pub id: String,
    /// Its title, as its author wrote it.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The number of its release.
    pub release: u64,
    /// The ids of the keys that signed its head.
    pub signers: Vec<String>,
    /// What it asks for, by name.
    pub capabilities: Vec<String>,
    /// The memory it may fill, bytes.
    pub memory_bytes: u64,
    /// Where its module is.
    pub module: String,
    /// The module's length, bytes.
    pub module_bytes: u64,
    /// Where its picture is; empty where it brings none.
    pub cover: String,
    /// All its objects, bytes.
    pub total_bytes: u64,
    /// Those that are stored, bytes: also such as another game brought.
    pub stored_bytes: u64,
    /// What an installation, or the update, still has to fetch, bytes on the wire.
    pub missing_bytes: u64,
    /// What has come of that, bytes on the wire.
    pub arrived_bytes: u64,
    /// The player asked for it to be kept.
    pub installed: bool,
    /// It, or its update, is being fetched.
    pub fetching: bool,
    /// What its author offers beyond what is installed.
    pub update: Option<PackageUpdate>,
}

impl Package {
    /// Every object is stored: the game plays with the network gone.
    pub fn offline_ready(&self) -> bool {
        self.installed && self.stored_bytes == self.total_bytes
    }
}

/// A newer release of a published game.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageUpdate {
    /// Its version.
    pub version: String,
    /// Its number.
    pub release: u64,
    /// What it asks for beyond what the installed one does, by name.
    pub new_capabilities: Vec<String>,
}

/// A named part of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// `shell`, `engine`, `shared`, `game/<id>`, `prefetch`.
    pub name: String,
    /// Objects stored.
    pub objects: u32,
    /// Bytes stored.
    pub bytes: u64,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// The browser refused to store more.
    QuotaExceeded {
        /// What the write needed, bytes.
        needed_bytes: u64,
    },
    /// The origin could not be reached.
    Offline,
    /// An object came with other bytes than its digest promises, after every retry.
    Damaged {
        /// Its path.
        path: String,
    },
    /// The database is closed to us: nothing is remembered past this session.
    NoDatabase,
    /// What the origin says about new releases is not what its operator signed; nothing was changed.
    Refused {
        /// The name of the refusal, as `docs/formats.md` lists them.
        name: String,
    },
}
