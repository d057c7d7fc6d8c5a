//! What holds for this visit alone: it is gone when the tab is closed.
//!
//! Deliberately absent: anything that the game must not see. It shares this store.

use super::document::window;
use web_sys::Storage;

const BAR: &str = "layerw-bar";

/// The player put the bar away.
pub fn bar_is_hidden() -> bool {
    storage().is_some_and(|storage| matches!(storage.get_item(BAR), Ok(Some(_))))
}

/// Keeps the bar away. Where nothing can be stored it comes back with the next load.
pub fn hide_bar() {
    if let Some(storage) = storage() {
        let _ = storage.set_item(BAR, "hidden");
    }
}

fn storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}
