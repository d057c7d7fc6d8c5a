//! `cargo xtask bench`: measures that need more than a build. One file per question below `bench/`.

mod ahead;
mod boot;
mod browsers;
mod corpus;
mod decode;
mod delta;
mod edges;
mod forecast;
pub(crate) mod kill;
mod predict;
mod serve;
mod update;

use anyhow::Result;
use clap::Subcommand;

use crate::report;
use crate::size;
use crate::workspace::Workspace;

/// Measure, side by side with others in one run.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    question: Question,
}

#[derive(Subcommand)]
enum Question {
    /// How long a player waits for what a wrapped game needs next, with and without what is fetched ahead.
    Ahead(#[command(flatten)] ahead::Options),
    /// How fast a visitor sees the first frame, beside Workbox's worker and beside none.
    Boot(#[command(flatten)] report::Options),
    /// How long a browser takes for a patch of a large module, and how much memory.
    Decode(#[command(flatten)] report::Options),
    /// How many bytes an update costs as our patch, beside the other ways to send it.
    Delta(#[command(flatten)] delta::Options),
    /// How soon a page that waits has the line for itself, and how soon the origin takes the place of an edge that died.
    Edges(#[command(flatten)] report::Options),
    /// How long the predictor takes for a report of a game in a browser's worker, and how much memory.
    Forecast(#[command(flatten)] report::Options),
    /// Whether a browser that is killed while it installs or updates ever comes back broken, and what that costs.
    Kill(#[command(flatten)] kill::Options),
    /// How much of what is needed was fetched ahead, at equal waste, beside the ways that others guess.
    Predict(#[command(flatten)] predict::Options),
    /// How fast `layerw serve` answers, beside nginx.
    Serve(#[command(flatten)] report::Options),
    /// How many bytes an update of the site and of a wrapped game costs in a browser, whatever is sent for it.
    Update(#[command(flatten)] update::Options),
    /// How many bytes each file of the site has, raw and compressed.
    Size(#[command(flatten)] report::Options),
}

/// Runs the chosen bench.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    match &arguments.question {
        Question::Ahead(options) => ahead::measure(workspace, options),
        Question::Boot(options) => boot::measure(workspace, options),
        Question::Decode(options) => decode::measure(workspace, options),
        Question::Delta(options) => delta::measure(workspace, options),
        Question::Edges(options) => edges::measure(workspace, options),
        Question::Forecast(options) => forecast::measure(workspace, options),
        Question::Kill(options) => kill::measure(workspace, options),
        Question::Predict(options) => predict::measure(workspace, options),
        Question::Serve(options) => serve::measure(workspace, options),
        Question::Update(options) => update::measure(workspace, options),
        Question::Size(options) => size::measure(workspace, options),
    }
}
