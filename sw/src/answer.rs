//! The module that judges requests: where each is answered is decided here, at once, and all that a cold start loads.
//!
//! Deliberately absent: the answering. It is one look into the store and one into the network, which `public/sw.js` needs
//! anyway for the day on which this module does not run; promises, responses and futures would triple a cold start.

use delivery::{Decision, Method, Request, Snapshot, route};
use wasm_bindgen::prelude::*;

use crate::url::path_of_url;

/// Where a request is answered: the name of a cache, a space, and the path in it; the name is empty where the browser is
/// to be sent to that path. Nothing where the browser is to answer as if there were no worker.
///
/// `pages` is the cache of this release's pages, `url` and `origin` are as the browser writes them.
#[wasm_bindgen]
pub fn judge(pages: String, url: &str, origin: &str, method: &str, mode: &str) -> Option<String> {
    let path = path_of_url(url, origin);
    let request = Request {
        method: if method == "GET" {
            Method::Get
        } else {
            Method::Other
        },
        same_origin: path.is_some(),
        navigates: mode == "navigate",
        path: path.unwrap_or_default(),
    };
    match route(&request, &Snapshot::new(pages)) {
        Decision::Network => None,
        Decision::Redirect(path) => Some([" ", &path].concat()),
        Decision::Stored { cache, path, .. } => Some([&cache, " ", &path].concat()),
    }
}

/// What is answered where `range` is asked for of a stored file that is `bytes` long: its status, its first byte, the byte
/// after its last and what `Content-Range` says, a comma between each. Nothing where the whole file is the answer.
#[wasm_bindgen]
pub fn cut(range: &str, is_conditional: bool, bytes: f64) -> Option<String> {
    let cut = delivery::cut(range, is_conditional, bytes as u64)?;
    Some(cut.to_text())
}
