//! The same inputs lead to the same state; drawing changes nothing; a save leads back to where it was taken.

use super::{Emberfall, bot::Bot, idle, playing, press, save_at, started};
use crate::{level::LEVELS, session::Phase};
use component::{Game, InputFrame, input::action, journal::Journal};

/// Plays a level for a while with the bot, and what it pressed.
fn recorded(level: u8, steps: u32) -> (Emberfall, Journal) {
    let mut game = playing(level);
    let mut bot = Bot::default();
    let mut journal = Journal::new(Vec::new());
    for _ in 0..steps {
        let frame = bot.frame(&game.session);
        journal.push(frame);
        game.step(&frame.to_bytes()).unwrap();
    }
    (game, journal)
}

#[test]
fn the_same_inputs_lead_to_the_same_hash_on_every_level() {
    for level in 0..LEVELS.len() as u8 {
        let (mut first, journal) = recorded(level, 900);
        let mut again = playing(level);
        for frame in journal.frames() {
            again.step(&frame.to_bytes()).unwrap();
        }
        assert_eq!(first.state_hash(), again.state_hash(), "level {level}");
    }
}

#[test]
fn drawing_leaves_the_state_as_it_is() {
    let (mut drawn, journal) = recorded(3, 1);
    let mut undrawn = playing(3);
    for frame in journal.frames() {
        undrawn.step(&frame.to_bytes()).unwrap();
    }
    let mut commands = Vec::new();
    for step in 0..300 {
        let frame = InputFrame {
            step,
            move_x: 600,
            move_y: 800,
            ..InputFrame::default()
        };
        for game in [&mut drawn, &mut undrawn] {
            game.step(&frame.to_bytes()).unwrap();
        }
        commands.clear();
        drawn.draw(0.5, &mut commands).unwrap();
    }
    assert_eq!(drawn.state_hash(), undrawn.state_hash());
}

#[test]
fn one_different_input_is_seen_in_the_hash() {
    let (mut one, mut other) = (playing(0), playing(0));
    idle(&mut one, 1);
    press(&mut other, action::DASH);
    assert_ne!(one.state_hash(), other.state_hash());
}

#[test]
fn a_save_leads_back_to_the_same_progress() {
    let mut game = playing(0);
    let mut bot = Bot::default();
    while game.session.phase != Phase::Complete {
        let frame = bot.frame(&game.session);
        game.step(&frame.to_bytes()).unwrap();
    }
    let mut save = Vec::new();
    game.save(&mut save).unwrap();
    let again = started(&save);
    assert_eq!(again.session.progress, game.session.progress);
    assert_eq!(again.session.progress.level, 1);
    assert!(again.session.progress.score > 800);
}

#[test]
fn a_save_of_another_kind_begins_a_new_game() {
    let mut newer = save_at(3);
    newer[4] = 9;
    for save in [&b"not a save"[..], &newer] {
        let game = started(save);
        assert_eq!((game.session.progress.level, game.session.chosen), (0, 0));
    }
}

#[test]
fn a_reached_level_can_be_chosen_on_the_title() {
    let mut game = started(&save_at(2));
    let left = InputFrame {
        move_x: -1000,
        ..InputFrame::default()
    };
    game.step(&left.to_bytes()).unwrap();
    assert_eq!(game.session.chosen, 1);
    press(&mut game, action::CONFIRM);
    assert_eq!(
        (game.session.phase, game.session.run.number),
        (Phase::Playing, 1)
    );
}
