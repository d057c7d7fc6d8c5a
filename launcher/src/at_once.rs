//! A game that is shown before all of it is here: the bar that says how much is, the settings of what is fetched ahead, and
//! what the worker is told about the game's use of its files.
//!
//! Deliberately absent: what is fetched, and when. That is the worker's.

use core::cell::{Cell, RefCell};

use protocol::ahead::{AheadReport, AheadWish, Used};
use protocol::worker::{Status, ToWorker};
use web_sys::HtmlIFrameElement;

use crate::bar::{Bar, bar};
use crate::browser::{document, frame, service_worker, surroundings, visit};
use crate::keeping::Keeping;
use crate::uses::{Load, Uses};
use crate::view;
use crate::view::ahead::{self, SETTINGS};

const ASK_EVERY_MILLIS: i32 = 1000;
/// A game asks for the files of a place together, and they come one after the other. What is told together is told in the
/// order in which it was asked for, and a guess from half of a place is ended by the other half.
const TELL_AFTER_MILLIS: i32 = 100;

#[derive(Default)]
struct AtOnce {
    uses: RefCell<Uses>,
    /// Something of the game is missing, as far as the worker said.
    is_part: Cell<Option<bool>>,
    was_part: Cell<bool>,
    /// What was used is told soon.
    tells: Cell<bool>,
    /// A question is to follow while the settings are open.
    asks: Cell<bool>,
}

thread_local! {
    static AT_ONCE: AtOnce = AtOnce::default();
}

/// Begins; `keep` asks for all of the game.
pub(crate) fn begin(keep: fn()) {
    on_click("keep", move || {
        keep();
        view::focus_game();
    });
    on_click("hide", || {
        visit::hide_bar();
        ahead::show_bar(&Bar::Hidden);
        view::focus_game();
    });
    on_click("open-settings", || AT_ONCE.with(AtOnce::open_settings));
    on_click("close", || document::close_dialog(SETTINGS));
    on_click("forget", || wish(AheadWish::Forget));
    for switch in [ahead::AHEAD, ahead::METERED] {
        on("change", switch, || wish(ahead::choice()));
    }
    on("close", SETTINGS, view::focus_game);
    frame::on_word(view::FRAME, |game, word, files| {
        let began_millis = frame::began_millis(game);
        let origin = origin().unwrap_or_default();
        AT_ONCE.with(|state| {
            let mut uses = state.uses.borrow_mut();
            uses.hear(&origin, word, files, began_millis);
        });
        tell();
    });
    surroundings::watch(tell);
}

/// A document of the game is loaded.
pub(crate) fn loaded(game: &HtmlIFrameElement) {
    let address = frame::address(game);
    let began_millis = frame::began_millis(game);
    AT_ONCE.with(|state| state.uses.borrow_mut().begin_document(began_millis));
    let load = |address| Load {
        address,
        began_millis: 0.0,
    };
    used(address.map(load).into_iter().collect());
    frame::watch_loads(game, used);
}

/// The worker says how things stand: the game `id` is so far.
pub(crate) fn hear_status(status: &Status, id: &str, keeping: &Keeping) {
    AT_ONCE.with(|state| {
        let is_part = *keeping != Keeping::Kept;
        state.is_part.set(Some(is_part));
        state.was_part.set(state.was_part.get() || is_part);
        if !visit::bar_is_hidden() {
            ahead::show_bar(&bar(status, id, keeping.clone(), state.was_part.get()));
        }
        if !state.tells.get() {
            tell();
        }
    });
}

/// The worker says what it fetched ahead.
pub(crate) fn hear(report: &AheadReport) {
    ahead::show_report(report);
}

fn used(loads: Vec<Load>) {
    let Some(origin) = origin() else { return };
    AT_ONCE.with(|state| {
        state.uses.borrow_mut().add(&origin, &loads);
        if !state.tells.replace(true) {
            document::after(TELL_AFTER_MILLIS, || {
                AT_ONCE.with(|state| state.tells.set(false));
                tell();
            });
        }
    });
}

fn origin() -> Option<String> {
    document::window()?.location().origin().ok()
}

/// Tells the worker what it does not know yet, once there is one and all that is to be known is.
fn tell() {
    if let Some(used) = AT_ONCE.with(AtOnce::report) {
        service_worker::post(&ToWorker::Used(used));
        surroundings::refresh_room(tell);
    }
}

fn wish(wish: AheadWish) {
    // What was used before the player wished for it, is told before.
    tell();
    service_worker::post(&ToWorker::Ahead(wish));
}

fn on_click(id: &str, handler: impl Fn() + 'static) {
    on("click", id, handler);
}

fn on(event: &str, id: &str, handler: impl Fn() + 'static) {
    if let Some(element) = document::element(id) {
        document::listen(&element, event, move |_| handler());
    }
}

impl AtOnce {
    fn report(&self) -> Option<Used> {
        let mut uses = self.uses.borrow_mut();
        match self.is_part.get() {
            Some(true) if service_worker::is_controlled() => uses.report(surroundings::now()?),
            Some(false) => {
                uses.forget();
                None
            }
            _ => None,
        }
    }

    fn open_settings(&self) {
        document::open_dialog(SETTINGS);
        wish(AheadWish::Report);
        self.ask_again();
    }

    fn ask_again(&self) {
        if self.asks.replace(true) {
            return;
        }
        document::after(ASK_EVERY_MILLIS, || {
            AT_ONCE.with(|state| {
                state.asks.set(false);
                if document::a_dialog_is_open() {
                    wish(AheadWish::Report);
                    state.ask_again();
                }
            });
        });
    }
}
