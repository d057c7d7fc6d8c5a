//! What was built here once: walkways, rafts, slabs, pillars and arches, in metres.

use super::builder::{Builder, Paint, solid, tinted};
use crate::math::{PI, Vec3, cos, sin, vec3};

const WOOD: u32 = 0x9a_7350;
pub(super) const DARK_WOOD: u32 = 0x6a_4c38;
const STONE: u32 = 0xa8_9a90;
pub(super) const DARK_STONE: u32 = 0x77_6c6c;

pub(super) const fn carved() -> Paint {
    tinted(STONE, 0.35)
}

/// A board across a walkway: a unit long in x, 0.42 wide in z.
pub(super) fn plank(builder: &mut Builder) {
    builder.speckle = 0.14;
    let half = vec3(0.5, 0.06, 0.2);
    builder.block(vec3(0.0, -0.06, 0.0), half, 0.97, solid(WOOD));
}

/// A post beside a walkway, with a knob.
pub(super) fn post(builder: &mut Builder) {
    builder.block(
        vec3(0.0, 0.15, 0.0),
        vec3(0.09, 0.45, 0.09),
        0.8,
        solid(DARK_WOOD),
    );
    builder.lump(
        vec3(0.0, 0.66, 0.0),
        vec3(0.11, 0.1, 0.11),
        (4, 6),
        0.03,
        const { [solid(WOOD); 2] },
    );
}

/// A gliding stone, a unit wide: a carved disc with a ring that takes the tint, on a hanging keel.
pub(super) fn raft(builder: &mut Builder) {
    builder.speckle = 0.06;
    let sides = 16;
    const TOP: &[(f32, f32)] = &[
        (0.0, 0.0),
        (0.5, 0.0),
        (0.66, 0.02),
        (0.74, 0.02),
        (0.98, 0.0),
        (1.03, -0.08),
        (0.98, -0.3),
    ];
    builder.lathe(
        Vec3::ZERO,
        TOP,
        sides,
        0.0,
        const {
            &[
                solid(STONE),
                solid(DARK_STONE),
                tinted(0xff_ffff, 1.0),
                solid(STONE),
                solid(DARK_STONE),
            ]
        },
    );
    const KEEL: &[(f32, f32)] = &[
        (0.98, -0.3),
        (0.72, -0.42),
        (0.66, -0.72),
        (0.3, -1.0),
        (0.0, -1.5),
    ];
    builder.lathe(
        Vec3::ZERO,
        KEEL,
        sides,
        0.03,
        const {
            &[
                solid(DARK_STONE),
                solid(STONE),
                solid(DARK_STONE),
                solid(0x58_4e52),
            ]
        },
    );
}

/// A cracked slab with six sides, a unit wide.
pub(super) fn tile(builder: &mut Builder) {
    builder.speckle = 0.16;
    for piece in 0..6 {
        let angle = |corner: usize| (piece + corner) as f32 * PI / 3.0 + 0.2;
        let rim = |corner: usize, reach: f32, height: f32| {
            vec3(
                cos(angle(corner)) * reach,
                height,
                -sin(angle(corner)) * reach,
            )
        };
        let lift = builder.rng.between(-0.03, 0.02);
        // The pieces lie apart, so that the cracks show.
        let off = vec3(cos(angle(0) + PI / 6.0), 0.0, -sin(angle(0) + PI / 6.0)) * 0.025;
        let deep = -builder.rng.between(0.3, 0.55);
        let top = [
            off.raised(lift),
            off + rim(0, 1.02, lift - 0.01),
            off + rim(1, 1.02, lift - 0.01),
        ];
        let low = [
            off.raised(deep * 1.5),
            off + rim(0, 0.8, deep),
            off + rim(1, 0.8, deep),
        ];
        builder.triangle(top[0], top[1], top[2], tinted(0xb8_a48c, 0.3));
        builder.quad([top[1], low[1], low[2], top[2]], tinted(0x86_7668, 0.3));
        builder.quad([top[0], low[0], low[1], top[1]], tinted(0x6a_5c54, 0.3));
        builder.quad([top[2], low[2], low[0], top[0]], tinted(0x6a_5c54, 0.3));
        builder.triangle(low[0], low[2], low[1], tinted(0x5a_5050, 0.3));
    }
}

/// A broken pillar, two and a half metres high.
pub(super) fn pillar(builder: &mut Builder) {
    builder.speckle = 0.08;
    const BASE: &[(f32, f32)] = &[(0.5, 0.22), (0.56, 0.18), (0.56, -0.1)];
    builder.lathe(Vec3::ZERO, BASE, 8, 0.02, const { &[carved()] });
    const DRUM: &[(f32, f32)] = &[
        (0.0, 2.3),
        (0.34, 2.42),
        (0.37, 1.6),
        (0.4, 0.7),
        (0.42, 0.2),
    ];
    builder.lathe(
        Vec3::ZERO,
        DRUM,
        8,
        0.07,
        const { &[tinted(0x8a_9a6a, 0.4), carved()] },
    );
    let fallen = vec3(0.75, 0.16, 0.3);
    builder.lump(
        fallen,
        vec3(0.26, 0.2, 0.24),
        (4, 6),
        0.14,
        const { [carved(); 2] },
    );
}

/// An arch of stones, four metres wide within, across x.
pub(super) fn arch(builder: &mut Builder) {
    builder.speckle = 0.1;
    for side in [-1.0, 1.0] {
        for (course, width) in [(0.0, 0.5), (1.0, 0.44), (2.0, 0.42)] {
            let middle = vec3(side * 1.75, 0.3 + course * 0.66, 0.0);
            builder.block(middle, vec3(width, 0.32, 0.44), 0.96, carved());
        }
    }
    // Wedges along a half circle over the two feet.
    let stones = 9;
    for stone in 0..stones {
        let from = PI * stone as f32 / stones as f32;
        let to = PI * (stone as f32 + 0.94) / stones as f32;
        let at = |angle: f32, reach: f32, z: f32| {
            vec3(cos(angle) * reach, 1.95 + sin(angle) * reach * 0.86, z)
        };
        let near: Vec<Vec3> = [(to, 2.12), (from, 2.12), (from, 1.4), (to, 1.4)]
            .iter()
            .map(|&(angle, reach)| at(angle, reach, 0.4))
            .collect();
        let far: Vec<Vec3> = near
            .iter()
            .map(|point| vec3(point.x, point.y, -0.4))
            .collect();
        let key = if stone == stones / 2 {
            tinted(0xff_e2a8, 0.1)
        } else {
            carved()
        };
        builder.quad([near[0], near[3], near[2], near[1]], key);
        builder.quad([far[0], far[1], far[2], far[3]], key);
        for corner in 0..4 {
            let next = (corner + 1) % 4;
            let face = [near[corner], near[next], far[next], far[corner]];
            builder.quad(face, key);
        }
    }
}
