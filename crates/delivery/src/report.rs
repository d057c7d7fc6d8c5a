//! The state report: how things stand, as plain text that a player can paste into a bug report.

use package::decimal;
use protocol::worker::{Status, UpdateState};

/// The text for `status`.
pub(crate) fn text(status: &Status) -> String {
    let mut text = String::new();
    line(&mut text, "release", &[&decimal::text(status.release)]);
    line(
        &mut text,
        "online",
        &[if status.online { "yes" } else { "no" }],
    );
    if let Some(update) = &status.update {
        let state = match update.state {
            UpdateState::Available => "available",
            UpdateState::Fetching => "fetching",
            UpdateState::Ready { .. } => "ready",
        };
        let bytes = [update.release, update.done_bytes, update.total_bytes].map(decimal::text);
        line(
            &mut text,
            "update",
            &[&bytes[0], state, &bytes[1], &bytes[2]],
        );
    }
    for region in &status.regions {
        line(
            &mut text,
            "region",
            &[
                &region.name,
                &decimal::text(u64::from(region.objects)),
                &decimal::text(region.bytes),
            ],
        );
    }
    for game in &status.games {
        let installed = if game.installed {
            "installed"
        } else {
            "visiting"
        };
        line(
            &mut text,
            "game",
            &[
                &game.id,
                installed,
                &decimal::text(game.stored_bytes),
                &decimal::text(game.total_bytes),
            ],
        );
    }
    if status.trouble.is_some() {
        line(&mut text, "trouble", &[]);
    }
    text
}

fn line(text: &mut String, first: &str, words: &[&str]) {
    text.push_str(first);
    for word in words {
        text.push(' ');
        text.push_str(word);
    }
    text.push('\n');
}
