//! What a bench found, for people and for programs: the one convention of every bench of this project.
//!
//! `--json FILE` writes a list of `{measure, unit, ours, peers: {name: value}, goal, ok}`, `--check` fails where one
//! is not ok, and the terminal shows a table. Deliberately absent: statistics; a bench reports the number it means.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::content;

/// The two options that every bench has.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write the numbers to FILE as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Exit non-zero where a number misses its goal.
    #[arg(long)]
    check: bool,
}

/// What a number should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Told, not judged.
    Open,
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Open => true,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "<= {}", number(*limit)),
            Self::AtLeast(limit) => write!(f, ">= {}", number(*limit)),
            Self::Open => f.write_str(""),
        }
    }
}

/// One number.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    name: String,
    unit: &'static str,
    ours: f64,
    peers: BTreeMap<String, f64>,
    goal: Goal,
}

impl Measure {
    pub(crate) fn new(name: impl Into<String>, unit: &'static str, ours: f64, goal: Goal) -> Self {
        Self {
            name: name.into(),
            unit,
            ours,
            peers: BTreeMap::new(),
            goal,
        }
    }

    /// The same number of somebody else.
    pub(crate) fn with_peer(mut self, name: &str, value: f64) -> Self {
        self.peers.insert(name.to_owned(), value);
        self
    }

    /// Whether the number is as it should be. One that could not be measured is not.
    pub(crate) fn is_ok(&self) -> bool {
        self.ours.is_finite() && self.goal.is_met(self.ours)
    }

    fn to_json(&self) -> Value {
        json!({
            "measure": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "peers": self.peers,
            "goal": self.goal.to_string(),
            "ok": self.is_ok(),
        })
    }
}

/// Shows `measures`, writes them where `options` say so, and fails where they are to be checked and one is not ok.
pub(crate) fn finish(options: &Options, measures: &[Measure]) -> Result<()> {
    print!("{}", table(measures));
    if let Some(path) = &options.json {
        let list: Vec<Value> = measures.iter().map(Measure::to_json).collect();
        let text = format!("{:#}\n", Value::Array(list));
        content::write(path, text.as_bytes())?;
    }
    let missed: Vec<&str> = missed(measures);
    if options.check && !missed.is_empty() {
        bail!("goals missed: {}", missed.join(", "));
    }
    Ok(())
}

/// The same for a bench whose goals are always checked.
pub(crate) fn finish_checked(json: Option<&Path>, measures: &[Measure]) -> Result<()> {
    let options = Options {
        json: json.map(Path::to_owned),
        check: true,
    };
    finish(&options, measures)
}

/// The names of the measures that are not ok.
pub(crate) fn missed(measures: &[Measure]) -> Vec<&str> {
    let wrong = measures.iter().filter(|measure| !measure.is_ok());
    wrong.map(|measure| measure.name.as_str()).collect()
}

fn table(measures: &[Measure]) -> String {
    let mut peers: Vec<&str> = Vec::new();
    for name in measures.iter().flat_map(|measure| measure.peers.keys()) {
        if !peers.contains(&name.as_str()) {
            peers.push(name);
        }
    }
    let mut rows = vec![header(&peers)];
    rows.extend(measures.iter().map(|measure| row(measure, &peers)));
    aligned(&rows)
}

fn header(peers: &[&str]) -> Vec<String> {
    let mut cells = vec!["measure".to_owned(), "ours".to_owned()];
    cells.extend(peers.iter().map(|&name| name.to_owned()));
    cells.extend(["goal", "unit", ""].map(str::to_owned));
    cells
}

fn row(measure: &Measure, peers: &[&str]) -> Vec<String> {
    let mut cells = vec![measure.name.clone(), number(measure.ours)];
    for name in peers {
        let value = measure.peers.get(*name);
        cells.push(value.map_or_else(|| "-".to_owned(), |value| number(*value)));
    }
    let verdict = match (measure.goal, measure.is_ok()) {
        (Goal::Open, true) => "",
        (_, true) => "ok",
        (_, false) => "MISSED",
    };
    cells.extend([
        measure.goal.to_string(),
        measure.unit.to_owned(),
        verdict.to_owned(),
    ]);
    cells
}

/// The first column to the left, the others to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn number(value: f64) -> String {
    let is_whole = value.fract() == 0.0 || value.abs() >= 10_000.0;
    if is_whole {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> [Measure; 2] {
        let boot = Measure::new("boot", "bytes", 290_000.0, Goal::AtMost(300_000.0));
        let frame = Measure::new("frame", "ms", 2.5, Goal::AtMost(2.0));
        [boot.with_peer("workbox", 310_000.0), frame]
    }

    #[test]
    fn a_goal_is_met_at_its_limit_and_not_beyond() {
        assert!(Goal::AtMost(3.0).is_met(3.0));
        assert!(!Goal::AtMost(3.0).is_met(3.001));
        assert!(Goal::AtLeast(3.0).is_met(3.0));
        assert!(!Goal::AtLeast(3.0).is_met(2.999));
    }

    #[test]
    fn a_number_that_could_not_be_measured_is_not_ok() {
        assert!(!Measure::new("boot", "ms", f64::NAN, Goal::Open).is_ok());
    }

    #[test]
    fn a_checked_bench_fails_and_names_what_missed() {
        let checked = |check| finish(&Options { json: None, check }, &two());
        assert!(checked(false).is_ok());
        let error = checked(true).unwrap_err().to_string();
        assert_eq!(error, "goals missed: frame");
    }

    #[test]
    fn the_json_has_the_agreed_fields() {
        let value = two()[0].to_json();
        let want = json!({
            "measure": "boot", "unit": "bytes", "ours": 290_000.0,
            "peers": { "workbox": 310_000.0 }, "goal": "<= 300000", "ok": true,
        });
        assert_eq!(value, want);
    }

    #[test]
    fn the_table_lines_its_columns_up() {
        let want = "measure    ours  workbox       goal   unit\n\
                    boot     290000   310000  <= 300000  bytes      ok\n\
                    frame      2.50        -       <= 2     ms  MISSED\n";
        assert_eq!(table(&two()), want);
    }
}
