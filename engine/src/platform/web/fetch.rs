//! The game's module: fetched with honest progress, compiled while it arrives. Absent on purpose: caching, which is
//! the service worker's and the browser's.

use super::browser::{fetch, words};
use js_sys::{Promise, Reflect, Uint8Array, WebAssembly};
use protocol::engine::Problem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStreamDefaultReader, Response};

/// Fetches and compiles; `arrived` hears of the bytes so far.
pub(super) async fn module(
    url: &str,
    arrived: impl FnMut(u64) + 'static,
) -> Result<WebAssembly::Module, Problem> {
    let unavailable = || Problem::GameUnavailable {
        url: url.to_owned(),
    };
    let response: Response = JsFuture::from(fetch(url))
        .await
        .map_err(|_| unavailable())?
        .unchecked_into();
    if !response.ok() {
        return Err(unavailable());
    }
    // The bytes are counted on a copy: only an untouched response lets the browser keep the compiled code.
    let copy = response.clone().ok().and_then(|it| it.body());
    if let Some(body) = copy {
        spawn_local(count(body.get_reader().unchecked_into(), arrived));
    }
    let compiled = WebAssembly::compile_streaming(&Promise::resolve::<JsValue>(response.as_ref()));
    match JsFuture::from(compiled).await {
        Ok(module) => Ok(module.unchecked_into()),
        Err(thrown) if thrown.is_instance_of::<WebAssembly::CompileError>() => {
            Err(Problem::GameRefused {
                reason: words(&thrown),
            })
        }
        Err(_) => Err(unavailable()),
    }
}

/// Reads to the end, telling how many bytes came. A failure here fails the compilation too, which reports it.
async fn count(reader: ReadableStreamDefaultReader, mut arrived: impl FnMut(u64)) {
    let mut done_bytes = 0;
    while let Ok(chunk) = JsFuture::from(reader.read()).await {
        let Some(bytes) = chunk_bytes(&chunk) else {
            return;
        };
        done_bytes += bytes;
        arrived(done_bytes);
    }
}

/// The length of a `{done, value}`; `None` at the end.
fn chunk_bytes(chunk: &JsValue) -> Option<u64> {
    let value = Reflect::get(chunk, &JsValue::from_str("value")).ok()?;
    Some(value.dyn_ref::<Uint8Array>()?.length().into())
}
