//! What surrounds every page: skip link, header, notices, footer.

mod trouble;

use crate::browser::task::spawn;
use crate::browser::{install, storage};
use crate::element::{
    Element, actions, button, classed, element, fragment, link, nothing, paragraph, progress,
};
use crate::route::Route;
use crate::shell::{Install, Shell, Worker};
use crate::{life, words};
use leptos::prelude::AnyView;
use page::pace::size_and_time;
use page::updates::{Banner, Said, banner};

/// The page of `route`, framed.
pub fn framed(shell: Shell, route: &Route, main: AnyView) -> AnyView {
    let class = match route {
        Route::Play(_) | Route::Published => "page page-play",
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
                // Accepted or not, it can be shown once.
                if install::prompt().await {
                    // Not before: a player who installs wants to keep, and a browser may ask.
                    let _ = storage::ask_to_persist().await;
                }
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
        .child(place("alert", "Trouble").live_child(move || trouble::trouble(shell)))
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

fn update_banner(shell: Shell) -> AnyView {
    let said = shell.said.get();
    let release = shell.site.with_untracked(|site| site.release);
    let later = || {
        button("button quiet", "Later", move |_| {
            life::say(shell, Said::Later);
        })
    };
    let banner = shell
        .worker
        .with(|worker| banner(release, worker.status(), said));
    match banner {
        Banner::Hidden => without_worker(shell),
        Banner::Offer {
            bytes,
            bytes_per_sec,
        } => {
            let cost = size_and_time(bytes, bytes_per_sec);
            notice(&format!("Update ready: {cost}"), None)
                .with("data-bytes", &bytes.to_string())
                .child(actions([
                    button("button", "Update now", move |_| life::say(shell, Said::Now)),
                    later(),
                ]))
                .into()
        }
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
        Banner::Load => newer_release_is_there(shell),
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
    newer_release_is_there(shell)
}

fn newer_release_is_there(shell: Shell) -> AnyView {
    notice("A newer release is there.", None)
        .child(actions([
            button("button", "Update now", |_| life::load_anew()),
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
