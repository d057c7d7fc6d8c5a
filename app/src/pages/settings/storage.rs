//! The storage section: every region with its real size, whether it is kept, repair and clearing.

use super::{panel, row, table};
use crate::browser::task::spawn;
use crate::browser::{service_worker, storage};
use crate::element::{Element, actions, button, classed, element, nothing, paragraph};
use crate::live::Live;
use crate::shell::{Shell, Worker};
use crate::words;
use leptos::prelude::{AnyView, Effect};
use protocol::worker::{Region, ToWorker};

type Report = Live<Option<storage::Report>>;

/// The section.
pub(super) fn section(shell: Shell) -> Element {
    let report: Report = Live::new(None);
    // Looks again whenever the worker stored something or let it go.
    Effect::new(move |_| {
        shell.worker.track();
        spawn(async move { report.set(storage::report().await.ok()) });
    });
    let used = move || match report.get() {
        Some(report) => format!(
            "The browser counts {} for this site, saves included.",
            words::size(report.used_bytes)
        ),
        None => "The browser does not say how much it stores.".to_owned(),
    };
    panel("storage", "Storage")
        .child(classed("div", "stored").live_child(move || {
            shell.worker.with(|worker| match worker {
                Worker::Unknown => paragraph("note", "Asking what is stored…").into(),
                Worker::Absent(reason) => paragraph("note", reason).into(),
                Worker::Known(status) => regions(shell, &status.regions).into(),
            })
        }))
        .child(element("p").live_text(used))
        .child(kept(report))
        .child(
            actions([
                button("button quiet", "Verify and repair", |_| {
                    service_worker::post(&ToWorker::Verify);
                }),
                button("button quiet danger", "Clear downloads", |_| {
                    service_worker::post(&ToWorker::Clear);
                }),
            ])
            .live_child(move || ask(shell, report)),
        )
}

fn regions(shell: Shell, regions: &[Region]) -> Element {
    let title = |id: &str| shell.title(id);
    let region = |name: String, objects: u32, bytes: u64| {
        row(&name)
            .child(element("td").text(&objects.to_string()))
            .child(
                element("td")
                    .with("data-bytes", &bytes.to_string())
                    .text(&words::size(bytes)),
            )
    };
    let each = regions
        .iter()
        .map(|it| region(words::region(&it.name, title), it.objects, it.bytes));
    let together = region(
        "Together".to_owned(),
        regions.iter().map(|it| it.objects).sum(),
        regions.iter().map(|it| it.bytes).sum(),
    );
    table(
        &["Region", "Files", "Size"],
        each.chain([together]).collect(),
    )
}

fn persisted(report: Report) -> String {
    match report.get() {
        None => "unknown",
        Some(storage::Report {
            persisted: true, ..
        }) => "yes",
        Some(_) => "no",
    }
    .to_owned()
}

fn kept(report: Report) -> Element {
    element("p").text("Kept when space runs low: ").child(
        element("strong")
            .with("id", "persisted")
            .live_text(move || persisted(report)),
    )
}

fn ask(shell: Shell, report: Report) -> AnyView {
    if persisted(report) != "no" {
        return nothing();
    }
    let ask = move |_| {
        spawn(async move {
            shell.notice.set(match storage::ask_to_persist().await {
                Ok(true) => "The browser keeps everything until you clear it.".to_owned(),
                Ok(false) => {
                    "The browser said no for now. Installing Layer-W, or coming back more often, changes its mind."
                        .to_owned()
                }
                Err(error) => error.to_string(),
            });
            report.set(storage::report().await.ok());
        });
    };
    button("button quiet", "Keep my data", ask).into()
}
