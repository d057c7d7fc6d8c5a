//! The watch over what is on trial, a release or a published game, which `app/src/trial.js` puts into the page before this
//! module starts. Where it is not there, or nothing is on trial, telling it something does nothing.

use super::document::{property, window};
use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Something happened: the launch is not stuck.
    Alive,
    /// The page shows what it is there for, and is watched on.
    Works,
    /// Nothing more is to be seen here, neither for the release nor against it.
    Rest,
    /// The release is good.
    Good,
    /// The release fails here. The page is about to be loaded anew.
    Fail,
}

impl Sign {
    fn name(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Works => "works",
            Self::Rest => "rest",
            Self::Good => "good",
            Self::Fail => "fail",
        }
    }
}

/// Gives it a sign.
pub fn tell(sign: Sign) {
    let watch = watch();
    if let Ok(method) = property(&watch, sign.name()).dyn_into::<Function>() {
        // It throws nothing.
        let _ = method.call0(&watch);
    }
}

/// Watches a launch of `what` from now on; every sign is about it. Calls `go_back` where it fails, before this returns where
/// launches before it did.
pub fn begin(what: &str, go_back: impl FnOnce() + 'static) {
    let watch = watch();
    if let Ok(method) = property(&watch, "watch").dyn_into::<Function>() {
        let go_back = Closure::once_into_js(go_back);
        // It throws nothing.
        let _ = method.call2(&watch, &JsValue::from_str(what), &go_back);
    }
}

/// What this page runs is on trial.
pub fn is_on() -> bool {
    property(&watch(), "isOn").is_truthy()
}

/// The newer release that failed, where this page stands in for one of its pages.
pub fn failed() -> Option<u64> {
    Some(number("failed")).filter(|failed| *failed > 0)
}

/// The browser just went from one to the other.
pub fn came_back() -> bool {
    property(&watch(), "cameBack").is_truthy()
}

/// The newest release that proved good here, or 0.
pub fn last_good() -> u64 {
    number("lastGood")
}

/// The newest release that had failed when the page was opened, or 0.
pub fn refused() -> u64 {
    number("refused")
}

fn number(name: &str) -> u64 {
    property(&watch(), name).as_f64().unwrap_or(0.0) as u64
}

fn watch() -> JsValue {
    window().map_or(JsValue::UNDEFINED, |window| {
        property(&window, "layerwTrial")
    })
}
