//! `cargo xtask bench decode`: how long a browser takes for a patch of a large WebAssembly module, and how much memory.
//!
//! The browser part is end2end/bench/decode.bench.ts; this file makes the patch and judges. Times are those of the quickest
//! of several rounds, and say little on a busy machine: the peer beside them was measured in turns with ours.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use delta::Codec;
use serde_json::Value;

use super::browsers;
use super::corpus;
use crate::build;
use crate::content;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::size;
use crate::step::step;
use crate::workspace::Workspace;

/// The largest module of the corpus: 8.6 MB.
const PAIR: &str = "pyodide-minor";
const DECODE_MILLIS: f64 = 100.0;
const MEMORY_BYTES: f64 = 64_000_000.0;

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &report::Options) -> Result<()> {
    setup::for_browsers(workspace)?;
    let [old, new] = versions(workspace)?;
    let patch = patch(workspace, &old, &new)?;
    let arguments = build::Arguments::for_tests(1, workspace.target("bench-decode"));
    let site = build::site(workspace, &arguments)?.folder;
    let parts = content::read_text(&site.join("parts.txt"))?;
    let part = |name| Ok::<_, anyhow::Error>(site.join(size::relative(size::value(&parts, name)?)));
    let (patcher, decoder) = (part("patcher")?, part("decoder")?);
    let numbers = browsers::measured(workspace, "decode", |program| {
        program
            .env("LAYERW_BENCH_OLD", &old)
            .env("LAYERW_BENCH_NEW", &new)
            .env("LAYERW_BENCH_PATCH", &patch)
            .env("LAYERW_BENCH_PATCHER", &patcher)
            .env("LAYERW_BENCH_DECODER", &decoder)
    })?;
    report::finish(options, &measures(&numbers)?)
}

fn versions(workspace: &Workspace) -> Result<[PathBuf; 2]> {
    let pairs = corpus::chosen(&[PAIR.to_owned()])?;
    let pair = pairs.first().context("the pair is gone")?;
    let [old, new] = pair.versions;
    Ok([
        corpus::fetched(workspace, pair, old)?,
        corpus::fetched(workspace, pair, new)?,
    ])
}

fn patch(workspace: &Workspace, old: &Path, new: &Path) -> Result<PathBuf> {
    let (old, new) = (content::read(old)?, content::read(new)?);
    let patch = step("a patch", || {
        let patch = delta::encode_with(Codec::Wasm, &old, &new);
        patch.context("the modules have no patch of WebAssembly")
    })?;
    let path = workspace.kept("bench-decode.patch");
    content::write(&path, &patch)?;
    Ok(path)
}

fn measures(numbers: &Value) -> Result<Vec<Measure>> {
    let number = |name: &str| {
        let number = numbers[name].as_f64();
        number.with_context(|| format!("{name} was not measured"))
    };
    let quickest = |name: &str| {
        let rounds = numbers[name].as_array().into_iter().flatten();
        let quickest = rounds.filter_map(Value::as_f64).reduce(f64::min);
        quickest.with_context(|| format!("{name} was not measured"))
    };
    let decode = Measure::new(
        format!("{PAIR}: decode in the browser"),
        "ms",
        quickest("decodeMillis")?,
        Goal::AtMost(DECODE_MILLIS),
    );
    let memory = number("memoryBytes")?;
    Ok(vec![
        decode.with_peer("gzip", quickest("unzipMillis")?),
        Measure::new("its memory", "bytes", memory, Goal::AtMost(MEMORY_BYTES)),
        Measure::new("its patch", "bytes", number("patchBytes")?, Goal::Open),
        Measure::new("what it makes", "bytes", number("bytes")?, Goal::Open),
        Measure::new(
            "the decoder, compiled",
            "ms",
            number("compileMillis")?,
            Goal::Open,
        ),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn numbers(decode: f64, memory: u64) -> Value {
        json!({
            "decodeMillis": [300.0, decode, 200.0], "unzipMillis": [30.0, 20.0], "memoryBytes": memory,
            "patchBytes": 9, "bytes": 99, "compileMillis": 4.5,
        })
    }

    #[test]
    fn the_quickest_round_counts() {
        let measures = measures(&numbers(99.0, 64_000_000)).unwrap();
        assert_eq!(report::missed(&measures), Vec::<&str>::new());
    }

    #[test]
    fn what_is_slow_or_large_is_named() {
        let measures = measures(&numbers(101.0, 64_000_001)).unwrap();
        let want = ["pyodide-minor: decode in the browser", "its memory"];
        assert_eq!(report::missed(&measures), want);
    }

    #[test]
    fn numbers_that_are_missing_are_an_error() {
        assert!(measures(&json!({ "decodeMillis": [] })).is_err());
    }
}
