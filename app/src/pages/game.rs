//! The game page: the stage with its canvas, what lies over it, and the buttons below.

mod controls;
mod overlay;

use crate::browser::{document, full_screen};
use crate::player::hud::SLOTS;
use crate::player::session::send;
use crate::player::{CANVAS_ID, CONTROLS_ID, STAGE_ID, Screen, Stage, input};
use crate::shell::Shell;
use crate::site::Game;
use component::hud::Slot;
use leptos::prelude::*;
use protocol::engine::{Input, Phase, ToEngine};

/// The page.
pub(super) fn page(shell: Shell, stage: Stage, game: &Game) -> AnyView {
    let title = game.title.clone();
    view! {
        <h1 class="hidden">{title.clone()}</h1>
        <section id=STAGE_ID class="stage" aria-label="Stage" data-phase="loading" data-game=game.id.clone()>
            <canvas
                id=CANVAS_ID
                tabindex="0"
                role="img"
                aria-label=format!("{title}, the picture of the game. What matters in it is also written below it.")
                width="1080"
                height="720"
            ></canvas>
            <div class="hud" aria-label="Display" role="group">
                {(0..SLOTS.len()).map(|index| slot(stage, index)).collect_view()}
            </div>
            <p class="hidden" role="status" aria-label="Announcement">
                {move || stage.display.with(|display| display.announcement())}
            </p>
            {overlay::view(stage, game)}
        </section>
        <div class="tools" role="toolbar" aria-label="Game">
            {tools(stage)}
            <span class="spacer"></span>
            <span class="connection-words">{move || shell.connection.get().words()}</span>
        </div>
        {controls::dialog(shell, stage)}
    }
    .into_any()
}

fn tools(stage: Stage) -> AnyView {
    let is_paused = move || stage.phase.get() == Some(Phase::Paused);
    let is_idle = move || stage.screen.with(|screen| *screen != Screen::Playing);
    let open_controls = move |_| {
        if stage.phase.get_untracked() == Some(Phase::Playing) {
            send(&ToEngine::Pause);
        }
        send(&ToEngine::Input(Input::ReleaseAll));
        document::open_dialog(CONTROLS_ID);
    };
    view! {
        <button type="button" class="button quiet" disabled=is_idle on:click=move |_| input::toggle_pause(stage)>
            <span class=move || if is_paused() { "icon icon-play" } else { "icon icon-pause" } aria-hidden="true"></span>
            {move || if is_paused() { "Resume" } else { "Pause" }}
        </button>
        <button type="button" class="button quiet" disabled=is_idle on:click=move |_| act("restart")>
            <span class="icon icon-restart" aria-hidden="true"></span>
            "Restart"
        </button>
        <button type="button" class="button quiet" on:click=open_controls>
            <span class="icon icon-keys" aria-hidden="true"></span>
            "Controls"
        </button>
        <button
            type="button"
            class="button quiet"
            aria-pressed=move || if stage.full_screen.get() { "true" } else { "false" }
            on:click=move |_| full_screen::toggle(STAGE_ID)
        >
            <span class="icon icon-full" aria-hidden="true"></span>
            "Full screen"
        </button>
    }
    .into_any()
}

/// Does a named action of the game, and gives the keyboard back to it.
fn act(action: &'static str) {
    send(&ToEngine::Input(Input::Action(action.to_owned())));
    document::focus(CANVAS_ID);
}

fn slot(stage: Stage, index: usize) -> AnyView {
    let slot = SLOTS[index];
    let line = Memo::new(move |_| stage.display.with(|display| display.0[index].clone()));
    (move || {
        line.get().map(|line| {
            let words = view! {
                <span class="hud-text">{line.text}</span>
                {(!line.value.is_empty()).then(|| view! { <span class="hud-value" aria-hidden=(!line.spoken.is_empty()).then_some("true")>{line.value}</span> })}
                {line.meter.map(|(value, of)| view! {
                    <progress aria-hidden="true" value=value.to_string() max=of.max(1).to_string()></progress>
                })}
                {(!line.spoken.is_empty()).then(|| view! { <span class="hidden">{line.spoken}</span> })}
            };
            if slot == Slot::Prompt {
                view! { <button type="button" class="hud-prompt" on:click=|_| act("confirm")>{words}</button> }.into_any()
            } else {
                view! { <p class=format!("hud-line hud-{}", slot_name(slot))>{words}</p> }.into_any()
            }
        })
    })
    .into_any()
}

fn slot_name(slot: Slot) -> &'static str {
    match slot {
        Slot::Score => "score",
        Slot::Level => "level",
        Slot::Lives => "lives",
        Slot::Goal => "goal",
        Slot::Energy => "energy",
        Slot::Title => "title",
        Slot::Subtitle => "subtitle",
        Slot::Prompt => "prompt",
        Slot::Hint => "hint",
    }
}
