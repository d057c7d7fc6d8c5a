//! The game page: the stage with its canvas, what lies over it, and the buttons below.

mod controls;
mod display;
mod overlay;

use crate::browser::{document, full_screen};
use crate::element::{Element, button, classed, element, fragment, truth};
use crate::player::session::send;
use crate::player::{CANVAS_ID, CONTROLS_ID, STAGE_ID, Screen, Stage, input};
use crate::shell::Shell;
use crate::site::Game;
use leptos::prelude::AnyView;
use protocol::engine::{Input, Phase, ToEngine};

/// The page.
pub(super) fn page(shell: Shell, stage: Stage, game: &Game) -> AnyView {
    let canvas = element("canvas")
        .with("id", CANVAS_ID)
        .with("tabindex", "0")
        .with("role", "img")
        .with(
            "aria-label",
            &format!(
                "{}, the picture of the game. What matters in it is also written beside it.",
                game.title
            ),
        )
        .with("width", "1080")
        .with("height", "720");
    fragment([
        classed("h1", "hidden").text(&game.title),
        classed("section", "stage")
            .with("id", STAGE_ID)
            .with("aria-label", "Stage")
            .with("data-game", &game.id)
            .with("data-phase", "loading")
            .child(canvas)
            .children(display::views(stage))
            .children(overlay::views(shell, stage, game)),
        tools(shell, stage),
        controls::dialog(shell, stage, &game.id),
    ])
}

fn tools(shell: Shell, stage: Stage) -> Element {
    let is_paused = move || stage.phase.get() == Some(Phase::Paused);
    let while_playing = |button: Element| {
        button.live("disabled", move || {
            stage
                .screen
                .with(|screen| *screen != Screen::Playing)
                .then(String::new)
        })
    };
    let tool = |icon: &str, press: fn(Stage)| {
        button("button quiet", "", move |_| press(stage))
            .child(classed("span", &format!("icon {icon}")).with("aria-hidden", "true"))
    };
    let pause_icon = move || {
        Some(
            if is_paused() {
                "icon icon-play"
            } else {
                "icon icon-pause"
            }
            .to_owned(),
        )
    };
    let pause = classed("button", "button quiet")
        .with("type", "button")
        .on("click", move |_| input::toggle_pause(stage))
        .child(
            element("span")
                .live("class", pause_icon)
                .with("aria-hidden", "true"),
        )
        .child(
            element("span")
                .live_text(move || if is_paused() { "Resume" } else { "Pause" }.to_owned()),
        );
    let words = |words: &str| element("span").text(words);
    classed("div", "tools")
        .with("role", "toolbar")
        .with("aria-label", "Game")
        .child(while_playing(pause))
        .child(while_playing(
            tool("icon-restart", |_| act("restart")).child(words("Restart")),
        ))
        .child(tool("icon-keys", open_controls).child(words("Controls")))
        .child(
            tool("icon-full", |_| full_screen::toggle(STAGE_ID))
                .live("aria-pressed", move || truth(stage.full_screen.get()))
                .child(words("Full screen")),
        )
        .child(
            classed("span", "connection-words").live_text(move || shell.connection.get().words()),
        )
}

fn open_controls(stage: Stage) {
    if stage.phase.get_untracked() == Some(Phase::Playing) {
        send(&ToEngine::Pause);
    }
    send(&ToEngine::Input(Input::ReleaseAll));
    document::open_dialog(CONTROLS_ID);
}

/// Does a named action of the game, and gives the keyboard back to it.
fn act(action: &str) {
    send(&ToEngine::Input(Input::Action(action.to_owned())));
    document::focus(CANVAS_ID);
}
