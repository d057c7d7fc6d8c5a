//! The formats in which a product is published: what a digest is, what a release lists, what the head names.
//!
//! Every format is plain text with exactly one spelling: a parser accepts only what the writer would write, so the
//! digest of a file and its meaning are one. Deliberately absent: disk, network, compression and signatures.
#![warn(missing_docs)]

pub mod decimal;
mod digest;
mod error;
mod head;
mod path;
mod region;
mod release;
mod text;

#[cfg(feature = "hash")]
mod hash;

pub use digest::Digest;
pub use error::{Error, Item};
#[cfg(feature = "hash")]
pub use hash::digest_from_bytes;
pub use head::Head;
pub use path::{is_object_path, object_digest};
pub use region::Region;
pub use release::{File, Release};

/// The longest release file that is read: about 3000 files.
pub const MAX_RELEASE_BYTES: usize = 256 * 1024;
/// The longest head that is read.
pub const MAX_HEAD_BYTES: usize = 256;
/// The longest file a release may list.
pub const MAX_FILE_BYTES: u64 = 256 << 20;
/// The highest release number: the largest integer that JavaScript holds exactly.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;
