//! `layerw` as its users meet it: the program itself on real files, and its publishing against places that fail.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod at_once;
mod buckets;
#[cfg(feature = "cloud")]
mod cloud;
mod commands;
mod disturbed;
mod end_to_end;
mod keys;
mod list;
mod new;
mod repair;
mod serve;
mod shared;
mod stopped;
mod twice;
mod wrap;
