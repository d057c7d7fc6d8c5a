//! The window and the document: elements, listeners, the address.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, HtmlDialogElement, HtmlElement, Window};

/// The window; `None` off the page's own thread.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<web_sys::Document> {
    window()?.document()
}

/// The element with this id.
pub fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// The `content` of the `<meta>` element called `name`.
pub fn meta(name: &str) -> Option<String> {
    let element = document()?
        .query_selector(&format!("meta[name={name}]"))
        .ok()??;
    element.get_attribute("content")
}

/// The value of `name` in the address' query.
pub fn query_value(name: &str) -> Option<String> {
    let query = window()?.location().search().ok()?;
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Loads this page again.
pub fn reload() {
    if let Some(window) = window() {
        // A refused reload leaves the page as it is, which is the best that can be had.
        let _ = window.location().reload();
    }
}

/// The page can be seen.
pub fn is_visible() -> bool {
    document().is_some_and(|document| !document.hidden())
}

/// Milliseconds since the page began to load.
pub fn now_millis() -> f64 {
    window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Calls `handler` for every event `name` of `target`, for as long as the document lives.
pub fn listen(target: &EventTarget, name: &str, handler: impl FnMut(Event) + 'static) {
    listen_boxed(target, name, Box::new(handler));
}

fn listen_boxed(target: &EventTarget, name: &str, handler: Box<dyn FnMut(Event)>) {
    let closure = Closure::wrap(handler);
    let function = closure.as_ref().unchecked_ref();
    if target
        .add_event_listener_with_callback(name, function)
        .is_ok()
    {
        closure.forget();
    }
}

/// Calls `handler` every `millis`, for as long as the document lives.
pub fn every(millis: i32, handler: impl FnMut() + 'static) {
    let handler: Box<dyn FnMut()> = Box::new(handler);
    let closure = Closure::wrap(handler);
    if let Some(window) = window() {
        let function = closure.as_ref().unchecked_ref();
        if window
            .set_interval_with_callback_and_timeout_and_arguments_0(function, millis)
            .is_ok()
        {
            closure.forget();
        }
    }
}

/// Calls `handler` once, after `millis`.
pub fn after(millis: i32, handler: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    let closure = Closure::once_into_js(handler);
    // Only a handler that is no function is refused.
    let _ = window
        .set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), millis);
}

/// Writes `data-{name}` on the element `id`, where tests and tools read it.
pub fn mark(id: &str, name: &str, value: &str) {
    if let Some(element) = element(id) {
        // Only a malformed name is refused, and these are literals.
        let _ = element.set_attribute(&format!("data-{name}"), value);
    }
}

/// Writes `data-{name}` on the root element, where tests and tools read how far the page is.
pub fn mark_page(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        // Only a malformed name is refused, and these are literals.
        let _ = root.set_attribute(&format!("data-{name}"), value);
    }
}

/// Moves the keyboard to the element `id`.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Opens the dialog `id` over the page.
pub fn open_dialog(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        // It fails only for a dialog outside the document, and this one was found in it.
        let _ = dialog.show_modal();
    }
}

/// Closes the dialog `id`.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

/// A dialog is open over the page.
pub fn a_dialog_is_open() -> bool {
    document()
        .is_some_and(|document| matches!(document.query_selector("dialog[open]"), Ok(Some(_))))
}

/// The property `name` of `object`; undefined where there is none.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    element(id).map(JsCast::unchecked_into)
}
