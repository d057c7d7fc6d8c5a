//! `navigator.storage`: how much is used, and whether the browser may throw it away.

use super::document::{property, window};
use crate::error::Error;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

/// What the browser says about this origin's store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Bytes in use; the browser rounds and pads.
    pub used_bytes: u64,
    /// The browser keeps the store until the player clears it.
    pub persisted: bool,
}

/// The browser's report.
///
/// # Errors
/// [`Error`] where the browser has no storage manager, as outside secure contexts.
pub async fn report() -> Result<Report, Error> {
    let manager = manager()?;
    let what = "a report of its storage";
    let estimate = JsFuture::from(manager.estimate().map_err(Error::refused(what))?)
        .await
        .map_err(Error::refused(what))?;
    let persisted = JsFuture::from(manager.persisted().map_err(Error::refused(what))?)
        .await
        .map_err(Error::refused(what))?;
    Ok(Report {
        used_bytes: property(&estimate, "usage").as_f64().unwrap_or_default() as u64,
        persisted: persisted.is_truthy(),
    })
}

/// Asks the browser to keep the store; it may ask the player, and answers yes or no.
///
/// # Errors
/// [`Error`] where the browser has no storage manager.
pub async fn ask_to_persist() -> Result<bool, Error> {
    let what = "to keep the storage";
    let promise = manager()?.persist().map_err(Error::refused(what))?;
    let answer = JsFuture::from(promise)
        .await
        .map_err(Error::refused(what))?;
    Ok(answer.is_truthy())
}

fn manager() -> Result<StorageManager, Error> {
    let navigator = window().ok_or(Error::Unavailable("window"))?.navigator();
    if property(&navigator, "storage").is_undefined() {
        return Err(Error::Unavailable("storage manager"));
    }
    Ok(navigator.storage())
}
