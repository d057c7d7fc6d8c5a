//! What surrounds every page: skip link, header, notices, footer.

use crate::browser::task::spawn;
use crate::browser::{document, install, service_worker};
use crate::element::{
    Element, actions, button, classed, element, fragment, link, nothing, paragraph, progress,
};
use crate::route::Route;
use crate::shell::{Connection, Install, Shell, Worker};
use crate::updates::{Banner, Said, banner};
use crate::{life, words};
use leptos::prelude::AnyView;
use protocol::worker::{ToWorker, Trouble};

/// The page of `route`, framed.
pub fn framed(shell: Shell, route: &Route, main: AnyView) -> AnyView {
    let class = match route {
        Route::Play(_) => "page page-play",
        _ => "page",
    };
    fragment([
        link("skip", "#main", "Skip to the page"),
        header(shell, route),
        not_started(),
        notices(shell),
        classed("main", class).with("id", "main").view(main),
        footer(shell),
    ])
}

fn header(shell: Shell, route: &Route) -> Element {
    let to = |to: Route, words| {
        let link = element("a").with("href", &to.path()).text(words);
        if to == *route {
            link.with("aria-current", "page")
        } else {
            link
        }
    };
    let connection = move || Some(shell.connection.get().words());
    classed("header", "bar")
        .child(
            classed("a", "brand")
                .with("href", "/")
                .with("aria-label", "Layer-W, home")
                .child(classed("span", "mark").with("aria-hidden", "true"))
                .child(classed("span", "brand-name").text("Layer-W")),
        )
        .child(element("nav").with("aria-label", "Main").children([
            to(Route::Library, "Library"),
            to(Route::Settings, "Settings"),
            to(Route::Help, "Help"),
        ]))
        .child(
            classed("span", "connection")
                .with("role", "img")
                .live("aria-label", connection)
                .live("title", connection)
                .live("data-quality", move || {
                    Some(shell.connection.get().name().to_owned())
                }),
        )
}

/// The button that installs the player, or how iOS does it.
pub fn install_offer(shell: Shell) -> impl FnMut() -> AnyView + Send + 'static {
    move || match shell.install.get() {
        Install::Unavailable => nothing(),
        Install::Offered => button("button", "Install Layer-W", move |_| {
            spawn(async move {
                // Accepted or not, a browser's prompt can be shown once.
                let _accepted = install::prompt().await;
                shell.install.set(Install::Unavailable);
            });
        })
        .into(),
        Install::ByShareMenu => paragraph(
            "note",
            "To install on this device, open the share menu and choose “Add to Home Screen”.",
        )
        .into(),
    }
}

/// Shown by the style sheet where the module that brings the page to life did not start: then nothing else can say so.
fn not_started() -> Element {
    classed("p", "not-started")
        .with("role", "alert")
        .text("This page did not arrive whole, so its buttons do nothing yet. ")
        .child(link("", "", "Load it again"))
}

fn notices(shell: Shell) -> Element {
    let place = |role, label| element("div").with("role", role).with("aria-label", label);
    classed("div", "notices")
        .child(place("alert", "Trouble").live_child(move || trouble(shell)))
        .child(place("status", "Update").live_child(move || update_banner(shell)))
        .child(place("status", "Notice").live_child(move || {
            let words = shell.notice.get();
            if words.is_empty() {
                return nothing();
            }
            let dismiss = button("button quiet", "Dismiss", move |_| {
                shell.notice.set(String::new());
            });
            notice(&words, None).child(actions([dismiss])).into()
        }))
}

/// What went wrong in the store, with a way on. That there is no network is said beside the brand, not here.
fn trouble(shell: Shell) -> AnyView {
    let trouble = shell
        .worker
        .with(|worker| worker.status().and_then(|status| status.trouble.clone()));
    let way_on = match &trouble {
        None => return nothing(),
        Some(Trouble::Offline) if shell.connection.get() == Connection::Offline => {
            return nothing();
        }
        Some(Trouble::Offline) => button("button", "Try again", |_| {
            service_worker::post(&ToWorker::Check);
        }),
        Some(Trouble::QuotaExceeded { .. }) => link("button", "/settings/", "Make room"),
        Some(Trouble::NoDatabase) => link("button", "/settings/", "Export saves"),
        Some(Trouble::Damaged { .. }) => button("button", "Repair", |_| {
            service_worker::post(&ToWorker::Verify);
        }),
    };
    if shell.dismissed.get() == trouble {
        return nothing();
    }
    let words = trouble.as_ref().map(words::trouble).unwrap_or_default();
    let dismiss = button("button quiet", "Dismiss", move |_| {
        shell.dismissed.set(trouble.clone());
    });
    notice(&words, None)
        .child(actions([way_on, dismiss]))
        .into()
}

fn update_banner(shell: Shell) -> AnyView {
    let said = shell.said.get();
    let update = shell
        .worker
        .with(|worker| worker.status().and_then(|status| status.update.clone()));
    let later = || {
        button("button quiet", "Later", move |_| {
            life::say(shell, Said::Later);
        })
    };
    let banner = banner(update.as_ref(), said);
    match banner {
        Banner::Hidden => without_worker(shell),
        Banner::Offer { bytes } => notice(&format!("Update ready: {}", words::size(bytes)), None)
            .with("data-bytes", &bytes.to_string())
            .child(actions([
                button("button", "Update now", move |_| life::say(shell, Said::Now)),
                later(),
            ]))
            .into(),
        Banner::Fetching {
            done_bytes,
            total_bytes,
        } => notice(
            &format!(
                "Updating: {} of {}",
                words::size(done_bytes),
                words::size(total_bytes)
            ),
            Some((done_bytes, total_bytes)),
        )
        .child(actions([button(
            "button quiet",
            "Cancel update",
            move |_| life::cancel_update(shell),
        )]))
        .into(),
        Banner::Waiting { others } => {
            let words = match others {
                1 => "Waiting for one other open page to agree.".to_owned(),
                _ => format!("Waiting for {others} other open pages to agree."),
            };
            notice(&words, None).child(actions([later()])).into()
        }
        Banner::Switching => notice("Starting the new release…", None).into(),
    }
}

/// Without a worker nothing is stored, and a plain reload brings the newer release.
fn without_worker(shell: Shell) -> AnyView {
    let is_absent = shell
        .worker
        .with(|worker| matches!(worker, Worker::Absent(_)));
    if shell.newer_release.get().is_none() || !is_absent || shell.said.get() == Said::Later {
        return nothing();
    }
    notice("A newer release is there.", None)
        .child(actions([
            button("button", "Load it", |_| document::reload()),
            button("button quiet", "Later", move |_| {
                shell.said.set(Said::Later);
            }),
        ]))
        .into()
}

fn notice(words: &str, bytes: Option<(u64, u64)>) -> Element {
    let notice = classed("div", "notice").child(element("p").text(words));
    match bytes {
        Some(_) => notice.child(progress("Update", bytes)),
        None => notice,
    }
}

fn footer(shell: Shell) -> Element {
    let release = shell.site.with_untracked(|site| site.release);
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
    classed("footer", "foot")
        .child(element("p").live_text(state))
        .child(element("p").live_text(move || shell.connection.get().words()))
}
