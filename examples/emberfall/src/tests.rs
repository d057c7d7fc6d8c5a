//! The game as a whole, through its inputs: it can be won and lost, repeats itself exactly, and survives anything.

mod bot;
mod levels;
mod repeats;
mod survives;

use component::{Game, InputFrame, StartConfig, input::action};

use crate::{Emberfall, progress::Progress, session::Phase};

const SEED: u64 = 7;

fn started(save: &[u8]) -> Emberfall {
    let mut config = Vec::new();
    StartConfig {
        seed: SEED,
        reduced_motion: false,
        save,
    }
    .write(&mut config);
    let mut game = Emberfall::default();
    game.start(&config).unwrap();
    game
}

/// A save that goes on at a level.
fn save_at(level: u8) -> Vec<u8> {
    let mut progress = Progress::new();
    progress.begin_at(level);
    progress.reached = level;
    let mut save = Vec::new();
    progress.write(&mut save);
    save
}

fn press(game: &mut Emberfall, bits: u16) {
    let frame = InputFrame {
        held: bits,
        pressed: bits,
        ..InputFrame::default()
    };
    game.step(&frame.to_bytes()).unwrap();
}

/// A game that has just begun a level.
fn playing(level: u8) -> Emberfall {
    let mut game = started(&save_at(level));
    press(&mut game, action::CONFIRM);
    assert_eq!(game.session.phase, Phase::Playing);
    game
}

fn idle(game: &mut Emberfall, steps: u32) {
    for _ in 0..steps {
        game.step(&InputFrame::default().to_bytes()).unwrap();
    }
}
