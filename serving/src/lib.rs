//! What an origin answers, for the product's server and `layerw serve` alike: a folder or a bucket over HTTP, wrapped
//! games, objects told by older ones; and around all that limits, counts and an orderly end.
//!
//! Deliberately absent: TLS and HTTP/2, which belong to what stands before this, and rendering of pages.

mod dictionaries;
mod error;
mod hot;
mod links;
mod listen;
mod mirror;
mod place;
mod plan;
mod ranges;
mod readable;
mod site;
mod tools;
mod watch;
mod wrapped;

use axum::http::HeaderValue;

pub use dictionaries::with_dictionaries;
pub use error::Error;
pub use links::link_from_page;
pub use listen::{Limits, serve, stop_signal, url_from_bound};
pub use mirror::{Mirrored, mirror};
pub use place::Place;
pub use ranges::honour_if_range;
pub use readable::{allow_reading, is_named_by_content};
pub use site::{Memory, site};
pub use tools::{Token, named_by_pushed, with_tools};
pub use watch::{Counts, Log, watched, with_status};
pub use wrapped::with_wrapped;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
