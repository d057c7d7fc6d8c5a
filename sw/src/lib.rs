//! The service worker's shell: it carries out what `delivery` decides.
//!
//! `public/sw.js` holds the listeners. Behind them are two WebAssembly modules, built from this package by feature: a
//! small one that judges requests and is all that a cold start loads, and the keeper of the store. Deliberately absent:
//! decisions, listeners, and anything that must outlast the worker, which the browser stops at will.

#[cfg(feature = "answer")]
pub mod answer;
#[cfg(target_arch = "wasm32")]
mod heap;
#[cfg(feature = "keeper")]
mod io;
#[cfg(feature = "keeper")]
pub mod keeper;
mod url;
