//! What moves: rafts, tiles, embers, lanterns' flames, the brazier, shades and the sprite.

mod shades;
mod sprite;

use super::{Moment, canvas::Canvas};
use crate::{
    ground::Kind,
    math::{Vec3, sin, smooth_step, vec3},
    mesh::Mesh,
    pose::{Look, Pose},
};

// Dark colours that glow strongly: what burns must not be whitened by its own light.
const FIRE: [f32; 3] = [0.3, 0.085, 0.012];
const FIRE_CORE: [f32; 3] = [0.3, 0.14, 0.032];
const FIRE_GLOW: f32 = 6.5;

pub(super) fn write(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    rafts(moment, canvas);
    tiles(moment, canvas);
    embers(moment, canvas);
    lanterns(moment, canvas);
    shades::write(moment, canvas);
    sprite::write(moment, canvas);
    flames(moment, canvas);
}

fn rafts(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    for surface in &moment.session.run.ground.surfaces {
        if !matches!(surface.kind, Kind::Raft { .. }) {
            continue;
        }
        let at = moment.between(surface.before, surface.at);
        let pulse = 0.5 + 0.2 * sin(moment.secs * 1.7 + at.x);
        let look = Look::glowing(
            moment.palette.runes,
            pulse * (0.3 + 0.5 * moment.palette.night),
        );
        let pose = Pose::new(at, 1.0).sized(surface.radius, 1.0, surface.radius);
        canvas.put(pose, look);
    }
    canvas.draw(Mesh::Raft);
}

fn tiles(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    for (surface, number) in moment.session.run.ground.surfaces.iter().zip(0_u8..) {
        if !matches!(surface.kind, Kind::Tile(_)) {
            continue;
        }
        let (drop, tremble) = surface.tile_motion();
        let shiver = |salt: f32| sin(moment.secs * 47.0 + salt) * tremble * 0.035;
        let at = surface.at + vec3(shiver(0.0), drop, shiver(2.0));
        let pose = Pose::new(at, 1.0)
            .sized(surface.radius, 1.0, surface.radius)
            .turned(f32::from(number) * 1.3)
            .leant(shiver(4.0) * 1.6 - drop * 0.03, shiver(5.0) * 1.6);
        canvas.put(pose, Look::matt(moment.palette.rock));
    }
    canvas.draw(Mesh::Tile);
}

fn embers(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    for (ember, number) in moment.session.run.embers.iter().zip(0_u8..) {
        if ember.is_taken {
            continue;
        }
        let own = f32::from(number) * 1.7;
        let bob = sin(moment.secs * 2.1 + own) * 0.12;
        let at = moment.between(ember.before, ember.at).raised(bob);
        let size = 0.66 + 0.05 * sin(moment.secs * 5.0 + own);
        let pose = Pose::new(at, size).turned(moment.secs * 1.4 + own);
        canvas.put(pose, Look::glowing(FIRE, FIRE_GLOW));
    }
    canvas.draw(Mesh::Ember);
}

fn lanterns(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let beacons = &moment.session.run.beacons;
    for lantern in &beacons.lanterns {
        canvas.put(Pose::new(lantern.at, 1.0), Look::matt([1.0; 3]));
    }
    canvas.draw(Mesh::Lantern);
    let brazier = Pose::new(beacons.gate.at, 1.0);
    canvas.put(brazier, Look::matt(moment.palette.rock));
    canvas.draw(Mesh::Brazier);
}

/// The flames of lanterns, the brazier and the sprite.
fn flames(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let beacons = &moment.session.run.beacons;
    for lantern in beacons.lanterns.iter().filter(|it| it.is_lit) {
        let rise = smooth_step(0.0, 30.0, f32::from(lantern.lit_steps));
        let leap = 1.0 + 0.1 * sin(moment.secs * 9.0 + lantern.at.x);
        let foot = lantern.at + vec3(0.5, 1.82, 0.0);
        let pose = Pose::new(foot, 1.0).sized(0.5 * rise, 0.42 * rise * leap, 0.5 * rise);
        canvas.put(pose, Look::glowing(FIRE_CORE, FIRE_GLOW));
    }
    let gate = &beacons.gate;
    if gate.is_lit {
        fire(moment, gate.at.raised(1.2), 1.9, canvas);
    } else if gate.is_awake {
        let size = 0.9 * smooth_step(0.0, 60.0, f32::from(gate.awake_steps));
        fire(moment, gate.at.raised(1.2), size, canvas);
    }
    sprite::flames(moment, canvas);
    canvas.draw(Mesh::Flame);
}

/// A fire of three tongues that leap each to its own time.
fn fire(moment: &Moment<'_>, foot: Vec3, size: f32, canvas: &mut Canvas<'_>) {
    let tongues = [
        (0.0, 0.0, 1.0, FIRE_CORE),
        (0.14, 2.1, 0.66, FIRE),
        (-0.13, 4.2, 0.58, FIRE),
    ];
    for (off, salt, part, colour) in tongues {
        let leap = 1.0 + 0.14 * sin(moment.secs * 11.0 + salt) + 0.08 * sin(moment.secs * 23.0);
        let wide = size * part * 0.9;
        let pose = Pose::new(foot + vec3(off, 0.0, off * 0.7) * size, 1.0)
            .sized(wide, size * part * leap, wide)
            .turned(moment.secs * 0.9 + salt)
            .leant(0.1 * sin(moment.secs * 6.0 + salt), 0.0);
        canvas.put(pose, Look::glowing(colour, FIRE_GLOW));
    }
}
