//! The pages, one file each.

mod game;
mod help;
mod library;
mod offline;
mod open;
mod published;
mod settings;

use crate::element::{classed, element, link, paragraph};
use crate::frame::framed;
use crate::player::Stage;
use crate::route::Route;
use crate::shell::Shell;
use leptos::prelude::AnyView;

/// The body of the page of `route`. The same call renders it on the server and takes it over in the browser.
pub fn body(shell: Shell, stage: Stage, route: &Route) -> AnyView {
    let main = match route {
        Route::Library => library::page(shell),
        Route::Play(id) => match shell.site.with_untracked(|site| site.game(id).cloned()) {
            Some(game) => game::page(shell, stage, &game),
            None => missing(),
        },
        Route::Published => published::page(shell, stage),
        Route::Open => open::page(shell),
        Route::Settings => settings::page(shell),
        Route::Offline => offline::page(shell),
        Route::Help => help::page(),
        Route::Missing => missing(),
    };
    framed(shell, route, main)
}

fn missing() -> AnyView {
    classed("section", "plain")
        .child(element("h1").text("Nothing here"))
        .child(paragraph(
            "lead",
            "This address leads nowhere. The library has every game there is.",
        ))
        .child(element("p").child(link("button", "/", "Back to the library")))
        .into()
}
