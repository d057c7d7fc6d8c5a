//! What the machine wants done.

use protocol::worker::FromWorker;

/// Something to do. Those whose comment names an answer must be answered, whatever happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read every record of the database. Answer: `Loaded`.
    Load,
    /// Write these records in one transaction. Answer: `Saved`.
    Save(Vec<Change>),
    /// List what the caches hold. Answer: `Listed`.
    List,
    /// List the open pages. Answer: `Clients`.
    ListClients,
    /// Read a small file whole. Answer: `Read`.
    Read {
        /// The file.
        path: String,
        /// No more than this is read.
        limit_bytes: u64,
        /// Take it from the objects where it is there. Otherwise the network is asked, past the HTTP cache.
        stored: bool,
    },
    /// Fetch a file and hold its body. Answers: any number of `Arrived`, one `Fetched`.
    Fetch {
        /// The file.
        path: String,
        /// Its length; a body that gets longer is broken off.
        bytes: u64,
        /// Where it comes from.
        source: Source,
    },
    /// Break off a fetch; its `Fetched` still comes.
    Abort {
        /// The file.
        path: String,
    },
    /// Store the body held for this file, unless the other worker has stored it meanwhile: an entry is never
    /// overwritten. Answer: `Kept`.
    Keep {
        /// The file.
        path: String,
        /// The cache to store it in.
        cache: String,
    },
    /// Let the body held for this file go.
    Discard {
        /// The file.
        path: String,
    },
    /// Delete files from a cache. Answer: `Deleted`.
    Delete {
        /// The cache.
        cache: String,
        /// The files.
        paths: Vec<String>,
    },
    /// Delete a cache. Answer: `Deleted`.
    DeleteCache(String),
    /// Hash a stored file. Answer: `Hashed`.
    Hash {
        /// The cache.
        cache: String,
        /// The file.
        path: String,
    },
    /// The installation is over. From now on the browser may answer requests for objects, and for these paths, from the
    /// caches without starting the worker.
    Installed {
        /// The cache of the paths.
        cache: String,
        /// Only paths that are stored: a routed path that is not goes to the network and never to the worker.
        paths: Vec<String>,
    },
    /// The installation came to nothing: the browser is to drop this worker and try again later.
    NotInstalled,
    /// Take over the pages that opened before there was a worker.
    Claim,
    /// The activation is over.
    Activated,
    /// Take the place of the active worker now: every page agreed.
    SkipWaiting,
    /// Let the browser look for a newer worker now; where one waits already, send it `ToWorker::Status`, so that it
    /// starts and counts the agreements.
    Update,
    /// Tell a page something, or every page.
    Post {
        /// The page; nothing for all.
        client: Option<String>,
        /// What to tell.
        message: FromWorker,
    },
}

/// Where a body comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The origin, or the browser's HTTP cache.
    Network,
    /// The origin, past the HTTP cache: what that holds may be the damage.
    Origin,
    /// This cache, filled by another release that names the same content.
    Cache(String),
}

/// One record to write, or to drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands.
    pub table: Table,
    /// Its key there.
    pub key: String,
    /// Its new value; nothing to drop it.
    pub value: Option<Vec<u8>>,
}

/// A table of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Which release is active and which is offered.
    Heads,
    /// The text of every release that is in use, active or offered, by number.
    Releases,
    /// What the player decided about a region, by the region's name.
    Regions,
    /// What is known of an open page, by the browser's id for it.
    Clients,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Heads, Self::Releases, Self::Regions, Self::Clients];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heads => "heads",
            Self::Releases => "releases",
            Self::Regions => "regions",
            Self::Clients => "clients",
        }
    }
}
