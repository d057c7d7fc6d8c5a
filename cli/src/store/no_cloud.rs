//! What a build without the feature `cloud` says about buckets.

use anyhow::{Result, bail};
use object_store::ObjectStore;
use object_store::path::Path;

/// Nothing for a server that speaks plain HTTP; for others names what is needed.
pub(super) fn prepare(url: &str) -> Result<()> {
    if url.starts_with("http://") {
        return Ok(());
    }
    bail!(
        "this layerw was built without TLS, which {url} needs: build it with `cargo install --locked --path cli --features cloud`"
    );
}

/// Nothing; names what is needed.
pub(super) fn open(address: &str) -> Result<(Box<dyn ObjectStore>, Path)> {
    bail!(
        "this layerw was built without buckets, which {address} needs: build it with `cargo install --locked --path cli --features cloud`"
    );
}
