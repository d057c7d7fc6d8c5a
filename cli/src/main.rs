//! `layerw`: the tool of a game developer. Absent on purpose: everything that it does; that is the library beside it.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    ExitCode::from(cli::run(&arguments))
}
