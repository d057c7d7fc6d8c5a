//! The Gamepad API: a snapshot of every connected pad.

use super::document::window;
use wasm_bindgen::JsCast;
use web_sys::{Gamepad, GamepadButton};

/// One pad at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Pad {
    /// Its index.
    pub index: u32,
    /// Axes, −1 to 1.
    pub axes: Vec<f32>,
    /// Bit `n` is button `n`.
    pub buttons: u32,
}

/// Every connected pad.
pub fn pads() -> Vec<Pad> {
    let Some(Ok(slots)) = window().map(|window| window.navigator().get_gamepads()) else {
        return Vec::new();
    };
    slots
        .iter()
        .filter(|slot| slot.is_object())
        .map(JsCast::unchecked_into::<Gamepad>)
        .filter(Gamepad::connected)
        .map(|pad| pad_from_gamepad(&pad))
        .collect()
}

fn pad_from_gamepad(pad: &Gamepad) -> Pad {
    let buttons = pad.buttons();
    let held = buttons
        .iter()
        .take(32)
        .enumerate()
        .fold(0, |held, (bit, button)| {
            let button: GamepadButton = button.unchecked_into();
            held | u32::from(button.pressed()) << bit
        });
    Pad {
        index: pad.index(),
        axes: pad
            .axes()
            .iter()
            .map(|axis| axis.as_f64().unwrap_or_default() as f32)
            .collect(),
        buttons: held,
    }
}
