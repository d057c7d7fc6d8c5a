//! Putting faceted shapes together from faces, turned profiles, boxes and blobs.

use component::draw::Vertex;

use crate::{
    math::{TAU, Vec3, cos, sin, vec3},
    rng::Rng,
};

/// A surface's colour, and how much an instance's tint replaces it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub(super) colour: [f32; 3],
    pub(super) tint: f32,
}

/// A colour that no tint changes.
pub(super) const fn solid(hex: u32) -> Paint {
    Paint {
        colour: crate::palette::rgb(hex),
        tint: 0.0,
    }
}

/// A colour that a tint mostly replaces.
pub(super) const fn tinted(hex: u32, tint: f32) -> Paint {
    Paint {
        colour: crate::palette::rgb(hex),
        tint,
    }
}

/// A shape in the making.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) vertices: Vec<Vertex>,
    pub(super) indices: Vec<u16>,
    pub(super) rng: Rng,
    /// How much the brightness of faces differs.
    pub(super) speckle: f32,
}

impl Builder {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            vertices: Vec::new(),
            indices: Vec::new(),
            rng: Rng::new(seed),
            speckle: 0.08,
        }
    }

    /// A triangle, counter-clockwise seen from its outside.
    pub(super) fn triangle(&mut self, a: Vec3, b: Vec3, c: Vec3, paint: Paint) {
        let normal = (b - a).cross(c - a).direction();
        if normal == Vec3::ZERO {
            return;
        }
        let shade = 1.0 + self.rng.between(-self.speckle, self.speckle);
        for corner in [a, b, c] {
            self.indices.push(self.vertices.len() as u16);
            let [red, green, blue] = paint.colour.map(|channel| channel * shade);
            self.vertices.push(Vertex {
                position: corner.array(),
                normal: normal.array(),
                colour: [red, green, blue, paint.tint],
            });
        }
    }

    /// Four corners, counter-clockwise seen from outside.
    pub(super) fn quad(&mut self, corners: [Vec3; 4], paint: Paint) {
        let [a, b, c, d] = corners;
        self.triangle(a, b, c, paint);
        self.triangle(a, c, d, paint);
    }

    /// Joins rings of equally many points, from the top ring down, each ring counter-clockwise seen from above.
    /// Each band has its own paint; the last paint serves the bands that are left.
    pub(super) fn skin(&mut self, rings: &[Vec<Vec3>], paints: &[Paint]) {
        for (band, pair) in rings.windows(2).enumerate() {
            let (upper, lower) = (&pair[0], &pair[1]);
            let paint = paints[band.min(paints.len() - 1)];
            for index in 0..upper.len() {
                let next = (index + 1) % upper.len();
                let corners = [upper[index], lower[index], lower[next], upper[next]];
                self.quad(corners, paint);
            }
        }
    }

    /// A profile of (radius, height) from the top down, turned about a vertical through `foot`.
    /// `wobble` shifts each point by up to that share of its radius.
    pub(super) fn lathe(
        &mut self,
        foot: Vec3,
        profile: &[(f32, f32)],
        sides: usize,
        wobble: f32,
        paints: &[Paint],
    ) {
        let rings: Vec<Vec<Vec3>> = profile
            .iter()
            .map(|&(radius, height)| self.ring(foot.raised(height), radius, sides, wobble))
            .collect();
        self.skin(&rings, paints);
    }

    pub(super) fn ring(
        &mut self,
        middle: Vec3,
        radius: f32,
        sides: usize,
        wobble: f32,
    ) -> Vec<Vec3> {
        (0..sides)
            .map(|side| {
                let angle = side as f32 / sides as f32 * TAU;
                let reach = radius * (1.0 + self.rng.between(-wobble, wobble));
                middle + vec3(cos(angle), 0.0, -sin(angle)) * reach
            })
            .collect()
    }

    /// A box that may narrow upwards: `top` is its upper half width against the lower.
    pub(super) fn block(&mut self, middle: Vec3, half: Vec3, top: f32, paint: Paint) {
        let corner = |x: f32, y: f32, z: f32| {
            let narrow = if y > 0.0 { top } else { 1.0 };
            middle + vec3(x * half.x * narrow, y * half.y, z * half.z * narrow)
        };
        let ring = |y: f32| {
            vec![
                corner(1.0, y, 1.0),
                corner(1.0, y, -1.0),
                corner(-1.0, y, -1.0),
                corner(-1.0, y, 1.0),
            ]
        };
        let (upper, lower) = (ring(1.0), ring(-1.0));
        self.quad([upper[0], upper[1], upper[2], upper[3]], paint);
        self.quad([lower[3], lower[2], lower[1], lower[0]], paint);
        self.skin(&[upper, lower], &[paint]);
    }

    /// A rounded lump: a sphere of `rings` by `sides` with each point moved by up to `wobble` of its radius; its upper
    /// half has the first paint.
    pub(super) fn lump(
        &mut self,
        middle: Vec3,
        radii: Vec3,
        (rings, sides): (usize, usize),
        wobble: f32,
        [upper, lower]: [Paint; 2],
    ) {
        let made: Vec<Vec<Vec3>> = (0..=rings)
            .map(|ring| {
                let angle = ring as f32 / rings as f32 * TAU * 0.5;
                let pole = ring == 0 || ring == rings;
                let (wide, high) = (if pole { 0.0 } else { sin(angle) }, cos(angle));
                let mut points = self.ring(Vec3::ZERO, wide, sides, wobble);
                let turn = ring as f32 * 0.4;
                for point in &mut points {
                    let turned = point.turned(sin(turn), cos(turn));
                    let off = if pole {
                        0.0
                    } else {
                        self.rng.between(-wobble, wobble) * 0.5
                    };
                    let height = high + off;
                    *point =
                        middle + vec3(turned.x * radii.x, height * radii.y, turned.z * radii.z);
                }
                points
            })
            .collect();
        let paints: Vec<Paint> = (0..rings)
            .map(|band| if band * 2 < rings { upper } else { lower })
            .collect();
        self.skin(&made, &paints);
    }
}
