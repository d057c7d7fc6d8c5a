//! Each device alone, several at once, and devices that vanish.

use super::*;
use protocol::engine::Binding;

fn key(devices: &mut Devices, code: &str, down: bool) {
    let code = code.to_owned();
    devices.apply(&Input::Key { code, down });
}

fn finger(devices: &mut Devices, id: i32, x: f32, y: f32, down: bool) {
    let touch = true;
    devices.apply(&Input::Pointer {
        id,
        x,
        y,
        down,
        touch,
    });
}

fn pad(devices: &mut Devices, index: u32, axes: [f32; 2], buttons: u32) {
    devices.apply(&Input::Gamepad {
        index,
        connected: true,
        axes: axes.to_vec(),
        buttons,
    });
}

fn movement(devices: &mut Devices) -> (i16, i16) {
    let frame = devices.frame(0);
    (frame.move_x, frame.move_y)
}

#[test]
fn nothing_held_is_an_empty_frame() {
    let frame = Devices::default().frame(7);
    assert_eq!(
        frame,
        InputFrame {
            step: 7,
            ..InputFrame::default()
        }
    );
}

#[test]
fn arrows_and_letters_move_and_a_diagonal_is_no_faster() {
    let devices = &mut Devices::default();
    key(devices, "ArrowRight", true);
    assert_eq!(movement(devices), (1000, 0));
    key(devices, "KeyW", true);
    assert_eq!(movement(devices), (707, 707));
    key(devices, "KeyA", true);
    assert_eq!(movement(devices), (0, 1000));
}

#[test]
fn a_press_between_two_steps_is_not_lost_and_counts_once() {
    let devices = &mut Devices::default();
    key(devices, "Space", true);
    key(devices, "Space", false);
    key(devices, "ArrowLeft", true);
    key(devices, "ArrowLeft", false);
    let first = devices.frame(0);
    assert_eq!(
        (first.pressed, first.held, first.move_x),
        (action::DASH, action::DASH, -1000)
    );
    assert_eq!(
        devices.frame(1),
        InputFrame {
            step: 1,
            ..InputFrame::default()
        }
    );
}

#[test]
fn a_key_that_repeats_is_held_but_not_pressed_again() {
    let devices = &mut Devices::default();
    key(devices, "Enter", true);
    assert_eq!(devices.frame(0).pressed, action::CONFIRM);
    key(devices, "Enter", true);
    let frame = devices.frame(1);
    assert_eq!((frame.held, frame.pressed), (action::CONFIRM, 0));
}

#[test]
fn a_table_from_the_page_replaces_the_whole_default() {
    let devices = &mut Devices::default();
    let row = |code: &str, action: &str| Binding {
        code: code.to_owned(),
        action: action.to_owned(),
    };
    devices.apply(&Input::Bindings(vec![
        row("KeyJ", "left"),
        row("Pad5", "restart"),
        row("KeyX", "fly"),
    ]));
    for code in ["ArrowRight", "KeyX", "KeyJ"] {
        key(devices, code, true);
    }
    assert_eq!(movement(devices), (-1000, 0));
    pad(devices, 0, [0.0; 2], 1 << 5 | 1);
    assert_eq!(devices.frame(0).pressed, action::RESTART);
}

#[test]
fn a_stick_at_rest_is_still_and_a_slow_push_stays_slow() {
    let devices = &mut Devices::default();
    pad(devices, 0, [0.19, 0.0], 0);
    assert_eq!(movement(devices), (0, 0));
    pad(devices, 0, [0.0, -0.35], 0);
    assert_eq!(movement(devices), (0, 200));
    pad(devices, 0, [0.97, 0.0], 0);
    assert_eq!(movement(devices), (1000, 0));
    pad(devices, 0, [f32::NAN, f32::NAN], 0);
    assert_eq!(movement(devices), (0, 0));
}

#[test]
fn the_directional_pad_and_buttons_work_on_every_pad() {
    let devices = &mut Devices::default();
    pad(devices, 3, [0.0; 2], 1 << 14 | 1);
    let frame = devices.frame(0);
    assert_eq!(
        (frame.move_x, frame.pressed),
        (-1000, action::DASH | action::CONFIRM)
    );
    pad(devices, 1, [0.0; 2], 1 << 9);
    assert_eq!(devices.frame(1).pressed, action::CONFIRM);
    pad(devices, 900, [1.0, 0.0], u32::MAX);
    assert_eq!(devices.frame(2).move_x, -1000);
}

#[test]
fn a_pad_that_is_pulled_out_lets_go() {
    let devices = &mut Devices::default();
    pad(devices, 0, [1.0, 0.0], 1);
    devices.frame(0);
    devices.apply(&Input::Gamepad {
        index: 0,
        connected: false,
        axes: Vec::new(),
        buttons: 0,
    });
    assert_eq!(
        devices.frame(1),
        InputFrame {
            step: 1,
            ..InputFrame::default()
        }
    );
}

#[test]
fn the_first_finger_is_a_stick_around_where_it_went_down() {
    let devices = &mut Devices::default();
    finger(devices, 5, 200.0, 500.0, true);
    assert_eq!(movement(devices), (0, 0));
    finger(devices, 5, 200.0, 400.0, true);
    assert_eq!(movement(devices), (0, 1000));
    finger(devices, 5, 239.0, 500.0, true);
    assert_eq!(movement(devices), (500, 0));
    finger(devices, 5, 239.0, 500.0, false);
    assert_eq!(devices.frame(0), InputFrame::default());
}

#[test]
fn a_second_finger_dashes_while_the_first_steers() {
    let devices = &mut Devices::default();
    finger(devices, 1, 100.0, 100.0, true);
    finger(devices, 1, 300.0, 100.0, true);
    finger(devices, 2, 900.0, 600.0, true);
    let frame = devices.frame(0);
    assert_eq!(
        (frame.move_x, frame.pressed),
        (1000, action::DASH | action::CONFIRM)
    );
    finger(devices, 2, 910.0, 600.0, true);
    assert_eq!(
        (devices.frame(1).pressed, devices.frame(2).held),
        (0, action::DASH)
    );
    finger(devices, 2, 910.0, 600.0, false);
    assert_eq!(devices.frame(3).held, 0);
}

#[test]
fn a_tap_confirms_but_a_long_rest_or_a_swipe_does_not() {
    let devices = &mut Devices::default();
    finger(devices, 1, 100.0, 100.0, true);
    finger(devices, 1, 102.0, 101.0, false);
    assert_eq!(devices.frame(0).pressed, action::DASH | action::CONFIRM);
    finger(devices, 2, 100.0, 100.0, true);
    for step in 0..15 {
        devices.frame(step);
    }
    finger(devices, 2, 100.0, 100.0, false);
    assert_eq!(devices.frame(0).pressed, 0);
    finger(devices, 3, 100.0, 100.0, true);
    finger(devices, 3, 160.0, 100.0, true);
    finger(devices, 3, 100.0, 100.0, false);
    assert_eq!(devices.frame(0).pressed, 0);
}

#[test]
fn a_mouse_points_where_it_is_held() {
    let devices = &mut Devices::default();
    let mouse = |x, y, down| Input::Pointer {
        id: 1,
        x,
        y,
        down,
        touch: false,
    };
    devices.apply(&mouse(540.0, 9999.0, true));
    devices.apply(&mouse(541.0, f32::NAN, false));
    let frame = devices.frame(0);
    assert_eq!(
        (frame.pressed, frame.held),
        (action::POINTER, action::POINTER)
    );
    assert_eq!((frame.pointer_x, frame.pointer_y), (541, 0));
    assert_eq!(devices.frame(1).held, 0);
}

#[test]
fn losing_focus_lets_everything_go() {
    let devices = &mut Devices::default();
    key(devices, "ArrowLeft", true);
    pad(devices, 0, [0.0, 1.0], 1);
    finger(devices, 1, 0.0, 0.0, true);
    finger(devices, 2, 0.0, 0.0, true);
    devices.frame(0);
    devices.apply(&Input::ReleaseAll);
    assert_eq!(
        devices.frame(1),
        InputFrame {
            step: 1,
            ..InputFrame::default()
        }
    );
}

#[test]
fn a_button_in_the_page_presses_once() {
    let devices = &mut Devices::default();
    devices.apply(&Input::Action("confirm".to_owned()));
    devices.apply(&Input::Action("no such thing".to_owned()));
    assert_eq!(devices.frame(0).pressed, action::CONFIRM);
    assert_eq!(devices.frame(1).held, 0);
    devices.apply(&Input::Action("restart".to_owned()));
    devices.forget_presses();
    assert_eq!(devices.frame(2).pressed, 0);
}

#[test]
fn the_device_that_points_farthest_steers() {
    let devices = &mut Devices::default();
    pad(devices, 0, [0.5, 0.0], 0);
    pad(devices, 1, [0.0, -0.9], 0);
    assert_eq!(movement(devices), (0, 933));
    key(devices, "KeyD", true);
    assert_eq!(movement(devices), (1000, 0));
}
