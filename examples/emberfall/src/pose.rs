//! Where, how large and how turned a shape stands in the world.

use component::draw::Instance;

use crate::math::{Vec3, cos, sin};

/// A place for a shape: turned about the vertical after being leant, then scaled per axis.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pose {
    pub(crate) at: Vec3,
    pub(crate) size: Vec3,
    pub(crate) heading: f32,
    /// Leaning forwards (towards −Z of the shape), radians.
    pub(crate) pitch: f32,
    /// Leaning sideways, radians.
    pub(crate) roll: f32,
}

impl Pose {
    pub(crate) fn new(at: Vec3, size: f32) -> Self {
        Self {
            at,
            size: Vec3 {
                x: size,
                y: size,
                z: size,
            },
            heading: 0.0,
            pitch: 0.0,
            roll: 0.0,
        }
    }

    pub(crate) fn sized(mut self, x: f32, y: f32, z: f32) -> Self {
        self.size = Vec3 { x, y, z };
        self
    }

    pub(crate) fn turned(mut self, heading: f32) -> Self {
        self.heading = heading;
        self
    }

    pub(crate) fn leant(mut self, pitch: f32, roll: f32) -> Self {
        self.pitch = pitch;
        self.roll = roll;
        self
    }

    /// The instance of this pose.
    pub(crate) fn instance(&self, look: Look) -> Instance {
        let (sin_h, cos_h) = (sin(self.heading), cos(self.heading));
        let (sin_p, cos_p) = (sin(-self.pitch), cos(self.pitch));
        let (sin_r, cos_r) = (sin(self.roll), cos(self.roll));
        // Heading · pitch · roll, each column scaled.
        let x = [
            cos_h * cos_r + sin_h * sin_p * sin_r,
            cos_p * sin_r,
            -sin_h * cos_r + cos_h * sin_p * sin_r,
        ];
        let y = [
            -cos_h * sin_r + sin_h * sin_p * cos_r,
            cos_p * cos_r,
            sin_h * sin_r + cos_h * sin_p * cos_r,
        ];
        let z = [sin_h * cos_p, -sin_p, cos_h * cos_p];
        let row = |axis: usize, at: f32| {
            [
                x[axis] * self.size.x,
                y[axis] * self.size.y,
                z[axis] * self.size.z,
                at,
            ]
        };
        Instance {
            world_from_mesh: [row(0, self.at.x), row(1, self.at.y), row(2, self.at.z)],
            tint: [look.tint[0], look.tint[1], look.tint[2], look.roughness],
            glow: look.glow,
            sway: look.sway,
        }
    }
}

/// How a shape's surface looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) tint: [f32; 3],
    pub(crate) roughness: f32,
    pub(crate) glow: f32,
    pub(crate) sway: f32,
}

impl Look {
    pub(crate) fn matt(tint: [f32; 3]) -> Self {
        Self {
            tint,
            roughness: 0.95,
            glow: 0.0,
            sway: 0.0,
        }
    }

    pub(crate) fn glowing(tint: [f32; 3], glow: f32) -> Self {
        Self {
            tint,
            roughness: 0.6,
            glow,
            sway: 0.0,
        }
    }

    pub(crate) fn swaying(mut self, sway: f32) -> Self {
        self.sway = sway;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{heading, vec3};

    fn applied(instance: &Instance, point: Vec3) -> Vec3 {
        let row = |index: usize| {
            let [x, y, z, w] = instance.world_from_mesh[index];
            x * point.x + y * point.y + z * point.z + w
        };
        vec3(row(0), row(1), row(2))
    }

    #[test]
    fn a_turned_shape_looks_where_its_heading_points() {
        let direction = vec3(0.8, 0.0, -0.6);
        let pose = Pose::new(vec3(1.0, 2.0, 3.0), 1.0).turned(heading(direction));
        let nose = applied(&pose.instance(Look::matt([1.0; 3])), vec3(0.0, 0.0, -1.0));
        assert!((nose - pose.at - direction).length() < 1e-5, "{nose:?}");
    }

    #[test]
    fn a_shape_that_leans_forwards_brings_its_top_ahead() {
        let pose = Pose::new(Vec3::ZERO, 1.0).leant(0.3, 0.0);
        let top = applied(&pose.instance(Look::matt([1.0; 3])), Vec3::UP);
        assert!(top.z < -0.2 && top.x.abs() < 1e-6, "{top:?}");
    }
}
