//! Shades: a hooded lump, two arms and a ragged hem, with two eyes that burn when it hunts.

use crate::{
    draw::{Moment, canvas::Canvas},
    math::{TAU, Vec3, cos, mix, sin, vec3},
    mesh::Mesh,
    pose::{Look, Pose},
    shade::{Mood, Shade},
};

const BODY: [f32; 3] = [0.03, 0.017, 0.06];
const HEM: [f32; 3] = [0.10, 0.05, 0.22];
const CALM_EYES: [f32; 3] = [0.45, 0.7, 1.0];
const HUNTING_EYES: [f32; 3] = [1.0, 0.16, 0.08];
const HEM_PARTS: u8 = 6;

pub(super) fn write(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let seen = |shade: &&Shade| shade.presence() > 0.02;
    let shades = &moment.session.run.shades;
    for shade in shades.iter().filter(seen) {
        body(&Figure::new(moment, shade), canvas);
    }
    canvas.draw(Mesh::Blob);
    for shade in shades.iter().filter(seen) {
        eyes(&Figure::new(moment, shade), canvas);
    }
    canvas.draw(Mesh::Ember);
}

/// A shade as it stands at a moment.
struct Figure {
    at: Vec3,
    ahead: Vec3,
    aside: Vec3,
    /// How much of it there is, 0 to 1.
    whole: f32,
    phase: f32,
    hunts: bool,
}

impl Figure {
    fn new(moment: &Moment<'_>, shade: &Shade) -> Self {
        let hunts = shade.mood == Mood::Hunt;
        // It looks at the sprite when it hunts, along its wandering otherwise.
        let way = if hunts {
            moment.session.run.player.at - shade.at
        } else {
            shade.at - shade.before
        };
        let flat = way.flat().direction();
        let ahead = if flat == Vec3::ZERO {
            vec3(0.0, 0.0, 1.0)
        } else {
            flat
        };
        let bob = 0.12 * sin(shade.phase * 2.1);
        Self {
            at: moment.between(shade.before, shade.at).raised(0.1 + bob),
            ahead,
            aside: vec3(-ahead.z, 0.0, ahead.x),
            whole: shade.presence(),
            phase: shade.phase,
            hunts,
        }
    }
}

fn body(figure: &Figure, canvas: &mut Canvas<'_>) {
    let Figure {
        at,
        ahead,
        aside,
        whole,
        phase,
        hunts,
    } = *figure;
    let mut lump = |at: Vec3, wide: f32, high: f32, tint: [f32; 3]| {
        let pose = Pose::new(at, 1.0).sized(wide * whole, high * whole, wide * whole);
        canvas.put(pose, Look::glowing(tint, 0.35));
    };
    lump(at.raised(0.42) + ahead * 0.08, 0.42, 0.44, BODY);
    lump(at, 0.54, 0.62, BODY);
    lump(at.raised(0.88) - ahead * 0.1, 0.18, 0.36, BODY);
    let reach = if hunts { 0.6 } else { 0.2 };
    for side in [-1.0, 1.0] {
        let wave = 0.12 * sin(phase * 5.0 + side);
        let hand = at + aside * (side * 0.56) + ahead * reach + Vec3::UP * (0.1 + wave);
        lump(hand, 0.17, 0.15, HEM);
    }
    for part in 0..HEM_PARTS {
        let angle = f32::from(part) / f32::from(HEM_PARTS) * TAU + phase * 0.6;
        let flutter = 0.1 * sin(phase * 4.0 + f32::from(part) * 1.9);
        let out = vec3(cos(angle), 0.0, sin(angle)) * (0.36 + flutter * 0.5);
        let low = at + out - ahead * 0.12 + Vec3::UP * (-0.56 + flutter);
        lump(low, 0.18, 0.38, HEM);
    }
}

fn eyes(figure: &Figure, canvas: &mut Canvas<'_>) {
    let hunts = if figure.hunts { 1.0 } else { 0.0 };
    let look = Look::glowing(mix(CALM_EYES, HUNTING_EYES, hunts), 2.0 + hunts);
    for side in [-1.0, 1.0] {
        let eye = figure.at.raised(0.52) + figure.ahead * 0.43 + figure.aside * (side * 0.16);
        canvas.put(Pose::new(eye, 0.24 * figure.whole), look);
    }
}
