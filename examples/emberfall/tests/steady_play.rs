//! Nothing is allocated while the game is played: not by a step, not by a picture, not by a new level. Counted in the
//! allocator of this test's own program, which is why the test is alone in it.

use component::{Game, InputFrame, StartConfig, input::action};
use emberfall::Emberfall;

#[global_allocator]
static HEAP: walloc::Heap = walloc::heap();

/// The frame of a restless player: directions change, everything is pressed now and then, levels begin anew.
fn frame(step: u32) -> InputFrame {
    let turn = (step / 40).wrapping_mul(2_654_435_761) >> 16;
    let pressed = match step % 97 {
        11 => action::DASH,
        30 => action::CONFIRM,
        50 if step % 900 > 800 => action::RESTART,
        _ => 0,
    };
    InputFrame {
        step,
        move_x: (turn % 2001) as i16 - 1000,
        move_y: (turn / 7 % 2001) as i16 - 1000,
        held: pressed,
        pressed,
        pointer_x: 0,
        pointer_y: 0,
    }
}

/// A save in which every level can be chosen, in the format of version 1.
fn save() -> Vec<u8> {
    let mut save = b"EMBR\x01\x00\x05\x05\x03\x00".to_vec();
    save.extend([0; 20]);
    let check = save.iter().fold(0x811c_9dc5_u32, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    save.extend(check.to_le_bytes());
    save
}

#[test]
fn play_allocates_nothing_once_it_is_warm() {
    let save = save();
    let mut config = Vec::new();
    StartConfig {
        seed: 3,
        reduced_motion: false,
        save: &save,
    }
    .write(&mut config);
    let mut game = Emberfall::default();
    game.start(&config).unwrap();
    let mut commands = Vec::with_capacity(1 << 20);
    game.draw(0.0, &mut commands).unwrap();
    let mut saved = Vec::with_capacity(64);
    let begun = HEAP.allocations();
    // Through every level's title once, then into play.
    for level in 0..6 {
        let sideways = InputFrame {
            move_x: if level % 2 == 0 { -1000 } else { 0 },
            ..InputFrame::default()
        };
        game.step(&sideways.to_bytes()).unwrap();
    }
    for step in 0..8_000 {
        game.step(&frame(step).to_bytes()).unwrap();
        commands.clear();
        game.draw(0.5, &mut commands).unwrap();
    }
    game.save(&mut saved).unwrap();
    assert_eq!(HEAP.allocations() - begun, 0);
    assert!(commands.len() > 10_000, "{} bytes drawn", commands.len());
}
