//! `cargo xtask bench edges`: how long a page waits for what is fetched ahead to give way, and for the origin to take an
//! edge's place.
//!
//! The browser part is end2end/bench/edges.bench.ts; this file gives it the tests' releases, and judges by the slowest round.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::browsers;
use crate::e2e;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::workspace::Workspace;

const YIELD_MILLIS: f64 = 50.0;
const RECOVERY_MILLIS: f64 = 2000.0;

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &report::Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    let sites = e2e::sites(workspace)?;
    let numbers = browsers::measured(workspace, "edges", |program| sites.known_to(program))?;
    report::finish(options, &measures(&numbers)?)
}

fn measures(numbers: &Value) -> Result<Vec<Measure>> {
    let slowest = |name: &str| {
        let rounds = numbers[name].as_array().into_iter().flatten();
        let slowest = rounds.filter_map(Value::as_f64).reduce(f64::max);
        slowest.with_context(|| format!("{name} was not measured"))
    };
    let yields = slowest("yieldMillis")?;
    let recovers = slowest("recoveryMillis")?;
    Ok(vec![
        Measure::new(
            "what is fetched ahead gives way",
            "ms",
            yields,
            Goal::AtMost(YIELD_MILLIS),
        ),
        Measure::new(
            "the origin sends what a dead edge was sending",
            "ms",
            recovers,
            Goal::AtMost(RECOVERY_MILLIS),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_slowest_round_counts() {
        let numbers = json!({ "yieldMillis": [51.0, 3.0], "recoveryMillis": [400.0, 2000.0] });
        let measures = measures(&numbers).unwrap();
        let want = ["what is fetched ahead gives way"];
        assert_eq!(report::missed(&measures), want);
    }

    #[test]
    fn numbers_that_are_missing_are_an_error() {
        assert!(measures(&json!({ "yieldMillis": [1.0] })).is_err());
    }
}
