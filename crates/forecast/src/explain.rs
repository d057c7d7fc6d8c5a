//! How fetching ahead stands, in words, for whoever operates an origin or wonders about a device.
//!
//! Deliberately absent: `core::fmt`, which would be a fifth of the module.

use package::decimal;
use predict::Gate;
use protocol::ahead::{Decision, Reason};

use crate::game::Game;

/// All of it.
pub(crate) fn text(game: Option<&Game>) -> String {
    let mut text = Lines(String::new());
    match game {
        Some(game) => text.game(game),
        None => text.line(&["prediction: no game has reported since the worker started"]),
    }
    text.0
}

struct Lines(String);

impl Lines {
    fn line(&mut self, words: &[&str]) {
        words.iter().for_each(|word| self.0.push_str(word));
        self.0.push('\n');
    }

    fn game(&mut self, game: &Game) {
        let report = game.report();
        self.line(&["prediction: ", &report.game]);
        let closed = report.closed.map_or("open", closed);
        self.line(&["  gate: ", closed]);
        let early = [bytes(report.early_bytes), bytes(report.used_bytes)];
        let late = [bytes(report.wasted_bytes), bytes(report.needed_bytes)];
        self.line(&[
            "  account: ",
            &early[0],
            " fetched ahead, ",
            &early[1],
            " of it used, ",
            &late[0],
            " in vain; ",
            &late[1],
            " needed in all",
        ]);
        let target = decimal::text(u64::from(report.target_percent));
        self.line(&["  target: at most ", &target, " in a hundred bytes in vain"]);
        for decision in report.decisions.iter().rev() {
            self.decision(decision);
        }
    }

    fn decision(&mut self, decision: &Decision) {
        let length = bytes(u64::from(decision.bytes));
        let (verb, why) = match decision.reason {
            Reason::Needed => ("fetched", "what was used needs it".to_owned()),
            Reason::Likely {
                worth_hundredths: worth,
                threshold_hundredths: threshold,
            } => ("fetched", against("likely enough, ", worth, threshold)),
            Reason::Unlikely {
                worth_hundredths: worth,
                threshold_hundredths: threshold,
            } => ("left", against("not likely enough, ", worth, threshold)),
            Reason::Closed(gate) => ("left", closed(gate).to_owned()),
        };
        self.line(&["  ", verb, " ", &decision.path, ", ", &length, ": ", &why]);
    }
}

fn against(words: &str, worth: i16, threshold: i16) -> String {
    [
        words,
        &hundredths(worth),
        " against ",
        &hundredths(threshold),
    ]
    .concat()
}

fn hundredths(number: i16) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let number = u64::from(number.unsigned_abs());
    let zero = if number % 100 < 10 { "0" } else { "" };
    let (whole, rest) = (decimal::text(number / 100), decimal::text(number % 100));
    [sign, &whole, ".", zero, &rest].concat()
}

fn bytes(number: u64) -> String {
    decimal::text(number) + " bytes"
}

fn closed(gate: Gate) -> &'static str {
    match gate {
        Gate::Off => "the player switched it off",
        Gate::SavesData => "the player asked to save data",
        Gate::SlowLink => "the connection is hardly enough for what is needed now",
        Gate::Metered => "bytes may cost money, and the player did not agree",
        Gate::Battery => "the battery is low",
        Gate::Room => "there is little room left",
        Gate::Match => "a match is on",
        Gate::Hidden => "nobody sees the page",
    }
}
