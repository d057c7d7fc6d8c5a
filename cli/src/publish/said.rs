//! What `layerw publish` says at its end.

use serde_json::json;

use super::Outcome;
use crate::contents::Contents;
use crate::date;
use crate::report::{self, Report};

pub(super) fn report(contents: &Contents, outcome: &Outcome) -> Report {
    let id = &contents.manifest.id;
    let version = contents.manifest.version.to_text();
    let patch_bytes: u64 = outcome.patches.iter().map(|patch| patch.bytes).sum();
    let (until, root_until) = (
        date::text(outcome.expires_unix_secs),
        date::text(outcome.root_expires_unix_secs),
    );
    let (objects, bytes) = outcome.written;
    let number = outcome.number;
    let parts = [
        (objects, report::counted(objects, "object"), bytes),
        (
            if outcome.is_new {
                outcome.patches.len()
            } else {
                0
            },
            report::counted_as(outcome.patches.len(), "patch", "patches"),
            patch_bytes,
        ),
    ];
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    let wrote: Vec<String> = parts
        .map(|(_, what, bytes)| format!("{what} ({})", report::bytes(bytes)))
        .collect();
    let wrote = match wrote.is_empty() {
        true => "nothing new".to_owned(),
        false => wrote.join(" and "),
    };
    let mut lines = vec![match (outcome.is_new, objects) {
        (true, _) => format!("{id} {version} is release {number}: wrote {wrote}"),
        (false, 0) => format!("{id} {version} is release {number} already: only signed again"),
        (false, _) => {
            format!("{id} {version} is release {number} already: signed again, wrote {wrote}")
        }
    }];
    lines.extend(outcome.notes.iter().map(|note| format!("note: {note}")));
    lines.push(format!(
        "publish again before {until}, or players stop believing it; the root holds until {root_until}"
    ));
    Report::good(
        lines.join("\n"),
        json!({
            "id": id, "version": version, "release": outcome.number, "is_new": outcome.is_new,
            "notes": outcome.notes, "objects_written": objects, "object_bytes_written": bytes,
            "patches": outcome.patches.iter().map(|patch| json!({
                "from": patch.from.to_hex(), "to": patch.to.to_hex(), "bytes": patch.bytes,
            })).collect::<Vec<_>>(),
            "expires_unix_secs": outcome.expires_unix_secs, "root_expires_unix_secs": outcome.root_expires_unix_secs,
        }),
    )
}
