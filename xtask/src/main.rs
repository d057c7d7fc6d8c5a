//! `cargo xtask`: the commands that set this project up, build, serve, test and measure it.
//!
//! One file per command; what several commands need is in `workspace`, `program`, `step`, `content` and `report`.
//! Deliberately absent: anything a command does that cannot be done again by running it a second time.
#![warn(clippy::expect_used)]

#[cfg(not(unix))]
compile_error!("cargo xtask runs on Linux and macOS: on Windows, run it in WSL");

mod bench;
mod build;
mod content;
mod deny;
mod e2e;
mod leptos;
mod parallel;
mod program;
mod report;
mod serve;
mod setup;
mod size;
mod step;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use workspace::Workspace;

/// Sets up, builds, serves, tests and measures Layer-W.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Setup(setup::Arguments),
    Build(build::Arguments),
    Serve(serve::Arguments),
    Test(test::Arguments),
    E2e(e2e::Arguments),
    Size(size::Arguments),
    Bench(bench::Arguments),
    Tidy(tidy::Arguments),
    Deny(deny::Arguments),
    Leptos(leptos::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup(arguments) => setup::run(&workspace, &arguments),
        Command::Build(arguments) => build::run(&workspace, &arguments),
        Command::Serve(arguments) => serve::run(&workspace, &arguments),
        Command::Test(arguments) => test::run(&workspace, &arguments),
        Command::E2e(arguments) => e2e::run(&workspace, &arguments),
        Command::Size(arguments) => size::run(&workspace, &arguments),
        Command::Bench(arguments) => bench::run(&workspace, &arguments),
        Command::Tidy(arguments) => tidy::run(&workspace, &arguments),
        Command::Deny(arguments) => deny::run(&workspace, &arguments),
        Command::Leptos(arguments) => leptos::run(&workspace, &arguments),
    }
}
