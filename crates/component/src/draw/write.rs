//! Appending draw commands; nothing is allocated once the vector has grown to a frame's size.

use super::{Camera, Instance, Particle, PointLight, Sun, Vertex, tag};
use crate::{hud, wire::put_f32s};

// The casts saturate. `clamp` would do no more, and its panic prints numbers, which is 20 KB of a game's module.
fn unorm8(value: f32) -> u8 {
    (value * 255.0 + 0.5) as u8
}

fn snorm8(value: f32) -> u8 {
    ((value * 127.0) as i8).max(-127) as u8
}

/// Appends a record whose payload `write` appends; its length is filled in afterwards.
fn record(out: &mut Vec<u8>, tag: u16, write: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(&tag.to_le_bytes());
    out.extend_from_slice(&[0; 6]);
    let start = out.len();
    write(out);
    while !(out.len() - start).is_multiple_of(4) {
        out.push(0);
    }
    let length = (out.len() - start) as u32;
    out[start - 4..start].copy_from_slice(&length.to_le_bytes());
}

/// Appends a camera.
pub fn camera(out: &mut Vec<u8>, camera: &Camera) {
    record(out, tag::CAMERA, |out| {
        put_f32s(out, &camera.eye);
        put_f32s(out, &camera.target);
        put_f32s(out, &[camera.fov_y_radians, camera.near, camera.far]);
    });
}

/// Appends the light of the sky.
pub fn sun(out: &mut Vec<u8>, sun: &Sun) {
    record(out, tag::SUN, |out| {
        for triple in [sun.direction, sun.colour, sun.sky, sun.horizon, sun.ground] {
            put_f32s(out, &triple);
        }
        put_f32s(out, &[sun.fog_per_metre, sun.time_secs]);
        put_f32s(out, &sun.shadow_centre);
        put_f32s(out, &[sun.shadow_radius]);
    });
}

/// Appends the frame's point lights; those past [`super::MAX_LIGHTS`] are left out.
pub fn lights(out: &mut Vec<u8>, lights: &[PointLight]) {
    record(out, tag::LIGHTS, |out| {
        for light in lights.iter().take(super::MAX_LIGHTS) {
            put_f32s(out, &light.position);
            put_f32s(out, &[light.radius]);
            put_f32s(out, &light.colour);
        }
    });
}

/// Appends a mesh's definition.
pub fn mesh(out: &mut Vec<u8>, mesh: u16, vertices: &[Vertex], indices: &[u16]) {
    record(out, tag::MESH, |out| {
        out.extend_from_slice(&mesh.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&(vertices.len() as u32).to_le_bytes());
        out.extend_from_slice(&(indices.len() as u32).to_le_bytes());
        for vertex in vertices {
            put_f32s(out, &vertex.position);
            out.extend_from_slice(&vertex.normal.map(snorm8));
            out.push(0);
            out.extend_from_slice(&vertex.colour.map(unorm8));
        }
        for index in indices {
            out.extend_from_slice(&index.to_le_bytes());
        }
    });
}

/// Appends appearances of a mesh; `flags` is a set of [`super::flag`] bits.
pub fn instances(
    out: &mut Vec<u8>,
    mesh: u16,
    flags: u16,
    instances: impl IntoIterator<Item = Instance>,
) {
    record(out, tag::INSTANCES, |out| {
        out.extend_from_slice(&mesh.to_le_bytes());
        out.extend_from_slice(&flags.to_le_bytes());
        for instance in instances {
            for row in &instance.world_from_mesh {
                put_f32s(out, row);
            }
            out.extend_from_slice(&instance.tint.map(unorm8));
            put_f32s(out, &[instance.glow, instance.sway, 0.0]);
        }
    });
}

/// Appends motes of light.
pub fn particles(out: &mut Vec<u8>, particles: impl IntoIterator<Item = Particle>) {
    record(out, tag::PARTICLES, |out| {
        for particle in particles {
            put_f32s(out, &particle.position);
            put_f32s(out, &[particle.radius]);
            out.extend_from_slice(&particle.colour.map(unorm8));
            put_f32s(out, &[particle.glow]);
        }
    });
}

/// Appends the heads-up display.
pub fn hud<'a>(out: &mut Vec<u8>, items: impl IntoIterator<Item = hud::Item<'a>>) {
    record(out, tag::HUD, |out| {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        for item in items {
            item.write(out);
        }
        let length = (out.len() - start - 4) as u32;
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    });
}

/// Appends the phase of play: 0 title, 1 playing, 2 level complete, 3 won, 4 lost.
pub fn phase(out: &mut Vec<u8>, phase: u32) {
    record(out, tag::PHASE, |out| {
        out.extend_from_slice(&phase.to_le_bytes());
    });
}

/// Appends the wish for the save to be taken.
pub fn save(out: &mut Vec<u8>) {
    record(out, tag::SAVE, |_| {});
}
