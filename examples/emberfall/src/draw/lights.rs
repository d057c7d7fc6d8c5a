//! The point lights: the sprite's flame, and what burns or glows nearest to it.

use component::draw::{self, PointLight};

use super::{Moment, canvas::Canvas};
use crate::math::{Vec3, scaled, sin, smooth_step};

/// The most lights of a frame.
const MOST_LIGHTS: usize = 12;
const NONE: PointLight = PointLight {
    position: [0.0; 3],
    radius: 0.0,
    colour: [0.0; 3],
};

/// Lights in the order of their nearness, as many as fit.
struct Nearest {
    lights: [PointLight; MOST_LIGHTS],
    distances: [f32; MOST_LIGHTS],
    count: usize,
    middle: Vec3,
}

impl Nearest {
    fn offer(&mut self, at: Vec3, radius: f32, colour: [f32; 3]) {
        let distance = (at - self.middle).length();
        let place = self.distances[..self.count]
            .iter()
            .position(|&other| distance < other)
            .unwrap_or(self.count);
        if place == MOST_LIGHTS {
            return;
        }
        self.count = (self.count + 1).min(MOST_LIGHTS);
        self.lights[place..self.count].rotate_right(1);
        self.distances[place..self.count].rotate_right(1);
        self.distances[place] = distance;
        self.lights[place] = PointLight {
            position: at.array(),
            radius,
            colour,
        };
    }
}

pub(super) fn write(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let run = &moment.session.run;
    let player = &run.player;
    let sprite = moment.between(player.before, player.at);
    let mut nearest = Nearest {
        lights: [NONE; MOST_LIGHTS],
        distances: [0.0; MOST_LIGHTS],
        count: 0,
        middle: sprite,
    };
    // The darker the dusk, the more the small lights are worth.
    let night = 0.8 + 1.5 * moment.palette.night;
    if run.out_steps == 0 {
        let flicker = 1.0 + 0.05 * sin(moment.secs * 17.0) + 0.04 * sin(moment.secs * 29.0);
        let strength = (0.8 + 3.0 * player.flame) * flicker * night;
        let radius = 6.0 + 5.0 * player.flame;
        nearest.offer(
            sprite.raised(0.9),
            radius,
            scaled([1.0, 0.56, 0.22], strength),
        );
    }
    for lantern in run.beacons.lanterns.iter().filter(|it| it.is_lit) {
        let rise = smooth_step(0.0, 40.0, f32::from(lantern.lit_steps));
        nearest.offer(
            lantern.at.raised(2.1),
            8.0,
            scaled([1.0, 0.6, 0.25], 4.0 * rise * night),
        );
    }
    let gate = &run.beacons.gate;
    if gate.is_awake {
        let strength = if gate.is_lit { 7.0 } else { 4.0 };
        nearest.offer(
            gate.at.raised(2.2),
            12.0,
            scaled([1.0, 0.62, 0.28], strength * night),
        );
    }
    for ember in run.embers.iter().filter(|ember| !ember.is_taken) {
        nearest.offer(ember.at, 3.4, scaled([1.0, 0.42, 0.12], 1.6 * night));
    }
    for shade in &run.shades {
        let presence = shade.presence() * 0.9;
        nearest.offer(shade.at, 3.0, scaled([0.35, 0.18, 0.8], presence));
    }
    draw::lights(canvas.commands, &nearest.lights[..nearest.count]);
}
