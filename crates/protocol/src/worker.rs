//! Page ⇄ service worker.

use serde::{Deserialize, Serialize};

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
}

/// What the worker tells a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromWorker {
    /// How things stand; sent when asked and whenever something in it changed.
    Status(Status),
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
    /// Every region of the store.
    pub regions: Vec<Region>,
    /// The last thing that went wrong and is not mended yet.
    pub trouble: Option<Trouble>,
    /// The origin answered the last time it was asked.
    pub online: bool,
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

/// A named part of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// `shell`, `engine`, `game/<id>`.
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
}
