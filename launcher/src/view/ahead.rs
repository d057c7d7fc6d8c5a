//! The bar over a game that is not all here, and the settings behind it.

use page::size::size;
use protocol::ahead::{AheadReport, AheadWish};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::{hide, set_text};
use crate::bar::Bar;
use crate::browser::document::{self, element};
use crate::words;

/// The dialog.
pub const SETTINGS: &str = "settings";
/// The switch for all of it.
pub const AHEAD: &str = "ahead";
/// The switch for where data may cost money.
pub const METERED: &str = "metered";
const DECISIONS: &str = "decisions";

/// Shows what `bar` says.
pub fn show_bar(bar: &Bar) {
    let (text, end) = match bar {
        Bar::Hidden => ("", ""),
        Bar::Part(text) | Bar::Coming(text) => (text.as_str(), ""),
        Bar::Whole => ("", "Plays offline."),
    };
    set_text("offline-text", text);
    hide("keep", !matches!(bar, Bar::Part(_)));
    hide("offline", *bar == Bar::Hidden);
    // Last: what is said while it is hidden is not read aloud.
    set_text("offline-end", end);
}

/// Shows what was fetched ahead.
pub fn show_report(report: &AheadReport) {
    let gone = report.used_bytes + report.wasted_bytes;
    for (id, bytes) in [
        ("early", report.early_bytes),
        ("used", report.used_bytes),
        ("waiting", report.early_bytes.saturating_sub(gone)),
        ("wasted", report.wasted_bytes),
    ] {
        set_text(id, &size(bytes));
    }
    set_text("gate", report.closed.map_or("", words::sentence));
    hide("gate", report.closed.is_none());
    for (id, is_on) in [(AHEAD, !report.is_off), (METERED, report.metered_agreed)] {
        if let Some(switch) = switch(id) {
            switch.set_checked(is_on);
            switch.set_disabled(id == METERED && report.is_off);
        }
    }
    show_decisions(report);
}

fn show_decisions(report: &AheadReport) {
    hide("no-decisions", !report.decisions.is_empty());
    let (Some(document), Some(list)) = (document::document(), element(DECISIONS)) else {
        return;
    };
    let mut all = String::new();
    let lines: Vec<String> = report.decisions.iter().rev().map(words::line).collect();
    lines.iter().for_each(|line| all.push_str(line));
    // A list that is made anew loses its place under the reader.
    if list.text_content() == Some(all) {
        return;
    }
    list.set_text_content(None);
    for line in lines {
        if let Ok(item) = document.create_element("li") {
            item.set_text_content(Some(&line));
            // Appending a new element to one of the document is never refused.
            let _ = list.append_child(&item);
        }
    }
}

/// What the switches say.
pub fn choice() -> AheadWish {
    let is_on = |id| switch(id).is_some_and(|switch| switch.checked());
    AheadWish::Choose {
        is_off: !is_on(AHEAD),
        metered_agreed: is_on(METERED),
    }
}

fn switch(id: &str) -> Option<HtmlInputElement> {
    element(id).map(JsCast::unchecked_into)
}
