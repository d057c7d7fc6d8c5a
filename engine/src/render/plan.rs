//! What distinguishes one pipeline from another, and the one place where pipelines are made.

use crate::shaders::Shader;
use wgpu::{BindGroupLayout, CompareFunction, TextureFormat};

/// A pipeline to be made. All draw triangles whose corners the shader pulls from memory itself, and have one module
/// with the entry points `vertex` and `fragment`.
#[derive(Clone)]
pub(super) struct Plan<'a> {
    pub(super) shader: Shader,
    pub(super) groups: &'a [Option<&'a BindGroupLayout>],
    pub(super) constants: &'a [(&'a str, f64)],
    /// Without one, only depth is drawn.
    pub(super) target: Option<TextureFormat>,
    pub(super) blend: Option<wgpu::BlendState>,
    pub(super) depth: Option<wgpu::DepthStencilState>,
    pub(super) samples: u32,
    pub(super) cull_mode: Option<wgpu::Face>,
}

impl Plan<'_> {
    pub(super) fn pipeline(&self, device: &wgpu::Device) -> wgpu::RenderPipeline {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(self.shader.name),
            source: wgpu::ShaderSource::Wgsl(self.shader.source().into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: self.groups,
            immediate_size: 0,
        });
        let targets = [self.target.map(|format| wgpu::ColorTargetState {
            format,
            blend: self.blend,
            write_mask: wgpu::ColorWrites::ALL,
        })];
        let fragment = wgpu::FragmentState {
            module: &module,
            entry_point: Some("fragment"),
            compilation_options: wgpu::PipelineCompilationOptions {
                constants: self.constants,
                ..wgpu::PipelineCompilationOptions::default()
            },
            targets: &targets,
        };
        device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(self.shader.name),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState {
                cull_mode: self.cull_mode,
                ..wgpu::PrimitiveState::default()
            },
            depth_stencil: self.depth.clone(),
            multisample: wgpu::MultisampleState {
                count: self.samples,
                ..wgpu::MultisampleState::default()
            },
            fragment: self.target.map(|_| fragment),
            multiview_mask: None,
            cache: None,
        })
    }
}

/// A depth test that lets what is nearer, or at the same depth, through.
pub(super) fn depth_test(
    format: TextureFormat,
    writes: bool,
    bias: wgpu::DepthBiasState,
) -> wgpu::DepthStencilState {
    wgpu::DepthStencilState {
        format,
        depth_write_enabled: Some(writes),
        depth_compare: Some(CompareFunction::LessEqual),
        stencil: wgpu::StencilState::default(),
        bias,
    }
}
