//! What moves: rafts, tiles, embers, lanterns' flames, the brazier, shades and the sprite.

mod shades;
mod sprite;

use component::draw::{self, Instance};

use super::{Moment, shadow_of};
use crate::{
    ground::{Kind, Surface},
    math::{Vec3, sin, smooth_step, vec3},
    mesh::Mesh,
    pose::{Look, Pose},
};

const FIRE: [f32; 3] = [1.0, 0.34, 0.05];
const FIRE_CORE: [f32; 3] = [1.0, 0.56, 0.16];

pub(super) fn write(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let run = &moment.session.run;
    write_mesh(
        commands,
        Mesh::Raft,
        run.ground.surfaces.iter().filter_map(|it| raft(moment, it)),
    );
    write_mesh(
        commands,
        Mesh::Tile,
        run.ground
            .surfaces
            .iter()
            .zip(0..)
            .filter_map(|(it, number)| tile(moment, it, number)),
    );
    lanterns(moment, commands);
    embers(moment, commands);
    shades::write(moment, commands);
    sprite::write(moment, commands);
    flames(moment, commands);
}

fn write_mesh(commands: &mut Vec<u8>, mesh: Mesh, instances: impl Iterator<Item = Instance>) {
    draw::instances(commands, mesh as u16, shadow_of(mesh), instances);
}

fn raft(moment: &Moment<'_>, surface: &Surface) -> Option<Instance> {
    let Kind::Raft { .. } = surface.kind else {
        return None;
    };
    let at = moment.between(surface.before, surface.at);
    let glow = 0.9 + 0.3 * sin(moment.secs * 1.7 + at.x);
    let pose = Pose::new(at, 1.0).sized(surface.radius, 1.0, surface.radius);
    let mut look = Look::matt(moment.palette.runes);
    look.glow = glow * (0.25 + 0.4 * moment.palette.night);
    Some(pose.instance(look))
}

fn tile(moment: &Moment<'_>, surface: &Surface, number: u32) -> Option<Instance> {
    let Kind::Tile(_) = surface.kind else {
        return None;
    };
    let (drop, tremble) = surface.tile_motion();
    let shiver = |salt: f32| sin(moment.secs * 47.0 + salt) * tremble * 0.035;
    let at = surface.at + vec3(shiver(0.0), drop, shiver(2.0));
    let pose = Pose::new(at, 1.0)
        .sized(surface.radius, 1.0, surface.radius)
        .turned(number as f32 * 1.3)
        .leant(shiver(4.0) * 1.6 - drop * 0.03, shiver(5.0) * 1.6);
    Some(pose.instance(Look::matt(moment.palette.rock)))
}

fn lanterns(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let beacons = &moment.session.run.beacons;
    let posts = beacons
        .lanterns
        .iter()
        .map(|lantern| Pose::new(lantern.at, 1.0).instance(Look::matt([1.0; 3])));
    write_mesh(commands, Mesh::Lantern, posts);
    let brazier = Pose::new(beacons.gate.at, 1.0).instance(Look::matt(moment.palette.rock));
    write_mesh(commands, Mesh::Brazier, core::iter::once(brazier));
}

fn embers(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let waiting = moment
        .session
        .run
        .embers
        .iter()
        .zip(0_u8..)
        .filter(|(ember, _)| !ember.is_taken);
    let instances = waiting.map(|(ember, number)| {
        let own = f32::from(number) * 1.7;
        let bob = sin(moment.secs * 2.1 + own) * 0.12;
        let at = moment.between(ember.before, ember.at).raised(bob);
        let size = 0.62 + 0.05 * sin(moment.secs * 5.0 + own);
        let pose = Pose::new(at, size).turned(moment.secs * 1.4 + own);
        pose.instance(Look::glowing(FIRE, 1.7))
    });
    write_mesh(commands, Mesh::Ember, instances);
}

/// A fire of three tongues that leap each to its own time.
fn fire(moment: &Moment<'_>, foot: Vec3, size: f32) -> [Instance; 3] {
    [(0.0, 0.0, 1.0), (0.14, 2.1, 0.66), (-0.13, 4.2, 0.58)].map(|(off, salt, part)| {
        let leap = 1.0 + 0.14 * sin(moment.secs * 11.0 + salt) + 0.08 * sin(moment.secs * 23.0);
        let at = foot + vec3(off * size, 0.0, off * 0.7 * size);
        let wide = size * part * 0.9;
        let pose = Pose::new(at, 1.0)
            .sized(wide, size * part * leap, wide)
            .turned(moment.secs * 0.9 + salt)
            .leant(0.1 * sin(moment.secs * 6.0 + salt), 0.0);
        pose.instance(Look::glowing(
            if off == 0.0 { FIRE_CORE } else { FIRE },
            2.4,
        ))
    })
}

/// The flames of lanterns, the brazier and the sprite.
fn flames(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let beacons = &moment.session.run.beacons;
    let lit = beacons.lanterns.iter().filter(|lantern| lantern.is_lit);
    let of_lanterns = lit.map(|lantern| {
        let rise = smooth_step(0.0, 30.0, f32::from(lantern.lit_steps));
        let leap = 1.0 + 0.1 * sin(moment.secs * 9.0 + lantern.at.x);
        let foot = lantern.at + vec3(0.5, 1.82, 0.0);
        let pose = Pose::new(foot, 1.0).sized(0.5 * rise, 0.42 * rise * leap, 0.5 * rise);
        pose.instance(Look::glowing(FIRE_CORE, 1.9))
    });
    let gate = &beacons.gate;
    let size = if gate.is_lit {
        1.9
    } else {
        0.9 * smooth_step(0.0, 60.0, f32::from(gate.awake_steps))
    };
    let of_gate = gate
        .is_awake
        .then(|| fire(moment, gate.at.raised(1.2), size))
        .into_iter()
        .flatten();
    let of_sprite = sprite::flames(moment);
    let all = of_lanterns.chain(of_gate).chain(of_sprite);
    write_mesh(commands, Mesh::Flame, all);
}
