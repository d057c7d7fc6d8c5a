//! Trees, bushes, grass and mushrooms, in metres. The fourth part of a leaf's colour lets the level's palette in.

use super::builder::{Builder, solid, tinted};
use crate::math::{TAU, Vec3, cos, sin, vec3};

const BARK: u32 = 0x5d_4438;

fn trunk(builder: &mut Builder, height: f32, width: f32) {
    let profile = [
        (width * 0.55, height),
        (width * 0.7, height * 0.5),
        (width, 0.12),
        (width * 1.5, -0.1),
    ];
    builder.lathe(Vec3::ZERO, &profile, 6, 0.06, const { &[solid(BARK)] });
}

/// A pine of four tiers, about three metres high.
pub(super) fn pine(builder: &mut Builder) {
    trunk(builder, 1.0, 0.16);
    builder.speckle = 0.12;
    for (tier, (foot, height, radius)) in [
        (0.55, 1.05, 0.95),
        (1.15, 0.95, 0.76),
        (1.7, 0.85, 0.56),
        (2.2, 0.85, 0.36),
    ]
    .into_iter()
    .enumerate()
    {
        let mut skirt = builder.ring(vec3(0.0, foot, 0.0), radius, 9, 0.12);
        for (index, point) in skirt.iter_mut().enumerate() {
            let turn = tier as f32 * 0.7;
            *point = point.turned(sin(turn), cos(turn));
            point.y -= if index % 2 == 0 { 0.12 } else { 0.0 };
        }
        let rings = [
            vec![vec3(0.0, foot + height, 0.0); 9],
            skirt,
            vec![vec3(0.0, foot + 0.16, 0.0); 9],
        ];
        builder.skin(
            &rings,
            const { &[tinted(0x4c_7d55, 0.65), tinted(0x2c_4a38, 0.65)] },
        );
    }
}

/// A round-headed tree, about three metres high.
pub(super) fn tree(builder: &mut Builder) {
    trunk(builder, 1.5, 0.2);
    builder.speckle = 0.1;
    for (x, y, z, size) in [
        (0.0, 2.1, 0.0, 0.92),
        (0.62, 1.75, 0.18, 0.6),
        (-0.55, 1.8, -0.12, 0.64),
        (0.05, 1.7, 0.6, 0.52),
        (-0.1, 2.65, -0.1, 0.56),
    ] {
        let radii = vec3(size, size * 0.82, size);
        builder.lump(
            vec3(x, y, z),
            radii,
            (5, 8),
            0.1,
            const { [tinted(0x8f_b45c, 0.7), tinted(0x55_7a44, 0.7)] },
        );
    }
}

pub(super) fn bush(builder: &mut Builder) {
    builder.speckle = 0.12;
    for (x, z, size) in [(0.0, 0.0, 0.42), (0.34, 0.12, 0.3), (-0.28, 0.16, 0.32)] {
        let middle = vec3(x, size * 0.55, z);
        let radii = vec3(size, size * 0.8, size);
        builder.lump(
            middle,
            radii,
            (4, 7),
            0.12,
            const { [tinted(0x86_a858, 0.7), tinted(0x4c_6c40, 0.7)] },
        );
    }
}

/// A tuft of seven blades.
pub(super) fn grass(builder: &mut Builder) {
    builder.speckle = 0.18;
    for blade in 0..7 {
        let angle = blade as f32 / 7.0 * TAU + builder.rng.between(-0.3, 0.3);
        let out = vec3(cos(angle), 0.0, sin(angle));
        let aside = vec3(-out.z, 0.0, out.x) * 0.035;
        let foot = out * builder.rng.between(0.02, 0.12);
        let height = builder.rng.between(0.24, 0.46);
        let tip = foot + out * builder.rng.between(0.05, 0.2) + Vec3::UP * height;
        let paint = tinted(0xe4_f0a0, 0.55);
        builder.triangle(foot - aside, foot + aside, tip, paint);
        builder.triangle(foot + aside, foot - aside, tip, paint);
    }
    // Lit like the meadow it stands on, or its thin sides would look burnt.
    for vertex in &mut builder.vertices {
        vertex.normal = Vec3::UP.array();
    }
}

/// Three mushrooms whose caps take the tint, and its glow.
pub(super) fn mushroom(builder: &mut Builder) {
    for (x, z, size) in [(0.0, 0.0, 1.0), (0.2, 0.1, 0.65), (-0.13, 0.16, 0.5)] {
        let foot = vec3(x, 0.0, z);
        let scaled = |profile: &[(f32, f32)]| -> Vec<(f32, f32)> {
            profile
                .iter()
                .map(|&(radius, height)| (radius * size, height * size))
                .collect()
        };
        let stem = scaled(&[(0.03, 0.24), (0.05, 0.0)]);
        builder.lathe(foot, &stem, 5, 0.0, const { &[solid(0xd8_c8b0)] });
        let cap = scaled(&[(0.0, 0.36), (0.1, 0.32), (0.15, 0.22), (0.0, 0.23)]);
        builder.lathe(foot, &cap, 7, 0.03, const { &[tinted(0xff_ffff, 0.9)] });
    }
}

/// A leaf that drifts on the air.
pub(super) fn leaf(builder: &mut Builder) {
    let (tip, tail) = (vec3(0.12, 0.0, 0.0), vec3(-0.1, 0.0, 0.0));
    let (left, right) = (vec3(0.0, 0.03, 0.055), vec3(0.0, 0.03, -0.055));
    let paint = tinted(0xff_ffff, 0.95);
    builder.triangle(tip, tail, left, paint);
    builder.triangle(tail, tip, left, paint);
    builder.triangle(tip, tail, right, paint);
    builder.triangle(tail, tip, right, paint);
}
