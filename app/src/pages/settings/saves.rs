//! The saves section: what is there, export, import, and letting it go.

use super::panel;
use crate::browser::task::spawn;
use crate::browser::{document, file};
use crate::element::{Element, actions, button, classed, element, paragraph};
use crate::life;
use crate::live::Live;
use crate::saves::{file_from_saves, saves_from_file};
use crate::shell::Shell;
use crate::words;
use leptos::prelude::{AnyView, Effect};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

const FILE_NAME: &str = "layer-w-saves.txt";
const DIALOG_ID: &str = "delete-saves";

type Listing = Live<Vec<(String, u64)>>;

/// The section.
pub(super) fn section(shell: Shell) -> Element {
    let listing: Listing = Live::new(Vec::new());
    Effect::new(move |_| spawn(list(listing)));
    let choose = classed("label", "button quiet file")
        .text("Import saves")
        .child(
            element("input")
                .with("type", "file")
                .with("accept", ".txt,text/plain")
                .on("change", move |event| import(shell, listing, &event)),
        );
    panel("saves", "Saves")
        .live_child(move || rows(shell, &listing.get()))
        .child(actions([
            button("button quiet", "Export saves", move |_| export(shell)),
            choose,
            button("button quiet danger", "Delete saves", |_| {
                document::open_dialog(DIALOG_ID);
            }),
        ]))
        .child(dialog(shell, listing))
}

fn rows(shell: Shell, saves: &[(String, u64)]) -> AnyView {
    if saves.is_empty() {
        return paragraph("note", "No saves yet. A game saves by itself as you play.").into();
    }
    let rows = saves.iter().map(|(game, bytes)| {
        let title = shell.title(game);
        element("li")
            .with("data-game", game)
            .child(element("span").text(&title))
            .child(element("span").text(&words::size(*bytes)))
    });
    classed("ul", "rows")
        .children(rows.collect::<Vec<_>>())
        .into()
}

fn dialog(shell: Shell, listing: Listing) -> Element {
    element("dialog")
        .with("id", DIALOG_ID)
        .with("aria-labelledby", "delete-saves-title")
        .child(
            element("h3")
                .with("id", "delete-saves-title")
                .text("Delete all saves?"),
        )
        .child(
            element("p")
                .text("Every game begins anew. Export them first if you may want them back."),
        )
        .child(actions([
            button("button danger", "Delete", move |_| delete(shell, listing)),
            button("button quiet", "Keep them", |_| {
                document::close_dialog(DIALOG_ID);
            }),
        ]))
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
    spawn(async move {
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
    spawn(async move {
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
    spawn(async move {
        if let Err(error) = life::store().await.clear_saves().await {
            shell.notice.set(error.to_string());
        }
        list(listing).await;
    });
}
