//! Shades: a hooded lump, two arms and a ragged hem, with two eyes that burn when it hunts.

use component::draw::{self, Instance, flag};

use super::shadow_of;
use crate::{
    draw::Moment,
    math::{TAU, Vec3, cos, mix, sin, vec3},
    mesh::Mesh,
    pose::{Look, Pose},
    shade::{Mood, Shade},
};

const BODY: [f32; 3] = [0.022, 0.012, 0.045];
const HEM: [f32; 3] = [0.05, 0.025, 0.11];
const CALM_EYES: [f32; 3] = [0.55, 0.75, 1.0];
const HUNTING_EYES: [f32; 3] = [1.0, 0.22, 0.12];
const HEM_PARTS: u8 = 6;

pub(super) fn write(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let seen = || {
        moment
            .session
            .run
            .shades
            .iter()
            .filter(|shade| shade.presence() > 0.02)
    };
    draw::instances(
        commands,
        Mesh::Blob as u16,
        flag::SHADOW,
        seen().flat_map(|shade| parts(moment, shade)),
    );
    draw::instances(
        commands,
        Mesh::Ember as u16,
        shadow_of(Mesh::Ember),
        seen().flat_map(|shade| eyes(moment, shade)),
    );
}

/// Where it looks: at the sprite when it hunts, along its wandering otherwise.
fn facing(moment: &Moment<'_>, shade: &Shade) -> Vec3 {
    let way = match shade.mood {
        Mood::Hunt => moment.session.run.player.at - shade.at,
        _ => shade.at - shade.before,
    };
    let flat = way.flat().direction();
    if flat == Vec3::ZERO {
        vec3(0.0, 0.0, 1.0)
    } else {
        flat
    }
}

fn middle(moment: &Moment<'_>, shade: &Shade) -> Vec3 {
    let bob = 0.12 * sin(shade.phase * 2.1);
    moment.between(shade.before, shade.at).raised(0.1 + bob)
}

fn lump(at: Vec3, size: Vec3, tint: [f32; 3]) -> Instance {
    let mut look = Look::glowing(tint, 0.0);
    look.roughness = 0.8;
    Pose::new(at, 1.0)
        .sized(size.x, size.y, size.z)
        .instance(look)
}

fn parts(moment: &Moment<'_>, shade: &Shade) -> impl Iterator<Item = Instance> {
    let at = middle(moment, shade);
    let whole = shade.presence();
    let ahead = facing(moment, shade);
    let aside = vec3(-ahead.z, 0.0, ahead.x);
    let reach = if shade.mood == Mood::Hunt { 0.55 } else { 0.2 };
    let phase = shade.phase;
    let round = |x: f32, y: f32| vec3(x, y, x) * whole;
    let trunk = [
        lump(at.raised(0.42) + ahead * 0.08, round(0.4, 0.42), BODY),
        lump(at, round(0.52, 0.6), BODY),
        lump(at.raised(0.86) - ahead * 0.1, round(0.17, 0.34), BODY),
    ];
    let arms = [-1.0, 1.0].map(|side| {
        let wave = 0.12 * sin(phase * 5.0 + side);
        let hand = at + aside * (side * 0.56) + ahead * reach + Vec3::UP * (0.1 + wave);
        lump(hand, round(0.17, 0.15), HEM)
    });
    let hem = (0..HEM_PARTS).map(move |part| {
        let angle = f32::from(part) / f32::from(HEM_PARTS) * TAU + phase * 0.6;
        let flutter = 0.1 * sin(phase * 4.0 + f32::from(part) * 1.9);
        let out = vec3(cos(angle), 0.0, sin(angle)) * (0.36 + flutter * 0.5);
        let low = at + out - ahead * 0.12 + Vec3::UP * (-0.56 + flutter);
        lump(low, vec3(0.17, 0.36, 0.17) * whole, HEM)
    });
    trunk.into_iter().chain(arms).chain(hem)
}

fn eyes(moment: &Moment<'_>, shade: &Shade) -> [Instance; 2] {
    let at = middle(moment, shade).raised(0.5);
    let ahead = facing(moment, shade);
    let aside = vec3(-ahead.z, 0.0, ahead.x);
    let hunts = if shade.mood == Mood::Hunt { 1.0 } else { 0.0 };
    let colour = mix(CALM_EYES, HUNTING_EYES, hunts);
    [-1.0, 1.0].map(|side| {
        let eye = at + ahead * 0.42 + aside * (side * 0.15);
        let size = 0.2 * shade.presence();
        Pose::new(eye, 1.0)
            .sized(size, size * 0.9, size)
            .instance(Look::glowing(colour, 2.2 + hunts))
    })
}
