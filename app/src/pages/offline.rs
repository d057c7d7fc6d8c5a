//! Shown in the place of a page that cannot be had without the network.

use crate::browser::document;
use crate::element::{actions, button, classed, element, fragment, link};
use crate::published::address;
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
    let ready = shell.worker.with(|worker| {
        let Some(status) = worker.status() else {
            return Vec::new();
        };
        let games = status.games.iter().filter(|game| game.offline_ready());
        let packages = status.packages.iter().filter(|it| it.offline_ready());
        let games = games.map(|game| (game.id.clone(), format!("/play/{}/", game.id)));
        games
            .chain(packages.map(|it| (it.id.clone(), address(&it.id))))
            .collect()
    });
    let links = ready.into_iter().map(|(id, path)| {
        let title = shell.title(&id);
        element("li").child(link("button", &path, &format!("Play {title}")))
    });
    fragment(links.collect::<Vec<_>>())
}
