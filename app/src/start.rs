//! Where the page's module begins: the engine first, then the rendered page is taken over, then everything else.

use crate::browser::trial::{self as launch, Sign};
use crate::browser::{document, hydration, links, theme};
use crate::pages;
use crate::player::{self, Stage, session};
use crate::route::Route;
use crate::shell::Shell;
use crate::site::Site;
use crate::{life, opened, published};
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs when the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    // A page whose parts cannot be read stays what the server rendered: readable, with working links.
    let Some(Ok(site)) = document::meta("layerw-site").map(|text| Site::from_text(&text)) else {
        return;
    };
    let page = document::meta("layerw-page").unwrap_or_default();
    let route = Route::from_path(&page);
    let game = match &route {
        Route::Play(id) => site.game(id).cloned(),
        _ => None,
    };
    if game.is_some() {
        player::boot(&site);
    }
    theme::apply_remembered();
    hydration::provide_globals();
    leptos::mount::hydrate_body(move || {
        let shell = Shell::new(site);
        let stage = Stage::new();
        let body = pages::body(shell, stage, &route);
        // After this task, when the rendered page has been taken over.
        crate::browser::task::spawn(async move {
            life::begin(shell);
            links::complete();
            match game {
                Some(game) => session::take_over(stage, shell, game),
                None if route == Route::Published => published::begin(shell, stage),
                None if route == Route::Open => {
                    launch::tell(Sign::Rest);
                    opened::begin(shell);
                }
                None => {
                    launch::tell(Sign::Rest);
                    if route == Route::Library {
                        life::show_published();
                    }
                    life::reach_out(shell);
                }
            }
            // The buttons work from now on.
            document::mark_page("ready", "");
        });
        body
    });
}
