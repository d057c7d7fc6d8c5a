//! What the page shows: the elements of `page.html`, by their names.

use page::pace::size_and_time;
use page::size::size;
use page::updates::Banner;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlIFrameElement};

use crate::browser::document::{self, element};
use crate::keeping::Keeping;

pub mod ahead;

/// The id of the game's frame.
pub const FRAME: &str = "frame";
/// What the browser may let the game do, as if it were a page of its own.
const ALLOWED: &str = "autoplay; clipboard-read; clipboard-write; fullscreen; gamepad; screen-wake-lock; xr-spatial-tracking";

/// Shows how far the game is.
pub fn show_keeping(keeping: &Keeping) {
    let text = match keeping {
        Keeping::Asked => "Getting ready…".to_owned(),
        Keeping::Fetching {
            done_bytes,
            total_bytes,
        } => format!("{} of {}", size(*done_bytes), size(*total_bytes)),
        Keeping::Stopped(reason) => reason.clone(),
        Keeping::Kept => "Plays offline.".to_owned(),
    };
    set_text("state", &text);
    if let (
        Some(bar),
        Keeping::Fetching {
            done_bytes,
            total_bytes,
        },
    ) = (element("progress"), keeping)
    {
        set(&bar, "max", &total_bytes.to_string());
        set(&bar, "value", &done_bytes.to_string());
    }
}

/// Shows `text` in the place of the game's progress.
pub fn show_text(text: &str) {
    set_text("state", text);
}

/// Shows the game at `address` in the whole window and gives it the keyboard. A second call does nothing.
/// `loaded` is called with the frame whenever a document in it is.
pub fn show_game(address: &str, loaded: fn(&HtmlIFrameElement)) {
    let Some(document) = document::document() else {
        return;
    };
    if element(FRAME).is_some() {
        return;
    }
    let Some(frame) = document
        .create_element("iframe")
        .ok()
        .and_then(|frame| frame.dyn_into::<HtmlIFrameElement>().ok())
    else {
        return;
    };
    set(&frame, "id", FRAME);
    set(&frame, "title", &document.title());
    set(&frame, "allow", ALLOWED);
    set(&frame, "allowfullscreen", "");
    let handle = frame.clone();
    document::listen(&frame, "load", move |_| {
        focus_game();
        loaded(&handle);
    });
    frame.set_src(address);
    if let Some(body) = document.body() {
        // Appending an element to the body of its own document is never refused.
        let _ = body.append_child(&frame);
    }
    hide("loading", true);
    document::mark_page("game", "shown");
}

/// Gives the game the keyboard, where no dialog has it.
pub fn focus_game() {
    if !document::a_dialog_is_open() {
        document::focus(FRAME);
    }
}

/// Shows what `banner` says about an update.
pub fn show_update(banner: &Banner) {
    let (text, is_question) = match banner {
        Banner::Hidden => {
            hide("update", true);
            return;
        }
        Banner::Offer {
            bytes,
            bytes_per_sec,
        } => (
            format!("Update: {}", size_and_time(*bytes, *bytes_per_sec)),
            true,
        ),
        Banner::Fetching {
            done_bytes,
            total_bytes,
        } => (
            format!("Updating: {} of {}", size(*done_bytes), size(*total_bytes)),
            false,
        ),
        Banner::Waiting { others } => (
            format!("Updated; {others} more open here must agree"),
            false,
        ),
        Banner::Switching => ("Updated".to_owned(), false),
        Banner::Load => ("Updated: start again".to_owned(), true),
    };
    set_text("update-text", &text);
    hide("now", !is_question);
    hide("later", !is_question);
    hide("update", false);
}

fn set_text(id: &str, text: &str) {
    if let Some(element) = element(id)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

fn hide(id: &str, hidden: bool) {
    if let Some(element) = element(id) {
        element.unchecked_into::<HtmlElement>().set_hidden(hidden);
    }
}

fn set(element: &Element, name: &str, value: &str) {
    // Only a malformed name is refused, and these are literals.
    let _ = element.set_attribute(name, value);
}
