//! Settings: what is stored on this device, saves, looks, and the versions of every part.

mod looks;
mod saves;
mod storage;

use crate::shell::Shell;
use leptos::prelude::*;

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    let parts = shell.site.with_value(|site| site.parts.clone());
    let release = shell.site.with_value(|site| site.release);
    view! {
        <div class="settings">
            <h1>"Settings"</h1>
            {storage::section(shell)}
            {saves::section(shell)}
            {looks::section(shell)}
            <section aria-labelledby="parts-title" class="panel">
                <h2 id="parts-title">"Parts"</h2>
                <table>
                    <thead><tr><th scope="col">"Part"</th><th scope="col">"Version"</th></tr></thead>
                    <tbody>
                        <tr><th scope="row">"release"</th><td>{release.to_string()}</td></tr>
                        {parts.into_iter().map(|(name, version)| view! {
                            <tr><th scope="row">{name}</th><td><code>{version}</code></td></tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </section>
        </div>
    }
    .into_any()
}
