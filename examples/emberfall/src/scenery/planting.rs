//! Trees, grass and stones on the islands, and the far islands and rocks around them.

use super::Scenery;
use crate::{
    ground::{Ground, Kind, Surface},
    level::{Level, WATER_HEIGHT},
    math::{Vec3, cos, mix, sin, vec3},
    mesh::Mesh,
    palette::Palette,
    pose::{Look, Pose},
    rng::Rng,
};

/// Plants what grows on the level's islands, away from everything that matters to play.
pub(super) fn plant(
    scenery: &mut Scenery,
    level: &Level,
    ground: &Ground,
    palette: &Palette,
    rng: &mut Rng,
) {
    for isle in &ground.surfaces {
        if isle.kind != Kind::Isle {
            continue;
        }
        let mut garden = Garden {
            level,
            ground,
            isle,
            palette,
        };
        garden.trees(scenery, rng);
        garden.undergrowth(scenery, rng);
        garden.grass(scenery, rng);
    }
}

/// One island being planted.
struct Garden<'a> {
    level: &'a Level,
    ground: &'a Ground,
    isle: &'a Surface,
    palette: &'a Palette,
}

impl Garden<'_> {
    /// A point between two parts of the island's radius; `back` keeps it in the half away from the screen.
    fn spot(&self, rng: &mut Rng, inner: f32, outer: f32, back: bool) -> Vec3 {
        let angle = if back {
            rng.between(0.12, 3.02)
        } else {
            rng.angle()
        };
        let reach = self.isle.radius * rng.between(inner, outer);
        self.isle.at + vec3(cos(angle), 0.0, -sin(angle)) * reach
    }

    /// Whether `point` is at least `room` metres from everything that is used.
    fn is_free(&self, scenery: &Scenery, point: Vec3, room: f32) -> bool {
        let far =
            |[x, z]: [f32; 2], extra: f32| (point - vec3(x, 0.0, z)).flat().length() > room + extra;
        let level = self.level;
        far(level.start, 0.8)
            && far(level.gate, 1.6)
            && level.lanterns.iter().all(|&at| far(at, 0.4))
            && level.embers.iter().all(|&[x, _, z]| far([x, z], 0.3))
            && level.landmarks.iter().all(|it| far(it.at, 0.7 * it.size))
            && !self.leads_away(point, room)
            && scenery
                .solids
                .iter()
                .all(|solid| (point - solid.at).flat().length() > solid.radius + room * 0.7)
    }

    /// Whether a way off the island begins at `point`.
    fn leads_away(&self, point: Vec3, room: f32) -> bool {
        self.ground.surfaces.iter().any(|other| {
            let (near, reach) = match other.kind {
                Kind::Span(from, to) => {
                    let near = if (from - point).length() < (to - point).length() {
                        from
                    } else {
                        to
                    };
                    (near, other.radius + 0.8)
                }
                Kind::Raft { from, to, .. } => {
                    let near = if (from - point).length() < (to - point).length() {
                        from
                    } else {
                        to
                    };
                    (near, other.radius + 0.9)
                }
                _ if other.at == self.isle.at => return false,
                // The rim that faces a neighbour across a gap is where one lands.
                _ => (other.at, other.radius + 3.6),
            };
            (near - point).flat().length() < reach + room
        })
    }

    fn trees(&mut self, scenery: &mut Scenery, rng: &mut Rng) {
        let wanted = (self.isle.radius * 0.9) as usize;
        let mut planted = 0;
        for _ in 0..wanted * 8 {
            if planted == wanted {
                return;
            }
            let spot = self.spot(rng, 0.62, 0.9, true);
            if !self.is_free(scenery, spot, 1.0) {
                continue;
            }
            planted += 1;
            let is_pine = rng.unit() < 0.55;
            let size = rng.between(0.75, 1.2);
            let turn = rng.angle();
            let [first, second] = self.palette.leaves;
            let (mesh, leaf) = if is_pine {
                (Mesh::Pine, mix(second, first, rng.between(0.0, 0.3)))
            } else {
                (Mesh::Tree, mix(first, second, rng.between(0.0, 0.35)))
            };
            let look = Look::matt(leaf).swaying(0.07);
            scenery.add(mesh, Pose::new(spot, size).turned(turn), look);
            scenery.solid(spot, 0.28 * size);
        }
    }

    fn undergrowth(&mut self, scenery: &mut Scenery, rng: &mut Rng) {
        let tries = (self.isle.radius * 3.2) as usize;
        for _ in 0..tries {
            let spot = self.spot(rng, 0.45, 0.93, false);
            if !self.is_free(scenery, spot, 0.35) {
                continue;
            }
            let turn = rng.angle();
            let (mesh, size, look) = match rng.next() % 5 {
                0 | 1 => (
                    Mesh::Bush,
                    rng.between(0.7, 1.15),
                    Look::matt(mix(self.palette.grass, self.palette.leaves[1], 0.5)).swaying(0.03),
                ),
                2 | 3 => (
                    Mesh::Boulder,
                    rng.between(0.45, 1.0),
                    Look::matt(self.palette.rock),
                ),
                _ => (
                    Mesh::Mushroom,
                    rng.between(0.9, 1.5),
                    Look::glowing(self.palette.flowers, 0.25 + 1.2 * self.palette.night),
                ),
            };
            scenery.add(mesh, Pose::new(spot, size).turned(turn), look);
        }
    }

    fn grass(&mut self, scenery: &mut Scenery, rng: &mut Rng) {
        let radius = self.isle.radius;
        let tufts = (radius * radius * 1.9) as usize;
        for _ in 0..tufts {
            let spot = self.spot(rng, 0.12, 0.97, false);
            let size = rng.between(0.7, 1.35);
            let turn = rng.angle();
            let shade = mix(
                self.palette.grass,
                self.palette.leaves[1],
                rng.between(0.0, 0.6),
            );
            let look = Look::matt(shade).swaying(0.06);
            scenery.add(Mesh::Grass, Pose::new(spot, size).turned(turn), look);
        }
    }
}

/// The box around all of a level's ground: least and greatest x and z.
pub(crate) fn bounds(ground: &Ground) -> [f32; 4] {
    let mut bounds = [f32::MAX, f32::MIN, f32::MAX, f32::MIN];
    for surface in &ground.surfaces {
        let (at, radius) = (surface.at, surface.radius);
        bounds[0] = bounds[0].min(at.x - radius);
        bounds[1] = bounds[1].max(at.x + radius);
        bounds[2] = bounds[2].min(at.z - radius);
        bounds[3] = bounds[3].max(at.z + radius);
    }
    bounds
}

/// Far islands and rocks in the water, all outside of where anybody walks.
pub(super) fn surround(scenery: &mut Scenery, ground: &Ground, palette: &Palette, rng: &mut Rng) {
    let [left, right, far, near] = bounds(ground);
    for number in 0..22 {
        let spot = vec3(
            rng.between(left - 46.0, right + 46.0),
            0.0,
            rng.between(far - 60.0, near + 4.0),
        );
        let radius = rng.between(1.6, 5.2);
        let turn = rng.angle();
        let height = rng.between(-2.6, 2.0) - radius * 0.2;
        let beside = spot.x < left - 9.0 || spot.x > right + 9.0 || spot.z < far - 10.0;
        if !beside {
            continue;
        }
        let at = spot.with_y(height);
        scenery.isle(at, radius, turn, palette);
        let trees = 1 + number % 3;
        for _ in 0..trees {
            let off = vec3(rng.between(-0.6, 0.6), 0.0, rng.between(-0.6, 0.6)) * radius;
            let leaf = palette.leaves[rng.next() as usize % 2];
            let mesh = if rng.unit() < 0.6 {
                Mesh::Pine
            } else {
                Mesh::Tree
            };
            let pose = Pose::new(at + off, rng.between(0.7, 1.3)).turned(rng.angle());
            scenery.add(mesh, pose, Look::matt(leaf));
        }
    }
    rocks(scenery, [left, right, far, near], palette, rng);
}

fn rocks(scenery: &mut Scenery, bounds: [f32; 4], palette: &Palette, rng: &mut Rng) {
    let [left, right, far, near] = bounds;
    for _ in 0..34 {
        let at = vec3(
            rng.between(left - 26.0, right + 26.0),
            WATER_HEIGHT - 0.2,
            rng.between(far - 30.0, near + 10.0),
        );
        let size = rng.between(1.0, 3.4);
        let pose = Pose::new(at, size)
            .sized(size, size * rng.between(0.7, 1.7), size)
            .turned(rng.angle());
        scenery.add(
            Mesh::Boulder,
            pose,
            Look::matt(mix(palette.rock, palette.water, 0.4)),
        );
    }
}
