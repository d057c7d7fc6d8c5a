//! The canvas: its size in physical pixels, and handing it to another thread.

use super::document::{document, element, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, OffscreenCanvas, ResizeObserver,
};

const COPY_PX: u32 = 16;
/// Rounding of a colour on its way through a copy.
const SAME_COLOUR: u8 = 3;

/// The size of the element `id` in physical pixels.
pub fn size_px(id: &str) -> (u32, u32) {
    element(id).map_or((1, 1), |element| physical_size(&element))
}

/// Calls `changed` with the size of the element `id` in physical pixels, whenever it changes.
pub fn on_resize(id: &str, changed: impl Fn(u32, u32) + 'static) {
    let Some(target) = element(id) else { return };
    let watched = target.clone();
    let closure = Closure::<dyn FnMut(JsValue)>::new(move |_| {
        let (width_px, height_px) = physical_size(&watched);
        changed(width_px, height_px);
    });
    if let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
        observer.observe(&target);
        // The observer lives as long as its target, and so must its closure.
        closure.forget();
    }
}

/// Takes the canvas `id` off this thread; once only. `None` where the browser cannot.
pub fn take_offscreen(id: &str) -> Option<OffscreenCanvas> {
    let canvas: HtmlCanvasElement = element(id)?.unchecked_into();
    canvas.transfer_control_to_offscreen().ok()
}

/// Puts a fresh canvas in the place of `id`, whose own was given away.
pub fn renew(id: &str) {
    let Some(old) = element(id) else { return };
    let Some(fresh) = document().and_then(|document| document.create_element("canvas").ok()) else {
        return;
    };
    for name in old
        .get_attribute_names()
        .iter()
        .filter_map(|name| name.as_string())
    {
        if let Some(value) = old.get_attribute(&name) {
            // The name comes from an element that already carries it.
            let _ = fresh.set_attribute(&name, &value);
        }
    }
    // An element in the document can be replaced.
    let _ = old.replace_with_with_node_1(&fresh);
}

/// The picture of the canvas `id` is of one colour, as far as a coarse copy of it tells; nothing where the browser does not
/// show it to this thread.
pub fn is_blank(id: &str) -> Option<bool> {
    let picture: HtmlCanvasElement = element(id)?.unchecked_into();
    let copy = document()?.create_element("canvas").ok()?;
    let copy: HtmlCanvasElement = copy.unchecked_into();
    copy.set_width(COPY_PX);
    copy.set_height(COPY_PX);
    let side = f64::from(COPY_PX);
    let context: CanvasRenderingContext2d = copy.get_context("2d").ok()??.unchecked_into();
    context
        .draw_image_with_html_canvas_element_and_dw_and_dh(&picture, 0.0, 0.0, side, side)
        .ok()?;
    let pixels = context.get_image_data(0.0, 0.0, side, side).ok()?.data().0;
    let (first, rest) = pixels.split_first_chunk::<4>()?;
    let is_same = |pixel: &[u8]| {
        let differences = pixel.iter().zip(first).map(|(a, b)| a.abs_diff(*b));
        differences.max() <= Some(SAME_COLOUR)
    };
    Some(rest.chunks_exact(4).all(is_same))
}

/// The player asked the system for less motion.
pub fn wants_less_motion() -> bool {
    window().is_some_and(|window| {
        matches!(window.match_media("(prefers-reduced-motion: reduce)"), Ok(Some(list)) if list.matches())
    })
}

fn physical_size(element: &Element) -> (u32, u32) {
    let ratio = window().map_or(1.0, |window| window.device_pixel_ratio());
    let rect = element.get_bounding_client_rect();
    let physical = |css: f64| (css * ratio).round().clamp(1.0, 8192.0) as u32;
    (physical(rect.width()), physical(rect.height()))
}
