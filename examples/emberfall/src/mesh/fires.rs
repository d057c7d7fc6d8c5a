//! What fire is kept in: lanterns and braziers, in metres.

use super::{
    builder::{Builder, solid, tinted},
    works::{DARK_STONE, DARK_WOOD, carved},
};
use crate::math::{PI, Vec3, cos, sin, vec3};

const BRONZE: u32 = 0x6a_4a2c;

/// A cage of four bars about `middle`, with a roof.
fn cage(builder: &mut Builder, middle: Vec3, width: f32, height: f32) {
    let metal = solid(BRONZE);
    for (x, z) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
        let bar = middle + vec3(x * width * 0.8, 0.0, z * width * 0.8);
        let thin = width * 0.1;
        builder.block(bar, vec3(thin, height, thin), 1.0, metal);
    }
    let floor = [
        (width * 0.9, -height),
        (width * 1.2, -height - width * 0.12),
        (width * 0.8, -height - width * 0.34),
        (0.0, -height - width * 0.34),
    ];
    builder.lathe(middle, &floor, 8, 0.0, &[metal]);
    let roof = [
        (0.0, height + width * 0.95),
        (width * 0.3, height + width * 0.75),
        (width * 0.85, height + width * 0.3),
        (width * 1.35, height),
        (0.0, height),
    ];
    builder.lathe(
        middle,
        &roof,
        8,
        0.0,
        const {
            &[
                solid(0x8a_6238),
                solid(0x7a_5632),
                solid(BRONZE),
                solid(0x4a_3422),
            ]
        },
    );
}

/// A lantern that hangs from a crooked post; its flame's place is 1.95 up and 0.5 to the right.
pub(super) fn lantern(builder: &mut Builder) {
    const STEM: &[(f32, f32)] = &[
        (0.07, 2.55),
        (0.08, 1.4),
        (0.1, 0.3),
        (0.2, 0.16),
        (0.26, -0.1),
    ];
    builder.lathe(
        Vec3::ZERO,
        STEM,
        7,
        0.03,
        const {
            &[
                solid(DARK_WOOD),
                solid(DARK_WOOD),
                solid(DARK_WOOD),
                solid(DARK_STONE),
            ]
        },
    );
    builder.block(
        vec3(0.26, 2.5, 0.0),
        vec3(0.36, 0.05, 0.06),
        1.0,
        solid(DARK_WOOD),
    );
    builder.block(
        vec3(0.5, 2.4, 0.0),
        vec3(0.02, 0.1, 0.02),
        1.0,
        solid(BRONZE),
    );
    cage(builder, vec3(0.5, 1.98, 0.0), 0.2, 0.2);
}

/// The brazier: three steps, a stem and a bowl; its fire stands 1.35 up.
pub(super) fn brazier(builder: &mut Builder) {
    builder.speckle = 0.07;
    const STEPS: &[(f32, f32)] = &[
        (0.0, 0.46),
        (0.72, 0.46),
        (0.76, 0.3),
        (1.08, 0.3),
        (1.12, 0.15),
        (1.42, 0.15),
        (1.48, -0.15),
    ];
    builder.lathe(
        Vec3::ZERO,
        STEPS,
        8,
        0.0,
        const {
            &[
                carved(),
                tinted(DARK_STONE, 0.3),
                carved(),
                tinted(DARK_STONE, 0.3),
                carved(),
                tinted(DARK_STONE, 0.3),
            ]
        },
    );
    const BOWL: &[(f32, f32)] = &[
        (0.0, 1.12),
        (0.5, 1.2),
        (0.72, 1.42),
        (0.8, 1.4),
        (0.66, 1.1),
        (0.24, 0.92),
        (0.18, 0.7),
        (0.34, 0.46),
    ];
    builder.lathe(
        Vec3::ZERO,
        BOWL,
        10,
        0.0,
        const {
            &[
                solid(0x2a_1c18),
                solid(0x4a_3226),
                tinted(0xd8_a858, 0.2),
                solid(BRONZE),
            ]
        },
    );
    for corner in 0..4 {
        let angle = PI * (corner as f32 * 0.5 + 0.25);
        let foot = vec3(cos(angle) * 1.24, 0.4, sin(angle) * 1.24);
        builder.block(foot, vec3(0.14, 0.36, 0.14), 0.6, carved());
    }
}
