//! Everything that stands about and never changes while a level is played: land, walkways, trees, and what a walker
//! bumps into. It grows from the level's table with chance of its own, so a level looks the same for everybody.

mod planting;

use component::draw::Instance;

use crate::{
    ground::{Ground, Kind, Surface},
    level::{LEVELS, Landmark, LandmarkKind},
    math::{Vec3, heading, vec3},
    mesh::Mesh,
    palette::{PALETTES, Palette},
    pose::{Look, Pose},
    rng::Rng,
};

/// The most things standing in one level.
const MOST_PLACED: usize = 2400;
const MOST_SOLIDS: usize = 128;

/// A shape that stands somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub(crate) mesh: Mesh,
    pub(crate) at: Vec3,
    /// Nothing of it is farther from `at` than this, metres.
    pub(crate) reach: f32,
    pub(crate) instance: Instance,
}

/// A trunk or stem that nobody walks through.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Solid {
    at: Vec3,
    radius: f32,
}

/// A level's scenery, in the order of the shapes' numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scenery {
    pub(crate) placed: Vec<Placed>,
    solids: Vec<Solid>,
}

impl Scenery {
    pub(crate) fn new() -> Self {
        Self {
            placed: Vec::with_capacity(MOST_PLACED),
            solids: Vec::with_capacity(MOST_SOLIDS),
        }
    }

    pub(crate) fn load(&mut self, number: usize, ground: &Ground) {
        let (level, palette) = (LEVELS[number], &PALETTES[number]);
        let mut rng = Rng::new(0xe3b7 + number as u64);
        self.placed.clear();
        self.solids.clear();
        for surface in &ground.surfaces {
            self.lay(surface, palette, &mut rng);
        }
        for at in level.lanterns {
            self.solid(ground.standing_point(*at), 0.28);
        }
        self.solid(ground.standing_point(level.gate), 1.0);
        for landmark in level.landmarks {
            self.landmark(landmark, ground, palette);
        }
        planting::plant(self, level, ground, palette, &mut rng);
        planting::surround(self, ground, palette, &mut rng);
        self.placed.sort_unstable_by_key(|placed| placed.mesh);
    }

    /// `point`, moved out of whatever stands there.
    pub(crate) fn kept_out(&self, point: Vec3, radius: f32) -> Vec3 {
        let mut point = point;
        for solid in &self.solids {
            let off = (point - solid.at).flat();
            let reach = solid.radius + radius;
            let level = (point.y - solid.at.y).abs() < 2.0;
            let distance = off.length();
            if level && distance < reach && distance > 1e-4 {
                let out = solid.at + off * (reach / distance);
                point = out.with_y(point.y);
            }
        }
        point
    }

    fn add(&mut self, mesh: Mesh, pose: Pose, look: Look) {
        if self.placed.len() < MOST_PLACED {
            let size = pose.size;
            self.placed.push(Placed {
                mesh,
                at: pose.at,
                reach: size.x.max(size.y).max(size.z) * 1.5,
                instance: pose.instance(look),
            });
        }
    }

    fn solid(&mut self, at: Vec3, radius: f32) {
        if self.solids.len() < MOST_SOLIDS {
            self.solids.push(Solid { at, radius });
        }
    }

    /// The body of a surface that stands still.
    fn lay(&mut self, surface: &Surface, palette: &Palette, rng: &mut Rng) {
        let at = surface.at;
        let radius = surface.radius;
        match surface.kind {
            Kind::Isle => {
                let turn = rng.angle();
                self.isle(at, radius, turn, palette);
            }
            Kind::Stone => {
                let pose = Pose::new(at, radius).sized(radius, 1.0, radius);
                self.add(
                    Mesh::Stone,
                    pose.turned(rng.angle()),
                    Look::matt(palette.grass),
                );
            }
            Kind::Span(from, to) => self.walkway(from, to, radius, rng),
            Kind::Raft { .. } | Kind::Tile(_) => {}
        }
    }

    fn isle(&mut self, at: Vec3, radius: f32, turn: f32, palette: &Palette) {
        let top = Pose::new(at, radius)
            .sized(radius, 1.0, radius)
            .turned(turn);
        self.add(Mesh::IsleTop, top, Look::matt(palette.grass));
        let depth = (radius * 0.21).clamp(0.5, 1.25);
        let rock = Pose::new(at, radius)
            .sized(radius, depth, radius)
            .turned(turn);
        self.add(Mesh::IsleRock, rock, Look::matt(palette.rock));
    }

    fn walkway(&mut self, from: Vec3, to: Vec3, half_width: f32, rng: &mut Rng) {
        // The walkway reaches under both rims; its boards end at them.
        let reach = (to - from).flat().length();
        let (from, to) = (from.lerp(to, 0.5 / reach), to.lerp(from, 0.5 / reach));
        let along = to - from;
        let length = along.flat().length();
        let planks = (length / 0.46) as usize;
        let way = heading(along);
        let side = vec3(along.z, 0.0, -along.x).direction();
        let pitch = -libm::atan2f(along.y, length);
        for plank in 0..=planks {
            let part = plank as f32 / planks.max(1) as f32;
            let at = from.lerp(to, part) + side * rng.between(-0.06, 0.06);
            let pose = Pose::new(at.raised(0.02), 1.0)
                .sized(half_width * 2.0 + 0.24, 1.0, 1.0)
                .turned(way + rng.between(-0.05, 0.05))
                .leant(pitch, rng.between(-0.03, 0.03));
            self.add(Mesh::Plank, pose, Look::matt([1.0; 3]));
            if plank % 4 == 1 {
                for edge in [-1.0, 1.0] {
                    let foot = at + side * (edge * (half_width + 0.12));
                    let pose = Pose::new(foot, 1.0).turned(way);
                    self.add(Mesh::Post, pose, Look::matt([1.0; 3]));
                }
            }
        }
    }

    fn landmark(&mut self, landmark: &Landmark, ground: &Ground, palette: &Palette) {
        let at = ground.standing_point(landmark.at);
        let pose = Pose::new(at, landmark.size).turned(landmark.heading);
        let (mesh, look, radius) = match landmark.kind {
            LandmarkKind::Arch => (Mesh::Arch, Look::matt(palette.rock), None),
            LandmarkKind::Pillar => (Mesh::Pillar, Look::matt(palette.rock), Some(0.5)),
            LandmarkKind::Crystal => {
                let glow = 0.5 + palette.night;
                (
                    Mesh::Crystal,
                    Look::glowing(palette.crystal, glow),
                    Some(0.55),
                )
            }
            LandmarkKind::Pine => {
                let look = Look::matt(palette.leaves[1]).swaying(0.08);
                (Mesh::Pine, look, Some(0.3))
            }
            LandmarkKind::Tree => {
                let look = Look::matt(palette.leaves[0]).swaying(0.07);
                (Mesh::Tree, look, Some(0.32))
            }
        };
        self.add(mesh, pose, look);
        if let Some(radius) = radius {
            self.solid(at, radius * landmark.size);
        }
        if landmark.kind == LandmarkKind::Arch {
            let across = vec3(1.75 * landmark.size, 0.0, 0.0).turned(
                crate::math::sin(landmark.heading),
                crate::math::cos(landmark.heading),
            );
            self.solid(at + across, 0.5 * landmark.size);
            self.solid(at - across, 0.5 * landmark.size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_stays_within_its_numbers_and_keeps_its_paths_clear() {
        for (number, level) in LEVELS.iter().enumerate() {
            let mut ground = Ground::new();
            ground.load(level);
            let mut scenery = Scenery::new();
            scenery.load(number, &ground);
            let (placed, solids) = (scenery.placed.len(), scenery.solids.len());
            assert!(placed < 1600 && solids < 90, "{number}: {placed}, {solids}");
            assert_eq!(scenery.placed.capacity(), MOST_PLACED);
            for &[x, _, z] in level.embers {
                let at = ground.standing_point([x, z]);
                assert_eq!(
                    scenery.kept_out(at, 0.32),
                    at,
                    "{}: something stands where the ember at {x}, {z} is",
                    level.name
                );
            }
        }
    }

    #[test]
    fn nobody_walks_into_the_brazier() {
        let mut ground = Ground::new();
        ground.load(LEVELS[0]);
        let mut scenery = Scenery::new();
        scenery.load(0, &ground);
        let gate = ground.standing_point(LEVELS[0].gate);
        let kept = scenery.kept_out(gate + vec3(0.2, 0.0, 0.0), 0.3);
        assert!((kept - gate).length() > 1.2);
    }
}
