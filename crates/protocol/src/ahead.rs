//! What is fetched ahead: page ⇄ service worker ⇄ its predictor, a module of its own that the keeper asks.
//!
//! Deliberately absent: the bytes. Pages name paths, the predictor names paths, and the worker fetches.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

pub use predict::{Gate, Gates, Reason, Worth};
use serde::{Deserialize, Serialize};

/// What a page's game used, and what is known of device and connection now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// The page has just begun: a session begins.
    pub begins: bool,
    /// Paths of the files that the game asked for since the last report, stored or not, in that order; none where only
    /// something else changed.
    pub paths: Vec<String>,
    /// Paths of the files behind what the player is near now, as the game says: the nearest first.
    pub near: Vec<String>,
    /// The gates that are closed. What the player chose is not the page's to say: see [`AheadWish::Choose`].
    pub closed: Gates,
    /// Bytes come over a cellular connection.
    pub is_cellular: bool,
    /// How long an answer takes to begin, as the browser estimates it.
    pub rtt_millis: Option<u32>,
}

/// What a page wants of whatever fetches ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AheadWish {
    /// A report.
    Report,
    /// From now on so, and a report.
    Choose {
        /// Nothing is fetched ahead.
        is_off: bool,
        /// It is where bytes may cost money, too.
        metered_agreed: bool,
    },
    /// Forget what was learned and counted, and a report.
    Forget,
}

/// What the keeper asks the predictor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Before anything else: the files that this is about. A predictor that is asked anything else before this answers
    /// [`Answer::Unknown`].
    Begin {
        /// Whose they are.
        game: String,
        /// All of them, in the order of the release.
        files: Vec<FileLength>,
        /// The cache and the path of what the game's author says about these files, where that is stored. Whoever asks
        /// brings the bytes along instead.
        #[serde(skip)]
        hints: Option<(String, String)>,
    },
    /// A page's report.
    Used {
        /// It.
        used: Used,
        /// What was to be fetched ahead and is not stored.
        missing: Vec<String>,
        /// How fast bodies came lately.
        bytes_per_sec: Option<u64>,
    },
    /// A page's wish.
    Wish(AheadWish),
}

/// A file that may be wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLength {
    /// Its path.
    pub path: String,
    /// What it costs to fetch, bytes.
    pub bytes: u32,
    /// It is stored.
    pub is_stored: bool,
}

/// What the predictor answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It was not told which files there are: [`Question::Begin`] is to be asked first.
    Unknown,
    /// It knows the files now.
    Begun,
    /// These are to be fetched ahead, the first first; none ends what is under way.
    Ahead(Vec<String>),
    /// A report.
    Report(Box<AheadReport>),
}

/// What was fetched ahead of a game, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AheadReport {
    /// The game.
    pub game: String,
    /// Bytes fetched ahead, since the player had it forget.
    pub early_bytes: u64,
    /// Of these, bytes that the game used.
    pub used_bytes: u64,
    /// Of these, bytes that it did not use before it was closed.
    pub wasted_bytes: u64,
    /// Bytes that the game used and that were not stored before it was opened, fetched ahead or not.
    pub needed_bytes: u64,
    /// The player's choice.
    pub is_off: bool,
    /// The player's choice.
    pub metered_agreed: bool,
    /// Why nothing is fetched ahead now.
    pub closed: Option<Gate>,
    /// How much of what is needed may be fetched in vain on top, percent.
    pub target_percent: u8,
    /// The last decisions, the newest last.
    pub decisions: Vec<Decision>,
}

/// A decision about one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The file.
    pub path: String,
    /// Its length, bytes.
    pub bytes: u32,
    /// Why.
    pub reason: Reason,
}
