//! `cargo xtask bench`: measures that need more than a build. One file per question below `bench/`.

mod boot;
mod delta;

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
    /// How fast a visitor sees the first frame, beside Workbox's worker and beside none.
    Boot(#[command(flatten)] report::Options),
    /// How many bytes an update costs as our patch, beside the other ways to send it.
    Delta(#[command(flatten)] report::Options),
    /// How many bytes each file of the site has, raw and compressed.
    Size(#[command(flatten)] report::Options),
}

/// Runs the chosen bench.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    match &arguments.question {
        Question::Boot(options) => boot::measure(workspace, options),
        Question::Delta(options) => delta::measure(workspace, options),
        Question::Size(options) => size::measure(workspace, options),
    }
}
