//! Every decision the service worker takes, without a browser.
//!
//! [`Delivery`] is a machine in the sans-IO style: [`Delivery::handle`] takes the time and one [`Event`],
//! [`Delivery::poll`] gives the [`Effect`]s to carry out, and most effects are answered by a later event. The browser
//! may stop the worker between any two of them, so nothing that matters lives only here: what must outlast the worker
//! leaves as [`Effect::Save`] and comes back as [`Event::Loaded`].
//!
//! [`route()`] is apart from the machine: a request must be judged at once, before anything was loaded.
//!
//! Deliberately absent: clocks, timers, hashing, bodies of files. A body stays in the shell; the machine sees its
//! length and digest and decides whether it is kept.
#![warn(missing_docs)]

mod brought;
mod claims;
mod clients;
mod demands;
mod edges;
mod effect;
mod event;
mod explain;
mod faith;
mod forecast;
mod game_trial;
mod inventory;
mod job;
mod machine;
mod pace;
mod packages;
mod plan;
mod priority;
mod range;
pub mod regions;
mod retry;
mod route;
mod saved;
mod segments;
mod sorted;
mod state;
mod status;
mod sweep;
mod transfer;
mod trial;

pub use clients::page_path;
pub use edges::{Edges, Fault, PROBE_TIMEOUT_MILLIS};
pub use effect::{Change, Effect, News, Patch, Served, Slice, Source, Table, Way};
pub use event::{Body, Client, Event, Failure, Row, Sender, Text};
pub use explain::explain_ahead;
pub use faith::Anchor;
pub use inventory::{Inventory, OBJECTS, pages_cache};
pub use machine::Delivery;
pub use priority::Priority;
pub use range::{Cut, MAX_WHOLE_BYTES, cut};
pub use retry::{EDGE_STALL_MILLIS, READ_TIMEOUT_MILLIS, STALL_MILLIS, TRIES};
pub use route::{Decision, LIVE, Method, OFFLINE_PAGE, Request, Snapshot, route};
pub use segments::{SEGMENT_BYTES, SEGMENTS, Segment};
