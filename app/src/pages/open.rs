//! The page that opens a game from a file: what is in it and who signed it, before anything is kept.

use super::published::facts;
use crate::browser::task::spawn;
use crate::browser::{packed, storage};
use crate::element::{Element, actions, button, classed, element, link, paragraph, progress};
use crate::opened::{self, Opened};
use crate::published::address;
use crate::shell::{Shell, Worker};
use crate::words;
use leptos::prelude::AnyView;
use protocol::worker::Package;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

const LEAD: &str = "A .lwpkg file is a whole game, signed by whoever made it. You see who that is before anything is kept. Choose it, or drop it on this page.";

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    element("div")
        .live_child(move || match shell.opened.get() {
            Opened::Nothing => nothing_yet(shell).into(),
            Opened::Reading => heading("Looking at the file")
                .child(
                    paragraph("lead", "It is read on this device and sent nowhere.")
                        .with("role", "status"),
                )
                .into(),
            Opened::Shown(package, digest) => shown(shell, package, digest).into(),
            Opened::Installing(package) => installing(shell, &package).into(),
            Opened::Installed(package) => installed(&package).into(),
            Opened::Failed(name) => failed(&name).into(),
        })
        .into()
}

fn heading(words: &str) -> Element {
    classed("section", "plain").child(element("h1").text(words))
}

fn nothing_yet(shell: Shell) -> Element {
    let words = move || {
        shell.worker.with(|worker| match worker {
            Worker::Absent(reason) => (*reason).to_owned(),
            Worker::Unknown | Worker::Known(_) => LEAD.to_owned(),
        })
    };
    heading("Open a game from a file")
        .child(classed("p", "lead").live_text(words))
        .child(actions([choose("Choose a file"), library()]))
}

fn choose(words: &str) -> Element {
    let change = |event: Event| {
        let input = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        if let Some(file) = input.as_ref().and_then(packed::chosen) {
            opened::open(file);
        }
    };
    let input = element("input")
        .with("type", "file")
        .with("accept", ".lwpkg")
        .on("change", change);
    classed("label", "button file").text(words).child(input)
}

fn library() -> Element {
    link("button quiet", "/", "Back to the library")
}

fn shown(shell: Shell, package: Box<Package>, digest: String) -> Element {
    let facts = facts(&package);
    let install = button("button large", "Install", move |_| {
        opened::install(package.clone(), digest.clone());
        // This is what the player wants to keep. The browser asks or decides alone; the settings show the answer.
        spawn(async {
            let _ = storage::ask_to_persist().await;
        });
    });
    classed("section", "plain")
        .view(facts)
        .child(actions([install, cancel(shell)]))
}

fn cancel(shell: Shell) -> Element {
    button("button quiet", "Cancel", move |_| opened::cancel(shell))
}

fn installing(shell: Shell, package: &Package) -> Element {
    let here = (package.stored_bytes, package.total_bytes);
    heading(&package.title).child(
        classed("div", "fetching")
            .child(progress("Installing", Some(here)))
            .child(cancel(shell)),
    )
}

fn installed(package: &Package) -> Element {
    heading(&package.title)
        .child(
            paragraph(
                "lead",
                "It is on this device now, and plays without a network.",
            )
            .with("role", "status"),
        )
        .child(actions([
            link("button large", &address(&package.id), "Play"),
            library(),
        ]))
}

fn failed(name: &str) -> Element {
    heading("This file cannot be installed")
        .with("data-reason", name)
        .child(paragraph("lead", &words::not_opened(name)).with("role", "alert"))
        .child(actions([choose("Choose another file"), library()]))
}
