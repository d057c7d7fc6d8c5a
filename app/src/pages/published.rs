//! The page of a published game: what it is and who signed it, until it is installed; then the stage.

use super::game;
use crate::browser::task::spawn;
use crate::browser::{document, service_worker, storage};
use crate::element::{
    Element, actions, button, classed, element, link, nothing, paragraph, progress,
};
use crate::player::Stage;
use crate::published::Published;
use crate::shell::{Shell, Worker};
use crate::words;
use leptos::prelude::AnyView;
use protocol::worker::{Package, ToWorker};

/// The page.
pub(super) fn page(shell: Shell, stage: Stage) -> AnyView {
    classed("div", "game-page")
        .live_child(move || match shell.published.get() {
            Published::Seeking => seeking(shell),
            Published::Failed(name) => failed(&name),
            Published::Shown(id) => shown(shell, id),
            Published::Playing(game) => game::page(shell, stage, &game),
        })
        .into()
}

fn seeking(shell: Shell) -> AnyView {
    let words = move || {
        shell.worker.with(|worker| match worker {
            Worker::Absent(reason) => {
                format!("{reason} Published games are installed before they are played.")
            }
            Worker::Unknown | Worker::Known(_) => {
                "Asking the origin what it is and who signed it.".to_owned()
            }
        })
    };
    classed("section", "plain")
        .child(element("h1").text("Looking for the game"))
        .child(classed("p", "lead").with("role", "status").live_text(words))
        .into()
}

fn failed(name: &str) -> AnyView {
    classed("section", "plain")
        .with("data-reason", name)
        .child(element("h1").text("This game cannot be had"))
        .child(paragraph("lead", &words::not_found(name)).with("role", "alert"))
        .child(actions([
            button("button", "Try again", |_| document::reload()),
            link("button quiet", "/", "Back to the library"),
        ]))
        .into()
}

/// What a player should know before anything of it is fetched.
fn shown(shell: Shell, id: String) -> AnyView {
    let find = move || {
        shell.worker.with(|worker| {
            let mut packages = worker.status()?.packages.iter();
            packages.find(|package| package.id == id).cloned()
        })
    };
    let find_progress = find.clone();
    classed("section", "plain")
        .live_child(move || find().as_ref().map_or_else(nothing, facts))
        .live_child(move || find_progress().as_ref().map_or_else(nothing, offer))
        .into()
}

pub(super) fn facts(package: &Package) -> AnyView {
    let fact =
        |term: &str, words: Element| element("div").child(element("dt").text(term)).child(words);
    let plain = |text: &str| element("dd").text(text);
    let signers = element("dd")
        .with("data-signers", &package.signers.join(" "))
        .child(element("code").text(&package.signers.join(", ")));
    let asks = match package.capabilities.as_slice() {
        [] => "nothing".to_owned(),
        names => names
            .iter()
            .map(|name| words::capability(name))
            .collect::<Vec<_>>()
            .join(", "),
    };
    classed("div", "about")
        .child(element("h1").text(&package.title))
        .child(
            classed("dl", "details")
                .child(fact("Version", plain(&package.version)))
                .child(fact("Signed by the key", signers))
                .child(fact(
                    "Asks for",
                    plain(&asks).with("data-capabilities", &package.capabilities.join(" ")),
                ))
                .child(fact(
                    "Memory",
                    plain(&format!("at most {}", words::size(package.memory_bytes))),
                ))
                .child(fact("Size", plain(&sizes(package)))),
        )
        .into()
}

/// How much of the game is to be fetched: parts that another game brought are here already.
fn sizes(package: &Package) -> String {
    let all = words::size(package.total_bytes);
    if package.missing_bytes == package.total_bytes {
        return all;
    }
    format!(
        "{all}, {} to be fetched",
        words::size(package.missing_bytes)
    )
}

fn offer(package: &Package) -> AnyView {
    let id = package.id.clone();
    if package.fetching {
        let fetched = (package.arrived_bytes, package.missing_bytes);
        return classed("div", "fetching")
            .child(progress("Installing", Some(fetched)))
            .child(button("button quiet", "Cancel", |_| {
                service_worker::post(&ToWorker::Cancel);
            }))
            .into();
    }
    actions([
        button("button large", "Install and play", move |_| {
            service_worker::post(&ToWorker::InstallGame { id: id.clone() });
            // This is what the player wants to keep. The browser asks or decides alone; the settings show the answer.
            spawn(async {
                let _ = storage::ask_to_persist().await;
            });
        }),
        link("button quiet", "/", "Back to the library"),
    ])
    .into()
}
