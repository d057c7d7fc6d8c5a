//! Shown in the place of a page that cannot be had without the network.

use crate::browser::document;
use crate::shell::{Connection, Shell};
use leptos::prelude::*;

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    let ready = move || {
        shell.worker.with(|worker| {
            let games = worker.status().map(|status| status.games.clone()).unwrap_or_default();
            games
                .into_iter()
                .filter(protocol::worker::Game::offline_ready)
                .map(|game| {
                    let title = shell
                        .site
                        .with_value(|site| site.game(&game.id).map(|game| game.title.clone()))
                        .unwrap_or_else(|| game.id.clone());
                    view! { <li><a class="button" href=format!("/play/{}/", game.id)>{format!("Play {title}")}</a></li> }
                })
                .collect_view()
        })
    };
    view! {
        <section class="plain">
            <h1>"You are offline"</h1>
            <p class="lead">
                {move || match shell.connection.get() {
                    Connection::Online { .. } => "The network is back. Load the page again.",
                    Connection::Unknown | Connection::Offline => {
                        "This page is not on this device yet, and the network is away."
                    }
                }}
            </p>
            <ul class="choices" aria-label="Playable now">{ready}</ul>
            <div class="actions">
                <button type="button" class="button" on:click=|_| document::reload()>"Try again"</button>
                <a class="button quiet" href="/">"Back to the library"</a>
            </div>
        </section>
    }
    .into_any()
}
