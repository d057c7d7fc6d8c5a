//! Full screen for one element.

use super::document::{document, element};

/// The browser lets a page fill the screen.
pub fn is_possible() -> bool {
    document().is_some_and(|document| document.fullscreen_enabled())
}

/// An element fills the screen.
pub fn is_on() -> bool {
    document().is_some_and(|document| document.fullscreen_element().is_some())
}

/// Fills the screen with the element `id`, or gives the screen back.
pub fn toggle(id: &str) {
    let Some(document) = document() else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(element) = element(id) {
        // A refusal leaves the page as it is; the button still says what it does.
        let _ = element.request_fullscreen();
    }
}
