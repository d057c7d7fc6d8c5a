//! One file per part of the browser.

pub(crate) mod caches;
pub(crate) mod clients;
pub(crate) mod database;
pub(crate) mod downloads;
pub(crate) mod fetch;
pub(crate) mod files;
pub(crate) mod global;
pub(crate) mod hash;
pub(crate) mod locks;
pub(crate) mod on_demand;
pub(crate) mod patch;
pub(crate) mod predictor;
pub(crate) mod promise;
pub(crate) mod routes;
pub(crate) mod segments;
pub(crate) mod state;
pub(crate) mod store;
pub(crate) mod timer;
pub(crate) mod waiting;
