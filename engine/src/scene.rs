//! One moment, ready to be drawn: the game's command stream, checked and sorted into what the GPU is handed.
//!
//! All vectors live as long as the engine and only ever grow, so reading a frame of a size seen before allocates
//! nothing. Absent on purpose: the GPU, and any judgement of how the moment looks.

mod meshes;

pub use meshes::{MAX_MESH_BYTES, MeshRange, Meshes};

use crate::Error;
use component::draw::{
    Camera, Command, Instance, MAX_INSTANCES, MAX_LIGHTS, MAX_PARTICLES, Particle, PointLight, Sun,
    commands,
};

/// One moment of a game.
#[derive(Debug)]
pub struct Scene {
    /// Where the picture is taken from.
    pub camera: Camera,
    /// The light of the sky.
    pub sun: Sun,
    /// Point lights; the first [`Self::light_count`] are meant.
    pub lights: [PointLight; MAX_LIGHTS],
    /// How many point lights there are.
    pub light_count: usize,
    /// What to draw, in the game's order.
    pub draws: Vec<Draw>,
    /// The same as the shaders read it, [`Draw::BYTES`] each.
    pub draw_table: Vec<u8>,
    /// All instances' bytes, [`Instance::BYTES`] each.
    pub instances: Vec<u8>,
    /// All particles' bytes, [`Particle::BYTES`] each.
    pub particles: Vec<u8>,
    /// The meshes defined so far.
    pub meshes: Meshes,
    /// The display's bytes as last sent.
    pub hud: Vec<u8>,
    /// The phase of play as last sent.
    pub phase: u32,
    /// The game asked for its save to be taken.
    pub is_save_wanted: bool,
}

/// Instances of one mesh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// Where the mesh's bytes are.
    pub mesh: MeshRange,
    /// A set of [`component::draw::flag`] bits.
    pub flags: u16,
    /// The first instance.
    pub first_instance: u32,
    /// How many.
    pub instances: u32,
}

impl Draw {
    /// The length of a row of the shaders' table.
    pub const BYTES: usize = 16;

    /// How many corners it has in all; none where that is more than can be counted.
    pub fn corners(&self) -> u32 {
        self.mesh.indices.checked_mul(self.instances).unwrap_or(0)
    }

    fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let words = [
            self.mesh.first_vertex,
            self.mesh.first_index,
            self.mesh.indices,
            self.first_instance,
        ];
        for (place, word) in bytes.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }
}

/// Room for a busy frame from the start; more only costs a growth.
const USUAL_INSTANCES: usize = 4096;
const USUAL_PARTICLES: usize = 4096;
const USUAL_DRAWS: usize = 256;
const USUAL_HUD_BYTES: usize = 1024;

impl Default for Scene {
    fn default() -> Self {
        Self {
            camera: Camera {
                eye: [0.0, 2.0, 5.0],
                target: [0.0; 3],
                fov_y_radians: 0.9,
                near: 0.1,
                far: 100.0,
            },
            sun: DUSK,
            lights: [UNLIT; MAX_LIGHTS],
            light_count: 0,
            draws: Vec::with_capacity(USUAL_DRAWS),
            draw_table: Vec::with_capacity(USUAL_DRAWS * Draw::BYTES),
            instances: Vec::with_capacity(USUAL_INSTANCES * Instance::BYTES),
            particles: Vec::with_capacity(USUAL_PARTICLES * Particle::BYTES),
            meshes: Meshes::default(),
            hud: Vec::with_capacity(USUAL_HUD_BYTES),
            phase: 0,
            is_save_wanted: false,
        }
    }
}

const UNLIT: PointLight = PointLight {
    position: [0.0; 3],
    radius: 0.0,
    colour: [0.0; 3],
};

/// The sky over a game that says nothing of it.
const DUSK: Sun = Sun {
    direction: [0.0, 0.6, 0.8],
    colour: [1.0, 0.6, 0.35],
    sky: [0.06, 0.08, 0.18],
    horizon: [0.5, 0.25, 0.16],
    ground: [0.06, 0.05, 0.06],
    fog_per_metre: 0.01,
    time_secs: 0.0,
    shadow_centre: [0.0; 3],
    shadow_radius: 20.0,
};

impl Scene {
    /// Reads a moment's commands. What a stream does not mention of camera, sky, display and phase stays as it was.
    ///
    /// # Errors
    /// [`Error`] at the first command that is wrong; nothing of the moment should be drawn then.
    pub fn read(&mut self, stream: &[u8]) -> Result<(), Error> {
        self.light_count = 0;
        self.draws.clear();
        self.draw_table.clear();
        self.instances.clear();
        self.particles.clear();
        self.is_save_wanted = false;
        for command in commands(stream) {
            self.take(command?)?;
        }
        Ok(())
    }

    fn take(&mut self, command: Command<'_>) -> Result<(), Error> {
        match command {
            Command::Camera(camera) => self.camera = seeing(camera)?,
            Command::Sun(sun) => self.sun = sun,
            Command::Lights(lights, count) => {
                self.lights = lights;
                self.light_count = count;
            }
            Command::Mesh {
                mesh,
                vertices,
                indices,
            } => self.meshes.define(mesh, vertices, indices)?,
            Command::Instances(it) => self.add_instances(it.mesh, it.flags, it.bytes)?,
            Command::Particles(it) => {
                let room = (MAX_PARTICLES * Particle::BYTES).saturating_sub(self.particles.len());
                self.particles
                    .extend_from_slice(&it.bytes[..it.bytes.len().min(room)]);
            }
            Command::Hud(bytes) => {
                self.hud.clear();
                self.hud.extend_from_slice(bytes);
            }
            Command::Phase(phase) => self.phase = phase,
            Command::Save => self.is_save_wanted = true,
        }
        Ok(())
    }

    fn add_instances(&mut self, mesh: u16, flags: u16, bytes: &[u8]) -> Result<(), Error> {
        let first_instance = self.instance_count();
        let got = first_instance + bytes.len() / Instance::BYTES;
        if got > MAX_INSTANCES {
            return Err(Error::TooManyInstances {
                want: MAX_INSTANCES,
                got,
            });
        }
        if bytes.is_empty() {
            return Ok(());
        }
        let draw = Draw {
            mesh: self.meshes.range(mesh).ok_or(Error::UnknownMesh(mesh))?,
            flags,
            first_instance: first_instance as u32,
            instances: (got - first_instance) as u32,
        };
        self.draws.push(draw);
        self.draw_table.extend_from_slice(&draw.to_bytes());
        self.instances.extend_from_slice(bytes);
        Ok(())
    }

    /// How many instances the moment has.
    pub fn instance_count(&self) -> usize {
        self.instances.len() / Instance::BYTES
    }

    /// How many particles the moment has.
    pub fn particle_count(&self) -> usize {
        self.particles.len() / Particle::BYTES
    }
}

/// `camera` where a picture can be taken with it.
fn seeing(camera: Camera) -> Result<Camera, Error> {
    let planes = camera.near > 0.0 && camera.far > camera.near;
    let angle = camera.fov_y_radians > 0.0 && camera.fov_y_radians < core::f32::consts::PI;
    if planes && angle && camera.eye != camera.target {
        Ok(camera)
    } else {
        Err(Error::NoView)
    }
}

#[cfg(test)]
mod tests;
