//! The canvas and whatever can draw on it right now. Absent on purpose: how a device is had (`boot`).

use crate::{
    render::{Canvas, Drawn, Gpu, Renderer},
    scene::Scene,
    view::Detail,
};
use js_sys::Promise;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::prelude::*;

/// Frames that may be on their way to the screen. One more would only make the picture late.
const MOST_IN_FLIGHT: u32 = 2;

/// A canvas, and a renderer unless its device is lost.
pub(super) struct Picture {
    pub(super) canvas: Canvas,
    detail: Detail,
    physical_px: (u32, u32),
    renderer: Option<Renderer>,
    in_flight: Rc<Cell<u32>>,
    landed: Option<Closure<dyn FnMut(JsValue)>>,
}

impl Drop for Picture {
    fn drop(&mut self) {
        // Frames on their way will still call it when they land; one that is gone by then is an error in the console.
        if let Some(landed) = self.landed.take().filter(|_| self.in_flight.get() > 0) {
            landed.forget();
        }
    }
}

impl Picture {
    pub(super) fn new(canvas: Canvas, gpu: Gpu, detail: Detail, physical_px: (u32, u32)) -> Self {
        let in_flight = Rc::new(Cell::new(0u32));
        let counter = in_flight.clone();
        Self {
            canvas,
            detail,
            physical_px,
            renderer: Some(Renderer::new(gpu, detail, physical_px)),
            in_flight,
            landed: Some(Closure::new(move |_| {
                counter.set(counter.get().saturating_sub(1));
            })),
        }
    }

    /// The canvas covers another number of physical pixels.
    pub(super) fn resize(&mut self, physical_px: (u32, u32)) {
        self.physical_px = physical_px;
        if let Some(renderer) = &mut self.renderer {
            renderer.resize(physical_px);
        }
    }

    /// A frame can be drawn now.
    pub(super) fn is_free(&self) -> bool {
        self.renderer.is_some() && self.in_flight.get() < MOST_IN_FLIGHT
    }

    /// Draws `scene`; `None` where that cannot be done now.
    pub(super) fn draw(&mut self, scene: &Scene) -> Option<Drawn> {
        let renderer = self.renderer.as_mut()?;
        let drawn = renderer.draw(scene)?;
        if let Some((done, landed)) = renderer.gpu().done().zip(self.landed.as_ref()) {
            self.in_flight.set(self.in_flight.get() + 1);
            // Refused where the device is lost first: such a frame is not under way either.
            let _ = done.then2(landed, landed);
        }
        Some(drawn)
    }

    /// Settles when the device is lost.
    pub(super) fn lost(&self) -> Option<Promise> {
        self.renderer.as_ref()?.gpu().lost()
    }

    /// Loses the device on purpose.
    pub(super) fn lose(&self) {
        if let Some(renderer) = &self.renderer {
            renderer.gpu().lose();
        }
    }

    /// The device is gone; nothing is drawn until another comes.
    pub(super) fn drop_device(&mut self) {
        self.renderer = None;
    }

    /// Another device came.
    pub(super) fn rebuild(&mut self, gpu: Gpu) {
        self.in_flight.set(0);
        self.renderer = Some(Renderer::new(gpu, self.detail, self.physical_px));
    }
}
