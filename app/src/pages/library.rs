//! The library: every game with its size and whether it plays offline.

mod published;

use crate::browser::task::spawn;
use crate::browser::{links, service_worker, storage};
use crate::element::{
    Element, button, classed, element, fragment, link, nothing, paragraph, progress,
};
use crate::frame::install_offer;
use crate::shell::{Shell, Worker};
use crate::site::Game;
use crate::words;
use layout::{Address, Wrapped};
use leptos::prelude::AnyView;
use page::pace;
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
    let wrapped = shell.site.with_untracked(|site| site.wrapped.clone());
    fragment([
        welcome,
        cards,
        wrapped_games(&wrapped),
        published::section(shell),
        classed("div", "remarks")
            .child(link("button quiet", "/open/", "Open a game from a file…"))
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
                .text(&words::size(game.total_bytes)),
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

/// Games of other engines. Each is a site of its own, so all that is known of it here is what it said when it was listed.
fn wrapped_games(games: &[Wrapped]) -> Element {
    let section = classed("section", "games wrapped").with("aria-label", "Games of other engines");
    if games.is_empty() {
        return section.with("hidden", "");
    }
    section.children(games.iter().map(wrapped_card).collect::<Vec<_>>())
}

fn wrapped_card(game: &Wrapped) -> Element {
    let host = match &game.address {
        // Which host this is, only the browser knows; it completes both.
        Address::Beside => format!("{}.", game.id),
        Address::Own(address) | Address::Shared(address) => address
            .split_once("//")
            .map_or("", |(_, host)| host)
            .to_owned(),
    };
    let open = classed("a", "button")
        .with("aria-label", &format!("Open {}", game.title))
        .text("Open");
    let (open, host) = match &game.address {
        Address::Beside => (
            open.with(links::GAME, &game.id),
            element("span").with(links::HOST, &game.id).text(&host),
        ),
        address => (
            open.with("href", &address.page(&game.id, "", "")),
            element("span").text(&host),
        ),
    };
    let facts = classed("p", "facts")
        .child(
            element("span")
                .with("data-bytes", &game.bytes.to_string())
                .text(&words::size(game.bytes)),
        )
        .child(host);
    let text = classed("div", "card-text")
        .child(element("h2").text(&game.title))
        .child(facts);
    let text = match game.address {
        Address::Shared(_) => text.child(paragraph("note", words::SHARED)),
        Address::Beside | Address::Own(_) => text,
    };
    classed("article", "card")
        .with("data-wrapped", &game.id)
        .child(text.child(classed("div", "actions").child(open)))
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

/// The button that keeps a game, with how long that takes where it is known.
fn install(shell: Shell, game: &worker::Game, title: &str) -> Element {
    let bytes = game.total_bytes.saturating_sub(game.stored_bytes);
    let speed = shell.worker.with(|worker| worker.status()?.bytes_per_sec);
    let message = ToWorker::InstallGame {
        id: game.id.clone(),
    };
    let words = element("span").text("Install");
    let time = pace::time(bytes, speed);
    let is_named = time.is_some();
    let words = match time {
        None => words,
        Some(time) => words
            .child(classed("span", "hidden").text(&format!(" {title}")))
            .text(&format!(", {time}")),
    };
    let install = button("button quiet", "", move |_| {
        service_worker::post(&message);
        // This is what the player wants to keep. The browser asks or decides alone; the settings show the answer.
        spawn(async {
            let _ = storage::ask_to_persist().await;
        });
    });
    let install = install.child(words);
    if is_named {
        return install;
    }
    install.with("aria-label", &format!("Install {title}"))
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
            return install(shell, &game, &title).into();
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
