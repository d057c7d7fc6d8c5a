//! The sprite's manners at edges and gaps, on the first two levels' ground.

use super::*;
use crate::{level::LEVELS, math::vec3};

const FORWARD: Vec3 = vec3(0.0, 0.0, -1.0);

fn on_level(level: usize) -> (Ground, Player) {
    let mut ground = Ground::new();
    ground.load(LEVELS[level]);
    let mut player = Player::new(Vec3::ZERO);
    player.step(&Intent::default(), &ground, Vec3::ZERO);
    (ground, player)
}

fn walk(player: &mut Player, ground: &Ground, direction: Vec3, steps: u32) {
    let intent = Intent {
        direction,
        ..Intent::default()
    };
    for _ in 0..steps {
        player.step(&intent, ground, Vec3::ZERO);
    }
}

#[test]
fn full_speed_is_reached_in_a_tenth_of_a_second_and_lost_as_fast() {
    let (ground, mut player) = on_level(0);
    walk(&mut player, &ground, FORWARD, 6);
    assert!(player.velocity.length() > RUN_SPEED * 0.98);
    walk(&mut player, &ground, Vec3::ZERO, 7);
    assert!(player.velocity.length() < 0.1);
}

#[test]
fn the_sprite_hesitates_at_an_edge_before_it_goes_over() {
    let (ground, mut player) = on_level(1);
    walk(&mut player, &ground, FORWARD, 60);
    assert!(player.standing_on.is_some() && player.at.z < -4.5);
    walk(&mut player, &ground, FORWARD, 60);
    assert!(player.standing_on.is_none() || player.at.y < 0.0);
}

#[test]
fn walking_off_a_walkway_at_a_slant_follows_its_edge() {
    let (ground, mut player) = on_level(0);
    player.place(vec3(11.0, 0.0, -6.0));
    let along = (ground.surfaces[1].at - ground.surfaces[0].at)
        .flat()
        .direction();
    let back = -along;
    player.place(ground.surfaces[2].at);
    walk(&mut player, &ground, Vec3::ZERO, 2);
    walk(&mut player, &ground, back.turned(0.5, 0.866), 45);
    assert!(player.standing_on.is_some(), "at {:?}", player.at);
    assert!(player.at.length() < 6.5, "came only to {:?}", player.at);
}

#[test]
fn a_dash_crosses_the_gap_that_a_walk_does_not() {
    let (ground, mut player) = on_level(1);
    walk(&mut player, &ground, FORWARD, 55);
    let before = player.flame;
    let dash = Intent {
        direction: FORWARD,
        dash: true,
        ..Intent::default()
    };
    assert!(player.step(&dash, &ground, Vec3::ZERO).dashed);
    walk(&mut player, &ground, FORWARD, 30);
    assert_eq!(player.standing_on, Some(1));
    assert!(player.flame < before);
}

#[test]
fn a_dash_in_the_air_is_had_once() {
    let (ground, mut player) = on_level(1);
    player.place(vec3(0.0, 3.0, 30.0));
    let dash = Intent {
        direction: FORWARD,
        dash: true,
        ..Intent::default()
    };
    let dashes = (0..60)
        .filter(|_| player.step(&dash, &ground, Vec3::ZERO).dashed)
        .count();
    assert_eq!(dashes, 1);
}
