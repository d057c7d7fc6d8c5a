//! Fingers: the first is a stick around the point where it went down; a second finger, or a tap, is the dash.
//! Absent on purpose: drawing the stick, which the page does.

use super::{Stick, bindings::Controls, bindings::control, without_dead_zone};
use component::game::STEPS_PER_SECOND;

/// A push of this many logical pixels is a push all the way.
const REACH_PX: f32 = 70.0;
/// A finger that rests trembles up to here.
const DEAD_ZONE_PX: f32 = 8.0;
/// A finger that stays this near and leaves this soon was a tap.
const TAP_PX: f32 = 12.0;
const TAP_STEPS: u32 = STEPS_PER_SECOND / 4;
/// Fingers past this, beside the stick's, are not followed.
const MAX_OTHERS: usize = 4;

const TAP: Controls = control::DASH | control::CONFIRM;

#[derive(Debug, Clone, Copy)]
struct Finger {
    id: i32,
    origin: (f32, f32),
    at: (f32, f32),
    wandered: bool,
    steps: u32,
}

/// All fingers on the glass.
#[derive(Debug, Default)]
pub(super) struct Touch {
    stick: Option<Finger>,
    others: [Option<i32>; MAX_OTHERS],
}

impl Touch {
    /// A finger went down, moved or left; what it began.
    pub(super) fn finger(&mut self, id: i32, at: (f32, f32), down: bool) -> Controls {
        match self.stick.as_mut() {
            Some(finger) if finger.id == id => {
                finger.follow(at);
                if down { 0 } else { self.stick_left() }
            }
            None if down && !self.others.contains(&Some(id)) => {
                self.stick = Some(Finger {
                    id,
                    origin: at,
                    at,
                    wandered: false,
                    steps: 0,
                });
                0
            }
            _ => self.other(id, down),
        }
    }

    /// What resting fingers do.
    pub(super) fn held(&self) -> Controls {
        if self.others.iter().any(Option::is_some) {
            control::DASH
        } else {
            0
        }
    }

    /// Where the first finger points.
    pub(super) fn stick(&self) -> Stick {
        let Some(Finger { origin, at, .. }) = self.stick else {
            return (0.0, 0.0);
        };
        let pushed = (at.0 - origin.0, origin.1 - at.1);
        without_dead_zone(pushed, DEAD_ZONE_PX, REACH_PX)
    }

    /// A step passed.
    pub(super) fn stepped(&mut self) {
        if let Some(finger) = &mut self.stick {
            finger.steps = finger.steps.saturating_add(1);
        }
    }

    fn stick_left(&mut self) -> Controls {
        match self.stick.take() {
            Some(finger) if !finger.wandered && finger.steps < TAP_STEPS => TAP,
            _ => 0,
        }
    }

    fn other(&mut self, id: i32, down: bool) -> Controls {
        let known = self.others.iter().position(|it| *it == Some(id));
        match (known, down) {
            (Some(slot), false) => self.others[slot] = None,
            (None, true) => {
                if let Some(slot) = self.others.iter_mut().find(|it| it.is_none()) {
                    *slot = Some(id);
                    return TAP;
                }
            }
            _ => {}
        }
        0
    }
}

impl Finger {
    fn follow(&mut self, at: (f32, f32)) {
        self.at = at;
        let (x, y) = (at.0 - self.origin.0, at.1 - self.origin.1);
        self.wandered |= x * x + y * y > TAP_PX * TAP_PX;
    }
}
