//! Plays a recording that the game page saved (Controls, Self-check, *Save recording*) without a browser, and prints
//! the state it comes to: `cargo run --package engine --example replay -- emberfall.journal`.
//!
//! The state must be the one that the page shows after *Replay*: same input, same game, on every platform.

use component::StartConfig;
use emberfall::Emberfall;
use engine::platform::headless::Headless;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: replay FILE");
        return ExitCode::from(2);
    };
    let journal = match std::fs::read(&path) {
        Ok(journal) => journal,
        Err(error) => {
            eprintln!("error: {} cannot be read: {error}", path.display());
            return ExitCode::FAILURE;
        }
    };
    // A journal brings its own beginning; this one only gives the game something to be before it.
    let anything = StartConfig {
        seed: 0,
        reduced_motion: false,
        save: &[],
    };
    let replayed = Headless::start(Box::<Emberfall>::default(), anything)
        .and_then(|mut player| player.replay(&journal));
    match replayed {
        Ok(replayed) => {
            println!(
                "{} steps, state {:016x}",
                replayed.steps, replayed.state_hash
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {} is not replayed: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}
