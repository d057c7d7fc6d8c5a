//! `cargo xtask bench delta`: what an update costs as our patch, beside what it costs in other ways.
//!
//! The versions are public packages of the npm registry, kept in the cache. `xtask/src/peers.rs` makes and applies every
//! patch; this file fetches, and judges. Deliberately absent: tools that need a server, and time in a browser.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result, bail};

use super::corpus::{Pair, chosen, fetched, part};
use crate::program::Program;
use crate::report::{self, Goal, Measure};
use crate::setup;
use crate::step::step;
use crate::workspace::Workspace;

/// Over the WebAssembly pairs, ours as a share of the smaller of `dcb` and `dcz` (RFC 9842).
const MEAN_SHARE: f64 = 0.33;
const TOTAL_SHARE: f64 = 0.50;
/// What our container may cost over the best other way.
const SLACK_BYTES: f64 = 256.0;

/// The other ways; the two dictionaries of RFC 9842 last.
const PEERS: [&str; 6] = [
    "brotli-11",
    "zstd-19",
    "bsdiff+zstd",
    "fastcdc-64k",
    "patch-from",
    "dcb",
];
const OURS: &str = "ours";

/// Options of the bench.
#[derive(clap::Args)]
pub(super) struct Options {
    /// Only these pairs; the shares are of all WebAssembly among them.
    pairs: Vec<String>,
    #[command(flatten)]
    report: report::Options,
}

/// What one way cost for one pair.
#[derive(Debug, Clone, Copy)]
struct Cost {
    bytes: f64,
    encode_millis: f64,
    decode_millis: f64,
    /// Not a number where the system does not tell.
    decode_kib: f64,
}

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::for_build(workspace)?;
    let pairs = chosen(&options.pairs)?;
    let cargo = || Program::cargo(None).folder(workspace.root());
    let features = ["--release", "--package", "xtask", "--features", "peers"];
    let build = || {
        cargo()
            .args(["build"])
            .args(features)
            .args(["--bin", "peers"])
    };
    step("the other ways, built", || build().read())?;
    // Not where a file that is fetched lies meanwhile: that folder goes with it.
    let scratch = workspace
        .cache("bench-delta")
        .join(format!("{}-ways", part()));
    fs::create_dir_all(&scratch)?;
    let mut list = Vec::new();
    for pair in pairs {
        let files = [
            fetched(workspace, pair, pair.versions[0])?,
            fetched(workspace, pair, pair.versions[1])?,
        ];
        let run = cargo().args(["run", "--quiet"]).args(features);
        let run = run
            .args(["--bin", "peers", "--"])
            .arg(&scratch)
            .args(&files);
        let table = step(pair.name, || run.read())?;
        list.push((pair, costs(&table)?));
    }
    fs::remove_dir_all(&scratch)?;
    report::finish(&options.report, &measures(&list)?)
}

/// What each way cost, out of the lines that the program prints.
fn costs(table: &str) -> Result<BTreeMap<String, Cost>> {
    let number = |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok());
    let mut costs = BTreeMap::new();
    for line in table.lines() {
        let mut cells = line.split('\t').skip(1);
        let way = cells.next().with_context(|| format!("no way in {line}"))?;
        let mut next = || number(cells.next());
        let cost = Cost {
            bytes: next().with_context(|| format!("no bytes in {line}"))?,
            encode_millis: next().with_context(|| format!("no time in {line}"))?,
            decode_millis: next().with_context(|| format!("no time in {line}"))?,
            decode_kib: next().unwrap_or(f64::NAN),
        };
        costs.insert(way.to_owned(), cost);
    }
    for way in PEERS.iter().chain([&OURS]) {
        if !costs.contains_key(*way) {
            bail!("nothing was measured for {way}");
        }
    }
    Ok(costs)
}

fn measures(list: &[(&Pair, BTreeMap<String, Cost>)]) -> Result<Vec<Measure>> {
    let mut measures = Vec::new();
    let (mut logarithms, mut total_ours, mut total_rfc) = (Vec::new(), 0.0, 0.0);
    for (pair, costs) in list {
        let ours = costs.get(OURS).context("nothing of ours")?;
        let peers = PEERS
            .iter()
            .filter_map(|peer| Some((*peer, costs.get(*peer)?)));
        let peers: Vec<(&str, &Cost)> = peers.collect();
        let smallest = |peers: &[(&str, &Cost)]| {
            let bytes = peers.iter().map(|(_, cost)| cost.bytes);
            bytes.fold(f64::INFINITY, f64::min)
        };
        let limit = Goal::AtMost(smallest(&peers) + SLACK_BYTES);
        let mut tell = |name: &str, unit, goal, of: &dyn Fn(&Cost) -> f64| {
            let measure = Measure::new(name, unit, of(ours), goal);
            let with = |it: Measure, (peer, cost): &(&str, &Cost)| it.with_peer(peer, of(cost));
            measures.push(peers.iter().fold(measure, with));
        };
        let named = |words: &str| format!("{}: {words}", pair.name);
        tell(pair.name, "bytes", limit, &|cost| cost.bytes);
        tell(&named("encode"), "ms", Goal::Open, &|cost| {
            cost.encode_millis
        });
        tell(&named("decode"), "ms", Goal::Open, &|cost| {
            cost.decode_millis
        });
        if ours.decode_kib.is_finite() {
            let name = named("decode, peak memory");
            tell(&name, "KiB", Goal::Open, &|cost| cost.decode_kib);
        }
        if pair.file.ends_with(".wasm") {
            let rfc = smallest(&peers[PEERS.len() - 2..]);
            logarithms.push((ours.bytes / rfc).ln());
            total_ours += ours.bytes;
            total_rfc += rfc;
        }
    }
    if logarithms.is_empty() {
        return Ok(measures);
    }
    let mean = (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
    let share = |name, value, goal| Measure::new(name, "of RFC 9842", value, Goal::AtMost(goal));
    measures.push(share("wasm: geometric mean", mean, MEAN_SHARE));
    measures.push(share("wasm: total", total_ours / total_rfc, TOTAL_SHARE));
    Ok(measures)
}

#[cfg(test)]
mod tests {
    use super::super::corpus::PAIRS;
    use super::*;

    fn list(ours: u32) -> Vec<(&'static Pair, BTreeMap<String, Cost>)> {
        let bytes = [5000, 6000, 4000, 7000, 1100, 1000, ours];
        let ways = PEERS.iter().chain([&OURS]).zip(bytes);
        let lines = ways.map(|(way, bytes)| format!("new\t{way}\t{bytes}\t9\t1.5\t4096\n"));
        let costs = costs(&lines.collect::<String>()).unwrap();
        PAIRS.iter().map(|pair| (pair, costs.clone())).collect()
    }

    #[test]
    fn shares_are_of_the_smaller_of_the_two_dictionaries() {
        let measures = measures(&list(300)).unwrap();
        assert_eq!(report::missed(&measures), Vec::<&str>::new());
        assert_eq!(measures.len(), PAIRS.len() * 4 + 2);
    }

    #[test]
    fn a_patch_larger_than_the_best_other_way_is_named() {
        let measures = measures(&list(1300)).unwrap();
        let missed = report::missed(&measures);
        assert!(
            missed.contains(&"three") && missed.contains(&"wasm: total"),
            "{missed:?}"
        );
    }

    #[test]
    fn a_table_without_one_of_the_ways_is_an_error() {
        assert!(costs("new\tours\t1\t2\t3\t4\n").is_err());
        assert!(costs("new\tours\tmany\n").is_err());
    }
}
