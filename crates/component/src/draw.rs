//! Draw commands: what a moment looks like, for the engine to draw.
//!
//! A stream of records, each `tag u16, zero u16, payload length u32, payload`, everything little-endian and every
//! payload's length a multiple of four. Meshes are defined once and live until the game starts again; everything
//! else holds for one frame. Lengths are metres, colours linear red green blue (0 to 1, above 1 glows), the world is
//! right-handed with Y up. Absent on purpose: shaders, textures and anything that names a GPU.

mod read;
mod write;

pub use read::{Command, Instances, Particles, commands};
pub use write::*;

/// The most meshes of a game.
pub const MAX_MESHES: usize = 256;
/// The most vertices of one mesh; an index is a `u16`.
pub const MAX_VERTICES: usize = 1 << 16;
/// The most indices of one mesh.
pub const MAX_INDICES: usize = 3 << 17;
/// The most instances of one frame, over all meshes.
pub const MAX_INSTANCES: usize = 1 << 16;
/// The most particles of one frame.
pub const MAX_PARTICLES: usize = 1 << 14;
/// The most point lights of one frame.
pub const MAX_LIGHTS: usize = 16;

/// The tags of the records.
pub mod tag {
    /// [`super::Camera`].
    pub const CAMERA: u16 = 1;
    /// [`super::Sun`].
    pub const SUN: u16 = 2;
    /// Up to [`super::MAX_LIGHTS`] × [`super::PointLight`].
    pub const LIGHTS: u16 = 3;
    /// `mesh u16, zero u16, vertices u32, indices u32`, the vertices, the indices (`u16`, padded to four bytes).
    pub const MESH: u16 = 4;
    /// `mesh u16, flags u16`, then [`super::Instance`]s.
    pub const INSTANCES: u16 = 5;
    /// [`super::Particle`]s, drawn additively.
    pub const PARTICLES: u16 = 6;
    /// The bytes of [`crate::hud`], padded with zeros to four bytes; the first four are the true length.
    pub const HUD: u16 = 7;
    /// `phase u32`: 0 title, 1 playing, 2 level complete, 3 won, 4 lost.
    pub const PHASE: u16 = 8;
    /// Empty: the game asks for its save to be taken now.
    pub const SAVE: u16 = 9;
}

/// Bits of an instance record's flags.
pub mod flag {
    /// Casts a shadow.
    pub const SHADOW: u16 = 1;
    /// Drawn as a surface that bends and shines like water.
    pub const WATER: u16 = 2;
}

/// Where the picture is taken from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// The eye, metres.
    pub eye: [f32; 3],
    /// What it looks at, metres.
    pub target: [f32; 3],
    /// The whole vertical angle of view, radians.
    pub fov_y_radians: f32,
    /// The nearest visible depth, metres.
    pub near: f32,
    /// The farthest, metres.
    pub far: f32,
}

/// The light of the sky.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// From the surface to the sun, unit length.
    pub direction: [f32; 3],
    /// The sun's light.
    pub colour: [f32; 3],
    /// The sky overhead; also lights surfaces that face up.
    pub sky: [f32; 3],
    /// The sky at the horizon; also the fog.
    pub horizon: [f32; 3],
    /// Lights surfaces that face down.
    pub ground: [f32; 3],
    /// Fog: the fraction lost per metre.
    pub fog_per_metre: f32,
    /// Seconds that the moving parts of water and sky have run.
    pub time_secs: f32,
    /// The point the shadows are sharpest around, metres.
    pub shadow_centre: [f32; 3],
    /// Half the width of the shadowed square, metres.
    pub shadow_radius: f32,
}

/// A light that falls off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointLight {
    /// Metres.
    pub position: [f32; 3],
    /// No light past this, metres.
    pub radius: f32,
    /// Linear, times intensity.
    pub colour: [f32; 3],
}

/// A corner of a mesh: 20 bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vertex {
    /// Metres.
    pub position: [f32; 3],
    /// Unit length; sent as three signed bytes.
    pub normal: [f32; 3],
    /// Linear, 0 to 1; sent as bytes. The fourth is how much the instance's tint replaces it.
    pub colour: [f32; 4],
}

impl Vertex {
    /// `position 3 × f32, normal 4 × i8 (the last zero), colour 4 × u8`.
    pub const BYTES: usize = 20;
}

/// One appearance of a mesh: 64 bytes, which the engine hands to the GPU as they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instance {
    /// Three rows of four: world from mesh.
    pub world_from_mesh: [[f32; 4]; 3],
    /// Linear, 0 to 1; sent as bytes. The fourth is roughness.
    pub tint: [f32; 4],
    /// Times its colour, added as light of its own.
    pub glow: f32,
    /// How far the wind moves its top, metres.
    pub sway: f32,
}

impl Instance {
    /// `3 × 4 × f32, tint 4 × u8, glow f32, sway f32, zero f32`.
    pub const BYTES: usize = 64;
}

/// A mote of light that always faces the camera: 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Particle {
    /// Metres.
    pub position: [f32; 3],
    /// Half its width, metres.
    pub radius: f32,
    /// Linear, 0 to 1; sent as bytes. The fourth is its strength.
    pub colour: [f32; 4],
    /// Times its colour.
    pub glow: f32,
}

impl Particle {
    /// `position 3 × f32, radius f32, colour 4 × u8, glow f32`.
    pub const BYTES: usize = 24;
}

#[cfg(test)]
mod tests;
