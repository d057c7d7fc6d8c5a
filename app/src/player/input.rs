//! Keyboard, pointer, gamepad and focus, as messages for the engine.

use super::session::{cancel, send};
use super::{CANVAS_ID, STAGE_ID, Screen, Stage, letterbox};
use crate::bindings::PAUSE_CODES;
use crate::browser::document::{a_dialog_is_open, document, element, focus, listen, window};
use crate::browser::gamepad::{Pad, pads};
use crate::browser::{document as page, full_screen};
use crate::shell::Shell;
use core::cell::{Cell, RefCell};
use protocol::engine::{Input, Phase, ToEngine};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

/// Begins to listen. Runs once for each game page.
pub fn watch(stage: Stage, shell: Shell) {
    let Some(window) = window() else { return };
    listen(&window, "keydown", move |event| {
        on_key(stage, shell, event, true);
    });
    listen(&window, "keyup", move |event| {
        on_key(stage, shell, event, false);
    });
    listen(&window, "blur", |_| input(Input::ReleaseAll));
    watch_pointer();
    watch_pads(stage, shell);
    let Some(document) = document() else { return };
    listen(&document, "visibilitychange", |_| {
        send(&ToEngine::Visible(page::is_visible()));
    });
    listen(&document, "fullscreenchange", move |_| {
        stage.full_screen.set(full_screen::is_on());
    });
}

/// Pauses the game, or goes on with it.
pub fn toggle_pause(stage: Stage) {
    if stage.phase.get_untracked() == Some(Phase::Paused) {
        send(&ToEngine::Resume);
        focus(CANVAS_ID);
    } else {
        send(&ToEngine::Pause);
    }
}

fn input(input: Input) {
    send(&ToEngine::Input(input));
}

fn on_key(stage: Stage, shell: Shell, event: Event, down: bool) {
    let event: KeyboardEvent = event.unchecked_into();
    let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
    // A key that was pressed before a dialog opened must still be let go.
    let is_for_page = down && (a_dialog_is_open() || has_modifier || works_control(&event));
    if is_for_page || event.repeat() {
        return;
    }
    let code = event.code();
    if PAUSE_CODES.contains(&code.as_str()) {
        if down {
            on_pause_key(stage, shell);
        }
        return;
    }
    if shell
        .settings
        .with_untracked(|settings| settings.bindings.knows(&code))
    {
        event.prevent_default();
    }
    input(Input::Key { code, down });
}

fn on_pause_key(stage: Stage, shell: Shell) {
    let screen = stage.screen.get_untracked();
    match screen {
        Screen::Playing => toggle_pause(stage),
        Screen::Starting | Screen::Loading { .. } => cancel(stage, shell),
        Screen::Cancelled | Screen::Stopped { .. } => {}
    }
}

/// The key works the button or link that has the focus, so it is not the game's.
fn works_control(event: &KeyboardEvent) -> bool {
    let code = event.code();
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is_in = |selector: &str| {
        let target = target.as_ref();
        target.is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
    };
    code == "Tab"
        || is_in("input, select, textarea")
        || (matches!(code.as_str(), "Enter" | "Space") && is_in("a, button, summary"))
}

fn watch_pointer() {
    let Some(stage) = element(STAGE_ID) else {
        return;
    };
    for name in ["pointerdown", "pointermove", "pointerup", "pointercancel"] {
        listen(&stage, name, move |event| on_pointer(event, name));
    }
    // A long press on the picture must not open a menu in the middle of play.
    listen(&stage, "contextmenu", |event| {
        if is_on_canvas(&event) {
            event.prevent_default();
        }
    });
}

fn is_on_canvas(event: &Event) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.id() == CANVAS_ID)
}

fn on_pointer(event: Event, name: &str) {
    if !is_on_canvas(&event) {
        return;
    }
    let event: PointerEvent = event.unchecked_into();
    let Some(canvas) = element(CANVAS_ID) else {
        return;
    };
    if name == "pointerdown" {
        // Capture keeps a drag that leaves the canvas; a pointer that is gone already cannot be captured.
        let _ = canvas.set_pointer_capture(event.pointer_id());
    }
    let rect = canvas.get_bounding_client_rect();
    let (x, y) = letterbox::logical_from_canvas(
        f64::from(event.client_x()) - rect.left(),
        f64::from(event.client_y()) - rect.top(),
        rect.width(),
        rect.height(),
    );
    input(Input::Pointer {
        id: event.pointer_id(),
        x,
        y,
        down: name != "pointercancel" && event.buttons() != 0,
        touch: event.pointer_type() == "touch",
    });
}

/// Pads have no events for their sticks and buttons: they are read before each frame, while one is connected.
fn watch_pads(stage: Stage, shell: Shell) {
    let Some(window) = window() else { return };
    let polling = Rc::new(Cell::new(false));
    let begin = move || {
        if !polling.replace(true) {
            poll_pads(stage, shell, polling.clone());
        }
    };
    if !pads().is_empty() {
        begin();
    }
    listen(&window, "gamepadconnected", move |_| begin());
}

type Frame = Closure<dyn FnMut()>;

fn poll_pads(stage: Stage, shell: Shell, polling: Rc<Cell<bool>>) {
    let frame: Rc<RefCell<Option<Frame>>> = Rc::default();
    let next = frame.clone();
    let mut known: Vec<Pad> = Vec::new();
    let closure = Closure::<dyn FnMut()>::new(move || {
        let now = pads();
        send_changes(stage, shell, &known, &now);
        known = now;
        if known.is_empty() {
            polling.set(false);
            next.take();
        } else {
            request_frame(&next);
        }
    });
    *frame.borrow_mut() = Some(closure);
    request_frame(&frame);
}

fn request_frame(frame: &Rc<RefCell<Option<Frame>>>) {
    if let (Some(window), Some(closure)) = (window(), frame.borrow().as_ref()) {
        // It is refused only in a document that is gone.
        let _ = window.request_animation_frame(closure.as_ref().unchecked_ref());
    }
}

fn send_changes(stage: Stage, shell: Shell, known: &[Pad], now: &[Pad]) {
    for pad in now {
        let before = known.iter().find(|before| before.index == pad.index);
        if before == Some(pad) {
            continue;
        }
        let newly_held = pad.buttons & !before.map_or(0, |before| before.buttons);
        if PAUSE_CODES
            .iter()
            .filter_map(|code| pad_bit(code))
            .any(|bit| newly_held & bit != 0)
        {
            on_pause_key(stage, shell);
        }
        input(gamepad(pad, true));
    }
    for pad in known {
        if !now.iter().any(|other| other.index == pad.index) {
            input(gamepad(pad, false));
        }
    }
}

fn gamepad(pad: &Pad, connected: bool) -> Input {
    Input::Gamepad {
        index: pad.index,
        connected,
        axes: if connected {
            pad.axes.clone()
        } else {
            Vec::new()
        },
        buttons: if connected { pad.buttons } else { 0 },
    }
}

fn pad_bit(code: &str) -> Option<u32> {
    let button: u32 = code.strip_prefix("Pad")?.parse().ok()?;
    1u32.checked_shl(button)
}
