//! Asynchronous work on the page's own thread.

use core::pin::Pin;

/// Runs `work` after the current task. Every work has one type here: each further one would bring its own copy of the
/// executor.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    wasm_bindgen_futures::spawn_local(work);
}
