//! `cargo xtask bench boot`: the same site behind our worker, behind a Workbox worker, and behind none.
//!
//! The browser part is end2end/bench; this file gives it a site and Workbox, and judges what it measured. Deliberately
//! absent: absolute goals for times, which say more about the machine than about us. Goals are relations in one run.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::browsers;
use crate::build;
use crate::program::Program;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::step::step;
use crate::workspace::Workspace;

/// What Workbox's users build their workers with.
const WORKBOX: &str = "workbox-build@7.4.1";
/// How much longer than an empty worker ours may take to start.
const COLD_START_MILLIS: f64 = 3.0;
/// Our offline first frame as a share of Workbox's.
const OFFLINE_SHARE: f64 = 0.8;

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &report::Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    let site = build::site(workspace, &build::Arguments::default())?;
    let workbox = workbox(workspace)?;
    let numbers = browsers::measured(workspace, "boot", |program| {
        program
            .env("LAYERW_SITE", &site.folder)
            .env("LAYERW_SERVER", &site.server)
            .env("LAYERW_WORKBOX", &workbox)
    })?;
    report::finish(options, &measures(&numbers["summary"])?)
}

/// The folder with Workbox in it, outside the checkout.
fn workbox(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.cache("bench-boot");
    if folder.join("node_modules/workbox-build").is_dir() {
        return Ok(folder);
    }
    let log = workspace.log("workbox")?;
    step("Workbox, to compare with", || {
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), "{\"private\":true}\n")?;
        let npm = Program::new("npm").args(["install", "--no-audit", "--no-fund", WORKBOX]);
        npm.folder(&folder).logged(&log)
    })?;
    Ok(folder)
}

fn measures(summary: &Value) -> Result<Vec<Measure>> {
    let mut list = Vec::new();
    for mode in ["cold", "repeat", "offline"] {
        for (field, words, unit) in [
            ("firstPaint", "first paint", "ms"),
            ("firstFrame", "first frame", "ms"),
            ("workerStarts", "worker starts before it", "times"),
            ("workerAnswers", "answers that waited for a worker", "times"),
            ("bytes", "bytes before it", "bytes"),
        ] {
            let visits = Visits {
                summary,
                mode,
                field,
            };
            let ours = visits.of("ours")?;
            let mut measure = Measure::new(format!("{mode}: {words}"), unit, ours, visits.goal());
            for peer in ["workbox", "none"] {
                if let Ok(value) = visits.of(peer) {
                    measure = measure.with_peer(peer, value);
                }
            }
            list.push(measure);
        }
    }
    let cold = |who: &str| {
        number(&summary["coldStart"][who]).with_context(|| format!("cold start, {who}"))
    };
    let empty = cold("empty")?;
    let goal = Goal::AtMost(empty + COLD_START_MILLIS);
    list.push(
        Measure::new("cold start of the worker", "ms", cold("ours")?, goal)
            .with_peer("empty", empty),
    );
    Ok(list)
}

/// One field of one kind of visit.
struct Visits<'a> {
    summary: &'a Value,
    mode: &'a str,
    field: &'a str,
}

impl Visits<'_> {
    fn of(&self, peer: &str) -> Result<f64> {
        let visits = self.summary["visits"]
            .as_array()
            .context("no visits were measured")?;
        let is_meant = |visit: &&Value| visit["mode"] == self.mode && visit["peer"] == peer;
        let visit = visits.iter().find(is_meant);
        let value = visit.and_then(|visit| number(&visit[self.field]));
        value.with_context(|| format!("{peer} has no {} for the {} visit", self.field, self.mode))
    }

    fn goal(&self) -> Goal {
        match (self.mode, self.field) {
            // Not the starts: Chromium starts the worker by itself (docs/decisions/0007).
            ("repeat" | "offline", "workerAnswers") => Goal::AtMost(0.0),
            // Without Workbox's number there is nothing to be better than.
            ("offline", "firstFrame") => {
                Goal::AtMost(OFFLINE_SHARE * self.of("workbox").unwrap_or(0.0))
            }
            _ => Goal::Open,
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn visit(mode: &str, peer: &str, first_frame: f64, answers: u32) -> Value {
        json!({ "mode": mode, "peer": peer, "firstPaint": 50.0, "firstFrame": first_frame,
                "workerStarts": 1, "workerAnswers": answers, "bytes": 0 })
    }

    fn summary(ours_offline: f64, answers: u32) -> Value {
        let mut visits = Vec::new();
        for mode in ["cold", "repeat", "offline"] {
            let ours = if mode == "offline" {
                ours_offline
            } else {
                500.0
            };
            visits.push(visit(mode, "ours", ours, answers));
            visits.push(visit(mode, "workbox", 500.0, 1));
        }
        json!({ "visits": visits, "coldStart": { "ours": 15.0, "empty": 13.0, "pairs": 25 } })
    }

    #[test]
    fn a_run_within_its_goals_misses_none() {
        let measures = measures(&summary(399.0, 0)).unwrap();
        assert_eq!(report::missed(&measures), Vec::<&str>::new());
        assert_eq!(measures.len(), 3 * 5 + 1);
    }

    #[test]
    fn a_slow_offline_frame_and_a_worker_that_was_waited_for_are_named() {
        let measures = measures(&summary(401.0, 1)).unwrap();
        let missed = report::missed(&measures);
        let want = [
            "repeat: answers that waited for a worker",
            "offline: first frame",
            "offline: answers that waited for a worker",
        ];
        assert_eq!(missed, want);
    }

    #[test]
    fn a_run_without_our_visits_is_an_error() {
        assert!(measures(&json!({ "visits": [], "coldStart": {} })).is_err());
    }
}
