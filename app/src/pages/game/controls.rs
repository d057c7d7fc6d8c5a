//! The dialog with the keys and buttons of the game, where they are also changed, and the engine's self-check.

use crate::bindings::{ACTIONS, Bindings, label};
use crate::browser::document;
use crate::life;
use crate::player::session::{replay_recording, send};
use crate::player::{CONTROLS_ID, Stage};
use crate::settings::Settings;
use crate::shell::Shell;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use protocol::engine::{Input, ToEngine};

/// The dialog.
pub(super) fn dialog(shell: Shell, stage: Stage) -> AnyView {
    view! {
        <dialog
            id=CONTROLS_ID
            aria-labelledby="controls-title"
            on:keydown=move |event| on_key(shell, stage, &event)
            on:close=move |_| stage.awaiting_key.set(None)
        >
            <h2 id="controls-title">"Controls"</h2>
            <p>
                "Steer with the keys below, with the pointer or a finger held where you want to go, or with a gamepad’s \
                 stick. Escape or P pauses."
            </p>
            <table class="bindings">
                <thead>
                    <tr><th scope="col">"Action"</th><th scope="col">"Keys and buttons"</th><th scope="col">"Change"</th></tr>
                </thead>
                <tbody>{ACTIONS.iter().map(|&(action, name)| row(shell, stage, action, name)).collect_view()}</tbody>
            </table>
            <p role="status" class="note">
                {move || if stage.awaiting_key.get().is_some() { "Press the new key. Escape leaves it as it is." } else { "" }}
            </p>
            <div class="actions">
                <button type="button" class="button" on:click=|_| document::close_dialog(CONTROLS_ID)>"Done"</button>
                <button
                    type="button"
                    class="button quiet"
                    on:click=move |_| change(shell, |settings| settings.bindings = Bindings::default())
                >
                    "Reset keys"
                </button>
            </div>
            {self_check(stage)}
        </dialog>
    }
    .into_any()
}

fn row(shell: Shell, stage: Stage, action: &'static str, name: &'static str) -> AnyView {
    let codes = move || {
        shell.settings.with(|settings| {
            let codes = settings.bindings.codes(action);
            codes
                .map(|code| view! { <kbd>{label(code)}</kbd> })
                .collect_view()
        })
    };
    view! {
        <tr data-action=action>
            <th scope="row">{name}</th>
            <td>{codes}</td>
            <td>
                <button
                    type="button"
                    class="button quiet small"
                    aria-label=format!("Change {name}")
                    aria-pressed=move || if stage.awaiting_key.get() == Some(action) { "true" } else { "false" }
                    on:click=move |_| stage.awaiting_key.set(Some(action))
                >
                    {move || if stage.awaiting_key.get() == Some(action) { "Press a key" } else { "Change" }}
                </button>
            </td>
        </tr>
    }
    .into_any()
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
fn self_check(stage: Stage) -> AnyView {
    view! {
        <details class="self-check">
            <summary>"Self-check"</summary>
            <p>"Record a while of play and replay it: the engine must reach the same state again."</p>
            <div class="actions">
                <button type="button" class="button quiet small" on:click=|_| send(&ToEngine::Record)>"Record"</button>
                <button type="button" class="button quiet small" on:click=|_| send(&ToEngine::EndRecord)>"End recording"</button>
                <button type="button" class="button quiet small" on:click=|_| replay_recording()>"Replay"</button>
                <button type="button" class="button quiet small" on:click=|_| send(&ToEngine::LoseDevice)>"Reset graphics"</button>
                <button type="button" class="button quiet small" on:click=|_| send(&ToEngine::Save)>"Save now"</button>
            </div>
            <p role="status" aria-label="Self-check">{move || stage.diagnosis.get()}</p>
        </details>
    }
    .into_any()
}
