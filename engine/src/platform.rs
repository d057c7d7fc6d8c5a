//! Everywhere the engine runs. Each platform is a peer: it feeds a session with steps and shows its scenes.

#[cfg(not(target_arch = "wasm32"))]
pub mod headless;
#[cfg(target_arch = "wasm32")]
mod web;
