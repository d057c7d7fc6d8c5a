//! A whole game through the engine without a screen: the same recording always comes to the same state, every moment
//! can be drawn, and once warm a frame costs no heap allocation.

use component::{InputFrame, StartConfig, input::action};
use emberfall::Emberfall;
use engine::platform::headless::Headless;

#[global_allocator]
static HEAP: walloc::Heap = walloc::heap();

fn begun() -> Headless {
    let start = StartConfig {
        seed: 7,
        reduced_motion: false,
        save: &[],
    };
    Headless::start(Box::<Emberfall>::default(), start).expect("a game that starts")
}

/// A player who starts at once and then wanders and dashes.
fn wandering(step: u32) -> InputFrame {
    let mut pressed = 0;
    if step % 40 == 5 {
        pressed |= action::CONFIRM;
    }
    if step % 170 == 60 {
        pressed |= action::DASH;
    }
    let leg = step / 45;
    InputFrame {
        move_x: [0, 1000, 707, -600, 0, -1000, 250][leg as usize % 7],
        move_y: [1000, 0, 707, 300, -1000, 0][leg as usize % 6],
        held: pressed,
        pressed,
        ..InputFrame::default()
    }
}

#[test]
fn a_recording_replays_to_the_same_state_in_another_session() {
    let mut player = begun();
    player.session().record().unwrap();
    for step in 0..1200 {
        player.step(wandering(step)).unwrap();
    }
    let state_hash = player.session().state_hash().unwrap();
    let journal = player.session().end_record().unwrap();
    let replayed = begun().replay(&journal).unwrap();
    assert_eq!((replayed.steps, replayed.state_hash), (1200, state_hash));
    let mut other = wandering(0);
    other.move_x = 999;
    player.step(other).unwrap();
    assert_ne!(
        player.session().state_hash().unwrap(),
        state_hash,
        "the hash sees a step"
    );
}

#[test]
fn every_moment_of_play_can_be_drawn() {
    let mut player = begun();
    let mut busiest = 0;
    for step in 0..1200 {
        let scene = player.step(wandering(step)).unwrap();
        assert!(scene.instance_count() > 0, "nothing to see at step {step}");
        busiest = busiest.max(scene.instance_count());
    }
    assert!(busiest >= 100, "at most {busiest} instances");
}

/// The test program's other threads allocate as well, so the quietest of several seconds is taken.
#[test]
fn a_warm_frame_allocates_nothing() {
    let mut player = begun();
    for step in 0..600 {
        player.step(wandering(step)).unwrap();
    }
    let quietest = (0..30)
        .map(|second| {
            let before = HEAP.allocations();
            for step in 0..60 {
                player.step(wandering(600 + second * 60 + step)).unwrap();
            }
            HEAP.allocations().wrapping_sub(before)
        })
        .min();
    assert_eq!(quietest, Some(0));
}
