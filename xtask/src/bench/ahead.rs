//! `cargo xtask bench ahead`: how long a player waits for what a wrapped game needs next, with and without what is fetched
//! ahead, and what that costs.
//!
//! The browser part is end2end/bench/ahead.bench.ts, with a walk through 24 zones of 510 KB on a link of 10 Mbit/s and
//! 60 ms; this file judges. Deliberately absent: a comparison with other ways to guess, which `bench predict` has.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::browsers;
use crate::e2e;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::workspace::Workspace;

/// What comes from the store and over no network is there within this.
const NO_WAIT_MILLIS: f64 = 20.0;
const LONGEST_BY_WITHOUT: f64 = 0.40;
const EXTRA_BY_USED: f64 = 0.15;
const UNFORESEEN_BY_WITHOUT: f64 = 1.02;

/// What is measured.
#[derive(clap::Args)]
pub(super) struct Options {
    /// How often the player takes the habitual portal of four, percent. Nobody foresees the others.
    #[arg(long, default_value_t = 80, value_parser = clap::value_parser!(u8).range(0..=100))]
    habit: u8,
    #[command(flatten)]
    report: report::Options,
}

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    let sites = e2e::sites(workspace)?;
    let numbers = browsers::measured(workspace, "ahead", |program| {
        let program = sites.known_to(program);
        program.env("LAYERW_BENCH_HABIT", options.habit.to_string())
    })?;
    report::finish(&options.report, &measures(&numbers)?)
}

fn measures(numbers: &Value) -> Result<Vec<Measure>> {
    let off = waits(&numbers["off"], |_| true)?;
    let on = waits(&numbers["on"], |_| true)?;
    let unforeseen = waits(&numbers["on"], |stored| stored == 0)?;
    let [off_middle, on_middle] = [&off, &on].map(|waits| share_below(waits, 0.5));
    let [off_longest, on_longest] = [&off, &on].map(|waits| share_below(waits, 0.95));
    let extra = |run: &str| -> Result<f64> {
        let bytes = |name: &str| {
            numbers[run][name]
                .as_f64()
                .context("bytes were not counted")
        };
        let used = bytes("usedBytes")?;
        Ok((bytes("sentBytes")? - used) / used)
    };
    let foreseen = 1.0 - unforeseen.len() as f64 / on.len() as f64;
    Ok(vec![
        Measure::new(
            "wait for a new zone, the middle one (below 20: from the store)",
            "ms",
            on_middle,
            Goal::AtMost(NO_WAIT_MILLIS),
        )
        .with_peer("off", off_middle),
        Measure::new(
            "wait for a new zone, 95th of 100",
            "ms",
            on_longest,
            Goal::Open,
        )
        .with_peer("off", off_longest),
        Measure::new(
            "wait for a new zone, 95th of 100, by that without",
            "",
            on_longest / off_longest,
            Goal::AtMost(LONGEST_BY_WITHOUT),
        ),
        Measure::new(
            "zones of which something was fetched ahead",
            "",
            foreseen,
            Goal::Open,
        ),
        Measure::new(
            "bytes that were not used, by those that were",
            "",
            extra("on")?,
            Goal::AtMost(EXTRA_BY_USED),
        )
        .with_peer("off", extra("off")?),
        Measure::new(
            "wait for a new zone that nobody foresaw, 95th of 100, by that without",
            "",
            share_below(&unforeseen, 0.95) / off_longest,
            Goal::AtMost(UNFORESEEN_BY_WITHOUT),
        ),
    ])
}

/// The waits of a run, sorted, for zones of which so many files were stored before as `counts` says.
fn waits(run: &Value, counts: impl Fn(u64) -> bool) -> Result<Vec<f64>> {
    let entries = run["entries"].as_array().context("a run is missing")?;
    let mut waits = Vec::new();
    for entry in entries {
        let stored = entry["stored"].as_u64();
        let millis = entry["millis"].as_f64();
        let (stored, millis) = stored.zip(millis).context("an entry is not whole")?;
        if counts(stored) {
            waits.push(millis);
        }
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

/// The one of `sorted` that so large a share is not above; not a number where there is none.
fn share_below(sorted: &[f64], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(entries: &[(f64, u64)], sent: u64) -> Value {
        let entries: Vec<Value> = entries
            .iter()
            .map(|(millis, stored)| json!({ "millis": millis, "stored": stored }))
            .collect();
        json!({ "entries": entries, "usedBytes": 100, "sentBytes": sent })
    }

    #[test]
    fn each_goal_is_judged_by_its_own_numbers() {
        let off = run(&[(100.0, 0), (90.0, 0)], 100);
        let good =
            json!({ "off": off, "on": run(&[(5.0, 3), (6.0, 3), (7.0, 3), (40.0, 0)], 115) });
        assert_eq!(report::missed(&measures(&good).unwrap()), [""; 0]);
        let bad = json!({ "off": off, "on": run(&[(21.0, 3), (103.0, 0)], 116) });
        assert_eq!(report::missed(&measures(&bad).unwrap()).len(), 4);
    }

    #[test]
    fn numbers_that_are_missing_are_an_error() {
        assert!(measures(&json!({ "off": run(&[(1.0, 0)], 100) })).is_err());
    }

    #[test]
    fn of_a_hundred_the_95th_counts() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(share_below(&hundred, 0.95), 95.0);
        assert_eq!(share_below(&hundred, 0.5), 50.0);
        assert!(share_below(&[], 0.5).is_nan());
    }
}
