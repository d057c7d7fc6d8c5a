//! What the machine is told.

use package::Digest;
use protocol::{ahead::Answer, worker::ToWorker};

use crate::{Inventory, Table};

/// Something happened. An answer names the effect it answers by path where there can be several at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The browser installs this worker and waits for [`crate::Effect::Installed`] or
    /// [`crate::Effect::NotInstalled`].
    Install,
    /// The browser activates this worker and waits for [`crate::Effect::Activated`].
    Activate,
    /// A page sent a message.
    Message {
        /// The page.
        client: String,
        /// What it asks.
        message: ToWorker,
    },
    /// A page sent a message, and a file with it, which stays with the shell until [`crate::Effect::LetGo`].
    Brought {
        /// The page.
        client: String,
        /// What it asks.
        message: ToWorker,
        /// The shell's number for the file, each used once.
        file: u32,
        /// The file's length.
        bytes: u64,
    },
    /// Somebody guesses that these objects will be wanted next, the likeliest first. They take the place of those that
    /// were named before; an empty list ends it. What is fetched is what is not stored, belongs to a game of the release
    /// in use or to a published game that is kept or open, and fits into what is left of the region `prefetch`: one file
    /// at a time with [`crate::Priority::Prefetch`], broken off for anything else and taken up afterwards. Nothing
    /// answers; the objects are stored or they are not, as [`Event::Listed`] says later.
    FetchAhead {
        /// The paths of the objects, as a release lists them: `/c/DIGEST.EXT`. The first 64 count.
        paths: Vec<String>,
    },
    /// A page asked for something that is not stored and waits for the network: what is fetched ahead is broken off at
    /// once and rests for a second.
    Demanded,
    /// A page asked for the file at this path, which has one name in every release, and it is not stored. Answer:
    /// [`crate::Effect::Serve`], one for however many ask.
    Wanted {
        /// The path, in its one spelling.
        path: String,
        /// It wants only some of the bytes.
        ranged: bool,
    },
    /// Answers [`crate::Effect::Predict`]; nothing where there is no predictor.
    Guessed(Option<Answer>),
    /// The time that [`crate::Delivery::next_wake`] named has come.
    Wake,
    /// Answers [`crate::Effect::Load`]; nothing where the database is closed to us.
    Loaded(Option<Vec<Row>>),
    /// Answers [`crate::Effect::Save`]: whether the records are written.
    Saved(Result<(), Failure>),
    /// Answers [`crate::Effect::List`].
    Listed(Inventory),
    /// Answers [`crate::Effect::Estimate`]: bytes, where the browser says them.
    Estimated(Option<u64>),
    /// Answers [`crate::Effect::ListClients`].
    Clients {
        /// The open pages, controlled or not.
        clients: Vec<Client>,
        /// A worker is being installed or waits, be it this one or another.
        successor: bool,
        /// Another worker than this one is active; nothing where the browser does not say.
        behind: Option<bool>,
    },
    /// Answers [`crate::Effect::Lock`]: whether this worker has the lock now, as it has where the browser knows no locks.
    Locked(bool),
    /// Answers [`crate::Effect::Unlock`].
    Unlocked,
    /// Answers [`crate::Effect::Judge`]: the belief after the news, as a record, or the name of the refusal.
    Judged(Result<Vec<u8>, String>),
    /// Answers [`crate::Effect::Pack`]: whether it was sent.
    Packed(Result<(), Failure>),
    /// Answers [`crate::Effect::Read`] and [`crate::Effect::Peek`].
    Read(Result<Text, Failure>),
    /// So many bytes of a body have come.
    Arrived {
        /// The file.
        path: String,
        /// Since the request began.
        bytes: u64,
    },
    /// Answers [`crate::Effect::Fetch`]. The shell holds the body until it is told to keep or to discard it.
    Fetched {
        /// The file.
        path: String,
        /// What came.
        result: Result<Body, Failure>,
    },
    /// Answers [`crate::Effect::FetchSegment`].
    Segmented {
        /// The file that the body is for.
        path: String,
        /// The segment's first byte.
        from: u64,
        /// Whether it is stored, and who sent it.
        result: Result<Sender, Failure>,
    },
    /// Answers [`crate::Effect::Probe`].
    Probed {
        /// The base that was probed.
        base: String,
        /// How long the answer took; nothing where none came.
        millis: Option<u64>,
    },
    /// Answers [`crate::Effect::Keep`]. A body that found no room stays with the shell.
    Kept {
        /// The file.
        path: String,
        /// Whether it is stored.
        result: Result<(), Failure>,
    },
    /// Answers [`crate::Effect::Delete`] and [`crate::Effect::DeleteCache`].
    Deleted,
    /// Answers [`crate::Effect::Hash`].
    Hashed {
        /// The cache.
        cache: String,
        /// The file.
        path: String,
        /// The digest of what is stored; nothing where nothing is, or where it cannot be read.
        digest: Option<Digest>,
    },
}

/// Who sent a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// Whoever was asked first.
    Asked,
    /// The origin, which was asked as well.
    Origin,
}

/// One record of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub table: Table,
    /// Its key there.
    pub key: String,
    /// Its value; only this crate knows what it means.
    pub value: Vec<u8>,
}

/// An open page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The browser's id for it.
    pub id: String,
    /// The path of its URL.
    pub path: String,
}

/// A small file, read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
    /// Whether it is among the objects now.
    pub is_stored: bool,
}

/// What is known of a body that the shell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body {
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub digest: Digest,
}

/// Why an effect came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No answer from the origin, or it broke off.
    Unreachable,
    /// The origin answered with this status.
    Refused(u16),
    /// The body is longer than it may be; reading stopped.
    TooLong,
    /// The browser refused to store more.
    Full,
    /// The patch does not apply to what is stored.
    Unpatched,
    /// Another range came than the one that was asked for, or the whole body.
    Unranged,
    /// What the origin signed could not be judged.
    Unjudged,
}

impl Failure {
    /// The failure's name in documents and bug reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unreachable => "delivery-unreachable",
            Self::Refused(_) => "delivery-refused",
            Self::TooLong => "delivery-too-long",
            Self::Full => "delivery-full",
            Self::Unpatched => "delivery-unpatched",
            Self::Unranged => "delivery-unranged",
            Self::Unjudged => "delivery-unjudged",
        }
    }
}
