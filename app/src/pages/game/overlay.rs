//! What lies over the canvas: progress, a pause, a problem with a way on.

use crate::browser::document;
use crate::element::{Element, actions, button, classed, link, nothing, paragraph, progress};
use crate::player::session::cancel;
use crate::player::{Screen, Stage, input};
use crate::shell::Shell;
use crate::site::Game;
use crate::words::{self, WayOn};
use leptos::prelude::AnyView;
use protocol::engine::Phase;

/// The overlays of `game`'s stage.
pub(super) fn views(shell: Shell, stage: Stage, game: &Game) -> [Element; 2] {
    let game = game.clone();
    let reset = move || {
        if stage.device_lost.get() {
            paragraph(
                "device-lost",
                "The graphics device was reset. Your game comes back in a moment.",
            )
            .with("role", "alert")
            .into()
        } else {
            nothing()
        }
    };
    [
        classed("div", "over").live_child(move || over(shell, stage, &game)),
        classed("div", "over").live_child(reset),
    ]
}

fn over(shell: Shell, stage: Stage, game: &Game) -> AnyView {
    match stage.screen.get() {
        Screen::Playing if stage.phase.get() == Some(Phase::Paused) => paused(stage),
        Screen::Playing => return nothing(),
        Screen::Starting => loading(
            covered(game),
            shell,
            stage,
            "Starting the engine…".to_owned(),
            None,
        ),
        Screen::Loading {
            done_bytes,
            total_bytes,
        } => {
            let words = format!(
                "{} of {}",
                words::size(done_bytes),
                words::size(total_bytes)
            );
            loading(
                covered(game),
                shell,
                stage,
                words,
                Some((done_bytes, total_bytes)),
            )
        }
        Screen::Cancelled => stopped(
            covered(game),
            "Loading stopped. What has arrived is kept.",
            WayOn::Reload,
        ),
        Screen::Stopped { sentence, way_on } => {
            stopped(classed("div", "overlay"), &sentence, way_on)
        }
    }
    .into()
}

fn paused(stage: Stage) -> Element {
    classed("div", "overlay")
        .child(paragraph("overlay-title", "Paused"))
        .child(actions([
            button("button large", "Resume", move |_| {
                input::toggle_pause(stage);
            }),
            link("button quiet", "/", "Leave for the library"),
        ]))
}

fn covered(game: &Game) -> Element {
    let cover = classed("img", "overlay-cover")
        .with("src", &game.cover)
        .with("alt", "")
        .with("width", "1080")
        .with("height", "720");
    // A published game may bring none.
    let covers = if game.cover.is_empty() {
        Vec::new()
    } else {
        vec![cover]
    };
    classed("div", "overlay")
        .children(covers)
        .child(paragraph("overlay-title", &game.title))
}

fn loading(
    overlay: Element,
    shell: Shell,
    stage: Stage,
    words: String,
    bytes: Option<(u64, u64)>,
) -> Element {
    overlay
        .child(paragraph("overlay-words", &words))
        .child(progress("Loading", bytes))
        .child(actions([button("button quiet", "Cancel", move |_| {
            cancel(stage, shell);
        })]))
}

fn stopped(overlay: Element, sentence: &str, way_on: WayOn) -> Element {
    let way = match way_on {
        WayOn::Reload => button("button", "Start again", |_| document::reload()),
        WayOn::Help => link("button", "/help/", "What to do"),
    };
    overlay
        .child(paragraph("overlay-words", sentence).with("role", "alert"))
        .child(actions([
            way,
            link("button quiet", "/", "Back to the library"),
        ]))
}
