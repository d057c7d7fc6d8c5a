//! The page around a wrapped game: it has the worker keep the game, shows how far that is, then shows the game in a frame
//! that fills the window, and offers updates in one small bar.
//!
//! `layerw wrap` puts it at the root of the game's own origin; `page.html` and `page.css` beside this crate are its other
//! halves. Deliberately absent: anything that the game could call, and anything of the shell, which is another origin.

pub mod browser;
pub mod error;
#[cfg(target_arch = "wasm32")]
mod heap;
pub mod keeping;
#[cfg(target_arch = "wasm32")]
mod start;
pub mod view;
