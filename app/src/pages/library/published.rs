//! Games that their authors published at this origin: those it lists, and those that are on this device.

use crate::browser::{packed, service_worker};
use crate::element::{
    Element, actions, button, classed, element, link, nothing, paragraph, progress,
};
use crate::published::address;
use crate::shell::Shell;
use crate::words;
use leptos::prelude::AnyView;
use protocol::worker::{Package, ToWorker};

/// The section; nothing where there are none.
pub(super) fn section(shell: Shell) -> Element {
    classed("section", "games published")
        .with("aria-label", "Published games")
        .live_child(move || cards(shell))
}

fn cards(shell: Shell) -> AnyView {
    let packages = shell.worker.with(|worker| {
        let status = worker.status();
        status.map_or_else(Vec::new, |status| status.packages.clone())
    });
    let mut cards: Vec<Element> = packages
        .iter()
        .filter(|package| package.installed)
        .map(|package| known(shell, package))
        .collect();
    let is_installed = |id: &str| packages.iter().any(|it| it.installed && it.id == id);
    let is_built_in = |id: &str| shell.site.with_untracked(|site| site.game(id).is_some());
    shell.listed.with(|listed| {
        let others = listed
            .iter()
            .filter(|(id, _)| !is_installed(id) && !is_built_in(id));
        cards.extend(others.map(|(id, title)| stranger(id, title)));
    });
    if cards.is_empty() {
        return nothing();
    }
    crate::element::fragment(cards)
}

/// A game of which only the list tells; who signed it, its page says.
fn stranger(id: &str, title: &str) -> Element {
    let open = link("button", &address(id), "See what it is")
        .with("aria-label", &format!("See what {title} is"));
    card(id, title)
        .child(paragraph("facts", "Not installed"))
        .child(classed("div", "actions").child(open))
}

fn known(shell: Shell, package: &Package) -> Element {
    let title = &package.title;
    let state = if package.offline_ready() {
        ("offline-ready", "Offline-ready")
    } else {
        ("installed", "Not all here")
    };
    let facts = classed("p", "facts")
        .child(
            classed("span", "badge")
                .with("data-state", state.0)
                .text(state.1),
        )
        .child(element("span").text(&format!("Version {}", package.version)))
        .child(element("span").text(&words::size(package.total_bytes)));
    let play = link("button large", &address(&package.id), "Play")
        .with("aria-label", &format!("Play {title}"));
    card(&package.id, title)
        .child(facts)
        .view(update(package))
        .view(source(shell, &package.id))
        .child(actions([
            play,
            save(package),
            act(
                "Remove",
                title,
                ToWorker::RemoveGame {
                    id: package.id.clone(),
                },
            ),
        ]))
}

/// What is fetched, or what could be.
fn update(package: &Package) -> AnyView {
    let title = &package.title;
    if package.fetching {
        let fetched = (package.arrived_bytes, package.missing_bytes);
        return classed("div", "fetching")
            .child(progress("Fetching", Some(fetched)))
            .child(act("Cancel", title, ToWorker::Cancel))
            .into();
    }
    let id = package.id.clone();
    let Some(update) = &package.update else {
        return match package.offline_ready() {
            true => nothing(),
            false => act("Fetch the rest", title, ToWorker::InstallGame { id }).into(),
        };
    };
    let asks: Vec<String> = update
        .new_capabilities
        .iter()
        .map(|name| words::capability(name))
        .collect();
    let asks = if asks.is_empty() {
        String::new()
    } else {
        format!(" It newly asks for: {}.", asks.join(", "))
    };
    let words = format!(
        "Version {} is there: {}.{asks}",
        update.version,
        words::size(package.missing_bytes)
    );
    classed("div", "update")
        .child(paragraph("note", &words))
        .child(act("Update", title, ToWorker::InstallGame { id }))
        .into()
}

/// Where it came from, where that matters.
fn source(shell: Shell, id: &str) -> AnyView {
    let is_from_file = shell.worker.with(|worker| {
        let mut ids = worker.status()?.from_files.iter();
        ids.find(|other| *other == id).cloned()
    });
    match is_from_file {
        Some(_) => paragraph("note", "It came from a file. This site has no newer one.").into(),
        None => nothing(),
    }
}

/// The button that makes a file of it.
fn save(package: &Package) -> Element {
    let id = package.id.clone();
    button("button quiet", "Save as file", move |_| {
        packed::offer_what_comes();
        service_worker::post(&ToWorker::SaveFile { id: id.clone() });
    })
    .with("aria-label", &format!("Save {} as a file", package.title))
}

fn act(words: &str, title: &str, message: ToWorker) -> Element {
    button("button quiet", words, move |_| {
        service_worker::post(&message);
    })
    .with("aria-label", &format!("{words} {title}"))
}

fn card(id: &str, title: &str) -> Element {
    // The card is its own text: these games need bring no picture.
    classed("article", "card card-text")
        .with("data-published", id)
        .child(element("h2").text(title))
}
