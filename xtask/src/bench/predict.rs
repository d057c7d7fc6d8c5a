//! `cargo xtask bench predict`: how much of what is needed a guesser has fetched already, at equal waste, beside the ways
//! that others guess.
//!
//! The traces are a made game world, a web site's where it lies beside the project, and whatever `--trace` names; `xtask/src/guess` guesses. Every session begins with
//! nothing at hand; all guessers learn from every session after they guessed it, and the last three tenths are scored.
//! All items count as equally long, because traces do not say.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::program::Program;
use crate::report::{self, Goal, Measure};
use crate::step::step;
use crate::workspace::Workspace;

/// What beside the two options of every bench is asked.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    report: report::Options,
    /// Also guess this trace, may be given several times: a line a session, tab-separated: user, unix seconds, items
    /// separated by spaces. One that ends in .xz is unpacked.
    #[arg(long, value_name = "FILE")]
    trace: Vec<PathBuf>,
    /// The made world's seed.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// The made world's sessions.
    #[arg(long, value_name = "NUMBER", default_value_t = 20_000)]
    sessions: usize,
}

/// Requests of a web site: research data, which may be measured with and not be part of the project.
const BESIDE: &str = "../shared/data/fifa98.tsv.xz";
const MARKOV: &str = "markov";
const PEERS: [&str; 4] = ["popularity", MARKOV, "ppm-3", "session knn"];
const FEATURES: [&str; 5] = ["--release", "--package", "xtask", "--features", "guess"];
/// How far waste may be from its target.
const WASTE_SLACK: f64 = 0.02;

/// Measures and judges.
pub(super) fn measure(workspace: &Workspace, options: &Options) -> Result<()> {
    let cargo = || Program::cargo(None).folder(workspace.root());
    let build = || cargo().arg("build").args(FEATURES).args(["--bin", "guess"]);
    step("the guessers, built", || build().read())?;
    let beside = workspace.path(BESIDE);
    let mut traces = options.trace.clone();
    if !beside.is_file() {
        println!("{BESIDE} is not there: guessing the other traces");
    } else if !traces
        .iter()
        .any(|trace| trace.file_name() == beside.file_name())
    {
        traces.push(beside);
    }
    let run = cargo()
        .arg("run")
        .arg("--quiet")
        .args(FEATURES)
        .args(["--bin", "guess", "--"])
        .arg(options.seed.to_string())
        .arg(options.sessions.to_string())
        .args(&traces);
    let said = step("guessing, some minutes", || run.read())?;
    let traces: Vec<Value> = said
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .context("the guessers said something else than JSON")?;
    report::finish(&options.report, &measures(&traces)?)
}

fn measures(traces: &[Value]) -> Result<Vec<Measure>> {
    ensure!(!traces.is_empty(), "there is no trace");
    let mut all = Vec::new();
    let mut ratios = [Vec::new(), Vec::new()];
    for trace in traces {
        let name = trace["trace"].as_str().context("a trace has no name")?;
        let of = |guesser: &str, what: &str| {
            let number = trace["guessers"][guesser][what].as_f64();
            number.with_context(|| format!("{guesser} has no {what}"))
        };
        for (at, (what, guesser, waste)) in [
            ("recall_025", "ours at 256 KiB", "0.25"),
            ("recall_010", "ours at 128 KiB", "0.10"),
        ]
        .into_iter()
        .enumerate()
        {
            let ours = of(guesser, what)?;
            let ratio = ours / of(MARKOV, what)?;
            let floor = Goal::AtLeast(0.99 * of(MARKOV, what)?);
            let title = format!("{name}: recall at waste {waste}, {guesser}");
            let mut measure = Measure::new(title, "share", ours, floor);
            for peer in PEERS {
                measure = measure.with_peer(peer, of(peer, what)?);
            }
            if at == 0 {
                measure = measure.with_peer("ours at 128 KiB", of("ours at 128 KiB", what)?);
            }
            all.push(measure);
            ratios[at].push(ratio);
        }
        for (what, target) in [("controlled_025", 0.25), ("controlled_010", 0.10)] {
            for (part, title) in [("waste", "second half"), ("worst", "worst tenth of it")] {
                let waste = trace[what][part]
                    .as_f64()
                    .context("no waste was measured")?;
                let off = (waste - target).abs();
                let title = format!("{name}: waste off its target {target}, {title}");
                all.push(Measure::new(title, "share", off, Goal::AtMost(WASTE_SLACK)));
            }
        }
        if let Some(with_prior) = trace["devices"]["with_prior"].as_f64() {
            let alone = trace["devices"]["alone"].as_f64();
            let bytes = trace["devices"]["prior_bytes"].as_f64();
            let title =
                format!("{name}: recall at waste 0.25 on devices of one player, with a prior");
            let measure = Measure::new(title, "share", with_prior, Goal::Open);
            all.push(measure.with_peer("without", alone.context("no device was alone")?));
            let title = format!("{name}: the prior");
            let bytes = bytes.context("there was no prior")?;
            all.push(Measure::new(title, "bytes", bytes, Goal::AtMost(65_536.0)));
        }
        if let Some(oracle) = trace["oracle"][0].as_f64() {
            let hit = |guesser: &str| trace["guessers"][guesser]["choice_hit"][0].as_f64();
            let ours = hit("ours at 128 KiB").context("no hits were counted")?;
            let title = format!("{name}: choices guessed first, ours at 128 KiB");
            let mut measure = Measure::new(title, "share", ours, Goal::Open);
            for peer in PEERS {
                measure = measure.with_peer(peer, hit(peer).context("no hits were counted")?);
            }
            all.push(measure.with_peer("who knows the odds", oracle));
        }
    }
    for (title, ratios, goal) in [
        (
            "recall at waste 0.25 by Markov's, ours at 256 KiB",
            &ratios[0],
            1.2,
        ),
        (
            "recall at waste 0.10 by Markov's, ours at 128 KiB",
            &ratios[1],
            1.35,
        ),
    ] {
        let logs: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
        let mean = (logs / ratios.len() as f64).exp();
        let title = format!("geometric mean of {title}");
        all.push(Measure::new(title, "times", mean, Goal::AtLeast(goal)));
    }
    Ok(all)
}
