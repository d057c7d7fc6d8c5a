//! One thing to stand on: its shape, and how rafts glide and tiles give way.

use crate::{
    hash::StateHash,
    math::{STEP_SECS, TAU, Vec3, cos},
};

/// A walker is still carried this far past an edge, metres.
const EDGE_GRACE: f32 = 0.2;
/// From the first step on a tile until it falls.
const TILE_HOLDS_STEPS: u16 = 50;
/// From a tile's fall until it is back.
pub(super) const TILE_GONE_STEPS: u16 = 210;
/// A tile that comes back rises for this long before it carries.
const TILE_RISES_STEPS: u16 = 40;

/// How a surface behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Isle,
    Stone,
    /// From the first point to the second.
    Span(Vec3, Vec3),
    Raft {
        from: Vec3,
        to: Vec3,
        period_secs: f32,
        phase: f32,
    },
    Tile(Tile),
}

/// What a tile is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tile {
    Whole,
    /// Steps until it falls.
    Cracking(u16),
    /// Steps until it is whole.
    Gone(u16),
}

/// A disc, or for a span a straight walkway.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Surface {
    pub(crate) kind: Kind,
    /// The middle of its top.
    pub(crate) at: Vec3,
    /// The middle a step ago.
    pub(crate) before: Vec3,
    /// A span's half width, every other's radius.
    pub(crate) radius: f32,
}

impl Surface {
    pub(crate) fn carries(&self) -> bool {
        !matches!(self.kind, Kind::Tile(Tile::Gone(_)))
    }

    pub(super) fn height_at(&self, point: Vec3) -> Option<f32> {
        let reach = self.radius + EDGE_GRACE;
        let inner = self.closest_inner(point);
        let off = (point - inner).flat();
        (self.carries() && off.dot(off) <= reach * reach).then_some(inner.y)
    }

    /// The nearest point of the line a span runs along, or a disc's middle.
    pub(crate) fn closest_inner(&self, point: Vec3) -> Vec3 {
        let Kind::Span(from, to) = self.kind else {
            return self.at;
        };
        let along = (to - from).flat();
        let part = (point - from).flat().dot(along) / along.dot(along).max(1e-6);
        from.lerp(to, part.clamp(0.0, 1.0))
    }

    /// The nearest point that is safely on it.
    pub(crate) fn closest(&self, point: Vec3) -> Vec3 {
        let inner = self.closest_inner(point);
        let out = (point - inner).flat().limited((self.radius - 0.1).max(0.0));
        inner + out
    }

    /// A tile's height against its resting place as it falls and rises, metres, and how much it trembles (0 to 1).
    pub(crate) fn tile_motion(&self) -> (f32, f32) {
        match self.kind {
            Kind::Tile(Tile::Cracking(left)) => {
                let shake = 1.0 - f32::from(left) / f32::from(TILE_HOLDS_STEPS);
                (-0.06 * shake, shake)
            }
            Kind::Tile(Tile::Gone(left)) if left <= TILE_RISES_STEPS => {
                let part = f32::from(left) / f32::from(TILE_RISES_STEPS);
                (-4.0 * part * part, 0.0)
            }
            Kind::Tile(Tile::Gone(left)) => {
                let secs = f32::from(TILE_GONE_STEPS - left) * STEP_SECS;
                (-9.0 * secs * secs - 0.06, 0.4)
            }
            _ => (0.0, 0.0),
        }
    }

    pub(super) fn hash(&self, hash: &mut StateHash) {
        // The kind and radius are the level's; only the tile's state within the kind changes.
        let Self {
            kind,
            at,
            before,
            radius,
        } = self;
        hash.vec3(*at);
        hash.vec3(*before);
        hash.f32(*radius);
        if let Kind::Tile(tile) = kind {
            hash.u32(match tile {
                Tile::Whole => 0,
                Tile::Cracking(left) => 1 << 16 | u32::from(*left),
                Tile::Gone(left) => 2 << 16 | u32::from(*left),
            });
        }
    }
}

impl Tile {
    pub(super) fn next(self, stepped_on: bool) -> Self {
        match self {
            Self::Whole if stepped_on => Self::Cracking(TILE_HOLDS_STEPS),
            Self::Whole | Self::Gone(0) => Self::Whole,
            Self::Cracking(0) => Self::Gone(TILE_GONE_STEPS),
            Self::Cracking(left) => Self::Cracking(left - 1),
            Self::Gone(left) => Self::Gone(left - 1),
        }
    }
}

/// A raft's part of its way at a part of its period; it rests at both ends so that one can step across.
pub(super) fn glide(periods: f32) -> f32 {
    (0.5 - 0.66 * cos(periods * TAU)).clamp(0.0, 1.0)
}
