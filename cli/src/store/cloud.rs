//! Buckets by their addresses, in builds with the feature `cloud`. Absent on purpose: any setting of our own; what the
//! clouds' own programs read from the environment is read here.

use anyhow::{Context as _, Result};
use object_store::ObjectStore;
use object_store::path::Path;
use url::Url;

use super::bucket;

/// What settings of the three clouds begin with. Others, as `TOKEN` or `REGION`, may mean something else.
const SETTINGS: [&str; 4] = ["AWS_", "AZURE_", "GOOGLE_", "SERVICE_ACCOUNT"];

/// The bucket at `address`, and the folder in it.
pub(super) fn open(address: &str) -> Result<(Box<dyn ObjectStore>, Path)> {
    prepare_tls();
    let what = || format!("cannot reach {address}");
    let url = Url::parse(address).with_context(what)?;
    let settings = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let settings =
        settings.filter(|(name, _)| SETTINGS.iter().any(|start| name.starts_with(start)));
    // Who writes http:// means it.
    let is_plain = (url.scheme() == "http").then(|| ("allow_http".to_owned(), "true".to_owned()));
    let settings = settings.chain(is_plain);
    let opened = object_store::parse_url_opts(&url, settings);
    opened.map_err(bucket::plain).with_context(what)
}

/// What asking any server takes, also one without TLS: a client is made for both.
pub(super) fn prepare(_: &str) -> Result<()> {
    prepare_tls();
    Ok(())
}

fn prepare_tls() {
    // A second call finds the first one's provider, which is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
