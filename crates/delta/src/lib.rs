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
mod flags;
mod header;
mod lzma;
mod model;
mod splice;
mod wasm;

#[cfg(feature = "encode")]
mod encode;

pub use decode::{Limits, decode, decode_plain};
#[cfg(feature = "encode")]
pub use encode::{WASM_SAVES_BYTES, encode, encode_among, encode_for_clients, encode_with};
pub use error::Error;
pub use header::{Codec, Header, START_BYTES, VERSION};
