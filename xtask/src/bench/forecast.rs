//! `cargo xtask bench forecast`: how long the predictor takes for a report in a browser's worker, and how much memory.
//!
//! The browser part is end2end/bench/forecast.bench.ts; this file makes the questions and judges. How good the answers are
//! is another question: `cargo xtask bench predict`.

use anyhow::{Context as _, Result};
use protocol::ahead::{FileLength, Question, Used};
use serde_json::Value;

use super::browsers;
use crate::build;
use crate::content;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::size;
use crate::workspace::Workspace;

const FILES: usize = 2_000;
const REPORTS: usize = 3_000;
/// A level has so many files, and a session so many reports.
const LEVEL_FILES: usize = 10;
const SESSION_REPORTS: usize = 60;
const REPORT_MILLIS: f64 = 0.2;
const MEMORY_BYTES: f64 = 2_097_152.0;

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &report::Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    let arguments = build::Arguments::for_tests(1, workspace.target("bench-forecast"));
    let site = build::site(workspace, &arguments)?.folder;
    let parts = content::read_text(&site.join("parts.txt"))?;
    let part = |name| Ok::<_, anyhow::Error>(site.join(size::relative(size::value(&parts, name)?)));
    let (patcher, predictor) = (part("patcher")?, part("predictor")?);
    let questions = workspace.kept("bench-forecast.questions");
    content::write(&questions, &questions_to_bytes())?;
    let numbers = browsers::measured(workspace, "forecast", |program| {
        program
            .env("LAYERW_BENCH_PATCHER", &patcher)
            .env("LAYERW_BENCH_PREDICTOR", &predictor)
            .env("LAYERW_BENCH_QUESTIONS", &questions)
    })?;
    report::finish(options, &measures(&numbers)?)
}

fn path(file: usize) -> String {
    format!("/play/levels/level-file-{file}.pck")
}

/// Each behind its length: reports of one file each, from walks over levels. Nothing is stored where a session begins, so that
/// there is always something to decide.
fn questions_to_bytes() -> Vec<u8> {
    let file = |file| FileLength {
        path: path(file),
        bytes: 40_000,
        is_stored: false,
    };
    let begin = Question::Begin {
        game: "bench".to_owned(),
        files: (0..FILES).map(file).collect(),
        hints: None,
    };
    let mut bytes = Vec::new();
    let mut level = 0;
    for report in 0..REPORTS {
        let step = report % LEVEL_FILES;
        if report % SESSION_REPORTS == 0 {
            push(&mut bytes, &begin);
            level = 0;
        } else if step == 0 {
            // One of three ways, by a number that looks like chance and is the same each time.
            let chance = (report as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
            level = (level * 3 + 1 + (chance % 3) as usize) % (FILES / LEVEL_FILES);
        }
        let used = Used {
            begins: report % SESSION_REPORTS == 0,
            paths: vec![path(level * LEVEL_FILES + step)],
            ..Used::default()
        };
        let question = Question::Used {
            used,
            missing: Vec::new(),
            bytes_per_sec: Some(2_000_000),
        };
        push(&mut bytes, &question);
    }
    bytes
}

fn push(bytes: &mut Vec<u8>, question: &Question) {
    let message = protocol::bytes_from_message(question);
    bytes.extend((message.len() as u32).to_le_bytes());
    bytes.extend(message);
}

fn measures(numbers: &Value) -> Result<Vec<Measure>> {
    let number = |name: &str| {
        let number = numbers[name].as_f64();
        number.with_context(|| format!("{name} was not measured"))
    };
    let batches = numbers["batches"].as_array().into_iter().flatten();
    let batches: Vec<Vec<f64>> = batches
        .map(|batch| {
            let reports = batch.as_array().into_iter().flatten();
            let mut reports: Vec<f64> = reports.filter_map(Value::as_f64).collect();
            reports.sort_by(f64::total_cmp);
            reports
        })
        .collect();
    // Whatever else the machine does makes a batch slower, never quicker.
    let at = |share: f64| {
        let place = |batch: &Vec<f64>| batch.get((batch.len() as f64 * share) as usize).copied();
        let least = batches.iter().filter_map(place).min_by(f64::total_cmp);
        least.context("no report was measured")
    };
    let memory = number("memoryBytes")?;
    Ok(vec![
        Measure::new("a report, in the middle", "ms", at(0.5)?, Goal::Open),
        Measure::new(
            "a report, one in a hundred",
            "ms",
            at(0.99)?,
            Goal::AtMost(REPORT_MILLIS),
        ),
        Measure::new("the beginning", "ms", number("beginMillis")?, Goal::Open),
        Measure::new("its memory", "bytes", memory, Goal::AtMost(MEMORY_BYTES)),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn numbers(slow: usize, memory: u64) -> Value {
        let mut reports = vec![0.1; 1_000];
        reports[..slow].fill(0.3);
        let busy = vec![0.3; 1_000];
        json!({ "batches": [busy, reports], "beginMillis": 3.0, "memoryBytes": memory })
    }

    #[test]
    fn one_slow_report_in_a_hundred_is_one_too_many() {
        let missed = |slow, memory| {
            let measures = measures(&numbers(slow, memory)).unwrap();
            let missed = report::missed(&measures).into_iter();
            missed.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(missed(9, 2_097_152), Vec::<String>::new());
        let want = ["a report, one in a hundred", "its memory"];
        assert_eq!(missed(10, 2_097_153), want);
    }

    #[test]
    fn numbers_that_are_missing_are_an_error() {
        assert!(measures(&json!({ "batches": [[]] })).is_err());
    }
}
