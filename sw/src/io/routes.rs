//! Static routes: what the browser answers from the caches without starting the worker. Where it has none, it asks.

use delivery::{LIVE, OBJECTS};
use js_sys::{Array, JSON, Promise};
use wasm_bindgen::prelude::*;

use super::promise::wait;

const MEDIA: &str = r#"{"condition":{"or":[{"requestDestination":"audio"},{"requestDestination":"video"}]},"source":"fetch-event"}"#;

#[wasm_bindgen]
extern "C" {
    /// The install event, as far as `web-sys` does not know it.
    pub type InstallEvent;

    #[wasm_bindgen(method, catch, js_name = addRoutes)]
    fn add_routes(this: &InstallEvent, rules: &Array) -> Result<Promise, JsValue>;
}

/// Routes every object, and each of `paths`, to the cache that holds it, and what lives at the origin to the network.
pub(crate) async fn add(event: &InstallEvent, cache: &str, paths: &[String]) {
    let rules = Array::new();
    // Sound and video ask for ranges, and a route answers with the whole file: then they cannot seek.
    rules.push(&parsed(MEDIA));
    rules.push(&rule("/c/*", &cached(OBJECTS)));
    for path in LIVE {
        rules.push(&rule(path, r#""network""#));
    }
    for path in paths {
        rules.push(&rule(path, &cached(cache)));
    }
    // A browser without static routes, or with a limit that we do not know: then it asks the worker.
    if let Ok(added) = event.add_routes(&rules) {
        wait(added).await;
    }
}

/// The rule is exact: a path with a query is not in the cache and belongs to the worker, which ignores the query.
fn rule(path: &str, source: &str) -> JsValue {
    let parts = [
        r#"{"condition":{"requestMethod":"GET","urlPattern":{"pathname":""#,
        path,
        r#"","search":""}},"source":"#,
        source,
        "}",
    ];
    parsed(&parts.concat())
}

fn parsed(rule: &str) -> JsValue {
    JSON::parse(rule).unwrap_or(JsValue::NULL)
}

fn cached(cache: &str) -> String {
    [r#"{"cacheName":""#, cache, r#""}"#].concat()
}
