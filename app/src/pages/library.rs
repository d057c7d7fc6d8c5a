//! The library: every game with its size and whether it plays offline.

use crate::browser::service_worker;
use crate::element::{
    Element, button, classed, element, fragment, link, nothing, paragraph, progress,
};
use crate::frame::install_offer;
use crate::shell::{Shell, Worker};
use crate::site::Game;
use crate::words;
use leptos::prelude::AnyView;
use protocol::worker::{self, ToWorker};

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    let games = shell.site.with_untracked(|site| site.games.clone());
    let welcome = classed("section", "welcome")
        .child(element("h1").text("Games that stay yours"))
        .child(paragraph(
            "lead",
            "Play at once, keep a game on this device, and go on without a network. Nothing to sign up for.",
        ));
    let cards = classed("section", "games")
        .with("aria-label", "Games")
        .children(
            games
                .iter()
                .map(|game| card(shell, game))
                .collect::<Vec<_>>(),
        );
    fragment([
        welcome,
        cards,
        classed("div", "remarks")
            .live_child(install_offer(shell))
            .live_child(move || remark(shell)),
    ])
}

/// Why nothing can be kept.
fn remark(shell: Shell) -> AnyView {
    shell.worker.with(|worker| match worker {
        Worker::Absent(reason) => paragraph("note", reason)
            .text(" ")
            .child(element("a").with("href", "/help/").text("What is missing?"))
            .into(),
        Worker::Unknown | Worker::Known(_) => nothing(),
    })
}

fn card(shell: Shell, game: &Game) -> Element {
    let id = game.id.clone();
    let state_of = move || state(stored(shell, &id).as_ref());
    let state_name = state_of.clone();
    let play = link("button large", &format!("/play/{}/", game.id), "")
        .with("aria-label", &format!("Play {}", game.title));
    let facts = classed("p", "facts")
        .child(
            classed("span", "badge")
                .live("data-state", move || Some(state_name().0.to_owned()))
                .live_text(move || state_of().1),
        )
        .child(
            element("span")
                .with("data-bytes", &game.total_bytes.to_string())
                .text(&words::exact_bytes(game.total_bytes)),
        );
    let text = classed("div", "card-text")
        .child(element("h2").text(&game.title))
        .child(paragraph("tagline", &game.tagline))
        .child(facts)
        .child(
            classed("div", "actions")
                .child(
                    play.child(classed("span", "icon icon-play").with("aria-hidden", "true"))
                        .child(element("span").text("Play")),
                )
                .live_child(keeping(shell, game)),
        );
    let cover = classed("img", "cover")
        .with("src", &game.cover)
        .with("alt", "")
        .with("width", "1080")
        .with("height", "720")
        .with("fetchpriority", "high");
    classed("article", "card")
        .with("data-game", &game.id)
        .child(cover)
        .child(text)
}

fn stored(shell: Shell, id: &str) -> Option<worker::Game> {
    shell.worker.with(|worker| {
        let games = &worker.status()?.games;
        games.iter().find(|game| game.id == id).cloned()
    })
}

fn state(game: Option<&worker::Game>) -> (&'static str, String) {
    match game {
        None => ("unknown", "Plays online".to_owned()),
        Some(game) if game.offline_ready() => ("offline-ready", "Offline-ready".to_owned()),
        Some(game) if game.installed => {
            let left_bytes = game.total_bytes.saturating_sub(game.stored_bytes);
            (
                "installed",
                format!("Installed, {} still to come", words::size(left_bytes)),
            )
        }
        Some(_) => ("not-installed", "Not installed".to_owned()),
    }
}

/// The buttons that keep a game on this device or let it go.
fn keeping(shell: Shell, game: &Game) -> impl FnMut() -> AnyView + Send + 'static {
    let title = game.title.clone();
    let id = game.id.clone();
    move || {
        let Some(game) = stored(shell, &id) else {
            return nothing();
        };
        let id = id.clone();
        let keep = |words, label: &str, message: ToWorker| {
            button("button quiet", words, move |_| {
                service_worker::post(&message);
            })
            .with("aria-label", &format!("{label} {title}"))
        };
        if !game.installed {
            return keep("Install", "Install", ToWorker::InstallGame { id }).into();
        }
        if game.offline_ready() {
            return keep("Remove", "Remove", ToWorker::RemoveGame { id }).into();
        }
        classed("div", "fetching")
            .child(progress(
                "Installing",
                Some((game.stored_bytes, game.total_bytes)),
            ))
            .child(keep(
                "Cancel",
                "Cancel installing",
                ToWorker::RemoveGame { id },
            ))
            .into()
    }
}
