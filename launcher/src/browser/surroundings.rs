//! What the browser says about device and connection. Most of it has no binding, and every browser lacks some of it.
//!
//! Deliberately absent: what follows from it.

use core::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use predict::{Battery, Conditions, Link};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

use super::document::{self, listen, property, window};
use crate::uses::{Surroundings, per_mille};

const ROOM_EVERY_MILLIS: f64 = 10_000.0;

/// What was asked once, or lately.
#[derive(Default)]
struct Known {
    battery: RefCell<Option<JsValue>>,
    stored_per_mille: Cell<Option<u16>>,
    room_asked_at_millis: Cell<f64>,
    /// Everything was asked once.
    is_whole: Cell<bool>,
}

thread_local! {
    static KNOWN: Known = Known::default();
}

/// Asks for what takes a moment, and calls `changed` then and whenever anything changes.
pub fn watch(changed: fn()) {
    let Some(navigator) = navigator() else { return };
    if let Some(document) = document::document() {
        listen(&document, "visibilitychange", move |_| changed());
    }
    if let Some(connection) = object(&navigator, "connection") {
        listen(connection.unchecked_ref(), "change", move |_| changed());
    }
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(battery) = asked(&navigator, "getBattery").await {
            let target = battery.unchecked_ref::<EventTarget>();
            for event in ["levelchange", "chargingchange"] {
                listen(target, event, move |_| changed());
            }
            KNOWN.with(|known| known.battery.replace(Some(battery)));
        }
        ask_for_room().await;
        KNOWN.with(|known| known.is_whole.set(true));
        changed();
    });
}

/// Asks how much room is taken if it was not asked lately, and calls `changed` when that is known.
pub fn refresh_room(changed: fn()) {
    let now_millis = document::now_millis();
    let asked_at_millis = KNOWN.with(|known| known.room_asked_at_millis.get());
    let is_old = now_millis - asked_at_millis >= ROOM_EVERY_MILLIS;
    if is_old {
        wasm_bindgen_futures::spawn_local(async move {
            ask_for_room().await;
            changed();
        });
    }
}

/// How things stand. Nothing until everything was asked once: what is not known yet must not pass for what nobody knows.
pub fn now() -> Option<Surroundings> {
    let navigator = navigator()?;
    KNOWN.with(|known| {
        known.is_whole.get().then_some(())?;
        let connection = object(&navigator, "connection").unwrap_or(JsValue::UNDEFINED);
        let name = |key| property(&connection, key).as_string();
        let is_true = |key| property(&connection, key).is_truthy();
        let is_cellular = name("type").as_deref() == Some("cellular");
        let conditions = Conditions {
            saves_data: is_true("saveData"),
            link: name("effectiveType").and_then(|name| Link::from_name(&name)),
            is_metered: is_cellular || is_true("metered"),
            battery: known.battery.borrow().as_ref().and_then(battery),
            stored_per_mille: known.stored_per_mille.get(),
            is_hidden: !document::is_visible(),
            ..Conditions::default()
        };
        Some(Surroundings {
            closed: conditions.gates(),
            is_cellular,
            rtt_millis: number(&connection, "rtt").map(|millis| millis as u32),
        })
    })
}

async fn ask_for_room() {
    KNOWN.with(|known| known.room_asked_at_millis.set(document::now_millis()));
    let Some(storage) = navigator().and_then(|navigator| object(&navigator, "storage")) else {
        return;
    };
    if let Some(room) = asked(&storage, "estimate").await {
        let taken = number(&room, "usage").zip(number(&room, "quota"));
        let taken = taken.and_then(|(usage, quota)| per_mille(usage, quota));
        KNOWN.with(|known| known.stored_per_mille.set(taken));
    }
}

fn battery(battery: &JsValue) -> Option<Battery> {
    let level = number(battery, "level").filter(|level| (0.0..=1.0).contains(level))?;
    Some(Battery {
        percent: (level * 100.0) as u8,
        is_charging: property(battery, "charging").is_truthy(),
    })
}

fn navigator() -> Option<JsValue> {
    Some(window()?.navigator().into())
}

fn object(of: &JsValue, name: &str) -> Option<JsValue> {
    Some(property(of, name)).filter(JsValue::is_object)
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    property(of, name)
        .as_f64()
        .filter(|value| value.is_finite())
}

/// What the promise of `of`'s method `name` brings; nothing where there is no such method, or it is refused.
async fn asked(of: &JsValue, name: &str) -> Option<JsValue> {
    let promise = property(of, name)
        .dyn_into::<Function>()
        .ok()?
        .call0(of)
        .ok()?;
    let promise = promise.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()
}
