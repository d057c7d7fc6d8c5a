//! What `layerw` does: begins a game, makes and withdraws keys, packs a game, publishes it to plain static files, checks,
//! compares and serves what is there, and wraps what other engines exported.
//!
//! One file per command; what several commands need is in `keys`, `project`, `contents`, `store` and `origin`.
//! Deliberately absent: any format of its own for what players load; those are `crates/package` and `crates/delta`.
#![warn(clippy::expect_used)]

#[cfg(not(unix))]
compile_error!("layerw runs on Linux and macOS: on Windows, run it in WSL");

mod contents;
mod date;
mod diff;
mod files;
mod gc;
mod inspect;
mod keygen;
pub mod keys;
mod listed;
mod new;
mod origin;
mod pack;
mod parallel;
mod progress;
mod project;
pub mod publish;
mod report;
mod serve;
pub mod store;
mod verify;
mod withdraw;
mod wrap;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};

pub use contents::Contents;
use report::Report;

/// Exit code of a publish that another one overtook.
const OVERTAKEN: u8 = 3;

/// Begins, packs, signs, publishes and serves games for Layer-W.
#[derive(Parser)]
#[command(name = "layerw", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    /// Print one JSON object instead of text; docs/layerw.md has its shape.
    #[arg(long, global = true)]
    json: bool,
    /// Print nothing but errors.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str =
    "Exit codes: 0 done, 1 failed or found wrong (one sentence says what), 2 wrong arguments,
3 another publish was first and nothing was changed.";

#[derive(Subcommand)]
enum Command {
    New(new::Arguments),
    Keygen(keygen::Arguments),
    Keys(withdraw::Arguments),
    Pack(pack::Arguments),
    Publish(publish::Arguments),
    Inspect(inspect::Arguments),
    Verify(verify::Arguments),
    Diff(diff::Arguments),
    Gc(gc::Arguments),
    Serve(serve::Arguments),
    Wrap(wrap::Arguments),
    /// Print completions for a shell.
    #[command(
        after_help = "Example: layerw completions bash > ~/.local/share/bash-completion/completions/layerw"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command.
    #[command(after_help = "Examples:
  layerw manpage > layerw.1 && man ./layerw.1
  layerw manpage --out ~/.local/share/man/man1 && man layerw-publish")]
    Manpage {
        /// Write the pages of all commands into this folder.
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
}

/// Carries out `arguments`; gives the exit code.
pub fn run(arguments: &Arguments) -> u8 {
    let (quiet, as_json) = (arguments.quiet, arguments.json);
    let result = match &arguments.command {
        Command::New(arguments) => new::run(arguments),
        Command::Keygen(arguments) => keygen::run(arguments),
        Command::Keys(arguments) => withdraw::run(arguments),
        Command::Pack(arguments) => pack::run(arguments),
        Command::Publish(arguments) => publish::run(arguments, quiet),
        Command::Inspect(arguments) => inspect::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Diff(arguments) => diff::run(arguments, quiet),
        Command::Gc(arguments) => gc::run(arguments),
        Command::Serve(arguments) => serve::run(arguments, |report| {
            report.print(as_json, quiet);
        }),
        Command::Wrap(arguments) => wrap::run(arguments, quiet),
        Command::Completions { shell } => Ok(completions(*shell)),
        Command::Manpage { out } => manpage(out.as_deref()),
    };
    match result {
        Ok(report) => report.print(as_json, quiet),
        Err(error) => {
            report::complain(&error);
            match error.downcast_ref::<publish::Overtaken>() {
                Some(_) => OVERTAKEN,
                None => 1,
            }
        }
    }
}

fn completions(shell: clap_complete::Shell) -> Report {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "layerw", &mut text);
    Report::raw(text)
}

fn manpage(out: Option<&Path>) -> anyhow::Result<Report> {
    if let Some(folder) = out {
        let what = || format!("cannot write {}", folder.display());
        fs::create_dir_all(folder).with_context(what)?;
        clap_mangen::generate_to(Arguments::command(), folder).with_context(what)?;
        return Ok(Report::raw(Vec::new()));
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut text)?;
    Ok(Report::raw(text))
}
