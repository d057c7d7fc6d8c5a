//! From an input frame to what the player means: one direction in the world and four wishes. Absent on purpose:
//! devices, which the engine has merged already.

use component::input::{InputFrame, action};

use crate::{
    camera::Camera,
    hash::StateHash,
    math::{Vec3, vec3},
};

/// Two touches of the pointer within this time dash.
const DOUBLE_TOUCH_STEPS: u8 = 18;
/// A dash that is asked for a moment too early still happens.
const DASH_BUFFER_STEPS: u8 = 8;
/// Sticks rest a little off their middle.
const DEAD_ZONE: f32 = 0.12;

/// What the player means in one step.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Intent {
    /// Flat, at most 1 long.
    pub(crate) direction: Vec3,
    pub(crate) dash: bool,
    pub(crate) confirm: bool,
    pub(crate) restart: bool,
    /// −1 or 1 in the step in which left or right began.
    pub(crate) choose: i8,
}

/// What has to be remembered between two frames.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Controls {
    since_touch_steps: u8,
    dash_asked_steps: u8,
    side: i8,
}

impl Controls {
    pub(crate) fn new() -> Self {
        Self {
            since_touch_steps: u8::MAX,
            dash_asked_steps: 0,
            side: 0,
        }
    }

    pub(crate) fn read(&mut self, frame: &InputFrame, camera: &Camera, sprite: Vec3) -> Intent {
        let pressed = |bit: u16| frame.pressed & bit != 0;
        let touched = pressed(action::POINTER);
        let double_touch = touched && self.since_touch_steps < DOUBLE_TOUCH_STEPS;
        self.since_touch_steps = if touched {
            0
        } else {
            self.since_touch_steps.saturating_add(1)
        };
        self.dash_asked_steps = if pressed(action::DASH) || double_touch {
            DASH_BUFFER_STEPS
        } else {
            self.dash_asked_steps.saturating_sub(1)
        };
        let side = side(frame.move_x);
        let choose = if side == self.side { 0 } else { side };
        self.side = side;
        Intent {
            direction: direction(frame, camera, sprite),
            dash: self.dash_asked_steps > 0,
            confirm: pressed(action::CONFIRM | action::DASH | action::POINTER),
            restart: pressed(action::RESTART),
            choose,
        }
    }

    /// The dash happened; it is not asked for any longer.
    pub(crate) fn dash_done(&mut self) {
        self.dash_asked_steps = 0;
    }

    pub(crate) fn hash(&self, hash: &mut StateHash) {
        let Self {
            since_touch_steps,
            dash_asked_steps,
            side,
        } = self;
        hash.u32(u32::from(*since_touch_steps) << 8 | u32::from(*dash_asked_steps));
        hash.u64(*side as u64);
    }
}

fn side(move_x: i16) -> i8 {
    if move_x > 500 {
        1
    } else if move_x < -500 {
        -1
    } else {
        0
    }
}

fn direction(frame: &InputFrame, camera: &Camera, sprite: Vec3) -> Vec3 {
    let stick = vec3(
        f32::from(frame.move_x) * 0.001,
        0.0,
        f32::from(frame.move_y) * -0.001,
    )
    .limited(1.0);
    if stick.length() > DEAD_ZONE {
        return stick;
    }
    if frame.held & action::POINTER == 0 {
        return Vec3::ZERO;
    }
    let goal = camera.unproject(frame.pointer_x, frame.pointer_y, sprite.y);
    goal.map_or(Vec3::ZERO, |goal| {
        let way = (goal - sprite).flat();
        if way.length() < 0.25 {
            Vec3::ZERO
        } else {
            (way * 0.8).limited(1.0)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(controls: &mut Controls, frame: InputFrame) -> Intent {
        controls.read(&frame, &Camera::new(Vec3::ZERO, true), Vec3::ZERO)
    }

    #[test]
    fn up_on_a_stick_is_away_from_the_screen() {
        let frame = InputFrame {
            move_y: 1000,
            ..InputFrame::default()
        };
        let intent = read(&mut Controls::new(), frame);
        assert_eq!(intent.direction, vec3(0.0, 0.0, -1.0));
    }

    #[test]
    fn a_held_pointer_leads_towards_what_it_shows() {
        let frame = InputFrame {
            held: action::POINTER,
            pointer_x: 900,
            pointer_y: 360,
            ..InputFrame::default()
        };
        let intent = read(&mut Controls::new(), frame);
        assert!(intent.direction.x > 0.9, "{intent:?}");
    }

    #[test]
    fn two_quick_touches_dash_and_one_does_not() {
        let touch = InputFrame {
            held: action::POINTER,
            pressed: action::POINTER,
            pointer_x: 540,
            pointer_y: 360,
            ..InputFrame::default()
        };
        let mut controls = Controls::new();
        assert!(!read(&mut controls, touch).dash);
        assert!(!read(&mut controls, InputFrame::default()).dash);
        assert!(read(&mut controls, touch).dash);
    }

    #[test]
    fn left_and_right_choose_once_per_push() {
        let frame = InputFrame {
            move_x: 900,
            ..InputFrame::default()
        };
        let mut controls = Controls::new();
        let chosen: Vec<i8> = (0..3).map(|_| read(&mut controls, frame).choose).collect();
        assert_eq!(chosen, [1, 0, 0]);
    }
}
