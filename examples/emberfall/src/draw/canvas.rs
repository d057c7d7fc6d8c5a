//! Where drawing goes: the commands, and what is gathered for the next one. Gathering first and writing once keeps
//! the module small: each kind of record is written by one piece of code.

use component::draw::{self, Instance, Particle, flag};

use crate::{
    math::Vec3,
    mesh::Mesh,
    pose::{Look, Pose},
};

const MOST_INSTANCES: usize = 1024;
const MOST_PARTICLES: usize = 600;

/// Room that is kept from frame to frame.
#[derive(Debug)]
pub(crate) struct Scratch {
    instances: Vec<Instance>,
    particles: Vec<Particle>,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self {
            instances: Vec::with_capacity(MOST_INSTANCES),
            particles: Vec::with_capacity(MOST_PARTICLES),
        }
    }
}

/// A frame's commands in the making.
#[derive(Debug)]
pub(super) struct Canvas<'a> {
    pub(super) commands: &'a mut Vec<u8>,
    pub(super) scratch: &'a mut Scratch,
}

impl Canvas<'_> {
    /// Gathers an appearance of the next shape.
    pub(super) fn put(&mut self, pose: Pose, look: Look) {
        self.put_instance(pose.instance(look));
    }

    pub(super) fn put_instance(&mut self, instance: Instance) {
        if self.scratch.instances.len() < MOST_INSTANCES {
            self.scratch.instances.push(instance);
        }
    }

    /// Writes what was gathered, as appearances of `mesh`.
    pub(super) fn draw(&mut self, mesh: Mesh) {
        self.draw_with(mesh, shadow_of(mesh));
    }

    /// Likewise, with flags of its own.
    pub(super) fn draw_with(&mut self, mesh: Mesh, flags: u16) {
        if !self.scratch.instances.is_empty() {
            let instances = self.scratch.instances.drain(..);
            draw::instances(self.commands, mesh as u16, flags, instances);
        }
    }

    /// Gathers a mote of light.
    pub(super) fn mote(
        &mut self,
        at: Vec3,
        radius: f32,
        colour: [f32; 3],
        strength: f32,
        glow: f32,
    ) {
        if self.scratch.particles.len() < MOST_PARTICLES {
            self.scratch.particles.push(Particle {
                position: at.array(),
                radius,
                colour: [colour[0], colour[1], colour[2], strength],
                glow,
            });
        }
    }

    /// Writes the motes that were gathered.
    pub(super) fn draw_motes(&mut self) {
        draw::particles(self.commands, self.scratch.particles.drain(..));
    }
}

/// Grass is too fine, and what burns too bright, to throw a shadow that is worth its cost.
fn shadow_of(mesh: Mesh) -> u16 {
    match mesh {
        Mesh::Grass | Mesh::Leaf | Mesh::Ember | Mesh::Flame => 0,
        _ => flag::SHADOW,
    }
}
