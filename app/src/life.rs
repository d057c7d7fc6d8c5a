//! What a page does after it was taken over: choices, service worker, updates, the way to the origin, installing.

use crate::browser::capability::Capability;
use crate::browser::task::spawn;
use crate::browser::trial::{self, Sign};
use crate::browser::{capability, document, install, network, service_worker, theme};
use crate::settings::Settings;
use crate::shell::{Connection, Install, Shell, Worker};
use crate::store::Store;
pub use crate::store::shared::store;
use crate::{idle, opened, player, published, words};
use core::cell::{Cell, RefCell};
use package::GameList;
use page::updates::{Said, Step, after_status, step_after_answer, waits_for_others};
use protocol::worker::{FromWorker, Status, ToWorker};

const CHECK_EVERY_MILLIS: i32 = 30 * 60 * 1000;
const ASK_AGAIN_MILLIS: i32 = 2000;

thread_local! {
    // This page told the worker that it agrees to the update.
    static AGREED: Cell<bool> = const { Cell::new(false) };
    // This page is on its way out: loading it anew twice at once can leave a browser's tab with neither.
    static LEAVES: Cell<bool> = const { Cell::new(false) };
    // What the origin had for a head when this page looked last.
    static HEAD: RefCell<Option<String>> = const { RefCell::new(None) };
    // This page asks the worker soon how things stand.
    static ASKS_AGAIN: Cell<bool> = const { Cell::new(false) };
    // This page is the library and has not yet asked which games the origin lists.
    static LISTS: Cell<bool> = const { Cell::new(false) };
    // This page is the library and has not yet asked about the games that are installed.
    static LOOKS_FOR_NEWS: Cell<bool> = const { Cell::new(false) };
    // The same about those that came in a file, which need not be listed.
    static LOOKS_FOR_LISTED: Cell<bool> = const { Cell::new(false) };
    // This page talks to the worker and the origin already.
    static REACHED_OUT: Cell<bool> = const { Cell::new(false) };
}

/// Begins what costs nothing that the first frame needs. Runs once for each document.
pub fn begin(shell: Shell) {
    spawn(async move {
        let store = store().await;
        if let Some(text) = store.settings().await {
            let settings = Settings::from_text(&text);
            theme::apply(settings.theme);
            shell.settings.set(settings);
        }
        tell_whether_store_lasts(shell, &store);
    });
    watch_install(shell);
    tell_of_failed_release(shell);
}

/// What a player should know who finds an older release than a moment ago.
fn tell_of_failed_release(shell: Shell) {
    let Some(failed) = trial::failed() else {
        return;
    };
    shell.failed_release.set(Some(failed));
    if trial::came_back() {
        let release = shell.site.with_untracked(|site| site.release);
        shell.notice.set(words::went_back(failed, release));
    }
}

/// Begins to talk to the service worker and the origin; a later call does nothing. A message starts a sleeping worker,
/// so a game page calls this after its first frame.
pub fn reach_out(shell: Shell) {
    if REACHED_OUT.replace(true) {
        return;
    }
    watch_worker(shell);
    check_origin(shell);
    idle::watch(shell);
    document::every(CHECK_EVERY_MILLIS, move || check_origin(shell));
    if let Some(window) = document::window() {
        document::listen(&window, "focus", move |_| check_origin(shell));
        document::listen(&window, "online", move |_| {
            // Another network may be nearer to other edges.
            service_worker::post(&ToWorker::Check);
            check_origin(shell);
        });
        document::listen(&window, "offline", move |_| {
            shell.connection.set(Connection::Offline);
        });
    }
}

/// Keeps changed choices and tells the player where that fails.
pub fn keep_settings(shell: Shell, change: impl FnOnce(&mut Settings)) {
    shell.settings.update(change);
    let settings = shell.settings.get_untracked();
    theme::apply(settings.theme);
    spawn(async move {
        if let Err(error) = store().await.put_settings(&settings.to_text()).await {
            shell
                .notice
                .set(format!("{error} Your choice holds for this page."));
        }
    });
}

/// Puts the banner up where saves would not outlive this page.
pub fn tell_whether_store_lasts(shell: Shell, store: &Store) {
    if !store.lasts() {
        shell
            .notice
            .set(words::trouble(&protocol::worker::Trouble::NoDatabase));
    }
}

/// The player's answer to an offered update.
pub fn say(shell: Shell, said: Said) {
    shell.said.set(said);
    if said == Said::Later && AGREED.replace(false) {
        service_worker::post(&ToWorker::Agree(false));
    }
    take(shell.worker.with_untracked(|worker| {
        let update = worker.status().and_then(|status| status.update.as_ref());
        step_after_answer(update, said)
    }));
}

/// The player stopped the fetching of an update.
pub fn cancel_update(shell: Shell) {
    shell.said.set(Said::Nothing);
    service_worker::post(&ToWorker::Cancel);
}

fn watch_install(shell: Shell) {
    if install::is_app_window() {
        return;
    }
    if install::is_ios() {
        shell.install.set(Install::ByShareMenu);
    }
    install::watch(
        move || shell.install.set(Install::Offered),
        move || shell.install.set(Install::Unavailable),
    );
}

fn watch_worker(shell: Shell) {
    let release = shell.site.with_untracked(|site| site.release);
    let absent = if release == 0 {
        Some("This build has no releases, so nothing is kept for offline play.")
    } else if !capability::has(Capability::SecureContext) {
        Some("This address is not secure, so nothing can be kept for offline play.")
    } else if !capability::has(Capability::ServiceWorker) {
        Some("This browser has no service workers, so nothing can be kept for offline play.")
    } else {
        None
    };
    if let Some(reason) = absent {
        document::mark_page("worker", "absent");
        shell.worker.set(Worker::Absent(reason));
        return;
    }
    service_worker::on_message(move |message| hear(shell, message));
    let was_controlled = Cell::new(service_worker::is_controlled());
    service_worker::on_controller_change(move || {
        // The first worker of all takes the page over as it is; any later one brings another release.
        if was_controlled.replace(true) && AGREED.get() {
            load_anew();
        } else {
            greet_worker(release);
        }
    });
    spawn(async move {
        if service_worker::register().await.is_err() {
            shell.worker.set(Worker::Absent(
                "The browser refused the part that keeps games for offline play.",
            ));
            return;
        }
        greet_worker(release);
    });
}

/// This page's release proved good: from now on it is what there is to go back to.
pub fn prove_good() {
    trial::tell(Sign::Good);
    tell_trial();
    spawn(async { store().await.forget_set_aside().await });
}

fn tell_trial() {
    service_worker::post(&ToWorker::Tried {
        good: trial::last_good(),
        refused: trial::refused(),
    });
}

fn greet_worker(release: u64) {
    // First, so that its first word is about the release that pages really get.
    tell_trial();
    service_worker::post(&ToWorker::Hello {
        protocol: protocol::VERSION,
        release,
    });
    service_worker::post(&ToWorker::Status);
}

fn hear(shell: Shell, message: FromWorker) {
    match message {
        FromWorker::Status(status) => {
            let said = shell.said.get_untracked();
            let (now_said, step) = shell.worker.with_untracked(|worker| {
                let before = worker.status().and_then(|status| status.update.as_ref());
                after_status(before, &status, said)
            });
            if now_said != Said::Now {
                AGREED.set(false);
            }
            if now_said != said {
                shell.said.set(now_said);
            }
            document::mark_page("worker", "known");
            let waits = waits_for_others(&status, now_said);
            published::hear_status(&status);
            opened::hear_status(&status);
            look_for_news(&status);
            shell.worker.set(Worker::Known(status));
            look_for_listed(shell);
            take(step);
            if waits {
                ask_again();
            }
        }
        FromWorker::Reload { .. } => load_anew(),
        FromWorker::Opened { package, digest } => opened::hear_opened(package, digest),
        FromWorker::NotOpened { name } => opened::hear_not_opened(name),
        // The one comes with its file, to whoever asked for that; nothing here asks for the other.
        FromWorker::Packed { .. } | FromWorker::Ahead(_) => {}
        FromWorker::NotSaved { id, name } => {
            let title = shell.title(&id);
            shell.notice.set(words::not_saved(&title, &name));
        }
        FromWorker::NotFound { id, name } => published::hear_not_found(&id, &name),
        FromWorker::Scrubbed { more } => idle::scrubbed(more),
        FromWorker::Verified {
            objects,
            damaged,
            repaired,
        } => shell.notice.set(match damaged {
            0 => format!("All {objects} stored files are whole."),
            _ => format!(
                "{objects} stored files checked: {damaged} damaged, {repaired} fetched again."
            ),
        }),
    }
}

/// This page shows what its origin lists, and looks for news of what is installed.
pub fn show_published() {
    LISTS.set(true);
    LOOKS_FOR_NEWS.set(true);
    LOOKS_FOR_LISTED.set(true);
}

/// Learns which published games the origin lists; one that lists none answers with anything but a list.
async fn list_published(shell: Shell) {
    let text = network::text("/games/list").await;
    let list = text.and_then(|text| GameList::from_bytes(text.as_bytes()).ok());
    let games = list.iter().flat_map(|list| list.games());
    let listed = games.map(|game| (game.id.clone(), game.title.clone()));
    shell.listed.set(listed.collect());
    look_for_listed(shell);
}

/// A game that came in a file has somebody here to ask only where the origin lists it; list and status come in any order.
fn look_for_listed(shell: Shell) {
    let came = shell.worker.with_untracked(|worker| {
        let came = worker.status().map(|status| status.from_files.clone());
        came.unwrap_or_default()
    });
    let ids = shell.listed.with_untracked(|listed| {
        let is_listed = |id: &String| listed.iter().any(|(other, _)| other == id);
        came.into_iter().filter(is_listed).collect::<Vec<_>>()
    });
    if !ids.is_empty() && service_worker::is_controlled() && LOOKS_FOR_LISTED.replace(false) {
        for id in ids {
            service_worker::post(&ToWorker::Find { id });
        }
    }
}

/// Asks once whether the authors of installed games have newer ones.
fn look_for_news(status: &Status) {
    if service_worker::is_controlled() && LOOKS_FOR_NEWS.replace(false) {
        // A game from a file that this origin does not list has nobody here to ask.
        let is_asked = |id: &String| !status.from_files.contains(id);
        let installed = status.packages.iter().filter(|package| package.installed);
        for package in installed.filter(|package| is_asked(&package.id)) {
            let id = package.id.clone();
            service_worker::post(&ToWorker::Find { id });
        }
    }
}

/// Browsers tell nobody that a page is gone, so a page that waits for others lets the worker count again.
fn ask_again() {
    if !ASKS_AGAIN.replace(true) {
        document::after(ASK_AGAIN_MILLIS, || {
            ASKS_AGAIN.set(false);
            service_worker::post(&ToWorker::Status);
        });
    }
}

/// Loads this page anew once what is played is saved.
pub fn load_anew() {
    if !LEAVES.replace(true) {
        player::save_then(document::reload);
    }
}

fn take(step: Step) {
    match step {
        Step::Rest => {}
        Step::Load => load_anew(),
        Step::Download => service_worker::post(&ToWorker::Download),
        Step::Agree => {
            // Said once: the worker counts pages, not answers.
            if !AGREED.replace(true) {
                service_worker::post(&ToWorker::Agree(true));
            }
        }
    }
}

/// Whether the origin's head is not what it was at the page's last look. Good or bad news, the worker judges it.
fn is_other(head: String) -> bool {
    HEAD.with(|last| {
        let before = last.replace(Some(head));
        before.is_some() && before != *last.borrow()
    })
}

fn check_origin(shell: Shell) {
    if !document::is_visible() {
        return;
    }
    spawn(async move {
        let answer = network::ask_origin().await;
        shell.connection.set(match &answer {
            Some(answer) => Connection::Online {
                millis: answer.millis,
            },
            None => Connection::Offline,
        });
        let is_online = answer.is_some();
        let release = shell.site.with_untracked(|site| site.release);
        let offered = answer.as_ref().and_then(|answer| answer.release);
        let is_other = answer.and_then(|answer| answer.head).is_some_and(is_other);
        if release > 0 && (is_other || offered.is_some_and(|offered| offered != release)) {
            service_worker::post(&ToWorker::Check);
        }
        let newer = offered.filter(|newer| *newer > release && *newer != trial::refused());
        if release > 0 && newer.is_some() {
            shell.newer_release.set(newer);
        }
        if is_online && LISTS.replace(false) {
            list_published(shell).await;
        }
    });
}
