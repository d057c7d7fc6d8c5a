//! What every page of ours decides in the same way, whether it is the shell's or the one around a wrapped game: when an
//! update is offered and what follows from the player's answer, and how a number of bytes is said, and how long they take.
//!
//! Deliberately absent: any browser type, and any way to show something.
#![warn(missing_docs)]

pub mod pace;
pub mod size;
pub mod updates;
