//! `cargo xtask bench kill`: a browser that is killed while it installs and updates, and what its next start is like.
//!
//! The browser part is end2end/bench/kill.bench.ts; this file gives it two releases, and judges. Deliberately absent:
//! `--check`, because every goal here is one that must never be missed.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::browsers;
use crate::e2e::{self, Sites};
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::workspace::Workspace;

/// What may be fetched again because of one kill.
const TWICE_BYTES: f64 = 262_144.0;

/// How often, and from which seed.
#[derive(clap::Args)]
pub(super) struct Options {
    /// How many times the browser is killed at a random moment.
    #[arg(default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// How many profiles are used side by side. Two fill two cores.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=16))]
    at_once: u32,
    /// Repeat the moments, networks and saves of a run before; how fast this machine is stays a matter of chance.
    #[arg(long, value_name = "N")]
    seed: Option<u32>,
    /// Write the numbers to FILE as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    judge(workspace, &e2e::sites(workspace)?, options)
}

/// What every change has to bear.
pub(crate) fn check(workspace: &Workspace, sites: &Sites) -> Result<()> {
    let options = Options {
        rounds: 100,
        at_once: 2,
        seed: None,
        json: None,
    };
    judge(workspace, sites, &options)
}

fn judge(workspace: &Workspace, sites: &Sites, options: &Options) -> Result<()> {
    let seed = options.seed.unwrap_or_else(seed_from_clock);
    println!("{} rounds, --seed {seed}", options.rounds);
    let numbers = browsers::measured(workspace, "kill", |program| {
        sites
            .known_to(program)
            .env("LAYERW_BENCH_ROUNDS", options.rounds.to_string())
            .env("LAYERW_BENCH_SEED", seed.to_string())
            .env("LAYERW_BENCH_AT_ONCE", options.at_once.to_string())
    })?;
    let measures = measures(&numbers, options.rounds)?;
    report::finish_checked(options.json.as_deref(), &measures)
}

fn seed_from_clock() -> u32 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(1, |now| now.subsec_nanos())
}

fn measures(numbers: &Value, rounds: u32) -> Result<Vec<Measure>> {
    let number = |name: &str| {
        let value = numbers[name].as_f64();
        value.with_context(|| format!("{name} was not measured"))
    };
    let list = |name: &str| {
        let values = numbers[name].as_array();
        let values = values.with_context(|| format!("{name} was not measured"))?;
        Ok::<Vec<f64>, anyhow::Error>(values.iter().filter_map(Value::as_f64).collect())
    };
    let done = number("rounds")?;
    let again = list("again")?;
    let without_kill = list("againWithoutKill")?;
    let open = |name: &str, unit, value| Measure::new(name, unit, value, Goal::Open);
    let never = |name: &str, value| Measure::new(name, "times", value, Goal::AtMost(0.0));
    Ok(vec![
        open("random kills", "times", done),
        never("random kills left out", f64::from(rounds) - done),
        open("of them during an update", "times", number("updates")?),
        open("looked at with no server", "times", number("offline")?),
        open("profiles", "", number("lives")?),
        never("broken boots", number("broken")?),
        never("lost saves", number("lostSaves")?),
        Measure::new(
            "sent again after a kill, most",
            "bytes",
            most(&again),
            Goal::AtMost(TWICE_BYTES),
        ),
        open("sent again after a kill, mean", "bytes", mean(&again)),
        open(
            "sent twice in a first visit, most",
            "bytes",
            most(&without_kill),
        ),
        open("time for each", "s", number("seconds")? / done),
    ])
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NAN, f64::max)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn numbers(broken: u32, again: &[u32]) -> Value {
        json!({ "rounds": 10, "updates": 4, "offline": 3, "lives": 2, "broken": broken, "lostSaves": 0,
                "again": again, "againWithoutKill": [0], "seconds": 40.0 })
    }

    #[test]
    fn a_run_within_its_goals_misses_none() {
        let measures = measures(&numbers(0, &[0, 262_144]), 10).unwrap();
        assert_eq!(report::missed(&measures), Vec::<&str>::new());
    }

    #[test]
    fn a_broken_boot_a_dear_kill_and_rounds_that_were_not_run_are_named() {
        let measures = measures(&numbers(1, &[0, 262_145]), 11).unwrap();
        let want = [
            "random kills left out",
            "broken boots",
            "sent again after a kill, most",
        ];
        assert_eq!(report::missed(&measures), want);
    }

    #[test]
    fn a_run_without_a_kill_is_not_a_good_one() {
        let measures = measures(&numbers(0, &[]), 10).unwrap();
        let missed = report::missed(&measures);
        assert!(
            missed.contains(&"sent again after a kill, most"),
            "{missed:?}"
        );
    }

    #[test]
    fn numbers_that_are_missing_are_an_error() {
        assert!(measures(&json!({ "rounds": 1 }), 1).is_err());
    }
}
