//! From a canvas to a device, and back again after a loss. Absent on purpose: optional features; the picture is the
//! same on every device.

use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, OffscreenCanvas};

/// Where the picture is shown.
#[derive(Debug, Clone)]
pub(crate) enum Canvas {
    /// In a worker.
    Offscreen(OffscreenCanvas),
    /// On the page's own thread.
    Element(HtmlCanvasElement),
}

/// A device with the canvas that it draws on.
pub(crate) struct Gpu {
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    pub(crate) format: wgpu::TextureFormat,
    /// The adapter's own words for itself.
    pub(crate) adapter: String,
    /// The adapter computes on the CPU.
    pub(crate) is_software: bool,
    surface: wgpu::Surface<'static>,
}

/// Words that a software adapter uses for itself where it does not admit to be a fallback.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "lavapipe", "basic render"];

impl Gpu {
    /// A new device for `canvas`; `None` where the browser has none to give.
    pub(crate) async fn new(canvas: &Canvas) -> Option<Self> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
            backends: wgpu::Backends::BROWSER_WEBGPU,
            ..wgpu::InstanceDescriptor::new_without_display_handle()
        });
        let target = match canvas {
            Canvas::Offscreen(canvas) => wgpu::SurfaceTarget::OffscreenCanvas(canvas.clone()),
            Canvas::Element(canvas) => wgpu::SurfaceTarget::Canvas(canvas.clone()),
        };
        let surface = instance.create_surface(target).ok()?;
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions {
                power_preference: wgpu::PowerPreference::HighPerformance,
                ..wgpu::RequestAdapterOptions::default()
            })
            .await
            .ok()?;
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor::default())
            .await
            .ok()?;
        let format = *surface.get_capabilities(&adapter).formats.first()?;
        let (name, is_software) = described(&device)?;
        Some(Self {
            device,
            queue,
            format,
            adapter: name,
            is_software,
            surface,
        })
    }

    /// Gives the canvas its size.
    pub(crate) fn configure(&self, (width, height): (u32, u32)) {
        self.surface.configure(
            &self.device,
            &wgpu::SurfaceConfiguration {
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                format: self.format,
                color_space: wgpu::SurfaceColorSpace::Auto,
                width,
                height,
                present_mode: wgpu::PresentMode::Fifo,
                desired_maximum_frame_latency: 2,
                alpha_mode: wgpu::CompositeAlphaMode::Opaque,
                view_formats: Vec::new(),
            },
        );
    }

    /// The canvas as it is to be drawn on now. One that was lost is configured again and drawn on next time.
    pub(crate) fn canvas_view(&self, canvas_px: (u32, u32)) -> Option<wgpu::SurfaceTexture> {
        use wgpu::CurrentSurfaceTexture as Current;
        match self.surface.get_current_texture() {
            Current::Success(texture) | Current::Suboptimal(texture) => Some(texture),
            Current::Outdated | Current::Lost => {
                self.configure(canvas_px);
                None
            }
            Current::Timeout | Current::Occluded | Current::Validation => None,
        }
    }

    /// Settles when the device is lost, whoever lost it.
    pub(crate) fn lost(&self) -> Option<js_sys::Promise> {
        Some(self.device.as_webgpu()?.lost().unchecked_into())
    }

    /// Settles when everything submitted so far was drawn.
    pub(crate) fn done(&self) -> Option<js_sys::Promise> {
        Some(
            self.queue
                .as_webgpu()?
                .on_submitted_work_done()
                .unchecked_into(),
        )
    }

    /// Loses the device, as a driver's reset would.
    pub(crate) fn lose(&self) {
        self.device.destroy();
    }
}

/// What the adapter says of itself, and whether that is a CPU.
fn described(device: &wgpu::Device) -> Option<(String, bool)> {
    let info = device.as_webgpu()?.adapter_info();
    let mut name = info.description();
    for part in [info.vendor(), info.architecture(), info.device()] {
        if !mentions(&name, &part) {
            name.push(' ');
            name.push_str(&part);
        }
    }
    let says_so = SOFTWARE.iter().any(|word| mentions(&name, word));
    Some((
        name.trim_start().to_owned(),
        info.is_fallback_adapter() || says_so,
    ))
}

/// Whether `text` holds `word`, whatever the case of its letters.
fn mentions(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    word.is_empty()
        || text
            .windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word))
}
