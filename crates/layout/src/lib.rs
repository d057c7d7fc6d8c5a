//! How a site lies on plain static files, for whoever builds one: which file is served at which address, what its
//! service worker says, from which older files patches pay, and which long files are offered as one body.
//!
//! Deliberately absent: disk, compression, the making of patches, and what any page of the site shows.
#![warn(missing_docs)]

mod decoders;
mod media;
mod names;
mod versions;
pub mod whole;
mod worker;
mod wrapped;

/// How long hosts that read a file of headers let each file be kept: what is named by its content for ever, what changes
/// under one name is asked for each time, and what is named by its content may be read by other origins, whose edge this is.
pub const CACHING_HEADERS: &str = "/c/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
  Access-Control-Expose-Headers: Content-Range
/d/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
  Access-Control-Expose-Headers: Content-Range
/head
  Cache-Control: no-cache
  Content-Type: text/plain; charset=utf-8
/layerw-edges
  Cache-Control: no-cache
  Content-Type: text/plain; charset=utf-8
/sw.js
  Cache-Control: no-cache
";

pub use decoders::{DECODERS_FILE, decoders, text_from_decoders};
pub use media::{known_type, type_from_path};
pub use names::{name_from_path, path_from_name};
pub use package::extension_from_path;
pub use versions::{Pair, pairs};
pub use worker::{Scripts, head_from_release, with_release, with_scripts};
pub use wrapped::{Address, NotWrapped, WRAPPED_FILE, Wrapped, game_of_host, is_label};
