//! A browser, an origin and a network between them, all simulated: what tests of `delivery` run in.
//!
//! Everything is decided by a seed, so a schedule that fails can be run again. Time is a number that only the simulation
//! moves. For tests only; deliberately absent: anything real.
#![warn(missing_docs)]

mod author;
mod browser;
mod checks;
mod dice;
mod diff;
mod edge;
mod effects;
mod fetch;
mod files;
mod launches;
mod operator;
mod origin;
mod page;
mod store;
mod weather;
mod worker;

pub use author::{Author, Edition};
pub use browser::{Browser, Kill, Slot};
pub use dice::Dice;
pub use edge::{Edge, Manner};
pub use launches::Launches;
pub use operator::{Operator, RELEASE_KEY, forged_head};
pub use origin::{Origin, Product, Ranges};
pub use page::Page;
pub use store::{Refusal, Store};
pub use weather::Weather;
