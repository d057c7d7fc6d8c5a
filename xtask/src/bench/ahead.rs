//! `cargo xtask bench ahead`: how long a player waits for what a wrapped game needs next, with and without what is fetched
//! ahead, and what that costs.
//!
//! The browser part is end2end/bench/ahead.bench.ts, with a walk through 24 zones of 510 KB on a link of 10 Mbit/s and
//! 60 ms; this file judges. Three runs of the same walks: nothing is fetched ahead; what was learned; and that in a game that
//! says which portal its player is near, in the last of the two seconds before it is taken. Deliberately absent: a
//! comparison with other ways to guess, which `bench predict` has.

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
    /// How often the player stands before another portal first, percent: for 600 ms, and the game says so.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    turns: u8,
    /// Walks of each kind, of 30 zones and two minutes each.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=50))]
    rounds: u8,
    #[command(flatten)]
    report: report::Options,
}

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    let sites = e2e::sites(workspace)?;
    let numbers = browsers::measured(workspace, "ahead", |program| {
        let program = sites.known_to(program);
        let program = program.env("LAYERW_BENCH_HABIT", options.habit.to_string());
        let program = program.env("LAYERW_BENCH_ROUNDS", options.rounds.to_string());
        program.env("LAYERW_BENCH_TURNS", options.turns.to_string())
    })?;
    report::finish(&options.report, &measures(&numbers)?)
}

fn measures(numbers: &Value) -> Result<Vec<Measure>> {
    let runs = ["off", "on", "near"].map(|name| &numbers[name]);
    let [off, on, near] = runs.map(entries);
    let (off, on, near) = (off?, on?, near?);
    let unforeseen = on.iter().zip(&off).filter(|(on, _)| on.stored == 0);
    let (missed, without): (Vec<_>, Vec<_>) = unforeseen.map(|(on, off)| (*on, *off)).unzip();
    let middle = |run: &[Entry]| wait(run, 0.5);
    let longest = |run: &[Entry]| wait(run, 0.95);
    let extra = runs.map(extra_by_used);
    let [off_extra, on_extra, near_extra] = extra;
    let foreseen = 1.0 - missed.len() as f64 / on.len() as f64;
    Ok(vec![
        Measure::new(
            "wait for a new zone, the middle one (below 20: from the store)",
            "ms",
            middle(&near),
            Goal::AtMost(NO_WAIT_MILLIS),
        )
        .with_peer("learned only", middle(&on))
        .with_peer("off", middle(&off)),
        Measure::new(
            "wait for a new zone, 95th of 100",
            "ms",
            longest(&near),
            Goal::Open,
        )
        .with_peer("learned only", longest(&on))
        .with_peer("off", longest(&off)),
        Measure::new(
            "wait for a new zone, 95th of 100, by that without",
            "",
            longest(&near) / longest(&off),
            Goal::AtMost(LONGEST_BY_WITHOUT),
        )
        .with_peer("learned only", longest(&on) / longest(&off)),
        Measure::new(
            "zones of which something was fetched ahead, learned only",
            "",
            foreseen,
            Goal::Open,
        ),
        Measure::new(
            "zones that nobody foresaw, learned only",
            "",
            missed.len() as f64,
            Goal::Open,
        ),
        Measure::new(
            "bytes that were not used, by those that were",
            "",
            near_extra?,
            Goal::AtMost(EXTRA_BY_USED),
        )
        .with_peer("learned only", on_extra?)
        .with_peer("off", off_extra?),
        Measure::new(
            "wait for a new zone that nobody foresaw, 95th of 100, by the same without",
            "",
            longest(&missed) / longest(&without),
            Goal::AtMost(UNFORESEEN_BY_WITHOUT),
        ),
    ])
}

/// A zone that was entered for the first time.
#[derive(Clone, Copy)]
struct Entry {
    wait_millis: f64,
    /// Files of it that were stored before.
    stored: u64,
}

/// What `run` entered, in order: each run takes the same walks.
fn entries(run: &Value) -> Result<Vec<Entry>> {
    let entries = run["entries"].as_array().context("a run is missing")?;
    let entry = |entry: &Value| {
        let stored = entry["stored"].as_u64();
        let (wait_millis, stored) = entry["millis"].as_f64().zip(stored)?;
        Some(Entry {
            wait_millis,
            stored,
        })
    };
    let entries: Option<Vec<Entry>> = entries.iter().map(entry).collect();
    entries.context("an entry is not whole")
}

/// Bytes of zones that came and were not used, by those that were.
fn extra_by_used(run: &Value) -> Result<f64> {
    let bytes = |name: &str| run[name].as_f64().context("bytes were not counted");
    let used = bytes("usedBytes")?;
    Ok((bytes("sentBytes")? - used) / used)
}

/// The wait that so large a share of `entries` is not above; not a number where there is none.
fn wait(entries: &[Entry], share: f64) -> f64 {
    let mut waits: Vec<f64> = entries.iter().map(|entry| entry.wait_millis).collect();
    waits.sort_by(f64::total_cmp);
    let rank = (waits.len() as f64 * share).ceil() as usize;
    let wait = waits.get(rank.saturating_sub(1)).copied();
    wait.unwrap_or(f64::NAN)
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
        let on = run(&[(5.0, 3), (91.0, 0)], 130);
        let near = run(&[(5.0, 3), (40.0, 3)], 115);
        let good = json!({ "off": off, "on": on, "near": near });
        assert_eq!(report::missed(&measures(&good).unwrap()), [""; 0]);
        let on = run(&[(5.0, 3), (92.0, 0)], 130);
        let near = run(&[(21.0, 3), (41.0, 3)], 116);
        let bad = json!({ "off": off, "on": on, "near": near });
        assert_eq!(report::missed(&measures(&bad).unwrap()).len(), 4);
    }

    #[test]
    fn numbers_that_are_missing_are_an_error() {
        assert!(measures(&json!({ "off": run(&[(1.0, 0)], 100) })).is_err());
    }

    #[test]
    fn of_a_hundred_the_95th_counts() {
        let entry = |millis: u8| Entry {
            wait_millis: millis.into(),
            stored: 0,
        };
        let hundred: Vec<Entry> = (1..=100).map(entry).collect();
        assert_eq!(wait(&hundred, 0.95), 95.0);
        assert_eq!(wait(&hundred, 0.5), 50.0);
        assert!(wait(&[], 0.5).is_nan());
    }
}
