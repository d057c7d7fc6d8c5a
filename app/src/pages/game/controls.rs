//! The dialog with the keys and buttons of the game, where they are also changed, and the engine's self-check.

use crate::bindings::{ACTIONS, Bindings, label};
use crate::browser::document;
use crate::element::{Element, actions, button, classed, element, fragment, truth};
use crate::life;
use crate::player::session::{replay_recording, save_recording, send};
use crate::player::{CONTROLS_ID, Stage};
use crate::settings::Settings;
use crate::shell::Shell;
use protocol::engine::{Input, ToEngine};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The dialog.
pub(super) fn dialog(shell: Shell, stage: Stage, game: &str) -> Element {
    let heads = ["Action", "Keys and buttons", "Change"]
        .map(|head| element("th").with("scope", "col").text(head));
    let rows = ACTIONS
        .iter()
        .map(|&(action, name)| row(shell, stage, action, name));
    let rows: Vec<_> = rows.collect();
    let hint = move || {
        match stage.awaiting_key.get() {
            Some(_) => "Press the new key. Escape leaves it as it is.",
            None => "",
        }
        .to_owned()
    };
    element("dialog")
        .with("id", CONTROLS_ID)
        .with("aria-labelledby", "controls-title")
        .on("keydown", move |event| on_key(shell, stage, &event.unchecked_into()))
        .on("close", move |_| stage.awaiting_key.set(None))
        .child(element("h2").with("id", "controls-title").text("Controls"))
        .child(element("p").text(
            "Steer with the keys below, with the pointer or a finger held where you want to go, or with a gamepad’s \
             stick. Escape or P pauses.",
        ))
        .child(
            classed("table", "bindings")
                .child(element("thead").child(element("tr").children(heads)))
                .child(element("tbody").children(rows)),
        )
        .child(classed("p", "note").with("role", "status").live_text(hint))
        .child(actions([
            button("button", "Done", |_| document::close_dialog(CONTROLS_ID)),
            button("button quiet", "Reset keys", move |_| {
                change(shell, |settings| settings.bindings = Bindings::default());
            }),
        ]))
        .child(self_check(stage, game))
}

fn row(shell: Shell, stage: Stage, action: &'static str, name: &'static str) -> Element {
    let codes = move || {
        shell.settings.with(|settings| {
            let codes = settings.bindings.codes(action);
            let keys = codes.map(|code| element("kbd").text(&label(code)));
            fragment(keys.collect::<Vec<_>>())
        })
    };
    let is_awaited = move || stage.awaiting_key.get() == Some(action);
    let change = classed("button", "button quiet small")
        .with("type", "button")
        .with("aria-label", &format!("Change {name}"))
        .live("aria-pressed", move || truth(is_awaited()))
        .on("click", move |_| stage.awaiting_key.set(Some(action)))
        .live_text(move || {
            if is_awaited() {
                "Press a key"
            } else {
                "Change"
            }
            .to_owned()
        });
    element("tr")
        .with("data-action", action)
        .child(element("th").with("scope", "row").text(name))
        .child(element("td").live_child(codes))
        .child(element("td").child(change))
}

fn on_key(shell: Shell, stage: Stage, event: &KeyboardEvent) {
    let Some(action) = stage.awaiting_key.get_untracked() else {
        return;
    };
    let code = event.code();
    if code == "Tab" {
        return;
    }
    event.prevent_default();
    stage.awaiting_key.set(None);
    if code != "Escape" {
        change(shell, |settings| {
            settings.bindings.rebind(action, &code);
        });
    }
}

fn change(shell: Shell, change: impl FnOnce(&mut Settings)) {
    life::keep_settings(shell, change);
    let rows = shell
        .settings
        .with_untracked(|settings| settings.bindings.rows().to_vec());
    send(&ToEngine::Input(Input::Bindings(rows)));
}

/// The same input must lead to the same state: a recording is the proof, and a bug report's best attachment.
fn self_check(stage: Stage, game: &str) -> Element {
    let game = game.to_owned();
    let check = |words, press: fn()| button("button quiet small", words, move |_| press());
    classed("details", "self-check")
        .child(element("summary").text("Self-check"))
        .child(element("p").text(
            "Record a while of play and replay it: the engine must reach the same state again.",
        ))
        .child(actions([
            check("Record", || send(&ToEngine::Record)),
            check("End recording", || send(&ToEngine::EndRecord)),
            check("Replay", replay_recording),
            button("button quiet small", "Save recording", move |_| {
                save_recording(stage, &game);
            }),
            check("Reset graphics", || send(&ToEngine::LoseDevice)),
            check("Save now", || send(&ToEngine::Save)),
        ]))
        .child(
            element("p")
                .with("role", "status")
                .with("aria-label", "Self-check")
                .live_text(move || stage.diagnosis.get()),
        )
}
