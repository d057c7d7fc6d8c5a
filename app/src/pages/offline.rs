//! Shown in the place of a page that cannot be had without the network.

use crate::browser::document;
use crate::element::{actions, button, classed, element, fragment, link};
use crate::shell::{Connection, Shell};
use leptos::prelude::AnyView;

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    let words = move || {
        match shell.connection.get() {
            Connection::Online { .. } => "The network is back. Load the page again.",
            Connection::Unknown | Connection::Offline => {
                "This page is not on this device yet, and the network is away."
            }
        }
        .to_owned()
    };
    classed("section", "plain")
        .child(element("h1").text("You are offline"))
        .child(classed("p", "lead").live_text(words))
        .child(
            classed("ul", "choices")
                .with("aria-label", "Playable now")
                .live_child(move || ready(shell)),
        )
        .child(actions([
            button("button", "Try again", |_| document::reload()),
            link("button quiet", "/", "Back to the library"),
        ]))
        .into()
}

fn ready(shell: Shell) -> AnyView {
    let games = shell
        .worker
        .with(|worker| worker.status().map(|status| status.games.clone()));
    let ready = games
        .into_iter()
        .flatten()
        .filter(protocol::worker::Game::offline_ready);
    let links = ready.map(|game| {
        let title = shell.site.with_untracked(|site| site.title(&game.id));
        let path = format!("/play/{}/", game.id);
        element("li").child(link("button", &path, &format!("Play {title}")))
    });
    fragment(links.collect::<Vec<_>>())
}
