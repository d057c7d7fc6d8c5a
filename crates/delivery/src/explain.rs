//! How things stand, in words, for whoever operates an origin or wonders about a device.
//!
//! Deliberately absent: `core::fmt`, which the worker does not carry for a page that hardly anybody opens; and what is
//! fetched ahead, which the predictor says itself.

use package::{
    decimal,
    words::{Lines, bytes},
};
use protocol::worker::{Status, Trouble, UpdateState};

use crate::Delivery;

impl Delivery {
    /// How things stand: lines of text.
    pub fn explain(&self) -> String {
        text(&self.status())
    }
}

fn text(status: &Status) -> String {
    let mut text = Lines::default();
    text.line(&["release: ", &decimal::text(status.release)]);
    match &status.update {
        Some(update) => {
            let state = match update.state {
                UpdateState::Available => "known",
                UpdateState::Fetching => "being fetched",
                UpdateState::Ready { .. } => "ready",
            };
            let release = decimal::text(update.release);
            let (done, total) = (bytes(update.done_bytes), bytes(update.total_bytes));
            text.line(&[
                "update: ", &release, ", ", state, ", ", &done, " of ", &total,
            ]);
        }
        None => text.line(&["update: none"]),
    }
    let games = status.games.iter();
    let games = games.map(|game| (&game.id, game.stored_bytes, game.total_bytes));
    let packages = status.packages.iter();
    let packages = packages.map(|game| (&game.id, game.stored_bytes, game.total_bytes));
    for (id, stored, total) in games.chain(packages) {
        text.line(&[
            "game ",
            id,
            ": ",
            &bytes(stored),
            " of ",
            &bytes(total),
            " stored",
        ]);
    }
    for region in &status.regions {
        let objects = decimal::text(u64::from(region.objects));
        text.line(&[
            "region ",
            &region.name,
            ": ",
            &objects,
            " files, ",
            &bytes(region.bytes),
        ]);
    }
    text.line(&["trouble: ", &trouble(status.trouble.as_ref())]);
    let speed = status.bytes_per_sec;
    let speed = speed.map_or("not measured".to_owned(), |rate| bytes(rate) + " a second");
    text.line(&["speed: ", &speed]);
    text.into_text()
}

fn trouble(trouble: Option<&Trouble>) -> String {
    match trouble {
        None => "none".to_owned(),
        Some(Trouble::QuotaExceeded { needed_bytes }) => {
            "no room for ".to_owned() + &bytes(*needed_bytes)
        }
        Some(Trouble::Offline) => "the origin does not answer".to_owned(),
        Some(Trouble::Damaged { path }) => "damaged: ".to_owned() + path,
        Some(Trouble::NoDatabase) => "the database is closed to us".to_owned(),
        Some(Trouble::Refused { name }) => "refused: ".to_owned() + name,
    }
}

#[cfg(test)]
mod tests {
    use protocol::worker::{Game, Region, Update};

    use super::*;

    #[test]
    fn everything_that_an_operator_asks_about_has_its_line() {
        let status = Status {
            release: 7,
            update: Some(Update {
                release: 8,
                total_bytes: 90,
                done_bytes: 9,
                state: UpdateState::Fetching,
            }),
            games: vec![Game {
                id: "rocks".to_owned(),
                total_bytes: 30,
                stored_bytes: 20,
                installed: false,
            }],
            regions: vec![Region {
                name: "prefetch".to_owned(),
                objects: 2,
                bytes: 11,
            }],
            trouble: Some(Trouble::Offline),
            bytes_per_sec: Some(1_000),
            ..Status::default()
        };
        let want = "release: 7\nupdate: 8, being fetched, 9 bytes of 90 bytes\n\
            game rocks: 20 bytes of 30 bytes stored\nregion prefetch: 2 files, 11 bytes\n\
            trouble: the origin does not answer\nspeed: 1000 bytes a second\n";
        assert_eq!(text(&status), want);
        let nothing = "release: 0\nupdate: none\ntrouble: none\nspeed: not measured\n";
        assert_eq!(text(&Status::default()), nothing);
    }
}
