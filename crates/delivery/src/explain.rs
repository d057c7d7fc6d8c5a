//! How things stand, in words, for whoever operates an origin or wonders about a device.
//!
//! Deliberately absent: `core::fmt`, which the worker does not carry for a page that hardly anybody opens; and a sentence for
//! each gate, which pages have: here its name says enough.

use package::{
    decimal,
    words::{Lines, bytes},
};
use protocol::ahead::{AheadReport, Decision, Gate, Reason, Worth};
use protocol::worker::{Status, Trouble, UpdateState};

use crate::Delivery;

impl Delivery {
    /// How things stand: lines of text.
    pub fn explain(&self) -> String {
        text(&self.status())
    }
}

/// What was fetched ahead, as the predictor `report`s it: lines of text.
pub fn explain_ahead(report: &AheadReport) -> String {
    let mut text = Lines::default();
    text.line(&["prediction: ", &report.game]);
    text.line(&["  gate: ", report.closed.map_or("open", Gate::id)]);
    for (name, number) in [
        ("  fetched ahead: ", report.early_bytes),
        ("  of it used: ", report.used_bytes),
        ("  in vain: ", report.wasted_bytes),
        ("  needed in all: ", report.needed_bytes),
    ] {
        text.line(&[name, &bytes(number)]);
    }
    let target = decimal::text(u64::from(report.target_percent));
    text.line(&["  target: at most ", &target, " in a hundred in vain"]);
    for decision in report.decisions.iter().rev() {
        decided(&mut text, decision);
    }
    text.into_text()
}

fn decided(text: &mut Lines, decision: &Decision) {
    let length = bytes(u64::from(decision.bytes));
    let (verb, why, worth) = match decision.reason {
        Reason::Needed => ("fetched", "what was used needs it", None),
        Reason::Likely(worth) => ("fetched", "likely enough", Some(worth)),
        Reason::Unlikely(worth) => ("left", "not likely enough", Some(worth)),
        Reason::Enough => ("left", "enough lies unused", None),
        Reason::Closed(gate) => ("left", gate.id(), None),
    };
    let weighed = worth.map(weighed).unwrap_or_default();
    text.line(&[
        "  ",
        verb,
        " ",
        &decision.path,
        ", ",
        &length,
        ": ",
        why,
        &weighed,
    ]);
}

fn weighed(worth: Worth) -> String {
    let (got, want) = (worth.worth_hundredths, worth.threshold_hundredths);
    [", ", &hundredths(got), " against ", &hundredths(want)].concat()
}

fn hundredths(number: i16) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let number = u64::from(number.unsigned_abs());
    let zero = if number % 100 < 10 { "0" } else { "" };
    let (whole, rest) = (decimal::text(number / 100), decimal::text(number % 100));
    [sign, &whole, ".", zero, &rest].concat()
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
    #[test]
    fn each_decision_says_why() {
        let worth = Worth {
            worth_hundredths: -105,
            threshold_hundredths: 50,
        };
        let decisions = [
            ("/a", Reason::Needed),
            ("/b", Reason::Likely(worth)),
            ("/c", Reason::Unlikely(worth)),
            ("/d", Reason::Closed(Gate::Metered)),
            ("/e", Reason::Enough),
        ];
        let decision = |(path, reason): (&str, Reason)| Decision {
            path: path.to_owned(),
            bytes: 7,
            reason,
        };
        let report = AheadReport {
            game: "rocks".to_owned(),
            early_bytes: 4,
            used_bytes: 3,
            wasted_bytes: 1,
            needed_bytes: 9,
            closed: Some(Gate::Metered),
            target_percent: 25,
            decisions: decisions.map(decision).to_vec(),
            ..AheadReport::default()
        };
        let want = "prediction: rocks\n  gate: metered\n  fetched ahead: 4 bytes\n  of it used: 3 bytes\n  \
            in vain: 1 bytes\n  needed in all: 9 bytes\n  target: at most 25 in a hundred in vain\n  \
            left /e, 7 bytes: enough lies unused\n  left /d, 7 bytes: metered\n  left /c, 7 bytes: not likely enough, -1.05 against 0.50\n  \
            fetched /b, 7 bytes: likely enough, -1.05 against 0.50\n  \
            fetched /a, 7 bytes: what was used needs it\n";
        assert_eq!(explain_ahead(&report), want);
    }
}
