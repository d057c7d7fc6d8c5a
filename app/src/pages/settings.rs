//! Settings: what is stored on this device, saves, looks, and the versions of every part.

mod looks;
mod saves;
mod storage;

use crate::element::{Element, classed, element};
use crate::shell::Shell;
use crate::words;
use leptos::prelude::AnyView;

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    classed("div", "settings")
        .child(element("h1").text("Settings"))
        .child(storage::section(shell))
        .child(saves::section(shell))
        .child(looks::section(shell))
        .child(parts(shell))
        .into()
}

/// A section of this page with its heading.
fn panel(id: &str, title: &str) -> Element {
    let title_id = format!("{id}-title");
    classed("section", "panel")
        .with("id", id)
        .with("aria-labelledby", &title_id)
        .child(element("h2").with("id", &title_id).text(title))
}

/// A table with a heading for each column.
fn table(columns: &[&str], rows: Vec<Element>) -> Element {
    let heads = columns
        .iter()
        .map(|column| element("th").with("scope", "col").text(column));
    element("table")
        .child(element("thead").child(element("tr").children(heads.collect::<Vec<_>>())))
        .child(element("tbody").children(rows))
}

/// A row of a table that begins with its name.
fn row(name: &str) -> Element {
    element("tr").child(element("th").with("scope", "row").text(name))
}

fn parts(shell: Shell) -> Element {
    let (release, parts) = shell
        .site
        .with_untracked(|site| (site.release, site.parts.clone()));
    let rows = parts.into_iter().map(|(name, version)| {
        row(&name).child(element("td").child(element("code").text(&version)))
    });
    let release_row = row("release").child(element("td").text(&release.to_string()));
    panel("parts", "Parts")
        .child(table(
            &["Part", "Version"],
            [release_row].into_iter().chain(rows).collect(),
        ))
        .child(
            element("p").live_text(move || match shell.failed_release.get() {
                Some(failed) => words::went_back(failed, release),
                None => String::new(),
            }),
        )
}
