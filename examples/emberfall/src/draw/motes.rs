//! Everything additive: flying motes, specks in the air, halos, the brazier's beam, gusts, the aurora; and leaves.

use super::{Moment, canvas::Canvas};
use crate::{
    beacons::LANTERN_LIGHT,
    level::Wind,
    math::{PI, STEP_SECS, TAU, Vec3, cos, fraction, scattered, sin, smooth_step, vec3},
    mesh::Mesh,
    pose::{Look, Pose},
    session::Phase,
    wind,
};

const SPECKS: u32 = 54;
const LEAVES: u32 = 26;
const BEAM_MOTES: u32 = 56;
const GUIDE_MOTES: u32 = 7;
const RING_MOTES: u32 = 18;
const STREAKS: u32 = 12;
const AURORA_MOTES: u32 = 40;
const AURORA_LEVEL: usize = 5;
const EMBER_LIGHT: [f32; 3] = [1.0, 0.4, 0.1];

pub(super) fn write(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    specks(moment, canvas);
    halos(moment, canvas);
    rings(moment, canvas);
    beam(moment, canvas);
    guide(moment, canvas);
    let run = &moment.session.run;
    for wind in run.level().winds {
        streaks(moment, wind, canvas);
    }
    if run.number == AURORA_LEVEL {
        aurora(moment, canvas);
    }
    flying(moment, canvas);
    canvas.draw_motes();
    leaves(moment, canvas);
}

/// What bursts and trails have thrown into the air.
fn flying(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let ahead = (moment.blend - 1.0) * STEP_SECS;
    for mote in &moment.session.run.effects.motes {
        let part = mote.age_secs / mote.life_secs;
        let fade = (1.0 - part) * smooth_step(0.0, 0.08, part + 0.04);
        let radius = mote.radius * (1.1 - 0.6 * part);
        let at = mote.at + mote.velocity * ahead;
        canvas.mote(at, radius, mote.colour, fade, mote.glow);
    }
}

/// A point that drifts in a box about the camera, leaving on one side and entering on the other.
fn drifting(moment: &Moment<'_>, number: u32, speed: Vec3) -> Vec3 {
    let middle = moment.target + vec3(0.0, 1.8, -2.0);
    let part = |salt: u32, speed: f32, size: f32, middle: f32| {
        let place = scattered(number, salt) + (moment.secs * speed - middle) / size;
        middle + (fraction(place) - 0.5) * size
    };
    vec3(
        part(11, speed.x, 30.0, middle.x),
        part(12, speed.y, 8.0, middle.y),
        part(13, speed.z, 26.0, middle.z),
    )
}

/// Fireflies.
fn specks(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let glow = 0.5 + 1.3 * moment.palette.night;
    for number in 0..SPECKS {
        let own = scattered(number, 7) * TAU;
        let drift = vec3(0.16, 0.07, 0.1) * (1.0 + scattered(number, 8));
        let wander = vec3(
            sin(moment.secs * 0.8 + own),
            sin(moment.secs * 1.1 + own * 2.0) * 0.5,
            cos(moment.secs * 0.7 + own),
        );
        let at = drifting(moment, number, drift) + wander * 0.5;
        let blink = 0.5 + 0.5 * sin(moment.secs * 1.6 + own * 3.0);
        let radius = 0.035 + 0.03 * scattered(number, 9);
        let strength = 0.15 + 0.7 * blink * blink;
        canvas.mote(at, radius, moment.palette.motes, strength, glow);
    }
}

/// The soft light about embers, the sprite, and shades.
fn halos(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let run = &moment.session.run;
    for ember in run.embers.iter().filter(|ember| !ember.is_taken) {
        let at = moment.between(ember.before, ember.at);
        canvas.mote(at, 0.75, EMBER_LIGHT, 0.2, 0.8);
    }
    if run.out_steps == 0 {
        let at = moment
            .between(run.player.before, run.player.at)
            .raised(0.75);
        canvas.mote(at, 0.9, EMBER_LIGHT, 0.05 + 0.13 * run.player.flame, 0.8);
    }
    for shade in &run.shades {
        let at = moment.between(shade.before, shade.at).raised(0.2);
        canvas.mote(at, 1.0, [0.3, 0.12, 0.9], 0.14 * shade.presence(), 0.6);
    }
}

/// The edges of the lanterns' safe light.
fn rings(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let lanterns = &moment.session.run.beacons.lanterns;
    for lantern in lanterns.iter().filter(|lantern| lantern.is_lit) {
        let reach = LANTERN_LIGHT * smooth_step(0.0, 40.0, f32::from(lantern.lit_steps));
        for number in 0..RING_MOTES {
            let angle = number as f32 / RING_MOTES as f32 * TAU + moment.secs * 0.12;
            let lift = 0.25 + 0.15 * sin(moment.secs * 1.3 + number as f32 * 2.4);
            let at = lantern.at + vec3(cos(angle), 0.0, sin(angle)) * reach;
            canvas.mote(at.raised(lift), 0.06, [1.0, 0.6, 0.2], 0.5, 1.0);
        }
    }
}

/// Air that races along in a gust.
fn streaks(moment: &Moment<'_>, air: &Wind, canvas: &mut Canvas<'_>) {
    let run = &moment.session.run;
    let strength = wind::strength(air, run.steps);
    let along = vec3(air.push[0], 0.0, air.push[1]).direction();
    let aside = vec3(-along.z, 0.0, along.x);
    let reach = air.half[0] * along.x.abs() + air.half[1] * along.z.abs();
    let width = air.half[0] * aside.x.abs() + air.half[1] * aside.z.abs();
    let middle = run.ground.standing_point(air.at);
    for number in 0..STREAKS {
        let travel = fraction(scattered(number, 21) + moment.secs * 1.3);
        let spread = scattered(number, 22) * 2.0 - 1.0;
        let height = 0.4 + 1.4 * scattered(number, 23);
        let at = middle.raised(height)
            + along * ((travel * 2.0 - 1.0) * reach)
            + aside * (spread * width);
        let fade = sin(travel * PI) * (0.06 + 0.94 * strength);
        canvas.mote(at, 0.1, moment.palette.cloud, fade * 0.8, 0.8);
    }
}

/// Curtains of light far behind the islands.
fn aurora(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    for number in 0..AURORA_MOTES {
        let along = number as f32 / AURORA_MOTES as f32;
        let wave = sin(along * 9.0 + moment.secs * 0.25) * 9.0;
        let height = 16.0 + 6.0 * sin(along * 14.0 + moment.secs * 0.4);
        let at = moment.target + vec3((along - 0.5) * 150.0, height, -78.0 + wave);
        let part = 0.5 + 0.5 * sin(along * 11.0 + moment.secs * 0.3);
        let colour = [0.15 + 0.5 * part, 0.9 - 0.55 * part, 0.55 + 0.3 * part];
        canvas.mote(at, 9.0, colour, 0.16, 0.7);
    }
}

/// The light that stands over an awake brazier.
fn beam(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let gate = &moment.session.run.beacons.gate;
    if !gate.is_awake {
        return;
    }
    let rise = smooth_step(0.0, 90.0, f32::from(gate.awake_steps));
    for number in 0..BEAM_MOTES {
        let part = fraction(number as f32 / BEAM_MOTES as f32 + moment.secs * 0.07);
        let angle = scattered(number, 43) * TAU + moment.secs * 0.6;
        let spread = 0.34 * scattered(number, 44);
        let at = gate.at
            + vec3(
                cos(angle) * spread,
                1.6 + part * 17.0 * rise,
                sin(angle) * spread,
            );
        let fade = (1.0 - part) * smooth_step(0.0, 0.1, part);
        canvas.mote(at, 0.1 + 0.16 * (1.0 - part), EMBER_LIGHT, 0.7 * fade, 1.2);
    }
}

/// Sparks that leave the sprite towards where it should go.
fn guide(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let session = moment.session;
    let run = &session.run;
    if session.phase != Phase::Playing {
        return;
    }
    let Some(goal) = run.advised_goal() else {
        return;
    };
    let heart = moment.between(run.player.before, run.player.at).raised(0.6);
    let way = goal - heart;
    let (distance, direction) = (way.length(), way.direction());
    for number in 0..GUIDE_MOTES {
        let part = fraction(number as f32 / GUIDE_MOTES as f32 + moment.secs * 0.7);
        let ahead = 1.0 + part * 3.4;
        if ahead < distance - 1.0 {
            let at = heart + direction * ahead;
            canvas.mote(at, 0.07, [1.0, 0.62, 0.2], sin(part * PI), 1.6);
        }
    }
}

/// Leaves on the air.
fn leaves(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    for number in 0..LEAVES {
        let fall = vec3(0.7, -0.45, 0.25) * (0.7 + 0.6 * scattered(number, 32));
        let at = drifting(moment, number + 100, fall);
        let turn = moment.secs * (1.0 + scattered(number, 33)) + scattered(number, 31) * TAU;
        let pose = Pose::new(at, 0.7 + 0.5 * scattered(number, 34))
            .turned(turn)
            .leant(sin(turn * 1.7), cos(turn * 1.3));
        canvas.put(pose, Look::matt(moment.palette.leaves[number as usize % 2]));
    }
    canvas.draw(Mesh::Leaf);
}
