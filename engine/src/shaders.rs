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

/// A file's text without comments and indentation, which only people need.
macro_rules! text {
    ($file:expr) => {{
        const FILE: &str = include_str!(concat!("../../shaders/", $file, ".wgsl"));
        const LENGTH: usize = bare(FILE.as_bytes(), &mut []);
        const BARE: [u8; LENGTH] = {
            let mut bytes = [0; LENGTH];
            bare(FILE.as_bytes(), &mut bytes);
            bytes
        };
        match core::str::from_utf8(&BARE) {
            Ok(text) => text,
            Err(_) => panic!("shaders are UTF-8"),
        }
    }};
}

macro_rules! shader {
    ($name:literal: $($part:expr),*) => {
        Shader { name: $name, parts: &[$($part,)* text!($name)] }
    };
}

/// Copies `source` without comments, indentation and empty lines into `out`, as far as that reaches; gives the whole
/// length.
const fn bare(source: &[u8], out: &mut [u8]) -> usize {
    let (mut at, mut length, mut is_line_empty) = (0, 0, true);
    while at < source.len() {
        let byte = source[at];
        if byte == b'/' && at + 1 < source.len() && source[at + 1] == b'/' {
            while at < source.len() && source[at] != b'\n' {
                at += 1;
            }
            continue;
        }
        at += 1;
        if is_line_empty && (byte == b' ' || byte == b'\n') {
            continue;
        }
        is_line_empty = byte == b'\n';
        if length < out.len() {
            out[length] = byte;
        }
        length += 1;
    }
    length
}

const FRAME: &str = text!("shared/frame");
const FULLSCREEN: &str = text!("shared/fullscreen");
const INSTANCE: &str = text!("shared/instance");
const LIGHT: &str = text!("shared/light");
const NOISE: &str = text!("shared/noise");
const PLAIN: &str = text!("shared/plain");
const SKY_LIGHT: &str = text!("shared/sky");

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
