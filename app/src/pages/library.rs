//! The library: every game with its size and whether it plays offline.

use crate::browser::service_worker;
use crate::frame::{install_offer, progress_bar};
use crate::shell::{Shell, Worker};
use crate::site::Game;
use crate::words;
use leptos::prelude::*;
use protocol::worker::{self, ToWorker};

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    let games = shell.site.with_value(|site| site.games.clone());
    view! {
        <section class="welcome">
            <h1>"Games that stay yours"</h1>
            <p class="lead">
                "Play at once, keep a game on this device, and go on without a network. Nothing to sign up for."
            </p>
            {install_offer(shell)}
        </section>
        <section aria-label="Games" class="games">
            {games.iter().map(|game| card(shell, game)).collect_view()}
        </section>
        {move || shell.worker.with(|worker| match worker {
            Worker::Absent(reason) => Some(view! {
                <p class="note">{*reason} " " <a href="/help/">"What is missing?"</a></p>
            }),
            Worker::Unknown | Worker::Known(_) => None,
        })}
        {move || shell.worker.with(|worker| worker.status().and_then(|status| status.trouble.clone())).map(|trouble| {
            view! { <p class="note warning" role="alert">{words::trouble(&trouble)}</p> }
        })}
    }
    .into_any()
}

fn card(shell: Shell, game: &Game) -> AnyView {
    let id = game.id.clone();
    let known = Memo::new(move |_| stored(shell, &id));
    let total_bytes = game.total_bytes;
    view! {
        <article class="card" id=format!("game-{}", game.id)>
            <img class="cover" src=game.cover.clone() alt="" width="1080" height="720" fetchpriority="high" />
            <div class="card-text">
                <h2>{game.title.clone()}</h2>
                <p class="tagline">{game.tagline.clone()}</p>
                <p class="facts">
                    <span class="badge" data-state=move || state(&known.get()).0>
                        {move || state(&known.get()).1}
                    </span>
                    <span class="size" data-bytes=total_bytes.to_string()>{words::exact_bytes(total_bytes)}</span>
                </p>
                <div class="actions">
                    <a class="button large" href=format!("/play/{}/", game.id) aria-label=format!("Play {}", game.title)>
                        <span class="icon icon-play" aria-hidden="true"></span>
                        "Play"
                    </a>
                    {keeping(known, game)}
                </div>
            </div>
        </article>
    }
    .into_any()
}

fn stored(shell: Shell, id: &str) -> Option<worker::Game> {
    shell.worker.with(|worker| {
        let games = &worker.status()?.games;
        games.iter().find(|game| game.id == id).cloned()
    })
}

fn state(game: &Option<worker::Game>) -> (&'static str, String) {
    match game {
        None => ("unknown", "Plays online".to_owned()),
        Some(game) if game.offline_ready() => ("offline-ready", "Offline-ready".to_owned()),
        Some(game) if game.installed => (
            "installed",
            format!(
                "Installed, {} still to come",
                words::size(game.total_bytes.saturating_sub(game.stored_bytes))
            ),
        ),
        Some(_) => ("not-installed", "Not installed".to_owned()),
    }
}

/// The buttons that keep a game on this device or let it go.
fn keeping(known: Memo<Option<worker::Game>>, game: &Game) -> AnyView {
    let title = game.title.clone();
    let id = game.id.clone();
    let button = move |words: String, label: String, message: ToWorker| {
        view! {
            <button type="button" class="button quiet" aria-label=label on:click=move |_| service_worker::post(&message)>
                {words}
            </button>
        }
        .into_any()
    };
    (move || {
        let id = id.clone();
        let Some(game) = known.get() else { return ().into_any() };
        if !game.installed {
            return button("Install".to_owned(), format!("Install {title}"), ToWorker::InstallGame { id });
        }
        if game.offline_ready() {
            return button("Remove".to_owned(), format!("Remove {title}"), ToWorker::RemoveGame { id });
        }
        view! {
            <div class="fetching">
                {progress_bar("Installing", game.stored_bytes, game.total_bytes)}
                {button("Cancel".to_owned(), format!("Cancel installing {title}"), ToWorker::RemoveGame { id })}
            </div>
        }
        .into_any()
    })
    .into_any()
}
