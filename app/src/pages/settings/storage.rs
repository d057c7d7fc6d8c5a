//! The storage section: every region with its real size, whether it is kept, repair and clearing.

use crate::browser::{service_worker, storage};
use crate::shell::{Shell, Worker};
use crate::words;
use leptos::prelude::*;
use protocol::worker::{Region, ToWorker};
use wasm_bindgen_futures::spawn_local;

/// The section.
pub(super) fn section(shell: Shell) -> AnyView {
    let report: RwSignal<Option<storage::Report>> = RwSignal::new(None);
    let look = move || {
        spawn_local(async move {
            report.set(storage::report().await.ok());
        });
    };
    // Also runs again whenever the worker stored or let go of something.
    Effect::new(move |_| {
        shell.worker.track();
        look();
    });
    view! {
        <section aria-labelledby="storage-title" class="panel" id="storage">
            <h2 id="storage-title">"Storage"</h2>
            {move || shell.worker.with(|worker| match worker {
                Worker::Unknown => view! { <p class="note">"Asking what is stored…"</p> }.into_any(),
                Worker::Absent(reason) => view! { <p class="note">{*reason}</p> }.into_any(),
                Worker::Known(status) => table(&status.regions),
            })}
            <p>
                {move || match report.get() {
                    Some(report) => format!("The browser counts {} for this site, saves included.", words::size(report.used_bytes)),
                    None => "The browser does not say how much it stores.".to_owned(),
                }}
            </p>
            {persistence(shell, report)}
            <div class="actions">
                <button type="button" class="button quiet" on:click=|_| service_worker::post(&ToWorker::Verify)>
                    "Verify and repair"
                </button>
                <button type="button" class="button quiet danger" on:click=|_| service_worker::post(&ToWorker::Clear)>
                    "Clear downloads"
                </button>
            </div>
        </section>
    }
    .into_any()
}

fn table(regions: &[Region]) -> AnyView {
    let total_bytes: u64 = regions.iter().map(|region| region.bytes).sum();
    let total_objects: u32 = regions.iter().map(|region| region.objects).sum();
    let row = |name: String, objects: u32, bytes: u64| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{objects.to_string()}</td>
                <td data-bytes=bytes.to_string()>{words::exact_bytes(bytes)}</td>
            </tr>
        }
    };
    view! {
        <table>
            <thead>
                <tr><th scope="col">"Region"</th><th scope="col">"Files"</th><th scope="col">"Size"</th></tr>
            </thead>
            <tbody>
                {regions.iter().map(|region| row(words::region(&region.name), region.objects, region.bytes)).collect_view()}
                {row("Together".to_owned(), total_objects, total_bytes)}
            </tbody>
        </table>
    }
    .into_any()
}

fn persistence(shell: Shell, report: RwSignal<Option<storage::Report>>) -> AnyView {
    let ask = move |_| {
        spawn_local(async move {
            match storage::ask_to_persist().await {
                Ok(true) => shell.notice.set("The browser keeps everything until you clear it.".to_owned()),
                Ok(false) => shell.notice.set(
                    "The browser said no for now. Installing Layer-W, or coming back more often, changes its mind.".to_owned(),
                ),
                Err(error) => shell.notice.set(error.to_string()),
            }
            report.set(storage::report().await.ok());
        });
    };
    let persisted = move || report.get().map(|report| report.persisted);
    view! {
        <p class="facts">
            "Kept when space runs low: "
            <strong id="persisted" data-persisted=move || match persisted() {
                None => "unknown",
                Some(true) => "yes",
                Some(false) => "no",
            }>
                {move || match persisted() {
                    None => "unknown",
                    Some(true) => "yes",
                    Some(false) => "no",
                }}
            </strong>
        </p>
        {move || (persisted() == Some(false)).then(|| view! {
            <p><button type="button" class="button quiet" on:click=ask>"Keep my data"</button></p>
        })}
    }
    .into_any()
}
