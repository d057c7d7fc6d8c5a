//! The canvas engine: runs a game in fixed steps and draws what it says.
//!
//! Everything that can be decided without a browser is pure and tested natively: [`frame_loop`], [`input`],
//! [`scene`], [`session`], [`view`]. What touches WebGPU is in `render`, what touches the browser in
//! `platform/web`, and [`platform`] names every place the engine runs. Deliberately absent: game rules, text and
//! menus (the page draws those from the game's display), and any download but the game's module.

#[cfg(target_arch = "wasm32")]
mod heap;
#[cfg(target_arch = "wasm32")]
mod render;

pub mod error;
pub mod frame_loop;
pub mod input;
pub mod meter;
pub mod platform;
pub mod scene;
pub mod session;
pub mod shaders;
pub mod view;

pub use error::Error;
