//! One file per part of the browser.

pub(crate) mod caches;
#[cfg(feature = "keeper")]
pub(crate) mod clients;
#[cfg(feature = "keeper")]
pub(crate) mod database;
#[cfg(feature = "keeper")]
pub(crate) mod downloads;
#[cfg(feature = "keeper")]
pub(crate) mod fetch;
pub(crate) mod global;
#[cfg(feature = "keeper")]
pub(crate) mod hash;
pub(crate) mod promise;
#[cfg(feature = "keeper")]
pub(crate) mod routes;
#[cfg(feature = "keeper")]
pub(crate) mod store;
#[cfg(feature = "keeper")]
pub(crate) mod timer;
