//! What Leptos' hydration reads from the global scope. Its own scripts would set these inline, which the content
//! security policy forbids; these pages await nothing on the server, so all three are empty.

use js_sys::{Array, Reflect, global};
use wasm_bindgen::JsValue;

/// Puts the three lists in place. Must run before hydration.
pub fn provide_globals() {
    for name in [
        "__RESOLVED_RESOURCES",
        "__SERIALIZED_ERRORS",
        "__INCOMPLETE_CHUNKS",
    ] {
        // Setting a property of the global object fails only where it is frozen, and then nothing here could run.
        let _ = Reflect::set(&global(), &JsValue::from_str(name), &Array::new());
    }
}
