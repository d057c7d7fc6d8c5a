//! Links to games on hosts of their own, whose names begin with the name of this page's host's own: only the browser
//! knows which host that is.

use layout::Address;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::document::{document, window};

/// A link with this attribute leads to the game that it names.
pub const GAME: &str = "data-game-host";
/// An element with this attribute says the host of the game that it names.
pub const HOST: &str = "data-host-of";

/// Completes the links of this page.
pub fn complete() {
    let Some(location) = window().map(|window| window.location()) else {
        return;
    };
    let (Ok(scheme), Ok(host)) = (location.protocol(), location.host()) else {
        return;
    };
    let page = |id: &str| Address::Beside.page(id, &scheme, &host);
    each(GAME, |link, id| {
        // Only a malformed name is refused, and this is a literal.
        let _ = link.set_attribute("href", &page(&id));
    });
    each(HOST, |element, id| {
        let page = page(&id);
        let host = page.split_once("//").map_or("", |(_, host)| host);
        element.set_text_content(Some(host.trim_end_matches('/')));
    });
}

fn each(name: &str, change: impl Fn(&Element, String)) {
    let found = document().and_then(|it| it.query_selector_all(&format!("[{name}]")).ok());
    let Some(found) = found else { return };
    for index in 0..found.length() {
        let element = found
            .get(index)
            .and_then(|it| it.dyn_into::<Element>().ok());
        if let Some(element) = element
            && let Some(id) = element.get_attribute(name)
        {
            change(&element, id);
        }
    }
}
