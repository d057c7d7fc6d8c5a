//! The part of a bench that runs in browsers: end2end/bench/NAME.bench.ts, and the numbers that it leaves.
//!
//! Deliberately absent: judging them.

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::program::Program;
use crate::workspace::Workspace;

/// Runs the bench `name`; `with` adds what it finds in its environment.
pub(super) fn measured(
    workspace: &Workspace,
    name: &str,
    with: impl FnOnce(Program) -> Program,
) -> Result<Value> {
    let out = workspace.kept(format!("bench-{name}.json"));
    let bench = format!("bench/{name}.bench.ts");
    let playwright = Program::new("npx")
        .args(["playwright", "test", &bench, "--reporter", "dot"])
        .args(["--config", "bench/playwright.config.ts"])
        .folder(&workspace.path("end2end"))
        .env("LAYERW_BENCH_OUT", &out);
    if !with(playwright).show()?.success() {
        bail!("the browsers could not be measured; what they said is above");
    }
    let text =
        fs::read_to_string(&out).with_context(|| format!("cannot read {}", out.display()))?;
    serde_json::from_str(&text).context("the measured numbers are not JSON")
}
