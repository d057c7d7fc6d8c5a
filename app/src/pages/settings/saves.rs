//! The saves section: what is there, export, import, and letting it go.

use crate::browser::{document, file};
use crate::life;
use crate::saves::{file_from_saves, saves_from_file};
use crate::shell::Shell;
use crate::words;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlInputElement};

const FILE_NAME: &str = "layer-w-saves.txt";
const DIALOG_ID: &str = "delete-saves";

type Listing = RwSignal<Vec<(String, u64)>>;

/// The section.
pub(super) fn section(shell: Shell) -> AnyView {
    let listing: Listing = RwSignal::new(Vec::new());
    Effect::new(move |_| spawn_local(list(listing)));
    let title = move |id: &str| {
        shell
            .site
            .with_value(|site| site.game(id).map(|game| game.title.clone()))
            .unwrap_or_else(|| id.to_owned())
    };
    view! {
        <section aria-labelledby="saves-title" class="panel" id="saves">
            <h2 id="saves-title">"Saves"</h2>
            {move || {
                let saves = listing.get();
                if saves.is_empty() {
                    return view! { <p class="note">"No saves yet. A game saves by itself as you play."</p> }.into_any();
                }
                view! {
                    <ul class="rows">
                        {saves.into_iter().map(|(game, bytes)| view! {
                            <li data-game=game.clone()>
                                <span>{title(&game)}</span>
                                <span>{words::exact_bytes(bytes)}</span>
                            </li>
                        }).collect_view()}
                    </ul>
                }
                .into_any()
            }}
            <div class="actions">
                <button type="button" class="button quiet" on:click=move |_| export(shell)>"Export saves"</button>
                <label class="button quiet file">
                    "Import saves"
                    <input type="file" accept=".txt,text/plain" on:change=move |event| import(shell, listing, &event) />
                </label>
                <button type="button" class="button quiet danger" on:click=|_| document::open_dialog(DIALOG_ID)>
                    "Delete saves"
                </button>
            </div>
            <dialog id=DIALOG_ID aria-labelledby="delete-saves-title">
                <h3 id="delete-saves-title">"Delete all saves?"</h3>
                <p>"Every game begins anew. Export them first if you may want them back."</p>
                <div class="actions">
                    <button type="button" class="button danger" on:click=move |_| delete(shell, listing)>"Delete"</button>
                    <button type="button" class="button quiet" on:click=|_| document::close_dialog(DIALOG_ID)>"Keep them"</button>
                </div>
            </dialog>
        </section>
    }
    .into_any()
}

async fn list(listing: Listing) {
    let saves = life::store().await.saves().await;
    listing.set(
        saves
            .into_iter()
            .map(|(game, save)| (game, save.len() as u64))
            .collect(),
    );
}

fn export(shell: Shell) {
    spawn_local(async move {
        let saves = life::store().await.saves().await;
        if saves.is_empty() {
            shell
                .notice
                .set("There are no saves to export yet.".to_owned());
        } else if let Err(error) = file::download(FILE_NAME, &file_from_saves(&saves)) {
            shell.notice.set(error.to_string());
        }
    });
}

fn import(shell: Shell, listing: Listing, event: &Event) {
    let Some(input) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    spawn_local(async move {
        let sentence = match read(&input).await {
            Ok(None) => return,
            Ok(Some(0)) => "The file holds no saves.".to_owned(),
            Ok(Some(1)) => "One save was imported. The one before it is kept.".to_owned(),
            Ok(Some(count)) => format!("{count} saves were imported. Those before them are kept."),
            Err(error) => error.to_string(),
        };
        shell.notice.set(sentence);
        list(listing).await;
    });
}

async fn read(input: &HtmlInputElement) -> Result<Option<usize>, crate::error::Error> {
    let Some(text) = file::chosen_text(input).await? else {
        return Ok(None);
    };
    let saves = saves_from_file(&text)?;
    let store = life::store().await;
    for (game, save) in &saves {
        store.put_save(game, save).await?;
    }
    Ok(Some(saves.len()))
}

fn delete(shell: Shell, listing: Listing) {
    document::close_dialog(DIALOG_ID);
    spawn_local(async move {
        if let Err(error) = life::store().await.clear_saves().await {
            shell.notice.set(error.to_string());
        }
        list(listing).await;
    });
}
