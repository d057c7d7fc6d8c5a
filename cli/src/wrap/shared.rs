//! A wrapped game in a folder of an origin that others share, which whoever runs it accepted: its files, and before them a
//! page that says what that means.
//!
//! Deliberately absent: a worker. One of its own would have to share the store of the site's, and the site's keeps only
//! what its own releases list; so the game plays online.

use anyhow::Result;
use layout::Wrapped;
use package::Region;
use serde_json::json;

use super::export::{Found, INDEX, PLAY};
use super::files::{self, Pieces};
use super::history::History;
use super::page;
use super::place::Place;
use super::text::escaped;
use crate::progress::Progress;
use crate::report::{self, Report};

/// What players read before such a game.
const WARNING: &str = "This game's code can read and change what other games and this site stored in your browser. \
    Play only if you trust whoever made it.";

/// Writes the folder.
pub(super) fn write(
    found: Vec<Found>,
    wrapped: &Wrapped,
    place: &Place,
    notes: Vec<String>,
    progress: &Progress,
) -> Result<Report> {
    let count = found.len();
    let mut pieces = Pieces::new(found, Region::Game(wrapped.id.clone()))?;
    pieces.unlisted(INDEX, warning(&wrapped.title).into_bytes());
    pieces.unlisted(layout::WRAPPED_FILE, wrapped.to_text().into_bytes());
    let draft = place.draft()?;
    let history = History::none(place.folder());
    files::write(&pieces, &history, draft.folder(), progress)?;
    draft.replace()?;
    let mut lines = vec![format!(
        "{} is in {}: {}, shared with the origin, online only",
        wrapped.title,
        place.folder().display(),
        report::bytes(wrapped.bytes)
    )];
    lines.extend(notes.iter().map(|note| format!("note: {note}")));
    let json = json!({
        "id": wrapped.id, "title": wrapped.title, "path": place.folder(), "files": count,
        "bytes": wrapped.bytes, "address": page(wrapped), "shared": true, "notes": notes,
    });
    Ok(Report::good(lines.join("\n"), json))
}

fn warning(title: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title></head>\
         <body><h1>{title}</h1><p role=\"alert\">{WARNING}</p><p><a href=\"{PLAY}\">Play {title}</a></p></body></html>\n"
    )
}
