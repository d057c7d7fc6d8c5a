//! SHA-256 by the browser.

use js_sys::{Object, Uint8Array};
use package::Digest;

use super::{global, promise::wait};

/// The digest of `bytes`; nothing where the browser refuses to compute it.
pub(crate) async fn sha256(bytes: &Object) -> Option<Digest> {
    let subtle = global::scope().crypto().ok()?.subtle();
    let digest = wait(
        subtle
            .digest_with_str_and_buffer_source("SHA-256", bytes)
            .ok()?,
    )
    .await?;
    let mut bytes = [0; 32];
    Uint8Array::new(&digest).copy_to(&mut bytes);
    Some(Digest(bytes))
}
