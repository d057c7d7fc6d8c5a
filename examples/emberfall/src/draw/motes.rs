//! Everything additive: flying motes, specks in the air, the brazier's beam, gusts, the aurora, and drifting leaves.

use component::draw::{self, Instance, Particle};

use super::{Moment, shadow_of};
use crate::{
    beacons::LANTERN_LIGHT,
    effects::Mote,
    level::Wind,
    math::{PI, TAU, Vec3, cos, fraction, scattered, sin, smooth_step, vec3},
    mesh::Mesh,
    pose::{Look, Pose},
    run::gust,
};

const SPECKS: u32 = 54;
const LEAVES: u32 = 26;
const BEAM_MOTES: u32 = 26;
const RING_MOTES: u32 = 18;
const STREAKS: u32 = 12;
const AURORA_MOTES: u32 = 40;
const AURORA_LEVEL: usize = 5;

pub(super) fn write(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let run = &moment.session.run;
    let flying = run.effects.motes.iter().map(|mote| flying(moment, mote));
    let specks = (0..SPECKS).map(|number| speck(moment, number));
    let halos = run
        .embers
        .iter()
        .filter(|ember| !ember.is_taken)
        .map(|ember| halo(moment.between(ember.before, ember.at)));
    let rings = run
        .beacons
        .lanterns
        .iter()
        .filter(|lantern| lantern.is_lit)
        .flat_map(|lantern| (0..RING_MOTES).map(|number| ring(moment, lantern.at, number)));
    let streaks = run
        .level()
        .winds
        .iter()
        .flat_map(|wind| (0..STREAKS).map(|number| streak(moment, wind, number)));
    let aurora = (0..if run.number == AURORA_LEVEL {
        AURORA_MOTES
    } else {
        0
    })
        .map(|number| aurora(moment, number));
    let all = flying
        .chain(specks)
        .chain(halos)
        .chain(rings)
        .chain(streaks)
        .chain(aurora)
        .chain(beam(moment));
    draw::particles(commands, all);
    let leaves = (0..LEAVES).map(|number| leaf(moment, number));
    draw::instances(commands, Mesh::Leaf as u16, shadow_of(Mesh::Leaf), leaves);
}

fn particle(at: Vec3, radius: f32, colour: [f32; 3], strength: f32, glow: f32) -> Particle {
    Particle {
        position: at.array(),
        radius,
        colour: [colour[0], colour[1], colour[2], strength],
        glow,
    }
}

fn flying(moment: &Moment<'_>, mote: &Mote) -> Particle {
    let ahead = (moment.blend - 1.0) * crate::math::STEP_SECS;
    let part = mote.age_secs / mote.life_secs;
    let fade = (1.0 - part) * smooth_step(0.0, 0.08, part + 0.04);
    let at = mote.at + mote.velocity * ahead;
    particle(
        at,
        mote.radius * (1.1 - 0.6 * part),
        mote.colour,
        fade,
        mote.glow,
    )
}

/// A point that drifts in a box about the camera, leaving on one side and entering on the other.
fn drifting(moment: &Moment<'_>, number: u32, speed: Vec3) -> Vec3 {
    let size = vec3(30.0, 8.0, 26.0);
    let middle = moment.target + vec3(0.0, 1.8, -2.0);
    let part = |salt: u32, speed: f32, size: f32, middle: f32| {
        let place = scattered(number, salt) + (moment.secs * speed - middle) / size;
        middle + (fraction(place) - 0.5) * size
    };
    vec3(
        part(11, speed.x, size.x, middle.x),
        part(12, speed.y, size.y, middle.y),
        part(13, speed.z, size.z, middle.z),
    )
}

/// A firefly.
fn speck(moment: &Moment<'_>, number: u32) -> Particle {
    let own = scattered(number, 7) * TAU;
    let drift = vec3(0.16, 0.07, 0.1) * (1.0 + scattered(number, 8));
    let wander = vec3(
        sin(moment.secs * 0.8 + own),
        sin(moment.secs * 1.1 + own * 2.0) * 0.5,
        cos(moment.secs * 0.7 + own),
    );
    let at = drifting(moment, number, drift) + wander * 0.5;
    let blink = 0.5 + 0.5 * sin(moment.secs * 1.6 + own * 3.0);
    let glow = 0.5 + 1.3 * moment.palette.night;
    particle(
        at,
        0.035 + 0.03 * scattered(number, 9),
        moment.palette.motes,
        0.15 + 0.7 * blink * blink,
        glow,
    )
}

fn halo(at: Vec3) -> Particle {
    particle(at, 0.75, [1.0, 0.4, 0.1], 0.2, 0.8)
}

/// The edge of a lantern's safe light.
fn ring(moment: &Moment<'_>, lantern: Vec3, number: u32) -> Particle {
    let angle = number as f32 / RING_MOTES as f32 * TAU + moment.secs * 0.12;
    let lift = 0.25 + 0.15 * sin(moment.secs * 1.3 + number as f32 * 2.4);
    let at = lantern + vec3(cos(angle), 0.0, sin(angle)) * LANTERN_LIGHT;
    particle(at.raised(lift), 0.06, [1.0, 0.6, 0.2], 0.5, 1.0)
}

/// Air that races along in a gust.
fn streak(moment: &Moment<'_>, wind: &Wind, number: u32) -> Particle {
    let steps = moment.session.run.steps;
    let strength = gust(steps, wind.period_secs);
    let push = vec3(wind.push[0], 0.0, wind.push[1]);
    let along = push.direction();
    let aside = vec3(-along.z, 0.0, along.x);
    let half = vec3(wind.half[0], 0.0, wind.half[1]);
    let reach = half.x * along.x.abs() + half.z * along.z.abs();
    let width = half.x * aside.x.abs() + half.z * aside.z.abs();
    let travel = fraction(scattered(number, 21) + moment.secs * 1.3);
    let spread = scattered(number, 22) * 2.0 - 1.0;
    let height = 0.4 + 1.4 * scattered(number, 23);
    let middle = moment
        .session
        .run
        .ground
        .standing_point(wind.at)
        .raised(height);
    let at = middle + along * ((travel * 2.0 - 1.0) * reach) + aside * (spread * width);
    let fade = sin(travel * PI) * (0.06 + 0.94 * strength);
    particle(at, 0.1, moment.palette.cloud, fade * 0.8, 0.8)
}

/// Curtains of light far behind the islands.
fn aurora(moment: &Moment<'_>, number: u32) -> Particle {
    let along = number as f32 / AURORA_MOTES as f32;
    let wave = sin(along * 9.0 + moment.secs * 0.25) * 9.0;
    let at = moment.target
        + vec3(
            (along - 0.5) * 150.0,
            16.0 + 6.0 * sin(along * 14.0 + moment.secs * 0.4),
            -78.0 + wave,
        );
    let part = 0.5 + 0.5 * sin(along * 11.0 + moment.secs * 0.3);
    let colour = [0.15 + 0.5 * part, 0.9 - 0.55 * part, 0.55 + 0.3 * part];
    particle(at, 9.0, colour, 0.16, 0.7)
}

/// The light that stands over an awake brazier.
fn beam(moment: &Moment<'_>) -> impl Iterator<Item = Particle> {
    let gate = moment.session.run.beacons.gate;
    let secs = moment.secs;
    let rise = smooth_step(0.0, 90.0, f32::from(gate.awake_steps));
    let count = if gate.is_awake { BEAM_MOTES } else { 0 };
    (0..count).map(move |number| {
        let part = fraction(number as f32 / BEAM_MOTES as f32 + secs * 0.06);
        let height = 1.4 + part * 22.0 * rise;
        let sway = sin(secs * 1.4 + part * 5.0) * 0.12;
        let at = gate.at + vec3(sway, height, 0.0);
        let fade = (1.0 - part) * smooth_step(0.0, 0.1, part);
        particle(at, 0.85 - 0.25 * part, [1.0, 0.62, 0.25], 0.42 * fade, 1.1)
    })
}

/// A leaf on the air; gusts take it along.
fn leaf(moment: &Moment<'_>, number: u32) -> Instance {
    let own = scattered(number, 31) * TAU;
    let fall = vec3(0.7, -0.45, 0.25) * (0.7 + 0.6 * scattered(number, 32));
    let at = drifting(moment, number + 100, fall);
    let turn = moment.secs * (1.0 + scattered(number, 33)) + own;
    let tint = moment.palette.leaves[number as usize % 2];
    Pose::new(at, 0.7 + 0.5 * scattered(number, 34))
        .turned(turn)
        .leant(sin(turn * 1.7), cos(turn * 1.3))
        .instance(Look::matt(tint))
}
