//! What can be stood on, as it is at one step: rafts glide, tiles give way. Absent on purpose: how it looks.

mod surface;

pub(crate) use surface::{Kind, Surface, Tile};

use crate::{
    hash::StateHash,
    level::{Level, Piece},
    math::{STEP_SECS, Vec3, vec3},
};

/// A surface under a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Footing {
    /// The surface's number.
    pub(crate) surface: u8,
    /// Its height there.
    pub(crate) height: f32,
}

/// All surfaces of a level.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ground {
    pub(crate) surfaces: Vec<Surface>,
}

impl Ground {
    pub(crate) fn new() -> Self {
        Self {
            surfaces: Vec::with_capacity(64),
        }
    }

    pub(crate) fn load(&mut self, level: &Level) {
        self.surfaces.clear();
        for piece in level.pieces {
            let surface = self.surface(level, piece);
            self.surfaces.push(surface);
        }
        self.step(0, None);
        for surface in &mut self.surfaces {
            surface.before = surface.at;
        }
    }

    fn surface(&self, level: &Level, piece: &Piece) -> Surface {
        let (kind, at, radius) = match *piece {
            Piece::Isle { at, radius } => (Kind::Isle, point(at), radius),
            Piece::Stone { at, radius } => (Kind::Stone, point(at), radius),
            Piece::Tile { at, radius } => (Kind::Tile(Tile::Whole), point(at), radius),
            Piece::Raft {
                from,
                to,
                radius,
                period_secs,
                phase,
            } => {
                let (from, to) = (point(from), point(to));
                let kind = Kind::Raft {
                    from,
                    to,
                    period_secs,
                    phase,
                };
                (kind, from, radius)
            }
            Piece::Span { from, to, width } => {
                let (from, to) = span_ends(level, from, to);
                (Kind::Span(from, to), from.lerp(to, 0.5), width * 0.5)
            }
        };
        Surface {
            kind,
            at,
            before: at,
            radius,
        }
    }

    /// Moves everything on to the level's step `steps`; `trodden` is the surface that is stood on.
    pub(crate) fn step(&mut self, steps: u32, trodden: Option<u8>) {
        for (number, surface) in self.surfaces.iter_mut().enumerate() {
            surface.before = surface.at;
            match &mut surface.kind {
                Kind::Raft {
                    from,
                    to,
                    period_secs,
                    phase,
                } => {
                    let secs = steps as f32 * STEP_SECS;
                    surface.at = from.lerp(*to, surface::glide(secs / *period_secs + *phase));
                }
                Kind::Tile(tile) => {
                    let stepped_on = trodden.is_some_and(|it| usize::from(it) == number);
                    *tile = tile.next(stepped_on);
                }
                Kind::Isle | Kind::Stone | Kind::Span(..) => {}
            }
        }
    }

    /// The highest surface under `point` whose height there lies within `low` to `high`.
    pub(crate) fn under(&self, point: Vec3, low: f32, high: f32) -> Option<Footing> {
        let mut best: Option<Footing> = None;
        for (surface, number) in self.surfaces.iter().zip(0..) {
            let Some(height) = surface.height_at(point) else {
                continue;
            };
            let higher = best.is_none_or(|found| height > found.height);
            if height >= low && height <= high && higher {
                best = Some(Footing {
                    surface: number,
                    height,
                });
            }
        }
        best
    }

    /// The point at `x`, `z` of the highest surface that stays in its place; at height nought where there is none.
    pub(crate) fn standing_point(&self, [x, z]: [f32; 2]) -> Vec3 {
        let point = vec3(x, 0.0, z);
        let heights = self
            .surfaces
            .iter()
            .filter(|surface| !matches!(surface.kind, Kind::Raft { .. }))
            .filter_map(|surface| surface.height_at(point));
        heights
            .reduce(f32::max)
            .map_or(point, |height| point.with_y(height))
    }

    /// The nearest point to stand on within `reach` metres sideways of `point`, between the heights `low` and `high`.
    pub(crate) fn nearest(&self, point: Vec3, reach: f32, low: f32, high: f32) -> Option<Vec3> {
        let mut best = None;
        let mut best_distance = reach;
        for surface in self.surfaces.iter().filter(|surface| surface.carries()) {
            let rim = surface.closest(point);
            let distance = (rim - point).flat().length();
            if distance < best_distance && rim.y >= low && rim.y <= high {
                best_distance = distance;
                best = Some(rim);
            }
        }
        best
    }

    /// `point`, moved out of any island whose flank it is inside of.
    pub(crate) fn pushed_out(&self, point: Vec3) -> Vec3 {
        let inside = self.surfaces.iter().find(|surface| {
            let depth = surface.at.y - point.y;
            surface.kind == Kind::Isle
                && (0.0..3.0).contains(&depth)
                && (point - surface.at).flat().length() < surface.radius
        });
        inside.map_or(point, |surface| {
            let out = (point - surface.at).flat().direction();
            (surface.at + out * surface.radius).with_y(point.y)
        })
    }

    /// How far a surface moved in the last step.
    pub(crate) fn carried(&self, surface: u8) -> Vec3 {
        self.surfaces
            .get(usize::from(surface))
            .map_or(Vec3::ZERO, |it| it.at - it.before)
    }

    /// Whether a surface will still be there later.
    pub(crate) fn is_lasting(&self, surface: u8) -> bool {
        self.surfaces
            .get(usize::from(surface))
            .is_some_and(|it| matches!(it.kind, Kind::Isle | Kind::Stone | Kind::Span(..)))
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self { surfaces } = self;
        hash.u64(surfaces.len() as u64);
        for surface in surfaces {
            surface.hash(hash);
        }
    }
}

fn point(at: [f32; 3]) -> Vec3 {
    vec3(at[0], at[1], at[2])
}

/// Where a span between two discs begins and ends: a little inside both rims.
fn span_ends(level: &Level, from: u8, to: u8) -> (Vec3, Vec3) {
    let disc = |number: u8| match level.pieces[usize::from(number)] {
        Piece::Isle { at, radius }
        | Piece::Stone { at, radius }
        | Piece::Tile { at, radius }
        | Piece::Raft {
            from: at, radius, ..
        } => (point(at), radius),
        Piece::Span { .. } => (Vec3::ZERO, 1.0),
    };
    let ((a, a_radius), (b, b_radius)) = (disc(from), disc(to));
    let length = (b - a).flat().length().max(0.1);
    let inset = |radius: f32| ((radius - 0.6) / length).clamp(0.0, 0.5);
    // The walkway meets each rim at the island's own height, so that there is no step.
    (
        a.lerp(b, inset(a_radius)).with_y(a.y),
        b.lerp(a, inset(b_radius)).with_y(b.y),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::LEVELS;

    fn loaded(level: usize) -> Ground {
        let mut ground = Ground::new();
        ground.load(LEVELS[level]);
        ground
    }

    #[test]
    fn an_island_carries_to_its_rim_and_not_past() {
        let ground = loaded(0);
        let on = |x| ground.under(vec3(x, 0.0, 0.0), -0.5, 0.5).is_some();
        assert!(on(-6.9) && on(-7.1));
        assert!(!on(-7.4));
    }

    #[test]
    fn a_raft_rests_at_both_ends_of_its_way() {
        let mut ground = loaded(2);
        let Kind::Raft {
            from,
            to,
            period_secs,
            ..
        } = ground.surfaces[1].kind
        else {
            panic!("piece 1 is a raft");
        };
        let start = ground.surfaces[1].at;
        ground.step((period_secs * 30.0) as u32, None);
        assert_eq!((start, ground.surfaces[1].at), (from, to));
    }

    #[test]
    fn a_tile_falls_after_it_is_trodden_and_comes_back() {
        let mut ground = loaded(4);
        let over = vec3(0.0, 0.0, -6.3);
        let mut gone = 0;
        for step in 0..600 {
            ground.step(step, (step == 0).then_some(1));
            gone += u32::from(ground.under(over, -0.5, 0.5).is_none());
        }
        assert_eq!(gone, u32::from(surface::TILE_GONE_STEPS) + 1);
    }

    #[test]
    fn a_span_is_level_with_both_of_its_islands() {
        let ground = loaded(0);
        let Kind::Span(from, to) = ground.surfaces[2].kind else {
            panic!("piece 2 is a span");
        };
        assert_eq!(
            (from.y, to.y),
            (ground.surfaces[0].at.y, ground.surfaces[1].at.y)
        );
    }
}
