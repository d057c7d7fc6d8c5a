//! Scenes to pictures through WebGPU.
//!
//! Every GPU object is made when the device is had or the canvas changes its size; a frame makes only its encoder,
//! its passes and the canvas' view, and writes each region of memory once. What a lost device held can be made again
//! from the scene, so nothing here is worth saving. Absent on purpose: what the picture is of.

mod buffers;
mod device;
mod layouts;
mod passes;
mod pipelines;
mod plan;
mod targets;

pub(crate) use device::{Canvas, Gpu};

use crate::{
    heap::HEAP,
    scene::Scene,
    view::{Detail, FRAME_BYTES, Sizes, Uniforms},
};
use buffers::Buffers;
use layouts::Layouts;
use pipelines::Pipelines;
use targets::Targets;

/// Everything needed to draw on one canvas with one device.
pub(crate) struct Renderer {
    gpu: Gpu,
    detail: Detail,
    sizes: Sizes,
    layouts: Layouts,
    pipelines: Pipelines,
    buffers: Buffers,
    targets: Targets,
    uniforms: Uniforms,
}

/// What a frame came to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Drawn {
    /// Draw calls.
    pub(crate) draws: u32,
    /// Heap allocations made by wgpu.
    pub(crate) wgpu_allocations: u32,
}

impl Renderer {
    /// Makes everything for a canvas that covers so many physical pixels.
    pub(crate) fn new(gpu: Gpu, detail: Detail, physical_px: (u32, u32)) -> Self {
        let sizes = Sizes::new(physical_px.0, physical_px.1, &detail);
        gpu.configure(sizes.canvas_px);
        let layouts = Layouts::new(&gpu.device);
        let pipelines = Pipelines::new(&gpu.device, gpu.format, &layouts, &detail);
        let buffers = Buffers::new(&gpu.device, &layouts);
        let targets = Targets::new(&gpu.device, &layouts, &buffers, &sizes, &detail);
        Self {
            gpu,
            detail,
            sizes,
            layouts,
            pipelines,
            buffers,
            targets,
            uniforms: Uniforms::default(),
        }
    }

    /// The device, to hear of its loss and to lose it.
    pub(crate) fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// The canvas covers another number of physical pixels.
    pub(crate) fn resize(&mut self, physical_px: (u32, u32)) {
        let sizes = Sizes::new(physical_px.0, physical_px.1, &self.detail);
        if sizes == self.sizes {
            return;
        }
        self.sizes = sizes;
        self.gpu.configure(sizes.canvas_px);
        self.targets = Targets::new(
            &self.gpu.device,
            &self.layouts,
            &self.buffers,
            &sizes,
            &self.detail,
        );
    }

    /// Draws `scene` on the canvas; `None` where the canvas cannot be drawn on now.
    pub(crate) fn draw(&mut self, scene: &Scene) -> Option<Drawn> {
        let frame: &[u8; FRAME_BYTES] = self.uniforms.write(scene, &self.sizes, &self.detail);
        let begun = HEAP.allocations();
        self.buffers.write(&self.gpu, &self.layouts, frame, scene);
        let canvas = self.gpu.canvas_view(self.sizes.canvas_px)?;
        let draws = passes::encode(
            &passes::Moment {
                gpu: &self.gpu,
                pipelines: &self.pipelines,
                buffers: &self.buffers,
                targets: &self.targets,
                scene,
                has_shadows: self.detail.shadow_px > 0,
            },
            canvas,
        );
        Some(Drawn {
            draws,
            wgpu_allocations: HEAP.allocations().wrapping_sub(begun),
        })
    }
}
