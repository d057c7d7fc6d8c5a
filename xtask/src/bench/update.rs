//! `cargo xtask bench update`: what an update costs on the wire and on the device, in a real browser and from the real
//! server.
//!
//! The browser part is end2end/bench/update.bench.ts; this file gives it the releases, and judges. Deliberately absent:
//! `--check`, because every goal here is a promise to players.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::browsers;
use crate::e2e;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::workspace::Workspace;

/// One changed function, all told.
const FUNCTION_BYTES: f64 = 8_000.0;
/// One changed texture in a pack, all told, as a share of the texture as it is shipped.
const TEXTURE_SHARE: f64 = 1.05;
/// A look that finds nothing new.
const LOOK_BYTES: f64 = 300.0;

/// What is written, for each byte that is stored and was not before.
const WRITTEN_SHARE: f64 = 1.2;

/// From which seed, and where to.
#[derive(clap::Args)]
pub(super) struct Options {
    /// Which pack of textures is made, and which of them changes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u32,
    /// Write the numbers to FILE as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    let sites = e2e::sites(workspace)?;
    let numbers = browsers::measured(workspace, "update", |program| {
        let program = sites.known_to(program);
        program.env("LAYERW_BENCH_SEED", options.seed.to_string())
    })?;
    report::finish_checked(options.json.as_deref(), &measures(&numbers)?)
}

fn measures(numbers: &Value) -> Result<Vec<Measure>> {
    let number = |of: &str, name: &str| {
        let value = numbers[of][name].as_f64();
        value.with_context(|| format!("{name} of {of} was not measured"))
    };
    let mut list = Vec::new();
    let mut tell = |name: &str, of: &str, goal| -> Result<()> {
        list.push(Measure::new(name, "bytes", number(of, "bytes")?, goal));
        let headers = format!("{name}: headers of {} answers", number(of, "answers")?);
        let bytes = number(of, "headerBytes")?;
        list.push(Measure::new(headers, "bytes", bytes, Goal::Open));
        Ok(())
    };
    let function = Goal::AtMost(FUNCTION_BYTES);
    tell("one function of the game", "function", function)?;
    for (name, of) in [
        ("a packed texture of a pack", "packed"),
        ("a texture in blocks of a pack", "blocks"),
    ] {
        let shipped = number(of, "shipped")?;
        tell(name, of, Goal::AtMost(TEXTURE_SHARE * shipped))?;
    }
    tell("a look with nothing new", "look", Goal::AtMost(LOOK_BYTES))?;
    for of in ["packed", "blocks"] {
        let name = format!("{of}: the whole pack");
        list.push(Measure::new(
            name,
            "bytes",
            number(of, "whole")?,
            Goal::Open,
        ));
    }
    for of in ["installation", "update"] {
        list.push(written(numbers, of)?);
    }
    Ok(list)
}

/// How often each new byte is written.
fn written(numbers: &Value, of: &str) -> Result<Measure> {
    let number = |name: &str| {
        let value = numbers["writes"][of][name].as_f64();
        value.with_context(|| format!("{name} of the {of} was not counted"))
    };
    Ok(Measure::new(
        format!("{of} of the site: written for each new byte"),
        "bytes",
        number("written")? / number("fresh")?,
        Goal::AtMost(WRITTEN_SHARE),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn numbers(function: u32, texture: u32, look: u32) -> Value {
        let one = |bytes: u32| json!({ "bytes": bytes, "answers": 3, "headerBytes": 900 });
        let pack = json!({ "bytes": texture, "answers": 9, "headerBytes": 2700, "shipped": 1000, "whole": 20_000 });
        let writes = json!({ "installation": wrote(1_200), "update": wrote(1_200) });
        json!({ "function": one(function), "look": one(look), "packed": pack, "blocks": pack, "writes": writes })
    }

    fn wrote(written: u32) -> Value {
        json!({ "written": written, "fresh": 1_000 })
    }

    #[test]
    fn an_update_within_its_goals_misses_none() {
        let measures = measures(&numbers(8_000, 1_050, 300)).unwrap();
        assert_eq!(report::missed(&measures), Vec::<&str>::new());
    }

    #[test]
    fn each_goal_that_is_missed_is_named() {
        let measures = measures(&numbers(8_001, 1_051, 301)).unwrap();
        let want = [
            "one function of the game",
            "a packed texture of a pack",
            "a texture in blocks of a pack",
            "a look with nothing new",
        ];
        assert_eq!(report::missed(&measures), want);
    }

    #[test]
    fn what_is_written_too_often_is_named() {
        let mut numbers = numbers(8_000, 1_050, 300);
        numbers["writes"]["update"] = wrote(1_201);
        let want = ["update of the site: written for each new byte"];
        assert_eq!(report::missed(&measures(&numbers).unwrap()), want);
    }

    #[test]
    fn numbers_that_are_missing_are_an_error() {
        assert!(measures(&json!({ "function": { "bytes": 1 } })).is_err());
    }
}
