//! Memory on the device that is written from here: one buffer per region, one write per region and frame.
//! Absent on purpose: staging belts and mapping, which are slower than a plain write on the web.

use super::{
    device::Gpu,
    layouts::{Layouts, group},
};
use crate::{
    scene::{Draw, Scene},
    view::FRAME_BYTES,
};
use component::draw::{Instance, Particle};
use wgpu::BufferUsages;

/// A buffer that is replaced by a larger one where its content does not fit.
struct Region {
    buffer: wgpu::Buffer,
}

/// All regions.
pub(super) struct Buffers {
    pub(super) uniforms: wgpu::Buffer,
    /// Reads meshes, instances and the table of draws.
    pub(super) geometry: wgpu::BindGroup,
    /// Reads particles.
    pub(super) motes: wgpu::BindGroup,
    vertices: Region,
    indices: Region,
    instances: Region,
    draws: Region,
    particles: Region,
    /// The version of the meshes that the device has.
    meshes: Option<u32>,
}

const USUAL_INSTANCES: usize = 4096;
const USUAL_PARTICLES: usize = 4096;
const USUAL_DRAWS: usize = 256;
const USUAL_MESH_BYTES: usize = 512 << 10;

impl Buffers {
    pub(super) fn new(device: &wgpu::Device, layouts: &Layouts) -> Self {
        let storage = |bytes| Region::new(device, bytes);
        let vertices = storage(USUAL_MESH_BYTES);
        let indices = storage(USUAL_MESH_BYTES);
        let instances = storage(USUAL_INSTANCES * Instance::BYTES);
        let draws = storage(USUAL_DRAWS * Draw::BYTES);
        let particles = storage(USUAL_PARTICLES * Particle::BYTES);
        Self {
            uniforms: buffer(device, FRAME_BYTES as u64, BufferUsages::UNIFORM),
            geometry: geometry(device, layouts, [&vertices, &indices, &instances, &draws]),
            motes: motes(device, layouts, &particles),
            particles,
            vertices,
            indices,
            instances,
            draws,
            meshes: None,
        }
    }

    /// Hands the moment to the device.
    pub(super) fn write(&mut self, gpu: &Gpu, layouts: &Layouts, frame: &[u8], scene: &Scene) {
        gpu.queue.write_buffer(&self.uniforms, 0, frame);
        if self.particles.write(gpu, &scene.particles) {
            self.motes = motes(&gpu.device, layouts, &self.particles);
        }
        let mut has_moved = self.instances.write(gpu, &scene.instances);
        has_moved |= self.draws.write(gpu, &scene.draw_table);
        if self.meshes != Some(scene.meshes.version()) {
            self.meshes = Some(scene.meshes.version());
            has_moved |= self.vertices.write(gpu, scene.meshes.vertices());
            has_moved |= self.indices.write(gpu, scene.meshes.indices());
        }
        if has_moved {
            let regions = [&self.vertices, &self.indices, &self.instances, &self.draws];
            self.geometry = geometry(&gpu.device, layouts, regions);
        }
    }
}

impl Region {
    fn new(device: &wgpu::Device, bytes: usize) -> Self {
        Self {
            buffer: buffer(device, bytes as u64, BufferUsages::STORAGE),
        }
    }

    /// Writes from the start; whether that took another buffer.
    fn write(&mut self, gpu: &Gpu, bytes: &[u8]) -> bool {
        let is_short = self.buffer.size() < bytes.len() as u64;
        if is_short {
            let larger = (bytes.len() as u64).next_power_of_two();
            self.buffer = buffer(&gpu.device, larger, BufferUsages::STORAGE);
        }
        if !bytes.is_empty() {
            gpu.queue.write_buffer(&self.buffer, 0, bytes);
        }
        is_short
    }
}

fn geometry(device: &wgpu::Device, layouts: &Layouts, regions: [&Region; 4]) -> wgpu::BindGroup {
    let resources = regions.map(|region| region.buffer.as_entire_binding());
    group(device, &layouts.geometry, &resources)
}

fn motes(device: &wgpu::Device, layouts: &Layouts, particles: &Region) -> wgpu::BindGroup {
    group(
        device,
        &layouts.motes,
        &[particles.buffer.as_entire_binding()],
    )
}

fn buffer(device: &wgpu::Device, size: u64, usage: BufferUsages) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size,
        usage: usage | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
