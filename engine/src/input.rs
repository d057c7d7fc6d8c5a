//! Every device merged into one [`InputFrame`] per fixed step.
//!
//! A press that began and ended between two steps still counts for one step, so nothing a player does is lost.
//! Absent on purpose: listening. The page listens and sends [`Input`] messages.

mod bindings;
mod pads;
mod touch;

use bindings::{Bindings, Controls, control};
use component::{InputFrame, input::action};
use pads::Pads;
use protocol::engine::Input;
use touch::Touch;

/// What all devices do right now, and what they did since the last step.
#[derive(Debug, Default)]
pub struct Devices {
    bindings: Bindings,
    pads: Pads,
    touch: Touch,
    pointer: Pointer,
    /// Controls that began since the last step.
    begun: Controls,
}

/// Mouse or pen, in logical pixels.
#[derive(Debug, Default)]
struct Pointer {
    x: i16,
    y: i16,
    down: bool,
    began: bool,
}

/// A direction and how far, 0 to 1; up is positive.
type Stick = (f32, f32);

impl Devices {
    /// Takes in something the player did.
    pub fn apply(&mut self, input: &Input) {
        match input {
            Input::Key { code, down } => self.begun |= self.bindings.key(code, *down),
            Input::Pointer {
                id,
                x,
                y,
                down,
                touch,
            } => {
                let at = (within(*x, 0.0, 1080.0), within(*y, 0.0, 720.0));
                if *touch {
                    self.begun |= self.touch.finger(*id, at, *down);
                } else {
                    self.pointer.moved(at, *down);
                }
            }
            Input::Gamepad {
                index,
                connected,
                axes,
                buttons,
            } => {
                let began = self.pads.update(*index, *connected, axes, *buttons);
                self.begun |= self.bindings.buttons(began);
            }
            Input::ReleaseAll => self.release_all(),
            Input::Action(name) => self.begun |= control::from_name(name).unwrap_or_default(),
            Input::Bindings(rows) => self.bindings = Bindings::from_rows(rows),
        }
    }

    /// The input of the step numbered `step`; presses are handed out once.
    pub fn frame(&mut self, step: u32) -> InputFrame {
        let held = self.bindings.held()
            | self.bindings.buttons(self.pads.buttons())
            | self.touch.held()
            | self.begun;
        let (x, y) = self.direction(held);
        let pressed = actions(self.begun) | pointer_bit(self.pointer.began);
        self.touch.stepped();
        self.begun = Controls::default();
        self.pointer.began = false;
        InputFrame {
            step,
            move_x: (x * 1000.0).round() as i16,
            move_y: (y * 1000.0).round() as i16,
            held: actions(held) | pointer_bit(self.pointer.down) | pressed,
            pressed,
            pointer_x: self.pointer.x,
            pointer_y: self.pointer.y,
        }
    }

    /// Presses that nobody has stepped over are dropped: what opened or closed a menu is not play.
    pub fn forget_presses(&mut self) {
        self.begun = Controls::default();
        self.pointer.began = false;
    }

    /// The direction of whatever points farthest; keys point all the way.
    fn direction(&self, held: Controls) -> Stick {
        [
            control::direction(held),
            self.touch.stick(),
            self.pads.stick(),
        ]
        .into_iter()
        .rev()
        .max_by(|a, b| length(*a).total_cmp(&length(*b)))
        .unwrap_or_default()
    }

    fn release_all(&mut self) {
        self.bindings.release();
        self.pads.release();
        self.touch = Touch::default();
        self.pointer.down = false;
    }
}

impl Pointer {
    fn moved(&mut self, (x, y): (f32, f32), down: bool) {
        self.began |= down && !self.down;
        self.down = down;
        (self.x, self.y) = (x as i16, y as i16);
    }
}

fn actions(controls: Controls) -> u16 {
    [
        (control::DASH, action::DASH),
        (control::CONFIRM, action::CONFIRM),
        (control::RESTART, action::RESTART),
    ]
    .into_iter()
    .filter(|(control, _)| controls & control != 0)
    .fold(0, |bits, (_, bit)| bits | bit)
}

fn pointer_bit(down: bool) -> u16 {
    if down { action::POINTER } else { 0 }
}

fn length((x, y): Stick) -> f32 {
    (x * x + y * y).sqrt()
}

/// `value` between `least` and `most`; 0 where it is no number. Unlike `clamp` this cannot panic, and so does not
/// bring the printing of numbers, 20 KB, into the module.
fn within(value: f32, least: f32, most: f32) -> f32 {
    if value.is_nan() {
        0.0
    } else {
        value.max(least).min(most)
    }
}

/// A stick's position with the middle cut out and the rest stretched back to 0 to 1, so that a slow push stays slow.
fn without_dead_zone((x, y): Stick, inner: f32, outer: f32) -> Stick {
    let length = length((x, y));
    if length.is_nan() || length <= inner {
        return (0.0, 0.0);
    }
    let scale = ((length - inner) / (outer - inner)).min(1.0) / length;
    (x * scale, y * scale)
}

#[cfg(test)]
mod tests;
