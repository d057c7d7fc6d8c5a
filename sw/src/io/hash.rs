//! SHA-256 by the browser.

use js_sys::{Object, Uint8Array};
use package::Digest;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::global;

/// The digest of `bytes`; nothing where the browser refuses to compute it.
pub(crate) async fn sha256(bytes: &Object) -> Option<Digest> {
    let subtle = global::scope().crypto().ok()?.subtle();
    let hashing = subtle
        .digest_with_str_and_buffer_source("SHA-256", bytes)
        .ok()?;
    let digest = JsFuture::from(hashing).await.ok()?;
    let mut bytes = [0; 32];
    Uint8Array::new(&digest).copy_to(&mut bytes);
    digest.is_object().then_some(Digest(bytes))
}

/// The digest of a response's body.
pub(crate) async fn sha256_of_body(response: &web_sys::Response) -> Option<Digest> {
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    sha256(buffer.unchecked_ref()).await
}
