//! What groups of resources look like, and the samplers, which never change. Absent on purpose: the groups.

use wgpu::{BindGroupLayout, BindingType, CompareFunction, ShaderStages, TextureSampleType};

/// Every layout.
pub(super) struct Layouts {
    /// The frame's numbers.
    pub(super) frame: BindGroupLayout,
    /// Meshes, instances and the table of draws.
    pub(super) geometry: BindGroupLayout,
    /// Motes of light.
    pub(super) motes: BindGroupLayout,
    /// The shadow map and its sampler.
    pub(super) shade: BindGroupLayout,
    /// The frame's numbers, light and its sampler.
    pub(super) read: BindGroupLayout,
    /// The glow.
    pub(super) bloom: BindGroupLayout,
    pub(super) linear: wgpu::Sampler,
    pub(super) compare: wgpu::Sampler,
}

const UNIFORM: BindingType = buffer(wgpu::BufferBindingType::Uniform);
const STORAGE: BindingType = buffer(wgpu::BufferBindingType::Storage { read_only: true });

const fn buffer(ty: wgpu::BufferBindingType) -> BindingType {
    BindingType::Buffer {
        ty,
        has_dynamic_offset: false,
        min_binding_size: None,
    }
}

const fn texture(sample_type: TextureSampleType) -> BindingType {
    BindingType::Texture {
        sample_type,
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    }
}

impl Layouts {
    pub(super) fn new(device: &wgpu::Device) -> Self {
        let light = texture(TextureSampleType::Float { filterable: true });
        let depth = texture(TextureSampleType::Depth);
        let filtering = BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
        let comparison = BindingType::Sampler(wgpu::SamplerBindingType::Comparison);
        Self {
            frame: layout(device, &[UNIFORM]),
            geometry: layout(device, &[STORAGE; 4]),
            motes: layout(device, &[STORAGE]),
            shade: layout(device, &[depth, comparison]),
            read: layout(device, &[UNIFORM, light, filtering]),
            bloom: layout(device, &[light]),
            linear: sampler(device, None),
            compare: sampler(device, Some(CompareFunction::LessEqual)),
        }
    }
}

fn layout(device: &wgpu::Device, bindings: &[BindingType]) -> BindGroupLayout {
    let entries: Vec<_> = bindings
        .iter()
        .zip(0..)
        .map(|(&ty, binding)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: ShaderStages::VERTEX_FRAGMENT,
            ty,
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: None,
        entries: &entries,
    })
}

/// A group of `resources`, bound in their order.
pub(super) fn group(
    device: &wgpu::Device,
    layout: &BindGroupLayout,
    resources: &[wgpu::BindingResource<'_>],
) -> wgpu::BindGroup {
    let entries: Vec<_> = resources
        .iter()
        .zip(0..)
        .map(|(resource, binding)| wgpu::BindGroupEntry {
            binding,
            resource: resource.clone(),
        })
        .collect();
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout,
        entries: &entries,
    })
}

fn sampler(device: &wgpu::Device, compare: Option<CompareFunction>) -> wgpu::Sampler {
    device.create_sampler(&wgpu::SamplerDescriptor {
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        compare,
        ..wgpu::SamplerDescriptor::default()
    })
}
