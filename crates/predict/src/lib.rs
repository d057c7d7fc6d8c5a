//! What a player will need next, and how much guessing may cost.
//!
//! A [`Predictor`] learns on the player's device from what is entered, whether it had to be fetched or not, and tells
//! after each what is likely to be needed. A [`Prior`] lets a game ship what was learned elsewhere, because a device
//! alone begins blind. A [`Planner`] decides what is fetched ahead: first what the game's own files say is needed, then
//! guesses whose worth exceeds their bytes, under a [`Target`] of bytes fetched in vain, and nothing where a [`Gate`]
//! is closed.
//!
//! Deliberately absent: any network, clock or store; and any training elsewhere. What is learned leaves the device only
//! if somebody exports it.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;

mod account;
mod best;
mod candidates;
mod closure;
mod context;
mod error;
mod gate;
mod hints;
mod mixer;
mod near;
mod planner;
mod predictor;
mod prior;
mod reader;
mod saved;
mod table;
mod waste;

pub use closure::Closure;
pub use error::Error;
pub use gate::{Battery, Conditions, Gate, Gates, Link};
pub use hints::{HINTS_MAX_BYTES, Hints, read_hints};
pub use near::NEAR_MAX;
pub use planner::{Ahead, Planner, Reason, Worth};
pub use predictor::{Guess, Predictor};
pub use prior::{PRIOR_MAX_BYTES, Prior};
pub use waste::{Target, Waste};

/// What can be needed: an object, or a group of objects that is always needed whole, by its number in the game's list.
/// [`NO_ITEM`] is none.
pub type Item = u16;

/// Stands where there is none.
pub const NO_ITEM: Item = Item::MAX;

/// What a predictor takes if nothing else is said, bytes.
pub const DEFAULT_BYTES: usize = 128 << 10;
/// The most that a predictor may take, bytes.
pub const MAX_BYTES: usize = 256 << 10;
