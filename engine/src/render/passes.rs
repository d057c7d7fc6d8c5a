//! One frame's passes, in order: shadow, light (things, sky, motes), glow down and up, picture.
//! Absent on purpose: deciding what is drawn; the scene's order is kept.

use super::{buffers::Buffers, device::Gpu, pipelines::Pipelines, targets::Targets};
use crate::scene::{Draw, Scene};
use component::draw::flag;
use wgpu::{Color, CommandEncoder, LoadOp, Operations, RenderPass, StoreOp, TextureView};

/// What a frame is drawn from.
pub(super) struct Moment<'a> {
    pub(super) gpu: &'a Gpu,
    pub(super) pipelines: &'a Pipelines,
    pub(super) buffers: &'a Buffers,
    pub(super) targets: &'a Targets,
    pub(super) scene: &'a Scene,
    pub(super) has_shadows: bool,
}

/// Draws and presents; gives the number of draw calls.
pub(super) fn encode(moment: &Moment<'_>, canvas: wgpu::SurfaceTexture) -> u32 {
    let view = canvas
        .texture
        .create_view(&wgpu::TextureViewDescriptor::default());
    let mut encoder = moment
        .gpu
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let mut draws = 0;
    if moment.has_shadows {
        draws += moment.shadow(&mut encoder);
    }
    draws += moment.light(&mut encoder);
    draws += moment.glow(&mut encoder);
    draws += moment.picture(&mut encoder, &view);
    moment.gpu.queue.submit([encoder.finish()]);
    moment.gpu.queue.present(canvas);
    draws
}

impl Moment<'_> {
    fn shadow(&self, encoder: &mut CommandEncoder) -> u32 {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            depth_stencil_attachment: Some(depth(&self.targets.shadow, StoreOp::Store)),
            ..wgpu::RenderPassDescriptor::default()
        });
        pass.set_pipeline(&self.pipelines.shadow);
        pass.set_bind_group(0, &self.targets.frame, &[]);
        pass.set_bind_group(1, &self.buffers.geometry, &[]);
        self.draw_all(&mut pass, |it| it.flags & flag::SHADOW != 0)
    }

    fn light(&self, encoder: &mut CommandEncoder) -> u32 {
        let targets = self.targets;
        let (view, resolve_target) = match &targets.samples {
            Some(samples) => (samples, Some(&targets.light)),
            None => (&targets.light, None),
        };
        let store = if resolve_target.is_some() {
            StoreOp::Discard
        } else {
            StoreOp::Store
        };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target,
                ops: Operations {
                    load: LoadOp::Clear(Color::BLACK),
                    store,
                },
            })],
            depth_stencil_attachment: Some(depth(&targets.depth, StoreOp::Discard)),
            ..wgpu::RenderPassDescriptor::default()
        });
        pass.set_bind_group(0, &targets.frame, &[]);
        pass.set_bind_group(1, &self.buffers.geometry, &[]);
        pass.set_bind_group(2, &targets.shade, &[]);
        let is_water = |it: &Draw| it.flags & flag::WATER != 0;
        pass.set_pipeline(&self.pipelines.mesh);
        let mut draws = self.draw_all(&mut pass, |it| !is_water(it));
        pass.set_pipeline(&self.pipelines.water);
        draws += self.draw_all(&mut pass, is_water);
        pass.set_pipeline(&self.pipelines.sky);
        pass.draw(0..3, 0..1);
        pass.set_pipeline(&self.pipelines.particles);
        pass.set_bind_group(1, &self.buffers.motes, &[]);
        pass.draw(0..6 * self.scene.particle_count() as u32, 0..1);
        draws + 2
    }

    /// The glow: every level from the one above it, then every level added to the one above it.
    fn glow(&self, encoder: &mut CommandEncoder) -> u32 {
        let Targets {
            bloom, read_light, ..
        } = self.targets;
        let mut source = read_light;
        for (number, level) in bloom.iter().enumerate() {
            let pipeline = match number {
                0 => &self.pipelines.bloom_first,
                _ => &self.pipelines.bloom_down,
            };
            fullscreen(
                encoder,
                &level.view,
                LoadOp::Clear(Color::BLACK),
                pipeline,
                &[source],
            );
            source = &level.read;
        }
        for pair in bloom.windows(2).rev() {
            let pipeline = &self.pipelines.bloom_up;
            fullscreen(
                encoder,
                &pair[0].view,
                LoadOp::Load,
                pipeline,
                &[&pair[1].read],
            );
        }
        (2 * bloom.len()).saturating_sub(1) as u32
    }

    fn picture(&self, encoder: &mut CommandEncoder, canvas: &TextureView) -> u32 {
        let Targets {
            read_light,
            read_bloom,
            ..
        } = self.targets;
        let groups = [read_light, read_bloom];
        fullscreen(
            encoder,
            canvas,
            LoadOp::Clear(Color::BLACK),
            &self.pipelines.composite,
            &groups,
        );
        1
    }

    /// Draws what is chosen; the number of the draw travels as that of its one instance.
    fn draw_all(&self, pass: &mut RenderPass<'_>, chosen: impl Fn(&Draw) -> bool) -> u32 {
        let mut draws = 0;
        for (draw, number) in self.scene.draws.iter().zip(0..) {
            if chosen(draw) {
                pass.draw(0..draw.corners(), number..number + 1);
                draws += 1;
            }
        }
        draws
    }
}

fn depth(view: &TextureView, store: StoreOp) -> wgpu::RenderPassDepthStencilAttachment<'_> {
    wgpu::RenderPassDepthStencilAttachment {
        view,
        depth_ops: Some(Operations {
            load: LoadOp::Clear(1.0),
            store,
        }),
        stencil_ops: None,
    }
}

fn fullscreen(
    encoder: &mut CommandEncoder,
    view: &TextureView,
    load: LoadOp<Color>,
    pipeline: &wgpu::RenderPipeline,
    groups: &[&wgpu::BindGroup],
) {
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: Operations {
                load,
                store: StoreOp::Store,
            },
        })],
        ..wgpu::RenderPassDescriptor::default()
    });
    pass.set_pipeline(pipeline);
    for (group, index) in groups.iter().zip(0..) {
        pass.set_bind_group(index, *group, &[]);
    }
    pass.draw(0..3, 0..1);
}
