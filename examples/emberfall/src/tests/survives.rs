//! Whatever is pressed, nothing panics, and what is drawn can be read and stays within what the engine expects.

use super::{Emberfall, bot::Bot, playing, started};
use crate::{level::LEVELS, mesh::MESHES, rng::Rng};
use component::{
    Game, InputFrame,
    draw::{Command, Instance, Particle, commands},
    hud,
};

/// What one frame of the game may hold at most.
const MOST_INSTANCES: usize = 2_500;
const MOST_PARTICLES: usize = 600;
const MOST_LIGHTS: usize = 12;

/// How much a frame holds.
#[derive(Debug, Default, Clone, Copy)]
struct Load {
    records: usize,
    instances: usize,
    particles: usize,
    lights: usize,
}

fn load_of(bytes: &[u8]) -> Load {
    let mut load = Load::default();
    for command in commands(bytes) {
        load.records += 1;
        match command.unwrap() {
            Command::Instances(it) => {
                assert!(usize::from(it.mesh) < MESHES.len());
                load.instances += it.bytes.len() / Instance::BYTES;
                for number in it.bytes.chunks_exact(Instance::BYTES).flat_map(|instance| {
                    (0..12).map(|at| {
                        let bytes = instance[at * 4..][..4].try_into().unwrap();
                        f32::from_le_bytes(bytes)
                    })
                }) {
                    assert!(number.is_finite());
                }
            }
            Command::Particles(it) => load.particles += it.bytes.len() / Particle::BYTES,
            Command::Lights(_, count) => load.lights += count,
            Command::Hud(bytes) => {
                let items = hud::items_from_bytes(bytes).unwrap();
                assert!(!items.is_empty());
            }
            _ => {}
        }
    }
    load
}

fn check(load: Load) {
    assert!(load.instances <= MOST_INSTANCES, "{load:?}");
    assert!(load.particles <= MOST_PARTICLES, "{load:?}");
    assert!(load.lights <= MOST_LIGHTS, "{load:?}");
}

fn random_frame(rng: &mut Rng, step: u32) -> InputFrame {
    let bits = (rng.next() & 15) as u16;
    let rarely = |rng: &mut Rng| if rng.unit() < 0.04 { bits } else { 0 };
    InputFrame {
        step,
        move_x: rng.between(-1300.0, 1300.0) as i16,
        move_y: rng.between(-1300.0, 1300.0) as i16,
        held: rarely(rng),
        pressed: rarely(rng),
        pointer_x: rng.next() as i16,
        pointer_y: rng.next() as i16,
    }
}

#[test]
fn random_inputs_never_break_it_and_every_frame_can_be_read() {
    let mut game = started(&super::save_at(5));
    let mut rng = Rng::new(99);
    let mut bytes = Vec::new();
    let mut held = InputFrame::default();
    for step in 0..20_000 {
        // Directions are held for a while, or nobody would ever get anywhere.
        if step % 17 == 0 {
            held = random_frame(&mut rng, step);
        }
        let frame = InputFrame {
            pressed: random_frame(&mut rng, step).pressed,
            ..held
        };
        game.step(&frame.to_bytes()).unwrap();
        if step % 3 == 0 {
            bytes.clear();
            game.draw(rng.unit(), &mut bytes).unwrap();
            check(load_of(&bytes));
        }
        let player = &game.session.run.player;
        assert!(player.at.length() < 200.0 && player.flame <= 1.0);
    }
}

#[test]
fn every_level_keeps_within_its_numbers_from_start_to_end() {
    for level in 0..LEVELS.len() as u8 {
        let mut game: Emberfall = playing(level);
        let mut bot = Bot::default();
        let mut bytes = Vec::new();
        let mut most = Load::default();
        for step in 0..60 * 30 {
            let frame = bot.frame(&game.session);
            game.step(&frame.to_bytes()).unwrap();
            if step % 5 != 0 {
                continue;
            }
            bytes.clear();
            game.draw(1.0, &mut bytes).unwrap();
            let load = load_of(&bytes);
            check(load);
            most.instances = most.instances.max(load.instances);
            most.particles = most.particles.max(load.particles);
            most.lights = most.lights.max(load.lights);
            most.records = most.records.max(load.records);
        }
        assert!(most.instances > 200 && most.records < 60, "{most:?}");
    }
}

#[test]
fn bytes_that_are_no_input_are_refused_and_change_nothing() {
    let mut game = playing(1);
    let before = game.state_hash();
    assert!(game.step(&[1, 2, 3]).is_err());
    assert!(game.start(&[0; 5]).is_err());
    assert_eq!(game.state_hash(), before);
}
