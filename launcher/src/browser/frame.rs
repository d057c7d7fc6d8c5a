//! The game's frame as this page sees it: what it loaded, where it is, and what it says.
//!
//! Deliberately absent: anything that the frame could notice. Its workers' requests are not seen here, because a browser
//! lists them with the workers.

use core::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect};
use predict::NEAR_MAX;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, MessageEvent, Url};

use super::document::{element, listen, property, window};
use crate::uses::Load;

type Handler = Closure<dyn FnMut(JsValue)>;

thread_local! {
    // One for all documents of the frame: an observer goes with its document, this would stay.
    static SEEN: RefCell<Option<Handler>> = const { RefCell::new(None) };
}

/// The address of the frame's document; nothing where that is another origin's.
pub fn address(frame: &HtmlIFrameElement) -> Option<String> {
    frame.content_window()?.location().href().ok()
}

/// When the frame's document began, milliseconds since 1970; 0 where that is another origin's.
pub fn began_millis(frame: &HtmlIFrameElement) -> f64 {
    let window = frame.content_window();
    let performance = window.and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.time_origin())
}

/// Calls `handler` with what the frame's document loaded and will load, as it comes.
/// A document of another origin, or a browser without such a list, tells nothing.
pub fn watch_loads(frame: &HtmlIFrameElement, handler: fn(Vec<Load>)) {
    let function = SEEN.with_borrow_mut(|seen| {
        let seen = seen.get_or_insert_with(|| Closure::new(move |list| handler(loads(&list))));
        seen.as_ref().unchecked_ref::<Function>().clone()
    });
    if let Some(frame) = frame.content_window() {
        // What is refused is not watched.
        let _ = observe(&frame, &function);
    }
}

fn observe(frame: &JsValue, function: &Function) -> Result<(), JsValue> {
    // The frame's own constructor: this page's observer would list what this page loads.
    let kind = Reflect::get(frame, &"PerformanceObserver".into())?.dyn_into::<Function>()?;
    let observer = Reflect::construct(&kind, &Array::of1(function))?;
    let wanted = Object::new();
    Reflect::set(&wanted, &"type".into(), &"resource".into())?;
    Reflect::set(&wanted, &"buffered".into(), &JsValue::TRUE)?;
    let observe = Reflect::get(&observer, &"observe".into())?.dyn_into::<Function>()?;
    observe.call1(&observer, &wanted)?;
    Ok(())
}

fn loads(list: &JsValue) -> Vec<Load> {
    let entries = property(list, "getEntries");
    let entries = entries
        .dyn_ref::<Function>()
        .and_then(|entries| entries.call0(list).ok());
    let entries = entries.map(JsCast::unchecked_into::<Array>);
    let load = |entry: JsValue| {
        let address = property(&entry, "name").as_string()?;
        let began_millis = property(&entry, "startTime").as_f64()?;
        Some(Load {
            address,
            began_millis,
        })
    };
    entries
        .iter()
        .flat_map(Array::iter)
        .filter_map(load)
        .collect()
}

/// Calls `handler` with every word that the game in the frame `id` says to this page as `{ layerw: word, files }`, and with the
/// addresses of those files, where it names any.
pub fn on_word(id: &'static str, handler: impl Fn(&HtmlIFrameElement, &str, &[String]) + 'static) {
    let Some(window) = window() else { return };
    listen(&window, "message", move |event| {
        let event = event.unchecked_into::<MessageEvent>();
        let Some(frame) = element(id).map(JsCast::unchecked_into::<HtmlIFrameElement>) else {
            return;
        };
        // Another page's window can send words here, too.
        let source = frame.content_window().map(JsValue::from);
        let is_game = source.is_some() && source == event.source().map(JsValue::from);
        let word = property(&event.data(), "layerw").as_string();
        if let Some(word) = word.filter(|_| is_game) {
            handler(&frame, &word, &files(&frame, &event.data()));
        }
    });
}

/// The addresses of the files that a word names, as the frame's document would fetch them.
fn files(frame: &HtmlIFrameElement, word: &JsValue) -> Vec<String> {
    let document = frame.content_document().map(JsValue::from);
    let base = document.and_then(|document| property(&document, "baseURI").as_string());
    let base = base.unwrap_or_default();
    let files = property(word, "files").dyn_into::<Array>().ok();
    let files = files.iter().flat_map(Array::iter).take(NEAR_MAX);
    let address = |file: JsValue| {
        let address = Url::new_with_base(&file.as_string()?, &base).ok()?;
        Some(address.href())
    };
    files.filter_map(address).collect()
}
