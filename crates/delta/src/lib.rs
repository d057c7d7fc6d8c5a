//! Patches between two versions of a file: small for any file, smallest for WebAssembly, whose functions are matched
//! across versions so that only what changed in meaning is coded.
//!
//! Alone the crate applies the codecs [`Codec::SMALL`]; the feature `brotli` adds the others, and `encode` makes patches.
//! Deliberately absent: digests (objects are named by theirs, so the caller checks the result), disk and network.
#![warn(missing_docs)]

mod blob;
#[cfg(feature = "brotli")]
mod brotli;
mod coder;
mod decode;
mod error;
mod header;
mod model;
mod wasm;

#[cfg(feature = "encode")]
mod encode;

pub use decode::{Limits, decode};
#[cfg(feature = "encode")]
pub use encode::{encode, encode_among, encode_with};
pub use error::Error;
pub use header::{Codec, Header};
