//! The page around a wrapped game: it has the worker keep the game, shows how far that is, then shows the game in a frame
//! that fills the window, and offers updates in one small bar. Where the game was wrapped to be played at once it shows
//! the game first, tells the worker which files the game uses, and says in a second bar how much of it is here.
//!
//! `layerw wrap` puts it at the root of the game's own origin; `page.html` and `page.css` beside this crate are its other
//! halves. Deliberately absent: anything that the game could call, and anything of the shell, which is another origin.

#[cfg(target_arch = "wasm32")]
mod at_once;
pub mod bar;
pub mod browser;
pub mod error;
#[cfg(target_arch = "wasm32")]
mod heap;
pub mod keeping;
#[cfg(target_arch = "wasm32")]
mod start;
pub mod uses;
pub mod view;
pub mod words;
