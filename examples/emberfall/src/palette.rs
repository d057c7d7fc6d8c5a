//! The light and colours of each level's dusk. Colours are written as sRGB and kept linear.

/// A level's light and colours, linear.
#[derive(Debug)]
pub(crate) struct Palette {
    /// From the ground to the sun or moon; not yet of unit length.
    pub(crate) sun_direction: [f32; 3],
    pub(crate) sun: [f32; 3],
    pub(crate) sky: [f32; 3],
    pub(crate) horizon: [f32; 3],
    pub(crate) ground: [f32; 3],
    pub(crate) fog_per_metre: f32,
    pub(crate) grass: [f32; 3],
    pub(crate) rock: [f32; 3],
    /// Leaves of two kinds of tree.
    pub(crate) leaves: [[f32; 3]; 2],
    pub(crate) flowers: [f32; 3],
    pub(crate) crystal: [f32; 3],
    /// Carved signs on gliding stones.
    pub(crate) runes: [f32; 3],
    pub(crate) water: [f32; 3],
    pub(crate) cloud: [f32; 3],
    /// Specks that hang in the air.
    pub(crate) motes: [f32; 3],
    /// How much of everything glows by itself, 0 to 1: nights more than evenings.
    pub(crate) night: f32,
}

/// The linear colour of an sRGB one.
pub(crate) const fn rgb(hex: u32) -> [f32; 3] {
    [
        linear((hex >> 16) & 255),
        linear((hex >> 8) & 255),
        linear(hex & 255),
    ]
}

/// A polynomial close to the sRGB curve, which can be worked out while compiling.
const fn linear(byte: u32) -> f32 {
    let value = byte as f32 / 255.0;
    value * (value * (value * 0.305_306_01 + 0.682_171_1) + 0.012_522_878)
}

const fn times(colour: [f32; 3], by: f32) -> [f32; 3] {
    [colour[0] * by, colour[1] * by, colour[2] * by]
}

/// One for each level.
pub(crate) const PALETTES: [Palette; crate::level::COUNT] = [
    // Gold.
    Palette {
        sun_direction: [-0.62, 0.55, 0.28],
        sun: times(rgb(0xff_c27a), 2.5),
        sky: rgb(0x62_8ad0),
        horizon: rgb(0xf4_b07c),
        ground: rgb(0x6a_5560),
        fog_per_metre: 0.0075,
        grass: rgb(0x94_b04a),
        rock: rgb(0x94_705c),
        leaves: [rgb(0xe0_8a3a), rgb(0x8f_a848)],
        flowers: rgb(0xff_b05a),
        crystal: rgb(0xff_c070),
        runes: rgb(0xff_c46a),
        water: rgb(0x2c_7090),
        cloud: rgb(0xff_d8b0),
        motes: rgb(0xff_cf80),
        night: 0.1,
    },
    // Rose.
    Palette {
        sun_direction: [0.58, 0.5, 0.34],
        sun: times(rgb(0xff_b8a0), 2.1),
        sky: rgb(0x6c_84cc),
        horizon: rgb(0xec_9ca8),
        ground: rgb(0x58_5078),
        fog_per_metre: 0.008,
        grass: rgb(0x66_b87c),
        rock: rgb(0x7c_6680),
        leaves: [rgb(0xf4_86a8), rgb(0x70_a878)],
        flowers: rgb(0xff_a0c8),
        crystal: rgb(0xff_8fb8),
        runes: rgb(0xff_a4c0),
        water: rgb(0x3a_62a4),
        cloud: rgb(0xff_c8d0),
        motes: rgb(0xff_b0c0),
        night: 0.2,
    },
    // Teal night.
    Palette {
        sun_direction: [-0.5, 0.66, 0.36],
        sun: times(rgb(0x8f_d0e8), 1.3),
        sky: rgb(0x2a_5490),
        horizon: rgb(0x3a_8894),
        ground: rgb(0x20_3c50),
        fog_per_metre: 0.010,
        grass: rgb(0x52_a078),
        rock: rgb(0x5a_6a78),
        leaves: [rgb(0x4c_8c9c), rgb(0x52_9c70)],
        flowers: rgb(0x70_ffe0),
        crystal: rgb(0x58_f0e0),
        runes: rgb(0x60_ffe4),
        water: rgb(0x14_4a60),
        cloud: rgb(0x7f_c0c8),
        motes: rgb(0x90_ffd8),
        night: 0.7,
    },
    // Violet.
    Palette {
        sun_direction: [0.46, 0.62, 0.3],
        sun: times(rgb(0xa8_a4f8), 1.2),
        sky: rgb(0x3a_3a74),
        horizon: rgb(0x70_5888),
        ground: rgb(0x28_2850),
        fog_per_metre: 0.012,
        grass: rgb(0x4c_8a8c),
        rock: rgb(0x58_5480),
        leaves: [rgb(0x8c_58b8), rgb(0x44_7c90)],
        flowers: rgb(0xc8_80ff),
        crystal: rgb(0xb0_70ff),
        runes: rgb(0xc090ff),
        water: rgb(0x28_3058),
        cloud: rgb(0x9c_80c0),
        motes: rgb(0xc0_a0ff),
        night: 0.85,
    },
    // A storm at sunset.
    Palette {
        sun_direction: [0.7, 0.44, 0.22],
        sun: times(rgb(0xff_b060), 2.6),
        sky: rgb(0x48_7490),
        horizon: rgb(0xa0_9ca4),
        ground: rgb(0x44_5064),
        fog_per_metre: 0.010,
        grass: rgb(0x86_a050),
        rock: rgb(0x80_6850),
        leaves: [rgb(0xd0_5830), rgb(0xc4_9838)],
        flowers: rgb(0xff_9040),
        crystal: rgb(0xff_a048),
        runes: rgb(0xff_b860),
        water: rgb(0x1c_5c78),
        cloud: rgb(0xe0_b890),
        motes: rgb(0xff_c070),
        night: 0.25,
    },
    // Aurora.
    Palette {
        sun_direction: [-0.4, 0.68, 0.4],
        sun: times(rgb(0xb8_d0ff), 1.15),
        sky: rgb(0x34_3c70),
        horizon: rgb(0x4c_6490),
        ground: rgb(0x24_2850),
        fog_per_metre: 0.009,
        grass: rgb(0x3f_8c9c),
        rock: rgb(0x5c_5884),
        leaves: [rgb(0xc8_5898), rgb(0x3c_88a4)],
        flowers: rgb(0x80_ffc8),
        crystal: rgb(0x70_ffb8),
        runes: rgb(0x80_ffd0),
        water: rgb(0x1c_3660),
        cloud: rgb(0x88_a0d8),
        motes: rgb(0xa0_ffd8),
        night: 0.8,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_come_close_to_the_srgb_curve() {
        for byte in 0..=255_u32 {
            let value = byte as f32 / 255.0;
            let exact = if value <= 0.04045 {
                value / 12.92
            } else {
                libm::powf((value + 0.055) / 1.055, 2.4)
            };
            assert!((linear(byte) - exact).abs() < 0.006, "byte {byte}");
        }
    }

    #[test]
    fn suns_shine_from_above() {
        assert!(PALETTES.iter().all(|it| it.sun_direction[1] > 0.3));
    }
}
