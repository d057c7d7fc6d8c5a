//! What lies over the canvas: progress, a pause, a problem with a way on.

use crate::browser::document;
use crate::frame::progress_bar;
use crate::player::session::cancel;
use crate::player::{Screen, Stage, input};
use crate::site::Game;
use crate::words::{self, WayOn};
use leptos::prelude::*;
use protocol::engine::Phase;

/// The overlay of `game`'s stage.
pub(super) fn view(stage: Stage, game: &Game) -> AnyView {
    let cover = game.cover.clone();
    let title = game.title.clone();
    view! {
        {move || stage.screen.with(|screen| match screen {
            Screen::Playing => playing(stage),
            Screen::Starting => panel(Some((&title, &cover)), loading(stage, "Starting the engine…".to_owned(), None)),
            Screen::Loading { done_bytes, total_bytes } => panel(
                Some((&title, &cover)),
                loading(
                    stage,
                    format!("{} of {}", words::exact_bytes(*done_bytes), words::exact_bytes(*total_bytes)),
                    Some((*done_bytes, *total_bytes)),
                ),
            ),
            Screen::Cancelled => panel(Some((&title, &cover)), stopped("Loading stopped. What has arrived is kept.", WayOn::Reload)),
            Screen::Stopped { sentence, way_on } => panel(None, stopped(sentence, *way_on)),
        })}
        {move || stage.device_lost.get().then(|| view! {
            <p class="device-lost" role="alert">"The graphics device was reset. Your game comes back in a moment."</p>
        })}
    }
    .into_any()
}

fn playing(stage: Stage) -> AnyView {
    (move || {
        (stage.phase.get() == Some(Phase::Paused)).then(|| view! {
            <div class="overlay">
                <p class="overlay-title">"Paused"</p>
                <div class="actions">
                    <button type="button" class="button large" on:click=move |_| input::toggle_pause(stage)>"Go on"</button>
                    <a class="button quiet" href="/">"Leave for the library"</a>
                </div>
            </div>
        })
    })
    .into_any()
}

fn panel(game: Option<(&String, &String)>, content: AnyView) -> AnyView {
    view! {
        <div class="overlay">
            {game.map(|(title, cover)| view! {
                <img class="overlay-cover" src=cover.clone() alt="" width="1080" height="720" />
                <p class="overlay-title">{title.clone()}</p>
            })}
            {content}
        </div>
    }
    .into_any()
}

fn loading(stage: Stage, words: String, progress: Option<(u64, u64)>) -> AnyView {
    view! {
        <p class="overlay-words">{words}</p>
        {match progress {
            Some((done, total)) => progress_bar("Loading", done, total),
            None => view! { <progress aria-label="Loading"></progress> }.into_any(),
        }}
        <div class="actions">
            <button type="button" class="button quiet" on:click=move |_| cancel(stage)>"Cancel"</button>
        </div>
    }
    .into_any()
}

fn stopped(sentence: &str, way_on: WayOn) -> AnyView {
    view! {
        <p class="overlay-words" role="alert">{sentence.to_owned()}</p>
        <div class="actions">
            {match way_on {
                WayOn::Reload => view! {
                    <button type="button" class="button" on:click=|_| document::reload()>"Start again"</button>
                }.into_any(),
                WayOn::Help => view! { <a class="button" href="/help/">"What to do"</a> }.into_any(),
            }}
            <a class="button quiet" href="/">"Back to the library"</a>
        </div>
    }
    .into_any()
}
