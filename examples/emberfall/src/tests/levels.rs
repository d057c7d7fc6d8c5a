//! Every level can be won by playing it, and the game can be lost.

use super::{Emberfall, bot::Bot, idle, playing, press, started};
use crate::{level::LEVELS, progress::MOST_LIVES, session::Phase};
use component::{Game, input::action};

/// Plays until `phase` is reached; the steps it took.
fn play_until(game: &mut Emberfall, phase: Phase, most_steps: u32) -> u32 {
    let mut bot = Bot::default();
    for step in 0..most_steps {
        if game.session.phase == phase {
            return step;
        }
        let frame = bot.frame(&game.session);
        game.step(&frame.to_bytes()).unwrap();
    }
    let run = &game.session.run;
    panic!(
        "{} not {phase:?} after {most_steps} steps: {:?} at {:?}, on {:?}, {} of {} embers, flame {}",
        run.level().name,
        game.session.phase,
        run.player.at,
        run.player.standing_on,
        run.embers_taken(),
        run.embers.len(),
        run.player.flame,
    );
}

#[test]
fn every_level_is_won_one_after_another_without_losing_the_last_life() {
    let mut game = started(&[]);
    let steps = play_until(&mut game, Phase::Won, 60 * 60 * 10);
    let session = &game.session;
    assert!(steps > 60 * 90, "six levels in {} s", steps / 60);
    assert_eq!(usize::from(session.progress.reached), LEVELS.len() - 1);
    for (best, level) in session.progress.best_of_level.iter().zip(LEVELS) {
        let embers = 100 * level.embers.len();
        assert!(usize::from(*best) > embers, "{}: {best}", level.name);
    }
    assert_eq!(session.progress.best_score, session.final_score);
}

#[test]
fn whoever_does_nothing_burns_out_and_loses_after_three_lives() {
    let mut game = playing(0);
    let burn_steps = (LEVELS[0].burn_secs * 60.0) as u32;
    idle(&mut game, burn_steps * u32::from(MOST_LIVES) + 600);
    assert_eq!(game.session.phase, Phase::Lost);
    press(&mut game, action::CONFIRM);
    assert_eq!(game.session.phase, Phase::Playing);
    assert_eq!(game.session.progress.lives, MOST_LIVES);
}

#[test]
fn restarting_a_level_gives_its_embers_back_and_takes_their_points() {
    let mut game = playing(0);
    let mut bot = Bot::default();
    while game.session.run.embers_taken() < 2 {
        let frame = bot.frame(&game.session);
        game.step(&frame.to_bytes()).unwrap();
    }
    assert!(game.session.score() > 0);
    press(&mut game, action::RESTART);
    assert_eq!(game.session.run.embers_taken(), 0);
    assert_eq!(game.session.score(), 0);
}

#[test]
fn whoever_finds_nothing_for_a_while_is_shown_the_way() {
    let mut game = playing(0);
    assert_eq!(game.session.run.advised_goal(), None);
    idle(&mut game, 60 * 10);
    let run = &game.session.run;
    let goal = run.advised_goal();
    assert!(run.embers.iter().any(|ember| Some(ember.at) == goal));
}
