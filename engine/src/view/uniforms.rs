//! The bytes of the shaders' `Frame`, in the order of `shaders/shared/frame.wgsl`.

use super::{Detail, LOGICAL, Sizes};
use crate::scene::Scene;
use component::draw::{MAX_LIGHTS, PointLight, Sun};
use glam::{Mat4, Vec3, Vec4, camera::rh::proj::directx, camera::rh::view};

/// The length of the shaders' `Frame`.
pub const FRAME_BYTES: usize = 2 * 64 + 10 * 16 + MAX_LIGHTS * 32;

/// The bytes, kept from frame to frame.
#[derive(Debug)]
pub struct Uniforms {
    bytes: [u8; FRAME_BYTES],
    end: usize,
}

impl Default for Uniforms {
    fn default() -> Self {
        Self {
            bytes: [0; FRAME_BYTES],
            end: 0,
        }
    }
}

/// How much of the glow is added, all levels together.
const BLOOM: f32 = 0.85;

impl Uniforms {
    /// Writes the moment's numbers and gives their bytes.
    pub fn write(&mut self, scene: &Scene, sizes: &Sizes, detail: &Detail) -> &[u8; FRAME_BYTES] {
        self.end = 0;
        let lights = Lights::chosen(scene, detail.lights);
        self.put_camera(scene);
        self.put_sky(&scene.sun, detail, lights.count);
        let (width, height) = (sizes.canvas_px.0 as f32, sizes.canvas_px.1 as f32);
        self.put(&[
            sizes.picture.x_px as f32 / width,
            sizes.picture.y_px as f32 / height,
            sizes.picture.width_px as f32 / width,
            sizes.picture.height_px as f32 / height,
        ]);
        for light in &lights.chosen {
            self.put(&light.position);
            self.put(&[light.radius.max(0.01)]);
            self.put(&light.colour);
            self.put(&[0.0]);
        }
        &self.bytes
    }

    fn put_camera(&mut self, scene: &Scene) {
        let camera = &scene.camera;
        let (eye, target) = (Vec3::from(camera.eye), Vec3::from(camera.target));
        let aspect = LOGICAL.0 as f32 / LOGICAL.1 as f32;
        let forward = (target - eye).normalize_or(Vec3::NEG_Z);
        let right = forward.cross(upward(forward)).normalize_or(Vec3::X);
        let up = right.cross(forward);
        let half_height = tangent_of_half(camera.fov_y_radians);
        let clip_from_view = perspective(half_height, aspect, camera.near, camera.far);
        let clip_from_world = clip_from_view * view::look_to_mat4(eye, forward, up);
        self.put(&clip_from_world.to_cols_array());
        self.put(&shadow_from_world(&scene.sun).to_cols_array());
        self.put_vector(eye, scene.sun.time_secs);
        self.put_vector(right, half_height * aspect);
        self.put_vector(up, half_height);
        self.put_vector(forward, scene.sun.fog_per_metre);
    }

    fn put_sky(&mut self, sun: &Sun, detail: &Detail, lights: u32) {
        let shadow_texel = 1.0 / detail.shadow_px.max(1) as f32;
        let metres = if detail.shadow_px == 0 {
            0.0
        } else {
            2.0 * sun.shadow_radius.max(0.1) * shadow_texel
        };
        self.put_vector(toward(sun), metres);
        self.put(&sun.colour);
        self.put_bytes(&lights.to_le_bytes());
        self.put_vector(sun.sky.into(), shadow_texel);
        self.put_vector(
            sun.horizon.into(),
            BLOOM / detail.bloom_levels.max(1) as f32,
        );
        self.put_vector(sun.ground.into(), 0.0);
    }

    fn put_vector(&mut self, vector: Vec3, fourth: f32) {
        self.put(&vector.to_array());
        self.put(&[fourth]);
    }

    fn put(&mut self, values: &[f32]) {
        for value in values {
            self.put_bytes(&value.to_le_bytes());
        }
    }

    fn put_bytes(&mut self, bytes: &[u8; 4]) {
        self.bytes[self.end..self.end + 4].copy_from_slice(bytes);
        self.end += 4;
    }
}

/// `tan(angle / 2)` for an angle between 0 and π. The standard library's sine and tangent reduce angles of any size,
/// which is 8 KB of code for one number a frame.
fn tangent_of_half(angle: f32) -> f32 {
    let quarter = angle * 0.25;
    let square = quarter * quarter;
    let above = quarter * (945.0 + square * (square - 105.0));
    let tangent = above / (945.0 + square * (15.0 * square - 420.0));
    2.0 * tangent / (1.0 - tangent * tangent)
}

/// Depth runs from 0 at `near` to 1 at `far`.
fn perspective(half_height: f32, aspect: f32, near: f32, far: f32) -> Mat4 {
    let depth = far / (near - far);
    Mat4::from_cols(
        Vec4::new(1.0 / (half_height * aspect), 0.0, 0.0, 0.0),
        Vec4::new(0.0, 1.0 / half_height, 0.0, 0.0),
        Vec4::new(0.0, 0.0, depth, -1.0),
        Vec4::new(0.0, 0.0, depth * near, 0.0),
    )
}

fn toward(sun: &Sun) -> Vec3 {
    Vec3::from(sun.direction).normalize_or(Vec3::Y)
}

/// A direction that is up as seen along `forward`, which may itself be straight up or down.
fn upward(forward: Vec3) -> Vec3 {
    if forward.y.abs() > 0.999 {
        Vec3::NEG_Z
    } else {
        Vec3::Y
    }
}

/// From the world to the shadow map's texture coordinates and depth.
fn shadow_from_world(sun: &Sun) -> Mat4 {
    let radius = sun.shadow_radius.max(0.1);
    let toward = toward(sun);
    let centre = Vec3::from(sun.shadow_centre);
    let reach = radius * 2.0;
    let seen = view::look_to_mat4(centre + toward * reach, -toward, upward(toward));
    let square = directx::orthographic(-radius, radius, -radius, radius, 0.0, reach * 2.0);
    let uv_from_clip = Mat4::from_cols_array(&[
        0.5, 0.0, 0.0, 0.0, 0.0, -0.5, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.5, 0.5, 0.0, 1.0,
    ]);
    uv_from_clip * square * seen
}

/// What lies past the last light; a shader may read it all the same.
const UNLIT: PointLight = PointLight {
    position: [0.0; 3],
    radius: 1.0,
    colour: [0.0; 3],
};

struct Lights {
    chosen: [PointLight; MAX_LIGHTS],
    count: u32,
}

impl Lights {
    /// The lights that matter most around what the camera looks at, at most `limit`.
    fn chosen(scene: &Scene, limit: usize) -> Self {
        let mut chosen = scene.lights;
        let all = scene.light_count.min(MAX_LIGHTS);
        let count = all.min(limit);
        if count < all {
            let target = Vec3::from(scene.camera.target);
            for place in 0..count {
                for other in place + 1..all {
                    if weight(&chosen[other], target) > weight(&chosen[place], target) {
                        chosen.swap(place, other);
                    }
                }
            }
        }
        chosen[count..].fill(UNLIT);
        Self {
            chosen,
            count: count as u32,
        }
    }
}

fn weight(light: &PointLight, target: Vec3) -> f32 {
    let strength: f32 = light.colour.iter().sum();
    strength * light.radius / (1.0 + Vec3::from(light.position).distance_squared(target))
}

#[cfg(test)]
mod tests {
    use super::tangent_of_half;

    #[test]
    fn the_tangent_is_right_for_every_angle_of_view() {
        for degrees in 1..170 {
            let angle = (degrees as f32).to_radians();
            let want = (angle * 0.5).tan();
            let off = (tangent_of_half(angle) - want).abs() / want;
            assert!(off < 1e-5, "{degrees} degrees: off by {off}");
        }
    }
}
