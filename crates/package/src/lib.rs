//! The formats in which a product is published: what a digest is, what a release lists, what the head names.
//!
//! Every format is plain text with exactly one spelling: a parser accepts only what the writer would write, so the
//! digest of a file and its meaning are one. What the service worker's answering half needs is always there; signatures
//! and whole packages are features, because that half is counted in kilobytes. Deliberately absent: disk, network, clock,
//! randomness and compression.
#![warn(missing_docs)]

#[cfg(feature = "archive")]
mod archive;
mod belief;
#[cfg(feature = "manifest")]
mod capability;
pub mod decimal;
mod digest;
mod edge_list;
mod error;
mod game_list;
mod head;
mod patch;
mod path;
mod region;
mod release;
mod text;
mod title;
#[cfg(feature = "manifest")]
mod version;
pub mod words;

#[cfg(feature = "sign")]
mod envelope;
#[cfg(feature = "hash")]
mod hash;
#[cfg(feature = "sign")]
mod key;
#[cfg(any(feature = "manifest", feature = "sign"))]
mod key_id;
#[cfg(any(feature = "manifest", feature = "sign"))]
mod lines;
#[cfg(feature = "manifest")]
mod lock;
#[cfg(feature = "manifest")]
mod manifest;
#[cfg(any(feature = "manifest", feature = "sign"))]
mod refusal;
#[cfg(feature = "manifest")]
mod resolve;
#[cfg(feature = "sign")]
mod root;
#[cfg(feature = "sign")]
mod secret;
#[cfg(feature = "sign")]
mod signed_head;
#[cfg(any(feature = "manifest", feature = "sign"))]
mod top;
#[cfg(feature = "sign")]
mod trust;

#[cfg(feature = "archive")]
pub use archive::{Archive, Object, Objects, pack, top};
pub use belief::{Belief, signers};
#[cfg(feature = "manifest")]
pub use capability::Capability;
pub use digest::Digest;
pub use edge_list::{EDGE_LIST_PATH, EdgeList, MAX_EDGE_LIST_BYTES, MAX_EDGES, is_base};
#[cfg(feature = "sign")]
pub use envelope::{Envelope, MAX_SIGNATURES, Role, seal};
pub use error::{Error, Item};
pub use game_list::{GameList, ListedGame, MAX_GAME_LIST_BYTES};
#[cfg(feature = "hash")]
pub use hash::{Hasher, digest_from_bytes};
pub use head::Head;
#[cfg(feature = "sign")]
pub use key::{PublicKey, SecretKey, Signature};
#[cfg(any(feature = "manifest", feature = "sign"))]
pub use key_id::KeyId;
#[cfg(feature = "manifest")]
pub use lock::{Lock, Locked, MAX_LOCK_BYTES};
#[cfg(feature = "manifest")]
pub use manifest::{
    Asset, Component, Dependency, Kind, Listed, MAX_CPU_MILLIS, MAX_MEMORY_BYTES, Manifest,
};
pub use patch::Patch;
pub use path::{
    HINTS_PATH, extension_from_path, inert_type, is_compressed, is_object_path, name_from_path,
    object_digest, one_spelling,
};
#[cfg(any(feature = "manifest", feature = "sign"))]
pub use refusal::{Field, Refusal, Requirement};
pub use region::Region;
pub use release::{File, Release};
#[cfg(feature = "manifest")]
pub use resolve::{Index, Offer, resolve};
#[cfg(feature = "sign")]
pub use root::{Holders, Root};
#[cfg(feature = "sign")]
pub use secret::{MAX_SECRET_BYTES, is_secret, secret_from_text, secret_text};
#[cfg(feature = "sign")]
pub use signed_head::SignedHead;
pub use title::MAX_TITLE_BYTES;
#[cfg(any(feature = "manifest", feature = "sign"))]
pub use top::{MAX_ARCHIVE_BYTES, MAX_TOP_BYTES, OBJECT_START_BYTES, Place, Top};
#[cfg(feature = "sign")]
pub use trust::Trust;
#[cfg(feature = "manifest")]
pub use version::{Range, Version};

/// The longest release file that is read: about 3000 files.
pub const MAX_RELEASE_BYTES: usize = 256 * 1024;
/// The longest head that is read.
pub const MAX_HEAD_BYTES: usize = 256;
/// The most that an envelope adds to what it carries.
pub const MAX_ENVELOPE_BYTES: usize = 4864;
/// The longest signed head that is read, its envelope not counted.
pub const MAX_SIGNED_HEAD_BYTES: usize = 512;
/// The longest root that is read, its envelope not counted.
pub const MAX_ROOT_BYTES: usize = 16 * 1024;
/// The longest manifest that is read.
pub const MAX_MANIFEST_BYTES: usize = 256 * 1024;
/// The longest file a release may list.
pub const MAX_FILE_BYTES: u64 = 256 << 20;
/// The highest release number: the largest integer that JavaScript holds exactly.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;
