//! Memory on the device that is written from here: one buffer per region, one write per region and frame.
//! Absent on purpose: staging belts and mapping, which are slower than a plain write on the web.

use super::device::Gpu;
use crate::{scene::Scene, view::FRAME_BYTES};
use wgpu::BufferUsages;

/// A buffer that is replaced by a larger one where its content does not fit.
pub(super) struct Region {
    buffer: wgpu::Buffer,
    usage: BufferUsages,
}

/// All regions.
pub(super) struct Buffers {
    pub(super) uniforms: wgpu::Buffer,
    pub(super) instances: Region,
    pub(super) particles: Region,
    pub(super) vertices: Region,
    pub(super) indices: Region,
    /// The version of the meshes that the device has.
    meshes: Option<u32>,
}

const USUAL_INSTANCE_BYTES: u64 = 256 << 10;
const USUAL_PARTICLE_BYTES: u64 = 96 << 10;
const USUAL_MESH_BYTES: u64 = 512 << 10;

impl Buffers {
    pub(super) fn new(device: &wgpu::Device) -> Self {
        let vertex = |bytes| Region::new(device, bytes, BufferUsages::VERTEX);
        Self {
            uniforms: buffer(device, FRAME_BYTES as u64, BufferUsages::UNIFORM),
            instances: vertex(USUAL_INSTANCE_BYTES),
            particles: vertex(USUAL_PARTICLE_BYTES),
            vertices: vertex(USUAL_MESH_BYTES),
            indices: Region::new(device, USUAL_MESH_BYTES, BufferUsages::INDEX),
            meshes: None,
        }
    }

    /// Hands the moment to the device.
    pub(super) fn write(&mut self, gpu: &Gpu, frame: &[u8], scene: &Scene) {
        gpu.queue.write_buffer(&self.uniforms, 0, frame);
        self.instances.write(gpu, &scene.instances);
        self.particles.write(gpu, &scene.particles);
        if self.meshes != Some(scene.meshes.version()) {
            self.meshes = Some(scene.meshes.version());
            self.vertices.write(gpu, scene.meshes.vertices());
            self.indices.write(gpu, scene.meshes.indices());
        }
    }
}

impl Region {
    fn new(device: &wgpu::Device, bytes: u64, usage: BufferUsages) -> Self {
        Self {
            buffer: buffer(device, bytes, usage),
            usage,
        }
    }

    fn write(&mut self, gpu: &Gpu, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        if self.buffer.size() < bytes.len() as u64 {
            let larger = (bytes.len() as u64).next_power_of_two();
            self.buffer = buffer(&gpu.device, larger, self.usage);
        }
        gpu.queue.write_buffer(&self.buffer, 0, bytes);
    }

    /// All of it.
    pub(super) fn slice(&self) -> wgpu::BufferSlice<'_> {
        self.buffer.slice(..)
    }
}

fn buffer(device: &wgpu::Device, size: u64, usage: BufferUsages) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size,
        usage: usage | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
