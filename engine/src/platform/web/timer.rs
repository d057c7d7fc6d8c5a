//! Wakes the engine at an even pace. A timer rather than the browser's animation frames, because those stop whenever
//! the page is busy, even in a worker. Absent on purpose: what happens on waking.

use super::browser::{now_millis, set_timeout};
use crate::frame_loop::Pacer;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// Browsers stretch a timer set by a timer to this; a message is not stretched.
const SHORTEST_TIMER_MILLIS: f64 = 4.0;

/// One wake-up at a time.
pub(super) struct Timer {
    woken: Closure<dyn FnMut()>,
    /// Kept so that the other end stays open.
    channel: Option<MessageChannel>,
    pacer: Pacer,
    is_set: bool,
}

impl Timer {
    /// A timer that calls `woken`.
    pub(super) fn new(woken: impl FnMut() + 'static) -> Self {
        let woken = Closure::new(woken);
        let channel = MessageChannel::new().ok();
        if let Some(channel) = &channel {
            channel
                .port1()
                .set_onmessage(Some(woken.as_ref().unchecked_ref()));
        }
        Self {
            woken,
            channel,
            pacer: Pacer::default(),
            is_set: false,
        }
    }

    /// Wakes once at the next beat; asking again before that changes nothing.
    pub(super) fn set(&mut self) {
        if self.is_set {
            return;
        }
        self.is_set = true;
        let sleep = self.pacer.sleep_millis(now_millis());
        match &self.channel {
            Some(channel) if sleep < SHORTEST_TIMER_MILLIS => {
                // Waking early costs nothing: what is due is decided by the clock, and the beat stays.
                let _ = channel.port2().post_message(&JsValue::NULL);
            }
            _ => {
                set_timeout(self.woken.as_ref().unchecked_ref(), sleep as i32);
            }
        }
    }

    /// It woke.
    pub(super) fn went_off(&mut self) {
        self.is_set = false;
    }
}
