//! What a page does after it was taken over: choices, service worker, updates, the way to the origin, installing.

use crate::browser::capability::Capability;
use crate::browser::task::spawn;
use crate::browser::{capability, document, install, network, service_worker, theme};
use crate::settings::Settings;
use crate::shell::{Connection, Install, Shell, Worker};
use crate::store::Store;
use crate::updates::{Said, Step, after_status, step_after_answer};
use crate::{player, words};
use core::cell::{Cell, OnceCell};
use core::pin::Pin;
use protocol::worker::{FromWorker, ToWorker};

const CHECK_EVERY_MILLIS: i32 = 30 * 60 * 1000;

thread_local! {
    static STORE: OnceCell<Store> = const { OnceCell::new() };
    // This page told the worker that it agrees to the update.
    static AGREED: Cell<bool> = const { Cell::new(false) };
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
}

/// Begins to talk to the service worker and the origin; a later call does nothing. A message starts a sleeping worker,
/// so a game page calls this after its first frame.
pub fn reach_out(shell: Shell) {
    if REACHED_OUT.replace(true) {
        return;
    }
    watch_worker(shell);
    check_origin(shell);
    document::every(CHECK_EVERY_MILLIS, move || check_origin(shell));
    if let Some(window) = document::window() {
        document::listen(&window, "focus", move |_| check_origin(shell));
        document::listen(&window, "online", move |_| check_origin(shell));
        document::listen(&window, "offline", move |_| {
            shell.connection.set(Connection::Offline);
        });
    }
}

/// The store of this page, opened by whoever asks first. Boxed: it is awaited in seven places, and each would carry the
/// opening with it.
pub fn store() -> Pin<Box<dyn Future<Output = Store>>> {
    Box::pin(async {
        if let Some(store) = STORE.with(|cell| cell.get().cloned()) {
            return store;
        }
        let opened = Store::open().await;
        // Whoever asked at the same time may have been first: all must share one store, or memory would be split.
        STORE.with(|cell| cell.get_or_init(|| opened).clone())
    })
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
            player::save_then(document::reload);
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

fn greet_worker(release: u64) {
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
                after_status(before, status.update.as_ref(), said)
            });
            if now_said != Said::Now {
                AGREED.set(false);
            }
            if now_said != said {
                shell.said.set(now_said);
            }
            document::mark_page("worker", "known");
            shell.worker.set(Worker::Known(status));
            take(step);
        }
        FromWorker::Reload { .. } => player::save_then(document::reload),
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

fn take(step: Step) {
    match step {
        Step::Rest => {}
        Step::Download => service_worker::post(&ToWorker::Download),
        Step::Agree => {
            // Said once: the worker counts pages, not answers.
            if !AGREED.replace(true) {
                service_worker::post(&ToWorker::Agree(true));
            }
        }
    }
}

fn check_origin(shell: Shell) {
    if !document::is_visible() {
        return;
    }
    spawn(async move {
        let answer = network::ask_origin().await;
        shell.connection.set(match answer {
            Some(answer) => Connection::Online {
                millis: answer.millis,
            },
            None => Connection::Offline,
        });
        let release = shell.site.with_untracked(|site| site.release);
        let newer = answer
            .and_then(|answer| answer.release)
            .filter(|newer| *newer > release);
        if newer.is_some() && release > 0 {
            service_worker::post(&ToWorker::Check);
            shell.newer_release.set(newer);
        }
    });
}
