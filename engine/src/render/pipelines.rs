//! Every pipeline, made before the first frame. Absent on purpose: variants by material; a mesh is lit by its own
//! numbers.

use super::{
    layouts::Layouts,
    plan::{Plan, depth_test},
    targets::{DEPTH, LIGHT, SHADOW},
};
use crate::{shaders, view::Detail};
use wgpu::{BlendComponent, BlendFactor, BlendOperation};

pub(super) struct Pipelines {
    pub(super) shadow: wgpu::RenderPipeline,
    pub(super) mesh: wgpu::RenderPipeline,
    pub(super) water: wgpu::RenderPipeline,
    pub(super) sky: wgpu::RenderPipeline,
    pub(super) particles: wgpu::RenderPipeline,
    pub(super) bloom_first: wgpu::RenderPipeline,
    pub(super) bloom_down: wgpu::RenderPipeline,
    pub(super) bloom_up: wgpu::RenderPipeline,
    pub(super) composite: wgpu::RenderPipeline,
}

const ADDITIVE: wgpu::BlendState = wgpu::BlendState {
    color: BlendComponent {
        src_factor: BlendFactor::One,
        dst_factor: BlendFactor::One,
        operation: BlendOperation::Add,
    },
    alpha: BlendComponent::REPLACE,
};

const UNBIASED: wgpu::DepthBiasState = wgpu::DepthBiasState {
    constant: 0,
    slope_scale: 0.0,
    clamp: 0.0,
};

/// Just enough that a surface does not shade itself.
const SHADOW_BIAS: wgpu::DepthBiasState = wgpu::DepthBiasState {
    constant: 1,
    slope_scale: 1.5,
    clamp: 0.0,
};

impl Pipelines {
    pub(super) fn new(
        device: &wgpu::Device,
        canvas: wgpu::TextureFormat,
        layouts: &Layouts,
        detail: &Detail,
    ) -> Self {
        let frame = [Some(&layouts.frame)];
        let seen = [Some(&layouts.frame), Some(&layouts.geometry)];
        let lit = [
            Some(&layouts.frame),
            Some(&layouts.geometry),
            Some(&layouts.shade),
        ];
        let motes = [Some(&layouts.frame), Some(&layouts.motes)];
        let read = [Some(&layouts.read)];
        let blended = [Some(&layouts.read), Some(&layouts.bloom)];
        let is_detailed = ("is_detailed", f64::from(u8::from(detail.is_detailed)));
        let detailed = [is_detailed];
        let first = [is_detailed, ("is_first", 1.0)];

        let (mesh, water) = if detail.is_detailed {
            (shaders::MESH, shaders::WATER)
        } else {
            (shaders::MESH_PLAIN, shaders::WATER_PLAIN)
        };
        let mesh = Plan {
            shader: mesh,
            groups: &lit,
            constants: &[],
            target: Some(LIGHT),
            blend: None,
            depth: Some(depth_test(DEPTH, true, UNBIASED)),
            samples: detail.samples,
            cull_mode: Some(wgpu::Face::Back),
        };
        let water = Plan {
            shader: water,
            ..mesh.clone()
        };
        // Thin things shade from both sides.
        let shadow = Plan {
            shader: shaders::SHADOW,
            groups: &seen,
            target: None,
            depth: Some(depth_test(SHADOW, true, SHADOW_BIAS)),
            samples: 1,
            cull_mode: None,
            ..mesh.clone()
        };
        let sky = Plan {
            shader: shaders::SKY,
            groups: &frame,
            constants: &detailed,
            depth: Some(depth_test(DEPTH, false, UNBIASED)),
            cull_mode: None,
            ..mesh.clone()
        };
        let particles = Plan {
            shader: shaders::PARTICLES,
            groups: &motes,
            constants: &[],
            blend: Some(ADDITIVE),
            ..sky.clone()
        };
        let bloom_down = Plan {
            shader: shaders::BLOOM_DOWN,
            groups: &read,
            depth: None,
            samples: 1,
            ..sky.clone()
        };
        let bloom_first = Plan {
            constants: &first,
            ..bloom_down.clone()
        };
        let bloom_up = Plan {
            shader: shaders::BLOOM_UP,
            constants: &[],
            blend: Some(ADDITIVE),
            ..bloom_down.clone()
        };
        let composite = Plan {
            shader: shaders::COMPOSITE,
            groups: &blended,
            target: Some(canvas),
            blend: None,
            ..bloom_up.clone()
        };
        Self {
            shadow: shadow.pipeline(device),
            mesh: mesh.pipeline(device),
            water: water.pipeline(device),
            sky: sky.pipeline(device),
            particles: particles.pipeline(device),
            bloom_first: bloom_first.pipeline(device),
            bloom_down: bloom_down.pipeline(device),
            bloom_up: bloom_up.pipeline(device),
            composite: composite.pipeline(device),
        }
    }
}
