//! Installing the player as an app: the browser's prompt where it has one, and whether this window is the app.

use super::document::{listen, property, window};
use core::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

thread_local! {
    // The browser hands its prompt over once, long before anyone presses the button.
    static PROMPT: RefCell<Option<Event>> = const { RefCell::new(None) };
}

/// Calls `offered` when the browser has a prompt, `installed` when the player was installed.
pub fn watch(offered: impl Fn() + 'static, installed: impl Fn() + 'static) {
    let Some(window) = window() else { return };
    listen(&window, "beforeinstallprompt", move |event| {
        event.prevent_default();
        PROMPT.with_borrow_mut(|prompt| *prompt = Some(event));
        offered();
    });
    listen(&window, "appinstalled", move |_| installed());
}

/// Shows the browser's prompt; true where the player accepted.
pub async fn prompt() -> bool {
    let Some(event) = PROMPT.take() else {
        return false;
    };
    let Some(show) = property(&event, "prompt")
        .dyn_ref::<js_sys::Function>()
        .cloned()
    else {
        return false;
    };
    let Ok(answer) = show.call0(&event) else {
        return false;
    };
    let choice = JsFuture::from(js_sys::Promise::resolve(&answer)).await;
    choice
        .is_ok_and(|choice| property(&choice, "outcome").as_string().as_deref() == Some("accepted"))
}

/// This window is the installed app.
pub fn is_app_window() -> bool {
    window().is_some_and(|window| {
        ["standalone", "fullscreen", "window-controls-overlay"]
            .iter()
            .any(|mode| matches!(window.match_media(&format!("(display-mode: {mode})")), Ok(Some(list)) if list.matches()))
            || property(&window.navigator(), "standalone").is_truthy()
    })
}

/// A browser on iOS or iPadOS: it installs through its share menu and has no prompt.
pub fn is_ios() -> bool {
    window().is_some_and(|window| {
        let navigator = window.navigator();
        let agent = navigator.user_agent().unwrap_or_default();
        // An iPad calls itself a Mac; no Mac has a touch screen.
        let is_ipad = agent.contains("Macintosh") && navigator.max_touch_points() > 1;
        is_ipad || agent.contains("iPhone") || agent.contains("iPad")
    })
}
