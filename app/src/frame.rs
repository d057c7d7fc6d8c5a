//! What surrounds every page: skip link, header, notices, footer.

use crate::browser::{document, install};
use crate::route::Route;
use crate::shell::{Install, Shell, Worker};
use crate::updates::{Banner, Said, banner};
use crate::{life, words};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The page of `route`, framed.
pub fn framed(shell: Shell, route: &Route, main: AnyView) -> AnyView {
    let is_play = matches!(route, Route::Play(_));
    view! {
        <a class="skip" href="#main">"Skip to the page"</a>
        <header class="bar">{header(shell, route)}</header>
        {notices(shell)}
        <main id="main" class=if is_play { "page page-play" } else { "page" }>{main}</main>
        <footer class="foot">{footer(shell)}</footer>
    }
    .into_any()
}

fn header(shell: Shell, route: &Route) -> AnyView {
    let link = |to: Route, words: &'static str| {
        let current = (to == *route).then_some("page");
        view! { <a href=to.path() aria-current=current>{words}</a> }
    };
    view! {
        <a class="brand" href="/" aria-label="Layer-W, home">
            <span class="mark" aria-hidden="true"></span>
            <span class="brand-name">"Layer-W"</span>
        </a>
        <nav aria-label="Main">
            {link(Route::Library, "Library")}
            {link(Route::Settings, "Settings")}
            {link(Route::Help, "Help")}
        </nav>
        <span
            class="connection"
            role="img"
            aria-label=move || shell.connection.get().words()
            title=move || shell.connection.get().words()
            data-quality=move || shell.connection.get().name()
        ></span>
    }
    .into_any()
}

/// The button that installs the player, or how iOS does it.
pub fn install_offer(shell: Shell) -> AnyView {
    let ask = move |_| {
        spawn_local(async move {
            // Accepted or not, a browser's prompt can be shown once.
            let _accepted = install::prompt().await;
            shell.install.set(Install::Unavailable);
        });
    };
    (move || match shell.install.get() {
        Install::Unavailable => ().into_any(),
        Install::Offered => view! {
            <button type="button" class="button" on:click=ask>"Install Layer-W"</button>
        }
        .into_any(),
        Install::ByShareMenu => view! {
            <p class="note">
                "To install on this device, open the share menu and choose “Add to Home Screen”."
            </p>
        }
        .into_any(),
    })
    .into_any()
}

fn notices(shell: Shell) -> AnyView {
    view! {
        <div class="notices">
            <div role="status" aria-label="Update">{move || update_banner(shell)}</div>
            <div role="status" aria-label="Notice">
                {move || {
                    let notice = shell.notice.get();
                    (!notice.is_empty()).then(|| view! {
                        <div class="notice">
                            <p>{notice}</p>
                            <div class="actions">
                                <button type="button" class="button quiet" on:click=move |_| shell.notice.set(String::new())>
                                    "Dismiss"
                                </button>
                            </div>
                        </div>
                    })
                }}
            </div>
        </div>
    }
    .into_any()
}

fn update_banner(shell: Shell) -> AnyView {
    let said = shell.said.get();
    let update = shell
        .worker
        .with(|worker| worker.status().and_then(|status| status.update.clone()));
    match banner(update.as_ref(), said) {
        Banner::Hidden => without_worker(shell),
        Banner::Offer { bytes } => notice(
            format!("Update ready: {}", words::size(bytes)),
            None,
            view! {
                <button type="button" class="button" on:click=move |_| life::say(shell, Said::Now)>"Update now"</button>
                <button type="button" class="button quiet" on:click=move |_| life::say(shell, Said::Later)>"Later"</button>
            }
            .into_any(),
        ),
        Banner::Fetching { done_bytes, total_bytes } => notice(
            format!("Updating: {} of {}", words::size(done_bytes), words::size(total_bytes)),
            Some((done_bytes, total_bytes)),
            view! {
                <button type="button" class="button quiet" on:click=move |_| life::cancel_update(shell)>"Cancel update"</button>
            }
            .into_any(),
        ),
        Banner::Waiting { others } => notice(
            match others {
                1 => "Waiting for one other open page to agree.".to_owned(),
                _ => format!("Waiting for {others} other open pages to agree."),
            },
            None,
            view! {
                <button type="button" class="button quiet" on:click=move |_| life::say(shell, Said::Later)>"Later"</button>
            }
            .into_any(),
        ),
        Banner::Switching => notice("Starting the new release…".to_owned(), None, ().into_any()),
    }
}

/// Without a worker nothing is stored, and a plain reload brings the newer release.
fn without_worker(shell: Shell) -> AnyView {
    let is_absent = shell
        .worker
        .with(|worker| matches!(worker, Worker::Absent(_)));
    let offer = shell.newer_release.get().is_some() && is_absent && shell.said.get() != Said::Later;
    if !offer {
        return ().into_any();
    }
    notice(
        "A newer release is there.".to_owned(),
        None,
        view! {
            <button type="button" class="button" on:click=|_| document::reload()>"Load it"</button>
            <button type="button" class="button quiet" on:click=move |_| shell.said.set(Said::Later)>"Later"</button>
        }
        .into_any(),
    )
}

fn notice(sentence: String, progress: Option<(u64, u64)>, actions: AnyView) -> AnyView {
    view! {
        <div class="notice">
            <p>{sentence}</p>
            {progress.map(|(done, total)| progress_bar("Update", done, total))}
            <div class="actions">{actions}</div>
        </div>
    }
    .into_any()
}

/// A bar that is filled as far as bytes have arrived.
pub fn progress_bar(label: &'static str, done_bytes: u64, total_bytes: u64) -> AnyView {
    view! {
        <progress aria-label=label value=done_bytes.to_string() max=total_bytes.max(1).to_string()></progress>
    }
    .into_any()
}

fn footer(shell: Shell) -> AnyView {
    let release = shell.site.with_value(|site| site.release);
    let state = move || {
        let newest = shell.worker.with(|worker| {
            let status = worker.status()?;
            Some(
                status
                    .update
                    .as_ref()
                    .map_or(status.release, |update| update.release),
            )
        });
        match newest.or(shell.newer_release.get()) {
            Some(newest) if newest > release => {
                format!("Release {release}, release {newest} is ready")
            }
            Some(_) => format!("Release {release}, up to date"),
            None if release == 0 => "Development build".to_owned(),
            None => format!("Release {release}"),
        }
    };
    view! {
        <p data-release=release.to_string()>{state}</p>
        <p>{move || shell.connection.get().words()}</p>
    }
    .into_any()
}
