//! How fetching ahead stands, in words, for whoever operates an origin or wonders about a device.
//!
//! Deliberately absent: a sentence for each gate, which pages have; here its name says enough.

use package::{
    decimal,
    words::{Lines, bytes},
};
use predict::Gate;
use protocol::ahead::{Decision, Reason};

use crate::game::Game;

/// All of it.
pub(crate) fn text(game: Option<&Game>) -> String {
    let mut text = Lines::default();
    match game {
        Some(game) => about(&mut text, game),
        None => text.line(&["prediction: no game has reported since the worker started"]),
    }
    text.into_text()
}

fn about(text: &mut Lines, game: &Game) {
    let report = game.report();
    text.line(&["prediction: ", &report.game]);
    let closed = report.closed.map_or("open", Gate::id);
    text.line(&["  gate: ", closed]);
    let early = [bytes(report.early_bytes), bytes(report.used_bytes)];
    let late = [bytes(report.wasted_bytes), bytes(report.needed_bytes)];
    text.line(&[
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
    text.line(&["  target: at most ", &target, " in a hundred bytes in vain"]);
    for decision in report.decisions.iter().rev() {
        explain(text, decision);
    }
}

fn explain(text: &mut Lines, decision: &Decision) {
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
        Reason::Closed(gate) => ("left", gate.id().to_owned()),
    };
    text.line(&["  ", verb, " ", &decision.path, ", ", &length, ": ", &why]);
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
