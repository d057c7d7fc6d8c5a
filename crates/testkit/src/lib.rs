//! A browser, an origin and a network between them, all simulated: what tests of `delivery` run in.
//!
//! Everything is decided by a seed, so a schedule that fails can be run again. Time is a number that only the simulation
//! moves. For tests only; deliberately absent: anything real.
#![warn(missing_docs)]

mod browser;
mod checks;
mod dice;
mod effects;
mod origin;
mod page;
mod store;
mod weather;
mod worker;

pub use browser::{Browser, Kill, Slot};
pub use dice::Dice;
pub use origin::{Origin, Product};
pub use page::Page;
pub use store::Store;
pub use weather::Weather;
