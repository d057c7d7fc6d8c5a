//! Islands, stones, crystals and the water. Islands are a unit wide; their height is in metres.

use component::draw::Vertex;

use super::builder::{Builder, Paint, solid, tinted};
use crate::math::{TAU, Vec3, cos, mix, sin, vec3};

const ISLE_SIDES: usize = 40;

/// How far the rim stands out at a side; the same for grass and rock, which are two shapes.
fn rim(side: usize) -> f32 {
    let angle = side as f32 / ISLE_SIDES as f32 * TAU;
    1.035 + 0.022 * sin(angle * 3.0 + 0.6) + 0.016 * sin(angle * 7.0 + 2.0)
}

fn rim_ring(builder: &mut Builder, radius: f32, height: f32, jag: f32) -> Vec<Vec3> {
    (0..ISLE_SIDES)
        .map(|side| {
            let angle = side as f32 / ISLE_SIDES as f32 * TAU;
            let out = rim(side) * radius;
            let low = height - builder.rng.unit() * jag;
            vec3(cos(angle) * out, low, -sin(angle) * out)
        })
        .collect()
}

/// The green of a point on an island: patches of lighter and darker grass.
fn meadow(point: Vec3) -> Paint {
    let patch = sin(point.x * 4.3 + 1.0) * sin(point.z * 5.1 - 0.4)
        + 0.6 * sin(point.x * 9.7 - point.z * 8.3);
    let light = crate::palette::rgb(0xc4_d878);
    let dark = crate::palette::rgb(0x4a_7438);
    Paint {
        colour: mix(dark, light, (0.5 + 0.4 * patch).clamp(0.0, 1.0)),
        tint: 0.5,
    }
}

/// The meadow and its overhanging edge.
pub(super) fn isle_top(builder: &mut Builder) {
    builder.speckle = 0.05;
    let mut rings = vec![vec![vec3(0.0, 0.03, 0.0)]];
    for (radius, sides) in [(0.2, 7), (0.42, 14), (0.63, 22), (0.83, 30)] {
        let mut ring = builder.ring(Vec3::ZERO, radius, sides, 0.08);
        for point in &mut ring {
            point.y = builder.rng.between(-0.01, 0.045);
        }
        rings.push(ring);
    }
    let rim = rim_ring(builder, 1.0, -0.03, 0.06);
    rings.push(rim.clone());
    for pair in rings.windows(2) {
        meadow_between(builder, &pair[0], &pair[1]);
    }
    let edge = rim_ring(builder, 1.015, -0.22, 0.1);
    let fringe = rim_ring(builder, 0.985, -0.42, 0.55);
    builder.skin(
        &[rim, edge, fringe],
        const { &[tinted(0x6f_9a48, 0.5), tinted(0x47_6a34, 0.5)] },
    );
}

/// Fills the band between two rings of different numbers of points with triangles of like size.
fn meadow_between(builder: &mut Builder, inner: &[Vec3], outer: &[Vec3]) {
    let (mut i, mut o) = (0, 0);
    while i < inner.len() || o < outer.len() {
        let at_i = inner[i % inner.len()];
        let at_o = outer[o % outer.len()];
        // The ring that lags behind goes on.
        let inner_part = (i as f32 + 0.5) / inner.len() as f32;
        let outer_part = (o as f32 + 0.5) / outer.len() as f32;
        let next = if outer_part <= inner_part || i == inner.len() {
            o += 1;
            outer[o % outer.len()]
        } else {
            i += 1;
            inner[i % inner.len()]
        };
        let middle = (at_i + at_o + next) * 0.333;
        builder.triangle(at_i, at_o, next, meadow(middle));
    }
}

/// The rock below: it tapers to a few hanging points.
pub(super) fn isle_rock(builder: &mut Builder) {
    builder.speckle = 0.14;
    let mut rings = vec![rim_ring(builder, 0.975, -0.2, 0.0)];
    for (radius, height, jag) in [
        (0.96, -0.5, 0.12),
        (0.86, -0.95, 0.25),
        (0.66, -1.7, 0.45),
        (0.42, -2.7, 0.8),
        (0.18, -3.7, 0.9),
    ] {
        let mut ring = rim_ring(builder, radius, height, jag);
        for point in &mut ring {
            let push = 1.0 + builder.rng.between(-0.1, 0.1);
            *point = vec3(point.x * push, point.y, point.z * push);
        }
        rings.push(ring);
    }
    rings.push(vec![vec3(0.0, -4.6, 0.0); ISLE_SIDES]);
    builder.skin(
        &rings,
        const {
            &[
                tinted(0x8a_6f5c, 0.45),
                tinted(0x7d_6456, 0.45),
                tinted(0x6a_5650, 0.45),
                tinted(0x59_4a4a, 0.45),
                tinted(0x4a_4044, 0.45),
                tinted(0x40_383e, 0.45),
            ]
        },
    );
}

/// A stepping stone: a mossy top on a hanging rock, a unit wide.
pub(super) fn stone(builder: &mut Builder) {
    builder.speckle = 0.1;
    const MOSS: &[(f32, f32)] = &[(0.0, 0.03), (0.55, 0.03), (0.94, 0.0), (1.05, -0.08)];
    builder.lathe(
        Vec3::ZERO,
        MOSS,
        11,
        0.03,
        const { &[tinted(0x7f_a257, 0.5)] },
    );
    const ROCK: &[(f32, f32)] = &[
        (1.04, -0.07),
        (0.98, -0.4),
        (0.8, -0.9),
        (0.45, -1.6),
        (0.0, -2.2),
    ];
    builder.lathe(
        Vec3::ZERO,
        ROCK,
        11,
        0.08,
        const {
            &[
                tinted(0x8f_7866, 0.4),
                tinted(0x78_6459, 0.4),
                tinted(0x60_5150, 0.4),
                tinted(0x4c_4347, 0.4),
            ]
        },
    );
}

pub(super) fn boulder(builder: &mut Builder) {
    builder.speckle = 0.12;
    let radii = vec3(0.6, 0.45, 0.5);
    builder.lump(
        vec3(0.0, 0.2, 0.0),
        radii,
        (4, 7),
        0.16,
        const { [tinted(0x8a_8a70, 0.4), tinted(0x80_7068, 0.4)] },
    );
}

/// A cluster of six-sided crystals, a metre and a half high.
pub(super) fn crystal(builder: &mut Builder) {
    builder.speckle = 0.2;
    for (x, z, lean_x, lean_z, width, height) in [
        (0.0, 0.0, 0.05, 0.0, 0.26, 1.5),
        (0.34, 0.1, 0.3, 0.06, 0.17, 0.95),
        (-0.3, 0.16, -0.28, 0.16, 0.18, 0.8),
        (0.02, -0.3, 0.04, -0.3, 0.15, 0.7),
    ] {
        let foot = vec3(x, -0.1, z);
        let tip = foot + vec3(lean_x, height, lean_z);
        let shoulder = foot.lerp(tip, 0.72);
        let rings = [
            vec![tip; 6],
            builder.ring(shoulder, width, 6, 0.05),
            builder.ring(foot, width * 0.75, 6, 0.05),
        ];
        builder.skin(&rings, const { &[tinted(0xff_ffff, 0.9)] });
    }
    builder.lump(
        vec3(0.0, -0.02, 0.0),
        vec3(0.6, 0.16, 0.55),
        (4, 9),
        0.1,
        const { [solid(0x5c_5055); 2] },
    );
}

/// How many cells wide the water is.
pub(crate) const WATER_CELLS: usize = 24;

/// A square of water, two units wide, with corners shared so that its waves are smooth.
pub(super) fn water(builder: &mut Builder) {
    for row in 0..=WATER_CELLS {
        for column in 0..=WATER_CELLS {
            let place = |cell: usize| cell as f32 / WATER_CELLS as f32 * 2.0 - 1.0;
            builder.vertices.push(Vertex {
                position: [place(column), 0.0, place(row)],
                normal: [0.0, 1.0, 0.0],
                colour: [0.02, 0.08, 0.12, 1.0],
            });
        }
    }
    for row in 0..WATER_CELLS {
        for column in 0..WATER_CELLS {
            let corner = (row * (WATER_CELLS + 1) + column) as u16;
            let below = corner + WATER_CELLS as u16 + 1;
            builder
                .indices
                .extend([corner, below, below + 1, corner, below + 1, corner + 1]);
        }
    }
}
