//! How a moment becomes a picture of a size: sizes, matrices, and the numbers that every shader reads.
//! Absent on purpose: the GPU.

mod uniforms;

pub use uniforms::{FRAME_BYTES, Uniforms};

use protocol::engine::Quality;

/// The logical surface, across and down.
pub const LOGICAL: (u32, u32) = (1080, 720);

/// How much to draw; what a [`Quality`] comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detail {
    /// The picture is never larger than this, across, in pixels.
    pub most_width_px: u32,
    /// The canvas itself shrinks with the picture, and the browser stretches it.
    pub shrinks_canvas: bool,
    /// Samples per pixel: 1 or 4.
    pub samples: u32,
    /// The shadow map's width; 0 for no shadows.
    pub shadow_px: u32,
    /// Sizes of the glow.
    pub bloom_levels: u32,
    /// The largest of them is the picture halved this many times.
    pub bloom_halvings: u32,
    /// Point lights that shine; the brightest near what the camera looks at are kept.
    pub lights: usize,
    /// Highlights, clouds and soft shadows.
    pub is_detailed: bool,
}

/// Everything.
pub const HIGH: Detail = Detail {
    most_width_px: 2160,
    shrinks_canvas: false,
    samples: 4,
    shadow_px: 2048,
    bloom_levels: 5,
    bloom_halvings: 1,
    lights: component::draw::MAX_LIGHTS,
    is_detailed: true,
};

/// What an adapter that computes on the CPU can do sixty times a second.
pub const LOW: Detail = Detail {
    most_width_px: 540,
    shrinks_canvas: true,
    samples: 1,
    shadow_px: 512,
    bloom_levels: 2,
    bloom_halvings: 2,
    lights: 4,
    is_detailed: false,
};

impl Detail {
    /// What `quality` comes to on an adapter that is `software` or not.
    pub fn from_quality(quality: Quality, software: bool) -> (Self, Quality) {
        match quality {
            Quality::Low => (LOW, Quality::Low),
            Quality::Automatic if software => (LOW, Quality::Low),
            Quality::Automatic | Quality::High => (HIGH, Quality::High),
        }
    }
}

/// An area in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x_px: u32,
    /// From the top.
    pub y_px: u32,
    /// Across.
    pub width_px: u32,
    /// Down.
    pub height_px: u32,
}

/// The sizes of everything that is drawn into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// The canvas, across and down.
    pub canvas_px: (u32, u32),
    /// The picture on the canvas.
    pub picture: Area,
    /// The picture before it is put on the canvas, across and down.
    pub scene_px: (u32, u32),
}

/// Browsers refuse larger canvases.
const MOST_CANVAS_PX: u32 = 8192;

impl Sizes {
    /// The sizes for a canvas that covers `width_px` × `height_px` physical pixels.
    pub fn new(width_px: u32, height_px: u32, detail: &Detail) -> Self {
        let physical = (
            width_px.clamp(1, MOST_CANVAS_PX),
            height_px.clamp(1, MOST_CANVAS_PX),
        );
        let whole = letterbox(physical);
        let canvas_px = if detail.shrinks_canvas && whole.width_px > detail.most_width_px {
            let shrunk = |px: u32| (px * detail.most_width_px / whole.width_px).max(1);
            (shrunk(physical.0), shrunk(physical.1))
        } else {
            physical
        };
        let picture = letterbox(canvas_px);
        let width = picture.width_px.min(detail.most_width_px);
        let height = (picture.height_px * width / picture.width_px).max(1);
        Self {
            canvas_px,
            picture,
            scene_px: (width, height),
        }
    }
}

/// The largest area of the logical surface's shape in the middle of `width` × `height`.
fn letterbox((width, height): (u32, u32)) -> Area {
    let (across, down) = LOGICAL;
    let (width_px, height_px) = if width * down > height * across {
        ((height * across / down).max(1), height)
    } else {
        (width, (width * down / across).max(1))
    };
    Area {
        x_px: (width - width_px) / 2,
        y_px: (height - height_px) / 2,
        width_px,
        height_px,
    }
}

#[cfg(test)]
mod tests;
