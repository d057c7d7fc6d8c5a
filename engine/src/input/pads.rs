//! Gamepads of the standard mapping, coming and going. Absent on purpose: other mappings; the page sends none.

use super::{Stick, length, within, without_dead_zone};

/// Pads past this are not listened to; browsers know four.
const MAX_PADS: usize = 4;
/// A worn stick rests up to here.
const DEAD_ZONE: f32 = 0.2;
/// A worn stick reaches at least to here.
const REACH: f32 = 0.95;

#[derive(Debug, Clone, Copy, Default)]
struct Pad {
    stick: Stick,
    buttons: u32,
}

/// All pads. One that is not there is one that rests.
#[derive(Debug, Default)]
pub(super) struct Pads {
    pads: [Pad; MAX_PADS],
}

impl Pads {
    /// A pad changed; the buttons that began.
    pub(super) fn update(
        &mut self,
        index: u32,
        connected: bool,
        axes: &[f32],
        buttons: u32,
    ) -> u32 {
        let Some(pad) = self.pads.get_mut(index as usize) else {
            return 0;
        };
        if !connected {
            *pad = Pad::default();
            return 0;
        }
        let began = buttons & !pad.buttons;
        let axis = |n: usize| axes.get(n).map_or(0.0, |it| within(*it, -1.0, 1.0));
        *pad = Pad {
            stick: without_dead_zone((axis(0), -axis(1)), DEAD_ZONE, REACH),
            buttons,
        };
        began
    }

    /// The buttons held on any pad.
    pub(super) fn buttons(&self) -> u32 {
        self.pads.iter().fold(0, |held, pad| held | pad.buttons)
    }

    /// The stick that is pushed farthest.
    pub(super) fn stick(&self) -> Stick {
        let sticks = self.pads.iter().map(|pad| pad.stick);
        sticks
            .max_by(|a, b| length(*a).total_cmp(&length(*b)))
            .unwrap_or_default()
    }

    /// Lets everything go.
    pub(super) fn release(&mut self) {
        self.pads = Default::default();
    }
}
