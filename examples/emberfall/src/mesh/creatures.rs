//! The sprite, flames, embers, and the lump that shades and clouds are made of.

use super::builder::{Builder, solid, tinted};
use crate::math::{PI, Vec3, cos, sin, vec3};

const BRASS: u32 = 0xc8_8f48;
const DARK: u32 = 0x6a_482e;

/// A faceted drop of light, a unit high, about its middle.
pub(super) fn ember(builder: &mut Builder) {
    builder.speckle = 0.25;
    const PROFILE: &[(f32, f32)] = &[(0.0, 0.5), (0.2, 0.16), (0.27, -0.06), (0.0, -0.42)];
    builder.lathe(
        Vec3::ZERO,
        PROFILE,
        6,
        0.06,
        const { &[tinted(0xff_8030, 1.0)] },
    );
}

/// A flame, a unit high, standing on its foot.
pub(super) fn flame(builder: &mut Builder) {
    builder.speckle = 0.12;
    const PROFILE: &[(f32, f32)] = &[
        (0.0, 1.0),
        (0.1, 0.74),
        (0.22, 0.48),
        (0.3, 0.26),
        (0.24, 0.08),
        (0.0, 0.0),
    ];
    builder.lathe(
        Vec3::ZERO,
        PROFILE,
        8,
        0.05,
        const { &[tinted(0xff_8030, 1.0)] },
    );
}

/// The sprite's body: a small lantern that looks along −Z, a metre and a bit high with its ring.
pub(super) fn sprite(builder: &mut Builder) {
    builder.speckle = 0.05;
    const BASE: &[(f32, f32)] = &[
        (0.26, 0.2),
        (0.36, 0.16),
        (0.38, 0.06),
        (0.26, -0.04),
        (0.0, -0.1),
    ];
    builder.lathe(
        Vec3::ZERO,
        BASE,
        10,
        0.0,
        const { &[solid(BRASS), solid(0x94_6430), solid(DARK), solid(DARK)] },
    );
    for bar in 0..4 {
        let angle = PI * (bar as f32 * 0.5 + 0.25);
        let middle = vec3(cos(angle) * 0.31, 0.46, sin(angle) * 0.31);
        builder.block(middle, vec3(0.035, 0.3, 0.035), 1.0, solid(DARK));
    }
    const ROOF: &[(f32, f32)] = &[
        (0.0, 1.04),
        (0.1, 1.0),
        (0.22, 0.92),
        (0.4, 0.76),
        (0.36, 0.72),
        (0.0, 0.74),
    ];
    builder.lathe(
        Vec3::ZERO,
        ROOF,
        10,
        0.0,
        const {
            &[
                solid(0xd8_a058),
                solid(BRASS),
                solid(BRASS),
                solid(0x94_6430),
                solid(DARK),
            ]
        },
    );
    let links = 8;
    for link in 0..links {
        let angle = PI * 2.0 * link as f32 / links as f32;
        let middle = vec3(cos(angle) * 0.11, 1.14 + sin(angle) * 0.11, 0.0);
        builder.block(middle, vec3(0.04, 0.04, 0.03), 1.0, solid(BRASS));
    }
    for side in [-1.0, 1.0] {
        let eye = vec3(side * 0.11, 0.5, -0.27);
        builder.lump(
            eye,
            vec3(0.045, 0.085, 0.04),
            (4, 6),
            0.0,
            const { [solid(0x22_1410); 2] },
        );
        let hand = vec3(side * 0.43, 0.34, -0.06);
        builder.lump(
            hand,
            vec3(0.085, 0.1, 0.085),
            (4, 6),
            0.0,
            const { [solid(BRASS); 2] },
        );
    }
}

/// A round lump that takes its instance's colour, smooth where everything else is faceted: smoke and cloud have no
/// edges.
pub(super) fn blob(builder: &mut Builder) {
    builder.speckle = 0.0;
    builder.lump(
        Vec3::ZERO,
        vec3(1.0, 1.0, 1.0),
        (7, 12),
        0.0,
        const { [tinted(0xff_ffff, 0.92), tinted(0xb0_a8b8, 0.92)] },
    );
    for vertex in &mut builder.vertices {
        vertex.normal = vertex.position;
    }
}
