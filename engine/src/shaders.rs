//! The text of every shader: one file per pass after the shared files that it uses. Absent on purpose: an import
//! language; order is all that WGSL needs.

/// A shader module.
#[derive(Debug, Clone, Copy)]
pub struct Shader {
    /// The pass's file name without its ending.
    pub name: &'static str,
    parts: &'static [&'static str],
}

impl Shader {
    /// The whole text.
    pub fn source(&self) -> String {
        self.parts.concat()
    }
}

macro_rules! shader {
    ($name:literal: $($part:expr),*) => {
        Shader { name: $name, parts: &[$($part,)* include_str!(concat!("../../shaders/", $name, ".wgsl"))] }
    };
}

const FRAME: &str = include_str!("../../shaders/shared/frame.wgsl");
const FULLSCREEN: &str = include_str!("../../shaders/shared/fullscreen.wgsl");
const INSTANCE: &str = include_str!("../../shaders/shared/instance.wgsl");
const LIGHT: &str = include_str!("../../shaders/shared/light.wgsl");
const NOISE: &str = include_str!("../../shaders/shared/noise.wgsl");
const PLAIN: &str = include_str!("../../shaders/shared/plain.wgsl");
const SKY_LIGHT: &str = include_str!("../../shaders/shared/sky.wgsl");

/// Depth as the sun sees it.
pub const SHADOW: Shader = shader!("shadow": FRAME, INSTANCE);
/// Solid things.
pub const MESH: Shader = shader!("mesh": FRAME, SKY_LIGHT, INSTANCE, LIGHT);
/// Things that bend and shine.
pub const WATER: Shader = shader!("water": FRAME, SKY_LIGHT, NOISE, INSTANCE, LIGHT);
/// Solid things on an adapter that computes on the CPU.
pub const MESH_PLAIN: Shader = shader!("mesh": FRAME, INSTANCE, PLAIN);
/// Things that bend and shine, on such an adapter.
pub const WATER_PLAIN: Shader = shader!("water": FRAME, INSTANCE, PLAIN);
/// What is behind everything.
pub const SKY: Shader = shader!("sky": FRAME, SKY_LIGHT, NOISE, FULLSCREEN);
/// Motes of light.
pub const PARTICLES: Shader = shader!("particles": FRAME);
/// The glow's way down in size.
pub const BLOOM_DOWN: Shader = shader!("bloom_down": FULLSCREEN);
/// The glow's way back up.
pub const BLOOM_UP: Shader = shader!("bloom_up": FULLSCREEN);
/// From light to picture.
pub const COMPOSITE: Shader = shader!("composite": FRAME, FULLSCREEN);

/// All of them.
pub const ALL: [Shader; 10] = [
    SHADOW,
    MESH,
    MESH_PLAIN,
    WATER,
    WATER_PLAIN,
    SKY,
    PARTICLES,
    BLOOM_DOWN,
    BLOOM_UP,
    COMPOSITE,
];
