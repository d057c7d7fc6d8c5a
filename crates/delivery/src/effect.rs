//! What the machine wants done.

use protocol::{ahead::Question, worker::FromWorker};

use crate::{Priority, Segment};

/// Something to do. Those whose comment names an answer must be answered, whatever happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read every record of the database. Answer: `Loaded`.
    Load,
    /// Write these records in one transaction. Answer: `Saved`.
    Save(Vec<Change>),
    /// List what the caches hold, and the segments. Answer: `Listed`.
    List,
    /// Ask the browser how much it would store in all. Answer: `Estimated`.
    Estimate,
    /// List the open pages. Answer: `Clients`.
    ListClients,
    /// Read a small file whole. Answer: `Read`.
    Read {
        /// The file.
        path: String,
        /// No more than this is read.
        limit_bytes: u64,
        /// Take it from the objects where it is there. Otherwise the network is asked, and what comes is put there where
        /// its digest is that of its name. Without it the network is asked past every cache.
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
        /// How it is asked for where that is the network.
        way: Way,
    },
    /// Fetch a segment of a body and store it under its name. Answers: any number of `Arrived`, one `Segmented`.
    FetchSegment {
        /// The file that the body is for.
        path: String,
        /// The segment.
        segment: Segment,
        /// How it is asked for.
        way: Way,
        /// Where an edge has not sent all of it after so long, the origin is asked as well, and what is whole first counts.
        hedge_millis: Option<u64>,
    },
    /// Ask an edge, or the origin, for a small answer of its own. Answer: `Probed`, after [`crate::PROBE_TIMEOUT_MILLIS`]
    /// at the latest.
    Probe {
        /// What stands before `/probe`; nothing for the origin.
        base: String,
    },
    /// Break off whatever is being fetched for a file; its answers still come.
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
    /// Delete files from a cache, or segments. Answer: `Deleted`.
    Delete {
        /// The cache, or [`crate::SEGMENTS`].
        cache: String,
        /// The files, or the names of the segments.
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
    /// Judge what was signed: `Belief::after_head`, `after_root`, `after_package` or `after_edges` of `package`. Answer: `Judged`.
    Judge {
        /// What is believed, as `Belief::to_bytes` writes it.
        belief: Vec<u8>,
        /// The moment, seconds since 1970.
        now_unix_secs: u64,
        /// What is to be judged.
        news: News,
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
    /// Let the browser look for a newer worker now; where one waits or is being installed already, send it
    /// `ToWorker::Status`, so that it counts the agreements: it may have read them before the last was written.
    Update,
    /// Take the lock of this name, unless another worker of this origin has it. It is given back with [`Effect::Unlock`]
    /// or when this worker is stopped. Answer: `Locked`.
    Lock(String),
    /// Give a lock back. Answer: `Unlocked`.
    Unlock(String),
    /// Read so much of the beginning of a file that a page brought. Answer: `Read`.
    Peek {
        /// The file.
        file: u32,
        /// How much.
        bytes: u64,
    },
    /// Let go a file that a page brought.
    LetGo {
        /// The file.
        file: u32,
    },
    /// Put a file together and send it to a page, with a message. Answer: `Packed`.
    Pack {
        /// The page.
        client: String,
        /// The message.
        message: FromWorker,
        /// What it begins with.
        top: Vec<u8>,
        /// What follows: bytes, and the path of the object behind them.
        objects: Vec<(Vec<u8>, String)>,
    },
    /// Ask the predictor. Answer: `Guessed`.
    Predict(Question),
    /// Whoever asked for the file at this path goes on: it was wanted with [`crate::Event::Wanted`].
    Serve {
        /// The file.
        path: String,
        /// Where it is now.
        from: Served,
    },
    /// Tell a page something, or every page.
    Post {
        /// The page; nothing for all.
        client: Option<String>,
        /// What to tell.
        message: FromWorker,
    },
}

/// Where a file that a page waits for is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// In the cache of the release's pages.
    Stored,
    /// At the origin, as far as anybody knows: no release in use has it.
    Elsewhere,
    /// At the origin for whoever wants a range of it, since it is longer than [`crate::MAX_WHOLE_BYTES`]; whoever wants
    /// all of it waits on.
    InRanges,
    /// Nowhere: the release has it, and it did not come, or not as the release says.
    Nowhere,
}

/// How something is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The base of the edge that is asked; nothing where it is the origin. What comes from an edge passes by the HTTP
    /// cache, and only its bytes count: headers are those of the stored file that a patch starts from, those that the
    /// origin names, or those of [`package::inert_type`].
    pub base: String,
    /// What it is for.
    pub priority: Priority,
}

/// Something that was signed, in its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A head.
    Head(Vec<u8>),
    /// The root after the one that is believed.
    Root(Vec<u8>),
    /// What stands before the objects of a packed file.
    Package(Vec<u8>),
    /// The list of edges.
    Edges(Vec<u8>),
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
    /// A patch from the origin, applied to a stored file. What `Arrived` counts are bytes of the patch.
    Patch(Patch),
    /// The same with a patch all of whose segments are stored.
    Segments(Patch),
    /// The file's own segments, all of which are stored.
    OwnSegments,
    /// The browser's HTTP cache and nothing else.
    HttpCache,
    /// A file that a page brought. A body with anything else before it is refused with [`crate::Failure::TooLong`].
    File(Slice),
}

/// A part of a file that a page brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The file.
    pub file: u32,
    /// The part's first byte.
    pub from: u64,
    /// What stands before it.
    pub start: Vec<u8>,
    /// Its media type, as the game's author says it.
    pub mime: String,
}

/// A patch and what it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Where it is at the origin.
    pub path: String,
    /// Its length; a body that gets longer is broken off.
    pub bytes: u64,
    /// The cache of the file that it starts from.
    pub seed_cache: String,
    /// That file; nothing where it starts from the empty one.
    pub seed_path: String,
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
    /// Which release is active, which is offered, and what is believed.
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
    /// Their names in the database, in the same order.
    pub const NAMES: [&str; 4] = ["heads", "releases", "regions", "clients"];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}
