//! Where the module begins, and what it does when the worker or the player says something.

use core::cell::{Cell, RefCell};

use page::updates::{self, Banner, Said, Step};
use protocol::worker::{FromWorker, Status, ToWorker};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::at_once;
use crate::browser::{document, service_worker};
use crate::keeping::{Keeping, keeping};
use crate::view;

const CHECK_EVERY_MILLIS: i32 = 30 * 60 * 1000;

/// What is known, and what was said.
#[derive(Default)]
struct Page {
    /// The game.
    id: String,
    release: u64,
    /// The export's own page.
    address: String,
    /// The game is shown before all of it is here.
    is_at_once: bool,
    status: RefCell<Option<Status>>,
    said: Cell<Said>,
    agreed: Cell<bool>,
    was_controlled: Cell<bool>,
    /// The worker was asked to keep the game.
    has_asked: Cell<bool>,
}

thread_local! {
    static PAGE: Page = Page::read().unwrap_or_default();
}

/// Runs when the module is loaded.
#[wasm_bindgen(start)]
pub(crate) fn start() {
    PAGE.with(Page::begin);
}

fn with_page(use_it: impl Fn(&Page) + 'static) -> impl FnMut(web_sys::Event) + 'static {
    move |_| PAGE.with(&use_it)
}

impl Page {
    fn read() -> Option<Self> {
        let location = document::window()?.location();
        let query = location.search().unwrap_or_default();
        let fragment = location.hash().unwrap_or_default();
        Some(Self {
            id: document::meta("layerw-game")?,
            release: document::meta("layerw-release")?.parse().ok()?,
            address: document::meta("layerw-play")? + &query + &fragment,
            is_at_once: document::meta("layerw-start").as_deref() == Some("at-once"),
            ..Self::default()
        })
    }

    fn begin(&self) {
        let Some(window) = document::window() else {
            return;
        };
        if window.parent().ok().flatten().as_ref() != Some(&window) {
            // The game has led its frame to the root of the origin, which was its own page where it comes from.
            // A refused change leaves an empty frame, which is the best that can be had.
            let _ = window.location().replace(&self.address);
            return;
        }
        for (id, said) in [("now", Said::Now), ("later", Said::Later)] {
            if let Some(button) = document::element(id) {
                document::listen(&button, "click", with_page(move |page| page.say(said)));
            }
        }
        if let Some(button) = document::element("play") {
            document::listen(&button, "click", with_page(Self::play));
        }
        if self.is_at_once {
            at_once::begin(|| PAGE.with(Self::keep));
        }
        self.watch_worker();
        for event in ["focus", "online"] {
            document::listen(&window, event, with_page(Self::look));
        }
        document::every(CHECK_EVERY_MILLIS, || PAGE.with(Self::look));
    }

    fn watch_worker(&self) {
        service_worker::on_message(|message| PAGE.with(|page| page.hear(message)));
        self.was_controlled.set(service_worker::is_controlled());
        service_worker::on_controller_change(|| PAGE.with(Self::taken_over));
        wasm_bindgen_futures::spawn_local(async {
            let registered = service_worker::register().await;
            PAGE.with(|page| match registered {
                Ok(()) => page.greet(),
                Err(error) => {
                    view::show_text(&format!("{error} It plays from the network."));
                    page.play();
                }
            });
        });
    }

    /// The first worker of all takes the page over as it is; any later one brings another release.
    fn taken_over(&self) {
        if self.was_controlled.replace(true) && self.agreed.get() {
            document::reload();
        } else {
            self.greet();
        }
    }

    fn greet(&self) {
        // The game's code is not ours to try: a release whose page runs is good, and the one before may go.
        service_worker::post(&ToWorker::Tried {
            good: self.release,
            refused: 0,
        });
        service_worker::post(&ToWorker::Hello {
            protocol: protocol::VERSION,
            release: self.release,
        });
        service_worker::post(&ToWorker::Status);
        self.look();
        if self.is_at_once && service_worker::is_controlled() {
            self.play();
        }
    }

    /// Asks what the origin offers, and for what is still missing of the game.
    fn look(&self) {
        if !document::is_visible() {
            return;
        }
        service_worker::post(&ToWorker::Check);
        // What the worker gave up is asked for again by a page that is loaded again, not by every look at this one.
        let stopped =
            self.status.borrow().as_ref().is_some_and(|status| {
                matches!(keeping(status, &self.id, false), Keeping::Stopped(_))
            });
        if stopped {
            self.keep();
        }
    }

    fn keep(&self) {
        self.has_asked.set(true);
        let id = self.id.clone();
        service_worker::post(&ToWorker::InstallGame { id });
    }

    fn play(&self) {
        let loaded = if self.is_at_once {
            at_once::loaded
        } else {
            |_: &_| {}
        };
        view::show_game(&self.address, loaded);
    }

    fn hear(&self, message: FromWorker) {
        match message {
            FromWorker::Status(status) => self.hear_status(*status),
            FromWorker::Reload { .. } => document::reload(),
            FromWorker::Verified { .. }
            | FromWorker::Scrubbed { .. }
            | FromWorker::NotFound { .. }
            // A wrapped game is a site of its own, with nothing to install and no file of it.
            | FromWorker::Opened { .. }
            | FromWorker::NotOpened { .. }
            | FromWorker::Packed { .. }
            | FromWorker::NotSaved { .. } => {}
            FromWorker::Ahead(report) => at_once::hear(&report),
        }
    }

    fn hear_status(&self, status: Status) {
        let before = self.status.replace(Some(status.clone()));
        let before = before.as_ref().and_then(|status| status.update.as_ref());
        let (said, step) = updates::after_status(before, &status, self.said.get());
        if said != Said::Now {
            self.agreed.set(false);
        }
        self.said.set(said);
        let keeping = keeping(&status, &self.id, self.has_asked.get());
        view::show_keeping(&keeping);
        if self.is_at_once {
            at_once::hear_status(&status, &self.id, &keeping);
        }
        match keeping {
            Keeping::Asked if self.is_at_once => {}
            Keeping::Asked => self.keep(),
            Keeping::Kept => {
                document::mark_page("kept", "");
                self.play();
            }
            Keeping::Fetching { .. } | Keeping::Stopped(_) => {}
        }
        self.show_update();
        self.take(step);
    }

    fn say(&self, said: Said) {
        let loads = self.banner() == Banner::Load && said == Said::Now;
        self.said.set(said);
        if said == Said::Later && self.agreed.replace(false) {
            service_worker::post(&ToWorker::Agree(false));
        }
        let step = {
            let status = self.status.borrow();
            let update = status.as_ref().and_then(|status| status.update.as_ref());
            updates::step_after_answer(update, said)
        };
        self.show_update();
        view::focus_game();
        self.take(if loads { Step::Load } else { step });
    }

    fn take(&self, step: Step) {
        match step {
            Step::Rest => {}
            Step::Load => document::reload(),
            Step::Download => service_worker::post(&ToWorker::Download),
            Step::Agree => {
                // Said once: the worker counts pages, not answers.
                if !self.agreed.replace(true) {
                    service_worker::post(&ToWorker::Agree(true));
                }
            }
        }
    }

    fn banner(&self) -> Banner {
        updates::banner(self.release, self.status.borrow().as_ref(), self.said.get())
    }

    fn show_update(&self) {
        view::show_update(&self.banner());
    }
}
