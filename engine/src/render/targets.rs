//! Textures that are drawn into, and the bind groups that read them. Absent on purpose: how they are drawn into.

use super::{
    buffers::Buffers,
    layouts::{Layouts, group},
};
use crate::view::{Detail, Sizes};
use wgpu::{BindingResource, TextureFormat, TextureUsages, TextureView};

/// Light before it becomes a picture.
pub(super) const LIGHT: TextureFormat = TextureFormat::Rgba16Float;
/// Depth of the picture.
pub(super) const DEPTH: TextureFormat = TextureFormat::Depth24Plus;
/// Depth as the sun sees it.
pub(super) const SHADOW: TextureFormat = TextureFormat::Depth32Float;

/// A size of the glow: drawn into on the way down and added to on the way up.
pub(super) struct Level {
    pub(super) view: TextureView,
    /// Reads this level.
    pub(super) read: wgpu::BindGroup,
}

/// Everything that is drawn into but the canvas.
pub(super) struct Targets {
    /// Many samples per pixel, where the picture has them.
    pub(super) samples: Option<TextureView>,
    pub(super) light: TextureView,
    pub(super) depth: TextureView,
    pub(super) shadow: TextureView,
    pub(super) bloom: Vec<Level>,
    /// The frame's numbers alone.
    pub(super) frame: wgpu::BindGroup,
    /// The shadow map.
    pub(super) shade: wgpu::BindGroup,
    /// Reads the light.
    pub(super) read_light: wgpu::BindGroup,
    /// The largest size of the glow.
    pub(super) read_bloom: wgpu::BindGroup,
}

impl Targets {
    pub(super) fn new(
        device: &wgpu::Device,
        layouts: &Layouts,
        buffers: &Buffers,
        sizes: &Sizes,
        detail: &Detail,
    ) -> Self {
        let make = Maker {
            device,
            layouts,
            buffers,
        };
        let drawn = |size, format, samples| make.texture(size, format, samples, false);
        let read = |size, format| make.texture(size, format, 1, true);
        let light = read(sizes.scene_px, LIGHT);
        let shadow_px = detail.shadow_px.max(1);
        let shadow = read((shadow_px, shadow_px), SHADOW);
        let bloom: Vec<Level> = (0..detail.bloom_levels)
            .map(|level| {
                let halvings = detail.bloom_halvings + level;
                let size = (sizes.scene_px.0 >> halvings, sizes.scene_px.1 >> halvings);
                let view = read(size, LIGHT);
                let read = make.read(&view);
                Level { view, read }
            })
            .collect();
        Self {
            samples: (detail.samples > 1).then(|| drawn(sizes.scene_px, LIGHT, detail.samples)),
            depth: drawn(sizes.scene_px, DEPTH, detail.samples),
            frame: make.frame(),
            shade: make.shade(&shadow),
            read_light: make.read(&light),
            read_bloom: make.bloom(bloom.first().map_or(&light, |level| &level.view)),
            light,
            shadow,
            bloom,
        }
    }
}

struct Maker<'a> {
    device: &'a wgpu::Device,
    layouts: &'a Layouts,
    buffers: &'a Buffers,
}

impl Maker<'_> {
    fn texture(
        &self,
        (width, height): (u32, u32),
        format: TextureFormat,
        sample_count: u32,
        is_read: bool,
    ) -> TextureView {
        let read = if is_read {
            TextureUsages::TEXTURE_BINDING
        } else {
            TextureUsages::empty()
        };
        self.device
            .create_texture(&wgpu::TextureDescriptor {
                label: None,
                size: wgpu::Extent3d {
                    width: width.max(1),
                    height: height.max(1),
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: TextureUsages::RENDER_ATTACHMENT | read,
                view_formats: &[],
            })
            .create_view(&wgpu::TextureViewDescriptor::default())
    }

    fn frame(&self) -> wgpu::BindGroup {
        group(
            self.device,
            &self.layouts.frame,
            &[self.buffers.uniforms.as_entire_binding()],
        )
    }

    fn shade(&self, shadow: &TextureView) -> wgpu::BindGroup {
        let resources = [
            BindingResource::TextureView(shadow),
            BindingResource::Sampler(&self.layouts.compare),
        ];
        group(self.device, &self.layouts.shade, &resources)
    }

    fn read(&self, source: &TextureView) -> wgpu::BindGroup {
        let resources = [
            self.buffers.uniforms.as_entire_binding(),
            BindingResource::TextureView(source),
            BindingResource::Sampler(&self.layouts.linear),
        ];
        group(self.device, &self.layouts.read, &resources)
    }

    fn bloom(&self, source: &TextureView) -> wgpu::BindGroup {
        group(
            self.device,
            &self.layouts.bloom,
            &[BindingResource::TextureView(source)],
        )
    }
}
