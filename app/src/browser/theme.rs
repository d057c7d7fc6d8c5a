//! The theme on the document. It is also kept in `localStorage`, the one store that answers before the first paint
//! is over; the database is asked later and agrees.

use super::document;
use crate::settings::Theme;

const KEY: &str = "layerw-theme";

/// Shows `theme` and remembers it for the next page.
pub fn apply(theme: Theme) {
    show(theme);
    if let Some(store) = local_storage() {
        // Where local storage is full or refused, the database still knows the theme.
        let _ = store.set_item(KEY, theme.name());
    }
}

/// Shows the remembered theme.
pub fn apply_remembered() {
    let remembered = local_storage().and_then(|store| store.get_item(KEY).ok().flatten());
    if let Some(name) = remembered {
        show(Theme::from_name(&name));
    }
}

fn show(theme: Theme) {
    let root = document::document().and_then(|document| document.document_element());
    if let Some(root) = root {
        // The name is a literal and cannot be refused.
        let _ = root.set_attribute("data-theme", theme.name());
    }
}

fn local_storage() -> Option<web_sys::Storage> {
    document::window()?.local_storage().ok().flatten()
}
